"""Counts by DuckDB: for dimensions and ranges the resident counts do not hold.

The only file that names the engine. A connection never fetches anything from a network:
extensions are neither installed nor loaded by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis

from safecommunity.engine.conditions import Condition
from safecommunity.engine.counting import Counts
from safecommunity.engine.expression import compile_expression
from safecommunity.engine.overlay import View
from safecommunity.engine.parquet import PATTERN, to_arrow
from safecommunity.engine.schema import FactSchema

SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 2}


@contextmanager
def connection() -> Iterator[Any]:
    """A connection in memory, closed at the end."""
    backend = ibis.duckdb.connect(**SETTINGS)
    try:
        yield backend
    finally:
        backend.disconnect()


def counts(
    backend: Any, schema: FactSchema, view: View, condition: Condition, by: tuple[str, ...] = ()
) -> Counts:
    """The same answer as `Store.counts`, from the Parquet files of the base and the changed rows."""
    schema.check(condition, by)
    table = facts(backend, schema, view)
    chosen = table.filter(compile_expression(condition, table, schema))
    if not by:
        return {(): int(chosen.count().to_pyarrow().as_py())}
    grouped = chosen.group_by(list(by)).aggregate(facts_counted=chosen.count()).to_pyarrow()
    keys = zip(*(grouped.column(name).to_pylist() for name in by), strict=True)
    return dict(zip(keys, grouped.column("facts_counted").to_pylist(), strict=True))


def facts(backend: Any, schema: FactSchema, view: View) -> Any:
    """The facts of a view as one ibis table: base rows that still stand, then the added ones."""
    added = ibis.memtable(to_arrow(schema, view.added))
    if view.base.folder is None:
        base = ibis.memtable(to_arrow(schema, view.base.table))
    else:
        base = backend.read_parquet(sorted(str(path) for path in view.base.folder.glob(PATTERN)))
    if view.removed.size:
        removed = ibis.memtable(to_arrow(schema, view.removed).select(["ref"]))
        base = base.anti_join(removed, "ref")
    columns = ["ref", *schema.names]
    return base.select(columns).union(added.select(columns))
