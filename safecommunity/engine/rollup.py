"""Counts of all places of all levels by months or weeks, for one condition, in one pass.

    found = counts_of_places(view, condition, place="residence", periods=Months(first, last), places=a_map)
    found.counts[found.position["street1"], 0]        # January of that street with everything beneath it

`view` is `Store.view()`; `condition` says what is counted (a definition's numerator), not where or when. `places` is
a `PlaceMap` (the map of now) or a `DatedMap` (of then: each slot is counted on the map of its last day). `axes` split
the counts further, each along values in a given order; `weight` adds up a column instead of counting rows.
The rows are read through the smallest thing that can tell: a stored cuboid where one covers the question, else the
columns of the base, of which only the years asked for are touched. What changed since the base is added.
`population.people_of` lays people beside the counts; `behind` gives the rows of any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from math import prod

import numpy as np

from safecommunity.engine import cube
from safecommunity.engine.columns import Array, Table
from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Value, Where, columns_of
from safecommunity.engine.errors import ConditionError
from safecommunity.engine.mask import compile_mask
from safecommunity.engine.overlay import View
from safecommunity.engine.periods import Periods, rows_of_years
from safecommunity.engine.place_map import DatedMap, PlaceMap


@dataclass(frozen=True)
class Axis:
    """A further split: the rows with `values[i]` in a column count at position `into[i]` (by default i); rows with
    other values do not count. Age bands fold into the groups of a standard by `into`."""

    column: str
    values: tuple[Value, ...]
    into: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))
        object.__setattr__(self, "into", tuple(self.into) or tuple(range(len(self.values))))
        if len(self.into) != len(self.values) or not self.values or min(self.into) < 0:
            raise ConditionError(
                f"axis {self.column}: got {len(self.values)} values for {len(self.into)} positions, "
                "allowed is one position from 0 up for each value, at least one"
            )

    @property
    def size(self) -> int:
        return max(self.into) + 1

    def condition(self, position: int) -> Condition:
        """The rows of one position."""
        chosen = [value for value, at in zip(self.values, self.into, strict=True) if at == position]
        return Where(self.column, "in", tuple(chosen))

    def positions(self, table: Table) -> Array:
        """The position of each row, -1 for a row that does not count."""
        column = table.values[self.column]
        words = table.words.get(self.column)
        if words is not None:
            known = dict(zip(self.values, self.into, strict=True))
            return np.array([known.get(word, -1) for word in words], dtype=np.int32)[column]
        numbers = np.array(self.values, dtype=np.int64)
        low, high = int(numbers.min()), int(numbers.max())
        if high - low > 2**16:
            order = np.argsort(numbers)
            at = np.minimum(np.searchsorted(numbers[order], column), len(numbers) - 1)
            return np.where(numbers[order][at] == column, np.array(self.into, dtype=np.int32)[order][at], -1)
        found = np.full(high - low + 3, -1, dtype=np.int32)  # one more on either side: outside
        found[numbers - low + 1] = self.into
        return found[np.clip(column.astype(np.int32), low - 1, high + 1) - (low - 1)]


@dataclass(frozen=True, eq=False)
class PlaceCounts:
    """`counts` has shape (places, slots, *axes), int64: each place with everything beneath it. `unplaced` has shape
    (slots, *axes): what counts but lies at no place of the map. Roots and `unplaced` add up to all."""

    pids: tuple[str, ...]
    periods: Periods
    counts: Array
    unplaced: Array
    seq: int
    axes: tuple[Axis, ...] = field(default=())

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each place stands in `counts`."""
        return {pid: at for at, pid in enumerate(self.pids)}


def counts_of_places(
    view: View,
    condition: Condition,
    *,
    place: str,
    periods: Periods,
    places: PlaceMap | DatedMap,
    axes: Sequence[Axis] = (),
    weight: str = "",
) -> PlaceCounts:
    """See the module. Raises ConditionError for a column the fact has not; the caller checks values by the schema."""
    asked = _Asked(place, periods, tuple(axes), weight)
    return _rolled([(asked.lines(table, rest), sign) for table, rest, sign in _sources(view, condition, asked)],
                   asked, places, view.seq)  # fmt: skip


def counts_of_rows(
    table: Table,
    condition: Condition,
    *,
    place: str,
    periods: Periods,
    places: PlaceMap | DatedMap,
    axes: Sequence[Axis] = (),
    weight: str = "",
    seq: int = 0,
) -> PlaceCounts:
    """The same from any table of rows (`parquet.read`) or of groups (`analysis.groups`)."""
    asked = _Asked(place, periods, tuple(axes), weight)
    return _rolled([(asked.lines(table, condition), 1)], asked, places, seq)


Source = tuple[Table, Condition, int]


@dataclass(frozen=True)
class _Asked:
    place: str
    periods: Periods
    axes: tuple[Axis, ...]
    weight: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.periods.count, *(axis.size for axis in self.axes))

    @property
    def columns(self) -> set[str]:
        named = {self.place, *self.periods.columns, *(axis.column for axis in self.axes)}
        return named | {self.weight} if self.weight else named

    def lines(self, table: Table, condition: Condition) -> _Lines:
        """The lines of a source that count."""
        slot = self.periods.slots(table)
        counts = slot >= 0
        mask = compile_mask(condition, table)
        if mask is not None:
            counts &= mask
        inner: Array | None = None
        for axis in self.axes:
            at = axis.positions(table)
            counts &= at >= 0
            inner = at if inner is None else inner * axis.size + at
        much = table.weights
        if self.weight:
            column = np.maximum(table.values[self.weight].astype(np.int64), 0)
            much = column if much is None else much * column
        code = table.values[self.place]
        if not counts.all():
            keep = np.flatnonzero(counts)
            slot, code = slot[keep], code[keep]
            inner, much = (None if each is None else each[keep] for each in (inner, much))
        return _Lines(table.words[self.place], code, slot, inner, much)


def _rolled(
    tables: list[tuple[_Lines, int]], asked: _Asked, places: PlaceMap | DatedMap, seq: int
) -> PlaceCounts:
    periods, shape = asked.periods, asked.shape
    stretches = _stretches(places, periods)
    pids = stretches[0][0].pids
    for a_map, _slots in stretches[1:]:
        if a_map.pids != pids:
            pids = tuple(dict.fromkeys((*pids, *a_map.pids)))
    if len(stretches) == 1:
        own = _own(tables, stretches[0][0], shape)
        rolled = stretches[0][0].roll_up(own[:-1])
        return PlaceCounts(pids, periods, rolled, own[-1].copy(), seq, asked.axes)
    counts = np.zeros((len(pids), *shape), dtype=np.int64)
    unplaced = np.zeros(shape, dtype=np.int64)
    at = {pid: number for number, pid in enumerate(pids)}
    for a_map, slots in stretches:
        own = _own(tables, a_map, shape, slots)
        order = np.array([at[pid] for pid in a_map.pids], dtype=np.int64)
        unplaced[slots] = own[-1]
        counts[order, slots] = a_map.roll_up(own[:-1])
    return PlaceCounts(pids, periods, counts, unplaced, seq, asked.axes)


def _stretches(places: PlaceMap | DatedMap, periods: Periods) -> list[tuple[PlaceMap, slice]]:
    """Runs of slots that share a map."""
    if isinstance(places, PlaceMap):
        return [(places, slice(0, periods.count))]
    maps = [(places.on(periods.last_day(slot)), slot) for slot in range(periods.count)]
    runs = [list(group) for _, group in groupby(maps, key=lambda pair: id(pair[0]))]
    return [(run[0][0], slice(run[0][1], run[-1][1] + 1)) for run in runs]


def _sources(view: View, condition: Condition, asked: _Asked) -> list[Source]:
    """The tables to add up, what is still to be asked of each, and its sign."""
    columns = asked.columns | columns_of(condition)
    if missing := columns - view.base.table.values.keys():
        raise ConditionError(
            f"columns: got {', '.join(sorted(missing))}, allowed are {', '.join(view.base.table.values)}"
        )
    stored = cube.best(view.base.cuboids, columns)
    low, high = asked.periods.years
    if stored is not None and not asked.weight and stored.size * 2 <= view.base.table.size:
        lines, rest = stored.lines(AllOf((condition, Where("year", "between", (low, high)))), asked.columns)
        sources: list[Source] = [(lines, rest, 1)]
    else:
        sources = [
            (_cut(view.base.table, rows_of_years(view.base.table, (low, high)), columns), condition, 1)
        ]
    return sources + [
        (table, condition, sign) for table, sign in ((view.removed, -1), (view.added, 1)) if table.size
    ]


def _cut(table: Table, rows: slice, columns: set[str]) -> Table:
    """Some rows of some columns, without a copy."""
    return Table(table.refs[rows], {name: table.values[name][rows] for name in columns}, table.words)


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of a source that count: code of the place, slot, position on the axes, how much each counts."""

    words: tuple[str, ...]
    code: Array
    slot: Array
    inner: Array | None
    much: Array | None


def _own(
    tables: list[tuple[_Lines, int]], a_map: PlaceMap, shape: tuple[int, ...], slots: slice | None = None
) -> Array:
    """What lies at each place itself, with one more line for what lies at none of them."""
    width, first, length = prod(shape[1:]), 0, shape[0]
    if slots is not None:
        first, length = slots.start, slots.stop - slots.start
    total = np.zeros(0, dtype=np.int64)
    for lines, sign in tables:
        position = a_map.positions(lines.words)
        code, slot, inner, much = lines.code, lines.slot, lines.inner, lines.much
        if slots is not None:
            here = np.flatnonzero((slot >= first) & (slot < slots.stop))
            code, slot = code[here], slot[here]
            inner, much = (None if each is None else each[here] for each in (inner, much))
        kind = np.int32 if (a_map.size + 1) * length * width < 2**31 else np.int64
        number: Array = (position * (length * width)).astype(kind)[code]
        np.add(number, ((slot - first) * width).astype(kind, copy=False), out=number)
        if inner is not None:
            np.add(number, inner.astype(kind, copy=False), out=number)
        counted = _summed(number, much, (a_map.size + 1) * length * width)
        total = counted * sign if not total.size else total + counted * sign
    return total.reshape(a_map.size + 1, length, *shape[1:])


def _summed(number: Array, much: Array | None, size: int) -> Array:
    if much is None:
        return np.bincount(number, minlength=size)
    # bincount adds as float64: exact as long as the whole stays below 2**53.
    return np.bincount(number, weights=much, minlength=size).astype(np.int64)


def behind(
    found: PlaceCounts,
    condition: Condition,
    place: str,
    pids: Sequence[str],
    slot: int,
    at: Sequence[int] = (),
) -> Condition:
    """The rows of one cell: `View.listing` lists them. `pids`: the place with all beneath it on the map that counts;
    `at`: a position on each axis. Only a stretch of months has cells that a condition can name."""
    month = getattr(found.periods, "first", 0) + slot
    if found.periods.columns != ("year", "month"):
        raise ConditionError("rows behind a cell: got weeks, allowed are months")
    when = (Where("year", "eq", (month // 12,)), Where("month", "eq", (month % 12 + 1,)))
    inner = [axis.condition(position) for axis, position in zip(found.axes, at, strict=True)]
    parts = [condition, Where(place, "in", tuple(pids)), *when, *inner]
    return AllOf(tuple(part for part in parts if part != EVERYTHING))
