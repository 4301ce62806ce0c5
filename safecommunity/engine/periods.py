"""Stretches of time that counts are told for: months of the calendar, or ISO weeks (ISO 8601).

A stretch has a number of slots; `slots` tells for every row of a table which one it falls into.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from safecommunity.engine.columns import Array, Table
from safecommunity.engine.errors import ConditionError

OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class Months:
    """Calendar months by absolute index (year × 12 + month − 1), both ends included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        _check(self.first, self.last)

    @property
    def columns(self) -> tuple[str, ...]:
        return ("year", "month")

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last calendar year that hold rows of this stretch."""
        return self.first // 12, self.last // 12

    def last_day(self, slot: int) -> date:
        """The last day of a slot: its map is the one that counts."""
        year, month = divmod(self.first + slot + 1, 12)
        return date(year, month + 1, 1) - timedelta(days=1)

    def slots(self, table: Table) -> Array:
        """The slot of each row, -1 outside; rows of unknown year or month are outside."""
        years, months = (table.values[name] for name in self.columns)
        if table.size and years.min() == years.max() and months.min() >= -1 and months.max() <= 12:
            return looked_up(self._slots_of_year(int(years[0])), months)
        year, month = (each.astype(np.int32) for each in (years, months))
        return _within(year * 12 + (month - 1) - self.first, self.count, (year >= 0) & (month >= 1))

    def _slots_of_year(self, year: int) -> Array:
        """The slot of each month number of one year; the last entry, which −1 finds, is the unknown month's."""
        numbers = np.arange(14, dtype=np.int32)
        known = (numbers >= 1) & (numbers <= 12) & (year >= 0)
        return _within(year * 12 + (numbers - 1) - self.first, self.count, known)


@dataclass(frozen=True, slots=True)
class Weeks:
    """ISO weeks by absolute index (`week_index`), both ends included; the fact has year, month and ISO week."""

    first: int
    last: int

    def __post_init__(self) -> None:
        _check(self.first, self.last)

    @property
    def columns(self) -> tuple[str, ...]:
        return ("year", "month", "week")

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last calendar year that hold rows of this stretch."""
        return monday(self.first).year, self.last_day(self.count - 1).year

    def last_day(self, slot: int) -> date:
        """The Sunday of a slot."""
        return monday(self.first + slot) + timedelta(days=6)

    def slots(self, table: Table) -> Array:
        """The slot of each row, -1 outside. The year an ISO week belongs to follows from month and week."""
        year, month, week = (table.values[name].astype(np.int32) for name in self.columns)
        iso = year - ((month == 1) & (week >= 52)) + ((month == 12) & (week == 1))
        low, high = self.years
        # week 1 of every ISO year that may occur, and of one year on either side
        starts = np.array(
            [week_index(date.fromisocalendar(each, 1, 1)) for each in range(low - 1, high + 2)],
            dtype=np.int32,
        )
        place = np.clip(iso - (low - 1), 0, len(starts) - 1)
        known = (year >= 0) & (month >= 1) & (week >= 1) & (iso >= low - 1) & (iso <= high + 1)
        return _within(starts[place] + week - 1 - self.first, self.count, known)


Periods = Months | Weeks


def month_index(year: int, month: int) -> int:
    """The absolute index of a month."""
    return year * 12 + month - 1


def week_index(day: date) -> int:
    """The absolute index of the ISO week a day lies in: weeks since Monday, 1 January of the year 1."""
    return (day.toordinal() - 1) // 7


def monday(week: int) -> date:
    """The first day of a week by its index."""
    return date.fromordinal(week * 7 + 1)


def rows_of_years(table: Table, years: tuple[int, int]) -> slice:
    """The rows of some years in a table that stands newest first, without looking at the others."""
    column = table.values["year"]
    low, high = years
    begin = bisect_left(column, -high, key=lambda value: -int(value))
    end = bisect_left(column, -low + 1, lo=begin, key=lambda value: -int(value))
    return slice(begin, end)


def looked_up(entries: Array, numbers: Array) -> Array:
    """An entry for each number; −1 finds the last one."""
    return np.asarray(entries[numbers])


def _within(slots: Array, count: int, known: Array) -> Array:
    return np.where(known & (slots >= 0) & (slots < count), slots, OUTSIDE)


def _check(first: int, last: int) -> None:
    if not 0 <= first <= last:
        raise ConditionError(f"period: got {first} to {last}, allowed is a first one and one not before it")
