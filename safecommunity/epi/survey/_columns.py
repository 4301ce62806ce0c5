"""Columns of a sample: numbers and groups, one a row, checked once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safecommunity.epi.errors import QuantityError

Array = NDArray[Any]


def numbers(name: str, values: ArrayLike, *, rows: int | None = None) -> Array:
    """Finite numbers, one a row. The same by any other name: a check, no formula."""
    found = np.asarray(values)
    if found.dtype.kind not in "biuf" or found.ndim != 1 or (rows is not None and len(found) != rows):
        raise QuantityError(
            f"{name}: got {found.dtype} of shape {found.shape}, allowed are numbers, one a row"
            f"{'' if rows is None else f' ({rows})'}"
        )
    found = found.astype(np.float64, copy=False)
    if not np.isfinite(found).all():
        raise QuantityError(f"{name}: got {found[~np.isfinite(found)][0]}, allowed are finite numbers")
    return found


def codes(name: str, values: ArrayLike, *, rows: int) -> tuple[Array, Array]:
    """Numbers 0, 1, … for the distinct values, ascending, and those values. The same by np.unique, slower."""
    found = np.asarray(values)
    if found.ndim != 1 or len(found) != rows:
        raise QuantityError(f"{name}: got shape {found.shape}, allowed is one value a row ({rows})")
    if found.dtype.kind == "f" and np.all((found == np.floor(found)) & (np.abs(found) < 2**53)):
        found = found.astype(np.int64)
    if found.dtype.kind not in "iubUS":
        if found.dtype.kind == "O" and all(isinstance(value, str) for value in found):
            found = found.astype(str)
        else:
            raise QuantityError(f"{name}: got {found.dtype}, allowed are whole numbers or texts")
    if found.dtype.kind in "US":
        levels, index = np.unique(found, return_inverse=True)
        return index.reshape(-1), levels
    low = int(found.min())
    index, present = compressed(found.astype(np.int64) - low)
    return index, present + low


def compressed(number: Array) -> tuple[Array, Array]:
    """Numbers 0, 1, … for the distinct of some whole numbers, and these. The same by np.unique, slower."""
    span = int(number.max()) + 1
    if span > 4 * len(number) + 65536:
        present, index = np.unique(number, return_inverse=True)
        return index.reshape(-1), present
    seen = np.zeros(span, dtype=np.bool_)
    seen[number] = True
    return (np.cumsum(seen) - 1)[number], np.flatnonzero(seen)


def sums(by: Array, *, groups: int, values: Array | None = None) -> Array:
    """Sums (or numbers of rows) by group. The same by any other name: no formula."""
    if not len(by) or by.min() >= 0:
        return np.bincount(by, values, groups)
    inside = by >= 0
    return np.bincount(by[inside], None if values is None else values[inside], groups)
