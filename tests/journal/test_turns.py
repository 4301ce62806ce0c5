"""Who writes for minutes lets the others in: SQLite itself queues nobody."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import ConnectionHandler

from safecommunity.journal import turns

HELD, TURNS = 0.1, 25


def connected(file: Path) -> Any:
    """A connection of its own to a database on disk, as the product makes them."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": "PRAGMA journal_mode=WAL;"}
    known = ConnectionHandler(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": options}}
    )
    return known["default"]


def run(database: DatabaseWrapper, sql: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def file(tmp_path: Path, db: None) -> Iterator[Path]:
    file = tmp_path / "a.sqlite3"
    made = connected(file)
    run(made, "CREATE TABLE written (at)")
    made.close()
    return file


def long_work(file: Path, waits: bool, begun: list[int]) -> None:
    """Transactions one after the other, without a pause between them."""
    mine = connected(file)
    for turn in range(TURNS):
        if waits:
            turns.give_way(mine)
        run(mine, "BEGIN IMMEDIATE")
        begun.append(turn)
        time.sleep(HELD)
        run(mine, "COMMIT")
    mine.close()


def turns_waited(file: Path, waits: bool) -> int:
    """How many transactions the long work begins while one write waits: a slow machine changes nothing."""
    begun: list[int] = []
    other = connected(file)
    run(other, "SELECT count(*) FROM written")
    work = threading.Thread(target=long_work, args=(file, waits, begun))
    work.start()
    time.sleep(HELD / 2)
    before = len(begun)
    run(other, "INSERT INTO written VALUES (1)")
    waited = len(begun) - before
    other.close()
    work.join()
    return waited


def test_one_write_waits_for_the_transaction_at_work_not_for_the_next_ones(file: Path) -> None:
    """At most one more, begun in the moment between the look at the queue and the write's entry into it."""
    assert turns_waited(file, waits=True) <= 1


def test_a_long_work_that_does_not_give_way_takes_the_next_transaction_itself(file: Path) -> None:
    """Why there are turns: SQLite looks again some ten times in a second, and finds it taken but for a lucky moment."""
    assert any(turns_waited(file, waits=False) > 5 for _attempt in range(3))


def test_nobody_waits_where_nobody_writes(file: Path) -> None:
    mine = connected(file)
    run(mine, "BEGIN IMMEDIATE")
    assert not turns.wanted(mine)
    assert turns.give_way(mine) < HELD
    run(mine, "COMMIT")


def test_a_crowd_does_not_stop_a_long_work_for_ever(file: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    mine = connected(file)
    with turns._waiting(turns._file(mine)):
        assert turns.wanted(mine)
        assert 0.05 <= turns.give_way(mine) < 1.0


def test_the_file_of_the_queue_is_read_by_its_owner_only(file: Path) -> None:
    mine = connected(file)
    run(mine, "INSERT INTO written VALUES (1)")
    assert Path(f"{file}.turn").stat().st_mode & 0o077 == 0


def test_the_log_is_brought_home_before_a_small_write_has_to(file: Path) -> None:
    mine = connected(file)
    run(mine, "PRAGMA wal_autocheckpoint = 0")
    run(mine, f"INSERT INTO written VALUES (zeroblob({turns.WORTH + 1}))")
    assert file.stat().st_size < turns.WORTH
    turns.copy_back(mine)
    assert file.stat().st_size > turns.WORTH
