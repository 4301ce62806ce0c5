"""What changed since the base, held in memory: base rows to leave out, rows to add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from safecommunity.engine.base import Base
from safecommunity.engine.columns import Table, encode
from safecommunity.engine.conditions import Condition, columns_of
from safecommunity.engine.counting import Counts, add, count
from safecommunity.engine.mask import compile_mask
from safecommunity.engine.schema import FactSchema

Touched = Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True, eq=False)
class View:
    """One state of a fact, never changed once made: base − `removed` + `added` = the facts at `seq`.

    `touched` holds the present row of every ref changed since the base, None where it was deleted.
    """

    base: Base
    seq: int
    touched: Touched
    pending: frozenset[str]
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
        kept = [entry for entry in _dated(found) if entry[2] not in gone]
        kept += _dated(_matching(self.added, condition))
        return [ref.decode() for _, _, ref in sorted(kept)]


def view(schema: FactSchema, base: Base, seq: int, touched: Touched, pending: Iterable[str] = ()) -> View:
    """Index the changed rows; raises FactError where a row does not fit the schema."""
    removed = base.table.take(base.locate(touched))
    rows = [{"ref": ref, **_only(schema, row)} for ref, row in touched.items() if row is not None]
    return View(base, seq, touched, frozenset(pending), removed, encode(schema, rows))


def _only(schema: FactSchema, row: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing beyond the declared columns is kept in memory."""
    return {name: row[name] for name in schema.names if name in row}


def _matching(table: Table, condition: Condition) -> Table:
    mask = compile_mask(condition, table)
    if mask is None:
        return table
    keep = {name: table.values[name][mask] for name in ("year", "month") if name in table.values}
    return Table(table.refs[mask], keep, table.words)


def _dated(table: Table) -> list[tuple[int, int, bytes]]:
    """(−year, −month, ref) of each row: ascending is newest first."""
    zeros = [0] * table.size
    parts = [
        (-table.values[name]).tolist() if name in table.values and name not in table.words else zeros
        for name in ("year", "month")
    ]
    return list(zip(parts[0], parts[1], table.refs.tolist(), strict=True))
