"""Targets, the responsibility map and the profile. Expected numbers are those of the seed's documents D1, D2 and D9."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from safecommunity.figures import queries as figures
from safecommunity.governance.answering import actions as duties
from safecommunity.governance.answering import queries as answering
from safecommunity.governance.answering import reading
from safecommunity.governance.models import Answerable, Return, Target
from safecommunity.governance.profile import actions as profile
from safecommunity.governance.profile import facts, items
from safecommunity.governance.profile import queries as sheets
from safecommunity.governance.targets import actions, queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places
from safecommunity.shell import sheets as files
from tests.governance.returns.conftest import NOW, Office, cells, office, reader, street_return  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def values(**more: Any) -> dict[str, Any]:
    found = {
        "title": "启动安全社区创建", "sense": "range", "low": Decimal(400), "high": Decimal(500), "unit": "streets",
        "firmness": "binding", "starts": date(2026, 1, 1), "deadline": date(2026, 12, 31),
        "paper": "省安委办〔2026〕5 号",         "figure": "", "adds_up": True,
    }  # fmt: skip
    return {**found, **more}


def set_for(office: Office, who: str, place: Any, **more: Any) -> Target:  # noqa: F811
    return actions.set_target(reader=office.people[who], place=place, values=values(**more), at=NOW)


def test_a_target_keeps_range_firmness_deadline_and_paper(office: Office) -> None:  # noqa: F811
    """D1.1: 400 to 500 townships and streets, by the paper that ordered it."""
    made = set_for(office, "district", office.district)
    assert queries.value_text(made) == "400–500"
    assert (made.firmness, made.paper) == ("binding", "省安委办〔2026〕5 号")
    soft = set_for(office, "district", office.district, sense="exact", low=Decimal(2), high=None,
                   firmness="stretch", words="争创")  # fmt: skip
    assert (queries.value_text(soft), soft.words) == ("2", "争创")  # D2.2
    least = set_for(office, "district", office.district, sense="ge", low=Decimal(5), high=None)
    assert queries.value_text(least) == "≥ 5"  # D2.1


def test_assignments_add_up_or_the_page_says_by_how_much_not(office: Office) -> None:  # noqa: F811
    """D1.5 = D1.6 + D1.7: 13 streets are 2 and 11; 2 and 10 are one too few."""
    made = set_for(office, "district", office.district, sense="exact", low=Decimal(13), high=None)

    def share(street: int, other: int) -> queries.Sum:
        actions.assign(
            reader=office.people["district"], target=made, at=NOW,
            shares={office.street.pid: (Decimal(street), None), office.other_street.pid: (Decimal(other), None)},
        )  # fmt: skip
        found = queries.added(made, list(made.assigned.filter(dropped_on__isnull=True)))
        assert found is not None
        return found

    assert share(2, 11).holds
    wrong = share(2, 10)
    assert not wrong.holds
    assert wrong.says == "已分解 12：少 1"
    assert share(3, 11).says == "已分解 14：多 1"


def test_ranges_add_up_at_both_ends(office: Office) -> None:  # noqa: F811
    made = set_for(office, "district", office.district)
    actions.assign(
        reader=office.people["district"], target=made, at=NOW,
        shares={office.street.pid: (Decimal(150), Decimal(200)), office.other_street.pid: (Decimal(250), Decimal(300))},
    )  # fmt: skip
    found = queries.added(made, list(made.assigned.all()))
    assert found is not None
    assert (found.low, found.high, found.holds) == (400, 500, True)


def test_a_street_sees_what_it_was_assigned_and_assigns_it_on(office: Office) -> None:  # noqa: F811
    made = set_for(office, "district", office.district, sense="exact", low=Decimal(13), high=None)
    actions.assign(
        reader=office.people["district"], target=made, at=NOW, shares={office.street.pid: (Decimal(13), None)}
    )
    part = made.assigned.get()
    clerk = office.people["clerk"]
    assert queries.one(clerk, part.pid) == part
    assert queries.one(clerk, made.pid) is None
    assert queries.may_assign(clerk, part)
    assert not queries.may_change(clerk, part)
    with pytest.raises(actions.NotYours):
        actions.change_target(reader=clerk, target=part, values=values(), revision=part.revision, at=NOW)
    with pytest.raises(actions.NotYours):
        set_for(office, "clerk", office.district)
    assert queries.one(office.people["other"], part.pid) is None


def test_progress_is_read_from_a_figure_by_its_code(office: Office, street_return: Any) -> None:  # noqa: F811
    made = set_for(office, "clerk", office.street, sense="ge", low=Decimal(4), high=None, unit="events",
                   figure="return.fires.total")  # fmt: skip
    told = queries.progress(made, now=NOW, today=NOW.date())
    assert told is not None
    assert (told.figure.value, told.reached) == (None, None)  # nothing came: not zero
    office.hand_in(street_return, cells(3, 2, 1))
    told = queries.progress(made, now=NOW, today=NOW.date())
    assert told is not None
    assert (told.figure.value, told.reached, told.share) == (3.0, False, 0.75)
    with pytest.raises(actions.Refused):
        set_for(office, "clerk", office.street, figure="no.such")


@pytest.mark.parametrize(
    "wrong",
    [
        {"high": Decimal(300)}, {"high": None}, {"deadline": date(2025, 1, 1)}, {"title": " "}, {"unit": "stones"},
    ],
)  # fmt: skip
def test_a_target_that_contradicts_itself_is_refused(office: Office, wrong: dict[str, Any]) -> None:  # noqa: F811
    before = AuditEvent.objects.count()
    with pytest.raises(actions.Refused):
        set_for(office, "clerk", office.street, **wrong)
    assert (Target.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_two_people_do_not_overwrite_each_others_target(office: Office) -> None:  # noqa: F811
    made = set_for(office, "clerk", office.street)
    actions.change_target(
        reader=office.people["clerk"], target=made, values=values(title="甲"), revision=0, at=NOW
    )
    with pytest.raises(actions.Refused):
        actions.change_target(
            reader=office.people["chief"], target=made, values=values(title="乙"), revision=0, at=NOW
        )


def take(office: Office, **more: Any) -> Answerable:  # noqa: F811
    given = {
        "kind": "community",
        "place": office.villages[0],
        "who": "安办主任",
        "holder": "post",
        "starts": date(2026, 1, 1),
    }
    return duties.take_over(**{**given, **more}, by="clerk", at=NOW)


def test_gaps_show_until_somebody_answers(office: Office) -> None:  # noqa: F811
    ground = answering.ground(office.people["clerk"])
    assert ground is not None
    day = NOW.date()
    found = answering.gaps(ground, answering.held(ground, day), day)
    assert [place.name for place in found.communities] == ["示东村", "示西村"]
    take(office)
    found = answering.gaps(ground, answering.held(ground, day), day)
    assert [place.name for place in found.communities] == ["示西村"]


def test_a_new_holder_closes_the_one_before_and_both_stay(office: Office) -> None:  # noqa: F811
    first = take(office)
    assert take(office) == first  # the same again is the same
    second = take(office, who="综治科", holder="body", starts=date(2026, 7, 1))
    first.refresh_from_db()
    assert first.ends == date(2026, 7, 1)
    assert [row.who for row in answering.history(second)] == ["综治科", "安办主任"]
    with pytest.raises(duties.Refused):
        take(office, who="丙", starts=date(2026, 6, 1))
    ground = answering.ground(office.people["clerk"])
    assert ground is not None
    assert answering.held(ground, date(2026, 3, 1)).get().who == "安办主任"
    duties.end_duty(row=second, on=date(2026, 8, 1), by="clerk", at=NOW)
    assert not answering.held(ground, date(2026, 8, 1)).exists()


def test_an_enterprise_and_a_lane_are_held_by_name(office: Office) -> None:  # noqa: F811
    with pytest.raises(duties.Refused):
        take(office, kind="enterprise")
    with pytest.raises(duties.Refused):
        take(office, kind="lane")
    assert take(office, kind="lane", label="示一巷").label == "示一巷"


def checked(text: str, ground: Any) -> Any:
    heads = set(reading.headings().values())
    given = files.read(text.encode(), "a.csv", lambda cell: cell if cell in heads else "")
    return reading.check(given, ground, NOW.date())


def test_a_list_goes_in_twice_and_stands_once_and_all_that_is_wrong_is_told(office: Office) -> None:  # noqa: F811
    ground = answering.ground(office.people["clerk"])
    assert ground is not None
    heads = reading.headings()
    head = ",".join(heads[name] for name in ("kind", "place", "what", "who", "starts")) + "\n"
    text = head + "包社区,示东村,,安办主任,2026-01-01\n包街巷,示西村,一巷,网格长,2026-02-01\n"
    found = checked(text, ground)
    assert found.faults == ()
    for expected in (2, 0):
        new = duties.import_duties(rows=found.items, file_name="a.csv", top=office.street, by="clerk", at=NOW)
        assert new == expected
    bad = head + "包天,示东村,,甲,2026-01-01\n包社区,火星村,,乙,昨天\n"
    faults = checked(bad, ground).faults
    assert [(fault.row, fault.came) for fault in faults] == [(2, "包天"), (3, "火星村"), (3, "昨天")]


# The numbers of D9: a mountain town of 14 villages.
D9 = {
    "area": 150, "villages": 14, "village_groups": 90, "committees": 1, "population": 8837, "residents": 8507,
    "public_institutions": 5, "enterprises": 11, "main_trade_enterprises": 5, "cooperatives": 17, "primary_schools": 2,
    "kindergartens": 1, "county_roads": 2, "county_road_length": 29, "village_road_length": 39.25,
    "group_road_length": 57.8, "rope_bridges": 21, "vehicles": 1017,
}  # fmt: skip
SHARES = {"minority_share": 98, "forest_share": 74, "unlicensed_share": 30, "no_licence_share": 40}


def keep(office: Office, given: dict[str, float], place: Any = None, **more: Any) -> int:  # noqa: F811
    told = {code: (round(number * 100), "exact") for code, number in given.items()}
    return profile.set_profile(
        place=place or office.street,
        year=2025,
        values=told,
        source=more.get("source", "镇统计"),
        by="clerk",
        at=NOW,
    )


def figure(office: Office, code: str, place: Any = None) -> Any:  # noqa: F811
    key = FigureKey(f"profile.{code}", 1, (place or office.street).pid, Period.of_year(2025))
    return figures.compute(key, now=NOW + timedelta(days=1))


def test_the_numbers_of_a_towns_report_are_figures_that_open_their_rows(office: Office) -> None:  # noqa: F811
    assert set(D9) | set(SHARES) == set(items.items())
    assert keep(office, {**D9, **SHARES}) == len(D9) + len(SHARES)
    assert keep(office, {**D9, **SHARES}) == 0  # repeatable
    for code, number in D9.items():
        assert figure(office, code).value == number, code
    behind = figures.rows_behind(office.people["clerk"], figure(office, "vehicles"))
    assert behind.rows.rows[0].cells[:4] == ("机动车", "示例街道", "2025", "1,017")
    assert figures.rows_behind(office.people["other"], figure(office, "vehicles")).openable == 0


def test_a_share_without_its_denominator_is_no_figure(office: Office) -> None:  # noqa: F811
    """N1."""
    for code in SHARES:
        with pytest.raises(Exception, match="code of a figure"):
            catalogue.get(f"profile.{code}")
    assert len(list(facts.ProfileSource().every())) == len(D9)


def test_a_correction_is_the_next_version_and_the_old_one_stays(office: Office) -> None:  # noqa: F811
    keep(office, {"vehicles": 1017})
    keep(office, {"vehicles": 1020})
    assert figure(office, "vehicles").value == 1020
    assert [(row.version, row.value) for row in sheets.versions(office.street, 2025)] == [(1, 101700)]


def test_a_place_counts_beyond_what_its_parts_say(office: Office) -> None:  # noqa: F811
    keep(office, {"vehicles": 1017})
    keep(office, {"vehicles": 400}, office.villages[0])
    assert figure(office, "vehicles").value == 1017
    assert figure(office, "vehicles", office.villages[0]).value == 400
    assert figure(office, "rope_bridges").value is None  # not on record: not zero


def test_what_cannot_be_is_refused_whole(office: Office) -> None:  # noqa: F811
    for wrong in ({"residents": 9000, "population": 8837}, {"forest_share": 101}, {"nonsense": 1}):
        with pytest.raises(profile.Refused):
            keep(office, wrong)
    with pytest.raises(profile.Refused):
        keep(office, {"vehicles": 1}, source=" ")
    assert not sheets.years(office.street)


def test_a_range_that_becomes_one_number_loses_its_end(office: Office) -> None:  # noqa: F811
    """400–500 corrected to 400: the stored row says 400, where the database refuses an end without a range."""
    made = set_for(office, "clerk", office.street)
    form = values(
        sense="exact", high=Decimal(500)
    )  # what the form sends: its field for the end is still filled
    row = actions.change_target(reader=office.people["clerk"], target=made, values=form, revision=0, at=NOW)
    row.refresh_from_db()
    assert (row.sense, row.low, row.high) == ("exact", 400, None)


def test_a_target_that_has_not_begun_has_no_progress(office: Office, street_return: Any) -> None:  # noqa: F811
    office.hand_in(street_return, cells(3, 2, 1))
    made = set_for(office, "clerk", office.street, sense="ge", low=Decimal(4), high=None, unit="events",
                   figure="return.fires.total", starts=date(2027, 1, 1), deadline=date(2027, 12, 31))  # fmt: skip
    assert queries.progress(made, now=NOW, today=NOW.date()) is None


def test_a_district_sees_what_it_assigned_as_far_as_handed_in(office: Office, street_return: Any) -> None:  # noqa: F811
    """A village's 5 that stay with the street are not the district's to see; the street's 3 are, once handed in."""
    district = office.people["district"]
    made = set_for(office, "district", office.district, sense="ge", low=Decimal(4), high=None, unit="events",
                   figure="return.fires.total", starts=date(2026, 10, 1))  # fmt: skip
    actions.assign(reader=district, target=made, shares={office.street.pid: (Decimal(4), None)}, at=NOW)
    part = made.assigned.get()
    office.send("clerk", office.street, [("place", office.villages[0].pid)])
    village = Return.objects.get(place=office.villages[0])
    office.hand_in(village, cells(5, 5, 0))
    told = queries.handed_in(district, part, today=NOW.date())
    assert told is not None
    assert (told.value, told.came, told.due, told.reached) == (None, 0, 1, None)
    office.hand_in(street_return, cells(3, 2, 1))
    for target in (part, made):
        told = queries.handed_in(district, target, today=NOW.date())
        assert told is not None
        assert (told.value, told.came, told.due, told.reached, told.share) == (3, 1, 1, False, 0.75)
        assert told.call == street_return.call.pid
    assert queries.handed_in(office.people["clerk"], part, today=NOW.date()) is None


def test_a_grid_has_no_sheet_of_its_own_and_no_entry_in_the_menu(office: Office) -> None:  # noqa: F811
    grid = places.create_place(
        name="第一网格",
        level="grid",
        parent=office.villages[0],
        order=0,
        by="t",
        at=NOW,
        starts=date(2020, 1, 1),
    )
    assert not sheets.looks(reader("g", "grid", grid.pid))
    assert sheets.looks(office.people["village0"])
    assert sheets.looks(office.people["clerk"])


def test_a_second_click_sets_no_second_target(office: Office) -> None:  # noqa: F811
    first = set_for(office, "clerk", office.street)
    assert set_for(office, "clerk", office.street) == first
    assert set_for(office, "clerk", office.street, low=Decimal(401)) != first
    assert Target.objects.count() == 2


@pytest.mark.parametrize("year", [1, 1948, 2200, 9999])
def test_a_target_lies_in_years_a_paper_can_name(office: Office, year: int) -> None:  # noqa: F811
    with pytest.raises(actions.Refused):
        set_for(
            office,
            "clerk",
            office.street,
            starts=date(min(year, 2026), 1, 1),
            deadline=date(max(year, 2026), 1, 1),
        )


@pytest.mark.parametrize("starts", [date(1, 1, 1), date(2062, 1, 1), date(9999, 12, 31)])
def test_a_slip_in_the_year_does_not_hold_a_community_for_decades(office: Office, starts: date) -> None:  # noqa: F811
    with pytest.raises(duties.Refused):
        take(office, starts=starts)
    assert not Answerable.objects.exists()


@pytest.mark.parametrize("came", ["1e999", "9" * 13 + ".9", "1e-999", "NaN", "-1", "1,5,,x"])
def test_a_number_that_cannot_be_stored_is_refused_in_words(came: str) -> None:
    from django.http import QueryDict

    from safecommunity.governance.targets import views

    class Asked:
        POST = QueryDict(f"low={came}")

    class There:
        name = "示东村"

    with pytest.raises(actions.Refused, match="示东村"):
        views._number(Asked(), "low", There())  # type: ignore[arg-type]
