"""A pinned state is counted again after later changes, compactions and another schema, and is the same."""

import stat
from dataclasses import replace

import pytest
from hypothesis import given, settings

from safecommunity.engine import analysis, snapshots
from safecommunity.engine.conditions import EVERYTHING, Where
from safecommunity.engine.errors import FactError
from safecommunity.engine.schema import Column, CubeShape, FactSchema
from safecommunity.engine.store import Store
from tests.engine import reference
from tests.engine.test_compaction import steps
from tests.engine.world import SCHEMA, World, ref, row

CUBED = replace(SCHEMA, cubes=(CubeShape("residence", ("cause",)),))
FALLS = Where("cause", "eq", (3,))


@pytest.fixture
def world():
    return World(*(row(n, cause=n % 4, residence=f"place{n % 3}", month=n % 12 + 1) for n in range(40)))


@pytest.fixture(params=["base in memory", "base on disk"])
def store(request, tmp_path, world):
    made = Store(tmp_path, CUBED, world)
    if request.param == "base on disk":
        made.compact()
        made.refresh()
    world.upsert(row(100, cause=3, residence="new"), row(3, cause=9))
    world.delete(7)
    made.refresh()
    return made


def later(store, world):
    """Everything changes, and is compacted three times: two generations and more go by."""
    for round_ in range(3):
        world.upsert(*(row(n, cause=8, residence="elsewhere") for n in range(round_, 40, 3)))
        store.compact()
        store.refresh()
    world.delete(100)
    store.compact()
    store.refresh()


def test_counts_and_rows_are_those_of_the_day_it_was_pinned(store, world):
    rows = list(world.present.values())
    kept = store.pin()
    later(store, world)
    assert store.counts(FALLS) == {(): 0}
    then = Store(store.root, CUBED, World()).pinned(kept.name)
    assert then.seq == kept.seq == 3
    for by in ((), ("cause", "residence"), ("facility", "month")):
        assert then.counts(EVERYTHING, by) == reference.counts(rows, EVERYTHING, by)
    assert then.listing(FALLS).refs() == reference.refs(rows, FALLS)


def test_other_engines_count_it_too(store, world):
    expected = reference.counts(world.present.values(), FALLS, ("residence",))
    kept = store.pin()
    later(store, world)
    with analysis.opened("duckdb") as engine:
        assert analysis.counts(engine, CUBED, store.pinned(kept.name), FALLS, ("residence",)) == expected


@settings(max_examples=25, deadline=None)
@given(steps, steps)
def test_any_history_before_and_after_leaves_it_alone(tmp_path_factory, before, after):
    world = World(row(0, cause=3), row(1, residence="east"))
    store = Store(tmp_path_factory.mktemp("facts"), CUBED, world)
    play(store, world, before)
    store.refresh()
    rows = [dict(each) for each in world.present.values()]
    kept = store.pin()
    play(store, world, after)
    assert store.pinned(kept.name).counts(EVERYTHING, ("cause", "residence")) == reference.counts(
        rows, EVERYTHING, ("cause", "residence")
    )
    store.verify(kept.name)


def play(store, world, history):
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


def test_the_same_state_pinned_twice_is_one(store):
    assert store.pin() == store.pin()
    assert len(snapshots.kept(store._folder)) == 1


def test_takes_no_second_copy_of_the_base(tmp_path, world):
    store = Store(tmp_path, CUBED, world)
    store.compact()
    base = store.refresh().base.folder
    folder = store._folder / "snapshots" / store.pin().name
    assert (base / "refs.npy").samefile(folder / "base" / "refs.npy")


def test_of_a_base_that_was_swept_meanwhile_is_whole(tmp_path, world):
    """A process may answer from a base whose files two later compactions removed: its memory still holds them."""
    store = Store(tmp_path, CUBED, world)
    store.compact()
    store.refresh()
    other = Store(tmp_path, CUBED, world)
    for number in (200, 201, 202):
        world.upsert(row(number))
        other.compact()
    assert not store.view().base.folder.exists()
    rows = reference.counts([row(n, cause=n % 4) for n in range(40)], EVERYTHING, ("cause",))
    assert store.pinned(store.pin().name).counts(EVERYTHING, ("cause",)) == rows


def test_is_read_by_the_schema_it_was_made_for(store, world):
    kept, expected = store.pin(), store.counts(EVERYTHING, ("cause",))
    wider = FactSchema("fall", 2, (*SCHEMA.columns, Column("height", "int")))
    assert Store(store.root, wider, World()).pinned(kept.name).counts(EVERYTHING, ("cause",)) == expected


class TestAKeptState:
    def test_whose_files_changed_is_refused(self, store):
        name = store.pin().name
        store.verify(name)
        (store._folder / "snapshots" / name / "delta.npz").write_bytes(b"other")
        with pytest.raises(FactError, match=r"got other content in delta\.npz"):
            store.verify(name)

    def test_whose_manifest_changed_is_refused(self, store):
        name = store.pin().name
        path = store._folder / "snapshots" / name / "manifest.json"
        path.write_text(path.read_text().replace('"seq": 3', '"seq": 4'))
        with pytest.raises(FactError, match="not the one that was pinned"):
            store.pinned(name)

    def test_that_is_let_go_is_gone(self, store):
        name = store.pin().name
        store.unpin(name)
        with pytest.raises(FactError, match=f"got '{name}', allowed are none"):
            store.pinned(name)

    @pytest.mark.parametrize("name", ["", "../fall", "a/b", "."])
    def test_has_a_plain_name(self, store, name):
        with pytest.raises(FactError, match="name of a snapshot"):
            store.pinned(name)

    def test_belongs_to_its_owner_alone(self, store):
        store.pin()
        for path in (store._folder / "snapshots").rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path

    def test_that_was_half_written_is_not_listed(self, store):
        store.pin()
        (store._folder / "snapshots" / ".half").mkdir()
        assert len(snapshots.kept(store._folder)) == 1


def test_refs_of_a_row_changed_since_are_still_its_own(store, world):
    kept = store.pin()
    world.delete(100)
    store.compact()
    assert ref(100) in store.pinned(kept.name).listing(FALLS).refs()
