"""Deadlines: working days by the holiday table; what would end on a day off ends on the next working day."""

import calendar
from datetime import date, timedelta

from safecommunity.accreditation.procedures.shape import Span
from safecommunity.governance.returns import workdays


def next_working(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not workdays.is_working(day):
        day += timedelta(days=1)
    return day


def after(day: date, working_days: int) -> date:
    """The n-th working day after a day."""
    return workdays.after(day, working_days)


def later(day: date, n: int, unit: str) -> date:
    """The same day n calendar days, months or years on; a day a month does not have is its last."""
    if unit == "calendar":
        return day + timedelta(days=n)
    months = day.month - 1 + n * (12 if unit == "year" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due(entered: date, span: Span) -> date:
    """The last day of a clock that starts the day after `entered`; never a day off."""
    if span.unit == "working":
        return workdays.after(entered, span.n)
    return next_working(later(entered, span.n, span.unit))


def end_of_term(named: date, span: Span) -> date:
    """The last day of a title's term: the day before the anniversary. A term ends whatever day that is."""
    return later(named, span.n, span.unit) - timedelta(days=1)
