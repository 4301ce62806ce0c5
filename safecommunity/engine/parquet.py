"""The base as Parquet, one file a partition: what DuckDB reads, and what outlives this program.

Imported by compaction only; counting needs no pyarrow.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safecommunity.engine.columns import Table
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
