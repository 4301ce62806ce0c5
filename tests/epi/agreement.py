"""How far our numbers are from those of an established tool: asserted, and remembered for the table of agreement.

`scripts/agreement.py` runs the tests that hold a reference and writes docs/reference/agreement.md from what is
remembered here.
"""

import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

KEPT: dict[tuple[str, str], "Held"] = {}
WHERE = "SAFECOMMUNITY_AGREEMENT"  # a file to write what was found to


@dataclass
class Held:
    """One quantity of one reference set: what was asked, how many values, the largest difference seen."""

    file: str
    what: str
    asked: str
    test: str
    values: int = 0
    largest: float = 0.0


def holds(
    found: Any, right: Any, *, file: str, what: str, rel: float = 0.0, near: float = 0.0, note: str = ""
) -> None:
    """Assert |found - right| ≤ rel × |right| + near everywhere, NaN where NaN; remember the largest difference.

    file: of the reference folder. what: the quantity, one row of the table. The difference remembered is relative to
    the right value and near / rel, so that it compares with `rel`; as it is where `rel` is 0.
    """
    ours, theirs = np.asarray(found, dtype=np.float64), np.asarray(right, dtype=np.float64)
    known = np.isfinite(theirs)
    with np.errstate(all="ignore"):
        apart = np.abs(ours - theirs)
        if rel > 0:
            size = np.abs(theirs) + near / rel
            apart = np.where(known & (size > 0), apart / size, apart)
    test = os.environ.get("PYTEST_CURRENT_TEST", "").split("::")
    name = f"{Path(test[0]).name}::{test[-1].split('[')[0].split(' ')[0]}" if len(test) > 1 else ""
    asked = " or ".join(f"{size:.0e}{kind}" for size, kind in ((rel, ""), (near, " as it is")) if size)
    kept = KEPT.setdefault((file, what), Held(file, what, asked or "equal", name))
    kept.values += int(known.sum())
    if known.any():
        worst = float(apart[known].max())
        kept.largest = max(kept.largest, worst if math.isfinite(worst) else math.inf)
    np.testing.assert_allclose(ours, theirs, rtol=rel, atol=near, err_msg=f"{file}: {what} {note}")


def write() -> None:
    """Write what was found to the file that the environment names."""
    path = os.environ.get(WHERE)
    if path and KEPT:
        Path(path).write_text(json.dumps([asdict(one) for one in KEPT.values()]), encoding="utf-8")
