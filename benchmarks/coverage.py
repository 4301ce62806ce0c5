"""How often an interval holds the truth: every interval method against simulated data with a known truth.

    python benchmarks/coverage.py [name ...] [--draws 100000]     all methods, or those whose name contains a word

A method is entered in `benchmarks/intervals/<topic>.py`, in the dictionary METHODS of that file:

    METHODS = {"rates.garwood mean 4": Method(garwood_of(4.0))}

where the function takes (dice, draws), simulates `draws` data sets from a truth it knows, and returns one
boolean a data set: does the interval hold the truth? The same dictionary feeds the short simulations of
tests/epi/test_coverage.py. Exit status 1 when a method covers less often than it promises.
"""

import argparse
import importlib
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261124


@dataclass(frozen=True)
class Method:
    """One interval method in one situation.

    simulate: (dice, draws) to one boolean a draw. nominal: the level the interval says. slack: how much less than
    that it may cover by its nature (0 for exact methods; approximations say what their papers found). most:
    the share it may not exceed, 1 where it may be as wide as it likes. short: draws of the test.
    """

    simulate: Callable[[np.random.Generator, int], NDArray[np.bool_]]
    nominal: float = 0.95
    slack: float = 0.0
    most: float = 1.0
    short: int = 2000


@dataclass(frozen=True)
class Coverage:
    """What a simulation found; `noise` is four standard errors of a share near the nominal level."""

    share: float
    draws: int
    noise: float
    enough: bool


def methods() -> dict[str, Method]:
    """All methods of all topics by name."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    found: dict[str, Method] = {}
    for path in sorted((ROOT / "benchmarks" / "intervals").glob("[a-z]*.py")):
        found |= importlib.import_module(f"benchmarks.intervals.{path.stem}").METHODS
    return found


def covers(method: Method, draws: int, seed: int = SEED) -> Coverage:
    """Simulate and judge: below the promise by more than the simulation's own noise is not enough."""
    inside = np.asarray(method.simulate(np.random.default_rng(seed), draws))
    share = float(inside.mean())
    noise = 4 * math.sqrt(method.nominal * (1 - method.nominal) / inside.size)
    least = method.nominal - method.slack - noise
    return Coverage(share, inside.size, noise, least <= share <= method.most + noise)


def main() -> int:
    """Print a line a method."""
    asked = argparse.ArgumentParser(description="How often each interval holds the truth.")
    asked.add_argument("names", nargs="*", help="words that must be in the name")
    asked.add_argument("--draws", type=int, default=20_000, help="data sets a method (default: 20000)")
    options = asked.parse_args()
    wrong = 0
    print(f"{'method':58} {'level':>6} {'covers':>7} {'± noise':>8} {'draws':>8} {'s':>6}")
    for name, method in methods().items():
        if not all(word in name for word in options.names):
            continue
        start = time.perf_counter()
        found = covers(method, options.draws)
        wrong += not found.enough
        verdict = "" if found.enough else "  TOO LOW" if found.share < method.nominal else "  TOO HIGH"
        line = f"{name:58} {method.nominal:6.3f} {found.share:7.4f} {found.noise:8.4f} {found.draws:8d}"
        print(f"{line} {time.perf_counter() - start:6.1f}{verdict}")
    return 1 if wrong else 0


if __name__ == "__main__":
    # out of the way: Numba would take this file for the package of the same name
    sys.path[:] = [name for name in sys.path if Path(name).resolve() != ROOT / "benchmarks"]
    # the topics import this file by its package name; run that one, so that there is one class Method
    sys.path.insert(0, str(ROOT))
    sys.exit(importlib.import_module("benchmarks.coverage").main())
