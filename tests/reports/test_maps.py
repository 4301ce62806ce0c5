"""The overview's map: the same figures as the table, hatched below ten cases, places without outlines named."""

from datetime import date

import numpy as np
import pytest

from safecommunity.figures import stores
from safecommunity.places.boundaries import actions
from safecommunity.places.boundaries.actions import Outline
from safecommunity.reports import maps, overview, pictures
from safecommunity.shell import charts
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in
from tests.reports.test_overview import look_at

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    settings.HOME = tmp_path
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def world() -> World:
    return World()


def outline(west: float) -> Outline:
    ring = np.array([(west, 30), (west + 0.02, 30), (west + 0.02, 30.02), (west, 30.02), (west, 30)], float)
    return Outline(((ring,),))


def draw(world: World, *pids: str, starts: date = date(2020, 1, 1)) -> None:
    outlines = {pid: outline(124 + 0.02 * number) for number, pid in enumerate(pids)}
    actions.replace_boundaries(
        place=world.street, outlines=outlines, starts=starts, source="x", by="t", at=NOW
    )


def the_map(world: World) -> maps.PlaceMap:
    seen = look_at(world.street)
    return maps.place_map(seen, overview.by_place(seen))


def test_rates_stand_on_the_map_and_fewer_than_ten_cases_take_no_colour(world) -> None:
    world.hurt(30)
    world.hurt(9, residence=world.west.pid)
    draw(world, world.east.pid, world.west.pid)
    east, west = the_map(world).spots
    table = overview.by_place(look_at(world.street))
    assert [east.figure.value, west.figure.value] == [line.rate.value for line in table.lines]
    assert (east.grade, west.grade) == (0, None)
    assert west.label == "n = 9"  # not its rate
    assert east.label == east.value
    assert "n = 9" in west.says
    assert the_map(world).hatched == "少于 10 例，或没有数字"


def test_ten_cases_are_enough_for_a_colour(world) -> None:
    world.hurt(30)
    world.hurt(10, residence=world.west.pid)
    draw(world, world.east.pid, world.west.pid)
    found = the_map(world)
    assert [spot.grade for spot in found.spots] == [1, 0]
    assert found.hatched == ""
    assert [grade.places for grade in found.grades] == [1, 1]


def test_places_without_an_outline_are_named_and_the_rest_is_drawn(world) -> None:
    world.hurt(30)
    draw(world, world.east.pid)
    found = the_map(world)
    assert [spot.place for spot in found.spots] == [world.east]
    assert found.without == ("示西社区",)


def test_outlines_newer_than_the_period_are_said_to_be(world) -> None:
    world.hurt(30)
    draw(world, world.east.pid, starts=date(2026, 12, 31))
    assert the_map(world).drawn.later


def test_the_page_offers_outlines_to_the_office_and_says_there_are_none(world) -> None:
    world.hurt(30)
    address = f"/places/{world.street.pid}/boundaries/"
    page = signed_in(world, "chief").get("/overview/?period=2026").content.decode()
    assert "还没有边界" in page
    assert address in page
    assert address not in signed_in(world, "auditor").get("/overview/?period=2026").content.decode()


def test_every_area_leads_to_its_place_and_says_its_figure(world) -> None:
    world.hurt(30)
    draw(world, world.east.pid, world.west.pid)
    page = signed_in(world, "clerk").get("/overview/?period=2026").content.decode()
    for place in (world.east, world.west):
        assert page.count(f'<a href="?place={place.pid}&amp;period=2026" aria-label="{place.name}') == 2
    assert "每 10 万人年" in page


def test_the_picture_draws_the_same_numbers(world) -> None:
    world.hurt(30)
    draw(world, world.east.pid, world.west.pid)
    seen = look_at(world.street)
    for width in charts.WIDTHS:
        spec = pictures.spec("map", seen, width)
        texts = [row["text"] for layer in spec["layer"] for row in layer["data"]["values"] if "text" in row]
        assert the_map(world).spots[0].value in texts
        assert spec["width"] == width
    assert pictures.spec("map", seen, 488)["height"] == maps.layers(the_map(world))[0].height + 10 + 60


def test_counts_stand_in_where_no_population_is_known(world) -> None:
    from safecommunity.places.models import Population

    Population.objects.all().delete()
    world.hurt(3)
    draw(world, world.east.pid, world.west.pid)
    found = the_map(world)
    assert not found.rated
    assert [spot.value for spot in found.spots] == ["3", "0"]
    assert [spot.grade for spot in found.spots] == [1, 0]  # a count is whole, however small
