"""A PostgreSQL of the tests' own: socket only, in a temporary folder, gone when the run ends."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE = 30.0


class NoPostgres(Exception):
    """PostgreSQL cannot be started here; the text says why."""


def binaries() -> Path | None:
    """The folder holding initdb and postgres: on the path, else Debian's newest version."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    return versions[-1].parent if versions else None


class Server:
    """One server process, its data and its socket. Used as `with Server() as url:` or by start and stop."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Make a cluster, start it, and return its DATABASE_URL. Raises NoPostgres."""
        programs = binaries()
        if programs is None:
            raise NoPostgres("PostgreSQL is not installed: no initdb on PATH or under /usr/lib/postgresql")
        self.folder = Path(tempfile.mkdtemp(prefix="sc-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody", "nogroup")
        data = self.folder / "data"
        made = subprocess.run(
            [*_as_nobody(), str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust",
             "--encoding=UTF8", "--locale=C", "--no-sync"],
            capture_output=True, text=True, cwd=self.folder,
        )  # fmt: skip
        if made.returncode:
            raise NoPostgres(f"initdb: {made.stderr.strip()[-400:]}")
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*_as_nobody(), str(programs / "postgres"), "-D", str(data), "-k", str(self.folder),
                 "-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off",
                 "-c", "full_page_writes=off", "-c", "max_connections=60"],
                stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        self._wait(programs)
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def stop(self) -> None:
        """Stop the server and remove its folder; safe to call twice."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self, programs: Path) -> None:
        """Poll until it answers; a fixed sleep would be wrong on a slow machine and wasted on a fast one."""
        assert self.process is not None
        assert self.folder is not None
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            asked = subprocess.run(
                [str(programs / "pg_isready"), "-q", "-h", str(self.folder), "-U", "postgres"]
            )
            if asked.returncode == 0:
                return
            time.sleep(0.05)
        tail = (self.folder / "log").read_text(errors="replace")[-400:]
        self.stop()
        raise NoPostgres(f"PostgreSQL did not answer within {PATIENCE:.0f} s: {tail}")


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root; a killed test run must not leave its server behind."""
    if not shutil.which("setpriv"):
        return []
    drop = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=TERM", *drop]
