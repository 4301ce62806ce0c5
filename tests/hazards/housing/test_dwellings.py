"""Dwellings: screened by one person, confirmed by another, strengthened by a third's word; counted as they stood."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from safecommunity.hazards.housing import actions, judging, queries
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.models import Dwelling, Rating, Retrofit
from tests.hazards.conftest import NOW, TODAY, Street, photo
from tests.hazards.housing.conftest import CRACKED, FAILING, SOUND, VALUES, House, surveyor

pytestmark = [pytest.mark.django_db]


def confirmed(one: Dwelling, by: Any, grade: str = "C", on: date = TODAY, **more: Any) -> Rating:
    given = {"qualification": "engineer", "paper": "模拟报告 7 号", "at": NOW} | more
    return actions.confirm_dwelling(reader=by, dwelling=one, grade=grade, on=on, **given)


@pytest.mark.parametrize(("sheet", "grade"), [(SOUND, "A"), (CRACKED, "C"), (FAILING, "D"),
                                              ({**SOUND, "ties": "some"}, "B")])  # fmt: skip
def test_the_worst_answer_of_the_sheet_is_the_grade(house: House, sheet: dict[str, str], grade: str) -> None:
    one = house(sheet=sheet)
    assert (one.state, one.grade) == ("screened", grade)
    assert Rating.objects.get().sheet == sheet


def test_a_worse_grade_needs_a_reason_and_a_better_one_is_refused(house: House, street: Street) -> None:
    one = house()
    say = {"reader": street.worker, "dwelling": one, "sheet": CRACKED, "on": TODAY, "at": NOW}
    for grade, note, field in (("B", "看着还好", "grade"), ("D", "", "note"), ("E", "x", "grade")):
        with pytest.raises(actions.Refused) as refused:
            actions.screen_dwelling(grade=grade, note=note, **say)
        assert refused.value.field == field
    assert actions.screen_dwelling(grade="D", note="后墙快倒了", **say).told == "C"


@pytest.mark.parametrize("sheet", [{}, {**SOUND, "walls": "x"}, {**SOUND, "roof": ""}])
def test_every_question_of_the_sheet_is_answered(house: House, street: Street, sheet: dict[str, str]) -> None:
    with pytest.raises(actions.Refused):
        actions.screen_dwelling(reader=street.worker, dwelling=house(), sheet=sheet, on=TODAY, at=NOW)


def test_the_same_person_never_screens_and_confirms(house: House, street: Street) -> None:
    one = house()
    with pytest.raises(actions.Refused):
        confirmed(one, street.clerk)  # nobody screened it yet
    actions.screen_dwelling(reader=street.clerk, dwelling=one, sheet=CRACKED, on=TODAY, at=NOW)
    with pytest.raises(actions.Refused):
        confirmed(one, street.clerk)
    made = confirmed(one, street.chief, "D")
    one.refresh_from_db()
    assert (one.state, one.grade, made.of.grade) == ("confirmed", "D", "C")
    assert [line.grade for line in one.ratings.all()] == ["C", "D"]  # both stand


def test_the_housing_agency_confirms_and_a_worker_does_not(house: House, street: Street) -> None:
    one = house(sheet=CRACKED)
    assert queries.one(Rights(surveyor(street)), one.pid) == one
    with pytest.raises(PermissionDenied):
        confirmed(one, street.worker)
    with pytest.raises(PermissionDenied):
        confirmed(one, street.stranger)
    with pytest.raises(PermissionDenied):
        actions.screen_dwelling(reader=surveyor(street), dwelling=one, sheet=SOUND, on=TODAY, at=NOW)
    assert confirmed(one, surveyor(street)).grade == "C"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"grade": "E"}, "grade"), ({"on": date(2026, 11, 22)}, "on"), ({"on": date(9999, 1, 1)}, "on"),
     ({"qualification": ""}, "qualification"), ({"paper": "长" * 81}, "paper")],
)  # fmt: skip
def test_a_confirmation_that_cannot_be_is_refused_by_its_field(
    house: House, street: Street, wrong: dict[str, Any], field: str
) -> None:
    one = house(sheet=CRACKED)
    with pytest.raises(actions.Refused) as refused:
        confirmed(one, street.chief, **{"grade": "C", **wrong})
    assert refused.value.field == field


def test_a_new_screening_has_to_be_confirmed_again(house: House, street: Street) -> None:
    one = house(sheet=SOUND)
    confirmed(one, street.chief, "A")
    later = NOW + timedelta(days=30)
    actions.screen_dwelling(
        reader=street.worker, dwelling=one, sheet=FAILING, on=TODAY + timedelta(days=30), at=later
    )
    one.refresh_from_db()
    assert (one.state, one.grade) == ("screened", "D")


@pytest.mark.parametrize(
    ("confirmed_as", "sheet", "stands", "sure"),
    [
        ("D", SOUND, "D", 1),
        ("A", FAILING, "D", 0),
        ("C", CRACKED, "C", 1),
    ],  # sound: A, cracked: C, failing: D
)
def test_a_later_screening_never_betters_the_grade_a_qualified_person_gave(
    house: House, street: Street, confirmed_as: str, sheet: dict[str, str], stands: str, sure: int
) -> None:
    one = house(sheet=CRACKED)
    confirmed(one, street.chief, confirmed_as)
    later = TODAY + timedelta(days=1)
    actions.screen_dwelling(
        reader=street.worker, dwelling=one, sheet=sheet, on=later, at=NOW + timedelta(days=1)
    )
    one.refresh_from_db()
    assert (one.state, one.grade) == ("screened", stands)  # it waits to be confirmed again
    told = judging.judged(one.ratings.all(), [], later)
    assert (told.grade, int(told.confirmed)) == (stands, sure)
    assert queries.to_confirm(Rights(street.chief)) == [one]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("place", {"place": None}), ("spot", {"spot": " "}), ("spot", {"spot": "长" * 81}),
     ("structure", {"structure": "ice"}), ("built", {"built": 1499}), ("built", {"built": 2027}),
     ("storeys", {"storeys": 0}), ("storeys", {"storeys": None}), ("people", {"people": 5001}), ("use", {"use": ""}),
     ("site", {"site": ["moon"]}), ("ring_beam", {"ring_beam": "x"}),
     ("lon", {"lon": 120.0}), ("lon", {"lon": 181.0, "lat": 0.0})],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(house: House, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(actions.Refused) as refused:
        house(**wrong)
    assert refused.value.field == field
    assert not Dwelling.objects.exists()


def test_one_number_at_one_place_is_one_dwelling_and_one_form(house: House, street: Street) -> None:
    one = house(client_id="c1")
    assert house(client_id="c1") == one
    with pytest.raises(actions.Refused, match=one.number):
        house()
    with pytest.raises(PermissionDenied):
        house(by=street.stranger, spot="另一号")


def test_ways_are_better_than_what_stands_and_sorted_by_cost(house: House, street: Street) -> None:
    one = house(sheet=CRACKED)
    say = {"reader": street.clerk, "dwelling": one, "basis": "quote", "at": NOW}
    for wrong in (
        {"grade_after": "C"},
        {"grade_after": "D"},
        {"cost": 0},
        {"cost": None},
        {"measure": "paint"},
    ):
        with pytest.raises(actions.Refused):
            actions.offer_option(**{"measure": "ties", "cost": 9000, "grade_after": "B", **wrong}, **say)
    dear = actions.offer_option(measure="rebuild", cost=90_000, grade_after="A", **say)
    cheap = actions.offer_option(measure="ties", cost=9_000, grade_after="B", **say)
    assert list(queries.options_for(street.place.pid)) == [cheap, dear]
    actions.withdraw_option(reader=street.clerk, option=dear, at=NOW)
    assert list(queries.options_for(street.place.pid)) == [cheap]


def work(one: Dwelling, street: Street, **more: Any) -> Retrofit:
    given = {
        "measure": "ties",
        "done_on": TODAY,
        "cost": 9000,
        "subsidy": 6000,
        "source": "county",
        "at": NOW,
        **more,
    }
    return actions.record_retrofit(reader=street.clerk, dwelling=one, **given)


def test_a_work_counts_once_somebody_else_accepted_it(house: House, street: Street) -> None:
    one = house(sheet=CRACKED)
    made = work(one, street)
    one.refresh_from_db()
    assert (one.state, one.grade) == ("screened", "C")
    say = {"work": made, "grade_after": "B", "on": TODAY, "at": NOW}
    with pytest.raises(actions.Refused):
        actions.accept_retrofit(reader=street.clerk, **say)
    actions.accept_retrofit(reader=street.chief, **say)
    one.refresh_from_db()
    assert (one.state, one.grade) == ("retrofitted", "B")
    with pytest.raises(actions.Refused):
        actions.accept_retrofit(reader=surveyor(street), **say)
    with pytest.raises(actions.Refused):
        actions.withdraw_retrofit(reader=street.clerk, work=made, at=NOW)


@pytest.mark.parametrize(
    "wrong",
    [{"subsidy": 9001}, {"cost": 0}, {"done_on": date(9999, 1, 1)}, {"source": "luck"}, {"craftsman": "x"}],
)
def test_a_work_that_cannot_be_is_refused(house: House, street: Street, wrong: dict[str, Any]) -> None:
    one = house(sheet=CRACKED)
    with pytest.raises(actions.Refused):
        work(one, street, **wrong)


def test_a_defect_keeps_its_photo_and_is_put_right_once(house: House, street: Street) -> None:
    from safecommunity.files import queries as files

    one = house()
    made = actions.note_defect(
        reader=street.worker, dwelling=one, kind="crack", on=TODAY, at=NOW, photos=[photo(90)]
    )
    assert len(files.attachments(street.clerk, queries.PHOTOS, made.pid)) == 1
    assert not files.attachments(street.stranger, queries.PHOTOS, made.pid)
    for _twice in range(2):
        actions.fix_defect(reader=street.worker, defect=made, at=NOW)
    made.refresh_from_db()
    assert made.fixed_on == TODAY


def test_the_grade_of_a_day_is_the_last_word_by_then(house: House, street: Street) -> None:
    one = house(sheet=CRACKED, starts=date(2024, 5, 1))
    Rating.objects.update(on=date(2024, 5, 1))
    confirmed(one, street.chief, "D", on=date(2025, 6, 1))
    made = work(one, street, done_on=date(2026, 3, 1))
    actions.accept_retrofit(reader=street.chief, work=made, grade_after="B", on=date(2026, 3, 2), at=NOW)
    told = [
        (found.state, found.grade)
        for found in (
            judging.judged(one.ratings.all(), one.retrofits.all(), day)
            for day in (date(2024, 4, 30), date(2024, 12, 31), date(2025, 12, 31), TODAY)
        )
    ]
    assert told == [("unscreened", ""), ("screened", "C"), ("confirmed", "D"), ("retrofitted", "B")]


def test_figures_of_a_village_open_its_dwellings(house: House, street: Street) -> None:
    house(spot="1 号")  # not screened
    house(spot="2 号", sheet=SOUND, fire="gas")
    third = house(spot="3 号", sheet=CRACKED, people=5)
    fourth = house(spot="4 号", sheet=FAILING, structure="brick", people=2)
    confirmed(third, street.chief, "C")
    made = work(fourth, street)
    actions.accept_retrofit(reader=street.chief, work=made, grade_after="A", on=TODAY, at=NOW)
    work(third, street, cost=70_000, subsidy=0)  # done, not accepted
    gone = house(spot="5 号", sheet=FAILING)
    actions.leave_dwelling(reader=street.worker, dwelling=gone, why="down", at=NOW)
    figure = {name: street.figure(f"housing.{name}") for name in (
        "dwellings", "screened", "confirmed", "unsafe", "unsafe_share", "people_unsafe", "retrofitted", "wood_fire",
        "retrofit_cost", "retrofit_subsidy")}  # fmt: skip
    # 4 stand; 3 screened; 2 of them confirmed or accepted; 1 unsafe with 5 people; the brick one is A now
    assert {name: one.value for name, one in figure.items()} == {
        "dwellings": 4, "screened": 75, "confirmed": pytest.approx(200 / 3), "unsafe": 1,
        "unsafe_share": pytest.approx(100 / 3), "people_unsafe": 5, "retrofitted": 1, "wood_fire": 2,
        "retrofit_cost": 9000, "retrofit_subsidy": 6000,
    }  # fmt: skip
    assert (figure["screened"].numerator, figure["screened"].denominator) == (3, 4)
    from safecommunity.figures import queries as figures

    rows = figures.rows_behind(street.clerk, figure["unsafe"]).rows.rows
    assert [row.cells[0] for row in rows] == [third.number]


def test_entered_by_mistake_never_was(house: House, street: Street) -> None:
    from safecommunity.hazards.housing.facts import FACTS

    one = house(starts=date(2025, 1, 1))
    actions.leave_dwelling(reader=street.worker, dwelling=one, why="mistaken", at=NOW)
    assert list(FACTS[0].all_rows()) == []
    with pytest.raises(actions.Refused):
        actions.screen_dwelling(reader=street.worker, dwelling=one, sheet=SOUND, on=TODAY, at=NOW)


def test_what_waits_is_told_to_who_may_do_it(house: House, street: Street) -> None:
    one = house(sheet=CRACKED)
    assert queries.to_confirm(Rights(street.chief)) == [one]
    assert queries.to_confirm(Rights(surveyor(street))) == [one]
    assert not queries.to_confirm(Rights(street.stranger))
    made = work(one, street)
    assert queries.to_accept(Rights(street.chief)) == [made]


def test_a_year_that_is_over_keeps_who_lived_in_the_house(house: House, street: Street) -> None:
    one = house(sheet=FAILING, starts=date(2025, 3, 1))
    Rating.objects.update(on=date(2025, 3, 1))
    changed = {**VALUES, "place": street.east, "people": 7, "structure": "brick", "fire": ""}
    actions.change_dwelling(reader=street.worker, dwelling=one, values=changed, at=NOW, revision=one.revision)
    told = {
        code: [street.figure(f"housing.{code}", year).value for year in ("2025", "2026")]
        for code in ("people_unsafe", "wood_fire")
    }
    assert told == {
        "people_unsafe": [4, 7],
        "wood_fire": [1, 0],
    }  # four people, timber and an open hearth until now
