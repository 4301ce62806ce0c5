"""How many rows of a table meet a condition, by the values of some columns."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import numpy as np

from safecommunity.engine.columns import Array, Table
from safecommunity.engine.conditions import Condition
from safecommunity.engine.mask import Mask, compile_mask

Key = tuple[int | str, ...]
Counts = dict[Key, int]


def count(table: Table, condition: Condition, by: tuple[str, ...] = ()) -> Counts:
    """Counts by key; with no `by` there is one key, (), also when nothing matches."""
    mask = compile_mask(condition, table)
    if not by:
        return {(): _total(table, mask)}
    weights = table.weights if mask is None or table.weights is None else table.weights[mask]
    columns = [table.values[name] if mask is None else table.values[name][mask] for name in by]
    if not len(columns[0]):
        return {}
    keys, totals = _grouped(columns, weights)
    decoded = [
        [table.words[name][code] for code in key.tolist()] if name in table.words else key.tolist()
        for name, key in zip(by, keys, strict=True)
    ]
    return dict(zip(zip(*decoded, strict=True), totals.tolist(), strict=True))


def add(into: Counts, other: Mapping[Key, int], sign: int) -> None:
    """Counts are linear: add or take away; a key that comes to nothing goes, () stays."""
    for key, number in other.items():
        total = into.get(key, 0) + sign * number
        if total or not key:
            into[key] = total
        else:
            into.pop(key, None)


def _total(table: Table, mask: Mask | None) -> int:
    if table.weights is not None:
        return int((table.weights if mask is None else table.weights[mask]).sum())
    return table.size if mask is None else int(np.count_nonzero(mask))


def _grouped(columns: list[Array], weights: Array | None) -> tuple[list[Array], Array]:
    """Distinct combinations (one array a column) with their counts, by numbering each combination."""
    lows = [int(column.min()) for column in columns]
    spans = [int(column.max()) - low + 1 for column, low in zip(columns, lows, strict=True)]
    if prod(spans) >= 2**62:
        stacked, inverse = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        return list(stacked.T), _binned(inverse.reshape(-1), weights)
    number = np.zeros(len(columns[0]), dtype=np.int64)
    for column, low, span in zip(columns, lows, spans, strict=True):
        number *= span
        number += column
        number -= low
    if prod(spans) <= max(2**16, 2 * len(number)):
        totals = _binned(number, weights)
        distinct = np.flatnonzero(totals)
        totals = totals[distinct]
    else:
        distinct, inverse = np.unique(number, return_inverse=True)
        totals = _binned(inverse, weights)
    keys: list[Array] = []
    rest = distinct
    for low, span in zip(reversed(lows), reversed(spans), strict=True):
        keys.append(rest % span + low)
        rest = rest // span
    return keys[::-1], totals


def _binned(number: Array, weights: Array | None) -> Array:
    # bincount adds weights as float64: exact up to 2**53 facts.
    return np.bincount(number, weights=weights).astype(np.int64)


def group(table: Table, by: tuple[str, ...]) -> Table:
    """The table folded to one line for each combination of `by`, with weights."""
    words = {name: table.words[name] for name in by if name in table.words}
    if not table.size:
        empty = {name: table.values[name] for name in by}
        return Table(table.refs, empty, words, np.zeros(0, dtype=np.int64))
    keys, totals = _grouped([table.values[name] for name in by], None)
    values = {name: key.astype(table.values[name].dtype) for name, key in zip(by, keys, strict=True)}
    return Table(np.zeros(0, dtype=table.refs.dtype), values, words, totals)
