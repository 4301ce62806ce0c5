"""Ten million records to 12,000 age-standardised rates with Fay-Feuer intervals: from the resident cube, and cold.

    python benchmarks/standardised_rates.py [--records 1000000] [--places 1000] [--peer PYTHON]

By default a million records, to see that it works; the table in docs/reference/performance.md is of 10,000,000. Every
place, of every level, for each of twelve months. `cube`: counts from the memory-mapped cube, rolled up, joined with
people, rates and intervals. `Parquet`: the same from the Parquet files of records, nothing resident. Peers, same run:
DuckDB's SQL over the same files (group by place, month and age, join, weighted sum: no intervals, no levels above), and
Polars where PYTHON is an interpreter that has it. Rates are compared before anything is timed. Times are medians of
wall clock, with processor time beside them; memory is the highest this process had.
"""

import argparse
import multiprocessing
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from safecommunity.engine import base as bases
from safecommunity.engine import manifest as manifests
from safecommunity.engine import parquet
from safecommunity.engine.columns import REF_TYPE, Table, shrink
from safecommunity.engine.conditions import Where
from safecommunity.engine.overlay import unchanged
from safecommunity.engine.periods import Months, month_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.population import People, people_of
from safecommunity.engine.rollup import Axis, counts_of_places, counts_of_rows
from safecommunity.engine.schema import Column, CubeShape, FactSchema
from safecommunity.epi.standardised import StandardisedRates, direct_rates
from safecommunity.indicators import standards

STANDARD = standards.get("china_2020")
BANDS = Axis("age_band", tuple(range(len(STANDARD.group_of_band))), STANDARD.group_of_band)
YEAR = Months(month_index(2026, 1), month_index(2026, 12))
RESIDENTS = Where("resident", "eq", (1,))
SCHEMA = FactSchema(
    "injury",
    1,
    (
        *(Column(name, "int") for name in ("year", "month", "day")),
        *(Column(name, "code") for name in ("sex", "age_band", "cause", "severity", "resident")),
        Column("residence", "place"),
    ),
    cubes=(CubeShape("residence", ("age_band", "resident")),),
)
SQL = """
with c as (select residence, month, age_band, count(*) as n from read_parquet(?) where year = 2026 and resident = 1
           and age_band >= 0 group by all)
select residence, month, sum(n * w / person_years) * 100000 as rate
from c join people using (residence, month, age_band) group by all
"""
PEER = """
import sys, time, polars as pl
files, people = sys.argv[1], pl.read_parquet(sys.argv[2])
def work():
    c = (pl.scan_parquet(files).filter((pl.col("year") == 2026) & (pl.col("resident") == 1) & (pl.col("age_band") >= 0))
         .group_by("residence", "month", "age_band").len())
    rate = (pl.col("len") * pl.col("w") / pl.col("person_years")).sum() * 100000
    return (c.join(people.lazy(), on=["residence", "month", "age_band"])
            .group_by("residence", "month").agg(rate).collect())
work(); taken = []
for _ in range(5):
    began = time.perf_counter(); work(); taken.append(time.perf_counter() - began)
print(sorted(taken)[2])
"""


def paths(places: int) -> dict[str, str]:
    """A city with districts of a hundred leaves each."""
    found = {"city": "/city/"}
    for leaf in range(places):
        district = f"d{leaf // 100:04d}"
        found[district] = f"/city/{district}/"
        found[f"p{leaf:05d}"] = f"/city/{district}/p{leaf:05d}/"
    return found


def records(size: int, places: int) -> Table:
    """Columns drawn from a fixed seed: one year, every place, every age."""
    draw = np.random.default_rng(4)
    words = ("", *(f"p{leaf:05d}" for leaf in range(places)))
    limits = {"year": (2026, 2027), "month": (1, 13), "day": (1, 29), "sex": (1, 3), "age_band": (-1, 19),
              "cause": (1, 14), "severity": (1, 4), "resident": (0, 2), "residence": (1, places + 1)}  # fmt: skip
    values = {name: shrink(draw.integers(*ends, size, dtype=np.int32)) for name, ends in limits.items()}
    refs = np.array([f"{number:032x}" for number in range(size)], dtype=REF_TYPE)
    return Table(refs, values, {"residence": words})


def base_on_disk(size: int, places: int, root: Path) -> None:
    """A base as compaction writes it."""
    base = bases.from_table(SCHEMA, records(size, places), 1)

    def fill(directory: Path) -> None:
        bases.write(base, directory)
        parquet.write(SCHEMA, base.table, directory)

    manifests.publish(manifests.fact_folder(root, SCHEMA), SCHEMA, 1, size, fill)


def population(a_map: PlaceMap, places: int) -> People:
    """People of every leaf by age; the levels above are their sums."""
    draw = np.random.default_rng(5)
    groups = len(STANDARD.weights)
    leaves = [f"p{leaf:05d}" for leaf in range(places) for _ in range(groups)]
    return people_of(
        a_map, pids=leaves, years=[2026] * len(leaves), groups=list(range(groups)) * places,
        people=draw.integers(50, 5000, len(leaves)), asked=(2026, 2026), width=groups,
    )  # fmt: skip


def rates(counts: Any, people: People) -> StandardisedRates:
    return direct_rates(
        cases=counts, person_years=people.person_years(YEAR), standard_population=STANDARD.weights,
        method="fay_feuer",
    )  # fmt: skip


def timed(name: str, work: Callable[[], object], times: int = 7) -> float:
    work()
    wall, cpu = [], []
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
    told = statistics.median(wall)
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:44s} {told * 1000:9.1f} ms  processor {statistics.median(cpu) * 1000:8.1f} ms  peak {highest:,} MB"
    )
    return told


def weights_by_band(people: People, places: int) -> dict[str, list[Any]]:
    """The peers' table: person-years and standard weight of the group of each band (bands of one group share both)."""
    lived, total = people.person_years(YEAR), sum(STANDARD.weights)
    at = {pid: number for number, pid in enumerate(people.pids)}
    rows: dict[str, list[Any]] = {
        name: [] for name in ("residence", "month", "age_band", "person_years", "w")
    }
    for leaf in range(places):
        own = lived[at[f"p{leaf:05d}"]]
        for month in range(12):
            for band, group in enumerate(STANDARD.group_of_band):
                for name, value in zip(
                    rows,
                    (
                        f"p{leaf:05d}",
                        month + 1,
                        band,
                        float(own[month, group]),
                        STANDARD.weights[group] / total,
                    ),
                    strict=True,
                ):
                    rows[name].append(value)
    return rows


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--records", type=int, default=1_000_000)
    asked.add_argument("--places", type=int, default=1000)
    asked.add_argument("--peer", default="", help="a Python that has Polars")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(given.records, given.places, given.peer, Path(folder))


def compare(size: int, places: int, peer: str, folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    maker = multiprocessing.get_context("spawn").Process(target=base_on_disk, args=(size, places, folder))
    maker.start()  # in a process of its own, so that the memory told below is that of counting
    maker.join()
    manifest = manifests.read(folder / SCHEMA.name, SCHEMA)
    assert manifest is not None
    view = unchanged(SCHEMA, bases.opened(folder / SCHEMA.name, manifest, SCHEMA))
    assert view.base.folder is not None
    a_map = PlaceMap.of_paths(paths(places))
    people = population(a_map, places)
    asked = {"place": "residence", "periods": YEAR, "places": a_map, "axes": [BANDS]}
    folder_of_files = view.base.folder
    files = str(folder_of_files / parquet.PATTERN)

    def resident() -> StandardisedRates:
        return rates(counts_of_places(view, RESIDENTS, **asked).counts, people)

    def cold() -> StandardisedRates:
        columns = ("residence", "year", "month", "age_band", "resident")
        read = parquet.tables(SCHEMA, folder_of_files, columns, YEAR.years)
        return rates(counts_of_rows(read, RESIDENTS, **asked).counts, people)

    first, second = resident(), cold()
    np.testing.assert_allclose(first.estimate, second.estimate, rtol=1e-12)
    con = duckdb.connect(config={"threads": 2})
    table = pa.table(weights_by_band(people, places))
    pq.write_table(table, folder / "people.parquet")
    con.register("people", table)
    told = {(pid, month): rate for pid, month, rate in con.execute(SQL, [files]).fetchall()}
    for pid in ("p00000", f"p{places - 1:05d}"):
        ours = first.estimate[a_map.position[pid]]
        np.testing.assert_allclose([told.get((pid, m + 1), 0.0) for m in range(12)], ours, rtol=1e-9)
    print(f"{size:,} records, {first.estimate.size:,} rates of {len(a_map.pids):,} places x 12 months")
    timed("ours, resident cube, with intervals", resident)
    timed("ours, from Parquet, with intervals", cold)
    timed("DuckDB SQL from Parquet, no intervals", lambda: con.execute(SQL, [files]).fetchnumpy())
    if peer:
        done = subprocess.run(
            [peer, "-c", PEER, files, str(folder / "people.parquet")],
            capture_output=True,
            text=True,
            check=True,
        )
        print(f"{'Polars from Parquet, no intervals':44s} {float(done.stdout) * 1000:9.1f} ms")
    else:
        print("Polars: not asked for (--peer PYTHON names an interpreter that has it)")


if __name__ == "__main__":
    main()
