"""The board: one record moves exactly the totals it feeds, and any history of them equals building anew."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecommunity.engine.board import Board, Count
from safecommunity.engine.conditions import EVERYTHING, Where
from safecommunity.engine.periods import Months, month_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.rollup import Axis
from safecommunity.engine.schema import Column
from safecommunity.engine.store import Store
from tests.engine.world import SCHEMA, World, row

WEIGHED = replace(SCHEMA, columns=(*SCHEMA.columns, Column("weight", "int")))
PLACES = PlaceMap.of_paths(
    {"city": "/city/", "east": "/city/east/", "lane": "/city/east/lane/", "west": "/city/west/"}
)
YEAR = Months(month_index(2026, 1), month_index(2026, 12))
COUNTS = (
    Count("all", EVERYTHING, "residence"),
    Count("falls", Where("cause", "eq", (3,)), "residence"),
    Count("by age", EVERYTHING, "residence", (Axis("age_years", (0, 5, 65), (0, 0, 1)),)),
    Count("weighed", Where("cause", "known"), "residence", weight="weight"),
)


def one(number, **columns):
    return {**row(number, **columns), "weight": columns.get("weight", -1)}


def board_of(store):
    return Board(store.refresh(), COUNTS, months=YEAR, places=PLACES)


@pytest.fixture
def store(tmp_path):
    world = World(
        one(1, residence="lane", cause=3, age_years=5), one(2, residence="west", cause=7, weight=20)
    )
    return Store(tmp_path, WEIGHED, world)


def test_a_new_record_feeds_its_month_at_its_place_and_at_every_place_above(store):
    board = board_of(store)
    before = {key: found.counts.copy() for key, found in board.totals.items()}
    moved = board.change(None, one(9, residence="lane", cause=3, month=2, age_years=65, weight=7))
    at = [PLACES.position[name] for name in ("lane", "east", "city")]
    assert moved == 4 * 3
    for key, much in (("all", 1), ("falls", 1), ("weighed", 7)):
        changed = board.totals[key].counts - before[key]
        assert changed[at, 1].tolist() == [much] * 3
        assert changed.sum() == 3 * much
    assert (board.totals["by age"].counts - before["by age"])[at, 1].tolist() == [[0, 1]] * 3


def test_a_correction_leaves_one_place_and_enters_another(store):
    board = board_of(store)
    was = one(1, residence="lane", cause=3, age_years=5)
    board.change(was, {**was, "residence": "west"})
    assert board.totals["falls"].counts[:, 0].tolist() == [1, 0, 0, 1]  # city, east, lane, west


@pytest.mark.parametrize("columns", [{"year": -1}, {"month": -1}, {"year": 2025}, {"year": 2027}])
def test_a_record_outside_the_months_moves_nothing(store, columns):
    assert board_of(store).change(None, one(9, residence="lane", **columns)) == 0


def test_a_record_at_no_place_of_the_map_counts_as_unplaced(store):
    board = board_of(store)
    board.change(None, one(9, residence="moon"))
    assert board.totals["all"].unplaced[0] == 1
    assert board.totals["all"].counts[0, 0] == 2


history = st.lists(
    st.one_of(
        st.tuples(st.just("upsert"), st.integers(0, 7), st.integers(-1, 4),
                  st.sampled_from(["lane", "west", "", "moon"]), st.integers(-1, 12),
                  st.sampled_from([-1, 0, 5, 65]), st.booleans()),
        st.tuples(st.just("delete"), st.integers(0, 7)),
        st.tuples(st.sampled_from(["follow", "compact", "seal"])),
    ),
    max_size=20,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(history)
def test_following_any_history_equals_building_anew(tmp_path_factory, steps):
    world = World(one(0, residence="lane", cause=3), one(1, residence="west"))
    store = Store(tmp_path_factory.mktemp("facts"), WEIGHED, world)
    board = board_of(store)
    for step, *rest in steps:
        if step == "upsert":
            number, cause, where, month, age, seal = rest
            changed = one(
                number, cause=cause, residence=where, month=month, age_years=age, weight=10 * cause + 9
            )
            world.upsert(changed, seal=seal)
        elif step == "delete":
            world.delete(rest[0])
        elif step == "follow":
            board.follow(store.refresh())
        else:
            (store.compact if step == "compact" else world.seal)()
    board.follow(store.refresh())
    anew = board_of(Store(store.root.with_name("other"), WEIGHED, world))
    for key, found in anew.totals.items():
        assert np.array_equal(board.totals[key].counts, found.counts), key
        assert np.array_equal(board.totals[key].unplaced, found.unplaced), key
