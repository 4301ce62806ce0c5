"""People beside counts: which table answers for a place and year, and how many years its residents lived."""

from datetime import date

import numpy as np
import pytest

from safecommunity.engine.errors import FactError
from safecommunity.engine.periods import Months, Weeks, month_index, week_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.population import people_of

MAP = PlaceMap.of_paths(
    {"city": "/city/", "east": "/city/east/", "west": "/city/west/", "lane": "/city/west/lane/"}
)


def laid(lines, asked=(2026, 2026), width=2):
    pids, years, groups, people = zip(*lines, strict=True) if lines else ((), (), (), ())
    return people_of(MAP, pids=pids, years=years, groups=groups, people=people, asked=asked, width=width)


def of(found, pid):
    return found.people[found.pids.index(pid), 0].tolist()


class TestATable:
    def test_of_the_year_answers_and_lines_of_one_group_add_up(self):
        found = laid([("east", 2026, 0, 10), ("east", 2026, 0, 5), ("east", 2026, 1, 7)])
        assert of(found, "east") == [15, 7]

    def test_of_the_latest_year_before_answers_and_says_so(self):
        found = laid(
            [("east", 2020, 0, 10), ("east", 2020, 1, 1), ("east", 2010, 0, 3), ("east", 2027, 0, 9)]
        )
        assert of(found, "east") == [10, 1]
        assert found.of_year[found.pids.index("east"), 0] == 2020

    def test_is_the_sum_of_those_beneath_where_there_is_none(self):
        found = laid([(name, 2026, group, 10) for name in ("east", "lane") for group in (0, 1)])
        assert of(found, "west") == [10, 10]  # from its lane
        assert of(found, "city") == [20, 20]  # from east and west

    def test_of_its_own_is_not_replaced_by_those_beneath(self):
        found = laid([("city", 2026, 0, 1), *(("east", 2026, 0, 10), ("west", 2026, 0, 10))])
        assert of(found, "city")[0] == 1

    @pytest.mark.parametrize("west", [[], [("west", 2025, 0, 10)]], ids=["none", "of another year"])
    def test_is_unknown_where_one_beneath_has(self, west):
        assert np.isnan(of(laid([("east", 2026, 0, 10), *west]), "city")).all()

    def test_that_knows_one_group_leaves_the_other_unknown(self):
        assert np.isnan(of(laid([("east", 2026, 0, 10)]), "east")[1])

    def test_with_a_group_out_of_range_is_refused(self):
        with pytest.raises(FactError, match="got 2, allowed is 0 to 1"):
            laid([("east", 2026, 2, 10)])


class TestPersonYears:
    def test_a_year_of_months_is_a_year_also_in_a_leap_year(self):
        found = laid([("east", 2024, 0, 1000)], asked=(2024, 2024), width=1)
        lived = found.person_years(Months(month_index(2024, 1), month_index(2024, 12)))
        at = found.pids.index("east")
        assert lived[at].sum() == pytest.approx(1000, abs=1e-9)
        assert lived[at, 1, 0] == pytest.approx(1000 * 29 / 366)

    def test_a_week_over_new_year_takes_each_day_from_its_own_year(self):
        """Week 1 of 2025 is 30 December 2024 (a leap year) to 5 January 2025."""
        found = laid([("east", 2024, 0, 366), ("east", 2025, 0, 3650)], asked=(2024, 2025), width=1)
        week = week_index(date(2025, 1, 1))
        lived = found.person_years(Weeks(week, week))
        assert lived[found.pids.index("east"), 0, 0] == pytest.approx(2 * 1 + 5 * 10)

    def test_of_years_not_asked_for_is_refused(self):
        with pytest.raises(FactError, match="year 2027"):
            laid([]).person_years(Months(month_index(2027, 1), month_index(2027, 1)))

    def test_of_unknown_people_are_unknown(self):
        lived = laid([]).person_years(Months(month_index(2026, 1), month_index(2026, 2)))
        assert np.isnan(lived).all()
