"""What changed since the base, held in memory: base rows to leave out, rows to add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from safecommunity.engine.base import Base
from safecommunity.engine.columns import DATED, Array, Table, encode, join
from safecommunity.engine.conditions import Condition, columns_of
from safecommunity.engine.counting import Counts, add, count
from safecommunity.engine.mask import compile_mask
from safecommunity.engine.schema import FactSchema


@dataclass(frozen=True, eq=False)
class View:
    """One state of a fact, never changed once made: base − `removed` + `added` = the facts at `seq`.

    `touched` are the refs looked at since the base was made, `gone` the row numbers of those in it;
    `pending` are those that were not sealed yet.
    """

    base: Base
    seq: int
    touched: frozenset[str]
    pending: frozenset[str]
    gone: Array
    removed: Table
    added: Table

    @property
    def size(self) -> int:
        return self.base.table.size - self.removed.size + self.added.size

    def counts(self, condition: Condition, by: tuple[str, ...]) -> Counts:
        """Counts are linear, so three tables are counted: the base whole, what left it, what came."""
        result = count(self.base.counter(columns_of(condition) | set(by)), condition, by)
        if self.removed.size:
            add(result, count(self.removed, condition, by), -1)
        if self.added.size:
            add(result, count(self.added, condition, by), +1)
        return result

    def refs(self, condition: Condition) -> list[str]:
        """The refs that meet the condition, newest first."""
        gone = set(self.removed.refs.tolist())
        found = _matching(self.base.table, condition)
        if not self.added.size:
            return [ref.decode() for ref in found.refs.tolist() if ref not in gone]
        kept = [entry for entry in _dated(found) if entry[3] not in gone]
        kept += _dated(_matching(self.added, condition))
        return [ref.decode() for _, _, _, ref in sorted(kept)]


def unchanged(schema: FactSchema, base: Base, pending: frozenset[str] = frozenset()) -> View:
    """A base to which nothing has happened yet."""
    nothing = base.locate(())
    return View(base, base.seq, frozenset(), pending, nothing, base.table.take(nothing), encode(schema, []))


def moved_on(
    state: View, seq: int, refs: frozenset[str], pending: Iterable[str], present: Sequence[Table]
) -> View:
    """The view after a look at `refs`, of which `present` holds those that still exist.

    The work grows with what is new, not with what has changed since the base.
    """
    if not refs:
        return replace(state, seq=seq, pending=frozenset(pending))
    gone = np.union1d(state.gone, state.base.locate(refs))
    added = state.added
    again = refs & state.touched
    if again:
        known = np.array([ref.encode() for ref in again], dtype=added.refs.dtype)
        added = added.take(~np.isin(added.refs, known))
    return View(
        base=state.base,
        seq=seq,
        touched=state.touched | refs,
        pending=frozenset(pending),
        gone=gone,
        removed=state.base.table.take(gone),
        added=join([added, *present]),
    )


def _matching(table: Table, condition: Condition) -> Table:
    mask = compile_mask(condition, table)
    if mask is None:
        return table
    keep = {name: table.values[name][mask] for name in DATED if name in table.values}
    return Table(table.refs[mask], keep, table.words)


def _dated(table: Table) -> list[tuple[int, int, int, bytes]]:
    """(−year, −month, −day, ref) of each row: ascending is newest first."""
    zeros = [0] * table.size
    parts = [
        (-table.values[name]).tolist() if name in table.values and name not in table.words else zeros
        for name in DATED
    ]
    return list(zip(parts[0], parts[1], parts[2], table.refs.tolist(), strict=True))
