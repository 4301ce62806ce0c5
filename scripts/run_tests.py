"""The test tiers behind `make quick`, `make test` and `make test-all`: several runs of pytest, one verdict.

quick     SQLite, without what is marked slow or browser, in two processes
test      everything on SQLite with the browser, and what is marked db on PostgreSQL
test-all  the same with what is marked long, and everything but the browser on PostgreSQL

A tier is a few lanes that run beside each other, each its runs in order: the browser waits for pages and PostgreSQL
for its server more than they compute, so two cores carry all. LANES=1 runs one after the other. What is costly to make
and the same for all (the demonstration world, empty tables) is made once and kept under var/ (tests/kept.py).
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
Run = tuple[str, list[str]]
TIERS: dict[str, list[list[Run]]] = {
    "quick": [[("SQLite, quick", ["-m", "not slow and not browser and not long"])]],
    "test": [
        [("SQLite, in the browser at a desk", ["-m", "browser and not long", "-k", "not phone]"])],
        [("SQLite, in the browser on a phone", ["-m", "browser and not long", "-k", "phone]"])],
        [("PostgreSQL, marked db", ["--postgres", "-m", "db and not browser and not long"])],
        [("SQLite, without the browser, in two processes", ["-m", "not browser and not long"])],
    ],
    "test-all": [
        [("SQLite, in the browser", ["-m", "browser"])],
        [
            ("SQLite, without the browser", ["-m", "not browser"]),
            ("PostgreSQL, everything", ["--postgres", "-m", "not browser"]),
        ],
    ],
}
NOTHING_RAN = 5
# what a run spends its time on stands at its end
SLOWEST = ["--durations=20", "--durations-min=2"]


def run(title: str, arguments: list[str], *, aside: bool) -> tuple[str, int, str]:
    """One run of pytest: title, exit status, counts in words. A run aside prints when it is done."""
    wanted = os.environ.get("JOBS", "2" if "quick" in title or "two processes" in title else "1")
    # whole files, so that what a file lays once is laid once
    jobs = ["-n", wanted, "--dist", "loadfile"] if wanted not in {"", "0", "1"} else []
    with tempfile.TemporaryDirectory() as folder:
        report, log = Path(folder) / "report.xml", Path(folder) / "log"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *SLOWEST, *jobs, *arguments]
        say(f"\n[{title}]{' …' if aside else ''}\n")
        with log.open("w+", encoding="utf-8") as kept:
            status = subprocess.run(
                command, cwd=ROOT, stdout=kept if aside else None, stderr=subprocess.STDOUT if aside else None
            ).returncode
        if aside:
            say(f"\n[{title}]\n{log.read_text(encoding='utf-8', errors='replace')}")
        return title, status, counts_of(report) if report.exists() else "did not run"


def say(text: str) -> None:
    """Write at once, in one piece."""
    sys.stdout.write(text)
    sys.stdout.flush()


def lane(runs: list[Run], extra: list[str], *, aside: bool) -> list[tuple[str, int, str]]:
    """The runs of one lane, one after the other."""
    return [run(title, [*arguments, *extra], aside=aside) for title, arguments in runs]


def counts_of(report: Path) -> str:
    """pytest's own count of a run."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - written by pytest a moment ago
    total = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in suites:
        for name in total:
            total[name] += int(suite.get(name, "0"))
    passed = total["tests"] - total["failures"] - total["errors"] - total["skipped"]
    return (
        f"{passed} passed, {total['failures']} failed, {total['errors']} errors, {total['skipped']} skipped"
    )


def missing() -> list[str]:
    """What is not installed and will make tests skip; said before the run, not found out after it."""
    sys.path.insert(0, str(ROOT))
    from tests.conftest import PRESENT

    return [name for name, found in PRESENT.items() if name != "java" and not found()]


def main() -> int:
    """Run a tier; 0 only when every run passed."""
    tier, *extra = sys.argv[1:] or ["quick"]
    if tier not in TIERS:
        sys.stderr.write(f"run_tests.py: got {tier!r}; allowed: {', '.join(TIERS)}\n")
        return 2
    if tier != "quick" and (gone := missing()):
        sys.stdout.write(
            f"没有安装，相关测试会跳过 · not installed, their tests are skipped: {', '.join(gone)}\n"
        )
    if tier == "test-all":
        os.environ["EVERYBODY"] = "1"  # tests/rights: also where a few stand for all
    begun, lanes = time.monotonic(), TIERS[tier]
    if os.environ.get("LANES") == "1":
        lanes = [[run for lane in lanes for run in lane]]
    with ThreadPoolExecutor(len(lanes)) as pool:
        # the last lane speaks as it goes, so a person sees it move; the others when a run is done
        going = [pool.submit(lane, runs, extra, aside=runs is not lanes[-1]) for runs in lanes]
        ended = [verdict for future in going for verdict in future.result()]
    # a selection of tests given by hand may hold none for one of the runs
    verdicts = [(t, 0 if s == NOTHING_RAN and extra else s, counts) for t, s, counts in ended]
    sys.stdout.write(f"\n{'—' * 72}\n")
    for title, status, counts in verdicts:
        sys.stdout.write(f"{'ok    ' if status == 0 else 'FAILED'} {title}: {counts}\n")
    sys.stdout.write(f"{tier}: {time.monotonic() - begun:.0f} s\n")
    return 1 if any(status for _, status, _ in verdicts) else 0


if __name__ == "__main__":
    raise SystemExit(main())
