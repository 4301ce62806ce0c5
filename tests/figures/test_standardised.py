"""Standardised and age-specific figures: from records and people by age, or not at all."""

from datetime import date

import pytest

from safecommunity.epi.rates import crude_rate
from safecommunity.figures import queries, stores
from safecommunity.indicators import ages, catalogue, standards
from safecommunity.indicators.errors import FigureError
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import actions
from safecommunity.places.actions import Residents
from tests.figures.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.db]
YEAR = Period.of_year(2026)
PASSED = ((date(2026, 11, 23) - date(2026, 1, 1)).days + 1) / 365
CHINA = standards.get("china_2020")


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def world() -> World:
    return World()


def by_age(world, per_band=500):
    """A thousand people in every age band of the street, half men, half women."""
    cells = [Residents(per_band, sex, band.lower, band.upper) for sex in (1, 2) for band in ages.BANDS]
    actions.set_population(place=world.street, year=2026, cells=cells, source="统计公报", by="t", at=NOW)


def figure(code, place, **dimensions):
    return queries.compute(FigureKey(code, 1, place.pid, YEAR, tuple(dimensions.items())), now=NOW)


def test_where_people_are_not_known_by_age_there_is_no_standardised_rate(world):
    world.hurt(3)  # the world knows people up to 64 and from 65 up only
    found = figure("injury.rate.standardised", world.street)
    assert (found.value, found.lower, found.denominator, found.n) == (None, None, None, 3)
    assert figure("injury.rate", world.street).value is not None


def test_the_rate_is_weighted_by_the_standard_and_opens_as_many_rows(world):
    by_age(world)
    world.hurt(3, age_years=40)
    world.hurt(2, age_years=2)
    found = figure("injury.rate.standardised", world.street)
    whole = sum(CHINA.weights)
    # 3 cases among 1,000 of 40-44; 2 among 2,000 of 0-4 (the bands 0 and 1-4)
    expected = (3 / 1000 * CHINA.weights[8] + 2 / 2000 * CHINA.weights[0]) / whole / PASSED * 100_000
    assert found.value == pytest.approx(expected)
    assert (found.n, found.method) == (5, "fay_feuer")
    assert found.denominator == pytest.approx(19_000 * PASSED)
    assert found.lower < found.value < found.upper
    assert queries.rows_behind(world.reader("clerk"), found).total == 5


def test_two_standards_give_two_rates_of_the_same_records(world):
    by_age(world)
    world.hurt(3, age_years=80)
    china, who = (
        figure(code, world.street) for code in ("injury.rate.standardised", "injury.rate.standardised.who")
    )
    # the Chinese population of 2020 is older than the world standard
    assert china.value > who.value
    assert china.n == who.n == 3


def test_who_is_of_unknown_age_is_not_counted_and_not_among_the_rows(world):
    by_age(world)
    world.hurt(2, age_years=40)
    world.hurt(1, age_years=None, source="import")
    assert figure("injury.rate", world.street).n == 3
    found = figure("injury.rate.standardised", world.street)
    assert found.n == queries.rows_behind(world.reader("clerk"), found).total == 2


def test_without_cases_the_rate_is_zero_with_an_upper_limit(world):
    by_age(world)
    found = figure("injury.rate.standardised", world.street)
    assert (found.value, found.lower, found.n) == (0.0, 0.0, 0)
    assert found.upper > 0


def test_a_part_of_the_cases_over_the_same_people_and_one_sex_over_its_own(world):
    by_age(world)
    world.hurt(4, age_years=40)
    world.hurt(2, age_years=40, sex=1)
    all_of_them = figure("injury.rate.standardised", world.street)
    women = figure("injury.rate.standardised", world.street, sex=2)
    assert (women.n, all_of_them.n) == (4, 6)
    assert women.value == pytest.approx(all_of_them.value * 4 / 3)
    assert figure("injury.rate.standardised", world.street, cause=3).value == pytest.approx(all_of_them.value)


def test_a_standardised_rate_is_not_split_by_age(world):
    with pytest.raises(FigureError, match="age_band"):
        figure("injury.rate.standardised", world.street, age_band=3)


def test_an_age_specific_rate_divides_by_the_people_of_that_age(world):
    by_age(world)
    world.hurt(3, age_years=40)
    band = figure("injury.rate", world.street, age_band=ages.band_of(40))
    expected = crude_rate(cases=3, person_years=1000 * PASSED, method="garwood")
    assert (band.value, band.upper) == pytest.approx((expected.estimate, expected.upper))
    group = figure("injury.rate", world.street, age_group=ages.group_of(40), sex=2)
    assert group.denominator == pytest.approx(2000 * PASSED)  # 25-44: four bands of 500 women
    with pytest.raises(FigureError, match="one of them is allowed"):
        figure("injury.rate", world.street, age_group=3, age_band=8)


def test_the_strata_are_the_rates_a_standardised_rate_is_made_of(world):
    by_age(world)
    world.hurt(3, age_years=40)
    found = figure("injury.rate.standardised", world.street)
    strata = queries.strata_behind(found, queries.ground_of(world.street.pid, 2026))
    assert [row.rate.cases for row in strata] == [0] * 8 + [3] + [0] * 9
    assert sum(row.weight for row in strata) == pytest.approx(100)
    assert sum(row.rate.estimate * row.weight / 100 for row in strata) == pytest.approx(found.value)
    assert (strata[0].people, strata[-1].label) == (2000, "85+")
    for row in strata:  # each opens its own records
        assert figure("injury.rate", world.street, **dict([row.dimension])).n == row.rate.cases
    assert (
        queries.strata_behind(figure("injury.rate", world.street), queries.ground_of(world.street.pid, 2026))
        == ()
    )


def test_many_figures_by_dimensions_are_one_count_and_each_as_if_asked_alone(
    world, django_assert_max_num_queries
):
    by_age(world)
    world.hurt(3, age_years=40)
    world.hurt(1, age_years=80, sex=1)
    stores.store("injury").refresh()
    ground = queries.ground_of(world.street.pid, 2026)
    with django_assert_max_num_queries(5):
        found = queries.compute_by(
            catalogue.get("injury.rate"), world.street.pid, YEAR, {"sex": (1, 2), "age_group": range(7)},
            now=NOW, ground=ground,
        )  # fmt: skip
    assert len(found) == 14
    assert sum(one.n for one in found.values()) == 4
    alone = figure("injury.rate", world.street, sex=2, age_group=3)
    assert (found[2, 3].value, found[2, 3].key) == (alone.value, alone.key)


def test_a_two_hour_cell_opens_the_records_of_its_two_hours(world):
    world.hurt(2)  # nine in the morning in Shanghai
    cell = figure("injury.count", world.street, month=6, hour_band=4)
    assert (cell.n, str(cell.key)) == (2, f"injury.count@1~{world.street.pid}~2026~hour_band=4,month=6")
    assert queries.rows_behind(world.reader("clerk"), cell).total == 2
    assert figure("injury.count", world.street, month=6, hour_band=5).n == 0


def test_the_figure_s_page_names_the_standard_its_warning_and_the_rates_by_age(
    world, client, django_user_model
):
    from tests.reports.pages import signed_in

    by_age(world)
    world.hurt(3, age_years=40)
    found = figure("injury.rate.standardised", world.street)
    page = signed_in(world, "clerk").get(f"/figures/{found.key}/").content.decode()
    assert "第七次全国人口普查（2020）" in page
    assert CHINA.warning("zh-hans") in page
    assert "Fay–Feuer" in page
    assert "80–84" in page
