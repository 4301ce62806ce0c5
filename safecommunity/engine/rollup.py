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

from collections.abc import Iterable, Iterator, Sequence
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
from safecommunity.engine.periods import Periods, looked_up, rows_of_years
from safecommunity.engine.place_map import DatedMap, PlaceMap
from safecommunity.engine.schema import PERIOD

# Rows looked at together: their columns fit into a processor's own memory.
PIECE = 2**18
# How many times fewer lines than rows a cuboid must have to be read instead of them.
FEWER = 2
# Added to a number it leaves it below 0, whatever else is added: the number of a line that does not count.
DROPPED = -(2**50)
NOTHING = np.zeros(0, dtype=np.int64)


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
        if low >= 0 and high <= 2**16 and table.size and column.min() >= -1 and column.max() <= 2**16:
            short = np.full(max(high, int(column.max())) + 2, -1, dtype=np.int32)
            short[numbers] = self.into  # the last entry, which -1 finds, stays outside
            return looked_up(short, column)
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
    return _rolled(_sources(view, condition, asked), asked, places, view.seq)


def counts_of_rows(
    tables: Iterable[Table],
    condition: Condition,
    *,
    place: str,
    periods: Periods,
    places: PlaceMap | DatedMap,
    axes: Sequence[Axis] = (),
    weight: str = "",
    seq: int = 0,
) -> PlaceCounts:
    """The same from tables of rows, one after the other (`parquet.tables`), or of groups (`analysis.groups`)."""
    asked = _Asked(place, periods, tuple(axes), weight)
    return _rolled(((asked.lines(table, condition), 1) for table in tables), asked, places, seq)


Source = tuple["_Lines | _Rows", int]


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
        mask = compile_mask(condition, table)
        if mask is not None and not mask.all():
            table = _chosen(table, np.flatnonzero(mask), self.columns)
        slot = self.periods.slots(table)
        counts = slot >= 0
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


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of a source that count: code of the place, slot, position on the axes, how much each counts."""

    words: tuple[str, ...]
    code: Array
    slot: Array
    inner: Array | None
    much: Array | None

    def numbers(self, sums: _Sums) -> tuple[Array, Array | None]:
        """Which sum each line belongs to, and how much it counts."""
        code, slot, inner, much = self.code, self.slot, self.inner, self.much
        if not sums.whole:
            here = np.flatnonzero((slot >= sums.slots.start) & (slot < sums.slots.stop))
            code, slot = code[here], slot[here]
            inner, much = (None if each is None else each[here] for each in (inner, much))
        number = sums.starts(self.words)[code]
        number += slot if sums.width == 1 else slot * sums.width
        if inner is not None:
            number += inner
        return number, much


@dataclass(frozen=True, eq=False)
class _Rows:
    """A cuboid whose lines count by what they share: place, slot and inner position are looked up for each place,
    month and cell, not for each line. `slot` and `inner` are DROPPED where lines do not count."""

    stored: cube.Cuboid
    here: Array | None
    slot: Array
    inner: Array

    @classmethod
    def of(cls, stored: cube.Cuboid, condition: Condition, asked: _Asked) -> _Rows | _Lines:
        here, when, cells, rest = stored.cut(condition)
        inside = {axis.column for axis in asked.axes} <= set(stored.shape.dimensions)
        if rest != EVERYTHING or not inside or not set(asked.periods.columns) <= set(PERIOD):
            return asked.lines(*stored.lines(condition, asked.columns))
        slot = asked.periods.slots(stored.months).astype(np.int64)
        slot[slot < 0] = DROPPED
        inner = np.zeros(stored.cells.size, dtype=np.int64)
        for axis in asked.axes:
            at = axis.positions(stored.cells)
            inner = np.where((at < 0) | (inner < 0), DROPPED, inner * axis.size + at)
        for numbers, mask in (
            (slot, compile_mask(when, stored.months)),
            (inner, compile_mask(cells, stored.cells)),
        ):
            if mask is not None:
                numbers[~mask] = DROPPED
        return cls(stored, compile_mask(here, stored.places), slot, inner)

    def numbers(self, sums: _Sums) -> tuple[Array, Array | None]:
        """Which sum each line belongs to, and how much it counts."""
        stored, slot = self.stored, self.slot
        starts = sums.starts(stored.places.words[stored.shape.place])
        if self.here is not None:
            starts = np.where(self.here, starts, DROPPED)
        ours = (slot >= sums.slots.start) & (slot < sums.slots.stop)
        row = starts[:, None] + np.where(ours, slot * sums.width, DROPPED)[None, :]
        length = stored.starts[1:] - stored.starts[:-1]
        number = np.repeat(row.ravel(), length)
        number += self.inner[stored.cell]
        keep = np.flatnonzero(number >= 0)
        if len(keep) == len(number):
            return number, stored.n
        return number[keep], stored.n[keep]


def _sources(view: View, condition: Condition, asked: _Asked) -> Iterator[Source]:
    """The tables to add up, what is still to be asked of each, and its sign."""
    columns = asked.columns | columns_of(condition)
    table = view.base.table
    if missing := columns - table.values.keys():
        raise ConditionError(
            f"columns: got {', '.join(sorted(missing))}, allowed are {', '.join(table.values)}"
        )
    stored = cube.best(view.base.cuboids, columns)
    low, high = asked.periods.years
    if stored is not None and not asked.weight and stored.size * FEWER <= table.size:
        yield _Rows.of(stored, condition, asked), 1
    else:
        rows = rows_of_years(table, (low, high))
        for start in range(rows.start, rows.stop, PIECE):
            piece = _cut(table, slice(start, min(start + PIECE, rows.stop)), columns)
            yield asked.lines(piece, condition), 1
    for changed, sign in ((view.removed, -1), (view.added, 1)):
        if changed.size:
            yield asked.lines(changed, condition), sign


def _chosen(table: Table, rows: Array, columns: set[str]) -> Table:
    """Some rows of some columns, with their weights."""
    values = {name: np.asarray(table.values[name][rows]) for name in columns}
    if table.weights is not None:
        return Table(table.refs, values, table.words, table.weights[rows])
    return Table(np.broadcast_to(np.bytes_(b""), len(rows)), values, table.words)


def _cut(table: Table, rows: slice, columns: set[str]) -> Table:
    """Some rows of some columns, without a copy."""
    return Table(table.refs[rows], {name: table.values[name][rows] for name in columns}, table.words)


def _rolled(sources: Iterable[Source], asked: _Asked, places: PlaceMap | DatedMap, seq: int) -> PlaceCounts:
    periods = asked.periods
    sums = [_Sums(a_map, slots, asked.shape) for a_map, slots in _stretches(places, periods)]
    for lines, sign in sources:
        for each in sums:
            each.add(lines, sign)
    pids = sums[0].map.pids
    if len(sums) == 1:
        own = sums[0].own()
        return PlaceCounts(pids, periods, sums[0].map.roll_up(own[:-1]), own[-1].copy(), seq, asked.axes)
    pids = tuple(dict.fromkeys(pid for each in sums for pid in each.map.pids))
    counts = np.zeros((len(pids), *asked.shape), dtype=np.int64)
    unplaced = np.zeros(asked.shape, dtype=np.int64)
    at = {pid: number for number, pid in enumerate(pids)}
    for each in sums:
        own = each.own()
        order = np.array([at[pid] for pid in each.map.pids], dtype=np.int64)
        unplaced[each.slots] = own[-1]
        counts[order, each.slots] = each.map.roll_up(own[:-1])
    return PlaceCounts(pids, periods, counts, unplaced, seq, asked.axes)


def _stretches(places: PlaceMap | DatedMap, periods: Periods) -> list[tuple[PlaceMap, slice]]:
    """Runs of slots that share a map."""
    if isinstance(places, PlaceMap):
        return [(places, slice(0, periods.count))]
    maps = [(places.on(periods.last_day(slot)), slot) for slot in range(periods.count)]
    runs = [list(group) for _, group in groupby(maps, key=lambda pair: id(pair[0]))]
    return [(run[0][0], slice(run[0][1], run[-1][1] + 1)) for run in runs]


class _Sums:
    """What lies at each place itself, for the slots that share a map, with one more line for what lies at none.

    Lines come piece by piece, small enough to stay near the processor; they are counted when enough have come to be
    worth a pass over all sums.
    """

    def __init__(self, a_map: PlaceMap, slots: slice, shape: tuple[int, ...]) -> None:
        self.map, self.slots = a_map, slots
        self.whole = (slots.start, slots.stop) == (0, shape[0])
        self.shape = (a_map.size + 1, slots.stop - slots.start, *shape[1:])
        self.width = prod(shape[1:])
        self.total = np.zeros(0, dtype=np.int64)
        self.waiting: list[Array] = []
        self.length = 0
        self._positions: dict[int, tuple[tuple[str, ...], Array]] = {}

    def add(self, lines: _Lines | _Rows, sign: int) -> None:
        """Add or take away the lines of these slots."""
        number, much = lines.numbers(self)
        if much is None and sign == 1:
            self.waiting.append(number)
            self.length += len(number)
            if self.length * 2 >= prod(self.shape):
                self._count()
        else:
            self._take(np.bincount(number, weights=much, minlength=prod(self.shape)), sign)

    def own(self) -> Array:
        """The sums, shape (places + 1, slots, *axes)."""
        self._count()
        return self.total.reshape(self.shape)

    def starts(self, words: tuple[str, ...]) -> Array:
        """Where the sums of each word's place begin, less the first slot."""
        found = self._positions.get(id(words))
        if found is None:  # the words are kept too, so that no other list can take over their id
            position = self.map.positions(words)
            found = (words, (position * self.shape[1] - self.slots.start) * self.width)
            self._positions[id(words)] = found
        return found[1]

    def _count(self) -> None:
        number = self.waiting[0] if len(self.waiting) == 1 else np.concatenate([NOTHING, *self.waiting])
        self.waiting, self.length = [], 0
        self._take(np.bincount(number, minlength=prod(self.shape)), 1)

    def _take(self, counted: Array, sign: int) -> None:
        # bincount adds weights as float64: exact as long as the whole stays below 2**53.
        counted = counted.astype(np.int64, copy=False)
        if not self.total.size:
            self.total = counted if sign == 1 else -counted
        else:
            np.add(self.total, counted if sign == 1 else -counted, out=self.total)


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
