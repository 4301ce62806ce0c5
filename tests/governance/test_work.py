"""Bodies, agencies, meetings with decisions, tasks, duties of the year; the register's safety bodies and staff."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from safecommunity.governance import actions, codes, duties
from safecommunity.governance.facts.organisation import name_on
from safecommunity.governance.models import Agency, Body, HouseholdLine, Letter, LetterRound, Membership, Task
from safecommunity.governance.rights import NotYours
from safecommunity.places import actions as places
from safecommunity.places.models import UnitSafety
from tests.governance.conftest import DAY, NOW, Street, person

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)


def founded(street: Street) -> Body:
    """The promotion committee of a street whose bodies were made in 2025."""
    actions.found_bodies(reader=street.clerk, place=street.place, starts=date(2025, 3, 1), at=NOW)
    return Body.objects.get(tier="promotion")


def test_units_have_89_safety_bodies_and_315_staff_as_the_register_says(street: Street) -> None:
    """D8.19: 89 safety bodies in firms and units; D8.20: 315 full-time and part-time staff. 89 = 48·4 + 41·3."""
    street.units(48, "firm", safety=(True, 1, 3), safety_from=date(2025, 1, 1))
    street.units(41, "school", safety=(True, 2, 1), safety_from=date(2025, 1, 1))
    street.units(11, "shop")
    assert street.figure("units.count").value == 100
    assert street.figure("units.safety_bodies").value == 89
    staff = street.figure("units.safety_staff")
    assert (staff.value, staff.n) == (315, 100)
    behind = street.opens("units.safety_bodies")
    assert (behind.total, behind.openable) == (89, 89)
    assert behind.rows.rows[0].url.startswith("/u/")


def test_what_a_unit_had_stays_with_its_year(street: Street) -> None:
    unit = street.units(1, "firm")[0]
    say = {"unit": unit, "by": "t", "at": NOW}
    places.set_safety(starts=date(2024, 5, 1), has_body=True, full_time=1, part_time=2, **say)
    places.set_safety(starts=date(2026, 2, 1), has_body=True, full_time=2, part_time=4, **say)
    places.set_safety(starts=date(2026, 2, 1), has_body=True, full_time=2, part_time=4, **say)
    assert UnitSafety.objects.count() == 2
    told = {year: street.figure("units.safety_staff", str(year)).value for year in (2023, 2024, 2025, 2026)}
    assert told == {2023: 0, 2024: 3, 2025: 3, 2026: 6}
    with pytest.raises(places.Refused, match="2026-11-24"):
        places.set_safety(starts=date(2026, 11, 24), has_body=False, full_time=0, part_time=0, **say)


def test_a_unit_that_is_gone_counts_in_the_years_it_was_there(street: Street) -> None:
    unit = street.units(2, "firm")[0]
    places.close_unit(unit=unit, on=date(2025, 6, 1), by="t", at=NOW)
    assert [street.figure("units.count", str(year)).value for year in (2024, 2025, 2026)] == [2, 1, 1]


def test_fourteen_agencies_stand_with_dated_names(street: Street) -> None:
    """D7.3: fourteen departments named, the list left open; 安监 became 应急管理."""
    assert actions.found_agencies(reader=street.clerk, place=street.place, at=NOW) == 14
    assert actions.found_agencies(reader=street.clerk, place=street.place, at=NOW) == 0
    assert street.figure("agencies.count").value == 14
    assert street.opens("agencies.count").total == 14
    agency = Agency.objects.get(sector="work_safety")
    assert name_on(agency, date(2015, 1, 1)) == "安全生产监督管理局"
    assert name_on(agency, TODAY) == "应急管理局"
    actions.rename_agency(
        reader=street.clerk, agency=agency, name="示例区应急局", on=date(2026, 6, 1), at=NOW
    )
    agency = Agency.objects.prefetch_related("names").get(pk=agency.pk)
    assert [name_on(agency, day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [
        "应急管理局",
        "示例区应急局",
    ]


def test_the_committee_has_22_liaison_units_and_seats_are_dated(street: Street) -> None:
    """D8.4: 22 liaison units; D5: membership is issued anew each year and never overwritten."""
    committee = founded(street)
    for n in range(22):
        actions.seat_member(
            reader=street.clerk, body=committee, part="liaison", post=f"联系单位{n + 1}", starts=date(2025, 3, 1),
            paper="示街发〔2025〕3号", at=NOW,
        )  # fmt: skip
    seat = Membership.objects.order_by("pk").first()
    actions.end_membership(reader=street.clerk, seat=seat, on=date(2026, 3, 1), at=NOW)
    actions.seat_member(
        reader=street.clerk,
        body=committee,
        part="liaison",
        post="新联系单位",
        starts=date(2026, 3, 1),
        at=NOW,
    )
    assert [street.figure("bodies.liaison_units", str(year)).value for year in (2024, 2025, 2026)] == [
        0,
        22,
        22,
    ]
    assert street.opens("bodies.liaison_units").total == 22
    assert Membership.objects.count() == 23


def test_a_working_group_stands_for_each_of_the_twelve_settings(street: Street) -> None:
    """D7.2: twelve settings. Seven groups (D8.6, D9.25) are seven bodies."""
    founded(street)
    assert street.figure("bodies.groups").value == 12 == len(codes.settings())
    for setting in list(codes.settings())[7:]:
        actions.close_body(
            reader=street.clerk, body=Body.objects.get(setting=setting), on=date(2025, 9, 1), at=NOW
        )
    assert street.figure("bodies.groups").value == 7
    assert street.opens("bodies.groups").total == 7


def test_a_name_can_be_erased_and_no_count_changes(street: Street) -> None:
    seat = actions.seat_member(
        reader=street.clerk, body=founded(street), part="chair", post="街道办事处主任", person="演示人", at=NOW,
        starts=date(2025, 3, 1),
    )  # fmt: skip
    actions.erase_person(reader=street.clerk, seat=seat, at=NOW)
    seat.refresh_from_db()
    assert (seat.person, seat.post) == ("", "街道办事处主任")
    assert street.figure("bodies.members").value == 1


# -- meetings ------------------------------------------------------------------------------------


def decided(street: Street, many: int = 3, on: date = date(2026, 11, 20)):
    told = [actions.Decision(f"第 {n} 项", "安全办", date(2026, 12, n)) for n in range(1, many + 1)]
    return actions.record_meeting(
        reader=street.clerk, body=Body.objects.get(tier="promotion"), on=on, title="季度例会", decisions=told, at=NOW,
        present=18,
    )  # fmt: skip


def test_a_meeting_with_three_decisions_makes_three_tasks(street: Street) -> None:
    """D10.1: three meetings to assess; each is a dated event with minutes, each decision a task."""
    founded(street)
    for month in (4, 5, 6):
        decided(street, on=date(2026, month, 10))
    assert street.figure("meetings.count").value == 3
    assert street.figure("meetings.count", "2026-05").value == 1
    assert street.figure("meetings.decisions").value == 9
    assert street.opens("meetings.count").total == 3
    assert Task.objects.filter(source="decision").count() == 9
    assert street.figure("tasks.due", "2026-12").value == 9


def test_a_wrong_decision_stores_nothing_of_the_meeting(street: Street) -> None:
    founded(street)
    wrong = [
        actions.Decision("装护栏", "", date(2026, 12, 1)),
        actions.Decision("昨天的事", "", date(2026, 11, 1)),
    ]
    with pytest.raises(actions.Refused, match="2026-11-01"):
        actions.record_meeting(
            reader=street.clerk, body=Body.objects.get(tier="leading"), on=date(2026, 11, 20), title="x",
            decisions=wrong, at=NOW,
        )  # fmt: skip
    assert not Task.objects.exists()
    assert street.figure("meetings.count").value == 0


def test_a_withdrawn_meeting_counts_no_more_and_its_open_tasks_go_with_it(street: Street) -> None:
    founded(street)
    meeting = decided(street)
    done = meeting.decisions.first()
    actions.finish_task(reader=street.clerk, task=done, on=TODAY, result="办了", at=NOW)
    actions.withdraw_meeting(reader=street.clerk, meeting=meeting, reason="重复登记", at=NOW)
    assert street.figure("meetings.count").value == 0
    assert Task.objects.filter(dropped_on__isnull=False).count() == 2
    with pytest.raises(actions.Refused):
        actions.withdraw_meeting(reader=street.clerk, meeting=meeting, reason="x", at=NOW)


def test_people_sign_in_once_and_on_the_day_only(street: Street) -> None:
    founded(street)
    today = decided(street, on=TODAY)
    for _ in range(2):
        actions.sign_in(reader=street.worker, meeting=today, at=NOW)
    assert today.sign_ins.count() == 1
    with pytest.raises(actions.Refused):
        actions.sign_in(reader=street.worker, meeting=decided(street), at=NOW)


# -- tasks ---------------------------------------------------------------------------------------


def test_a_task_done_late_is_done_and_not_in_time(street: Street) -> None:
    make = {"reader": street.clerk, "place": street.place, "at": datetime(2026, 11, 1, 2, 0, tzinfo=UTC)}
    late = actions.record_task(title="迟的", due=date(2026, 11, 10), **make)
    soon = actions.record_task(title="早的", due=date(2026, 11, 30), **make)
    for task in (late, soon):
        actions.finish_task(reader=street.clerk, task=task, on=TODAY, result="", at=NOW)
    share = street.figure("tasks.on_time", "2026-11")
    assert (share.value, share.numerator, share.denominator) == (50.0, 1, 2)
    actions.reopen_task(reader=street.clerk, task=soon, reason="没办完", at=NOW)
    assert street.figure("tasks.on_time", "2026-11").value == 0
    actions.drop_task(reader=street.clerk, task=soon, reason="不归我们", at=NOW)
    assert street.figure("tasks.due", "2026-11").value == 1


def test_only_the_office_and_whoever_it_waits_for_may_end_a_task(street: Street) -> None:
    task = actions.record_task(
        reader=street.clerk, place=street.place, title="看一眼", due=date(2026, 12, 1), user="p-grid", at=NOW
    )
    with pytest.raises(NotYours):
        actions.finish_task(
            reader=person("clerk", street.district.parent), task=task, on=TODAY, result="", at=NOW
        )
    actions.finish_task(reader=street.worker, task=task, on=TODAY, result="好了", at=NOW)


@pytest.mark.parametrize(
    ("day", "duty", "period", "starts", "due"),
    [
        (date(2026, 11, 23), "R7", "2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 2, 1), "R8", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), "R11", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 10, 1), "R12", "2026-T2", date(2026, 9, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), "M2a", "2028", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_duty_runs_in_its_period(day: date, duty: str, period: str, starts: date, due: date) -> None:
    found = {one.id: one for one in duties.running(day)}[duty]
    assert (found.period, found.starts, found.due) == (period, starts, due)


def test_duties_of_other_months_and_school_holidays_do_not_run() -> None:
    assert "M6a" not in {one.id for one in duties.running(TODAY)}
    assert "R12" not in {one.id for one in duties.running(date(2026, 7, 15))}


def test_the_duties_of_the_year_appear_by_themselves_once(street: Street) -> None:
    assert actions.open_due_duties(by="keeper", at=NOW) == 0  # a street without bodies has not begun
    founded(street)
    made = actions.open_due_duties(by="keeper", at=NOW)
    assert made == len(duties.running(TODAY)) >= 8
    assert actions.open_due_duties(by="keeper", at=NOW) == 0
    task = Task.objects.get(duty="M11a")
    assert (task.title, task.due, task.place) == ("119消防月", date(2026, 11, 30), street.place)


def test_a_register_nobody_touches_reaches_into_the_years_after(street: Street) -> None:
    street.units(2, "firm")
    founded(street)
    assert actions.open_year(by="keeper", at=NOW) == 2 * (2 + 14)  # of this year and the next
    assert actions.open_year(by="keeper", at=NOW) == 0
    later = datetime(2027, 1, 1, 2, 0, tzinfo=UTC)
    assert actions.open_year(by="keeper", at=later) == 2 * 16


def test_every_duty_says_where_it_is_known_from() -> None:
    assert {one["basis"] for one in codes.duties().values()} == {"read", "recalled"}
    assert DAY.year == 2020


# -- pages ---------------------------------------------------------------------------------------


def browser(street: Street):
    """The clerk at a computer."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from safecommunity.accounts.models import Scope

    user = get_user_model().objects.create(pid="p-clerk", username="c", display_name="内勤", created_at=NOW)
    Scope.objects.create(user=user, role="clerk", place=street.place.pid, starts=DAY)
    found = Client()
    found.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def test_one_screen_stores_a_meeting_of_any_body_or_says_what_is_wrong_and_stores_nothing(
    street: Street,
) -> None:
    founded(street)
    page, body = browser(street), Body.objects.order_by("order")[3]
    sent = {"body": body.pid, "on": "2026-11-20", "title": "协调会", "present": "9", "d0-title": "装扶手",
            "d0-due": "2026-12-01", "d1-title": "没有期限的事"}  # fmt: skip
    assert page.post("/meetings/new/", sent).status_code == 422
    assert not body.meetings.exists()
    answer = page.post("/meetings/new/", {**sent, "d1-due": "2026-12-02"})
    assert answer.status_code == 302
    assert body.meetings.get().decisions.count() == 2
    assert page.get(answer.url).status_code == 200


def test_every_form_with_options_takes_what_it_offers(street: Street) -> None:
    """Each page is sent what its own lists offer."""
    page = browser(street)
    street.units(2, "firm")
    cells = [places.Residents(900, households=300)]
    places.set_population(place=street.east, year=2025, cells=cells, source="公报", by="t", at=NOW)
    for level in ("unit", "household"):
        sent = {"level": level, "year": "2026", "issued_on": "2026-01-05", "sign_by": "2026-12-31"}
        assert page.post("/letters/open/", sent).status_code == 302, level
    line = HouseholdLine.objects.get()
    sheet = {"on": "2026-03-02", "count": "120", "qualifier": "ge"}
    assert page.post(f"/letters/households/{line.ref}/", sheet).status_code == 302
    assert line.sheets.get().qualifier == "ge"
    body = founded(street)
    seat = {"part": "liaison", "post": "示例厂", "starts": "2025-03-01"}
    assert page.post(f"/organisation/bodies/{body.pid}/", seat).status_code == 302
    paper = {"kind": "rule", "title": "例会制度", "on": "2025-03-01"}
    assert page.post(f"/organisation/bodies/{body.pid}/paper/", paper).status_code == 302
    assert (body.members.count(), body.papers.get().kind) == (1, "rule")
    task = {"title": "看井盖", "due": "2027-01-01"}
    answer = page.post("/tasks/new/", task)
    assert answer.status_code == 302
    assert page.post(answer.url, {"on": Task.objects.get().starts.isoformat()}).status_code == 302
    letters = [one.ref for one in Letter.objects.all()]
    sign = {"on": "2026-03-02", "letter": letters}
    made = LetterRound.objects.get(level="unit")
    assert page.post(f"/letters/{made.pid}/sign/", sign).status_code == 302
    printed = page.get(f"/letters/{made.pid}/print/").content.decode()
    assert printed.count("letter-sheet") == 2
    assert f"{made.issued_on.month}月{made.issued_on.day}日起至" in printed  # days as a letter writes them
    assert "2026-03-02" in page.get(f"/letters/{made.pid}/").content.decode()  # and as every list does
    for address in (
        "letters/",
        f"letters/{made.pid}/",
        "organisation/",
        "meetings/",
        "tasks/",
        "organisation/agencies/",
    ):
        assert page.get(f"/{address}").status_code == 200, address


def test_a_second_click_records_no_second_meeting_and_no_second_task(street: Street) -> None:
    """The same from the same person within two minutes; a day later it is another."""
    actions.found_bodies(reader=street.clerk, place=street.place, starts=DAY, at=NOW)
    body = Body.objects.get(tier="leading")
    given = {"reader": street.clerk, "body": body, "on": NOW.date(), "title": "例会"}
    decided = [actions.Decision("装减速带", "交警", NOW.date())]
    first = actions.record_meeting(**given, decisions=decided, at=NOW)
    assert actions.record_meeting(**given, decisions=decided, at=NOW + timedelta(seconds=3)) == first
    assert Task.objects.count() == 1
    assert actions.record_meeting(**given, decisions=decided, at=NOW + timedelta(hours=1)) != first
    own = {"reader": street.clerk, "place": street.place, "title": "清楼道", "due": NOW.date()}
    task = actions.record_task(**own, at=NOW)
    assert actions.record_task(**own, at=NOW + timedelta(seconds=3)) == task
    assert actions.record_task(**own, who="安全办", at=NOW + timedelta(seconds=4)) != task


@pytest.mark.parametrize("due", [date(9999, 12, 31), date(2046, 11, 23)])
def test_a_day_far_off_is_a_slip_and_refused_with_what_is_allowed(street: Street, due: date) -> None:
    with pytest.raises(actions.Refused, match="2036"):
        actions.record_task(reader=street.clerk, place=street.place, title="检查", due=due, at=NOW)
    assert not Task.objects.exists()


def test_at_new_year_every_register_of_every_room_goes_on(street: Street) -> None:
    """A dwelling, risk, team or project tells its facts up to the year after it was written; later years come so."""
    from safecommunity.emergency.models import Resource
    from safecommunity.figures import registry
    from safecommunity.hazards.models import Dwelling, Risk
    from safecommunity.programmes.models import Project

    say: dict[str, Any] = {"place": street.east, "by": "t", "at": NOW}
    day = date(2026, 3, 1)
    stands = {
        "dwelling": Dwelling.objects.create(
            spot="1 号", structure="wood", storeys=1, use="home", starts=day, **say
        ),
        "risk": Risk.objects.create(title="坡道", setting="fire", starts=day, due=day, **say),
        "emergency_resource": Resource.objects.create(
            kind="team", name="示例队", people=20, starts=day, **say
        ),
        "project": Project.objects.create(title="示例项目", setting="fire", starts=day, until=day, **say),
    }
    gone = Dwelling.objects.create(
        spot="2 号", structure="wood", storeys=1, use="home", starts=day, ends=date(2026, 5, 1), **say
    )
    told = {name: list(registry.fact(name).standing_in(2027)) for name in stands}
    for name, one in stands.items():
        assert told[name] == [f"{one.ref[:28]}{2027:04x}"], name
        assert registry.fact(name).rows(told[name])[told[name][0]]["year"] == 2027
    assert not any(ref.startswith(gone.ref[:28]) for ref in told["dwelling"])
    assert actions.open_year(by="keeper", at=NOW) == 2 * len(stands)
