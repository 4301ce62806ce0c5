"""How numbers and days are written: 1,001 · 87.3 · 909–1,099 · 2026-11-23 · 09:42."""

import math
from datetime import date, datetime

from django.utils import timezone

DASH = "–"


def places_for(*values: float | None) -> int:
    """Decimals that suit a group of numbers shown together, by the largest of them."""
    known = [abs(value) for value in values if value is not None and math.isfinite(value)]
    if not known or all(float(value).is_integer() for value in known):
        return 0
    largest = max(known)
    return 0 if largest >= 100 else 1 if largest >= 1 else 2


def number(value: float | None, places: int | None = None) -> str:
    """A number with thousands commas; None is a dash, never 0.

    >>> number(1001), number(87.31), number(0.5, 1), number(None)
    ('1,001', '87.3', '0.5', '—')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "—"
    return f"{value:,.{places_for(value) if places is None else places}f}"


def span(lower: float | None, upper: float | None, places: int | None = None) -> str:
    """An interval, e.g. 909–1,099; an open end is written as a dash."""
    fit = places_for(lower, upper) if places is None else places
    return f"{number(lower, fit)}{DASH}{number(upper, fit)}"


def day(value: date | datetime | None) -> str:
    """2026-11-23, in local time for an aware moment; empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value.isoformat()


def moment(value: datetime | None) -> str:
    """2026-11-23 09:42, in local time for an aware moment; empty for None."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%Y-%m-%d %H:%M")
