"""Web processes start light: counting and rates load NumPy and nothing heavier."""

import subprocess
import sys

HEAVY = ("scipy", "ibis", "duckdb", "pyarrow", "pandas", "pyspark", "numba", "django")

SCRIPT = """
import sys, tempfile
from pathlib import Path
import safecommunity.engine.store, safecommunity.epi.rates, safecommunity.indicators.catalogue
import safecommunity.indicators.figure, safecommunity.engine.rollup, safecommunity.engine.population
import safecommunity.engine.analysis
from safecommunity.engine.conditions import Where
from tests.engine.world import SCHEMA, World, row
store = safecommunity.engine.store.Store(Path(tempfile.mkdtemp()), SCHEMA, World(row(1, cause=3)))
assert store.counts(Where("cause", "eq", (3,)), ("residence",)) == {("",): 1}
assert safecommunity.epi.rates.crude_rate(cases=3, person_years=10.0, method="garwood").upper
print(",".join(name for name in sys.argv[1].split(",") if name in sys.modules))
"""


def test_counts_and_rates_load_no_heavy_library():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, ",".join(HEAVY)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
