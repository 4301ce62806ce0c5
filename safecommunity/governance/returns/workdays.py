"""Working days: Monday to Friday, with the public holidays and the weekends worked instead, where they are known."""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent


@lru_cache
def _known() -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """Days off, days worked instead, years they are known for."""
    data = yaml.safe_load((HERE / "codes" / "holidays.yaml").read_text(encoding="utf-8"))
    off: set[date] = set()
    for first, last in (pair for year in data["years"].values() for pair in year["holidays"]):
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    worked = {day for year in data["years"].values() for day in year["worked"]}
    return frozenset(off), frozenset(worked), frozenset(data["years"])


def is_working(day: date) -> bool:
    """Whether offices work on a day; of years whose holidays are not known only the weekends are off."""
    off, worked, _years = _known()
    return day in worked or (day.weekday() < 5 and day not in off)


def holidays_known(year: int) -> bool:
    """Whether the public holidays of a year are on file."""
    return year in _known()[2]


def after(day: date, working_days: int) -> date:
    """The n-th working day after a day."""
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= is_working(day)
    return day


def elapsed(first: int, last: date) -> int:
    """The same from a day as facts keep it (`date.toordinal`)."""
    return between(date.fromordinal(first), last)


def between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; 0 where `last` is not later."""
    return sum(is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
