"""On which day a document is due. Holidays and worked weekends of 2025 and 2026 are those of
governance/returns/codes/holidays.yaml; of 2027 and 2028 nothing is known but weekends."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from safecommunity.indicators.period import Period
from safecommunity.reports.scheduling import days

EVERY = tuple(days.MONTHS)
RULES = ("next", "previous", "same", "nth")


@pytest.mark.parametrize(
    ("period", "lag", "day", "rule", "when", "why"),
    [
        ("2026-10", 1, 5, "next", "2026-11-05", "a Thursday"),
        ("2026-09", 1, 5, "next", "2026-10-08", "1 to 7 October are holidays"),
        ("2026-09", 1, 8, "previous", "2026-10-08", "a working day itself"),
        (
            "2026-09",
            1,
            5,
            "previous",
            "2026-10-08",
            "the working day before is in September, which is not over then",
        ),
        ("2026-10", 1, 15, "previous", "2026-11-13", "15 November 2026 is a Sunday"),
        ("2025-12", 1, 1, "next", "2026-01-04", "New Year to the 3rd; Sunday the 4th is worked"),
        ("2025-12", 1, 1, "same", "2026-01-01", "that very day"),
        ("2025-12", 1, 3, "nth", "2026-01-06", "4, 5 and 6 January are worked"),
        ("2026-01", 1, 31, "same", "2026-02-28", "February has 28 days"),
        ("2026-01", 1, 31, "next", "2026-02-28", "a Saturday that is worked"),
        ("2028-01", 1, 31, "same", "2028-02-29", "a leap year"),
        ("2026-01", 1, 16, "next", "2026-02-24", "Spring Festival, 15 to 23 February"),
        ("2025", 3, 15, "same", "2026-03-15", "a yearly report in March"),
        ("2025", 1, 10, "next", "2026-01-12", "a Saturday"),
        ("2026-10..2026-12", 1, 10, "next", "2027-01-11", "a Sunday of a year without known holidays"),
    ],
)
def test_the_day_is_the_asked_one_moved_where_offices_do_not_work(
    period: str, lag: int, day: int, rule: str, when: str, why: str
) -> None:
    found = days.due_on(Period.parse(period), lag=lag, day=day, rule=rule)
    assert found == date.fromisoformat(when), why


SET = {
    "every": some.sampled_from(EVERY), "lag": some.integers(1, 12), "day": some.integers(1, 20),
    "rule": some.sampled_from(RULES), "first": some.dates(date(2024, 1, 1), date(2027, 1, 1)),
    "later": some.integers(0, 700),
}  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(**SET)
def test_what_is_due_is_over_and_comes_once_in_order(
    every: str, lag: int, day: int, rule: str, first: date, later: int
) -> None:
    today = first + timedelta(days=later)
    found = days.due(every, lag=lag, day=day, rule=rule, first=first, today=today)
    periods = [period for period, _when in found]
    assert all(period.end < when for period, when in found)
    assert len(set(periods)) == len(periods)
    assert periods == sorted(periods)
    assert all(first <= when <= today for _period, when in found)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(**SET)
def test_the_next_one_is_due_on_its_day_and_not_before(
    every: str, lag: int, day: int, rule: str, first: date, later: int
) -> None:
    today = first + timedelta(days=later)
    period, when = days.following(every, lag=lag, day=day, rule=rule, after=today)
    assert when > today
    asked = {"lag": lag, "day": day, "rule": rule, "first": today + timedelta(days=1)}
    assert days.due(every, today=when, **asked)[0] == (period, when)
    assert not days.due(every, today=when - timedelta(days=1), **asked)
