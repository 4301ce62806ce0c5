"""What a web process loads at its start: little, so that an old office computer is ready in seconds."""

import os
import subprocess
import sys

import pytest

HEAVY = (
    "scipy",
    "ibis",
    "duckdb",
    "pyspark",
    "pyarrow",
    "pandas",
    "numba",
    "vl_convert",
    "statsmodels",
    "sqlglot",
    "openpyxl",
)
ASK = """
import sys
import safecommunity.web.asgi
from django.urls import get_resolver
get_resolver().url_patterns  # pages are imported on the first request at the latest
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


@pytest.mark.slow
def test_a_web_process_starts_without_the_heavy_packages(tmp_path: object) -> None:
    environment = {
        **os.environ,
        "SAFECOMMUNITY_HOME": f"{tmp_path}/home",
        "SAFECOMMUNITY_KEYS": f"{tmp_path}/keys",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK, *HEAVY], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.slow
def test_the_command_line_shows_its_help_without_django() -> None:
    ask = "import sys\nfrom safecommunity.web import cli\ncli.parser()\nprint('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
