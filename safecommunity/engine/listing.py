"""The rows behind a count, newest first, of which only those are read that are asked for.

A figure may stand on a million records; its page shows twenty-five of them. So a listing holds row numbers, which
NumPy finds in some milliseconds, and makes a ref a text only when it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from safecommunity.engine.base import Base
from safecommunity.engine.columns import DATED, REF_TYPE, Array, Table, newest_first
from safecommunity.engine.conditions import Condition
from safecommunity.engine.mask import Mask, compile_mask
from safecommunity.engine.schema import FactSchema

CHUNK = 2000


@dataclass(frozen=True, eq=False)
class Listing:
    """`at` are row numbers of the base; −1, −2, … are the first, second, … row of `added`."""

    base: Base
    added: Table
    at: Array

    def __len__(self) -> int:
        return len(self.at)

    def refs(self, start: int = 0, stop: int | None = None) -> list[str]:
        """The refs from `start` up to but without `stop`; by default all of them."""
        at = self.at[start:stop]
        found = np.zeros(len(at), dtype=REF_TYPE)
        old = at >= 0
        found[old] = self.base.table.refs[at[old]]
        found[~old] = self.added.refs[-1 - at[~old]]
        return [ref.decode() for ref in found.tolist()]

    def chunks(self, size: int = CHUNK) -> Iterator[list[str]]:
        """All refs, some at a time."""
        for start in range(0, len(self), size):
            yield self.refs(start, start + size)

    def after(self, ref: str) -> int:
        """How many rows stand up to and with this one; 0 where it is not among them."""
        rows = self.base.locate([ref]).tolist()
        rows += [-1 - row for row in np.flatnonzero(self.added.refs == ref.encode()).tolist()]
        found = np.flatnonzero(np.isin(self.at, rows))
        return int(found[0]) + 1 if len(found) else 0


def listing(schema: FactSchema, base: Base, gone: Array, added: Table, condition: Condition) -> Listing:
    """The rows of base − `gone` + `added` that meet the condition."""
    kept = matching(base.table, condition)
    kept[gone] = False
    at = np.flatnonzero(kept)
    if not added.size:
        return Listing(base, added, at)
    added = added.take(matching(added, condition))
    added = added.take(newest_first(schema, added))
    where = np.searchsorted(at, _places(base.table, added))
    return Listing(base, added, np.insert(at, where, -1 - np.arange(added.size)))


def matching(table: Table, condition: Condition) -> Mask:
    """Which rows meet the condition, as a mask of one's own."""
    mask = compile_mask(condition, table)
    return np.ones(table.size, dtype=np.bool_) if mask is None else mask


def _places(table: Table, others: Table) -> Array:
    """For each of the other rows how many rows of the table (newest first) stand before it: all are sought at once."""
    low, high = np.zeros(others.size, dtype=np.int64), np.full(others.size, table.size, dtype=np.int64)
    while len(open_ := np.flatnonzero(low < high)):
        middle = (low[open_] + high[open_]) // 2
        before = _before(table, middle, others, open_)
        low[open_] = np.where(before, middle + 1, low[open_])
        high[open_] = np.where(before, high[open_], middle)
    return low


def _before(table: Table, rows: Array, others: Table, of: Array) -> Mask:
    """Whether rows of a table stand before rows of another: newer, or of the same day with the smaller ref."""
    result: Mask = table.refs[rows] < others.refs[of]
    for name in reversed(DATED):
        if name in table.values and name not in table.words:
            mine, theirs = table.values[name][rows], others.values[name][of]
            result = (mine > theirs) | ((mine == theirs) & result)
    return result
