"""Compaction: the same answers before and after, whatever happens half way and beside it."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecommunity.engine import base as bases
from safecommunity.engine import manifest as manifests
from safecommunity.engine import parquet
from safecommunity.engine.conditions import EVERYTHING, Where
from safecommunity.engine.schema import Column
from safecommunity.engine.store import Store
from tests.engine import reference
from tests.engine.world import SCHEMA, World, ref, row

FALLS = Where("cause", "eq", (3,))


@pytest.fixture
def world():
    return World(*(row(n, cause=n % 4, residence=f"place{n % 3}", month=n % 12 + 1) for n in range(40)))


@pytest.fixture
def store(tmp_path, world):
    made = Store(tmp_path, SCHEMA, world)
    made.compact()
    made.refresh()
    return made


def generations(store):
    return {path.name for path in store._folder.glob("base-*")}


steps = st.lists(
    st.one_of(
        st.tuples(st.just("upsert"), st.integers(0, 9), st.integers(-1, 3), st.booleans()),
        st.tuples(st.just("delete"), st.integers(0, 9), st.just(0), st.booleans()),
        st.tuples(st.sampled_from(["refresh", "compact", "compact elsewhere", "seal", "reopen"])),
    ),
    max_size=25,
)


@settings(max_examples=80, deadline=None)
@given(steps)
def test_delta_equals_rebuild(tmp_path_factory, history):
    """After any history, the store that followed it answers as one that reads everything anew."""
    root = tmp_path_factory.mktemp("facts")
    world = World(row(0, cause=3), row(1, residence="east"))
    store = Store(root, SCHEMA, world)
    for step, *rest in history:
        if step == "upsert":
            number, cause, seal = rest
            changed = row(number, cause=cause, residence=f"p{cause}", month=number + 1)
            world.upsert(changed, seal=seal)
        elif step == "delete":
            world.delete(rest[0], seal=rest[2])
        elif step == "refresh":
            store.refresh()
        elif step == "compact":
            store.compact()
        elif step == "compact elsewhere":
            Store(root, SCHEMA, world).compact()
        elif step == "seal":
            world.seal()
        else:
            store = Store(root, SCHEMA, world)
    store.refresh()
    rows = list(world.present.values())
    for by in ((), ("cause", "residence"), ("month", "cause")):
        assert store.counts(EVERYTHING, by) == reference.counts(rows, EVERYTHING, by)
    assert store.refs(FALLS) == reference.refs(rows, FALLS)


def test_a_base_merged_from_changes_is_the_base_built_from_all_rows(tmp_path, store, world):
    world.upsert(row(100, cause=3, residence="new"), row(3, cause=50))
    world.delete(5, 8)
    merged = store.compact()
    rebuilt = Store(tmp_path / "other", SCHEMA, world).compact()
    assert merged.files == rebuilt.files
    assert merged.rows == rebuilt.rows == 39


def test_with_nothing_new_writes_nothing(store):
    before = generations(store)
    first = store.compact()
    assert generations(store) == before
    assert first == store.compact()


def test_pending_changes_stay_out_of_the_seq_and_are_still_counted(store, world):
    world.upsert(row(100, cause=3), row(101, cause=3), seal=False)
    assert store.compact().seq == 0
    world.seal()
    world.upsert(row(102, cause=3), seal=False)
    assert store.compact().seq == 2
    store.refresh()
    assert store.counts(FALLS) == {(): 13}


def test_a_reader_process_takes_up_the_new_base_at_its_next_refresh(store, world):
    other = Store(store.root, SCHEMA, world)
    other.refresh()
    old = other.view().base.folder
    world.upsert(row(100, cause=3))
    store.compact()
    assert other.counts(FALLS) == {(): 10}
    other.refresh()
    assert other.counts(FALLS) == {(): 11}
    assert other.view().base.folder != old
    assert other.view().touched == frozenset()


def test_the_generation_before_is_kept_and_the_one_before_that_swept(store, world):
    first = generations(store)
    world.upsert(row(100))
    store.compact()
    second = generations(store)
    world.upsert(row(101))
    store.compact()
    assert first < second
    assert len(second) == 2
    assert not first & generations(store)


def test_an_open_view_outlives_the_sweep_of_its_files(store, world):
    view = store.view()
    for number in range(100, 104):
        world.upsert(row(number, cause=3))
        Store(store.root, SCHEMA, world).compact()
    assert not view.base.folder.exists()
    assert view.counts(FALLS, ()) == {(): 10}


@pytest.mark.parametrize("place", [(bases, "write"), (parquet, "write"), (manifests, "_replace")])
def test_a_compaction_that_fails_half_way_leaves_the_old_base_in_force(store, world, monkeypatch, place):
    module, name = place
    real = getattr(module, name)

    def half(*args):
        if module is not manifests:
            real(*args)
        raise OSError("disk full")

    before = json.loads((store._folder / "manifest.json").read_text())
    world.upsert(row(100, cause=3))
    with monkeypatch.context() as patch:
        patch.setattr(module, name, half)
        with pytest.raises(OSError, match="disk full"):
            store.compact()
    if module is not manifests:  # what was half written does not keep the disk full
        assert generations(store) == {before["directory"]}
    assert json.loads((store._folder / "manifest.json").read_text()) == before
    assert Store(store.root, SCHEMA, world).counts(FALLS) == {(): 11}
    after = store.compact()
    assert generations(store) == {before["directory"], after.directory}


class TestABaseThatCannotBeUsed:
    def test_of_another_schema_version_is_rebuilt(self, store, world):
        newer = Store(store.root, replace(SCHEMA, version=2), world)
        assert newer.view().base.folder is None
        assert newer.counts(FALLS) == {(): 10}
        newer.compact()
        assert newer.refresh().base.folder is not None
        assert newer.counts(FALLS) == {(): 10}

    def test_of_other_columns_is_rebuilt_though_the_version_was_forgotten(self, store, world):
        wider = replace(SCHEMA, columns=(*SCHEMA.columns, Column("sex", "code")))
        for each in world.present.values():
            each["sex"] = 1
        newer = Store(store.root, wider, world)
        assert newer.counts(Where("sex", "eq", (1,))) == {(): 40}
        newer.compact()
        assert newer.refresh().base.folder is not None

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"seq": 1}', "null"])
    def test_with_a_broken_manifest_is_rebuilt(self, store, world, text):
        (store._folder / "manifest.json").write_text(text)
        other = Store(store.root, SCHEMA, world)
        assert other.counts(FALLS) == {(): 10}
        other.compact()
        assert other.refresh().base.folder is not None

    @pytest.mark.parametrize("name", ["column-cause.npy", "words.json", "refs.npy"])
    def test_with_a_missing_or_cut_file_is_rebuilt(self, store, world, name):
        path = store.view().base.folder / name
        path.unlink()
        assert Store(store.root, SCHEMA, world).counts(FALLS) == {(): 10}
        path.write_bytes(b"\x93NUMPY")
        other = Store(store.root, SCHEMA, world)
        assert other.counts(FALLS) == {(): 10}
        other.compact()
        assert other.refresh().base.folder is not None

    def test_a_removed_store_is_read_anew(self, store, world):
        (store._folder / "manifest.json").unlink()
        store.refresh()
        assert store.counts(FALLS) == {(): 10}


def test_snapshot_names_every_file_of_the_base_with_its_digest(store):
    snapshot = store.snapshot()
    folder = store.view().base.folder
    assert set(snapshot.files) == {path.name for path in folder.iterdir()}
    assert all(manifests.digest(folder / name) == told for name, told in snapshot.files.items())


def _compact(root, barrier, answers):
    world = World(*(row(n, cause=3) for n in range(200)))
    store = Store(root, SCHEMA, world)
    barrier.wait(20)
    for number in range(5):
        world.upsert(row(1000 + number, cause=3))
        store.compact()
        store.refresh()
    answers.put(store.counts(FALLS)[()])


@pytest.mark.slow
def test_two_processes_compacting_at_once_leave_one_sound_base(tmp_path):
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(2), context.Queue()
    workers = [context.Process(target=_compact, args=(tmp_path, barrier, answers)) for _ in range(2)]
    for worker in workers:
        worker.start()
    assert [answers.get(timeout=60), answers.get(timeout=60)] == [205, 205]
    for worker in workers:
        worker.join(20)
        assert worker.exitcode == 0
    world = World(*(row(n, cause=3) for n in range(200)))
    world.upsert(*(row(1000 + number, cause=3) for number in range(5)))
    store = Store(tmp_path, SCHEMA, world)
    assert store.view().base.folder is not None
    assert store.counts(FALLS) == {(): 205}
    assert len(generations(store)) == 2


KILLED = """
import sys, time
from pathlib import Path
from safecommunity.engine import parquet
from safecommunity.engine.store import Store
from tests.engine.world import SCHEMA, World, row

real = parquet.write
def stuck(*args):
    real(*args)
    print("half way", flush=True)
    time.sleep(60)

world = World(*(row(n, cause=3) for n in range(50)))
store = Store(Path(sys.argv[1]), SCHEMA, world)
store.compact()
world.upsert(row(1000, cause=3))
parquet.write = stuck
store.compact()
"""


@pytest.mark.slow
def test_a_compaction_killed_half_way_is_swept_and_its_lock_is_free(tmp_path):
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout.readline() == "half way\n"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(20)
        worker.stdout.close()
    world = World(*(row(n, cause=3) for n in range(50)))
    store = Store(tmp_path, SCHEMA, world)
    assert store.view().base.folder is not None, "the base before the killed one is in force"
    assert store.counts(FALLS) == {(): 50}
    assert len(generations(store)) == 2
    world.upsert(row(1000, cause=3))
    began = time.monotonic()
    after = store.compact()
    assert time.monotonic() - began < 20
    assert after.rows == 51
    assert after.directory in generations(store)
    assert len(generations(store)) == 2
    assert ref(1000) in store.refresh().base.table.refs.astype(str)
