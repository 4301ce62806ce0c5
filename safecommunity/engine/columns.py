"""Facts as NumPy columns: numbers in the smallest type that holds them, texts as codes of a word list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safecommunity.engine.errors import FactError
from safecommunity.engine.schema import REF, Column, FactSchema

Array = NDArray[Any]
LARGEST = 2**31 - 1
REF_TYPE = "S32"
# Columns that say when; rows stand and are listed newest first by those a fact has.
DATED = ("year", "month", "day")


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length. `words[name][0]` is always "": code 0 is unknown.

    `weights` is set on grouped counts only: how many facts each line stands for.
    """

    refs: Array
    values: Mapping[str, Array]
    words: Mapping[str, tuple[str, ...]]
    weights: Array | None = None

    @property
    def size(self) -> int:
        return len(self.refs) if self.weights is None else len(self.weights)

    @cached_property
    def _codes(self) -> dict[str, dict[str, int]]:
        return {}

    def codes(self, name: str) -> dict[str, int]:
        """Word → code of a text column; built when first asked for."""
        found = self._codes.get(name)
        if found is None:
            found = {word: code for code, word in enumerate(self.words[name])}
            self._codes[name] = found
        return found

    def take(self, rows: Array) -> Table:
        """The given rows (numbers or a mask) as a table of their own, sharing the word lists."""
        values = {name: np.asarray(array[rows]) for name, array in self.values.items()}
        return Table(np.asarray(self.refs[rows]), values, self.words)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dicts; for the whole of a table only where it is small."""
        lists = {
            name: [self.words[name][code] for code in array.tolist()]
            if name in self.words
            else array.tolist()
            for name, array in self.values.items()
        }
        refs = [ref.decode() for ref in self.refs.tolist()]
        return [
            {"ref": ref, **{name: column[i] for name, column in lists.items()}} for i, ref in enumerate(refs)
        ]


def encode(schema: FactSchema, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows as a table in the order given. None is unknown; a wrong value is refused with its ref."""
    for row in rows:
        ref = row.get("ref")
        if not isinstance(ref, str) or not REF.fullmatch(ref):
            raise FactError(f"ref of a {schema.name} row: got {ref!r}, allowed are 32 lower-case hex digits")
    values: dict[str, Array] = {}
    words: dict[str, tuple[str, ...]] = {}
    for column in schema.columns:
        try:
            found = [row[column.name] for row in rows]
        except KeyError:
            bare = next(row["ref"] for row in rows if column.name not in row)
            raise FactError(f"{schema.name} row {bare}: column {column.name!r} is missing") from None
        if column.numeric:
            values[column.name] = _numbers(schema, column, rows, found)
        else:
            values[column.name], words[column.name] = _texts(schema, column, rows, found)
    refs = np.array([row["ref"].encode() for row in rows], dtype=REF_TYPE)
    return Table(refs, values, words)


def _numbers(
    schema: FactSchema, column: Column, rows: Sequence[Mapping[str, Any]], found: list[Any]
) -> Array:
    filled = [-1 if value is None else value for value in found]
    try:
        array = np.array(filled) if filled else np.zeros(0, dtype=np.int64)
        fits = array.dtype.kind in "ib" and (
            not len(array) or (int(array.min()) >= -1 and int(array.max()) <= LARGEST)
        )
    except (ValueError, OverflowError):
        fits = False
    if not fits:
        for row, value in zip(rows, filled, strict=True):
            if not isinstance(value, int) or not -1 <= value <= LARGEST:
                raise FactError(
                    f"{schema.name} row {row['ref']}, column {column.name}: got {value!r}, "
                    f"allowed are whole numbers from -1 (unknown) to {LARGEST}"
                )
    return shrink(array.astype(np.int64))


def _texts(
    schema: FactSchema, column: Column, rows: Sequence[Mapping[str, Any]], found: list[Any]
) -> tuple[Array, tuple[str, ...]]:
    filled = ["" if value is None else value for value in found]
    for row, value in zip(rows, filled, strict=True):
        if not isinstance(value, str):
            raise FactError(
                f"{schema.name} row {row['ref']}, column {column.name}: got {value!r}, allowed are texts"
            )
    words = tuple(sorted({"", *filled}))
    codes = {word: code for code, word in enumerate(words)}
    return shrink(np.array([codes[value] for value in filled], dtype=np.int64)), words


def shrink(array: Array) -> Array:
    """The same numbers in the smallest signed type that holds them: pages read less memory."""
    top = int(array.max()) if len(array) else 0
    for small in (np.int8, np.int16, np.int32):
        if top <= np.iinfo(small).max:
            return array.astype(small)
    raise FactError(f"column value: got {top}, allowed is at most {LARGEST}")


def join(tables: Sequence[Table]) -> Table:
    """The tables one below the other; word lists are merged and lose words no row uses."""
    values: dict[str, Array] = {}
    words: dict[str, tuple[str, ...]] = {}
    for name in tables[0].values:
        arrays = [table.values[name] for table in tables]
        if name in tables[0].words:
            lists = [table.words[name] for table in tables]
            used = set().union({""}, *map(_used, arrays, lists))
            words[name] = tuple(sorted(used))
            codes = {word: code for code, word in enumerate(words[name])}
            arrays = [_recoded(array, found, codes) for array, found in zip(arrays, lists, strict=True)]
        values[name] = shrink(np.concatenate(arrays))
    return Table(np.concatenate([table.refs for table in tables]), values, words)


def _used(array: Array, words: tuple[str, ...]) -> set[str]:
    counts = np.bincount(array, minlength=len(words))
    return {words[code] for code in np.flatnonzero(counts).tolist()}


def _recoded(array: Array, words: tuple[str, ...], codes: Mapping[str, int]) -> Array:
    table = np.array([codes.get(word, 0) for word in words], dtype=np.int64)
    return table[array]


def newest_first(schema: FactSchema, table: Table) -> Array:
    """Row numbers from the newest to the oldest: year, month and day downwards, then ref upwards."""
    order = np.argsort(table.refs, kind="stable")
    for name in reversed(DATED):
        if name in table.values and name not in table.words:
            order = order[np.argsort(-table.values[name][order].astype(np.int64), kind="stable")]
    return order
