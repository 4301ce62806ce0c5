"""Making an installation ready: catalogues compiled, tables migrated, the demonstration world built and copied."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
OLDEST_DEMO = timedelta(days=30)
Say = Callable[[str], None]


def compile_catalogues() -> int:
    """Compile changed .po files to .mo with polib (offices have no gettext tools); returns how many."""
    done = 0
    for po in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns:
            import polib

            draft = mo.with_suffix(f".{os.getpid()}")
            polib.pofile(str(po)).save_as_mofile(str(draft))
            draft.replace(mo)
            done += 1
    return done


def _schema_digest() -> str:
    """Names of all migrations of the product and the version of Django: what the tables depend on."""
    import django

    names = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.glob("*/migrations/[0-9]*.py"))
    return hashlib.sha256("\n".join([django.get_version(), *names]).encode()).hexdigest()


def migrate(home: Path) -> bool:
    """Bring the tables up to date; a stamp beside the database makes the usual start cost nothing. True if it ran."""
    stamp, wanted = home / ".tables", _schema_digest()
    if os.environ.get("DATABASE_URL"):
        wanted += os.environ["DATABASE_URL"].rsplit("@", 1)[-1]
    elif not (home / "safecommunity.sqlite3").exists():
        stamp.unlink(missing_ok=True)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    import django
    from django.core.management import call_command

    django.setup()
    with locked(home / ".tables.lock"):
        call_command("migrate", interactive=False, verbosity=0)
        stamp.write_text(wanted, encoding="ascii")
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes when the process goes."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def demo_world(root: Path, say: Say) -> Path:
    """The prepared demonstration world, built where missing, older than 30 days, or of another version."""
    root.mkdir(parents=True, exist_ok=True)
    world, stamp = root / "demo-world", root / "demo-world" / "built.json"
    with locked(root / ".demo-world.lock"):
        if stamp.exists():
            built = json.loads(stamp.read_text(encoding="utf-8"))
            age = datetime.now(UTC) - datetime.fromisoformat(built["at"])
            if age < OLDEST_DEMO and built["of"] == _demo_digest():
                return world
        for old in (world, root / "demo-world-keys"):
            shutil.rmtree(old, ignore_errors=True)
        say("building the demonstration world (once; one to two minutes)")
        env = {
            **os.environ,
            "SAFECOMMUNITY_HOME": str(world),
            "SAFECOMMUNITY_DEMO": "1",
            "SAFECOMMUNITY_KEYS": str(root / "demo-world-keys"),
        }
        env.pop("DATABASE_URL", None)
        subprocess.run([sys.executable, "-m", "safecommunity.demo"], env=env, check=True)
        (world / ".tables").write_text(_schema_digest(), encoding="ascii")
        stamp.write_text(
            json.dumps({"at": datetime.now(UTC).isoformat(), "of": _demo_digest()}), encoding="utf-8"
        )
    return world


def warm_kernels(home: Path) -> None:
    """Compile the statistics' kernels into a data folder's cache; in a process of its own, which Numba leaves with."""
    folder = home / "kernels"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    env = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "safecommunity.epi.rehearsal"], env=env, check=True)


def _demo_digest() -> str:
    digest = hashlib.sha256(_schema_digest().encode())
    for path in sorted((PACKAGE / "demo").rglob("*.py")) + sorted((PACKAGE / "demo").rglob("*.yaml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def place_demo(world: Path, home: Path, keys: Path, say: Say) -> bool:
    """Copy the world into a data folder that has none or an outgrown one, which is set aside, never deleted."""
    stamp = home / "built.json"
    if stamp.exists():
        age = datetime.now(UTC) - datetime.fromisoformat(json.loads(stamp.read_text(encoding="utf-8"))["at"])
        if age < OLDEST_DEMO:
            return False
        aside = f"-until-{datetime.now(UTC):%Y%m%d%H%M%S}"
        say(f"the demonstration data is {age.days} days old; set aside as {home.name}{aside}")
        home.rename(home.with_name(home.name + aside))
        if keys.exists():
            keys.rename(keys.with_name(keys.name + aside))
    elif any(home.glob("safecommunity.sqlite3")):
        raise SystemExit(
            f"SAFECOMMUNITY_HOME: got {home}, which holds a database that is not the demonstration; "
            "allowed: an empty folder or one made by `safecommunity demo`"
        )
    say("copying the demonstration world")
    shutil.copytree(world.with_name("demo-world-keys"), keys, dirs_exist_ok=True)
    shutil.copytree(
        world, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("run", "built.json", ".tables.lock")
    )
    shutil.copy2(world / "built.json", stamp)  # last: a copy killed half way is not taken for a whole one
    return True
