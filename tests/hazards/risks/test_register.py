"""The register: entered, assessed, assessed again, a failed control, taken out; who may, and what the figures say."""

from datetime import date, timedelta

import pytest

from safecommunity.accounts.reader import Reader
from safecommunity.figures import queries as figures
from safecommunity.hazards.models import Hazard, Risk, RiskAssessment
from safecommunity.hazards.risks import actions, queries
from safecommunity.hazards.risks.rights import Rights
from tests.hazards.conftest import NOW, TODAY, photo
from tests.hazards.risks.conftest import Register, fire_agency

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_new_assessment_stands_beside_the_old_one(register: Register) -> None:
    one = register.entered(starts=date(2026, 1, 5))
    register.assessed(one, 4, 5, date(2026, 1, 6))  # 20: red, again after 90 days: 2026-04-06
    register.assessed(one, 2, 4, date(2026, 5, 6))  # 8: blue, a month late
    first, second = RiskAssessment.objects.all()
    assert (first.score, first.rank, first.next_due, first.done_on) == (
        20,
        1,
        date(2026, 4, 6),
        date(2026, 5, 6),
    )
    assert (second.score, second.rank, second.done_on) == (8, 4, None)
    one.refresh_from_db()
    assert (one.rank, one.score, one.due) == (4, 8, date(2026, 5, 6) + timedelta(days=730))
    assert [step.what for step in one.steps.all()] == ["recorded", "assessed", "assessed"]


def test_before_it_is_assessed_it_has_no_colour_and_ten_working_days(register: Register) -> None:
    one = register.entered()  # Monday 2026-11-23: ten working days later is Monday 2026-12-07
    assert (one.rank, one.score, one.due) == (5, None, date(2026, 12, 7))


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "长" * 121}, {"setting": "x"}, {"setting": ""}, {"klass": "9"},
              {"accident": "77"},
              {"exposed": -1}, {"exposed": 10**8}, {"starts": date(9999, 1, 1)}, {"starts": date(1890, 1, 1)},
              {"where": "unit"}, {"where": "x"}, {"controls": "长" * 1001}],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_leaves_nothing(register: Register, wrong: dict) -> None:
    with pytest.raises(actions.Refused):
        register.entered(**wrong)
    assert not Risk.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"on": TODAY + timedelta(days=1)}, {"on": date(1900, 1, 1)}, {"next_due": TODAY},
              {"next_due": date(9999, 12, 31)}, {"says": "长" * 301}],
)  # fmt: skip
def test_an_assessment_has_days_that_can_be(register: Register, wrong: dict) -> None:
    one = register.entered()
    with pytest.raises(actions.Refused):
        register.assessed(one, 3, 3, **wrong)
    assert not RiskAssessment.objects.exists()


def test_the_same_form_twice_is_one_and_nobody_elses(register: Register) -> None:
    one = register.entered(client_id="c1")
    assert register.entered(client_id="c1").pk == one.pk
    with pytest.raises(actions.Refused):
        register.entered(register.street.clerk, client_id="c1")


def test_a_worker_enters_the_office_assesses_a_stranger_does_neither(register: Register) -> None:
    street, one = register.street, register.entered()
    with pytest.raises(actions.NotYours):
        register.assessed(one, 3, 3, by=street.worker)
    for stranger in (street.stranger, street.owner):
        with pytest.raises(actions.NotYours):
            register.entered(stranger)
        with pytest.raises(actions.NotYours):
            actions.change_risk(reader=stranger, risk=one, values={"title": "x"}, at=NOW)
    with pytest.raises(actions.NotYours):
        actions.end_risk(reader=street.worker, risk=one, reason="拆除", at=NOW)


def test_each_sees_what_is_his(register: Register) -> None:
    street = register.street
    at_unit = register.entered(street.clerk, unit=street.shop, title="后厨燃气", setting="workplace")
    fire = register.entered()

    def seen(reader: Reader) -> set[int]:
        return set(queries.risks(Rights(reader)).values_list("pk", flat=True))

    both = {at_unit.pk, fire.pk}
    assert (seen(street.clerk), seen(street.worker), seen(street.stranger)) == (both, both, set())
    assert seen(street.owner) == {at_unit.pk}
    assert seen(fire_agency(street.place.pid)) == {fire.pk}  # its sector's setting only


def test_a_correction_keeps_what_was_said(register: Register) -> None:
    one = register.entered()
    actions.change_risk(
        reader=register.street.worker, risk=one, values={"title": "飞线充电", "exposed": 50}, at=NOW
    )
    actions.change_risk(
        reader=register.street.worker, risk=one, values={"title": "飞线充电"}, at=NOW
    )  # says nothing new
    step = one.steps.filter(what="changed").get()
    assert "楼道电动自行车充电" in step.says
    assert "40" in step.says


def test_a_failed_control_is_a_hazard_of_the_loop_in_one_step(register: Register) -> None:
    one = register.entered()
    register.assessed(one, 3, 5)
    say = {"kind": "ebike", "what": "充电棚断电"}
    made = actions.tell_failed_control(
        reader=register.street.worker, risk=one, values=say, at=NOW, client_id="f1", before=[photo(90)]
    )
    again = actions.tell_failed_control(
        reader=register.street.worker, risk=one, values=say, at=NOW, client_id="f1"
    )
    assert made == again == Hazard.objects.get()
    assert (made.color, made.setting, made.klass, made.spot, made.state) == (
        "orange",
        "fire",
        "2109",
        "5 号楼",
        "found",
    )
    assert [link.hazard_id for link in one.hazards.all()] == [made.pk]


def test_a_failed_control_that_is_no_hazard_leaves_nothing(register: Register) -> None:
    one = register.entered()
    with pytest.raises(actions.Refused):
        actions.tell_failed_control(reader=register.street.worker, risk=one, values={"kind": "x"}, at=NOW)
    assert not Hazard.objects.exists()
    assert one.steps.count() == 1


def test_what_is_gone_stays_readable_and_takes_no_more_deeds(register: Register) -> None:
    street, one = register.street, register.entered()
    actions.end_risk(reader=street.clerk, risk=one, reason="改建成充电棚", at=NOW)
    assert queries.one(Rights(street.clerk), one.pid) is not None
    assert not queries.risks(Rights(street.clerk)).exists()
    with pytest.raises(actions.Refused):
        register.assessed(one, 3, 3)


def test_figures_come_out_of_the_records_and_open_them(register: Register) -> None:
    red = register.entered(starts=date(2026, 1, 5), exposed=100)
    register.assessed(red, 4, 5, date(2026, 1, 6))  # due 2026-04-06, assessed again that day: in time
    register.assessed(red, 5, 5, date(2026, 4, 6))  # due 2026-07-05, never again: overdue
    register.entered(title="河边护栏", setting="water", exposed=None)  # not assessed, not counted
    yellow = register.entered(title="台阶", setting="elderly", exposed=7, starts=date(2026, 11, 2))
    register.assessed(yellow, 3, 3, date(2026, 11, 3))
    gone = register.entered(title="旧棚", exposed=1000)
    actions.end_risk(reader=register.street.clerk, risk=gone, reason="拆除", at=NOW)

    def told(code: str) -> float | None:
        return register.street.figure(f"risks.{code}").value

    # three stand, one red; assessed 2 of 3; exposed 100 + 7; overdue the red one; due in 2026: two, one in time
    assert {code: told(code) for code in ("count", "major", "exposed", "overdue")} == {
        "count": 3, "major": 1, "exposed": 107, "overdue": 1,
    }  # fmt: skip
    assert told("assessed") == pytest.approx(200 / 3)
    assert told("reassessed_on_time") == pytest.approx(50)
    behind = figures.rows_behind(register.street.clerk, register.street.figure("risks.major"))
    assert (behind.total, behind.rows.rows[0].url) == (1, f"/risks/{red.pid}/")
    behind = figures.rows_behind(register.street.stranger, register.street.figure("risks.major"))
    assert behind.rows.rows[0].url == ""


def test_a_year_that_is_over_keeps_the_colour_it_ended_with(register: Register) -> None:
    from safecommunity.hazards.risks import facts

    one = register.entered(starts=date(2024, 3, 1))
    register.assessed(one, 5, 5, date(2024, 3, 2))
    register.assessed(one, 1, 1, date(2026, 3, 2))
    rows = {row["year"]: row["risk"] for row in facts.RISKS.all_rows()}
    assert rows == {2024: 1, 2025: 1, 2026: 4, 2027: 4}


def test_the_clock_tells_once_a_day_what_fell_due(register: Register) -> None:
    one = register.entered(starts=date(2026, 1, 5))
    register.assessed(one, 4, 5, date(2026, 1, 6))
    assert actions.tell_due_risks(by="keeper", at=NOW) == 2  # the risk's fact and the assessment's
    assert actions.tell_due_risks(by="keeper", at=NOW) == 0


def test_the_map_counts_communities_with_everything_below(register: Register) -> None:
    street = register.street
    register.assessed(register.entered(), 4, 5)
    register.entered(title="台阶")
    (share,) = queries.by_community(Rights(street.clerk), street.place.pid, TODAY)
    assert (share.place, share.ranks, share.late, share.worst) == (street.east, (1, 0, 0, 0, 1), 0, 1)


def test_a_year_that_is_over_keeps_who_was_exposed_in_it(register: Register) -> None:
    from datetime import date

    one = register.entered(starts=date(2025, 3, 1), exposed=40)
    street = register.street
    for exposed in (60, 90):
        actions.change_risk(reader=street.clerk, risk=one, values={"exposed": exposed}, at=NOW)
    assert [street.figure("risks.exposed", year).value for year in ("2025", "2026")] == [40, 90]
