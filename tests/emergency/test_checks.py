"""Drills and the duty log against the integrity rules: told twice (N5), in a burst (N11); backfill exempt."""

from datetime import date, timedelta

import pytest

from safecommunity.emergency import checks
from safecommunity.emergency.drills import actions
from safecommunity.emergency.drills.actions.holding import Held, Party
from safecommunity.emergency.duty import actions as duty
from safecommunity.emergency.models import Drill
from safecommunity.figures.checker import registry
from safecommunity.figures.checker.registry import Asked, Entered
from tests.emergency.conftest import NOW, TODAY, Street
from tests.emergency.test_drills import held, values

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)


def test_a_drill_counts_as_entered_on_the_day_it_was_told_as_held(street: Street) -> None:
    """Held on the day planned, told forty days later: late by what it took to tell, not to plan."""
    one = actions.plan_drill(reader=street.clerk, values=values(street), on=TODAY, at=NOW)
    went = Held(on=TODAY, parties=[Party("示例小学", 100)])
    actions.finish_drill(reader=street.clerk, drill=one, held=went, at=LATER)
    told = LATER.date()
    assert list(checks._drills(date(2026, 1, 1))) == [Entered(street.east.pid, TODAY, told, 1)]
    actions.finish_drill(
        reader=street.clerk, drill=one, held=went, at=LATER + timedelta(days=9)
    )  # corrected later
    assert list(checks._drills(date(2026, 1, 1))) == [Entered(street.east.pid, TODAY, told, 1)]


def test_what_was_copied_from_a_binder_or_withdrawn_is_no_burst(street: Street) -> None:
    for n, more in enumerate(({"binder": "盒 3"}, {"state": "withdrawn"})):
        one = held(street, on=TODAY - timedelta(days=n), title=f"第 {n} 次演练")
        Drill.objects.filter(pk=one.pk).update(**more)
    assert list(checks._drills(date(2026, 1, 1))) == []


def test_lines_of_the_duty_log_are_entries_too(street: Street) -> None:
    told = {"says": "停水", "kind": "report", "happened_at": NOW - timedelta(days=2)}
    duty.record_entry(reader=street.worker, place=street.east, values=told, at=NOW)
    assert list(checks._log(date(2026, 1, 1))) == [
        Entered(street.east.pid, TODAY - timedelta(days=2), TODAY, 1)
    ]


def test_a_drill_is_a_gathering_and_opens_for_who_may_see_it(street: Street) -> None:
    one = held(street, people=80)
    (found,) = checks.drills_held(Asked(NOW, TODAY))
    assert (found.ref, found.people, found.judged) == (one.pid, 80, True)
    opener = registry.opener("drill")
    assert opener.url(one.pid) == f"/emergency/drills/{one.pid}/"
    assert (opener.may_open(street.clerk, one.pid), opener.may_open(street.stranger, one.pid)) == (
        True,
        False,
    )


def test_a_plans_text_leads_to_its_plan(street: Street) -> None:
    plan = street.plan()
    version = plan.versions.get()
    assert registry.opener("emergency_plan").url(version.pid) == f"/emergency/plans/{plan.pid}/"
