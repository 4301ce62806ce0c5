"""The test tiers behind `make quick`, `make test` and `make test-all`: several runs of pytest, one verdict.

quick     SQLite, without what is marked slow or browser
test      everything on SQLite with the browser, then what is marked db on PostgreSQL
test-all  everything on SQLite with the browser, then everything but the browser on PostgreSQL
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
TIERS: dict[str, list[tuple[str, list[str]]]] = {
    "quick": [("SQLite, quick", ["-m", "not slow and not browser"])],
    "test": [
        ("SQLite, everything", []),
        ("PostgreSQL, marked db", ["--postgres", "-m", "db and not browser"]),
    ],
    "test-all": [("SQLite, everything", []), ("PostgreSQL, everything", ["--postgres", "-m", "not browser"])],
}
NOTHING_RAN = 5


def run(arguments: list[str], extra: list[str]) -> tuple[int, str]:
    """One run of pytest, writing straight to the terminal; its exit status and its counts in words."""
    jobs = ["-n", os.environ["JOBS"]] if os.environ.get("JOBS", "1") not in {"", "0", "1"} else []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *jobs, *arguments, *extra]
        status = subprocess.run(command, cwd=ROOT).returncode
        return status, counts_of(report) if report.exists() else "did not run"


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
    verdicts, begun = [], time.monotonic()
    for number, (title, arguments) in enumerate(TIERS[tier], 1):
        sys.stdout.write(f"\n[{number}/{len(TIERS[tier])}] {title}\n")
        sys.stdout.flush()
        status, counts = run(arguments, extra)
        # a selection of tests given by hand may hold none for the second database
        verdicts.append((title, 0 if status == NOTHING_RAN and extra else status, counts))
    sys.stdout.write(f"\n{'—' * 72}\n")
    for title, status, counts in verdicts:
        sys.stdout.write(f"{'ok    ' if status == 0 else 'FAILED'} {title}: {counts}\n")
    sys.stdout.write(f"{tier}: {time.monotonic() - begun:.0f} s\n")
    return 1 if any(status for _, status, _ in verdicts) else 0


if __name__ == "__main__":
    raise SystemExit(main())
