"""Poisson scan over 3,000 places, circles up to a tenth of the people, 999 replications, as a page of a province asks.

    python benchmarks/scan.py [places] [replications]        by default 3000 and 999

Told apart: making the circles (once for a map), the scan by compiled kernels, and by NumPy alone on few replications,
extrapolated. The first call, which compiles or loads the kernel, is told by itself. The peer, R's smerc, is in no
package of Debian: its time is quoted.
"""

import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from safecommunity.epi.compiled import use
from safecommunity.epi.scan import Scan, circles, scan

# this folder holds a coverage.py of ours, which Numba would take for the package of that name
sys.path[:] = [name for name in sys.path if Path(name).resolve() != Path(__file__).resolve().parent]
QUOTED = "about 380 s for 3,000 places and 999 replications (quoted; R's smerc is in no package of Debian)"
FEW = 8


def province(places: int) -> dict[str, Any]:
    """Places at random with 500 to 50,000 people, five cases in ten thousand, a cluster planted around the middle."""
    dice = np.random.default_rng(20261124)
    x, y = dice.random((2, places))
    people = np.exp(8 + 0.7 * dice.normal(size=places))
    near = np.hypot(x - 0.5, y - 0.5) < 0.06
    risk = np.where(near, 1.5, 1.0) * people
    cases = dice.multinomial(int(people.sum() * 5e-4), risk / risk.sum())
    return {"x": x, "y": y, "people": people, "cases": cases, "near": near}


def timed(work: Any) -> tuple[float, float, Any]:
    """Seconds by the clock and of the processors, and the answer."""
    started, spent = time.perf_counter(), time.process_time()
    answer = work()
    return time.perf_counter() - started, time.process_time() - spent, answer


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what: str, value: str) -> None:
    print(f"{what:46s} {value}")


def main() -> None:
    places, repeats = (int(given) for given in (*sys.argv[1:], *("3000", "999")[len(sys.argv) - 1 :]))
    small, given = province(60), province(places)
    asked = {"method": "poisson_population", "seed": 1}

    def judged(data: dict[str, Any], zones: Any, replications: int) -> Scan:
        return scan(
            zones=zones, cases=data["cases"], expected=data["people"], replications=replications, **asked
        )  # type: ignore[arg-type]

    few = circles(x=small["x"], y=small["y"], population=small["people"], share=0.1)
    say("first call: kernel compiled, or loaded", f"{timed(lambda: judged(small, few, 16))[0]:.2f} s")
    before = memory()
    wall, spent, zones = timed(
        lambda: circles(x=given["x"], y=given["y"], population=given["people"], share=0.1)
    )
    say(
        f"circles of {places:,} places",
        f"{wall:.2f} s ({spent:.2f} s of processors), {int(zones.end.sum()):,} zones",
    )
    wall, spent, told = timed(lambda: judged(given, zones, repeats))
    say(
        f"scan, {repeats} replications, compiled",
        f"{wall:.2f} s ({spent:.2f} s of processors) (reach 3 s, at most 15 s)",
    )
    say("", f"{memory() - before:.0f} MB for the work, {memory():.0f} MB in all")
    first = told.clusters[0]
    found = np.zeros(places, dtype=bool)
    found[list(first.members)] = True
    shared = (found & given["near"]).sum() / max((found | given["near"]).sum(), 1)
    say(
        "most likely cluster",
        f"{len(first.members)} places, p {first.p_value}, {shared:.0%} of those planted or found",
    )
    used = use("plain")
    wall, spent, plain = timed(lambda: judged(given, zones, min(FEW, repeats)))
    use(used)
    say(
        f"scan, {FEW} replications, NumPy alone",
        f"{wall:.2f} s; {wall * repeats / FEW:.0f} s for {repeats} extrapolated",
    )
    assert plain.clusters[0].members == first.members
    assert np.allclose(plain.greatest, told.greatest[: len(plain.greatest)], rtol=1e-9)
    say("both paths", "the same clusters and the same greatest ratios")
    say("peer", QUOTED)


if __name__ == "__main__":
    main()
