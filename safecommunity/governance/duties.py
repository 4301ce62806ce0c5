"""When a duty of the year is running: its period, its first and its last day. No database."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from safecommunity.governance import codes

LENGTHS = {"month": 1, "quarter": 3, "half_year": 6}
TERMS = {1: (2, 6), 2: (9, 12)}  # school terms: months from, to


@dataclass(frozen=True)
class Running:
    """A duty in one of its periods."""

    id: str
    period: str
    starts: date
    due: date
    told: dict[str, Any]


def running(today: date) -> list[Running]:
    """Every duty whose period holds this day."""
    found = [_of(name, told, today) for name, told in codes.duties().items()]
    return [one for one in found if one is not None]


def _of(name: str, told: dict[str, Any], today: date) -> Running | None:
    every = told["every"]
    if every == "year":
        month = int(told["month"])
        return _span(name, told, today.year, month, month, str(today.year)) if today.month == month else None
    if every == "term":
        for number, (first, last) in TERMS.items():
            if first <= today.month <= last:
                return _span(name, told, today.year, first, last, f"{today.year}-T{number}")
        return None
    length = LENGTHS[every]
    part = (today.month - 1) // length + 1
    period = (
        f"{today.year}-{today.month:02d}"
        if length == 1
        else f"{today.year}-{'Q' if length == 3 else 'H'}{part}"
    )
    return _span(name, told, today.year, (part - 1) * length + 1, part * length, period)


def _span(name: str, told: dict[str, Any], year: int, first: int, last: int, period: str) -> Running:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Running(name, period, date(year, first, 1), end, told)


def title_of(task: Any) -> str:
    """A duty of the year in the reader's language, another task as it was written."""
    told = codes.duties().get(task.duty)
    return codes.said(told["title"]) if told else str(task.title)


def who_of(task: Any) -> str:
    """Who does it, of a duty in the reader's language."""
    told = codes.duties().get(task.duty)
    return codes.said(told["who"]) if told else str(task.who)
