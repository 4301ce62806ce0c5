"""The ground every test run stands on, laid before Django reads its settings.

pytest-django loads the settings before any conftest.py is imported, so this is an early plugin
(`-p tests.ground` in pyproject.toml): a data folder and a key folder of the run's own, no operator's
settings leaking in, and with `--postgres` a PostgreSQL of the run's own.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from safecommunity.web import installation
from tests import postgres

OPERATOR = (
    "DATABASE_URL",
    "SAFECOMMUNITY_DEMO",
    "SAFECOMMUNITY_HOSTS",
    "SAFECOMMUNITY_TLS",
    "SAFECOMMUNITY_WORKERS",
    "PORT",
)
# a worker of pytest-xdist inherits the server and makes databases of its own in it
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def lay_ground() -> None:
    """Point the environment at fresh folders; they go when the run ends."""
    ground = Path(tempfile.mkdtemp(prefix="safecommunity-test-"))
    atexit.register(shutil.rmtree, ground, ignore_errors=True)
    os.environ["SAFECOMMUNITY_HOME"] = str(ground / "home")
    os.environ["SAFECOMMUNITY_KEYS"] = str(ground / "keys")
    # kernels take seconds to compile and hang on the sources alone: kept from run to run
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).resolve().parent.parent / "var" / "kernels"))
    if IS_WORKER:
        return
    installation.compile_catalogues()  # a fresh clone has none, and pages are tested in Chinese
    for name in OPERATOR:
        os.environ.pop(name, None)
    if "--postgres" in sys.argv:
        server = postgres.Server()
        atexit.register(server.stop)
        os.environ["DATABASE_URL"] = server.start()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgres`: the whole run on PostgreSQL instead of SQLite."""
    parser.addoption(
        "--postgres", action="store_true", help="start a PostgreSQL and run on it instead of SQLite"
    )


def pytest_report_header() -> str:
    """Say which database this run is on."""
    return (
        "database: PostgreSQL, started for this run" if os.environ.get("DATABASE_URL") else "database: SQLite"
    )


lay_ground()
