"""How soon is the product there, how much memory does it take, how soon does another process see a new card?

    python benchmarks/start_up.py            on a demonstration world, built first where missing

The peer is the barest Django project that answers "ok" under the same server on the same machine, started and
asked in the same run: what we take more than that is ours.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = """
import os, sys
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
settings.configure(SECRET_KEY="x", ROOT_URLCONF="bare", ALLOWED_HOSTS=["*"], INSTALLED_APPS=[
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
urlpatterns = [path("healthy/", lambda request: HttpResponse("ok"))]
from django.core.asgi import get_asgi_application
application = get_asgi_application()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(url: str, since: float, patience: float = 60) -> float:
    while time.perf_counter() - since < patience:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 — our own address
                return time.perf_counter() - since
        except (OSError, urllib.error.URLError):
            time.sleep(0.01)
    raise SystemExit(f"{url} did not answer within {patience:.0f} s")


def descendants(pid: int) -> list[int]:
    found, fresh = [], [pid]
    while fresh:
        task = Path(f"/proc/{fresh.pop()}/task")
        kids = (
            [int(k) for t in task.glob("*/children") for k in t.read_text().split()] if task.exists() else []
        )
        found += kids
        fresh += kids
    return found


def memory(pids: list[int]) -> dict[str, float]:
    """Resident megabytes by what the process runs."""
    told: dict[str, float] = {}
    for pid in pids:
        status, line = Path(f"/proc/{pid}/status"), Path(f"/proc/{pid}/cmdline")
        if status.exists():
            kb = next(
                (int(x.split()[1]) for x in status.read_text().splitlines() if x.startswith("VmRSS")), 0
            )
            name = line.read_bytes().replace(b"\0", b" ").decode().split("-m ")[-1].strip() or "?"
            told[name] = max(told.get(name, 0.0), kb / 1024)
    return told


def product(folder: Path) -> tuple[float, dict[str, float]]:
    port = free_port()
    env = {
        **os.environ,
        "SAFECOMMUNITY_HOME": str(folder / "home"),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    since = time.perf_counter()
    main = subprocess.Popen(
        [sys.executable, "-m", "safecommunity.web.cli", "demo"],
        env=env,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        seconds = ready(f"http://127.0.0.1:{port}/healthy/", since)
        for _ in range(20):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
        return seconds, memory(descendants(main.pid))
    finally:
        main.terminate()
        main.wait(20)


def bare(folder: Path) -> tuple[float, dict[str, float]]:
    (folder / "bare.py").write_text(BARE)
    port = free_port()
    since = time.perf_counter()
    main = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port), "bare:application"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        seconds = ready(f"http://127.0.0.1:{port}/healthy/", since)
        return seconds, memory([main.pid, *descendants(main.pid)])
    finally:
        main.terminate()
        main.wait(20)


def commit_to_figure(folder: Path, times: int = 10) -> list[float]:
    """One process commits a card, another has been asking for the figure: seconds between."""
    env = {
        **os.environ,
        "SAFECOMMUNITY_HOME": str(folder / "two"),
        "SAFECOMMUNITY_KEYS": str(folder / "two-keys"),
        "PYTHONPATH": str(ROOT),
    }
    hands = [sys.executable, "-m", "tests.web.hands"]
    ids = json.loads(
        subprocess.run(
            [*hands, "world"], env=env, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    )
    waits = []
    for number in range(1, times + 1):
        watcher = subprocess.Popen(
            [*hands, "watch", ids["street"], str(number), "60"],
            env=env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert watcher.stdout is not None
        watcher.stdout.readline()
        out = subprocess.run(
            [*hands, "write", ids["street"], ids["unit"], f"b{number}", "1"],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        told, _ = watcher.communicate(timeout=60)
        waits.append(json.loads(told.splitlines()[-1])["reached"] - json.loads(out.splitlines()[-1])["at"])
    return waits


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, _ = product(folder)
        runs = [product(folder) for _ in range(3)]
        peers = [bare(folder) for _ in range(3)]
        ours, theirs = statistics.median(r[0] for r in runs), statistics.median(p[0] for p in peers)
        say("first start after installation (copies the world)", f"{first:.2f} s")
        say(
            "second start, median of 3",
            f"{ours:.2f} s",
            f"{ours / theirs:.1f} × a bare project ({theirs:.2f} s)",
        )
        peer = max(peers[-1][1].values())
        for process, megabytes in sorted(runs[-1][1].items(), key=lambda item: -item[1]):
            ratio = f"{megabytes / peer:.1f} × a bare worker ({peer:.0f} MB)"
            say(f"memory, {process[:40]}", f"{megabytes:.0f} MB", ratio)
        waits = [max(0.0, wait) for wait in commit_to_figure(folder)]
        say(f"commit to figure in another process, worst of {len(waits)}", f"{max(waits):.3f} s")


def say(what: str, value: str, ratio: str = "") -> None:
    print(f"{what:58s} {value:>9s}   {ratio}")


if __name__ == "__main__":
    main()
