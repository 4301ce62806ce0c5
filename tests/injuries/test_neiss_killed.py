"""An import killed with SIGKILL between its batches, in a data folder of its own: nothing half, nothing doubled."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.injuries.neiss_files import many, write

pytestmark = pytest.mark.slow

ROWS = 10_200  # three batches of at most 5,000
COMMAND = "import sys; from safecommunity.web.cli import main; sys.exit(main())"


def command(home: Path, *words: str) -> subprocess.Popen[str]:
    """`safecommunity …` on its own installation: SQLite, whatever this run is on."""
    here = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "PYTEST_CURRENT_TEST")
    }
    here |= {"SAFECOMMUNITY_HOME": str(home / "home"), "SAFECOMMUNITY_KEYS": str(home / "keys")}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        env=here,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def stored(home: Path) -> tuple[int, int, int, int]:
    """Reports, different source keys, change rows of injuries, rows counted by all runs."""
    with sqlite3.connect(home / "home" / "safecommunity.sqlite3") as database:
        return tuple(
            database.execute(sql).fetchone()[0]
            for sql in (
                "SELECT count(*) FROM injuries_report",
                "SELECT count(DISTINCT source_key) FROM injuries_report",
                "SELECT count(DISTINCT ref) FROM journal_change WHERE fact = 'injury'",
                "SELECT coalesce(sum(accepted), 0) FROM intake_importrun",
            )
        )  # type: ignore[return-value]


def test_killed_after_a_batch_and_repeated_it_gives_the_whole_file(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv.gz", many(ROWS))
    words = (
        "import",
        "injuries",
        str(file),
        "--mapping",
        "neiss",
        "--place",
        "US-1",
        "--create-place",
        "NEISS",
    )
    first = command(tmp_path, *words)
    assert first.stderr is not None
    for line in first.stderr:
        if "5000" in line:  # the first batch has been said to be stored
            first.send_signal(signal.SIGKILL)
            break
    assert first.wait(timeout=60) == -signal.SIGKILL
    first.stderr.close()
    kept = stored(tmp_path)
    assert kept[0] in (5000, 10_000), "whole batches only"
    assert len(set(kept)) == 1, "reports, keys, changes and counters of the killed run agree"
    again = command(tmp_path, *words, "--format", "json")
    answer, said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    data = json.loads(answer)
    assert (data["read"], data["rejected"]) == (ROWS, 0)
    assert (data["accepted"], data["duplicates"]) == (ROWS - kept[0], kept[0])
    assert stored(tmp_path) == (ROWS, ROWS, ROWS, ROWS)
