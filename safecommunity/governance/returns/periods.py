"""Periods of returns: months, quarters, half-years, years; how they are called, when they are due."""

from datetime import date

from django.utils.translation import gettext as _

from safecommunity.governance.returns import workdays
from safecommunity.governance.returns.spec import MONTHS_OF
from safecommunity.indicators.period import Period


def index_of(day: date) -> int:
    """The absolute month of a day."""
    return day.year * 12 + day.month - 1


def beginning(kind: str, index: int) -> int:
    """The first month of the period a month lies in."""
    return index - index % 12 % MONTHS_OF[kind]


def following(kind: str, first: int) -> int:
    """The first month of the next period."""
    return first + MONTHS_OF[kind]


def label(first: int, last: int) -> str:
    """What a period is called: 2026-10, third quarter of 2026, 2026."""
    year, n = first // 12, last - first + 1
    if n == 1:
        return f"{year}-{first % 12 + 1:02d}"
    if n == 3:
        return _("%(year)s quarter %(n)s") % {"year": year, "n": first % 12 // 3 + 1}
    if n == 6:
        words = _("%(year)s first half") if first % 12 == 0 else _("%(year)s second half")
        return words % {"year": year}
    return str(year) if n == 12 else str(Period(first, last))


def due_day(last: int, working_days: int) -> date:
    """The day a return is due: so many working days after its last month."""
    return workdays.after(Period(last, last).end, working_days)


def until(kind: str, first: int, today: date) -> list[int]:
    """First months of the periods from one on that have begun by a day."""
    found: list[int] = []
    now = index_of(today)
    while first <= now and len(found) < 1200:
        found.append(first)
        first = following(kind, first)
    return found
