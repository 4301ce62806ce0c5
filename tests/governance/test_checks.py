"""Targets, meetings, teams and hours against the integrity rules."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from safecommunity.figures.checker import across
from safecommunity.figures.checker import actions as checker
from safecommunity.figures.checker.registry import Asked
from safecommunity.figures.models import ReviewDay
from safecommunity.governance import actions, checks
from safecommunity.governance.models import Meeting, SignIn, Target, VolunteerTeam
from safecommunity.governance.volunteers import actions as volunteers
from tests.governance.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)


def found(find):
    return list(find(Asked(NOW, TODAY)))


def target(place, issuer, low: str, parent=None) -> Target:
    return Target.objects.create(
        place=place, issuer=issuer, parent=parent, title="整改隐患", sense="exact", low=Decimal(low), unit="pieces",
        firmness="binding", starts=date(2026, 1, 1), deadline=date(2026, 12, 31), by="t", at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(("east", "west", "silent"), [("7", "6", True), ("7", "5", False)])
def test_n2_a_target_whose_parts_do_not_make_it_is_found(street, east, west, silent):
    top = target(street.place, street.place, "13")
    for place, low in ((street.east, east), (street.west, west)):
        target(place, street.place, low, top)
    told = found(checks.targets_apart)
    assert [one.key for one in told] == ([] if silent else [top.pid])
    if not silent:
        assert (told[0].said["target"], told[0].said["sum"]) == ("13", "12")


def meeting(street, title: str = "例会", place=None, **more) -> Meeting:
    tier = {"tier": "promotion", "name": f"促进委员会{Meeting.objects.count()}"}
    body = actions.create_body(
        reader=street.clerk, place=place or street.place, starts=date(2025, 1, 1), at=NOW, **tier
    )
    return actions.record_meeting(
        reader=street.clerk, body=body, on=more.pop("on", TODAY), title=title, at=more.pop("at", NOW), **more
    )


def test_n6_more_signatures_than_people_on_the_sheet_are_found(street):
    held = meeting(street, present=2)
    for n in range(2):
        SignIn.objects.create(meeting=held, user=f"u{n}", at=NOW)
    assert not found(checks.listed_otherwise)
    SignIn.objects.create(meeting=held, user="u9", at=NOW)
    (one,) = found(checks.listed_otherwise)
    assert (one.said["told"], one.said["listed"]) == (2, 3)


def team(street, said=None, members=3):
    made = volunteers.form_team(
        reader=street.clerk,
        place=street.east,
        kind="night_watch",
        name="打更队",
        starts=date(2026, 1, 1),
        at=NOW,
        said=said,
    )
    people = volunteers.add_members(
        reader=street.clerk,
        team=made,
        names=[f"队员{n}" for n in range(members)],
        starts=date(2026, 1, 1),
        at=NOW,
    )
    return made, people


@pytest.mark.parametrize(("said", "silent"), [(3, True), (9, False), (None, True)])
def test_n6_a_team_that_says_more_than_its_list_is_found(street, said, silent):
    made, _people = team(street, said)
    assert [one.key for one in found(checks.listed_otherwise)] == ([] if silent else [f"team:{made.pid}"])


@pytest.mark.parametrize(("days", "silent"), [(10, True), (60, False)])
def test_n13_hours_nobody_serves_in_a_year_are_found(street, days, silent):
    """60 days of 10 hours are 600; the bound of the rules' data is 500."""
    made, people = team(street)
    for n in range(days):
        volunteers.record_service(
            reader=street.clerk, team=made, on=date(2026, 3, 1) + timedelta(days=n), begins=time(8), ends=time(18),
            what="patrol", at=NOW, who=people[:1],
        )  # fmt: skip
    told = found(checks.hours_nobody_serves)
    assert [one.said["hours"] for one in told] == ([] if silent else [600])


def test_n5_one_meeting_entered_by_a_street_and_its_community_is_found(street):
    meeting(street, "消防安全 现场会")
    assert not found(across.gathered_twice)
    other = meeting(street, "消防安全现场会", street.east)
    assert not found(across.gathered_twice)  # one hand that enters two means two
    Meeting.objects.filter(pk=other.pk).update(by="p-grid")
    (one,) = found(across.gathered_twice)
    assert (one.place, one.said["n"], len(one.links)) == (street.place.pid, 2, 2)


def test_n5_another_day_place_or_name_is_silent(street):
    meeting(street, "消防安全现场会", street.east)
    meeting(street, "消防安全现场会", street.west)
    meeting(street, "消防安全现场会", on=TODAY - timedelta(days=1))
    meeting(street, "交通安全现场会")
    assert not found(across.gathered_twice)


def burst(street, late: int, ago: int = 90, binder: str = "") -> None:
    made, _people = team(street)
    for n in range(late):
        volunteers.record_service(
            reader=street.clerk, team=made, on=TODAY - timedelta(days=ago + n), begins=time(8), ends=time(9),
            what="patrol", at=NOW, people=2, binder=binder,
        )  # fmt: skip
    ReviewDay.objects.create(
        place=street.place.pid, on=TODAY + timedelta(days=9), title="省级评审", by="t", at=NOW
    )


def test_n11_old_services_entered_in_the_month_before_a_review_are_found(street):
    burst(street, 12)
    (one,) = found(across.bursts)
    assert (one.said["n"], one.said["of"], one.said["review"]) == (12, 12, "省级评审")
    assert one.said["delay"] == 95.5  # of 90 to 101 days
    assert "12" in across.say_burst(one.said)


def test_n11_an_answered_burst_stays_answered_while_work_goes_on_in_time(street):
    """What is entered fresh changes how many there are of; it is no other burst. One more late line is."""
    burst(street, 12)
    (before,) = found(across.bursts)
    say = {"begins": time(8), "ends": time(9), "what": "patrol", "at": NOW, "people": 2, "binder": ""}
    made = VolunteerTeam.objects.get()
    volunteers.record_service(reader=street.clerk, team=made, on=TODAY, **say)
    (fresh,) = found(across.bursts)
    assert (fresh.said["n"], fresh.said["of"]) == (12, 13)
    assert checker.digest_of(fresh) == checker.digest_of(before)
    volunteers.record_service(reader=street.clerk, team=made, on=TODAY - timedelta(days=130), **say)
    (more,) = found(across.bursts)
    assert checker.digest_of(more) != checker.digest_of(before)


def test_n11_declared_backfill_few_or_fresh_lines_are_silent(street):
    burst(street, 12, binder="2026-03 册")
    assert not found(across.bursts)


@pytest.mark.parametrize(("late", "ago"), [(9, 90), (12, 2)])
def test_n11_few_or_fresh_lines_are_silent(street, late, ago):
    burst(street, late, ago)
    assert not found(across.bursts)
