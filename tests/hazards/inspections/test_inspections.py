"""Joint inspections: planned, done item by item, hazards in the same transaction, signed, looked at again; D8.17."""

from datetime import date, timedelta

import pytest

from safecommunity.figures import queries as figures
from safecommunity.files import actions as attached
from safecommunity.hazards import codes
from safecommunity.hazards import queries as hazards
from safecommunity.hazards.inspections import actions, lists, queries
from safecommunity.hazards.inspections.actions.doing import Answer
from safecommunity.hazards.inspections.lists import Item
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.models import Hazard, Inspection, InspectionLine, InspectionRound
from safecommunity.places import actions as places
from tests.hazards.conftest import NOW, START, TODAY, person, photo
from tests.hazards.inspections.conftest import THREE, Teams

pytestmark = [pytest.mark.django_db, pytest.mark.db]
BAD = Answer("bad", "后门上锁")


def mended(shade: int = 90) -> Answer:
    """Not in order, put right at once, with two photos."""
    return Answer("bad", "堆了纸箱", "搬走了", True, (photo(shade),), (photo(shade + 100),))


def test_every_setting_has_a_shipped_checklist_that_says_its_basis() -> None:
    from safecommunity.governance import codes as governance

    assert {one.setting for one in lists.shipped()} == set(governance.settings())
    assert codes.load("checklists")["basis"] == "project judgement"
    for one in lists.shipped():
        assert one.items
        assert all(item.kind in codes.kinds() and item.color in codes.COLORS for item in one.items)


def test_what_is_not_in_order_becomes_a_hazard_in_the_same_transaction(teams: Teams) -> None:
    one = teams.done(teams.one(), {1: BAD, 2: mended(), 3: Answer("na")}, signed="signed", signed_post="店长")
    assert (one.rank, one.checked, one.failed, one.fixed, one.done_on) == (0, 5, 2, 1, TODAY)
    left, closed = one.lines.get(n=1).hazard, one.lines.get(n=2).hazard
    assert (left.state, left.kind, left.color, left.unit, left.what) == (
        "found", "passage", "orange", teams.street.shop, "后门上锁",
    )  # fmt: skip
    assert (closed.state, closed.on_the_spot, closed.fixed) == ("closed", True, "搬走了")
    assert one.lines.get(n=3).hazard is None


def test_where_one_item_is_refused_nothing_of_the_inspection_is_kept(teams: Teams) -> None:
    one = teams.one()
    with pytest.raises(actions.Refused, match="2"):
        teams.done(one, {1: BAD, 2: Answer("bad", "堆物", "搬走", True)})  # put right, and no photo came
    one.refresh_from_db()
    assert (one.rank, Hazard.objects.count(), InspectionLine.objects.exclude(result="").count()) == (1, 0, 0)


def test_every_item_needs_its_answer(teams: Teams) -> None:
    one = teams.one()
    for answers in ({}, {1: Answer("ok")}, {n: Answer("x") for n in range(1, 7)}):
        with pytest.raises(actions.Refused):
            actions.record_inspection(reader=teams.street.worker, inspection=one, answers=answers, at=NOW)


def test_the_same_form_twice_is_one_and_a_second_form_is_refused(teams: Teams) -> None:
    one = teams.one()
    teams.done(one, {1: BAD}, client_id="c1")
    assert teams.done(one, {1: BAD}, client_id="c1").pk == one.pk
    assert Hazard.objects.count() == 1
    with pytest.raises(actions.Refused):
        teams.done(one, client_id="c2")
    with pytest.raises(actions.Refused):
        teams.done(teams.one(title="另一轮"), client_id="c1")  # sent for another inspection


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(1900, 1, 1), TODAY - timedelta(days=1)])
def test_it_is_held_within_its_days(teams: Teams, on: date) -> None:
    with pytest.raises(actions.Refused):
        teams.done(teams.one(), on=on)


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "长" * 121}, {"sectors": []}, {"sectors": ["x"]}, {"lead": "police"},
              {"units": []}, {"until": TODAY - timedelta(days=1)}, {"until": date(9999, 1, 1)},
              {"starts": date(1800, 1, 1)}],
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused_in_words(teams: Teams, wrong: dict) -> None:
    with pytest.raises(actions.Refused):
        teams.planned(**wrong)
    assert not InspectionRound.objects.exists()


def test_the_office_plans_workers_and_the_teams_agencies_inspect_nobody_else(teams: Teams) -> None:
    street, top = teams.street, teams.street.place.pid
    for who in (street.worker, street.stranger, street.owner, person("agency", top, sector="fire")):
        with pytest.raises(actions.NotYours):
            teams.planned(by=who)
    for who in (
        street.stranger,
        street.owner,
        person("agency", top, sector="police"),
        person("auditor", top),
    ):
        with pytest.raises(actions.NotYours):
            teams.done(teams.one(), by=who)
    for who in (street.worker, street.clerk, person("agency", top, sector="fire")):
        assert teams.done(teams.one(), {1: BAD}, by=who).failed == 1  # also an agency's find is a hazard


def test_each_sees_what_is_his_and_a_unit_only_what_was_done(teams: Teams) -> None:
    street, one = teams.street, teams.one()

    def sees(who) -> bool:
        return queries.one(Rights(who), one.pid) is not None

    fire, police = (person("agency", street.place.pid, sector=each) for each in ("fire", "police"))
    assert [sees(who) for who in (street.clerk, street.worker, fire, police, street.stranger, street.owner)] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    teams.done(one)
    assert sees(street.owner)


def test_the_units_own_person_signs_once(teams: Teams) -> None:
    one = teams.done(teams.one())
    with pytest.raises(actions.NotYours):
        actions.sign_inspection(
            reader=teams.street.worker, inspection=one, signed="signed", post="店长", at=NOW
        )
    signed = actions.sign_inspection(
        reader=teams.street.owner, inspection=one, signed="signed", post="店长", at=NOW
    )
    assert (signed.signed, signed.signed_post, signed.signed_on) == ("signed", "店长", TODAY)
    with pytest.raises(actions.Refused):
        actions.sign_inspection(
            reader=teams.street.owner, inspection=one, signed="refused", post="店长", at=NOW
        )


def test_a_recheck_looks_at_what_failed_and_keeps_the_open_hazard(teams: Teams) -> None:
    one = teams.done(teams.one(), {1: BAD, 4: Answer("bad", "充电")})
    again, new = actions.plan_recheck(reader=teams.street.clerk, inspection=one, until=TODAY, at=NOW)
    assert (new, [line.text for line in again.lines.all()]) == (
        True, [one.lines.get(n=1).text, one.lines.get(n=4).text],
    )  # fmt: skip
    assert actions.plan_recheck(reader=teams.street.clerk, inspection=one, until=TODAY, at=NOW) == (
        again,
        False,
    )
    teams.done(again, {1: BAD})
    assert (
        again.lines.get(n=1).hazard == one.lines.get(n=1).hazard
    )  # open still: the same hazard, not a second one
    assert Hazard.objects.count() == 2
    with pytest.raises(actions.Refused):
        actions.plan_recheck(
            reader=teams.street.clerk, inspection=teams.done(teams.one(title="二")), until=TODAY, at=NOW
        )


def test_what_was_cancelled_counts_nowhere(teams: Teams) -> None:
    one = teams.one()
    actions.cancel_inspection(reader=teams.street.clerk, inspection=one, reason="单位停业", at=NOW)
    with pytest.raises(actions.Refused):
        teams.done(one)
    assert teams.street.figure("inspections.count").value == 0
    assert teams.street.figure("inspections.coverage").denominator == 0


def test_a_checklist_of_the_office_has_versions_and_planned_ones_keep_theirs(teams: Teams) -> None:
    street = teams.street
    say = {"reader": street.clerk, "place": street.place, "title": "九小场所", "setting": "fire", "at": NOW}
    first = [Item("灭火器在位", "区消防〔2026〕3 号", "extinguisher", "yellow")]
    made, new = actions.keep_checklist(items=first, **say)
    assert (new, actions.keep_checklist(items=first, **say)) == (True, (made, False))
    one = teams.one(checklist=lists.one(f"own-{made.pid}", [street.place.pid]))
    second, _new = actions.keep_checklist(items=[*first, Item("通道畅通", "", "passage", "red")], **say)
    assert (second.version, one.lines.count()) == (2, 1)
    offered = {each.title: each.version for each in lists.offered([street.place.pid]) if each.own}
    assert offered == {"九小场所": 2}
    for items in (
        [],
        [Item("", "", "other", "red")],
        [Item("x", "", "nosuch", "red")],
        [Item("x", "", "other", "green")],
    ):
        with pytest.raises(actions.Refused):
            actions.keep_checklist(items=items, **say)
    with pytest.raises(actions.NotYours):
        actions.keep_checklist(items=first, **say | {"reader": street.worker})


def test_three_teams_go_together_and_the_figures_open_their_records(teams: Teams) -> None:
    """D8.17: safety, fire and urban management merged into one inspection: 3 teams out of records."""
    street = teams.street
    other = places.register_unit(
        name="示例超市", kind="shop", place=street.east, starts=START, by="t", at=NOW
    )
    teams.done(teams.one(), {1: BAD, 2: mended(), 3: Answer("na")}, came=THREE)  # 5 judged, 2 not in order
    teams.done(
        teams.one(title="再查", sectors=["fire"], lead="fire"), came=["fire"]
    )  # the same shop again: 6 judged, all in order
    teams.planned(
        title="漏查", units=[other], until=TODAY - timedelta(days=1), starts=TODAY - timedelta(days=9)
    )

    def told(code: str) -> float | None:
        return street.figure(f"inspections.{code}").value

    # held two, one of them by the three together; due three; units one of two; items 11, of them 2 not in order
    assert {code: told(code) for code in ("count", "joint", "teams", "units", "items")} == {
        "count": 2, "joint": 1, "teams": 3, "units": 1, "items": 11,
    }  # fmt: skip
    assert told("done_share") == pytest.approx(200 / 3)
    assert told("coverage") == pytest.approx(50)
    assert told("items_failed") == pytest.approx(200 / 11)
    behind = figures.rows_behind(street.clerk, street.figure("inspections.teams"))
    assert (behind.total, behind.rows.rows[0].url[:20]) == (
        3,
        "/inspections/" + Inspection.objects.order_by("pk")[0].pid[:7],
    )
    assert figures.rows_behind(street.clerk, street.figure("inspections.joint")).rows.rows[0].url
    assert figures.rows_behind(street.stranger, street.figure("inspections.joint")).rows.rows[0].url == ""
    assert lists.is_joint(THREE)
    assert not lists.is_joint(THREE[:2])


@pytest.mark.parametrize(
    ("planned", "came", "joint", "reached", "unsaid"),
    [(THREE, THREE[:1], 0, 1, 0), (THREE[:1], THREE, 1, 3, 0), (THREE, [], 0, 0, 0), (THREE, None, 0, 0, 1)],
)
def test_who_came_counts_and_not_who_was_planned(
    teams: Teams, planned: list[str], came: list[str] | None, joint: int, reached: int, unsaid: int
) -> None:
    """Planned by three and held by one, planned by one and held by three, by none of them, and not said."""
    teams.done(teams.one(sectors=planned, lead=planned[0]), came=came)
    told = {
        code: teams.street.figure(f"inspections.{code}").value for code in ("joint", "teams", "came_unsaid")
    }
    assert told == {"joint": joint, "teams": reached, "came_unsaid": unsaid}


def test_an_agency_nobody_knows_did_not_come(teams: Teams) -> None:
    one = teams.one()
    with pytest.raises(actions.Refused) as refused:
        teams.done(one, came=["circus"])
    assert refused.value.field == "came"
    assert Inspection.objects.get().rank == Inspection.Rank.PLANNED


def test_a_units_first_of_the_year_is_the_earliest_one_done(teams: Teams) -> None:
    """Entered later, done earlier: the unit still counts once."""
    late = teams.one(starts=TODAY - timedelta(days=30))
    early = teams.one(title="补录", starts=TODAY - timedelta(days=30))
    teams.done(late)
    teams.done(early, on=TODAY - timedelta(days=20), by=teams.street.clerk)
    assert teams.street.figure("inspections.units").value == 1
    assert Inspection.objects.filter(rank=0).count() == 2


def test_the_clock_tells_once_a_day_what_was_missed(teams: Teams) -> None:
    teams.planned(until=TODAY - timedelta(days=1), starts=TODAY - timedelta(days=9))
    assert (actions.tell_missed(by="keeper", at=NOW), actions.tell_missed(by="keeper", at=NOW)) == (1, 0)


def test_an_inspection_counts_as_entered_on_the_day_it_was_told_as_done(teams: Teams) -> None:
    """N11 looks at the day the result came in, not at the day of the plan (from the log)."""
    from safecommunity.figures.checker import registry
    from safecommunity.figures.checker.registry import Entered

    one = teams.done(teams.one(at=NOW - timedelta(days=60), starts=TODAY - timedelta(days=60)))
    entries = next(each for each in registry.entries() if each.kind == "inspection")
    assert list(entries.rows(START)) == [Entered(one.place.pid, TODAY, TODAY, 1)]
    teams.planned()
    assert len(list(entries.rows(START))) == 1, "what is only planned was not entered as done"
    opener = registry.opener("inspection")
    assert (
        opener.may_open(teams.street.clerk, one.pid),
        opener.may_open(teams.street.stranger, one.pid),
    ) == (True, False)


def test_put_right_at_the_recheck_the_hazard_of_the_first_look_goes_on_and_no_second_one_is_made(
    teams: Teams,
) -> None:
    """It waits to be accepted by somebody else, with the team's photo; then it closes and nothing stays overdue."""
    street = teams.street
    one = teams.done(teams.one(), {1: BAD})
    first = one.lines.get(n=1).hazard
    attached.attach_files(
        files=[photo(90)],
        kind=hazards.BEFORE,
        ref=first.pid,
        place=first.place.pid,
        by="p",
        at=NOW,
        happened_on=TODAY,
    )
    again, _new = actions.plan_recheck(reader=street.clerk, inspection=one, until=TODAY, at=NOW)
    same = Answer("bad", "还锁着", "当场打开了", True, (photo(95),), (photo(90),))
    with pytest.raises(actions.Refused, match="同一张"):
        teams.done(again, {1: same})
    teams.done(again, {1: Answer("bad", "还锁着", "当场打开了", True, (photo(95),), (photo(200),))})
    assert Hazard.objects.count() == 1
    first.refresh_from_db()
    assert (first.state, first.fixed, first.fixed_on, first.fixed_by) == (
        "submitted", "当场打开了", TODAY, street.worker.pid,
    )  # fmt: skip
    assert again.lines.get(n=1).hazard == first
    assert [step.what for step in first.steps.all()] == ["found", "recheck"]
    first = street.step(first, "accept")
    assert street.step(first, "close").state == "closed"
    assert (street.told()["found"], street.told()["closed"]) == (1, 1)


def test_at_the_recheck_a_double_leads_to_its_first(teams: Teams) -> None:
    street = teams.street
    first = street.found(unit=street.shop)
    one = teams.done(teams.one(), {1: BAD})
    street.step(one.lines.get(n=1).hazard, "duplicate", first=first.pid)
    again, _new = actions.plan_recheck(reader=street.clerk, inspection=one, until=TODAY, at=NOW)
    teams.done(again, {1: BAD})
    assert again.lines.get(n=1).hazard == first


def test_a_major_one_is_not_put_right_at_the_recheck_before_its_five_are_in_place(teams: Teams) -> None:
    street = teams.street
    one = teams.done(teams.one(), {1: BAD})
    first = one.lines.get(n=1).hazard
    street.step(first, "assess", method="lec", factors={"L": 6, "E": 6, "C": 15}, level="major")
    again, _new = actions.plan_recheck(reader=street.clerk, inspection=one, until=TODAY, at=NOW)
    with pytest.raises(actions.Refused, match="措施"):
        teams.done(again, {1: mended()})
    assert Hazard.objects.get().fixed_on is None
