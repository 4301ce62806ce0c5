"""The cube: whatever it can answer, it answers as the rows do; in one file, shared, and after any change."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecommunity.engine import cube
from safecommunity.engine.columns import encode
from safecommunity.engine.conditions import EVERYTHING, AllOf, AnyOf, Not, Where
from safecommunity.engine.counting import count, group
from safecommunity.engine.errors import ConditionError, FactError
from safecommunity.engine.schema import Column, CubeShape, FactSchema
from safecommunity.engine.store import Store
from tests.engine import reference
from tests.engine.test_compaction import steps
from tests.engine.test_engines_agree import conditions, row_lists
from tests.engine.world import SCHEMA, World, ref, row

SHAPE = CubeShape("residence", ("cause", "facility"))
CUBED = replace(SCHEMA, cubes=(SHAPE, CubeShape("residence", ("cause",)), CubeShape("residence")))
EAST = Where("residence", "eq", ("east",))
FALLS = Where("cause", "eq", (3,))
ROWS = [
    row(1, cause=3, residence="east", month=1),
    row(2, cause=3, residence="east", month=2),
    row(3, cause=7, residence="west", month=2, facility="clinic"),
    row(4, residence="", year=-1, month=-1),
]


@pytest.fixture
def cuboid():
    return cube.build(SHAPE, encode(CUBED, ROWS))


class TestACuboid:
    def test_has_a_line_for_each_place_month_and_cell_that_occurs(self, cuboid):
        doubled = cube.build(SHAPE, encode(CUBED, [*ROWS, row(5, cause=3, residence="east", month=1)]))
        assert (cuboid.size, doubled.size) == (4, 4)
        assert doubled.count(AllOf((EAST, FALLS)), ("month",)) == {(1,): 2, (2,): 1}

    def test_reads_only_the_lines_of_the_places_and_months_asked_for(self, cuboid):
        lines, rest = cuboid.lines(AllOf((EAST, Where("month", "eq", (2,)))), ("cause",))
        assert (lines.size, rest) == (1, EVERYTHING)

    def test_answers_a_condition_that_mixes_places_and_causes(self, cuboid):
        assert cuboid.count(AnyOf((EAST, FALLS)), ("residence",)) == {("east",): 2}
        assert cuboid.count(Not(AllOf((EAST, FALLS)))) == {(): 2}

    def test_of_nothing_answers_nothing(self):
        empty = cube.build(SHAPE, encode(CUBED, []))
        assert empty.count(EVERYTHING) == {(): 0}
        assert empty.count(EAST, ("month", "cause")) == {}

    def test_made_from_groups_is_the_one_made_from_rows(self, cuboid):
        grouped = group(encode(CUBED, ROWS), ("residence", "year", "month", "cause", "facility"))
        other = cube.build(SHAPE, grouped)
        for name in ("starts", "cell", "n"):
            assert np.array_equal(getattr(other, name), getattr(cuboid, name)), name

    def test_the_smallest_that_covers_a_question_answers_it(self):
        built = cube.built(CUBED, encode(CUBED, ROWS))
        assert cube.best(built, {"residence"}).shape == CubeShape("residence")
        assert cube.best(built, {"cause", "month"}).shape == CubeShape("residence", ("cause",))
        assert cube.best(built, {"age_years"}) is None


@settings(max_examples=150, deadline=None)
@given(row_lists, conditions, st.lists(st.sampled_from(sorted(SHAPE.columns)), unique=True).map(tuple))
def test_random_questions_have_the_answer_of_the_rows(rows, condition, by):
    table = encode(CUBED, rows)
    built = cube.built(CUBED, table)
    found = cube.best(built, {*by, *(where.column for where in _comparisons(condition))})
    if found is not None:
        assert (
            found.count(condition, by) == count(table, condition, by) == reference.counts(rows, condition, by)
        )


def _comparisons(condition):
    from safecommunity.engine.conditions import comparisons

    return comparisons(condition)


def test_packs_many_wide_columns_without_overflow():
    names = [f"wide{n}" for n in range(5)]
    schema = FactSchema(
        "fall",
        1,
        (*(Column(n, "int") for n in ("year", "month", *names)), Column("place", "place")),
        cubes=(CubeShape("place", tuple(names)),),
    )
    far = 2**31 - 1
    rows = [
        {"ref": ref(n), "year": 2026, "month": 1, "place": "a"}
        | {name: far * (n >> bit & 1) for bit, name in enumerate(names)}
        for n in range(32)
    ]
    built = cube.build(schema.cubes[0], encode(schema, rows))
    assert built.size == 32
    for name in names:
        assert built.count(Where(name, "eq", (far,))) == {(): 16}


class TestTheFile:
    def test_gives_back_what_was_written(self, tmp_path, cuboid):
        table = encode(CUBED, ROWS)
        cube.written(cube.built(CUBED, table), tmp_path / "cube.bin")
        found = cube.mapped(tmp_path / "cube.bin", CUBED, table.words)
        assert [each.shape for each in found] == list(CUBED.cubes)
        assert found[0].count(EVERYTHING, SHAPE.dimensions) == cuboid.count(EVERYTHING, SHAPE.dimensions)

    def test_is_one_map_that_processes_share_and_none_can_change(self, tmp_path):
        table = encode(CUBED, ROWS)
        cube.written(cube.built(CUBED, table), tmp_path / "cube.bin")
        first, second, _ = cube.mapped(tmp_path / "cube.bin", CUBED, table.words)
        for array in (first.starts, first.cell, second.n):
            assert not array.flags.writeable
            assert not array.flags.owndata

    def test_of_another_shape_or_cut_short_is_refused(self, tmp_path):
        table, path = encode(CUBED, ROWS), tmp_path / "cube.bin"
        cube.written(cube.built(CUBED, table), path)
        with pytest.raises(ValueError, match="other cuboids than the fact fall asks for"):
            cube.mapped(path, SCHEMA, table.words)
        path.write_bytes(path.read_bytes()[:-64])
        with pytest.raises(ValueError, match="promised"):
            cube.mapped(path, CUBED, table.words)
        path.write_bytes(b"something else")
        with pytest.raises(ValueError, match="at its beginning"):
            cube.mapped(path, CUBED, table.words)

    def test_stands_in_the_base_with_its_digest_and_a_broken_one_is_rebuilt(self, tmp_path):
        store = Store(tmp_path, CUBED, World(*ROWS))
        manifest = store.compact()
        assert "cube.bin" in manifest.files
        (tmp_path / "fall" / manifest.directory / "cube.bin").write_bytes(b"")
        again = Store(tmp_path, CUBED, World(*ROWS))
        assert again.counts(FALLS) == {(): 2}
        again.compact()
        assert (again.view().base.manifest or again.refresh().base.manifest).directory != manifest.directory


@settings(max_examples=60, deadline=None)
@given(steps)
def test_delta_equals_rebuild(tmp_path_factory, history):
    """After any history of changes, refreshes and compactions the cube with its delta answers as one built anew."""
    world = World(row(0, cause=3), row(1, residence="east"))
    store = Store(Path(tmp_path_factory.mktemp("facts")), CUBED, world)
    for step, *rest in history:
        if step == "upsert":
            number, cause, seal = rest
            world.upsert(row(number, cause=cause, residence=f"p{cause}", month=number + 1), seal=seal)
        elif step == "delete":
            world.delete(rest[0], seal=rest[2])
        elif step in ("refresh", "compact"):
            getattr(store, step)()
        elif step == "seal":
            world.seal()
    store.refresh()
    rebuilt = cube.build(SHAPE, encode(CUBED, list(world.present.values())))
    for by in ((), ("residence", "month"), ("cause", "year", "facility"), tuple(sorted(SHAPE.columns))):
        assert store.counts(EVERYTHING, by) == rebuilt.count(EVERYTHING, by)


class TestAShape:
    @pytest.mark.parametrize(
        ("shape", "said"),
        [
            (CubeShape("cause"), "'cause', allowed is a place column"),
            (CubeShape("residence", ("year",)), "each column is allowed once"),
            (CubeShape("nowhere"), "'nowhere', allowed are"),
            (CubeShape("residence", ("height",)), "'height', allowed are"),
        ],
    )
    def test_that_the_fact_cannot_fill_is_refused(self, shape, said):
        with pytest.raises((FactError, ConditionError), match=said):
            replace(SCHEMA, cubes=(shape,))

    def test_is_part_of_what_a_base_is_made_for(self):
        assert CUBED.to_data() != SCHEMA.to_data()
        assert json.loads(json.dumps(CUBED.to_data())) == CUBED.to_data()
