"""The base as Parquet, one file a partition: what DuckDB reads, and what outlives this program.

Imported by compaction only; counting needs no pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safecommunity.engine.columns import LARGEST, Array, Table
from safecommunity.engine.schema import FactSchema

PATTERN = "rows-*.parquet"
READERS = 2
PIECE = 2**18


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


def tables(
    schema: FactSchema, directory: Path, columns: Sequence[str], years: tuple[int, int] | None = None
) -> Iterator[Table]:
    """Some columns of the rows, from the Parquet files alone, a row group at a time, while the next is being read.

    Files of other years are not opened, and of a file that is of one year that column is not read.
    """
    files = [(path, _year_of(schema, path)) for path in sorted(directory.glob(PATTERN))]
    low, high = years or (-1, LARGEST)
    asked = [(path, year) for path, year in files if year is None or low <= year <= high]
    with ThreadPoolExecutor(READERS) as pool:
        jobs = [
            (pool.submit(_group, path, number, schema, columns, year), year)
            for path, year in asked
            for number in range(pq.ParquetFile(path).metadata.num_row_groups)
        ]
        jobs.reverse()
        while jobs:
            job, _year = jobs.pop()
            yield from _pieces(job.result())
            del job  # a group is let go as soon as it is counted


def _year_of(schema: FactSchema, path: Path) -> int | None:
    """The year all rows of a file share; None where files are not told apart by it."""
    value = path.stem.removeprefix("rows-")
    if schema.partition != "year" or "year" not in schema.names:
        return None
    return -1 if value == "unknown" else int(value)


def _group(path: Path, number: int, schema: FactSchema, columns: Sequence[str], year: int | None) -> Table:
    texts = [name for name in columns if not schema.column(name).numeric]
    wanted = [name for name in columns if name != "year" or year is None]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        found = file.read_row_group(number, columns=wanted, use_threads=False)
    values: dict[str, Array] = {name: _numbers(found.column(name)) for name in wanted if name not in texts}
    words: dict[str, tuple[str, ...]] = {}
    for name in texts:
        values[name], words[name] = _codes(found.column(name))
    if year is not None and "year" in columns:
        values["year"] = np.broadcast_to(np.int32(year), found.num_rows)
    return Table(np.broadcast_to(np.bytes_(b""), found.num_rows), values, words)


def _pieces(table: Table) -> Iterator[Table]:
    for start in range(0, table.size, PIECE):
        rows = slice(start, start + PIECE)
        values = {name: array[rows] for name, array in table.values.items()}
        yield Table(table.refs[rows], values, table.words)


def _numbers(column: Any) -> Array:
    chunks = [chunk.to_numpy(zero_copy_only=True) for chunk in column.chunks]
    return chunks[0] if len(chunks) == 1 else np.concatenate([np.zeros(0, dtype=np.int32), *chunks])


def _codes(column: Any) -> tuple[Array, tuple[str, ...]]:
    """Codes of a word list that begins with the unknown word, as in every table."""
    column = column.unify_dictionaries()
    listed = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    words = tuple(sorted({"", *listed}))
    place = {word: at for at, word in enumerate(words)}
    code = np.array([place[word] for word in listed], dtype=np.int32)
    chunks = [code[chunk.indices.to_numpy(zero_copy_only=False)] for chunk in column.chunks]
    return chunks[0] if len(chunks) == 1 else np.concatenate([np.zeros(0, dtype=np.int32), *chunks]), words
