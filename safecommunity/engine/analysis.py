"""Questions to an analysis engine, in expressions that every one of them runs: DuckDB here, Spark on a cluster.

An engine is chosen by one word: "duckdb", or the address of a Spark master. What it answers is the same to the last
row; where a rate is made of it, whole numbers are divided as float64, here and not there, for engines differ in how
they round decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from safecommunity.engine.choice import DUCKDB, chosen
from safecommunity.engine.columns import Table
from safecommunity.engine.conditions import EVERYTHING, Condition
from safecommunity.engine.counting import Counts
from safecommunity.engine.errors import ConditionError
from safecommunity.engine.overlay import View
from safecommunity.engine.schema import FactSchema


class Engine(Protocol):
    """What an engine must be able to do besides running an expression."""

    name: str

    def parquet(self, folder: Path, pattern: str) -> Any:
        """The Parquet files of a folder as one ibis table."""

    def memory(self, arrow: Any) -> Any:
        """An Arrow table as an ibis table."""

    def run(self, expression: Any) -> Any:
        """The answer of an expression as an Arrow table."""


@contextmanager
def opened(name: str) -> Iterator[Engine]:
    """The engine of a name, closed at the end. Raises EngineError where it cannot start."""
    if chosen(name) == DUCKDB:
        from safecommunity.engine import duckdb

        with duckdb.engine() as found:
            yield found
        return
    from safecommunity.engine import spark

    with spark.engine(name) as other:
        yield other


def counts(
    engine: Engine, schema: FactSchema, view: View, condition: Condition, by: tuple[str, ...] = ()
) -> Counts:
    """The same answer as `Store.counts`, from the Parquet files of the base and the changed rows."""
    schema.check(condition, by)
    answer = engine.run(_counted(engine, schema, view, condition, by))
    totals = answer.column("facts_counted").to_pylist()
    if not by:
        return {(): int(totals[0])}
    keys = zip(*(answer.column(name).to_pylist() for name in by), strict=True)
    return dict(zip(keys, totals, strict=True))


def groups(
    engine: Engine,
    schema: FactSchema,
    view: View,
    columns: Sequence[str],
    condition: Condition = EVERYTHING,
    weight: str = "",
) -> Table:
    """The facts that meet a condition folded to one line for each combination of `columns`, with weights: what
    `cube.build` and `rollup.counts_of_rows` take from any engine. `weight` adds up a column instead of counting
    facts; its unknown values add nothing."""
    by = tuple(columns)
    schema.check(condition, by)
    if weight and not schema.column(weight).numeric:
        raise ConditionError(f"weight: got {weight!r}, allowed is a column of whole numbers")
    answer = engine.run(_counted(engine, schema, view, condition, by, weight))
    values: dict[str, Any] = {}
    words: dict[str, tuple[str, ...]] = {}
    for name in by:
        column = answer.column(name).to_pylist()
        if schema.column(name).numeric:
            values[name] = np.array(column, dtype=np.int64)
        else:
            words[name] = tuple(sorted({"", *column}))
            code = {word: at for at, word in enumerate(words[name])}
            values[name] = np.array([code[word] for word in column], dtype=np.int64)
    weights = np.array(answer.column("facts_counted").to_pylist(), dtype=np.int64)
    return Table(np.zeros(0, dtype="S32"), values, words, weights)


def _counted(
    engine: Engine, schema: FactSchema, view: View, condition: Condition, by: Iterable[str], weight: str = ""
) -> Any:
    from safecommunity.engine.expression import compile_expression

    table = facts(engine, schema, view)
    kept = table.filter(compile_expression(condition, table, schema))
    names = list(by)
    # Whole numbers all the way: a sum that became a float or a decimal would round as its engine likes.
    much = kept[weight].cast("int64").clip(lower=0).sum() if weight else kept.count()
    return (kept.group_by(names) if names else kept).aggregate(facts_counted=much)


def facts(engine: Engine, schema: FactSchema, view: View) -> Any:
    """The facts of a view as one ibis table: base rows that still stand, then the added ones."""
    from safecommunity.engine.parquet import PATTERN, to_arrow

    columns = ["ref", *schema.names]
    if view.base.folder is None:
        base = engine.memory(to_arrow(schema, view.base.table))
    else:
        base = engine.parquet(view.base.folder, PATTERN)
    if view.removed.size:
        base = base.anti_join(engine.memory(to_arrow(schema, view.removed).select(["ref"])), "ref")
    base = base.select(columns)
    return (
        base.union(engine.memory(to_arrow(schema, view.added)).select(columns)) if view.added.size else base
    )
