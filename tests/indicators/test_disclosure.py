"""What everybody may see, attacked: a reader who adds and subtracts, and who kept the earlier release.

The attack is written apart from the product: it knows the told cells, the sums, that hidden cells are at least 1 and,
for two releases, that counts only grow where they did; SciPy's linear programs tell how closely it bounds a cell.
"""

from itertools import product

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
        for number in range(1, len(tables)):
            for cell, n in tables[number].release.counts.items():
                if n >= tables[number - 1].release.counts[cell]:
                    row = np.zeros(len(self.at))
                    row[self.at[number, cell]], row[self.at[number - 1, cell]] = -1, 1
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

    def of_change(self, cell):
        """How closely the change of a cell between the last two releases is known."""
        objective = np.zeros(len(self.at))
        last = len(self.tables) - 1
        objective[self.at[last, cell]], objective[self.at[last - 1, cell]] = 1, -1
        return self.between(objective)


def withstands(*tables):
    """No small cell, and no small change of what was told, is known more closely than the rule allows."""
    attack = Attack(*tables)
    for number, table in enumerate(tables):
        for cell, n in table.release.counts.items():
            if 0 < n < K:
                least, most = attack.of_cell(number, cell)
                assert most >= n + K - 1 - 1e-6, (number, cell, n, least, most)
    if len(tables) > 1:
        old, new = tables[-2:]
        for cell, n in new.release.counts.items():
            if old.told(cell) is not None and n >= K and 0 < abs(n - old.release.counts[cell]) < K:
                least, most = attack.of_change(cell)
                assert most - least >= K - 1 - 1e-6, (cell, least, most)


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
        withstands(table)

    def test_two_small_counts_may_still_tell_each_other(self):
        # 2 + 3 = 5: with the total told, neither could be 5 or more, so the total (or a third cell) is hidden too.
        table = protect(release((PLACES,), [2, 3, 0]), RULE)
        assert table.told(("district",)) is None
        withstands(table)

    def test_tells_zeros(self):
        table = protect(release((PLACES, SEXES), [0, 1, 0, 30, 20, 30]), RULE)
        assert all(table.told(cell) == 0 for cell, n in table.release.counts.items() if not n)
        withstands(table)

    def test_hides_little_where_little_is_small(self):
        # One small cell in a table of two axes needs a rectangle: itself and three others.
        table = protect(release((PLACES, CAUSES), [3, 30, 40, 50, 60, 70, 80, 90, 99]), RULE)
        assert table.hidden == 4
        withstands(table)

    def test_of_nothing_but_small_counts_tells_nothing_small(self):
        table = protect(release((DEEP, CAUSES), [1, 2, 0, 1] * 3), RULE)
        assert all(table.told(cell) is None for cell, n in table.release.counts.items() if 0 < n < K)
        withstands(table)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tables())
    def test_withstands_every_subtraction(self, found):
        axes, numbers = found
        table = protect(release(axes, numbers), RULE)
        assert all(table.told(cell) is None for cell, n in table.release.counts.items() if 0 < n < K)
        withstands(table)

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
        assert not second.stands

    def test_lets_the_earlier_one_stand_while_fewer_records_came_than_may_be_told(self):
        first = protect(release((PLACES, SEXES), [30, 20, 40, 90, 80, 70]), RULE)
        second = protect(release((PLACES, SEXES), [31, 20, 42, 91, 80, 70]), RULE, [first])
        assert second.stands
        assert second.told(("s1", "1")) == 30

    def test_holds_a_cell_whose_small_change_would_show(self):
        first = protect(release((PLACES,), [30, 20, 40]), RULE)
        second = protect(release((PLACES,), [32, 60, 40]), RULE, [first])
        assert second.status["s1",] == HELD
        withstands(first, second)

    def test_does_not_tell_now_what_it_hid_before_for_the_sake_of_another(self):
        first = protect(release((PLACES,), [3, 20, 40]), RULE)
        # 3 became 30: its street may be told now, but not in a way that tells the 3 of before.
        second = protect(release((PLACES,), [30, 20, 40]), RULE, [first])
        withstands(first, second)

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
            assert second.release is first.release
        else:
            withstands(first, second)

    def test_keeps_what_it_knew_when_stored(self):
        table = protect(release((PLACES, SEXES), [3, 20, 40, 9, 8, 7]), RULE)
        again = disclosure.from_data(disclosure.to_data(table))
        assert (again.release.counts, again.status) == (table.release.counts, table.status)
        assert again.release.axes == table.release.axes


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
