"""The word that chooses an analysis engine: "duckdb", or the address of a Spark master. Loads nothing."""

from safecommunity.engine.errors import EngineError

DUCKDB = "duckdb"
MASTERS = ("local[", "local-cluster[", "spark://", "yarn", "k8s://")
ALLOWED = "duckdb, or a Spark master such as local[2], local-cluster[2,1,1024] or spark://host:7077"


def chosen(name: str) -> str:
    """The word as given, refused where it names no engine."""
    if name in (DUCKDB, "local") or name.startswith(MASTERS):
        return name
    raise EngineError(f"engine: got {name!r}, allowed are {ALLOWED}")
