"""Which earlier weeks a week is compared with: by counting back, or by calendar date; and their seasons.

A pattern is told relative to the week judged, so that most weeks share one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.detection.outcome import Series
from safecommunity.epi.errors import QuantityError


@dataclass(frozen=True)
class Window:
    """How far a method looks: `years` back, `half_width` weeks to either side, the last `skipped` weeks not.

    `seasons` is the number of seasonal groups; with 1, only the weeks around each anniversary are used.
    """

    years: int
    half_width: int
    seasons: int
    skipped: int


@dataclass(frozen=True)
class Patterns:
    """Reference weeks of all weeks judged: pattern number of each (−1: the history is too short) and,
    one pattern after another, the weeks' places before the week judged and their group (0 its own)."""

    of_week: NDArray[np.int64]
    starts: NDArray[np.int64]
    offsets: NDArray[np.int64]
    groups: NDArray[np.int64]

    def pattern(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Offsets and groups of one pattern."""
        part = slice(self.starts[number], self.starts[number + 1])
        return self.offsets[part], self.groups[part]


def _patterns(series: Series, weeks: NDArray[np.int64], window: Window) -> Patterns:
    """The patterns of these weeks; those by date differ only in where a year has 53 weeks."""
    known: dict[tuple[int, ...], int] = {}
    made: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    of_week = np.full(len(weeks), -1)
    counted = tuple(-series.period * year for year in range(window.years + 1))
    for place, week in enumerate(weeks.tolist()):
        day = series.day(week)
        anniversaries = counted if day is None else _by_date(day, window.years)
        if week + anniversaries[-1] - window.half_width < 0:
            continue
        if anniversaries not in known:
            known[anniversaries] = len(made)
            made.append(_pattern(anniversaries, window))
        of_week[place] = known[anniversaries]
    empty = [np.zeros(0, dtype=np.int64)]
    return Patterns(
        of_week,
        np.cumsum([0, *(len(offsets) for offsets, _ in made)]),
        np.concatenate(empty + [offsets for offsets, _ in made]),
        np.concatenate(empty + [groups for _, groups in made]),
    )


def _by_date(day: date, years: int) -> tuple[int, ...]:
    """Weeks back to the day's anniversaries, each moved to the nearest day of the same weekday.

    29 February has its anniversary on 1 March in other years.
    """
    found = [0]
    for back in range(1, years + 1):
        try:
            anniversary = day.replace(year=day.year - back)
        except ValueError:
            anniversary = date(day.year - back, 3, 1)
        found.append(-round((day - anniversary).days / 7))  # seven is odd: no two are equally near
    return tuple(found)


def _pattern(anniversaries: tuple[int, ...], window: Window) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Reference weeks before one week and their groups: 0 around the anniversaries, then the seasons in turn.

    Weeks between two anniversaries are shared out among the other groups; the earlier ones get the rest.
    """
    first = anniversaries[-1] - window.half_width
    group = np.full(1 - first, -1)

    def put(low: int, high: int, number: int) -> None:
        group[low - first : high + 1 - first] = number

    put(-window.half_width, 0, 0)
    for later, anniversary in pairwise(anniversaries):
        put(anniversary - window.half_width, anniversary + window.half_width, 0)
        begin = anniversary + window.half_width + 1
        between = later - window.half_width - begin
        if window.seasons == 1:
            continue
        if between < window.seasons - 1:
            raise QuantityError(
                f"seasons: got {window.seasons}, allowed are at most {max(1, between + 1)} "
                f"with a half width of {window.half_width}"
            )
        length, rest = divmod(between, window.seasons - 1)
        for number in range(1, window.seasons):
            end = begin + length - (number > rest)
            put(begin, end, number)
            begin = end + 1
    put(-window.skipped, 0, -1)
    used = np.flatnonzero(group >= 0)
    return used + first, group[used]
