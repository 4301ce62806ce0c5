"""What changed since the base, held in memory: base rows to leave out, rows to add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from safecommunity.engine.base import Base
from safecommunity.engine.columns import Array, Table, encode, join
from safecommunity.engine.conditions import Condition
from safecommunity.engine.counting import Counts, add, count
from safecommunity.engine.listing import Listing, listing, matching
from safecommunity.engine.schema import FactSchema


@dataclass(frozen=True, eq=False)
class View:
    """One state of a fact, never changed once made: base − `removed` + `added` = the facts at `seq`.

    `touched` are the refs looked at since the base was made, `gone` the row numbers of those in it;
    `pending` are those that were not sealed yet.
    """

    schema: FactSchema
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
        result = self.base.counts(condition, by)
        if self.removed.size:
            add(result, count(self.removed, condition, by), -1)
        if self.added.size:
            add(result, count(self.added, condition, by), +1)
        return result

    def listing(self, condition: Condition) -> Listing:
        """The rows that meet the condition, newest first."""
        return listing(self.schema, self.base, self.gone, self.added, condition)

    def among(self, refs: Iterable[str], condition: Condition) -> set[str]:
        """Those of some refs whose rows meet the condition; the others are not looked at."""
        asked = frozenset(refs)
        old = self.base.table.take(np.setdiff1d(self.base.locate(asked), self.gone, assume_unique=True))
        known = np.array([ref.encode() for ref in asked], dtype=self.added.refs.dtype)
        new = self.added.take(np.isin(self.added.refs, known))
        return {ref.decode() for part in (old, new) for ref in part.refs[matching(part, condition)].tolist()}


def unchanged(schema: FactSchema, base: Base, pending: frozenset[str] = frozenset()) -> View:
    """A base to which nothing has happened yet."""
    nothing = base.locate(())
    empty = base.table.take(nothing)
    return View(schema, base, base.seq, frozenset(), pending, nothing, empty, encode(schema, []))


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
        schema=state.schema,
        base=state.base,
        seq=seq,
        touched=state.touched | refs,
        pending=frozenset(pending),
        gone=gone,
        removed=state.base.table.take(gone),
        added=join([added, *present]),
    )
