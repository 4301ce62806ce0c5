"""What everybody may see, attacked: a reader who adds and subtracts, and who kept the earlier release.

The attack is written apart from the product: it knows the told cells, the sums, that hidden cells are at least 1 and,
for two releases, that counts only grow where they did; SciPy's linear programs tell how closely it bounds a cell.
"""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from safecommunity.indicators import disclosure
from safecommunity.indicators.disclosure import HELD, protect, rule
from safecommunity.indicators.errors import ReleaseError
from safecommunity.indicators.period import Period
from safecommunity.indicators.released import Axis, Release

K = 5
RULE = rule()
PLACES = Axis("place", {"district": "", "s1": "district", "s2": "district", "s3": "district"})
DEEP = Axis("place", {"city": "", "d1": "city", "d2": "city", "a": "d1", "b": "d1", "c": "d2", "e": "d2"})
CAUSES = Axis.flat("cause", ["fall", "road", "burn"])
SEXES = Axis.flat("sex", ["1", "2"])


class Attack:
    """All releases a reader holds, as one linear system over every cell of every one of them."""

    def __init__(self, *tables):
        self.tables = tables
        self.at = {}
        for number, table in enumerate(tables):
            for cell in table.release.counts:
                self.at[number, cell] = len(self.at)
        self.bounds = []
        for number, cell in self.at:
            told = tables[number].told(cell)
            self.bounds.append((told, told) if told is not None else (1, None))
        self.sums = []
        for number, table in enumerate(tables):
            for at, axis in enumerate(table.release.axes):
                for cell in table.release.counts:
                    below = [node for node, parent in axis.parents.items() if parent == cell[at]]
                    if below:
                        row = np.zeros(len(self.at))
                        row[self.at[number, cell]] = -1
                        for node in below:
                            row[self.at[number, (*cell[:at], node, *cell[at + 1 :])]] = 1
                        self.sums.append(row)
        self.growth = []
        for (first, old), (number, new) in combinations(enumerate(tables), 2):
            nested = old.release.axes[0] != new.release.axes[0]
            for cell in new.release.counts.keys() & old.release.counts.keys():
                row = np.zeros(len(self.at))
                row[self.at[number, cell]], row[self.at[first, cell]] = -1, 1
                if nested and new.release.counts[cell] == old.release.counts[cell]:
                    self.sums.append(row)  # tables of a place and one within it may be of the same day
                elif new.release.counts[cell] >= old.release.counts[cell]:
                    self.growth.append(row)

    def between(self, objective):
        """The least and the largest value a reader can give a sum of cells; None where there is no limit."""
        limits = []
        for sign in (1, -1):
            found = linprog(
                sign * objective,
                A_eq=np.array(self.sums),
                b_eq=np.zeros(len(self.sums)),
                A_ub=np.array(self.growth) if self.growth else None,
                b_ub=np.zeros(len(self.growth)) if self.growth else None,
                bounds=self.bounds,
                method="highs",
            )
            assert found.status in (0, 3), "what was told must be possible"
            limits.append(sign * found.fun if found.status == 0 else sign * -np.inf)
        return limits

    def of_cell(self, number, cell):
        """How closely one cell of one release is known."""
        objective = np.zeros(len(self.at))
        objective[self.at[number, cell]] = 1
        return self.between(objective)

    def of_change(self, first, last, cell):
        """How closely the change of a cell between two releases is known."""
        objective = np.zeros(len(self.at))
        objective[self.at[last, cell]], objective[self.at[first, cell]] = 1, -1
        return self.between(objective)


def given_away(*tables):
    """Every small cell, and every small change of what was told, that a reader knows more closely than allowed."""
    attack, found = Attack(*tables), []
    for number, table in enumerate(tables):
        for cell, n in table.release.counts.items():
            if 0 < n < K:
                least, most = attack.of_cell(number, cell)
                if most < n + K - 1 - 1e-6:
                    found.append((number, cell, n, least, most))
    last = len(tables) - 1
    new = tables[last].release.counts
    for number, old in enumerate(tables[:last]):
        for cell in new.keys() & old.release.counts.keys():
            if (
                old.told(cell) is not None
                and new[cell] >= K
                and 0 < abs(new[cell] - old.release.counts[cell]) < K
            ):
                least, most = attack.of_change(number, last, cell)
                if most - least < K - 1 - 1e-6:
                    found.append((number, cell, least, most))
    return found


def release(axes, numbers):
    leaves = list(product(*(axis.leaves for axis in axes)))
    return Release.of_leaves(axes, dict(zip(leaves, numbers, strict=True)))


SHAPES = [(PLACES,), (PLACES, CAUSES), (DEEP, SEXES), (DEEP, CAUSES), (PLACES, CAUSES, SEXES)]
counts = st.one_of(st.integers(0, 6), st.just(0), st.integers(5, 40))


@st.composite
def tables(draw):
    axes = draw(st.sampled_from(SHAPES))
    size = len(list(product(*(axis.leaves for axis in axes))))
    return axes, draw(st.lists(counts, min_size=size, max_size=size))


class TestARelease:
    def test_adds_its_margins_up(self):
        table = release((PLACES, SEXES), [1, 2, 3, 4, 5, 6])
        assert table.counts["district", "*"] == 21
        assert table.counts["s2", "*"] == 7
        assert table.counts["district", "1"] == 9

    @pytest.mark.parametrize(
        "leaves", [{("s9", "1"): 1}, {("s1", "1"): -1}, {("s1", "1"): 1.5}, {("district", "1"): 3}]
    )
    def test_refuses_what_is_no_count_of_a_leaf(self, leaves):
        with pytest.raises(ReleaseError, match="allowed are whole numbers from 0 up in leaves of place, sex"):
            Release.of_leaves((PLACES, SEXES), leaves)

    @pytest.mark.parametrize("parents", [{"a": "b"}, {"a": "b", "b": "a"}, {"": ""}])
    def test_refuses_an_axis_that_is_no_tree(self, parents):
        with pytest.raises(ReleaseError, match="allowed"):
            Axis("place", parents)


class TestATableForEverybody:
    def test_tells_everything_where_nothing_is_small(self):
        table = protect(release((PLACES, SEXES), [10, 20, 0, 5, 50, 60]), RULE)
        assert table.hidden == 0

    def test_hides_a_small_count_and_what_would_give_it_away(self):
        table = protect(release((PLACES,), [3, 20, 40]), RULE)
        assert table.told(("s1",)) is None
        assert table.hidden == 2  # the small one and one more, so that the total does not tell it
        assert given_away(table) == []

    def test_two_small_counts_may_still_tell_each_other(self):
        # 2 + 3 = 5: with the total told, neither could be 5 or more, so the total (or a third cell) is hidden too.
        table = protect(release((PLACES,), [2, 3, 0]), RULE)
        assert table.told(("district",)) is None
        assert given_away(table) == []

    def test_tells_zeros(self):
        table = protect(release((PLACES, SEXES), [0, 1, 0, 30, 20, 30]), RULE)
        assert all(table.told(cell) == 0 for cell, n in table.release.counts.items() if not n)
        assert given_away(table) == []

    def test_hides_little_where_little_is_small(self):
        # One small cell in a table of two axes needs a rectangle: itself and three others.
        table = protect(release((PLACES, CAUSES), [3, 30, 40, 50, 60, 70, 80, 90, 99]), RULE)
        assert table.hidden == 4
        assert given_away(table) == []

    def test_of_nothing_but_small_counts_tells_nothing_small(self):
        table = protect(release((DEEP, CAUSES), [1, 2, 0, 1] * 3), RULE)
        assert all(table.told(cell) is None for cell, n in table.release.counts.items() if 0 < n < K)
        assert given_away(table) == []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tables())
    def test_withstands_every_subtraction(self, found):
        axes, numbers = found
        table = protect(release(axes, numbers), RULE)
        assert all(table.told(cell) is None for cell, n in table.release.counts.items() if 0 < n < K)
        assert given_away(table) == []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tables())
    def test_hides_nothing_where_nothing_is_small(self, found):
        axes, numbers = found
        table = protect(release(axes, [0 if n < K else n for n in numbers]), RULE)
        assert table.hidden == 0

    def test_is_refused_when_larger_than_the_rule_allows(self):
        many = Axis.flat("place", [f"p{number}" for number in range(RULE.largest_table)])
        with pytest.raises(ReleaseError, match="allowed are 3000"):
            protect(Release.of_leaves((many,), {}), RULE)


class TestALaterRelease:
    def test_without_changes_tells_the_same(self):
        first = protect(release((PLACES, SEXES), [3, 20, 40, 9, 8, 7]), RULE)
        second = protect(release((PLACES, SEXES), [3, 20, 40, 9, 8, 7]), RULE, [first])
        assert second.status == first.status
        assert second.stands

    def test_lets_the_earlier_one_stand_while_fewer_records_came_than_may_be_told(self):
        first = protect(release((PLACES, SEXES), [30, 20, 40, 90, 80, 70]), RULE)
        second = protect(release((PLACES, SEXES), [31, 20, 42, 91, 80, 70]), RULE, [first])
        assert second.stands
        assert second.told(("s1", "1")) == 30

    def test_holds_a_cell_whose_small_change_would_show(self):
        first = protect(release((PLACES,), [30, 20, 40]), RULE)
        second = protect(release((PLACES,), [32, 60, 40]), RULE, [first])
        assert second.status["s1",] == HELD
        assert given_away(first, second) == []

    def test_does_not_tell_now_what_it_hid_before_for_the_sake_of_another(self):
        first = protect(release((PLACES,), [3, 20, 40]), RULE)
        # 3 became 30: its street may be told now, but not in a way that tells the 3 of before.
        second = protect(release((PLACES,), [30, 20, 40]), RULE, [first])
        assert first.told(("s1",)) is None
        assert given_away(first, second) == []

    def test_of_a_value_no_release_had_before_is_protected_together_with_that(self):
        old = protect(release((PLACES, SEXES), [30, 20, 40, 90, 80, 70]), RULE)
        third = Axis.flat("sex", ["1", "2", "3"])
        for came in (2, 9):
            new = protect(release((PLACES, third), [30, 20, came, 49, 90, 0, 80, 70, 0]), RULE, [old])
            assert (new.told(("s1", "3")) is None) == (came < K)
            assert (
                given_away(protect(release((PLACES, third), [30, 20, 0, 40, 90, 0, 80, 70, 0]), RULE), new)
                == []
            )

    def test_of_a_value_nobody_has_any_more_is_protected_together_with_that(self):
        old = protect(release((PLACES, SEXES), [30, 3, 40, 9, 80, 7]), RULE)
        one = Axis.flat("sex", ["1"])
        new = protect(release((PLACES, one), [40, 40, 80]), RULE, [old])
        assert new.told(("s1", "2")) == 0
        assert given_away(old, new) == []

    def test_needs_the_same_axes(self):
        first = protect(release((PLACES,), [30, 20, 40]), RULE)
        with pytest.raises(ReleaseError, match="other axes"):
            protect(release((CAUSES,), [30, 20, 40]), RULE, [first])

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tables(), st.data())
    def test_withstands_a_reader_who_kept_the_first(self, found, data):
        axes, numbers = found
        size = len(numbers)
        came = data.draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, 5, 9, -1]), min_size=size, max_size=size))
        first = protect(release(axes, numbers), RULE)
        later = [max(0, old + more) for old, more in zip(numbers, came, strict=True)]
        second = protect(release(axes, later), RULE, [first])
        if second.stands:
            assert second.release == first.release
        else:
            assert given_away(first, second) == []

    def test_keeps_what_it_knew_when_stored(self):
        table = protect(release((PLACES, SEXES), [3, 20, 40, 9, 8, 7]), RULE)
        again = disclosure.from_data(disclosure.to_data(table))
        assert (again.release.counts, again.status) == (table.release.counts, table.status)
        assert again.release.axes == table.release.axes


CITY = Axis("place", {"city": "", "d1": "city", "d2": "city", "a": "d1", "b": "d1", "c": "d2", "e": "d2"})
FIRST = Axis("place", {"d1": "", "a": "d1", "b": "d1"})
SECOND = Axis("place", {"d2": "", "c": "d2", "e": "d2"})
STREET = Axis("place", {"a": ""})


@st.composite
def nested(draw):
    """Counts of a city's four streets by sex, the order in which places tell their tables, and what came between."""
    before = draw(st.lists(counts, min_size=8, max_size=8))
    order = draw(st.permutations([CITY, FIRST, SECOND, STREET]))[: draw(st.integers(2, 3))]
    came = [draw(st.lists(st.sampled_from([0, 0, 0, 0, 1, 3, 9]), min_size=8, max_size=8)) for _axis in order]
    return before, order, came if draw(st.booleans()) else [[0] * 8 for _axis in order]


def told_of(places, numbers, earlier=()):
    """The table of some places of the city, whose streets a, b, c, e have these numbers of each sex."""
    known = dict(zip(product("abce", SEXES.leaves), numbers, strict=True))
    leaves = {cell: n for cell, n in known.items() if cell[0] in places.parents}
    return protect(Release.of_leaves((places, SEXES), leaves), RULE, earlier)


class TestPlacesWithinEachOther:
    NUMBERS = (3, 30, 20, 25, 40, 45, 50, 55)

    def test_a_part_of_what_a_place_above_told_says_the_same(self):
        city = told_of(CITY, self.NUMBERS)
        street = told_of(STREET, self.NUMBERS, [city])
        assert street.stands
        assert street.told(("a", "1")) is None
        assert all(street.told(cell) == city.told(cell) for cell in street.release.counts)

    def test_alone_a_street_would_tell_what_its_district_hides(self):
        # The attack can fail: street b has nothing small, and its own table tells what protects street a in the city's.
        city = told_of(CITY, self.NUMBERS)
        other = Axis("place", {"b": ""})
        careless = told_of(other, self.NUMBERS)
        assert any(
            careless.told(cell) is not None and city.told(cell) is None for cell in careless.release.counts
        )
        assert given_away(city, careless)

    def test_a_place_above_hides_what_its_places_told_would_give_away(self):
        first, second = told_of(FIRST, self.NUMBERS), told_of(SECOND, self.NUMBERS)
        assert given_away(first, second, told_of(CITY, self.NUMBERS, [first, second])) == []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(nested())
    def test_withstand_a_reader_who_kept_the_tables_of_all(self, found):
        numbers, order, came = found
        told = []
        for places, more in zip(order, came, strict=True):
            numbers = [n + one for n, one in zip(numbers, more, strict=True)]
            made = told_of(places, numbers, told)
            if made.stands:
                made = disclosure.from_data(disclosure.to_data(made))
            told.append(made)
            assert given_away(*told) == []


class TestTheGrid:
    def test_takes_years_and_places_down_to_the_street(self):
        assert RULE.check_period(Period.parse("2026")) is None
        assert all(RULE.check_place(level) is None for level in ("province", "district", "street"))

    @pytest.mark.parametrize("period", ["2026-01", "2026-02..2027-01", "2025-01..2026-12"])
    def test_takes_no_other_period(self, period):
        with pytest.raises(ReleaseError, match="period for everybody"):
            RULE.check_period(Period.parse(period))

    def test_takes_no_finer_place(self):
        with pytest.raises(ReleaseError, match="got a community, allowed are province"):
            RULE.check_place("community")

    def test_of_an_unknown_rule_is_refused(self):
        with pytest.raises(ReleaseError, match="allowed are public"):
            rule("nobody")
