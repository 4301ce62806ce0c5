"""One new record to all the counts it feeds, in memory; and the store that takes it up.

    python benchmarks/one_record.py [--records 200000] [--towns 41000] [--changed 1000]

A board holds every definition of the fact `injury` for every place of every level and twelve months. Printed: what a
record costs to add to all totals it feeds (with how many they are), against counting those totals again from the
records; and what the store's refresh costs when one record is new beside many changed since the base.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safecommunity.engine.board import Board, Count
from safecommunity.engine.conditions import columns_of
from safecommunity.engine.periods import Months, month_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.engine.store import Changes, Store
from safecommunity.indicators import catalogue

YEAR = Months(month_index(2026, 1), month_index(2026, 12))
DEFINITIONS = [one for one in catalogue.CATALOGUE.of_fact("injury") if one.kind in ("count", "rate")]
PLACED = ("residence", "occurrence")
NUMBERS = sorted(
    {"day", "sex", "cause", "month"}.union(*(columns_of(one.numerator) for one in DEFINITIONS)) - set(PLACED)
)
COLUMNS = (
    *(Column(name, "int") for name in ("year", *NUMBERS)),
    *(Column(name, "place") for name in PLACED),
)
SCHEMA = FactSchema("injury", 1, COLUMNS)


class Simulated:
    """Records of one year at every town, from a fixed seed."""

    def __init__(self, size: int, towns: int) -> None:
        draw = np.random.default_rng(3)
        limits = {
            "month": (1, 13),
            "day": (1, 29),
            "age_years": (0, 100),
            "age_band": (0, 19),
            "resident": (0, 2),
        }
        self.columns = {name: draw.integers(*limits.get(name, (1, 4)), size).tolist() for name in NUMBERS}
        self.places = draw.integers(0, towns, size).tolist()
        self.size, self.changed = size, list[str]()

    def row(self, number: int) -> dict[str, Any]:
        number %= self.size
        town = f"t{self.places[number]:05d}"
        values = {name: column[number] for name, column in self.columns.items()}
        return {"ref": f"{number:032x}", "year": 2026, **values, "residence": town, "occurrence": town}

    def changes(self, fact: str, after: int) -> Changes:
        return Changes(len(self.changed), tuple(self.changed[after:]))

    def rows(self, fact: str, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
        return {ref: self.row(int(ref, 16)) | {"ref": ref} for ref in refs}

    def all_rows(self, fact: str) -> Iterator[dict[str, Any]]:
        return (self.row(number) for number in range(self.size))


def paths(towns: int) -> dict[str, str]:
    """Country, provinces, cities, counties, towns: about as many of each as China has."""
    found = {"cn": "/cn/"}
    for town in range(towns):
        steps = ["cn", f"p{town // 1330:02d}", f"c{town // 120:03d}", f"x{town // 14:04d}", f"t{town:05d}"]
        for depth in range(1, 5):
            found[steps[depth]] = "/" + "/".join(steps[: depth + 1]) + "/"
    return found


def median(work: Callable[[], object], times: int) -> tuple[float, float]:
    wall, cpu = [], []
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
    return statistics.median(wall) * 1000, statistics.median(cpu) * 1000


def told(name: str, found: tuple[float, float]) -> None:
    print(f"{name:58s} {found[0]:10.3f} ms  processor {found[1]:10.3f} ms")


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--records", type=int, default=200_000)
    asked.add_argument("--towns", type=int, default=41_000)
    asked.add_argument("--changed", type=int, default=1_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        reader = Simulated(given.records, given.towns)
        store = Store(Path(folder), SCHEMA, reader)
        store.compact()
        store.refresh()
        measure(reader, store, PlaceMap.of_paths(paths(given.towns)), given.changed)


def measure(reader: Simulated, store: Store, places: PlaceMap, changed: int) -> None:
    counts = [Count(one.key, one.numerator, one.place_column) for one in DEFINITIONS]
    began = time.perf_counter()
    board = Board(store.view(), counts, months=YEAR, places=places)
    taken = time.perf_counter() - began
    totals = sum(found.counts.size for found in board.totals.values())
    print(f"{reader.size:,} records; {len(counts)} definitions x {places.size:,} places x 12 months")
    print(f"{totals:,} totals")
    numbers = iter(range(10**9))
    feeds = [board.change(None, reader.row(number)) for number in range(200)]
    told(f"one record to the {max(feeds)} totals it feeds at most", median(
        lambda: board.change(None, reader.row(next(numbers))), 2000
    ))  # fmt: skip
    told("all totals again from the records", (taken * 1000, taken * 1000))
    reader.changed = [f"{number:032x}" for number in range(reader.size, reader.size + changed)]
    store.refresh()
    fresh = iter(range(reader.size + changed, 10**9))

    def one_more() -> None:
        reader.changed.append(f"{next(fresh):032x}")
        store.refresh()

    told(f"store takes up one record beside {changed:,} changed", median(one_more, 50))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")


if __name__ == "__main__":
    main()
