"""From records to a figure: counted by place and period, divided by people, with its interval, opening its rows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from safecommunity.epi.rates import crude_rate
from safecommunity.figures import actions as figures
from safecommunity.figures import queries, stores
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions as injuries
from safecommunity.injuries.models import Report
from tests.figures.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.db]
YEAR = Period.of_year(2026)


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def world() -> World:
    return World()


def figure(code: str, place, period: Period = YEAR, **dimensions) -> Figure:
    key = FigureKey(code, catalogue.get(code).version, place.pid, period, tuple(dimensions.items()))
    return queries.compute(key, now=NOW)


def test_without_records_the_count_is_zero_and_the_rate_has_an_upper_limit(world):
    assert figure("injury.count", world.street).value == 0
    rate = figure("injury.rate", world.street)
    # Garwood's upper limit for 0 cases is 3.6889 (Garwood 1936, table)
    assert (rate.value, rate.lower) == (0.0, 0.0)
    assert rate.upper == pytest.approx(3.688879454 / rate.denominator * 100_000)


def test_a_record_is_counted_in_its_community_its_street_and_its_district_and_nowhere_else(world):
    world.hurt(1)
    assert [figure("injury.count", p).n for p in (world.east, world.street, world.district)] == [1, 1, 1]
    assert [figure("injury.count", p).n for p in (world.west, world.other)] == [0, 0]


def test_a_rate_is_cases_by_residents_times_the_days_that_have_passed(world):
    world.hurt(8)
    rate = figure("injury.rate", world.street)
    days = (date(2026, 11, 23) - date(2026, 1, 1)).days + 1
    assert rate.denominator == pytest.approx(10_000 * days / 365)
    expected = crude_rate(cases=8, person_years=10_000 * days / 365, method="garwood")
    assert (rate.value, rate.lower, rate.upper) == pytest.approx(
        (expected.estimate, expected.lower, expected.upper)
    )
    assert (rate.n, rate.method) == (8, "garwood")


def test_people_of_sixty_five_and_over_divide_the_falls_of_that_age_only(world):
    world.hurt(3, age_years=70)
    world.hurt(5, age_years=64)
    fall = figure("injury.fall.home.65plus", world.street)
    assert fall.n == 3
    assert fall.denominator == pytest.approx(900 * 327 / 365)  # 500 + 400 people, 327 days to 23 November


def test_outsiders_count_where_they_were_hurt_but_not_in_the_rate(world):
    world.hurt(2, residence=None, lives_elsewhere=True, occurrence=world.east.pid)
    assert figure("injury.rate", world.street).n == 0
    assert figure("injury.occurred", world.street).n == 2


def test_a_place_without_population_has_counts_and_no_rate(world):
    world.hurt(2, residence=world.other.pid)
    rate = figure("injury.rate", world.other)
    assert (rate.value, rate.lower, rate.n) == (None, None, 2)
    assert figure("injury.count", world.other).value == 2


def test_months_years_and_dimensions_narrow_the_count(world):
    world.hurt(2)
    world.hurt(
        1,
        injury_time=datetime(2025, 12, 31, 17, 0, tzinfo=UTC),
        visit_time=datetime(2025, 12, 31, 18, tzinfo=UTC),
    )
    # 17:00 UTC on 31 December is 01:00 on 1 January in Shanghai: the local year counts
    assert figure("injury.count", world.street).n == 3
    assert figure("injury.count", world.street, Period.parse("2026-06")).n == 2
    assert figure("injury.count", world.street, Period.parse("2025")).n == 0
    assert figure("injury.count", world.street, cause=3).n == 3
    assert figure("injury.count", world.street, cause=1).n == 0


def test_new_amended_linked_and_withdrawn_records_move_the_figure_at_once_before_and_after_compaction(world):
    world.hurt(4)
    for compacted in (False, True):
        if compacted:
            stores.store("injury").compact()
        before = figure("injury.count", world.street).n
        world.hurt(1)
        assert figure("injury.count", world.street).n == before + 1
        first, second = Report.objects.filter(state="live", is_primary=True).order_by("pk")[:2]
        cdc = world.reader("cdc", world.district)
        injuries.link_reports(reader=cdc, injury=first.injury, report=second, at=NOW)
        assert figure("injury.count", world.street).n == before
        injuries.unlink_reports(reader=cdc, report=Report.objects.get(pk=second.pk), at=NOW)
        assert figure("injury.count", world.street).n == before + 1


def test_the_table_of_places_adds_up_and_takes_the_same_queries_for_any_number(
    world, django_assert_max_num_queries
):
    world.hurt(3)
    world.hurt(2, residence=world.west.pid)
    stores.store("injury").refresh()
    with django_assert_max_num_queries(6):
        found = queries.compute_places(
            catalogue.get("injury.count"), [world.east.pid, world.west.pid], YEAR, now=NOW
        )
    assert [found[p.pid].n for p in (world.east, world.west)] == [3, 2]
    assert sum(f.n for f in found.values()) == figure("injury.count", world.street).n


def test_rows_behind_a_figure_are_as_many_as_its_n_and_opened_within_the_reader_s_rights(world):
    world.hurt(3)
    world.hurt(1, cause=4, intent=3)  # violence: needs a separate right
    counted = figure("injury.count", world.street)
    clerk = queries.rows_behind(world.reader("clerk"), counted)
    assert (clerk.total, clerk.openable) == (4, 3)
    trusted = queries.rows_behind(world.reader("clerk", sensitive=True), counted)
    assert (trusted.total, trusted.openable) == (4, 4)
    nobody = queries.rows_behind(world.reader("clerk", world.other), counted)
    assert (nobody.total, nobody.openable) == (4, 0)
    assert all(not row.url for row in nobody.rows.rows)


def test_rows_come_in_pages_and_say_which_changed_since(world):
    world.hurt(queries.PAGE + 7)
    counted = figure("injury.count", world.street)
    clerk = world.reader("clerk")
    first = queries.rows_behind(clerk, counted)
    rest = queries.rows_behind(clerk, counted, first.following)
    assert (len(first.rows.rows), len(rest.rows.rows), rest.following) == (queries.PAGE, 7, "")
    assert len({row.ref for row in first.rows.rows + rest.rows.rows}) == queries.PAGE + 7
    assert queries.rows_behind(clerk, counted, since=0).changed == queries.PAGE + 7
    assert queries.rows_behind(clerk, counted, after="f" * 32).start == 0


def test_a_record_knows_the_figures_it_feeds(world):
    world.hurt(1, age_years=80, severity=3, nature=1)
    row = next(iter(stores.store("injury").reader.all_rows("injury")))
    assert {d.code for d in queries.fed_by("injury", row)} == {
        "injury.count",
        "injury.rate",
        "injury.rate.standardised",
        "injury.rate.standardised.who",
        "injury.fall.home.65plus",
        "injury.severe",
    }  # not deaths, and not occurred: where it happened was not said


def test_the_figure_says_how_many_facilities_reported(world):
    world.hurt(1)
    counted = figure("injury.count", world.street)
    assert (counted.received, counted.due) == (0, 1)
    assert not counted.is_complete
    assert replace(counted, received=1).is_complete


@pytest.mark.parametrize(
    ("code", "dimensions"),
    [
        ("injury.count", {"colour": 1}),
        ("injury.count", {"cause": "fall"}),
        ("injury.count", {"residence": 3}),
        ("injury.fall.home.65plus", {"age_band": 3}),
        ("injury.rate", {"hour": 3}),
        ("injury.unheard", {}),
    ],
)
def test_a_key_that_names_no_possible_figure_is_refused(world, code, dimensions):
    from safecommunity.indicators.errors import IndicatorError

    with pytest.raises(IndicatorError):
        queries.compute(FigureKey(code, 1, world.street.pid, YEAR, tuple(dimensions.items())), now=NOW)


def test_two_engines_give_one_number(world):
    from safecommunity.engine import analysis

    world.hurt(6)
    world.hurt(3, cause=7, nature=5)
    store = stores.store("injury")
    store.refresh()
    condition = queries.condition_of(catalogue.get("injury.count"), [world.east.pid], YEAR)
    with analysis.opened("duckdb") as engine:
        told = analysis.counts(engine, store.schema, store.view(), condition, ("cause",))
    assert told == store.counts(condition, ("cause",)) == {(3,): 6, (7,): 3}


def test_a_pinned_figure_is_counted_again_after_everything_has_changed(world):
    """No number without its records, years later too: the kept state gives the n that was shown."""
    world.hurt(5)
    shown = figure("injury.count", world.street)
    pin = figures.pin_figure(figure=shown, purpose="annual report", by="clerk", at=NOW)
    world.hurt(9)
    store = stores.store("injury")
    for _ in range(3):
        world.hurt(1)
        store.compact()
        store.refresh()
    assert figure("injury.count", world.street).n == 17
    then = store.pinned(pin.snapshot["name"])
    assert then.seq == pin.seq
    assert then.counts(queries.condition_behind(shown), ()) == {(): shown.n} == {(): 5}
    assert len(then.listing(queries.condition_behind(shown))) == 5
    assert pin.snapshot["files"]
