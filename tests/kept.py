"""What is costly to make and follows from the sources alone: made once, kept under var/, copied by every lane."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORLDS = ROOT / "var" / "worlds"
# what the demonstration world follows from, beside the day it is built on; pages and their looks are not among it
SOURCES = {".py", ".yaml", ".geojson", ".po", ".lock"}


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time; the others wait and find what it made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def sum_of(files: Iterable[Path], *also: object) -> str:
    """A name that changes with any of these files."""
    told = hashlib.sha256(repr(also).encode())
    for path in sorted(files):
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return told.hexdigest()[:24]


def _made(folder: Path, *command: str, demo: str = "") -> Path:
    """The folder with what a command makes of an empty installation; made now if it is not there."""
    with alone(folder):
        if folder.is_dir():
            return folder
        for old in folder.parent.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
        draft = folder.with_name(f"{folder.name}.{os.getpid()}")
        env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
        env |= {
            "SAFECOMMUNITY_HOME": str(draft / "home"),
            "SAFECOMMUNITY_KEYS": str(draft / "keys"),
            "SAFECOMMUNITY_DEMO": demo,
            "PYTHONPATH": str(ROOT),
        }
        made = subprocess.run(
            [sys.executable, *command], env=env, cwd=ROOT, capture_output=True, text=True, timeout=900
        )
        assert made.returncode == 0, made.stderr
        draft.rename(folder)
    return folder


def empty() -> Path:
    """A folder with a home whose SQLite tables are made, and nothing in them. Copy it, never use it."""
    migrations = (ROOT / "safecommunity").glob("*/migrations/*.py")
    name = sum_of([*migrations, *ROOT.glob("*.lock")])
    return _made(WORLDS.with_name("empty") / name, str(ROOT / "manage.py"), "migrate", "-v0")


def world() -> Path:
    """A folder with the demonstration world (home and keys), built as `make demo` builds it. Copy it, never use it."""
    sources = [path for path in (ROOT / "safecommunity").rglob("*") if path.suffix in SOURCES]
    name = sum_of([*sources, *ROOT.glob("*.lock")], date.today(), sys.version)
    return _made(WORLDS / name, "-m", "safecommunity.demo", demo="1")
