"""Page questions: our counts against DuckDB over the same Parquet files, in the same run.

    python benchmarks/engine_counts.py [rows ...]        by default 10,000 and 1,000,000

Printed: the median time of each and their ratio (above 1: ours is faster). Both start from the
same base and the same few changed rows; answers are compared before anything is timed. DuckDB's time
is the whole road a page would take: compiling the expression, reading Parquet, counting.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safecommunity.engine import analysis
from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.engine.schema import Column, CubeShape, FactSchema
from safecommunity.engine.store import Changes, Store

SCHEMA = FactSchema(
    "injury",
    1,
    (
        *(Column(name, "int") for name in ("year", "month", "hour", "age_years")),
        *(
            Column(name, "code")
            for name in ("sex", "age_band", "cause", "place_kind", "severity", "resident")
        ),
        Column("residence", "place"),
        Column("facility", "text"),
    ),
    count_columns=("year", "cause", "severity"),
    cubes=(
        CubeShape("residence", ("resident", "cause", "place_kind", "severity")),
        CubeShape("residence", ("resident", "sex", "age_band", "cause")),
    ),
)
PLACES = [f"place{number:04d}" for number in range(2000)]
SUBTREE = tuple(PLACES[:400])
HERE = Where("residence", "in", SUBTREE)
FALLS = AllOf((Where("resident", "eq", (1,)), Where("cause", "eq", (3,))))
YEAR = Where("year", "eq", (2026,))
QUESTIONS: list[tuple[str, Condition, tuple[str, ...]]] = [
    ("all injuries", EVERYTHING, ()),
    ("causes of a year (stored counts)", YEAR, ("cause",)),
    ("a subtree of 400 places, this year", AllOf((YEAR, HERE)), ()),
    ("Pareto of causes, subtree, this year", AllOf((YEAR, HERE)), ("cause",)),
    ("months by hours, subtree, all years", HERE, ("month", "hour")),
    ("age bands by sex of residents' falls", FALLS, ("age_band", "sex")),
    ("every place, this year", YEAR, ("residence",)),
]  # fmt: skip


class Simulated:
    """Rows drawn once from a fixed seed; a hundred of them change after the base is written."""

    def __init__(self, size: int) -> None:
        draw = np.random.default_rng(9)
        limits = {"year": (2022, 2027), "month": (1, 13), "hour": (-1, 24), "age_years": (0, 100),
                  "sex": (1, 3), "age_band": (0, 19), "cause": (1, 14), "place_kind": (1, 10),
                  "severity": (1, 4), "resident": (0, 2)}  # fmt: skip
        self.columns = {name: draw.integers(*ends, size).tolist() for name, ends in limits.items()}
        self.columns["residence"] = [PLACES[i] for i in draw.integers(0, len(PLACES), size)]
        self.columns["facility"] = [f"facility{i}" for i in draw.integers(0, 30, size)]
        self.size = size
        self.changed: list[str] = []

    def row(self, number: int) -> dict[str, Any]:
        return {"ref": f"{number:032x}", **{name: column[number] for name, column in self.columns.items()}}

    def changes(self, fact: str, after: int) -> Changes:
        return Changes(len(self.changed), tuple(self.changed[after:]))

    def rows(self, fact: str, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
        return {ref: self.row(int(ref, 16)) | {"cause": 99} for ref in refs}

    def all_rows(self, fact: str) -> Iterator[dict[str, Any]]:
        return (self.row(number) for number in range(self.size))


def median(work: Callable[[], object], times: int = 9) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def compare(size: int, root: Path) -> None:
    reader = Simulated(size)
    store = Store(root, SCHEMA, reader)
    began = time.perf_counter()
    store.compact()
    print(f"\n{size:,} rows; base written in {time.perf_counter() - began:.1f} s")
    reader.changed = [f"{number:032x}" for number in range(0, size, max(1, size // 100))]
    store.refresh()
    print(f"{'question':40s} {'ours':>10s} {'DuckDB':>10s} {'ratio':>7s}")
    with analysis.opened("duckdb") as engine:
        for name, condition, by in QUESTIONS:
            view = store.view()
            assert store.counts(condition, by) == analysis.counts(engine, SCHEMA, view, condition, by), name
            ours = median(lambda: store.counts(condition, by))  # noqa: B023
            theirs = median(lambda: analysis.counts(engine, SCHEMA, view, condition, by))  # noqa: B023
            print(f"{name:40s} {ours * 1000:7.2f} ms {theirs * 1000:7.2f} ms {theirs / ours:7.1f}")
    quiet = median(store.refresh)
    reader.changed.append(f"{1:032x}")
    busy = median(store.refresh, 1)
    print(f"refresh with nothing new {quiet * 1000:.2f} ms, with one change {busy * 1000:.2f} ms")


def main() -> None:
    for size in [int(each) for each in sys.argv[1:]] or [10_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            compare(size, Path(folder))


if __name__ == "__main__":
    main()
