"""Spark, as a cluster of two workers on this machine: the answers of DuckDB and of the plain reference.

One session serves the whole file: starting it costs more than all its questions.
"""

import importlib.util
import shutil

import numpy as np
import pytest

from safecommunity.engine import analysis, choice, cube
from safecommunity.engine.conditions import EVERYTHING, AllOf, AnyOf, Not, Where
from safecommunity.engine.errors import EngineError
from safecommunity.engine.periods import Months, month_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.rollup import Axis, counts_of_places, counts_of_rows
from safecommunity.engine.schema import CubeShape
from safecommunity.epi.standardised import direct_rates
from tests.engine import reference
from tests.engine.engines import half_changed
from tests.engine.test_engines_agree import CHOICES
from tests.engine.world import SCHEMA, row

MASTER = "local-cluster[2,1,1024]"
PLACES = ("", "东街", "west", "x'; drop", "back\\slash", "\N{GRINNING FACE}")


@pytest.fixture(scope="module")
def spark():
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("no Spark in this environment: make spark installs it")
    if not shutil.which("java"):
        pytest.skip("no Java for Spark")
    with analysis.opened(MASTER) as engine:
        yield engine


@pytest.fixture(scope="module")
def rows():
    """300 rows drawn once with a fixed seed, over the values the random questions draw from too."""
    draw = np.random.default_rng(11)
    choices = {**CHOICES, "residence": PLACES}
    return [
        row(number, **{name: values[draw.integers(len(values))] for name, values in choices.items()})
        for number in range(300)
    ]


@pytest.fixture(scope="module")
def store(rows, tmp_path_factory):
    """Half of the rows came or were corrected after the base was written."""
    return half_changed(str(tmp_path_factory.mktemp("facts")), rows)


QUESTIONS = [
    (EVERYTHING, ()),
    (AnyOf(()), ()),
    (Where("cause", "in", (3, 7, 10**12)), ("residence", "cause")),
    (Where("residence", "in", ("东街", "x'; drop", "back\\slash", "nowhere")), ("residence",)),
    (Not(Where("age_years", "between", (5, 65))), ("year", "facility")),
    (AllOf((Where("month", "known"), Where("facility", "ne", ("line\nbreak",)))), ("facility",)),
    (AnyOf((Where("age_years", "ge", (65,)), Where("residence", "unknown"))), ("age_years", "cause")),
]


@pytest.mark.slow
class TestACluster:
    @pytest.mark.parametrize(("condition", "by"), QUESTIONS)
    def test_answers_as_the_reference_and_duckdb_do(self, spark, store, rows, condition, by):
        expected = reference.counts(rows, condition, by)
        assert analysis.counts(spark, SCHEMA, store.view(), condition, by) == expected
        with analysis.opened("duckdb") as duckdb:
            assert analysis.counts(duckdb, SCHEMA, store.view(), condition, by) == expected

    def test_builds_the_cube_that_rows_build(self, spark, store):
        shape = CubeShape("residence", ("cause", "facility"))
        view, columns = store.view(), ("residence", "year", "month", "cause", "facility")
        found = cube.build(shape, analysis.groups(spark, SCHEMA, view, columns))
        with analysis.opened("duckdb") as duckdb:
            other = cube.build(shape, analysis.groups(duckdb, SCHEMA, view, columns))
        for by in ((), ("residence", "month"), columns):
            assert found.count(EVERYTHING, by) == other.count(EVERYTHING, by) == store.counts(EVERYTHING, by)

    def test_rolls_up_to_the_same_standardised_rates(self, spark, store, rows):
        """Counts agree to the last row, so rates made of them as float64 agree to far better than 1e-9."""
        places = PlaceMap.of_paths({"top": "/top/", "west": "/top/west/", "东街": "/top/west/东街/"})
        months, ages = Months(month_index(2025, 1), month_index(2026, 12)), Axis("age_years", (0, 5, 65))
        condition, view = Where("cause", "ge", (1,)), store.view()
        asked = {"place": "residence", "periods": months, "places": places, "axes": [ages]}
        here = counts_of_places(view, condition, **asked)
        columns = ("residence", "year", "month", "age_years")
        there = counts_of_rows(
            [analysis.groups(spark, SCHEMA, view, columns, condition)], EVERYTHING, **asked
        )
        assert here.counts.sum() > 0
        rates = [
            direct_rates(
                cases=each.counts, person_years=np.full(3, 1000.0), standard_population=[3, 5, 2], method="fay_feuer"
            )
            for each in (here, there)
        ]  # fmt: skip
        for name in ("estimate", "lower", "upper"):
            np.testing.assert_allclose(getattr(rates[0], name), getattr(rates[1], name), rtol=1e-9, atol=0)
        assert there.unplaced.tolist() == here.unplaced.tolist()

    def test_adds_up_a_column_to_the_last_unit(self, spark, store, rows):
        """Ages up to 110 of 300 rows; an unknown one adds nothing."""
        expected = {}
        for each in rows:
            expected[each["residence"]] = expected.get(each["residence"], 0) + max(0, each["age_years"])
        with analysis.opened("duckdb") as duckdb:
            for engine in (spark, duckdb):
                found = analysis.groups(engine, SCHEMA, store.view(), ("residence",), weight="age_years")
                names = [found.words["residence"][code] for code in found.values["residence"].tolist()]
                assert dict(zip(names, found.weights.tolist(), strict=True)) == expected

    def test_takes_a_base_in_memory_and_an_empty_one(self, spark, tmp_path):
        from safecommunity.engine.store import Store
        from tests.engine.world import World

        one = Store(tmp_path / "one", SCHEMA, World(row(1, cause=3)))
        assert analysis.counts(spark, SCHEMA, one.view(), EVERYTHING, ("cause",)) == {(3,): 1}
        none = Store(tmp_path / "none", SCHEMA, World())
        assert analysis.counts(spark, SCHEMA, none.view(), EVERYTHING) == {(): 0}
        none.compact()
        none.refresh()
        assert analysis.counts(spark, SCHEMA, none.view(), EVERYTHING, ("cause",)) == {}


class TestAChoice:
    @pytest.mark.parametrize(
        "name", ["duckdb", "local", "local[2]", MASTER, "spark://host:7077", "yarn", "k8s://https://host"]
    )
    def test_of_an_engine_is_taken_as_given(self, name):
        assert choice.chosen(name) == name

    @pytest.mark.parametrize("name", ["", "sail", "localhost", "Spark", "duckdb "])
    def test_of_something_else_is_refused_with_what_is_allowed(self, name):
        with pytest.raises(EngineError, match="allowed are duckdb, or a Spark master such as"):
            choice.chosen(name)

    def test_without_java_says_what_is_missing(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.delenv("JAVA_HOME", raising=False)
        with pytest.raises(EngineError, match="Java 17 or newer: got none"), analysis.opened("local[1]"):
            pass

    def test_with_an_old_java_says_what_came(self, monkeypatch, tmp_path):
        old = tmp_path / "java"
        old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
        old.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        monkeypatch.delenv("JAVA_HOME", raising=False)
        with (
            pytest.raises(EngineError, match=r'got \[.openjdk version "11.0.2"'),
            analysis.opened("local[1]"),
        ):
            pass
