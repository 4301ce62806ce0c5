"""The base: all facts up to one change number, in memory or memory-mapped from its folder.

Rows stand newest first, so a list of refs needs no sorting. `order` is the same rows by
ref, so that a changed ref is found by binary search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from safecommunity.engine import cube
from safecommunity.engine.columns import REF_TYPE, Array, Table, newest_first
from safecommunity.engine.conditions import Condition, columns_of
from safecommunity.engine.counting import Counts, count, group
from safecommunity.engine.manifest import Manifest
from safecommunity.engine.schema import FactSchema

WORDS = "words.json"
# How many lines a cuboid must spare before it is read whole: reading one of its lines costs more than one row.
FEWER = 3


@dataclass(frozen=True, eq=False)
class Base:
    """`groups` are the stored counts, where they are worth having, `cuboids` those by place and month; `folder`
    is None in memory."""

    seq: int
    table: Table
    order: Array
    groups: Table | None
    folder: Path | None = None
    manifest: Manifest | None = None
    cuboids: tuple[cube.Cuboid, ...] = ()

    def counts(self, condition: Condition, by: tuple[str, ...] = ()) -> Counts:
        """How many facts of the base meet a condition, from the smallest thing that can tell."""
        columns = columns_of(condition) | set(by)
        stored, lines = cube.best(self.cuboids, columns), self.counter(columns)
        if stored is not None and (stored.narrowed(condition) or stored.size * FEWER <= lines.size):
            return stored.count(condition, by)
        return count(lines, condition, by)

    def locate(self, refs: Iterable[str]) -> Array:
        """Row numbers of those refs that are in the base, ascending."""
        asked = np.array([ref.encode() for ref in refs], dtype=REF_TYPE)
        if not len(asked) or not self.table.size:
            return np.zeros(0, dtype=np.int64)
        at = np.searchsorted(self.table.refs, asked, sorter=self.order)
        rows = self.order[np.minimum(at, self.table.size - 1)]
        return np.unique(rows[self.table.refs[rows] == asked])

    def counter(self, columns: Iterable[str]) -> Table:
        """The smallest table that can answer a question over these columns."""
        if self.groups is not None and all(name in self.groups.values for name in columns):
            return self.groups
        return self.table


def from_table(schema: FactSchema, table: Table, seq: int) -> Base:
    """Sort, index and group a table."""
    table = table.take(newest_first(schema, table))
    order, groups = np.argsort(table.refs, kind="stable"), _groups(schema, table)
    return Base(seq, table, order, groups, cuboids=cube.built(schema, table))


def _groups(schema: FactSchema, table: Table) -> Table | None:
    if not schema.count_columns:
        return None
    groups = group(table, schema.count_columns)
    # Counts nearly as long as the rows would cost memory and save no time.
    return groups if groups.size * 2 <= table.size else None


def write(base: Base, directory: Path) -> None:
    """All arrays and word lists of a base, one file each, into a new folder."""
    np.save(directory / "refs.npy", base.table.refs)
    np.save(directory / "order.npy", base.order.astype(np.int64))
    for name, array in base.table.values.items():
        np.save(directory / f"column-{name}.npy", array)
    if base.groups is not None and base.groups.weights is not None:
        np.save(directory / "counts.npy", base.groups.weights)
        for name, array in base.groups.values.items():
            np.save(directory / f"counts-{name}.npy", array)
    if base.cuboids:
        cube.written(base.cuboids, directory / cube.CUBE)
    (directory / WORDS).write_text(json.dumps(base.table.words, ensure_ascii=False), encoding="utf-8")


def opened(folder: Path, manifest: Manifest, schema: FactSchema) -> Base:
    """A base from its folder. Every file is opened at once, so a later sweep cannot hurt it.

    Raises OSError or ValueError where a file is missing or broken.
    """
    directory = folder / manifest.directory
    words = {
        name: tuple(found)
        for name, found in json.loads((directory / WORDS).read_text(encoding="utf-8")).items()
    }
    values = {name: _mapped(directory / f"column-{name}.npy") for name in schema.names}
    table = Table(_mapped(directory / "refs.npy"), values, words)
    if table.size != manifest.rows or any(len(array) != table.size for array in values.values()):
        raise ValueError(f"base {manifest.directory}: columns do not hold the {manifest.rows} rows promised")
    groups = None
    if "counts.npy" in manifest.files:
        grouped = {name: _mapped(directory / f"counts-{name}.npy") for name in schema.count_columns}
        shared = {name: words[name] for name in grouped if name in words}
        groups = Table(table.refs[:0], grouped, shared, _mapped(directory / "counts.npy"))
    cuboids = cube.mapped(directory / cube.CUBE, schema, words) if schema.cubes else ()
    return Base(manifest.seq, table, _mapped(directory / "order.npy"), groups, directory, manifest, cuboids)


def _mapped(path: Path) -> Array:
    # The plain view behaves like the map but spares every slice the cost of the subclass.
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def everything_but(base: Base, rows: Array) -> Table:
    """The base's table without these rows."""
    keep = np.ones(base.table.size, dtype=np.bool_)
    keep[rows] = False
    return base.table.take(keep)
