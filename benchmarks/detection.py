"""Improved Farrington over 1,000 weekly series of 10 years, and the latest week alone; R's surveillance beside it.

    python benchmarks/detection.py [series]        by default 1,000

Told apart: the last 52 weeks of every series (52,000 models, most of them fitted twice), every week that has five
years behind it, and the latest week as a page asks for it; by the compiled kernels and by NumPy alone. The first call,
which compiles or loads the kernels, is told by itself. The peer runs on some of the same series and is
extrapolated; its alarms and bounds must be ours. Where R's surveillance is not installed its times are quoted.
"""

import csv
import io
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

from safecommunity.epi.compiled import use
from safecommunity.epi.detection.cusum import cusum
from safecommunity.epi.detection.ears import ears
from safecommunity.epi.detection.farrington import improved_farrington
from safecommunity.epi.detection.outcome import Alarms, Series

# this folder holds a coverage.py of ours, which Numba would take for the package of that name
sys.path[:] = [name for name in sys.path if Path(name).resolve() != Path(__file__).resolve().parent]
WEEKS, YEAR = 520, range(468, 520)
LATEST_PEER, YEAR_PEER = 60, 8
QUOTED = "quoted: latest week 11 s, 52 weeks 520 s for 1,000 series (R's surveillance is not installed here)"
PEER = """
suppressMessages(library(surveillance)); a <- commandArgs(TRUE); m <- t(as.matrix(read.csv(a[1], header = FALSE)))
x <- new("sts", observed = m, freq = 52, start = c(2014, 1), epoch = seq_len(nrow(m)))
run <- function(cols, weeks) { t <- system.time(r <- suppressWarnings(farringtonFlexible(x[, cols], list(range = weeks,
  b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin", alpha = .01, trend = TRUE,
  pThresholdTrend = 1, weightsThreshold = 2.58, verbose = FALSE, glmWarnings = FALSE, limit54 = c(5, 4)))))
  cat(t[["elapsed"]], as.vector(r@upperbound), as.integer(as.vector(r@alarm)), sep = ","); cat("\n") }
run(1:as.integer(a[2]), 520); run(1:as.integer(a[3]), 469:520)
"""


def series(many: int) -> Series:
    """Negative binomial counts around 7 to 13 a week, with a season and a slope."""
    week = np.arange(1, WEEKS + 1)
    mean = np.exp(2 + 0.0005 * week + 0.4 * np.sin(2 * np.pi * week / 52))
    draw = np.random.default_rng(20261124)
    return Series(draw.negative_binomial(8, 8 / (8 + mean), size=(many, WEEKS)).astype(float))


def judged(data: Series, weeks: Any) -> Alarms:
    return improved_farrington(series=data, weeks=weeks, method="nb_plugin", alpha=0.01)


SPENT: list[
    float
] = []  # seconds of processors of the last work, the least: what a quiet machine would take, at most


def best(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    taken, answer = [], None
    SPENT.clear()
    for _ in range(times):
        started, spent = time.perf_counter(), time.process_time()
        answer = work()
        taken.append(time.perf_counter() - started)
        SPENT.append(time.process_time() - spent)
    return min(taken), answer


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what: str, value: str) -> None:
    print(f"{what:52s} {value}")


def peer(data: Series) -> list[tuple[float, np.ndarray, np.ndarray]] | None:
    """R's times, bounds and alarms: the latest week of 60 series, a year of 8."""
    runner = shutil.which("Rscript")
    asked = ["-e", 'cat(requireNamespace("surveillance", quietly = TRUE))']
    if not runner or subprocess.run([runner, *asked], capture_output=True).stdout[-4:] != b"TRUE":
        return None
    with tempfile.TemporaryDirectory() as name:
        rows, script = Path(name) / "rows.csv", Path(name) / "peer.R"
        script.write_text(PEER)
        np.savetxt(rows, data.counts[:LATEST_PEER], fmt="%d", delimiter=",")
        told = subprocess.run([runner, str(script), str(rows), str(LATEST_PEER), str(YEAR_PEER)],
                              capture_output=True, text=True, check=True).stdout  # fmt: skip
    found = []
    for line in csv.reader(io.StringIO(told)):
        bounds, alarms = np.array_split(np.array([np.nan if x == "NA" else float(x) for x in line[1:]]), 2)
        found.append((float(line[0]), bounds, alarms == 1))
    return found


def compare(data: Series, many: int) -> None:
    """Ours against the peer on the same series; scaled to all series."""
    told = peer(data)
    if told is None:
        say("R's surveillance", QUOTED)
        return
    for (seconds, bounds, alarms), rows, weeks, what in (
        (told[0], LATEST_PEER, "latest", "latest week"), (told[1], YEAR_PEER, YEAR, "52 weeks"),
    ):  # fmt: skip
        took, ours = best(lambda weeks=weeks, rows=rows: judged(Series(data.counts[:rows]), weeks), 5)
        same = np.array_equal(ours.alarm.ravel(), alarms) and np.allclose(
            ours.upper.ravel(), bounds, rtol=1e-6, equal_nan=True
        )
        assert same, "alarms or bounds differ from the peer's"
        scaled = seconds * many / rows
        say(f"R's surveillance, {what}", f"{seconds:.2f} s for {rows} series, alarms and bounds identical")
        say(
            "",
            f"{scaled:,.1f} s extrapolated to {many:,} series; {seconds / took:,.0f} times ours on the same ones",
        )


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    data = series(many)
    begun, _ = best(lambda: judged(Series(data.counts[:2]), "latest"), 1)
    say("first call: kernels compiled, or loaded", f"{begun:.2f} s")
    before = memory()
    for what, weeks, times, goal in (
        ("latest week", "latest", 15, " (reach 0.05 s, at most 0.5 s)"),
        ("52 weeks", YEAR, 7, " (reach 1.5 s, at most 10 s)"),
        ("every week with five years behind it", "all", 3, ""),
    ):
        taken, told = best(lambda weeks=weeks: judged(data, weeks), times)
        fitted = int((told.reason == 0).sum())
        say(
            f"{many:,} series, {what}, compiled",
            f"{taken:.3f} s ({min(SPENT):.3f} s of processors), {fitted:,} bounds{goal}",
        )
        say("", f"{memory() - before:.0f} MB for the work, {memory():.0f} MB in all")
    used = use("plain")
    for what, weeks, times in (("latest week", "latest", 5), ("52 weeks", YEAR, 1)):
        taken, plain = best(lambda weeks=weeks: judged(data, weeks), times)
        say(
            f"{many:,} series, {what}, NumPy alone",
            f"{taken:.3f} s ({min(SPENT):.3f} s of processors), {memory():.0f} MB in all",
        )
    use(used)
    assert np.array_equal(plain.alarm, judged(data, YEAR).alarm)
    taken, _ = best(lambda: ears(series=data, weeks="all", method="C2"), 3)
    say(f"{many:,} series, EARS C2, all weeks", f"{taken:.3f} s")
    taken, _ = best(lambda: cusum(series=data, first=30, method="rossi", mean="earlier"), 3)
    say(f"{many:,} series, CUSUM, 490 weeks", f"{taken:.3f} s")
    compare(data, many)


if __name__ == "__main__":
    main()
