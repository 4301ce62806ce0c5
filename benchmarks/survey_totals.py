"""National totals of fifteen years from every NEISS case of children under two, with design standard errors.

    python benchmarks/survey_totals.py [neiss_infants_2002_2016.parquet]

Told apart: reading the file; preparing the design (the hospitals of each year's 5 strata numbered over all rows, once
a file); the totals of 15 years with errors by the prepared design (as a page asks); and both together. Without
the file the same is done on rows drawn at random in its shape. The peer is R's survey package (svydesign and svyby
of svytotal), measured where it is installed, quoted otherwise.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from safecommunity.epi import survey
from safecommunity.epi.survey import Drawn

ROWS, YEARS = 338_488, range(2002, 2017)
HERE = Path(__file__).resolve().parent.parent.parent
FILE = HERE / "shared" / "data" / "neiss" / "neiss_infants_2002_2016.parquet"
QUOTED = "about 2 s (quoted; R's survey package is not installed here)"
PEER = """
suppressMessages(library(survey)); d <- read.csv(commandArgs(TRUE)[1])
t <- system.time({
  s <- svydesign(id = ~psu, strata = ~interaction(year, stratum), weights = ~weight, data = d, nest = TRUE); d$one <- 1
  r <- svyby(~I(weight > -1), ~year, s, svytotal) })
cat(t[["elapsed"]])
"""


def read(path: Path) -> dict[str, Any]:
    """Year, stratum, hospital and weight of every row."""
    if not path.exists():
        random = np.random.default_rng(1)
        psu = random.integers(0, 101, ROWS)
        return {
            "year": random.integers(2002, 2017, ROWS), "stratum": psu % 5,
            "psu": psu, "weight": random.uniform(4.0, 112.0, ROWS),
        }  # fmt: skip
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["date", "stratum", "psu", "weight"])
    year = np.array([day[:4] for day in table["date"].to_pylist()], dtype=np.int64)
    numbers = {name: table[name].to_numpy() for name in ("psu", "weight")}
    stratum = table["stratum"].combine_chunks().dictionary_encode().indices.to_numpy()
    return {"year": year, "stratum": stratum, **numbers}


SPENT: list[float] = []  # seconds of processors of the last work, the least


def best(work: Callable[[], Any], times: int = 9) -> tuple[float, Any]:
    taken, answer = [], None
    SPENT.clear()
    for _ in range(times):
        started, spent = time.perf_counter(), time.process_time()
        answer = work()
        taken.append(time.perf_counter() - started)
        SPENT.append(time.process_time() - spent)
    return min(taken), answer


def peer(data: dict[str, Any], ours: float) -> str:
    """R's time on the same rows, where it can be had; svydesign and svyby together, as ours are."""
    script_runner = shutil.which("Rscript")
    asked = ["-e", 'cat(requireNamespace("survey", quietly = TRUE))']
    if not script_runner or subprocess.run([script_runner, *asked], capture_output=True).stdout != b"TRUE":
        return QUOTED
    with tempfile.TemporaryDirectory() as name:
        rows, script = Path(name) / "rows.csv", Path(name) / "peer.R"
        lines = zip(*(data[column].tolist() for column in ("year", "stratum", "psu", "weight")), strict=True)
        rows.write_text("year,stratum,psu,weight\n" + "".join(f"{y},{s},{p},{w}\n" for y, s, p, w in lines))
        script.write_text(PEER)
        ran = subprocess.run(
            [script_runner, str(script), str(rows)], capture_output=True, text=True, check=True
        )
    return f"{float(ran.stdout):.2f} s (R, same rows, this run), {float(ran.stdout) / ours:,.0f} times ours"


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    started = time.perf_counter()
    data = read(path)
    reading = time.perf_counter() - started
    ones = np.ones(len(data["year"]))

    def prepare() -> survey.Design:
        return survey.design(
            weights=data["weight"],
            stages=[Drawn(strata=data["year"] * 8 + data["stratum"], clusters=data["psu"])],
            single_unit="refuse",
        )

    preparing, design = best(prepare)
    answering, told = best(
        lambda: survey.totals(design, values=ones, by=data["year"], interval="normal"), times=25
    )
    spent = min(SPENT)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert list(told) == list(YEARS)
    shape = "the file" if path.exists() else "rows at random in the file's shape"
    say("rows", f"{design.rows:,} ({shape}), {design.strata} strata, {design.clusters} clusters")
    say("reading", f"{reading:.2f} s")
    say("design prepared from numbers", f"{preparing * 1000:.1f} ms")
    say(
        "totals of 15 years, errors, limits",
        f"{answering * 1000:.1f} ms ({spent * 1000:.1f} ms of processors) (reach 30 ms, at most 300 ms)",
    )
    say("both", f"{(preparing + answering) * 1000:.1f} ms")
    say("memory", f"{peak:.0f} MB at most, reading the file included")
    say("peer", peer(data, preparing + answering))
    one = told[2010]
    say("2010", f"{one.estimate:,.4f}, standard error {one.se:,.4f} (R: 59,187.1469), n {one.n:,}")


def say(what: str, value: str) -> None:
    print(f"{what:42s} {value}")


if __name__ == "__main__":
    main()
