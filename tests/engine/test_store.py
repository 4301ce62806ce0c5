"""The store beside a database that changes: what it answers, and what it asks for."""

import stat
import threading

import pytest

from safecommunity.engine.conditions import EVERYTHING, Where
from safecommunity.engine.errors import ConditionError, FactError
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.engine.store import Store
from tests.engine.world import SCHEMA, World, ref, row

FALLS = Where("cause", "eq", (3,))


@pytest.fixture
def world():
    return World(row(1, cause=3, residence="east"), row(2, cause=7, residence="east"), row(3, cause=3))


@pytest.fixture(params=["base in memory", "base on disk"])
def store(request, tmp_path, world):
    made = Store(tmp_path / "facts", SCHEMA, world)
    if request.param == "base on disk":
        made.compact()
    made.refresh()
    return made


class TestAnEmptyFact:
    def test_counts_nothing(self, tmp_path):
        store = Store(tmp_path, SCHEMA, World())
        assert store.counts(EVERYTHING) == {(): 0}
        assert store.counts(EVERYTHING, ("cause",)) == {}
        assert store.refs(EVERYTHING) == []

    def test_can_be_compacted_and_then_filled(self, tmp_path):
        world = World()
        store = Store(tmp_path, SCHEMA, world)
        assert store.compact().rows == 0
        world.upsert(row(1, cause=3))
        store.refresh()
        assert store.counts(EVERYTHING, ("cause",)) == {(3,): 1}


class TestAChange:
    def test_is_not_seen_before_a_refresh_and_is_after(self, store, world):
        world.upsert(row(4, cause=3))
        assert store.counts(FALLS) == {(): 2}
        store.refresh()
        assert store.counts(FALLS) == {(): 3}

    def test_a_corrected_row_leaves_its_old_count_and_enters_the_new_one(self, store, world):
        world.upsert(row(1, cause=9, residence="west"))
        store.refresh()
        assert store.counts(EVERYTHING, ("cause",)) == {(3,): 1, (7,): 1, (9,): 1}
        assert store.counts(EVERYTHING, ("residence",)) == {("west",): 1, ("east",): 1, ("",): 1}

    def test_a_row_changed_twice_counts_as_it_stands_last(self, store, world):
        world.upsert(row(1, cause=9))
        store.refresh()
        world.upsert(row(1, cause=3))
        store.refresh()
        assert store.counts(FALLS) == {(): 2}
        assert store.view().size == 3

    def test_a_deleted_row_is_gone(self, store, world):
        world.delete(1)
        store.refresh()
        assert store.counts(FALLS) == {(): 1}
        assert store.refs(FALLS) == [ref(3)]

    def test_a_row_made_and_deleted_since_the_base_never_counted(self, store, world):
        world.upsert(row(4, cause=3))
        world.delete(4)
        store.refresh()
        assert store.counts(FALLS) == {(): 2}

    def test_a_deleted_row_that_comes_back_counts_once(self, store, world):
        world.delete(1)
        store.refresh()
        world.upsert(row(1, cause=3))
        store.refresh()
        assert store.counts(FALLS) == {(): 2}

    def test_a_new_word_the_base_has_never_seen(self, store, world):
        world.upsert(row(4, residence="新村"))
        store.refresh()
        assert store.counts(Where("residence", "in", ("新村", "nowhere"))) == {(): 1}
        assert store.counts(EVERYTHING, ("residence",))[("新村",)] == 1

    def test_none_in_a_row_is_unknown(self, store, world):
        world.upsert({**row(4), "cause": None, "residence": None})
        store.refresh()
        assert store.counts(Where("cause", "unknown")) == {(): 1}
        assert store.counts(Where("residence", "unknown")) == {(): 2}

    def test_a_column_outside_the_schema_is_not_kept(self, store, world):
        world.upsert({**row(4), "name": "somebody"})
        assert "name" not in store.refresh().added.values


class TestRefs:
    def test_newest_first_then_by_ref(self, tmp_path):
        world = World(row(5, year=2025, month=12), row(2, month=3), row(4, month=3), row(1, month=-1))
        store = Store(tmp_path, SCHEMA, world)
        assert store.refs(EVERYTHING) == [ref(2), ref(4), ref(1), ref(5)]

    def test_changes_stand_in_their_place_among_the_base(self, store, world):
        world.upsert(row(9, month=12), row(8, year=2020), row(0, cause=3))
        store.refresh()
        assert store.refs(EVERYTHING) == [ref(n) for n in (9, 0, 1, 2, 3, 8)]
        assert store.refs(FALLS) == [ref(n) for n in (0, 1, 3)]


class TestAListing:
    def test_gives_any_part_without_the_rest(self, store, world):
        world.upsert(row(9, month=12), row(8, year=2020), row(0, cause=3))
        world.delete(2)
        store.refresh()
        found = store.listing(EVERYTHING)
        assert len(found) == 5
        assert found.refs(1, 3) == [ref(0), ref(1)]
        assert list(found.chunks(2)) == [[ref(9), ref(0)], [ref(1), ref(3)], [ref(8)]]

    def test_goes_on_after_a_row_wherever_it_came_from(self, store, world):
        world.upsert(row(9, month=12), row(0, cause=3))
        store.refresh()
        found = store.listing(FALLS)
        assert [found.after(ref(n)) for n in (0, 1, 3)] == [1, 2, 3]
        assert found.after(ref(9)) == 0  # not a fall
        assert found.after("somewhere") == 0

    def test_tells_which_of_some_refs_are_in_it(self, store, world):
        world.upsert(row(2, cause=3), row(9, cause=3), row(8, cause=4))
        world.delete(3)
        store.refresh()
        asked = [ref(n) for n in (1, 2, 3, 8, 9, 77)]
        assert store.view().among(asked, FALLS) == {ref(1), ref(2), ref(9)}


class TestARefresh:
    def test_with_nothing_new_asks_once_and_reads_no_row(self, store, world):
        asked = world.asked_changes
        world.asked_rows.clear()
        store.refresh()
        assert world.asked_changes == asked + 1
        assert world.asked_rows == []

    def test_reads_a_sealed_row_once(self, store, world):
        world.upsert(row(4))
        world.asked_rows.clear()
        store.refresh()
        store.refresh()
        assert world.asked_rows == [[ref(4)]]

    def test_reads_a_pending_row_every_time_and_once_more_when_sealed(self, store, world):
        world.upsert(row(4, cause=3), seal=False)
        world.asked_rows.clear()
        store.refresh()
        assert store.counts(FALLS) == {(): 3}
        store.refresh()
        world.seal()
        store.refresh()
        store.refresh()
        assert world.asked_rows == [[ref(4)]] * 3

    def test_sees_a_pending_row_change_again(self, store, world):
        world.upsert(row(4, cause=3), seal=False)
        store.refresh()
        world.present[ref(4)] = row(4, cause=7)
        store.refresh()
        assert store.counts(EVERYTHING, ("cause",)) == {(3,): 2, (7,): 2}

    def test_forgets_a_pending_row_whose_transaction_was_undone(self, store, world):
        world.upsert(row(4, cause=3), seal=False)
        store.refresh()
        world.pending.clear()
        del world.present[ref(4)]
        store.refresh()
        assert store.counts(FALLS) == {(): 2}

    def test_moves_the_snapshot_on(self, store, world):
        world.upsert(row(4), row(5))
        assert store.snapshot().seq == 0
        store.refresh()
        assert store.snapshot().seq == 2
        assert store.snapshot().base_seq == 0

    def test_of_many_threads_loses_nothing(self, store, world):
        def work(number):
            world.upsert(row(number, cause=3))
            store.refresh()
            assert store.counts(FALLS)[()] >= 3

        threads = [threading.Thread(target=work, args=(number,)) for number in range(100, 120)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        store.refresh()
        assert store.counts(FALLS) == {(): 22}


class TestAWrongRow:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"cause": "fall"}, "column cause: got 'fall', allowed are whole numbers"),
            ({"cause": 2.5}, "column cause: got 2.5, allowed are whole numbers"),
            ({"cause": -2}, "column cause: got -2, allowed are whole numbers from -1"),
            ({"cause": 2**31}, "column cause: got 2147483648, allowed"),
            ({"cause": 2**80}, "column cause: got 1208925819614629174706176, allowed"),
            ({"residence": 7}, "column residence: got 7, allowed are texts"),
        ],
    )
    def test_is_refused_with_its_ref_and_the_old_view_stays(self, store, world, wrong, said):
        world.upsert(row(4, **wrong))
        with pytest.raises(FactError, match=f"fall row {ref(4)}, {said}"):
            store.refresh()
        assert store.counts(FALLS) == {(): 2}

    def test_a_missing_column_is_named(self, store, world):
        short = row(4)
        del short["cause"]
        world.upsert(short)
        with pytest.raises(FactError, match=f"fall row {ref(4)}: column 'cause' is missing"):
            store.refresh()

    @pytest.mark.parametrize("wrong", ["", "1", "G" * 32, "A" * 32, None, 7])
    def test_a_ref_that_is_not_32_hex_digits_is_refused(self, tmp_path, wrong):
        world = World({**row(1), "ref": wrong})
        with pytest.raises(FactError, match="allowed are 32 lower-case hex digits"):
            Store(tmp_path, SCHEMA, world).refresh()


class TestAQuestion:
    def test_the_schema_does_not_allow_is_refused(self, store):
        with pytest.raises(ConditionError, match="'height'"):
            store.counts(Where("height", "known"))
        with pytest.raises(ConditionError, match="'height'"):
            store.refs(Where("height", "known"))

    def test_of_hundreds_of_places_counts_them_all(self, tmp_path):
        world = World(*(row(number, residence=f"place{number}") for number in range(600)))
        store = Store(tmp_path, SCHEMA, world)
        subtree = tuple(f"place{number}" for number in range(0, 900, 2))
        assert store.counts(Where("residence", "in", subtree)) == {(): 300}

    def test_stored_counts_answer_without_rows_and_agree_with_them(self, tmp_path):
        rows = [row(n, cause=n % 3, residence=("east", "west")[n % 2], month=n % 12 + 1) for n in range(60)]
        store = Store(tmp_path, SCHEMA, World(*rows))
        store.compact()
        base = store.refresh().base
        assert base.counter({"cause", "residence"}).size == 6
        assert base.counter({"cause", "month"}).size == 60
        assert store.counts(Where("residence", "eq", ("east",)), ("cause",)) == {(0,): 10, (1,): 10, (2,): 10}


class TestASchema:
    @pytest.mark.parametrize(
        ("columns", "other", "said"),
        [
            ((Column("year", "int"), Column("year", "code")), {}, "each name is allowed once"),
            ((Column("cause", "code"),), {}, "'year', allowed are cause"),
            ((Column("year", "text"),), {}, "an int or code column"),
            ((Column("year", "int"),), {"count_columns": ("cause",)}, "'cause', allowed are year"),
        ],
    )
    def test_that_contradicts_itself_is_refused(self, columns, other, said):
        with pytest.raises(ValueError, match=said):
            FactSchema("fall", 1, columns, **other)

    def test_an_unknown_kind_and_a_strange_name_are_refused(self):
        with pytest.raises(FactError, match="'float', allowed are int, code, place, text"):
            Column("year", "float")
        with pytest.raises(FactError, match=r"'\.\./x'"):
            Column("../x", "int")
        with pytest.raises(FactError, match=r"name of a fact: got '\.\./x'"):
            FactSchema("../x", 1, (Column("year", "int"),))


def test_files_are_the_owners_alone(tmp_path, world):
    root = tmp_path / "facts"
    Store(root, SCHEMA, world).compact()
    found = [root, *root.rglob("*")]
    assert len(found) == 16
    for path in found:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
