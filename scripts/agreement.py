"""Write docs/reference/agreement.md: `python scripts/agreement.py`, on a machine that has the reference sets.

Runs the tests of the statistics that hold a reference set; each comparison says what was compared, how close it
had to be, and how far it was (`tests/epi/agreement.py`).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "agreement.md"
HELD = "reference or surveillance or r_ or of_r or trace or digits or tool or closed_form or exact_formula"
INTRODUCTION = """\
# Agreement with established tools

Written by `python scripts/agreement.py` from the tests that hold the shared reference sets: results of R
4.2.2 (surveillance 1.20.3, epitools 0.5-10.1, epiR 2.0.57, survey 4.1-1, spdep 1.2-7, MASS, sandwich,
SpatialEpi 1.2.8.9000, smerc 1.8.4, scanstatistics 1.0.2, Rcapture 1.4-4) and Python's statsmodels 0.15.0 on
public data. "Allowed" is the largest difference a test lets pass, relative to the tool's value (or "as it
is"); "largest" is the largest one seen. Where more than 1e-9 is allowed, the tool searches for a root or
stops its iteration early; the row or its test says so. Alarms and members of clusters are equal, one by one.
Where the sets are absent these tests are skipped, and values pinned in the tests stand in for them.
The linkage set (RLdata500, RLdata10000, a made-up Chinese person file) is held by no test yet: it asks which
records are of one person by name and birth date, and nothing here does that. The queue of doubles compares two
reports of one injury (time, cause, sex, age, sealed identity), without names. The set will be held by the room
`diagnosis`, which makes one event of many reports.

| set | what | values | allowed | largest | test |
|---|---|---|---|---|---|
"""


def main() -> int:
    """Run the tests, write the page; exit status 1 where a test fails or no set is there."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/epi", "-k", HELD]
        ran = subprocess.run(asked, cwd=ROOT, env={**os.environ, "SAFECOMMUNITY_AGREEMENT": str(found)})
        if ran.returncode or not found.exists():
            sys.stderr.write("agreement: a test failed, or the reference sets are absent\n")
            return 1
        rows = json.loads(found.read_text(encoding="utf-8"))
    rows.sort(key=lambda row: (row["file"], row["what"]))
    lines = [
        f"| {row['file']} | {row['what']} | {row['values']:,} | {row['asked']} | "
        f"{'0' if row['largest'] == 0 else format(row['largest'], '.0e')} | `{row['test']}` |"
        for row in rows
    ]
    PAGE.write_text(INTRODUCTION + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
