"""Duty: turns given evenly and by the calendar, leave, swaps, gaps; the log that is never changed; handing over."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.accounts.reader import Reader
from safecommunity.emergency import actions as clock
from safecommunity.emergency.duty import actions, queries
from safecommunity.emergency.duty.turns import HOLIDAY, WEEKEND, WORKING, Taker, kind_of, share
from safecommunity.emergency.models import DutyDay, DutyEntry, DutyName, DutyPerson, DutyTurn
from safecommunity.emergency.refusal import NotYours, Refused
from safecommunity.emergency.rights import Rights
from tests.emergency.conftest import NOW, START, TODAY, Street, days

JANUARY = [date(2026, 1, 1) + timedelta(days=n) for n in range(31)]


def test_days_are_told_apart_by_the_calendar() -> None:
    """2026 by the product's holidays.yaml: 1–3 January off, Sunday the 4th worked instead."""
    told = [kind_of(date(2026, 1, day)) for day in (1, 2, 3, 4, 5, 10, 11)]
    assert told == [HOLIDAY, HOLIDAY, HOLIDAY, WORKING, WORKING, WEEKEND, WEEKEND]


def test_turns_are_even_by_kind_of_day_and_never_two_days_running() -> None:
    given = share([Taker(n, START) for n in range(5)], JANUARY, {})
    for kind in (WORKING, WEEKEND, HOLIDAY):
        counts = [sum(who == n and kind_of(on) == kind for on, who in given.items()) for n in range(5)]
        assert max(counts) - min(counts) <= 1
    assert all(given[on] != given[on + timedelta(days=1)] for on in JANUARY[:-1])
    assert given == share([Taker(n, START) for n in range(5)], JANUARY, {})


def test_who_is_on_leave_or_stands_elsewhere_is_passed_over() -> None:
    away = Taker(1, START, leaves=[(JANUARY[0], JANUARY[9])])
    given = share([away, Taker(2, START), Taker(3, START)], JANUARY, {JANUARY[0]: {2}})
    assert given[JANUARY[0]] == 3
    assert 1 not in {given[on] for on in JANUARY[:10]}
    assert share([away], JANUARY[:3], {}) == dict.fromkeys(JANUARY[:3])


pytestmark = pytest.mark.django_db


def staff(street: Street, leaders: int = 2, people: int = 4) -> list[DutyPerson]:
    say: dict[str, Any] = {"reader": street.clerk, "place": street.place, "starts": START, "at": NOW}
    actions.add_people(names=[(f"领导{n}", "副主任", "") for n in range(leaders)], leads=True, **say)
    return actions.add_people(
        names=[(f"干部{n}", "科员", "13800000000") for n in range(people)], leads=False, **say
    )


def made(street: Street, month: date = TODAY) -> int:
    return actions.make_month(reader=street.clerk, place=street.place, month=month, at=NOW)


def test_a_month_is_filled_from_today_on_and_gaps_show(street: Street) -> None:
    staff(street)
    assert made(street) == 16  # two parts for the 23rd to the 30th
    assert DutyDay.objects.count() == 30
    assert made(street) == 0  # what stands stays
    told = street.figure("duty.days_covered")
    assert (told.numerator, told.denominator) == (1, 23)  # today; the 22 days before were never filled
    assert len(queries.gaps(Rights(street.clerk), date(2026, 11, 1), TODAY)) == 22


def test_a_swap_ends_the_turn_and_keeps_it(street: Street) -> None:
    people = staff(street)
    made(street)
    day = DutyDay.objects.get(on=TODAY)
    before = DutyTurn.objects.get(day=day, part="main")
    other = next(one for one in people if one.pk != before.person_id)
    say: dict[str, Any] = {"reader": street.clerk, "day": day, "part": "main", "person": other, "at": NOW}
    with pytest.raises(Refused, match="换班要写原因"):
        actions.swap_turn(says="", **say)
    actions.swap_turn(says="家中有事", **say)
    before.refresh_from_db()
    assert before.ended_at == NOW
    assert [turn.pk for turn in queries.history(day)] == [before.pk]
    with pytest.raises(Refused, match="当天已经在班"):
        actions.swap_turn(says="x", **say)


def test_leave_after_the_roster_shows_until_it_is_swapped(street: Street) -> None:
    people = staff(street, people=2)
    made(street)
    actions.take_leave(
        reader=street.clerk, person=people[0], first=TODAY, last=TODAY + timedelta(days=6), at=NOW
    )
    found = queries.on_leave(Rights(street.clerk), TODAY, TODAY + timedelta(days=6))
    assert {turn.person_id for turn in found} == {people[0].pk}


def test_a_month_nobody_made_stands_empty(street: Street) -> None:
    """The clock opens December for a place that has a roster, so that its gaps show."""
    staff(street)
    made(street)
    later = NOW + timedelta(days=10)
    assert clock.tell_day(by="keeper", at=later) > 0
    assert DutyDay.objects.filter(on__month=12).count() == 31
    assert clock.tell_day(by="keeper", at=later) == 0


def test_names_are_sealed_and_go(street: Street) -> None:
    person = staff(street)[0]
    assert queries.name_of(person) == "干部0"
    assert queries.name_of(person, opened=False) == "科员"
    actions.erase_person(reader=street.clerk, person=person, at=NOW)
    assert not DutyName.objects.filter(person=person).exists()
    again = actions.add_people(
        reader=street.clerk, place=street.place, names=[("干部1", "", "")], leads=False, starts=START, at=NOW
    )
    assert again == []  # who is on the list stays once


def line(street: Street, who: Reader | None = None, **more: Any) -> DutyEntry:
    values = {"kind": "report", "says": "示东社区停水"} | more
    return actions.record_entry(reader=who or street.clerk, place=street.place, values=values, at=NOW)[0]


def test_a_line_is_taken_back_and_corrected_never_changed(street: Street) -> None:
    first = line(street)
    right = actions.correct_entry(
        reader=street.clerk,
        entry=first,
        values={"kind": "report", "says": "示西社区停水"},
        reason="写错社区",
        at=NOW,
    )
    first.refresh_from_db()
    assert (first.state, first.says, right.corrects) == ("reversed", "示东社区停水", first)
    assert street.figure("duty.entries").value == 1
    actions.reverse_entry(reader=street.clerk, entry=right, reason="误报", at=NOW)
    assert street.figure("duty.entries").value == 0
    with pytest.raises(Refused, match="已经收回"):
        actions.reverse_entry(reader=street.clerk, entry=right, reason="又", at=NOW)
    assert DutyEntry.objects.count() == 4


def test_the_same_form_twice_is_one_line_and_a_stranger_writes_none(street: Street) -> None:
    say: dict[str, Any] = {"place": street.place, "values": {"kind": "quiet", "says": "平安"}, "at": NOW}
    for _again in range(2):
        actions.record_entry(reader=street.clerk, client_id="x", **say)
    assert DutyEntry.objects.count() == 1
    for who in (street.stranger, street.worker, street.owner):
        with pytest.raises(NotYours):
            actions.record_entry(reader=who, **say)
    with pytest.raises(Refused):
        line(street, happened_at=days(5))
    with pytest.raises(Refused):
        line(street, happened_at=NOW + timedelta(hours=2))


def test_handing_over_is_signed_by_two(street: Street) -> None:
    staff(street)
    made(street)
    handover = actions.give_over(reader=street.clerk, place=street.place, on=TODAY, says="停水待恢复", at=NOW)
    with pytest.raises(Refused, match="交班人不能自己接班"):
        actions.take_over(reader=street.clerk, handover=handover, at=NOW)
    assert street.figure("duty.handed_over").numerator == 0
    actions.take_over(reader=street.chief, handover=handover, at=NOW)
    assert street.figure("duty.handed_over").numerator == 1
    with pytest.raises(Refused, match="已经交班"):
        actions.give_over(reader=street.clerk, place=street.place, on=TODAY, says="又", at=NOW)


def test_the_pages_open_and_the_phone_stores(street: Street) -> None:
    staff(street)
    client = street.client()
    base = {"at": street.place.pid, "month": "2026-11"}
    assert client.post("/emergency/duty/step/", {**base, "what": "make"}).status_code == 302
    day = DutyDay.objects.get(on=TODAY)
    for address in (
        "/emergency/duty/",
        "/emergency/duty/?month=9999-99",
        f"/emergency/duty/day/{day.ref}/",
        "/emergency/",
        "/emergency/duty/export/",
        "/emergency/log/",
        "/emergency/log/new/",
        "/emergency/template/duty/",
        "/emergency/template/log/",
    ):
        assert client.get(address).status_code == 200, address
    sent = {"kind": "report", "says": "示东社区停水", "client_id": "q1"}
    answer = client.post("/emergency/log/new/", sent, headers={"X-Offline": "1"})
    assert (answer.status_code, DutyEntry.objects.count()) == (201, 1)
    assert client.post("/emergency/log/new/", {"kind": "report", "says": ""}).status_code == 422
    assert (
        client.post("/emergency/log/new/", {**sent, "client_id": "q2", "on_day": "1800-01-01"}).status_code
        == 422
    )
    assert (
        client.post("/emergency/log/new/", {**sent, "client_id": "q3", "says": "x" * 99_999}).status_code
        == 422
    )
    entry = DutyEntry.objects.get()
    assert client.get(f"/emergency/log/{entry.pid}/").status_code == 200
    assert (
        client.post(f"/emergency/log/{entry.pid}/step/", {"what": "reverse", "reason": "误"}).status_code
        == 302
    )
    names = {"what": "people", **base, "names": "甲 科员 13900000000\n乙", "starts": "2026-01-01"}
    assert client.post("/emergency/duty/step/", names).status_code == 302
    assert client.post("/emergency/duty/step/", {**names, "names": ""}).status_code == 422
    assert DutyPerson.objects.count() == 8
