"""One question, asked of every engine."""

import tempfile
from dataclasses import replace
from pathlib import Path

from safecommunity.engine import analysis
from safecommunity.engine.conditions import Condition
from safecommunity.engine.predicate import compile_predicate
from safecommunity.engine.schema import CubeShape
from safecommunity.engine.store import Store
from tests.engine import reference
from tests.engine.world import SCHEMA, World

CUBED = replace(
    SCHEMA, cubes=(CubeShape("residence"), CubeShape("residence", ("cause", "age_years", "facility", "day")))
)


def by_reference(rows, condition, by=()):
    return reference.counts(rows, condition, by)


def by_predicate(rows, condition, by=()):
    chosen = [each for each in rows if compile_predicate(condition)(each)]
    return reference.counts(chosen, reference.AllOf(()), by)


def by_numpy_in_memory(rows, condition, by=()):
    with tempfile.TemporaryDirectory() as folder:
        return Store(Path(folder), SCHEMA, World(*rows)).counts(condition, by)


def by_numpy_on_disk(rows, condition, by=()):
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), SCHEMA, World(*rows))
        store.compact()
        return store.counts(condition, by)


def by_numpy_half_changed(rows, condition, by=()):
    with tempfile.TemporaryDirectory() as folder:
        return half_changed(folder, rows).counts(condition, by)


def by_cube(rows, condition, by=()):
    with tempfile.TemporaryDirectory() as folder:
        return half_changed(folder, rows, CUBED).counts(condition, by)


def by_duckdb(rows, condition, by=()):
    with tempfile.TemporaryDirectory() as folder, analysis.opened("duckdb") as engine:
        return analysis.counts(engine, SCHEMA, half_changed(folder, rows).view(), condition, by)


def half_changed(folder: str, rows: list, schema=SCHEMA) -> Store:
    """Every second row came, or was corrected, after the base was written; one was deleted."""
    wrong = [{**each, "cause": 9, "year": 2001} for each in rows[::4]]
    gone = {**rows[0], "ref": "f" * 32} if rows else None
    world = World(*rows[1::2], *wrong, *([gone] if gone else []))
    store = Store(Path(folder), schema, world)
    store.compact()
    world.upsert(*rows[::2])
    if gone:
        world.present.pop(gone["ref"])
        world.sealed.append(gone["ref"])
    store.refresh()
    return store


ENGINES = {
    "reference": by_reference,
    "predicate": by_predicate,
    "NumPy, base in memory": by_numpy_in_memory,
    "NumPy, base on disk": by_numpy_on_disk,
    "NumPy, base and changes": by_numpy_half_changed,
    "the cube, base and changes": by_cube,
    "DuckDB, base and changes": by_duckdb,
}


def agree(rows: list, condition: Condition, by: tuple[str, ...]) -> None:
    """Every engine gives the reference's answer."""
    expected = reference.counts(rows, condition, by)
    for name, engine in ENGINES.items():
        assert engine(rows, condition, by) == expected, name
