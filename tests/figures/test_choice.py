"""The period switch offers the years a place has records of: those of a file long past, too."""

from datetime import UTC, date, datetime

import pytest

from safecommunity.figures import choice, stores
from safecommunity.places import queries as places
from tests.figures.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


def offered(place) -> list[int]:
    stores.store("injury").refresh()
    return choice._years(list(places.subtree(place.pid)), TODAY)


def test_a_place_without_records_offers_the_last_five_years():
    assert offered(World().street) == [2026, 2025, 2024, 2023, 2022]


def test_a_place_offers_this_year_and_its_years_on_record():
    world = World()
    for year in (2017, 2019):
        day = datetime(year, 6, 1, tzinfo=UTC)
        world.hurt(1, injury_time=day, visit_time=day)
    assert offered(world.street) == [2026, 2019, 2017]
