"""DuckDB: for dimensions and ranges the resident counts do not hold, on this machine.

The only file that names the engine. A connection never fetches anything from a network:
extensions are neither installed nor loaded by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis

SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 2}


class DuckDB:
    """A connection in memory."""

    name = "duckdb"

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def parquet(self, folder: Path, pattern: str) -> Any:
        """The Parquet files of a folder as one table."""
        return self.backend.read_parquet(sorted(str(path) for path in folder.glob(pattern)))

    def memory(self, arrow: Any) -> Any:
        """An Arrow table as a table."""
        return ibis.memtable(arrow)

    def run(self, expression: Any) -> Any:
        """The answer as an Arrow table."""
        return self.backend.to_pyarrow(expression)


@contextmanager
def engine() -> Iterator[DuckDB]:
    """A connection, closed at the end."""
    backend = ibis.duckdb.connect(**SETTINGS)
    try:
        yield DuckDB(backend)
    finally:
        backend.disconnect()
