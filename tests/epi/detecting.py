"""The reference series and what R's surveillance 1.20.3 says of them, and a few series of our own."""

import csv
import json
from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from safecommunity.epi.detection.outcome import Series
from tests.conftest import SHARED

ABERRATION = SHARED / "reference" / "aberration"
needs_reference = pytest.mark.skipif(not ABERRATION.is_dir(), reason="no shared reference data")


def value(text: str) -> float:
    """A number, NaN where the tool gave none."""
    return float(text) if text not in ("", "NA", "NaN") else float("nan")


@cache
def series() -> dict[str, Series]:
    """The eight real series; dated ones with their first day."""
    rows = defaultdict(list)
    with (ABERRATION / "aberration_inputs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["dataset"]].append(row)
    return {
        name: Series(
            np.array([[value(row["observed"]) for row in found]]),
            first_day=date.fromisoformat(found[0]["epoch_date"]) if found[0]["epoch_date"] else None,
        )
        for name, found in rows.items()
    }


@cache
def expected() -> dict[tuple[str, str], dict[str, np.ndarray]]:
    """Columns of what the tool says, by data set and method; `t` as positions from 0."""
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with (ABERRATION / "aberration_expected.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["dataset"], row["method"]].append(row)
    columns = ("upperbound", "alarm", "expected", "score", "trend", "phi", "mu0")
    return {
        key: {name: np.array([value(row[name]) for row in found]) for name in columns}
        | {"t": np.array([int(row["t"]) - 1 for row in found])}
        for key, found in rows.items()
    }


@cache
def controls() -> dict[str, Any]:
    """Settings of every method, and the years of history of every data set."""
    return json.loads((ABERRATION / "aberration_controls.json").read_text(encoding="utf-8"))


def simulated(
    *, many: int = 5, weeks: int = 330, level: float = 8.0, size: float = 8.0, seed: int = 4
) -> np.ndarray:
    """Negative binomial counts with a season and no outbreak."""
    draw = np.random.default_rng(seed)
    mean = level * np.exp(0.4 * np.sin(2 * np.pi * np.arange(weeks) / 52))
    return draw.negative_binomial(size, size / (size + mean), size=(many, weeks)).astype(float)
