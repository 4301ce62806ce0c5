"""Cuboids from rows, or from the groups an engine made of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safecommunity.engine.columns import Array, Table
from safecommunity.engine.cube.cuboid import NO_REFS, Cuboid
from safecommunity.engine.schema import PERIOD, CubeShape, FactSchema

# Numbers up to here are counted in an array of that length, which is faster than sorting.
DENSE = 2**26
LARGEST = 2**62


def built(schema: FactSchema, table: Table) -> tuple[Cuboid, ...]:
    """All cuboids a fact asks for."""
    return tuple(build(shape, table) for shape in schema.cubes)


def build(shape: CubeShape, table: Table) -> Cuboid:
    """One cuboid. A table with weights is taken as groups: each line stands for so many facts."""
    months, month, many = _distinct([table.values[name] for name in PERIOD], table.size)
    cells, cell, width = _distinct([table.values[name] for name in shape.dimensions], table.size)
    place = table.values[shape.place].astype(np.int64)
    words = table.words[shape.place]
    row = place * many + month
    distinct, n = _counted(row * width + cell, len(words) * many * width, table.weights)
    rows = distinct // width if width else distinct
    starts = np.zeros(len(words) * many + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=len(starts) - 1), out=starts[1:])
    return Cuboid(
        shape=shape,
        places=axis({shape.place: np.arange(len(words))}, {shape.place: words}, len(words)),
        months=axis(dict(zip(PERIOD, months, strict=True)), {}, many),
        cells=axis(
            dict(zip(shape.dimensions, cells, strict=True)),
            {name: table.words[name] for name in shape.dimensions if name in table.words},
            width,
        ),
        starts=smallest(starts),
        cell=smallest(distinct % width if width else distinct),
        n=smallest(n),
    )


def axis(values: dict[str, Array], words: dict[str, tuple[str, ...]], size: int) -> Table:
    """One axis as a table that conditions can be compiled over."""
    return Table(NO_REFS, values, words, np.ones(size, dtype=np.int8))


def smallest(numbers: Array) -> Array:
    """The same numbers from 0 up in the smallest unsigned type that holds them."""
    top = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.min_scalar_type(top))


def _distinct(columns: Sequence[Array], size: int) -> tuple[list[Array], Array, int]:
    """The combinations that occur, in order, one array a column; which of them each row has; and how many there are.
    Without columns there is one, of nothing."""
    number = np.zeros(size, dtype=np.int64)
    span = 1
    for column in columns:
        low, high = (int(column.min()), int(column.max())) if size else (0, 0)
        width = high - low + 1
        if span * width >= LARGEST:  # number the combinations so far anew, so that the next column fits
            _, number = np.unique(number, return_inverse=True)
            span = int(number.max()) + 1 if size else 1
        number = number * width + (column.astype(np.int64) - low)
        span *= width
    if span <= DENSE:
        seen = np.zeros(span, dtype=np.bool_)
        seen[number] = True
        place = np.cumsum(seen) - 1
        at = place[number]
        first = np.zeros(int(seen.sum()), dtype=np.int64)
        first[at] = np.arange(size)
    else:
        _, first, at = np.unique(number, return_index=True, return_inverse=True)
    return [column[first] for column in columns], at, len(first)


def _counted(number: Array, span: int, weights: Array | None) -> tuple[Array, Array]:
    """The distinct numbers in order, and how many facts each stands for."""
    if span <= DENSE:
        # bincount adds weights as float64: exact up to 2**53 facts.
        totals = np.bincount(number, weights=weights).astype(np.int64)
        distinct = np.flatnonzero(totals)
        return distinct, totals[distinct]
    if weights is None:
        distinct, totals = np.unique(number, return_counts=True)
        return distinct, totals
    distinct, at = np.unique(number, return_inverse=True)
    totals = np.bincount(at, weights=weights).astype(np.int64)
    some = totals > 0
    return distinct[some], totals[some]
