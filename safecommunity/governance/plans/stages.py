"""How a plan is divided into stages when it is made. No database."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from safecommunity.governance import codes


@dataclass(frozen=True)
class Stage:
    """A stage as it is proposed: title, first and last day."""

    title: str
    starts: date
    until: date
    expected: str = ""


def of_scheme(code: str, starts: date, until: date) -> list[Stage]:
    """The stages of a scheme over the days of a plan; none for no scheme or a plan too short for it."""
    told = codes.schemes().get(code)
    if told is None:
        return []
    return _years(told, starts, until) if "years" in told else _shares(told["stages"], starts, until)


def _years(told: dict[str, Any], starts: date, until: date) -> list[Stage]:
    """One stage a calendar year; the four years have the names a street's plan gave them, other lengths numbers."""
    years, titles = range(starts.year, until.year + 1), told["years"]
    numbered = [str(told["numbered"]).format(n=n) for n in range(1, len(years) + 1)]
    named = titles if len(years) == len(titles) else numbered
    return [
        Stage(title, max(starts, date(year, 1, 1)), min(until, date(year, 12, 31)))
        for year, title in zip(years, named, strict=True)
    ]


def _shares(parts: list[dict[str, Any]], starts: date, until: date) -> list[Stage]:
    days, whole = (until - starts).days + 1, sum(part["share"] for part in parts)
    if days < 2 * len(parts):
        return []
    found, first, gone = [], starts, 0
    for part in parts:
        gone += part["share"]
        last = starts + timedelta(days=days * gone // whole - 1)
        found.append(Stage(str(part["title"]), first, last))
        first = last + timedelta(days=1)
    return found
