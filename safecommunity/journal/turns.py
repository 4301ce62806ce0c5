"""Turns at SQLite: one process writes at a time, and who writes for minutes lets the others in between.

SQLite queues nobody: who finds the database taken sleeps up to 0.1 s and tries again, while an import that ends one
transaction takes the next within a millisecond. A clerk would wait for the whole list. So everybody who is about to
write holds a shared lock on a file until he is in, and a long work asks for that file alone before each of its
transactions: it gets it when nobody waits. PostgreSQL has rows to lock and needs none of this.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE = 2.0  # seconds a long work waits at most: a crowd of writers does not stop it for ever
LOOK = 0.005  # seconds between two looks
WORTH = 4 << 20  # bytes of the log from which it is worth a look
WRITES = ("BEGIN ", "INSERT", "UPDATE", "DELETE", "REPLAC")


def told(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """A connection has been made: its writes queue from now on."""
    if connection.vendor == "sqlite" and queued not in connection.execute_wrappers and _file(connection):
        connection.execute_wrappers.append(queued)


def queued(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Wait for the database in the queue; within a transaction one is in already."""
    if context["connection"].in_atomic_block or not sql.startswith(WRITES):
        return execute(sql, params, many, context)
    with _waiting(_file(context["connection"])):
        return execute(sql, params, many, context)


def wanted(database: BaseDatabaseWrapper | None = None) -> bool:
    """Whether somebody waits to write: a long work then ends its transaction soon."""
    asked = database or connection
    path = _file(asked) if asked.vendor == "sqlite" else None
    if path is None:
        return False
    with _opened(path) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def give_way(database: BaseDatabaseWrapper | None = None) -> float:
    """Before each transaction of a long work: let in everybody who waits; returns the seconds it took."""
    begun = time.monotonic()
    while wanted(database) and time.monotonic() - begun < PATIENCE:
        time.sleep(LOOK)
    return time.monotonic() - begun


def copy_back(database: BaseDatabaseWrapper | None = None) -> None:
    """Bring SQLite's log home into the database, so that nobody's small write has to do it for all before it."""
    asked = database or connection
    path = _file(asked) if asked.vendor == "sqlite" else None
    log = path and path.with_name(path.name.removesuffix(".turn") + "-wal")
    if log and log.exists() and log.stat().st_size > WORTH:
        with asked.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _file(connection: BaseDatabaseWrapper) -> Path | None:
    """Beside the database; None for one in memory."""
    name = str(connection.settings_dict["NAME"])
    return None if ":memory:" in name or "mode=memory" in name else Path(f"{name}.turn")


@contextmanager
def _waiting(path: Path | None) -> Iterator[None]:
    if path is None:
        yield
        return
    with _opened(path) as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def _opened(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb")
