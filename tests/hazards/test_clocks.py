"""Clocks: the first day stays, what is overdue reminds and climbs, major hazards are listed and struck off."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from safecommunity.governance.returns import workdays
from safecommunity.hazards import actions, codes, queries
from safecommunity.hazards.models import Hazard, Supervision
from safecommunity.hazards.rights import Rights
from safecommunity.journal.models import AuditEvent
from tests.hazards.conftest import TODAY, Street, photo

MAJOR = {"method": "lec", "factors": {"L": 6, "E": 6, "C": 15}, "level": "major"}
GIVEN = {"who": "某厂安全科", "measure": "停用改造", "funds": "12 万元", "plan": "疏散预案"}
LISTING = {
    "authority": "街道主任",
    "due": TODAY + timedelta(days=40),
    "paper": "示街安〔2026〕3 号",
    "board": "某厂粉尘未清",
}


def on(day: date) -> datetime:
    """Ten in the morning."""
    return datetime.combine(day, time(10), tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(("days", "first"), [(30, 14), (7, 7)])
def test_assigning_a_later_day_does_not_move_the_day_that_in_time_is_measured_by(
    street: Street, days: int, first: int
) -> None:
    """Ten working days from Monday 23 November are two weeks; an earlier day given is stricter and counts."""
    one = street.until(street.found(), "assessed")
    one = street.step(one, "assign", who="物业", due=TODAY + timedelta(days=days))
    assert (one.first_due, one.due) == (TODAY + timedelta(days=first), TODAY + timedelta(days=days))


def test_a_major_hazard_has_the_days_of_its_level_from_the_day_it_was_found(street: Street) -> None:
    one = street.step(street.found(), "assess", **MAJOR)
    assert one.first_due == one.due == workdays.after(TODAY, 60)
    one = street.step(one, "assess", **MAJOR | {"level": "general"})
    assert one.first_due == workdays.after(TODAY, 10)


def test_it_reminds_on_the_set_days_and_climbs_from_clerk_to_chief_to_district(street: Street) -> None:
    """Due on Wednesday 2 December: reminded three, one and no working days before; past it 1, 5 and 10 working days."""
    one = street.until(street.found(), "assessed")
    one = street.step(one, "assign", who="物业", due=date(2026, 12, 2))
    seen: dict[str, date] = {}
    for n in range(30):
        day = TODAY + timedelta(days=n)
        for _again in range(2):
            actions.run_clock(by="keeper", at=on(day))
    for step in one.steps.filter(what__regex="remind|climb"):
        seen[f"{step.what} {step.says}"] = step.on
    assert seen == {
        "remind 3": date(2026, 11, 27), "remind 1": date(2026, 12, 1), "remind 0": date(2026, 12, 2),
        "climb_1 1": date(2026, 12, 3), "climb_2 5": date(2026, 12, 9), "climb_3 10": date(2026, 12, 16),
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="hazard_climb").count() == 3


def test_who_it_climbed_to_has_it_among_his_exceptions_and_the_district_sees_it_only_then(
    street: Street,
) -> None:
    one = street.until(street.found(), "assigned")  # due a week from Monday
    readers = {"clerk": street.clerk, "chief": street.chief, "district": street.district}

    def told(late: int) -> set[str]:
        actions.climb_overdue(by="keeper", at=on(workdays.after(one.due, late)))
        return {name for name, who in readers.items() if queries.climbed(Rights(who), 9)}

    assert queries.one(Rights(street.district), one.pid) is None
    assert [told(late) for late in (0, 1, 4, 5, 9, 10)] == [
        set(), {"clerk"}, {"clerk"}, {"clerk", "chief"}, {"clerk", "chief"}, {"clerk", "chief", "district"},
    ]  # fmt: skip
    assert queries.one(Rights(street.district), one.pid) is not None


def test_what_was_put_right_or_given_more_time_does_not_climb(street: Street) -> None:
    late = on(TODAY + timedelta(days=60))
    street.until(street.found(), "submitted")
    actions.climb_overdue(by="keeper", at=late)
    assert not Hazard.objects.filter(climbed__gt=0).exists()
    one = street.until(street.found(kind="gas"), "assigned")
    one = street.step(one, "ask", street.worker, due=TODAY + timedelta(days=90), reason="等料")
    one = street.step(one, "grant")
    assert actions.climb_overdue(by="keeper", at=late) == 0


def test_all_five_are_in_place_before_a_major_hazard_is_put_right_whatever_way_it_goes(
    street: Street,
) -> None:
    one = street.step(street.found(kind="machine"), "assess", **MAJOR)
    one = street.step(one, "transfer", sector="commerce", who="市监所", due=TODAY + timedelta(days=60))
    one = street.step(one, "receive", street.inspector, receipt="1 号")
    for deed, who in (
        ("submit", street.inspector),
        ("hand_back", street.inspector),
        ("start", street.worker),
    ):
        values: dict[str, Any] = {"fixed": "停了", "photos": [photo(200)]} if deed == "submit" else {}
        if deed == "hand_back":
            one = street.step(one, deed, who, reason="不归我管")
            assert (one.state, one.sector) == ("returned", "")
            continue
        with pytest.raises(actions.Refused, match="措施、责任、资金、时限、预案"):
            street.step(one, deed, who, **values)
    one = street.step(one, "five", **GIVEN)
    assert set(one.five) == set(codes.five())
    assert street.step(one, "start", street.worker).state == "rectifying"


def test_a_major_hazard_is_listed_by_a_chief_and_struck_off_by_paper_after_acceptance(street: Street) -> None:
    general = street.until(street.found(), "assessed")
    with pytest.raises(actions.Refused, match="重大"):
        street.step(general, "list", street.chief, **LISTING)
    one = street.step(street.found(kind="machine"), "assess", **MAJOR)
    one = street.step(one, "assign", due=TODAY + timedelta(days=50), **GIVEN)
    for who in (street.clerk, street.worker):
        with pytest.raises(actions.NotYours):
            street.step(one, "list", who, **LISTING)
    for lacks in ("authority", "paper", "board"):
        with pytest.raises(actions.Refused):
            street.step(one, "list", street.chief, **LISTING | {lacks: " "})
    one = street.step(one, "list", street.chief, **LISTING)
    assert (one.supervised, one.due, one.five["deadline"]) == ("street", LISTING["due"], str(LISTING["due"]))
    one = street.step(street.step(one, "start", street.worker), "submit", street.worker, fixed="改了",
                      photos=[photo(200)])  # fmt: skip
    with pytest.raises(actions.Refused):
        street.step(one, "lift", street.chief, paper="早了")
    one = street.step(one, "accept")
    with pytest.raises(actions.Refused, match="督办"):
        street.step(one, "close")
    with pytest.raises(actions.NotYours):
        street.step(one, "lift", street.district, paper="不是区里挂的")
    one = street.step(one, "lift", street.chief, paper="示街安〔2026〕9 号")
    assert street.step(one, "close").state == "closed"
    assert Supervision.objects.get().lifted_on == TODAY


def test_more_time_for_what_the_district_supervises_is_granted_by_the_district(street: Street) -> None:
    one = street.step(street.found(kind="machine"), "assess", **MAJOR)
    one = street.step(one, "assign", due=TODAY + timedelta(days=50), **GIVEN)
    one = street.step(one, "list", street.district, **LISTING | {"authority": "示例区应急局"})
    assert one.supervised == "district"
    one = street.step(one, "ask", street.worker, due=TODAY + timedelta(days=90), reason="等设备")
    with pytest.raises(actions.Refused, match="上一级"):
        street.step(one, "grant", street.chief)
    one = street.step(one, "grant", street.district)
    assert (one.due, one.first_due) == (TODAY + timedelta(days=90), TODAY + timedelta(days=40))


def test_the_chief_asks_the_district(street: Street) -> None:
    one = street.until(street.found(), "assigned")
    one = street.step(one, "ask", street.chief, due=TODAY + timedelta(days=30), reason="等专项资金")
    assert queries.waiting(Rights(street.district), lambda _one: True, 5) == [one]
    one = street.step(one, "refuse", street.district, reason="先做临时围挡")
    assert queries.waiting(Rights(street.district), lambda _one: True, 5) == []


def listed(street: Street, **more: Any) -> Hazard:
    """A major one that was listed before anybody had it to put right."""
    one = street.step(street.found(kind="machine"), "assess", **MAJOR)
    return street.step(one, "list", street.chief, **LISTING | more)


def board(street: Street) -> tuple[date, date, str]:
    """The day of the listing, of the hazard, and of its five."""
    one = Hazard.objects.get()
    return Supervision.objects.get().deadline, one.due, one.five.get("deadline", "")


def test_what_is_listed_is_not_ended_or_made_a_general_one_by_the_clerk(street: Street) -> None:
    """H3: it is struck off by who listed it, after acceptance; until then it stays major and open."""
    one = listed(street)
    with pytest.raises(actions.Refused, match="督办"):
        street.step(one, "no_hazard", reason="看着不像")
    with pytest.raises(actions.Refused, match="督办"):
        street.step(one, "assess", **MAJOR | {"level": "general"})
    one = street.step(one, "assess", **MAJOR | {"factors": {"L": 3, "E": 6, "C": 15}})
    assert (one.level, one.state, one.score, one.due) == ("major", "assessed", 270, LISTING["due"])


def test_the_day_of_a_listing_is_not_put_off_by_assigning_it(street: Street) -> None:
    one = street.step(listed(street), "assign", **GIVEN | {"due": TODAY + timedelta(days=200)})
    assert board(street) == (LISTING["due"], LISTING["due"], str(LISTING["due"]))
    assert one.state == "assigned"


def test_more_time_that_is_granted_stands_on_the_public_board_too(street: Street) -> None:
    one = street.step(listed(street), "assign", **GIVEN)
    new = TODAY + timedelta(days=70)
    one = street.step(one, "ask", street.worker, due=new, reason="等设备")
    street.step(one, "grant", street.chief)
    assert board(street) == (new, new, str(new))


@pytest.mark.parametrize("deed", ["assess", "assign", "transfer", "list"])
def test_with_a_new_day_the_climbing_begins_anew(street: Street, deed: str) -> None:
    """It had climbed to the chief before it had its day; past the new day it climbs again, from the clerk on."""
    one = street.step(street.found(found_on=TODAY - timedelta(days=120)), "assess", **MAJOR)
    late = workdays.after(one.due, 6)
    actions.climb_overdue(by="keeper", at=on(late))
    one.refresh_from_db()
    assert one.climbed == 2
    new = late + timedelta(days=30)
    given: dict[str, Any] = {
        "assess": MAJOR | {"level": "general"}, "assign": GIVEN | {"due": new},
        "transfer": {"sector": "commerce", "who": "市监所", "due": new}, "list": LISTING | {"due": new},
    }[deed]  # fmt: skip
    one = street.step(one, deed, street.chief, at=on(late), **given)
    assert one.climbed == 0
    actions.climb_overdue(by="keeper", at=on(workdays.after(max(one.due, late), 1)))
    climbed = [step.what for step in one.steps.filter(what__startswith="climb_")]
    assert climbed[:3] == ["climb_1", "climb_2", "climb_1"]


def test_past_its_day_the_office_gives_a_new_one_and_in_time_stays_measured_by_the_first(
    street: Street,
) -> None:
    """Due on 30 November; on 1 December the clerk gives it until the 20th; put right on the 10th it is not in time."""
    one = street.until(street.found(), "assigned")
    first, late, new = one.first_due, on(date(2026, 12, 1)), date(2026, 12, 20)
    actions.climb_overdue(by="keeper", at=late)
    given = {"due": new, "reason": "换了承办人"}
    with pytest.raises(actions.NotYours):
        street.step(one, "new_day", street.worker, at=late, **given)
    for lacks in ({"reason": " "}, {"due": date(2026, 11, 30)}):
        with pytest.raises(actions.Refused):
            street.step(one, "new_day", at=late, **given | lacks)
    one = street.step(one, "new_day", at=late, **given)
    assert (one.first_due, one.due, one.climbed) == (first, new, 0)
    told = one.steps.last()
    assert told is not None
    assert (told.what, told.says) == ("new_day", "2026-11-30 → 2026-12-20 · 换了承办人")
    with pytest.raises(actions.Refused, match="期限还没有过"):
        street.step(one, "new_day", at=late, **given)
    one = street.step(one, "start", street.worker, at=late)
    done = on(date(2026, 12, 10))
    one = street.step(one, "submit", street.worker, at=done, fixed="清了", photos=[photo(200)])
    one = street.step(street.step(one, "accept", at=done), "close", at=done)
    assert street.told()["on_time"] == 0


def test_what_climbed_to_the_chief_has_its_new_day_from_the_chief(street: Street) -> None:
    one = street.until(street.found(), "assigned")
    late = workdays.after(one.due, 6)
    actions.climb_overdue(by="keeper", at=on(late))
    given = {"due": late + timedelta(days=9), "reason": "等料"}
    with pytest.raises(actions.Refused, match="不低于"):
        street.step(one, "new_day", street.clerk, at=on(late), **given)
    assert street.step(one, "new_day", street.chief, at=on(late), **given).climbed == 0


def test_what_an_agency_handed_back_late_is_nobodys_until_it_is_given_anew(street: Street) -> None:
    """Neither its name nor its past day stands on a notice; after a new day it is assigned and noticed."""
    one = street.until(street.found(), "assessed")
    one = street.step(one, "transfer", sector="commerce", who="市监所", due=TODAY + timedelta(days=3))
    after = TODAY + timedelta(days=5)
    one = street.step(one, "hand_back", street.inspector, at=on(after), reason="不归我管")
    told = one.steps.last()
    assert told is not None
    assert (one.who, told.says) == ("", "市监所 · 不归我管")
    assert queries.to_notify(Rights(street.clerk), after, 9) == []
    one = street.step(one, "assign", at=on(after), who="示例物业")
    assert queries.to_notify(Rights(street.clerk), after, 9) == []
    with pytest.raises(actions.Refused, match="重新给期限"):
        actions.issue_notices(reader=street.clerk, hazards=[one], at=on(after))
    one = street.step(one, "new_day", at=on(after), due=after + timedelta(days=7), reason="改派")
    assert queries.to_notify(Rights(street.clerk), after, 9) == [one]
    (notice,) = actions.issue_notices(reader=street.clerk, hazards=[one], at=on(after))
    assert (notice.who, notice.due) == ("示例物业", after + timedelta(days=7))


def test_of_the_five_who_is_responsible_is_told_anew_after_an_agency_handed_back(street: Street) -> None:
    one = street.step(street.found(kind="machine"), "assess", **MAJOR)
    one = street.step(one, "assign", due=TODAY + timedelta(days=50), **GIVEN)
    one = street.step(one, "transfer", sector="commerce", who="市监所")
    assert one.five["responsibility"] == "市监所"
    one = street.step(one, "hand_back", street.inspector, reason="不归我管")
    with pytest.raises(actions.Refused, match="责任"):
        street.step(one, "start", street.worker)


def test_a_step_past_its_own_day_shows_though_the_whole_has_time(street: Street) -> None:
    """Three working days to assess, two to assign, three for the agency's receipt (loop.yaml); the whole has ten."""
    found = street.found(spot="1 号楼")
    assessed = street.until(street.found(spot="2 号楼"), "assessed")
    street.until(street.found(spot="3 号楼"), "assigned")
    office = Rights(street.clerk)
    third = workdays.after(TODAY, 3)
    assert queries.stuck(office, workdays.after(TODAY, 2), 5) == []
    assert queries.stuck(office, third, 5) == [assessed]
    assert queries.stuck(office, third + timedelta(days=1), 5) == [assessed, found]
    assert queries.stuck(Rights(street.worker), third + timedelta(days=1), 5) == []


def test_whose_turn_it_is_is_found_behind_any_number_that_wait_for_others(street: Street) -> None:
    """Forty wait for the worker and are due first; the one that waits for the clerk is still in his work."""
    rows = [street.found(client_id=f"w{n}", spot=f"{n} 号楼") for n in range(40)]
    Hazard.objects.filter(pk__in=[one.pk for one in rows]).update(
        state="assigned", due=TODAY, first_due=TODAY
    )
    mine = street.found(client_id="mine", spot="41 号楼")
    found = queries.waiting(Rights(street.clerk), lambda one: one.state == "found", 20)
    assert found == [mine]
    assert len(queries.waiting(Rights(street.clerk), lambda _one: True, 20)) == 20
