"""Which engine answers large questions: DuckDB unless a Spark master is named; anything else stops the start."""

import pytest

from safecommunity.web import environment, figure_commands


def test_without_a_setting_it_is_duckdb(monkeypatch) -> None:
    monkeypatch.delenv("SAFECOMMUNITY_ENGINE", raising=False)
    assert environment.engine() == "duckdb"


@pytest.mark.parametrize("came", ["local[2]", "local-cluster[2,1,1024]", "spark://host:7077"])
def test_a_master_is_taken_as_given(monkeypatch, came: str) -> None:
    monkeypatch.setenv("SAFECOMMUNITY_ENGINE", came)
    assert environment.engine() == came


def test_anything_else_stops_the_start(monkeypatch) -> None:
    monkeypatch.setenv("SAFECOMMUNITY_ENGINE", "polars")
    with pytest.raises(environment.WrongSetting, match="got 'polars'; allowed: duckdb, or a Spark master"):
        environment.engine()


@pytest.mark.parametrize(
    ("configured", "asked", "found"),
    [
        ("duckdb", None, "store"),
        ("duckdb", "duckdb", "duckdb"),
        ("duckdb", "spark", "local[2]"),
        ("spark://host:7077", None, "spark://host:7077"),
        ("spark://host:7077", "spark", "spark://host:7077"),
        ("spark://host:7077", "store", "store"),
    ],
)
def test_the_command_line_asks_the_cluster_where_one_is_set(settings, configured, asked, found) -> None:
    settings.ENGINE = configured
    assert figure_commands._engine(asked) == found
