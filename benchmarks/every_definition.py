"""Every definition of the catalogue for every township and every month: ten million injury records.

    python benchmarks/every_definition.py [--records 1000000] [--places 4100] [--months 12] [--one-by-one 20]

By default a million records and 4,100 townships, to see that it works; the row of docs/reference/performance.md is
`--records 10000000 --places 41000`. Records are drawn from a fixed seed, written as a base with the stored counts a
figure room declares, and opened as every process opens it. What is timed is everything from the opened store to values,
n, denominators and intervals of all townships, counties, cities and provinces. `--one-by-one`: so many cells are made
into figures (with all their checks) and compared with the product's one-by-one functions before anything is told.
Weighted totals need a sample with weights and are left out. No peer does this.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from safecommunity.engine import base as bases
from safecommunity.engine import manifest as manifests
from safecommunity.engine import parquet
from safecommunity.engine.columns import REF_TYPE, Table, shrink
from safecommunity.engine.overlay import View, unchanged
from safecommunity.engine.periods import Months, month_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.population import People, people_of
from safecommunity.engine.schema import Column, CubeShape, FactSchema
from safecommunity.epi.rates import crude_rate
from safecommunity.indicators import lineage
from safecommunity.indicators.ages import BANDS
from safecommunity.indicators.arrays import FigureTable, figures_of
from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.indicators.definition import Definition

NOW = datetime(2026, 12, 31, tzinfo=UTC)
PLACES = ("place", "residence", "occurrence", "facility")
LIMITS = {
    "year": (2026, 2027), "month": (1, 13), "day": (1, 29), "resident": (0, 2), "cause": (1, 14), "place_kind": (1, 10),
    "severity": (1, 4), "outcome": (1, 5), "age_years": (0, 100), "age_band": (0, 19), "sex": (1, 3), "kind": (1, 5),
    "received": (0, 2), "cost": (-1, 5000),
}  # fmt: skip
OTHERS = (-1, 8)
SMALLER = 20  # facts other than injuries have so many times fewer rows


def definitions() -> list[Definition]:
    """What is timed: all but estimates from samples."""
    return [one for one in CATALOGUE if one.kind != "weighted_total"]


def schema_of(fact: str) -> FactSchema:
    """The columns the definitions of a fact read; injuries with the stored counts their figures ask for."""
    names = {"year", "month", "day"}
    for one in CATALOGUE.of_fact(fact):
        names |= {name for columns in lineage.columns_by_role(one).values() for name in columns}
    cubes = (
        CubeShape("residence", ("resident", "age_band")),
        CubeShape("residence", ("severity",)),
        CubeShape("residence", ("outcome",)),
    )
    columns = tuple(Column(name, "place" if name in PLACES else "int") for name in sorted(names))
    return FactSchema(fact, 1, columns, cubes=cubes if fact == "injury" else ())


def paths(places: int) -> dict[str, str]:
    """Townships by fourteen to a county, ten counties to a city, ten cities to a province."""
    found = {"cn": "/cn/"}
    for leaf in range(places):
        county, city = leaf // 14, leaf // 140
        steps = (f"v{city // 10:03d}", f"c{city:04d}", f"x{county:05d}", f"t{leaf:06d}")
        path = "/cn/"
        for step in steps:
            path += f"{step}/"
            found.setdefault(step, path)
    return found


def write(fact: str, size: int, places: int, root: Path) -> None:
    """A base as compaction writes it."""
    schema, draw = schema_of(fact), np.random.default_rng(7)
    words = ("", *(f"t{leaf:06d}" for leaf in range(places)))
    values = {}
    for name in schema.names:
        limits = (1, places + 1) if name in PLACES else LIMITS.get(name, OTHERS)
        values[name] = shrink(draw.integers(*limits, size, dtype=np.int32))
    if "settled" in values:
        values["settled"] = np.maximum(
            values["settled"], (values["on_time"] == 1).astype(values["settled"].dtype)
        )
    refs = np.array([f"{number:032x}" for number in range(size)], dtype=REF_TYPE)
    base = bases.from_table(
        schema, Table(refs, values, {name: words for name in PLACES if name in values}), 1
    )

    def fill(directory: Path) -> None:
        bases.write(base, directory)
        parquet.write(schema, base.table, directory)

    manifests.publish(manifests.fact_folder(root, schema), schema, 1, size, fill)


def opened(fact: str, root: Path) -> View:
    """A base as every process opens it."""
    schema = schema_of(fact)
    manifest = manifests.read(root / fact, schema)
    assert manifest is not None
    return unchanged(schema, bases.opened(root / fact, manifest, schema))


def residents(a_map: PlaceMap, places: int) -> People:
    """People of every township by age; the levels above are their sums."""
    draw, bands = np.random.default_rng(5), len(BANDS)
    leaves = [f"t{leaf:06d}" for leaf in range(places) for _ in range(bands)]
    return people_of(
        a_map, pids=leaves, years=[2026] * len(leaves), groups=list(range(bands)) * places,
        people=draw.integers(50, 5000, len(leaves)), asked=(2026, 2026), width=bands,
    )  # fmt: skip


def check(table: FigureTable, cells: int) -> None:
    """Some cells as figures, crude rates beside the function for one."""
    draw = np.random.default_rng(1)
    for _ in range(cells):
        pid = table.pids[int(draw.integers(0, len(table.pids)))]
        figure = table.figure(pid, int(draw.integers(0, table.months.count)), computed_at=NOW)
        if figure.method == "garwood" and figure.denominator:
            alone = crude_rate(cases=figure.n, person_years=figure.denominator, method="garwood")
            np.testing.assert_allclose([figure.value, figure.lower, figure.upper],
                                       [alone.estimate, alone.lower, alone.upper], rtol=1e-9)  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--records", type=int, default=1_000_000)
    asked.add_argument("--places", type=int, default=4100)
    asked.add_argument("--months", type=int, default=12)
    asked.add_argument("--one-by-one", type=int, default=20)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(given.records, given.places, given.months, given.one_by_one, Path(folder))


def run(records: int, places: int, many: int, cells: int, root: Path) -> None:
    facts = sorted({one.fact for one in definitions()})
    for fact in facts:  # each in a process of its own, so that the memory told below is that of computing
        size = records if fact == "injury" else max(1000, records // SMALLER)
        maker = multiprocessing.get_context("spawn").Process(target=write, args=(fact, size, places, root))
        maker.start()
        maker.join()
    a_map, months = PlaceMap.of_paths(paths(places)), Months(month_index(2026, 1), month_index(2026, many))
    views, people = {fact: opened(fact, root) for fact in facts}, residents(a_map, places)
    print(f"{records:,} injury records, {places:,} townships ({a_map.size:,} places), {many} months")
    wall, cpu = time.perf_counter(), time.process_time()
    told = 0
    for one in definitions():
        began = time.perf_counter()
        table = figures_of(one, views[one.fact], places=a_map, months=months, people=people)
        print(f"  {one.key:36s} {time.perf_counter() - began:7.2f} s")
        check(table, cells)
        told += table.n.size
    spent, used = time.perf_counter() - wall, time.process_time() - cpu
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(definitions())} definitions, {told:,} figures: {spent:.1f} s, processor {used:.1f} s, {highest:,} MB"
    )


if __name__ == "__main__":
    main()
