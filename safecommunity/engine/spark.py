"""Spark: the same questions on a cluster. The only file that names the engine; an optional extra.

`local[2]` runs inside one process, `local-cluster[2,1,1024]` as two workers on this machine, `spark://host:7077` on a
cluster whose workers see the data folder under the same path. Only what answers depend on is set here, and what a
local master needs; everything else is the operator's `spark-defaults.conf`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safecommunity.engine.errors import EngineError

JAVA = 17
ALWAYS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",  # a number out of range is no reason to stop: ours fit 32 bits
    "spark.sql.caseSensitive": "true",
}
LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
}


class Spark:
    """A session; one at a time in a process."""

    name = "spark"

    def __init__(self, session: Any) -> None:
        with _quiet():
            import ibis

            self.session = session
            self.backend = ibis.pyspark.connect(session)
        self._views = 0

    def parquet(self, folder: Path, pattern: str) -> Any:
        """The Parquet files of a folder as one table; every worker reads them from the same path."""
        with _quiet():
            return self._named(self.session.read.parquet(f"file://{folder.absolute()}/{pattern}"))

    def memory(self, arrow: Any) -> Any:
        """An Arrow table as a table, sent from here to the workers."""
        with _quiet():
            return self._named(self.session.createDataFrame(arrow))

    def run(self, expression: Any) -> Any:
        """The answer as an Arrow table."""
        with _quiet():
            return self.session.sql(self.backend.compile(expression)).toArrow()

    def _named(self, frame: Any) -> Any:
        self._views += 1
        name = f"safecommunity_{self._views}"
        frame.createOrReplaceTempView(name)
        return self.backend.table(name)


@contextmanager
def engine(master: str) -> Iterator[Spark]:
    """A session on a master, stopped at the end. Raises EngineError where Spark, Java or the master is missing."""
    check_java()
    local = master.startswith("local")
    if local:  # a machine's own name may lead to an address nobody listens on
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with _quiet():
        try:
            from pyspark.sql import SparkSession
        except ImportError as reason:
            raise EngineError(
                "Spark is not installed: got no pyspark, allowed is one installed by `make spark`"
            ) from reason
        builder = SparkSession.builder.master(master).appName("safecommunity")
        for name, value in {**ALWAYS, **(LOCAL if local else {})}.items():
            builder = builder.config(name, value)
        try:
            session = builder.getOrCreate()
        except Exception as reason:
            raise EngineError(f"Spark master {master}: it cannot be reached ({reason})") from reason
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield Spark(session)
    finally:
        session.stop()


def check_java() -> None:
    """Refuse to start without a Java that Spark runs on."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not program or not Path(program).exists():
        raise EngineError(f"Spark needs Java {JAVA} or newer: got none, neither on the path nor in JAVA_HOME")
    told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    found = re.search(r'version "(\d+)', told)
    if found is None or int(found[1]) < JAVA:
        raise EngineError(f"Spark needs Java {JAVA} or newer: got {told.splitlines()[:1]}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without pyspark's word on pandas 3: nothing here goes through pandas."""
    with warnings.catch_warnings():
        for kind in (FutureWarning, DeprecationWarning, ResourceWarning):
            warnings.simplefilter("ignore", kind)
        yield
