"""Counts of all places of all levels in one pass, against plain loops over the rows."""

from collections import Counter
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecommunity.engine import rollup
from safecommunity.engine.columns import encode
from safecommunity.engine.conditions import EVERYTHING, AnyOf, Where
from safecommunity.engine.errors import ConditionError, FactError
from safecommunity.engine.periods import Months, Weeks, month_index, week_index
from safecommunity.engine.place_map import DatedMap, PathSpan, PlaceMap
from safecommunity.engine.rollup import Axis, behind, counts_of_places
from safecommunity.engine.schema import Column, CubeShape
from safecommunity.engine.store import Store
from tests.engine.world import SCHEMA, World, ref, row

# Dongguan has no level between the city and its towns; the others have a district.
PATHS = {
    "province": "/province/",
    "city": "/province/city/",
    "district": "/province/city/district/",
    "street": "/province/city/district/street/",
    "street2": "/province/city/district/street2/",
    "dongguan": "/province/dongguan/",
    "town": "/province/dongguan/town/",
}
YEAR = Months(month_index(2026, 1), month_index(2026, 12))
FALLS = Where("cause", "eq", (3,))
WEEKLY = replace(SCHEMA, columns=(*SCHEMA.columns, Column("week", "int"), Column("weight", "int")))
CUBED = replace(
    SCHEMA, cubes=(CubeShape("residence", ("cause",)), CubeShape("residence", ("age_years", "cause")))
)


@pytest.fixture
def a_map():
    return PlaceMap.of_paths(PATHS)


def view_of(tmp_path, rows, schema=SCHEMA, compact=True):
    store = Store(tmp_path, schema, World(*rows))
    if compact:
        store.compact()
    return store.refresh()


class TestTheMap:
    def test_a_place_with_all_beneath_is_one_run(self, a_map):
        assert a_map.beneath("district") == ("district", "street", "street2")
        assert a_map.beneath("town") == ("town",)
        assert set(a_map.beneath("province")) == set(PATHS)

    def test_names_what_stands_above(self, a_map):
        assert a_map.above("street") == ("street", "district", "city", "province")
        assert a_map.above("elsewhere") == ()

    def test_a_name_that_begins_like_another_is_not_beneath_it(self):
        found = PlaceMap.of_paths({"a": "/a/", "a-b": "/a-b/", "ab": "/ab/", "c": "/a/c/"})
        assert found.beneath("a") == ("a", "c")

    def test_a_level_missing_from_the_map_is_skipped(self):
        found = PlaceMap.of_paths({"city": "/city/", "street": "/city/gone/street/"})
        assert found.above("street") == ("street", "city")

    def test_a_path_that_ends_elsewhere_is_refused(self):
        with pytest.raises(FactError, match="path of place street: got 'city/other'"):
            PlaceMap.of_paths({"street": "/city/other/"})

    def test_of_nothing_is_allowed(self, tmp_path):
        found = counts_of_places(
            view_of(tmp_path, [row(1, residence="street")]), EVERYTHING,
            place="residence", periods=YEAR, places=PlaceMap.of_paths({}),
        )  # fmt: skip
        assert found.counts.shape == (0, 12)
        assert found.unplaced.tolist() == [1] + [0] * 11


@pytest.fixture
def read_cuboids(monkeypatch):
    """So few rows would be read themselves; here the cuboid answers whatever its size."""
    monkeypatch.setattr(rollup, "FEWER", 0)


@pytest.mark.usefixtures("read_cuboids")
@pytest.mark.parametrize("schema", [SCHEMA, CUBED], ids=["from rows", "from a cuboid"])
class TestCounts:
    def test_of_every_level_are_those_beneath_it(self, tmp_path, a_map, schema):
        rows = [row(n, residence=name, month=month, cause=3) for n, (name, month) in enumerate(
            [("street", 1), ("street", 1), ("street2", 2), ("district", 2), ("town", 12), ("", 1), ("nowhere", 3)]
        )]  # fmt: skip
        rows.append(row(99, residence="street", cause=9))
        found = counts_of_places(
            view_of(tmp_path, rows, schema), FALLS, place="residence", periods=YEAR, places=a_map
        )
        january, february, december = 0, 1, 11
        at = found.position
        assert found.counts[at["street"], january] == 2
        assert found.counts[at["district"], [january, february]].tolist() == [2, 2]
        assert found.counts[at["province"]].tolist() == [2, 2, *[0] * 9, 1]
        assert found.counts[at["dongguan"], december] == 1
        assert found.unplaced[[0, 2]].tolist() == [1, 1]

    def test_split_by_age_fold_into_the_groups_asked_for(self, tmp_path, a_map, schema):
        rows = [row(n, residence="street", age_years=age) for n, age in enumerate([1, 2, 3, 3, 50, -1])]
        axis = Axis("age_years", (3, 1, 2), (1, 0, 0))
        found = counts_of_places(
            view_of(tmp_path, rows, schema), EVERYTHING,
            place="residence", periods=YEAR, places=a_map, axes=[axis],
        )  # fmt: skip
        assert found.counts[found.position["city"], 0].tolist() == [2, 2]

    def test_changes_since_the_base_are_in_them(self, tmp_path, a_map, schema):
        world = World(row(1, residence="street"), row(2, residence="town"))
        store = Store(tmp_path, schema, world)
        store.compact()
        world.upsert(row(3, residence="new"), row(2, residence="street2", month=2))
        world.delete(1)
        found = counts_of_places(store.refresh(), EVERYTHING, place="residence", periods=YEAR, places=a_map)
        assert found.counts[found.position["province"]].tolist() == [0, 1, *[0] * 10]
        assert found.unplaced[0] == 1

    def test_rows_behind_a_cell_are_as_many_as_it_counts(self, tmp_path, a_map, schema):
        rows = [
            row(n, residence="street" if n % 2 else "town", cause=n % 3, age_years=n % 5) for n in range(30)
        ]
        view = view_of(tmp_path, rows, schema)
        axis = Axis("age_years", (0, 1, 2), (0, 1, 1))
        found = counts_of_places(
            view, Where("cause", "ne", (0,)), place="residence", periods=YEAR, places=a_map, axes=[axis]
        )
        condition = behind(found, Where("cause", "ne", (0,)), "residence", a_map.beneath("city"), 0, [1])
        wanted = [ref(n) for n in range(30) if n % 2 and n % 3 and n % 5 in (1, 2)]
        assert view.listing(condition).refs() == wanted
        assert found.counts[found.position["city"], 0, 1] == len(wanted)


@pytest.mark.usefixtures("read_cuboids")
@pytest.mark.parametrize(
    "condition",
    [
        Where("residence", "in", ("street", "town", "")),
        Where("month", "between", (2, 5)),
        AnyOf((Where("residence", "eq", ("town",)), Where("cause", "eq", (1,)))),
    ],
    ids=["of places", "of months", "of both"],
)
def test_any_part_of_a_condition_may_be_asked_of_a_cuboid(tmp_path, a_map, condition):
    where = ("street", "town", "", "nowhere", "city")
    rows = [row(n, residence=where[n % 5], month=n % 12 + 1, cause=n % 3) for n in range(90)]
    found = [
        counts_of_places(
            view_of(tmp_path / str(at), rows, schema), condition,
            place="residence", periods=YEAR, places=a_map, axes=[Axis("cause", (1, 0))],
        )
        for at, schema in enumerate((SCHEMA, CUBED))
    ]  # fmt: skip
    assert np.array_equal(found[0].counts, found[1].counts)
    assert np.array_equal(found[0].unplaced, found[1].unplaced)
    assert found[0].counts.sum() > 0


rows_anywhere = st.lists(
    st.tuples(st.sampled_from([*PATHS, "", "gone"]), st.integers(-1, 12), st.sampled_from([-1, 2025, 2026, 2027]),
              st.integers(0, 4), st.booleans()), max_size=25,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(rows_anywhere, st.integers(2025 * 12, 2026 * 12), st.integers(0, 30), st.sampled_from([0, 10**6]))
def test_one_pass_agrees_with_plain_loops(tmp_path_factory, drawn, first, length, fewer):
    """The reference adds every row to each step of its place's path, one by one; from rows and from the cuboid."""
    with patch.object(rollup, "FEWER", fewer):
        agrees_with_plain_loops(tmp_path_factory, drawn, first, length)


def agrees_with_plain_loops(tmp_path_factory, drawn, first, length):
    rows = [
        row(n, residence=where, month=month, year=year, cause=cause)
        for n, (where, month, year, cause, _late) in enumerate(drawn)
    ]
    late = [each for each, told in zip(rows, drawn, strict=True) if told[4]]
    world = World(*[each for each in rows if each not in late])
    store = Store(tmp_path_factory.mktemp("facts"), CUBED, world)
    store.view()  # the base; what is late comes as changes
    world.upsert(*late)
    months = Months(first, first + length)
    found = counts_of_places(
        store.refresh(), Where("cause", "ge", (1,)), place="residence", periods=months,
        places=PlaceMap.of_paths(PATHS), axes=[Axis("cause", (1, 2, 3))],
    )  # fmt: skip
    expected: Counter = Counter()
    for each in rows:
        month = each["year"] * 12 + each["month"] - 1
        if each["year"] < 0 or each["month"] < 1 or not first <= month <= first + length:
            continue
        if each["cause"] in (1, 2, 3) and each["residence"] in PATHS:
            for above in PATHS[each["residence"]].strip("/").split("/"):
                expected[above, month - first, each["cause"] - 1] += 1
    assert found.counts.sum() == sum(expected.values())
    for (pid, slot, cause), n in expected.items():
        assert found.counts[found.position[pid], slot, cause] == n


class TestTheMapOfThen:
    """On 15 March 2026 the street moves from one district to another, and its village is dissolved."""

    SPANS = (
        PathSpan("east", "/east/", date(2000, 1, 1)),
        PathSpan("west", "/west/", date(2000, 1, 1)),
        PathSpan("street", "/east/street/", date(2000, 1, 1), date(2026, 3, 15)),
        PathSpan("street", "/west/street/", date(2026, 3, 15)),
        PathSpan("village", "/east/street/village/", date(2000, 1, 1), date(2026, 3, 15)),
        PathSpan("founded", "/west/founded/", date(2026, 6, 1)),
    )

    @pytest.mark.usefixtures("read_cuboids")
    def test_is_the_same_from_a_cuboid(self, tmp_path):
        assert self.counts(tmp_path / "cube", DatedMap(self.SPANS), CUBED) == self.counts(
            tmp_path / "rows", DatedMap(self.SPANS)
        )

    def counts(self, tmp_path, places, schema=SCHEMA):
        rows = [row(month, residence="street", month=month) for month in range(1, 7)]
        rows += [row(20, residence="village", month=3), row(21, residence="founded", month=1)]
        found = counts_of_places(
            view_of(tmp_path, rows, schema), EVERYTHING, place="residence", periods=YEAR, places=places
        )
        return {name: found.counts[found.position[name], :6].tolist() for name in ("east", "west", "street")}

    def test_counts_each_month_where_the_place_lay_at_its_end(self, tmp_path):
        found = self.counts(tmp_path, DatedMap(self.SPANS))
        assert found["street"] == [1, 1, 1, 1, 1, 1]
        assert found["east"] == [1, 1, 1, 0, 0, 0]  # March: the dissolved village keeps its last path
        assert found["west"] == [1, 0, 1, 1, 1, 1]  # January: a place entered before it was founded

    def test_of_now_counts_everything_where_places_lie_now(self, tmp_path):
        found = self.counts(tmp_path, DatedMap(self.SPANS).on(date(2026, 12, 31)))
        assert found["west"] == [2, 1, 1, 1, 1, 1]
        assert found["east"] == [0, 0, 1, 0, 0, 0]

    def test_days_without_a_change_between_them_share_one_map(self):
        dated = DatedMap(self.SPANS)
        assert dated.on(date(2026, 4, 1)) is dated.on(date(2026, 5, 31))
        assert dated.on(date(2026, 3, 14)) is not dated.on(date(2026, 3, 15))


def weekly(one, day):
    when = {"year": day.year, "month": day.month, "day": day.day, "week": day.isocalendar().week}
    return {**one, **when, "weight": 1}


class TestWeeks:
    def test_run_from_monday_to_sunday_over_new_year(self, tmp_path, a_map):
        """ISO 8601: 29 December 2025 to 4 January 2026 is week 1 of 2026; 27 December 2026 ends week 52, and
        28 December 2026 to 3 January 2027 is week 53."""
        days = [date(2025, 12, 28), date(2025, 12, 29), date(2026, 1, 4), date(2026, 1, 5)]
        days += [date(2027, 1, 3), date(2027, 1, 4)]
        rows = [weekly(row(n, residence="street"), day) for n, day in enumerate(days)]
        weeks = Weeks(week_index(date(2026, 1, 1)), week_index(date(2026, 12, 31)))
        assert weeks.count == 53
        view = view_of(tmp_path, rows, WEEKLY)
        found = counts_of_places(view, EVERYTHING, place="residence", periods=weeks, places=a_map)
        counts = found.counts[found.position["street"]]
        assert counts[[0, 1, 52]].tolist() == [2, 1, 1]
        assert counts.sum() == 4
        with pytest.raises(ConditionError, match="got weeks, allowed are months"):
            behind(found, EVERYTHING, "residence", ("street",), 0)

    @settings(max_examples=200, deadline=None)
    @given(st.dates(date(1999, 1, 1), date(2100, 12, 31)))
    def test_every_day_falls_into_the_week_that_holds_it(self, day):

        one = {
            **row(1, year=day.year, month=day.month, day=day.day),
            "week": day.isocalendar().week,
            "weight": 1,
        }
        index = week_index(day)
        weeks = Weeks(index - 60, index + 60)
        assert weeks.slots(encode(WEEKLY, [one])).tolist() == [60]
        assert weeks.last_day(60).isocalendar()[:2] == day.isocalendar()[:2]


class TestWeights:
    def test_add_up_exactly_and_an_unknown_one_counts_nothing(self, tmp_path, a_map):
        """Ten-thousandths as whole numbers: 0.1 + 0.2 is 0.3."""
        weights = [1000, 2000, -1, 5]
        rows = [{**row(n, residence="street"), "week": 1, "weight": w} for n, w in enumerate(weights)]
        view = view_of(tmp_path, rows, WEEKLY)
        found = counts_of_places(
            view, EVERYTHING, place="residence", periods=YEAR, places=a_map, weight="weight"
        )
        assert found.counts[found.position["province"], 0] == 3005


class TestAnAxis:
    def test_of_words_keeps_their_order(self, tmp_path, a_map):
        rows = [row(n, residence="street", facility=name) for n, name in enumerate(["b", "a", "b", "c", ""])]
        found = counts_of_places(
            view_of(tmp_path, rows), EVERYTHING, place="residence", periods=YEAR, places=a_map,
            axes=[Axis("facility", ("b", "a", "unheard"))],
        )  # fmt: skip
        assert found.counts[found.position["street"], 0].tolist() == [2, 1, 0]

    def test_of_far_apart_numbers_is_searched(self, tmp_path, a_map):
        far = 2**31 - 1
        rows = [row(n, residence="street", cause=cause) for n, cause in enumerate([far, 7, far, -1, 12])]
        found = counts_of_places(
            view_of(tmp_path, rows), EVERYTHING, place="residence", periods=YEAR, places=a_map,
            axes=[Axis("cause", (far, 7), (0, 1))],
        )  # fmt: skip
        assert found.counts[found.position["street"], 0].tolist() == [2, 1]

    def test_several_axes_multiply(self, tmp_path, a_map):
        rows = [row(n, residence="street", cause=n % 2, age_years=n % 3) for n in range(12)]
        found = counts_of_places(
            view_of(tmp_path, rows), EVERYTHING, place="residence", periods=YEAR, places=a_map,
            axes=[Axis("cause", (0, 1)), Axis("age_years", (0, 1, 2))],
        )  # fmt: skip
        assert np.array_equal(found.counts[found.position["street"], 0], np.full((2, 3), 2))

    def test_that_contradicts_itself_is_refused(self):
        with pytest.raises(ConditionError, match="axis cause: got 2 values for 1 positions"):
            Axis("cause", (1, 2), (0,))
        with pytest.raises(ConditionError, match="allowed is one position"):
            Axis("cause", ())

    def test_of_a_column_the_fact_has_not_is_refused(self, tmp_path, a_map):
        with pytest.raises(ConditionError, match="columns: got height"):
            counts_of_places(
                view_of(tmp_path, []), EVERYTHING, place="residence", periods=YEAR, places=a_map,
                axes=[Axis("height", (1,))],
            )  # fmt: skip
