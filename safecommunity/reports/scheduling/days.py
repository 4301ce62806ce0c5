"""On which day the document of a period is due: a day of a month after it, moved where offices do not work."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from safecommunity.governance.returns import workdays
from safecommunity.indicators.period import Period

MONTHS = {"month": 1, "quarter": 3, "year": 12}
MOST_LAG = 12
MOST_NTH = 20
MOST_BACK = 36  # months looked back for what was missed


def due_on(period: Period, *, lag: int, day: int, rule: str) -> date:
    """The day on which the document of a period is due, always after the period is over.

    A day the month lacks is its last one; the rule `nth` counts working days from the month's first day.
    """
    year, month = divmod(period.last + lag, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if rule == "nth":
        return workdays.after(date(year, month + 1, 1) - timedelta(days=1), day)
    plain = date(year, month + 1, min(day, last))
    if rule == "next":
        return _working(plain, 1)
    if rule == "previous":
        before = _working(plain, -1)
        return before if before > period.end else _working(plain, 1)
    return plain


def _working(day: date, step: int) -> date:
    while not workdays.is_working(day):
        day += timedelta(days=step)
    return day


def periods(every: str, first: date, today: date) -> Iterator[Period]:
    """Whole months, quarters or years whose document may fall due between two days, the oldest first."""
    size = MONTHS[every]
    low = (
        max(first.year * 12 + first.month - 1, today.year * 12 + today.month - 1 - MOST_BACK)
        - MOST_LAG
        - size
    )
    for start in range(low - low % size, today.year * 12 + today.month, size):
        yield Period(start, start + size - 1)


def due(every: str, *, lag: int, day: int, rule: str, first: date, today: date) -> list[tuple[Period, date]]:
    """(period, day it was due) of all that fell due from `first` up to today, the oldest first."""
    found = []
    for period in periods(every, first, today):
        when = due_on(period, lag=lag, day=day, rule=rule)
        if first <= when <= today:
            found.append((period, when))
    return found


def following(every: str, *, lag: int, day: int, rule: str, after: date) -> tuple[Period, date]:
    """The next period and its day, after a day."""
    size = MONTHS[every]
    start = after.year * 12 + after.month - 1 - MOST_LAG - size
    start -= start % size
    while True:
        period = Period(start, start + size - 1)
        when = due_on(period, lag=lag, day=day, rule=rule)
        if when > after:
            return period, when
        start += size
