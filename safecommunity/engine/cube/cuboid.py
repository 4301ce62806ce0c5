"""One cuboid: counts by place × month × cell, a cell being one combination of dimensions that occurs.

Lines stand by place, then month, then cell; `starts[place × months + month]` is where a place's month begins, so a
question about some places and months reads their lines and no others. A condition is cut into what it says of
places, of months and of cells, each compiled once over its own short list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from safecommunity.engine.columns import Array, Table
from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, columns_of
from safecommunity.engine.counting import Counts, count
from safecommunity.engine.mask import Mask, compile_mask
from safecommunity.engine.schema import PERIOD, CubeShape

NO_REFS = np.zeros(0, dtype="S32")


@dataclass(frozen=True, eq=False)
class Cuboid:
    """`places`, `months` and `cells` are the three axes as tables of one line a position; `starts` has one number
    more than places × months; `cell` and `n` have one a line."""

    shape: CubeShape
    places: Table
    months: Table
    cells: Table
    starts: Array
    cell: Array
    n: Array

    @property
    def size(self) -> int:
        """How many lines."""
        return len(self.n)

    def covers(self, columns: Iterable[str]) -> bool:
        """Whether a question over these columns can be answered."""
        return self.shape.columns.issuperset(columns)

    def count(self, condition: Condition, by: tuple[str, ...] = ()) -> Counts:
        """The same answer as `counting.count` over the rows."""
        lines, rest = self.lines(condition, by)
        return count(lines, rest, by)

    def narrowed(self, condition: Condition) -> bool:
        """Whether a condition names places, so that most lines need not be read."""
        return any(columns_of(part) == {self.shape.place} for part in _conjuncts(condition))

    def lines(self, condition: Condition, columns: Iterable[str]) -> tuple[Table, Condition]:
        """The lines that may matter, with these columns and weights, and what of the condition is still to be asked."""
        here, when, cells, rest = self.cut(condition)
        chosen, row = self._entries(compile_mask(here, self.places), compile_mask(when, self.months))
        if cells != EVERYTHING and not isinstance(chosen, slice) and len(chosen) < self.cells.size:
            cells, rest = EVERYTHING, AllOf((cells, rest))  # fewer lines than cells: each line is asked
        wanted = compile_mask(cells, self.cells)
        if wanted is not None:
            keep = np.flatnonzero(wanted[self.cell[chosen]])
            row = row[keep] if row is not None else None
            chosen = keep if isinstance(chosen, slice) else chosen[keep]
        names = set(columns) | columns_of(rest)
        values = self._columns(names, chosen, row)
        words = {
            name: table.words[name]
            for table in (self.places, self.months, self.cells)
            for name in names & table.words.keys()
        }
        return Table(NO_REFS, values, words, self.n[chosen]), rest

    def cut(self, condition: Condition) -> tuple[Condition, Condition, Condition, Condition]:
        """What a condition says of places, of months, of cells, and of more than one of them."""
        parts: list[list[Condition]] = [[], [], [], []]
        axes = ({self.shape.place}, set(PERIOD), set(self.shape.dimensions))
        for part in _conjuncts(condition):
            asked = columns_of(part)
            parts[next((i for i, axis in enumerate(axes) if asked <= axis), 3)].append(part)
        return tuple(_all(found) for found in parts)  # type: ignore[return-value]

    def _entries(self, here: Mask | None, when: Mask | None) -> tuple[Array | slice, Array | None]:
        """Which lines, and the row (place × months + month) of each; None for the rows of all lines."""
        here, when = (None if mask is not None and mask.all() else mask for mask in (here, when))
        if here is None and when is None:
            return slice(None), None
        months = self.months.size
        places = np.arange(self.places.size) if here is None else np.flatnonzero(here)
        slots = np.arange(months) if when is None else np.flatnonzero(when)
        rows = (places[:, None] * months + slots[None, :]).ravel()
        begin = self.starts[rows].astype(np.int64)
        length = self.starts[rows + 1] - begin
        full = length > 0
        rows, begin, length = rows[full], begin[full], length[full]
        before = np.cumsum(length) - length
        chosen = np.repeat(begin - before, length) + np.arange(int(length.sum()))
        return chosen, np.repeat(rows, length)

    def _columns(self, names: set[str], chosen: Array | slice, row: Array | None) -> dict[str, Array]:
        values: dict[str, Array] = {}
        if names - set(self.shape.dimensions):
            if row is None:
                row = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))[chosen]
            place, month = np.divmod(row, max(1, self.months.size))
            if self.shape.place in names:
                values[self.shape.place] = self.places.values[self.shape.place][place]
            for name in names.intersection(PERIOD):
                values[name] = self.months.values[name][month]
        if names.intersection(self.shape.dimensions):
            cell = self.cell[chosen]
            for name in names.intersection(self.shape.dimensions):
                values[name] = self.cells.values[name][cell]
        return values


def best(cuboids: Sequence[Cuboid], columns: Iterable[str]) -> Cuboid | None:
    """The smallest cuboid that can answer a question over these columns."""
    wanted = set(columns)
    able = (one for one in cuboids if one.covers(wanted))
    return min(able, key=lambda one: (one.size, len(one.shape.dimensions)), default=None)


def _conjuncts(condition: Condition) -> list[Condition]:
    if isinstance(condition, AllOf):
        return [inner for part in condition.parts for inner in _conjuncts(part)]
    return [condition]


def _all(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
