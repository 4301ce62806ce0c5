"""The place tree: permanent ids, dated codes and paths, people with their source."""

from datetime import UTC, date, datetime

import pytest

from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions, queries
from safecommunity.places.actions import Refused, Residents, divisions
from safecommunity.places.models import Place, PlaceCode

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = date(2020, 1, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


def make(name: str, level: str, parent: Place | None = None, **more) -> Place:
    return actions.create_place(name=name, level=level, parent=parent, by="t", at=NOW, starts=DAY, **more)


@pytest.fixture
def tree():
    district = make("示例区", "district")
    street = make("示例街道", "street", district, order=1)
    town = make("示例镇", "street", district, order=2)
    east, west = (
        make("示东社区", "community", street, order=1),
        make("示西社区", "community", street, order=2),
    )
    return {"district": district, "street": street, "town": town, "east": east, "west": west}


def people(place: Place, year: int, *cells: Residents, source: str = "统计公报") -> int:
    return actions.set_population(place=place, year=year, cells=cells, source=source, by="t", at=NOW)


def test_a_subtree_is_the_place_and_everything_below_it(tree):
    assert set(queries.subtree(tree["street"].pid)) == {tree[k].pid for k in ("street", "east", "west")}
    assert queries.subtree(tree["east"].pid) == (tree["east"].pid,)


def test_an_unknown_place_has_only_itself_and_no_people(tree):
    assert queries.subtree("nowhere") == ("nowhere",)
    assert queries.population("nowhere", 2026) is None


def test_subtrees_of_many_places_take_the_same_two_queries(tree, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = queries.subtrees([place.pid for place in tree.values()])
    assert found[tree["district"].pid] == {place.pid for place in tree.values()}


def test_a_place_may_skip_a_level_but_not_turn_it_round(tree):
    city = make("示例市", "city")
    assert make("直管街道", "street", city).parent == city  # no district, as in Dongguan
    with pytest.raises(Refused, match="示例区"):
        make("示例区", "district", tree["street"])


def test_an_empty_name_and_an_unknown_level_are_refused_and_leave_nothing():
    before = Place.objects.count(), AuditEvent.objects.count()
    with pytest.raises(Refused):
        make("  ", "street")
    with pytest.raises(Refused, match="galaxy"):
        make("x", "galaxy")
    assert (Place.objects.count(), AuditEvent.objects.count()) == before


def test_one_code_names_one_place_at_a_time(tree):
    actions.give_code(place=tree["east"], system="local", code="001", starts=DAY)
    with pytest.raises(Refused, match="001"):
        actions.give_code(place=tree["west"], system="local", code="001", starts=DAY)
    assert queries.by_code("001") == tree["east"]
    assert queries.by_code(tree["west"].pid) == tree["west"]
    assert queries.by_code("zzz") is None


def test_a_moved_place_takes_its_subtree_along_and_the_old_map_stays(tree):
    grid = make("第 1 网格", "grid", tree["east"])
    actions.move_place(place=tree["east"], parent=tree["town"], on=date(2024, 1, 1), by="t", at=NOW)
    assert grid.pid in queries.subtree(tree["town"].pid)
    assert grid.pid not in queries.subtree(tree["street"].pid)
    assert grid.pid in queries.subtree(tree["street"].pid, on=date(2023, 12, 31))
    assert grid.pid in queries.subtree(tree["town"].pid, on=date(2024, 1, 1))


def test_a_second_move_on_the_same_day_is_refused_whole(tree):
    actions.move_place(place=tree["east"], parent=tree["town"], on=date(2024, 1, 1), by="t", at=NOW)
    with pytest.raises(Refused):
        actions.move_place(place=tree["east"], parent=tree["street"], on=date(2024, 1, 1), by="t", at=NOW)
    assert tree["east"].pid in queries.subtree(tree["town"].pid)


def test_people_come_with_year_source_and_version_and_the_newest_version_counts(tree):
    people(tree["east"], 2025, Residents(8000))
    assert people(tree["east"], 2025, Residents(8214), source="统计公报 v2") == 2
    found = queries.population(tree["east"].pid, 2026)
    assert (found.count, found.year, found.source, found.version) == (8214, 2025, "统计公报 v2", 2)


def test_no_later_year_stands_in_for_an_earlier_one(tree):
    people(tree["east"], 2025, Residents(8214))
    assert queries.population(tree["east"].pid, 2024) is None


def test_ages_are_answered_only_where_the_bands_tile_them_exactly(tree):
    people(
        tree["east"],
        2025,
        *(
            Residents(n, sex, low, high)
            for sex in (1, 2)
            for low, high, n in ((0, 64, 3000), (65, 79, 400), (80, None, 100))
        ),
    )
    assert queries.population(tree["east"].pid, 2025).count == 7000
    assert queries.population(tree["east"].pid, 2025, ages=(65, None)).count == 1000
    assert queries.population(tree["east"].pid, 2025, sex=2, ages=(80, None)).count == 100
    assert queries.population(tree["east"].pid, 2025, ages=(70, None)) is None


def test_a_street_without_a_table_is_the_sum_of_its_communities_if_all_have_one(tree):
    people(tree["east"], 2025, Residents(8214))
    assert queries.population(tree["street"].pid, 2025) is None
    people(tree["west"], 2025, Residents(7436))
    assert queries.population(tree["street"].pid, 2025).count == 8214 + 7436


def test_a_population_needs_numbers_a_source_and_a_possible_year(tree):
    for cells, source, year in (((), "x", 2025), ((Residents(1),), " ", 2025), ((Residents(1),), "x", 1800)):
        with pytest.raises(Refused):
            actions.set_population(place=tree["east"], year=year, cells=cells, source=source, by="t", at=NOW)


def test_the_simulated_label_belongs_to_a_place_and_reaches_everything_below():
    world = make("示例省", "province", label="simulated", source="模拟数据")
    below = make("示例区", "district", world)
    real = make("真实数据", "street", label="real", source="NEISS")
    assert queries.label_of(below.pid) == ("simulated", "模拟数据")
    assert queries.label_of(real.pid)[0] == "real"
    assert queries.label_of("nowhere") == ("", "")


def test_shipped_divisions_load_with_their_ancestors_and_loading_twice_adds_nothing():
    made = divisions.load(within="110101", by="t", at=NOW)
    street = queries.by_code("110101001", "stats")
    assert street is not None
    assert [place.level for place in queries.ancestors(street.pid)] == [
        "province",
        "city",
        "district",
        "street",
    ]
    # 北京市, 市辖区, 东城区 and its streets: counted in the shipped tables
    expected = sum(
        1
        for table, *_rest in divisions.TABLES
        for row in divisions.rows(table)
        if row["code"].startswith("110101") or "110101".startswith(row["code"])
    )
    assert made == expected == PlaceCode.objects.filter(system="stats").count()
    assert divisions.load(within="110101", by="t", at=NOW) == 0


def test_a_code_that_nobody_bears_is_refused_when_loading():
    for came in ("99", "abc", "１１"):
        with pytest.raises(Refused, match="--within"):
            divisions.load(within=came, by="t", at=NOW)


def test_an_organisation_needs_a_name_and_a_known_kind(tree):
    with pytest.raises(Refused):
        actions.register_unit(name=" ", kind="health", place=tree["east"], starts=DAY, by="t", at=NOW)
    with pytest.raises(Refused, match="spaceship"):
        actions.register_unit(name="x", kind="spaceship", place=tree["east"], starts=DAY, by="t", at=NOW)


def test_facilities_are_the_reporting_units_of_the_subtree_in_force_on_a_day(tree):
    clinic = actions.register_unit(
        name="示例医院", kind="health", place=tree["east"], starts=DAY, reports_injuries=True, by="t", at=NOW
    )
    actions.register_unit(name="示例小学", kind="school", place=tree["east"], starts=DAY, by="t", at=NOW)
    assert queries.facilities(tree["street"].pid) == [clinic]
    assert queries.facilities(tree["west"].pid) == []
    assert queries.facilities(tree["street"].pid, on=date(2019, 12, 31)) == []
