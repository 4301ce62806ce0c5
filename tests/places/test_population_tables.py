"""Population tables read once and asked often: by age groups, for many places, in a constant number of queries."""

from datetime import UTC, date, datetime

import pytest

from safecommunity.places import actions, queries
from safecommunity.places.actions import Residents

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
GROUPS = [(0, 4), (5, 64), (65, None)]


def place(name, level, parent=None):
    return actions.create_place(
        name=name, level=level, parent=parent, by="t", at=NOW, starts=date(2020, 1, 1)
    )


@pytest.fixture
def street():
    return place("示例街道", "street")


def people(where, year, *cells):
    actions.set_population(place=where, year=year, cells=cells, source="统计公报", by="t", at=NOW)


def by_bands(factor=1):
    """0, 1-4, 5-64, 65+ of men and women; together 10, 40, 900, 100 times the factor."""
    sizes = {(0, 0): 5, (1, 4): 20, (5, 64): 450, (65, None): 50}
    return [Residents(n * factor, sex, low, high) for sex in (1, 2) for (low, high), n in sizes.items()]


def test_groups_are_made_of_the_bands_that_tile_them(street):
    people(street, 2025, *by_bands())
    known = queries.population_tables([street.pid], 2026)
    both = known.by_ages(street.pid, 2026, GROUPS)
    assert (both.counts, both.year, both.source, both.version) == ((50, 900, 100), 2025, "统计公报", 1)
    assert known.by_ages(street.pid, 2026, GROUPS, sex=2).counts == (25, 450, 50)


def test_a_group_nobody_knows_makes_the_whole_answer_unknown(street):
    people(street, 2025, Residents(1050))
    people(street, 2024, Residents(1000, 0, 0, 64), Residents(90, 0, 65, None))
    known = queries.population_tables([street.pid], 2026)
    assert known.by_ages(street.pid, 2026, GROUPS) is None
    assert known.people(street.pid, 2026).count == 1050
    # an older table that answers stands in for a newer one that does not
    assert known.by_ages(street.pid, 2026, [(0, 64), (65, None)]).year == 2024


def test_no_table_of_a_later_year_answers(street):
    people(street, 2025, *by_bands())
    known = queries.population_tables([street.pid], 2026)
    assert known.by_ages(street.pid, 2024, GROUPS) is None


def test_a_place_is_the_sum_of_its_children_by_age_too(street):
    kids = [place("示东社区", "community", street), place("示西社区", "community", street)]
    people(kids[0], 2025, *by_bands())
    assert queries.population_tables([street.pid], 2026).by_ages(street.pid, 2026, GROUPS) is None
    people(kids[1], 2025, *by_bands(2))
    known = queries.population_tables([street.pid], 2026)
    assert known.by_ages(street.pid, 2026, GROUPS).counts == (150, 2700, 300)


def test_two_queries_for_any_number_of_places(street, django_assert_num_queries):
    kids = [place(f"社区{number}", "community", street) for number in range(6)]
    for kid in kids:
        people(kid, 2025, *by_bands())
    with django_assert_num_queries(2):
        known = queries.population_tables([street.pid, *(kid.pid for kid in kids)], 2026)
        assert known.people(street.pid, 2026).count == 6 * 1050
        assert all(known.by_ages(kid.pid, 2026, GROUPS) for kid in kids)
    with django_assert_num_queries(2):
        assert len(queries.populations([kid.pid for kid in kids], 2026)) == 6
