"""People laid beside counts: for each place, month or week and group the years its residents lived.

A place answers with its own table of the year, or of the latest year before it; a place without any is the sum of the
places directly beneath, if every one of them answers from the same year. What nobody knows is NaN, never 0.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from safecommunity.engine.columns import Array
from safecommunity.engine.errors import FactError
from safecommunity.engine.periods import Months, Periods, monday
from safecommunity.engine.place_map import NOWHERE, PlaceMap

UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class People:
    """`people` has shape (places, years, groups), float64, NaN where nobody knows; `of_year` (places, years) says
    from which year's table each answer comes, -1 for none."""

    pids: tuple[str, ...]
    first_year: int
    people: Array
    of_year: Array

    def person_years(self, periods: Periods) -> Array:
        """Years lived in each slot, shape (places, slots, groups): residents times the part of a year, where a day is
        1/365 of its year and 1/366 in a leap year. A week over New Year takes each day from its own year."""
        parts = _parts(periods, self.first_year, self.people.shape[1])
        if (np.count_nonzero(parts, axis=1) == 1).all():
            year = parts.argmax(axis=1)
            return np.asarray(self.people[:, year, :] * parts.max(axis=1)[None, :, None])
        spread = [parts[:, at, None] * self.people[:, None, at, :] for at in range(parts.shape[1])]
        used = [np.where(parts[None, :, at, None] > 0, each, 0.0) for at, each in enumerate(spread)]
        return np.asarray(sum(used))


def people_of(
    places: PlaceMap,
    *,
    pids: Sequence[str],
    years: Sequence[int],
    groups: Sequence[int],
    people: Sequence[float],
    asked: tuple[int, int],
    width: int,
) -> People:
    """Lay out population tables. One entry of `pids`, `years`, `groups` (position from 0, below `width`) and `people` a
    line; lines of one place, year and group add up. `asked`: the first and last year wanted. A table that knows only
    some groups leaves the others unknown. Raises FactError for a group out of range or lists of unequal length."""
    year, group = np.asarray(years, dtype=np.int64), np.asarray(groups, dtype=np.int64)
    count = np.asarray(people, dtype=np.float64)
    if not len(pids) == len(year) == len(group) == len(count):
        raise FactError(
            f"population: got {len(pids)}, {len(year)}, {len(group)} and {len(count)} entries, allowed is one length"
        )
    if len(group) and (int(group.min()) < 0 or int(group.max()) >= width):
        raise FactError(f"group of a population: got {int(group.max())}, allowed is 0 to {width - 1}")
    low = min(asked[0], int(year.min())) if len(year) else asked[0]
    span = asked[1] - low + 1
    at = places.positions(pids)
    keep = (at < places.size) & (year <= asked[1])
    number = (at[keep] * span + (year[keep] - low)) * width + group[keep]
    size = places.size * span * width
    laid = np.bincount(number, weights=count[keep], minlength=size).astype(np.float64)
    laid[np.bincount(number, minlength=size) == 0] = np.nan
    table, of_year = _carried(laid.reshape(places.size, span, width), low)
    _from_beneath(places, table, of_year)
    first = asked[0] - low
    return People(places.pids, asked[0], table[:, first:], of_year[:, first:])


def _carried(table: Array, low: int) -> tuple[Array, Array]:
    """Each year with the latest table up to it."""
    known = ~np.isnan(table).all(axis=2)
    latest = np.maximum.accumulate(np.where(known, np.arange(table.shape[1]), UNKNOWN), axis=1)
    carried = np.take_along_axis(table, np.maximum(latest, 0)[:, :, None], axis=1)
    carried[latest == UNKNOWN] = np.nan
    return carried, np.where(latest == UNKNOWN, UNKNOWN, latest + low)


def _from_beneath(places: PlaceMap, table: Array, of_year: Array) -> None:
    """Fill places without a table from those directly beneath, the deepest first."""
    depths, parents = places.depths, places.parents
    for depth in range(int(depths.max()) if places.size else 0, 0, -1):
        kids = np.flatnonzero((depths == depth) & (parents != NOWHERE))
        above, first = np.unique(parents[kids], return_inverse=True)
        total = np.zeros((len(above), *table.shape[1:]))
        np.add.at(total, first, table[kids])
        lowest = np.full((len(above), table.shape[1]), np.iinfo(np.int64).max)
        highest = np.full((len(above), table.shape[1]), UNKNOWN)
        np.minimum.at(lowest, first, of_year[kids])
        np.maximum.at(highest, first, of_year[kids])
        fill = (of_year[above] == UNKNOWN) & (lowest == highest) & (highest != UNKNOWN)
        at, year = np.nonzero(fill)
        table[above[at], year] = total[at, year]
        of_year[above[at], year] = highest[at, year]


def _parts(periods: Periods, first_year: int, years: int) -> Array:
    """The part of a year each slot takes from each year, shape (slots, years)."""
    found = np.zeros((periods.count, years))
    for slot in range(periods.count):
        for day, length in _pieces(periods, slot):
            if not first_year <= day.year < first_year + years:
                raise FactError(
                    f"year {day.year}: allowed are the years asked for, {first_year} to {first_year + years - 1}"
                )
            found[slot, day.year - first_year] += length / (366 if calendar.isleap(day.year) else 365)
    return found


def _pieces(periods: Periods, slot: int) -> list[tuple[date, int]]:
    """The days of a slot by calendar year: a day of it, and how many."""
    last = periods.last_day(slot)
    first = last.replace(day=1) if isinstance(periods, Months) else monday(periods.first + slot)
    if first.year == last.year:
        return [(first, (last - first).days + 1)]
    turn = date(last.year, 1, 1)
    return [(first, (turn - first).days), (turn, (last - turn + timedelta(days=1)).days)]
