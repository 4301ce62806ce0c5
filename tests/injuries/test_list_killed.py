"""An import job killed with SIGKILL at any moment and gone on with: nothing lost, nothing doubled."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.injuries import lists

pytestmark = pytest.mark.slow

ROWS, BATCH = 3000, 50
LAY = """
import sys
from datetime import date
from pathlib import Path
from safecommunity.web import environment, installation
installation.migrate(environment.home())
import django; django.setup()
from django.utils import timezone
from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.injuries.importing import runs
from safecommunity.places import actions as places
now = timezone.now()
common = {"by": "t", "at": now, "starts": date(2020, 1, 1), "label": "simulated"}
street = places.create_place(name="示例街道", level="street", **common)
places.create_place(name="示中社区", level="community", parent=street, **common)
user = accounts.create_user(username="clerk", display_name="c", password="a long password 1", by="t", at=now)
accounts.grant_scope(user=user, role="clerk", place=street.pid, starts=date(2020, 1, 1), by="t", at=now)
run = runs.receive(reader=Reader.of(user, date.today()), key="place:" + street.pid, name="a.csv",
                   content=Path(sys.argv[1]).read_bytes(), mapping="auto", backfill={}, language="zh-hans", at=now)
runs.work(run.pid, importing=False)
print(run.pid)
"""
WORK = f"""
import sys
import django; django.setup()
from safecommunity.injuries.importing import runs
print("begun", flush=True)
runs.work(sys.argv[1], importing=True, batch={BATCH})
"""


def python(home: Path, code: str, *words: str) -> subprocess.Popen[str]:
    """A process of an installation of its own: SQLite, whatever this run is on."""
    here = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_CURRENT_TEST")}
    here |= {"SAFECOMMUNITY_HOME": str(home / "home"), "SAFECOMMUNITY_KEYS": str(home / "keys"),
             "DJANGO_SETTINGS_MODULE": "safecommunity.web.settings"}  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", code, *words], env=here, text=True, stdout=subprocess.PIPE)


def stored(home: Path) -> dict[str, int]:
    """What the database holds, asked without our code."""
    asked = {
        "reports": "SELECT count(*) FROM injuries_report",
        "keys": "SELECT count(DISTINCT source_key) FROM injuries_report",
        "cases": "SELECT count(DISTINCT case_no) FROM injuries_report",
        "injuries": "SELECT count(*) FROM injuries_injury",
        "people": "SELECT count(*) FROM injuries_reportperson",
        "changes": "SELECT count(DISTINCT ref) FROM journal_change WHERE fact = 'injury'",
        "counted": "SELECT accepted FROM intake_importrun",
        "position": "SELECT position FROM intake_importrun",
    }
    with sqlite3.connect(home / "home" / "safecommunity.sqlite3") as database:
        return {name: database.execute(sql).fetchone()[0] for name, sql in asked.items()}


def lay(home: Path) -> str:
    file = lists.write(home / "a.csv", lists.csv_bytes(lists.many(ROWS)))
    laying = python(home, LAY, str(file))
    said, _none = laying.communicate(timeout=300)
    assert laying.returncode == 0
    return said.strip()


def kill_after(home: Path, run: str, seconds: float) -> bool:
    """Whether the job was killed before it ended."""
    job = python(home, WORK, run)
    assert job.stdout is not None
    job.stdout.readline()
    time.sleep(seconds)
    ended = job.poll() is not None
    job.send_signal(signal.SIGKILL)
    job.wait(30)
    job.stdout.close()
    return not ended


@pytest.mark.parametrize("moments", [3, pytest.param(50, marks=pytest.mark.long)])
def test_killed_at_random_moments_and_gone_on_with_it_is_the_whole_list_once(
    tmp_path: Path, moments: int
) -> None:
    """So many kills, whatever the machine's speed: a list that is through is checked, and the next one begun."""
    draw, killed, partly, number, before = random.Random(moments), 0, 0, 0, 0
    longest = 0.35 if moments < 10 else 0.12
    home, run = fresh(tmp_path, number)
    while killed < moments or not partly:
        killed += kill_after(home, run, draw.uniform(0.0, longest))
        found = stored(home)
        # a busy machine needs longer for its first batch: the moments spread until some fall between batches
        longest, before = longest if found["reports"] > before else longest * 1.5, found["reports"]
        assert len({found[name] for name in found}) == 1, f"whole batches, everything of each: {found}"
        partly += 0 < found["reports"] < ROWS
        if found["reports"] == ROWS:
            number, before = number + 1, 0
            longest /= 1.5  # it was through too soon for many kills
            assert partly or number < 40, "no kill fell between batches: the test says nothing"
            home, run = fresh(tmp_path, number)
    assert python(home, WORK, run).wait(120) == 0
    found = stored(home)
    assert set(found.values()) == {ROWS}, found


def fresh(folder: Path, number: int) -> tuple[Path, str]:
    """An installation with a list that waits to be stored: laid once, copied for each list that is through."""
    laid, said = folder / "laid", folder / "run"
    if not laid.exists():
        laid.mkdir()
        said.write_text(lay(laid), "utf-8")
    home = folder / str(number)
    shutil.copytree(laid, home)
    return home, said.read_text("utf-8")
