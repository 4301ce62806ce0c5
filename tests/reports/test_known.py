"""The overview says what is known: no zero for what nobody recorded, no comparison with unknown years."""

from datetime import UTC, datetime

import pytest

from safecommunity.figures import stores
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions as injuries
from safecommunity.injuries.actions import BulkRow
from safecommunity.places.models import Place
from safecommunity.reports import overview
from safecommunity.reports.look import Look
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


def look(world: World, period: Period = YEAR, place: Place | None = None) -> Look:
    stores.store("injury").refresh()
    return Look(place or world.street, period, NOW, "zh-hans")


def lacking(world: World) -> list[str]:
    """In the town, which has no population on record, as an imported place."""
    seen = look(world, place=world.other)
    found = overview.unsaid(seen, overview.shown_figures(seen))
    return [figure.definition.code for figure in found]


def test_injuries_of_known_severity_make_no_severe_one_a_zero(world):
    world.hurt(2, severity=1, residence=world.other.pid)
    assert lacking(world) == []


def test_where_no_record_says_how_severe_it_was_no_severe_injury_is_not_a_zero(world):
    # as a NEISS row: no cause, intent or severity, but an outcome
    hour = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    values = {"residence": world.other.pid, "sex": 2, "age_years": 40, "injury_time": hour, "outcome": 1}
    rows = [BulkRow(values=values, source_key="one", source="import", number=1)]
    assert injuries.bulk_record(rows, by="t", at=NOW, place=world.other).accepted == 1
    assert lacking(world) == ["injury.severe"]


def test_an_empty_period_lacks_nothing_but_records(world):
    assert lacking(world) == []


def test_a_year_without_records_and_reports_is_unknown_and_one_with_records_is_known(world):
    assert not look(world).known
    world.hurt(1)
    assert look(world).known
    # no injury in March, but the year has records: zero is a count then
    assert look(world, Period.parse("2026-03")).known
    assert not look(world, Period.of_year(2025)).known


def test_a_period_that_has_not_begun_is_unknown(world):
    world.hurt(1)
    assert not look(world, Period.parse("2026-12")).known


def test_years_before_the_first_record_are_not_compared_with(world):
    world.hurt(3, injury_time=datetime(2025, 6, 1, tzinfo=UTC), visit_time=datetime(2025, 6, 1, tzinfo=UTC))
    world.hurt(5)
    rows = overview.trend(look(world))
    june = rows[5]
    # only 2025 is on record: 3 injuries in June; 2023 and 2024 are unknown, not zero
    assert (june["n"], june["lowest"], june["mean"], june["highest"]) == (5, 3, 3.0, 3)


def test_months_that_are_not_over_are_not_compared_with(world):
    world.hurt(5)
    rows = overview.trend(look(world, Period.of_year(2027)))
    assert [row["n"] for row in rows] == [None] * 12
    # October 2026 is over and had none; November is running, December has not begun
    assert [row["mean"] for row in rows[9:]] == [0.0, None, None]
