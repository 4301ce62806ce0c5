"""The base as Parquet, one file a partition: what DuckDB reads, and what outlives this program.

Imported by compaction only; counting needs no pyarrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safecommunity.engine.columns import Array, Table
from safecommunity.engine.schema import FactSchema

PATTERN = "rows-*.parquet"


def write(schema: FactSchema, table: Table, directory: Path) -> None:
    """`rows-<partition value>.parquet` for each value; an empty fact leaves one empty file."""
    partition = table.values[schema.partition]
    values = np.unique(partition).tolist() or [-1]
    for value in values:
        part = table.take(partition == value)
        path = directory / f"rows-{'unknown' if value == -1 else value}.parquet"
        pq.write_table(to_arrow(schema, part), path, compression="zstd")


def to_arrow(schema: FactSchema, table: Table) -> Any:
    """The table as Arrow: numbers as int32, texts as strings."""
    arrays = {"ref": pa.array([ref.decode() for ref in table.refs.tolist()], pa.string())}
    for column in schema.columns:
        values = table.values[column.name]
        if column.numeric:
            arrays[column.name] = pa.array(values.astype(np.int32))
        else:
            words = pa.array(list(table.words[column.name]), pa.string())
            indices = pa.array(values.astype(np.int32))
            arrays[column.name] = pa.DictionaryArray.from_arrays(indices, words).cast(pa.string())
    return pa.table(arrays)


def read(schema: FactSchema, directory: Path, columns: Sequence[str]) -> Table:
    """Some columns of all rows, from the Parquet files alone: texts stay codes of a word list all the way."""
    texts = [name for name in columns if not schema.column(name).numeric]
    files = sorted(str(path) for path in directory.glob(PATTERN))
    parts = [pq.read_table(path, columns=list(columns), read_dictionary=texts) for path in files]
    found = pa.concat_tables(parts).unify_dictionaries()
    values = {name: _numbers(found.column(name)) for name in columns if name not in texts}
    words: dict[str, tuple[str, ...]] = {}
    for name in texts:
        values[name], words[name] = _codes(found.column(name))
    return Table(np.zeros(found.num_rows, dtype="S1"), values, words)


def _numbers(column: Any) -> Array:
    chunks = [chunk.to_numpy(zero_copy_only=True) for chunk in column.chunks]
    return chunks[0] if len(chunks) == 1 else np.concatenate([np.zeros(0, dtype=np.int32), *chunks])


def _codes(column: Any) -> tuple[Array, tuple[str, ...]]:
    """Codes of a word list that begins with the unknown word, as in every table."""
    listed = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    words = tuple(sorted({"", *listed}))
    place = {word: at for at, word in enumerate(words)}
    code = np.array([place[word] for word in listed], dtype=np.int32)
    chunks = [code[chunk.indices.to_numpy(zero_copy_only=False)] for chunk in column.chunks]
    return np.concatenate([np.zeros(0, dtype=np.int32), *chunks]), words
