"""Checks over what rooms register: ranks (N14), the population of a report (N15), what was held (N16)."""

from datetime import UTC, date, datetime

import pytest

from safecommunity.figures import actions as figures
from safecommunity.figures import queries, stores
from safecommunity.figures.checker import across, frozen, registry
from safecommunity.figures.checker.registry import Asked, Ranking
from safecommunity.figures.models import Pin
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import actions as places
from safecommunity.places.actions import Residents
from tests.figures.world import World

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def world(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield World()
    stores.forget()


def found(find):
    return list(find(Asked(NOW, date(2026, 11, 23))))


@pytest.mark.parametrize("interval", [True, False])
def test_n14_a_published_ranking_without_intervals_is_found(interval):
    registry.register_rankings("test", lambda _asked: [Ranking("r", "p", "街道排名", interval)])
    try:
        assert bool(found(across.unsure_ranks)) is not interval
    finally:
        registry._rankings.pop("test")


def pin(world, code: str = "injury.rate", purpose: str = "年度总结") -> Pin:
    key = FigureKey(code, catalogue.get(code).version, world.east.pid, Period.of_year(2026))
    return figures.pin_figure(figure=queries.compute(key, now=NOW), purpose=purpose, by="t", at=NOW)


def test_n15_a_report_that_divides_by_two_versions_of_one_population_is_found(world):
    world.hurt(2)
    pin(world)
    pin(world, "injury.rate")
    assert not found(across.populations_of_reports)
    cells = [Residents(5600, 0, 0, 64), Residents(520, 0, 65, None)]
    places.set_population(place=world.east, year=2026, cells=cells, source="核定", by="t", at=NOW)
    pin(world)
    (one,) = found(across.populations_of_reports)
    assert (one.said["versions"], one.place) == ([1, 2], world.east.pid)


def test_n15_another_report_with_the_new_version_is_silent(world):
    pin(world)
    cells = [Residents(5600, 0, 0, 64), Residents(520, 0, 65, None)]
    places.set_population(place=world.east, year=2026, cells=cells, source="核定", by="t", at=NOW)
    pin(world, purpose="另一份报告")
    assert not found(across.populations_of_reports)


def test_n16_a_held_figure_that_was_changed_in_the_database_is_found(world):
    world.hurt(2)
    held = pin(world, "injury.count")
    assert not found(frozen.altered)
    Pin.objects.filter(pk=held.pk).update(content={**held.content, "value": 1, "n": 1})
    (one,) = found(frozen.altered)
    assert (one.key, one.said["what"]) == (f"pin:{held.pid}", "content")


def test_n16_a_held_figure_whose_query_changed_is_found(world):
    from safecommunity.journal.models import AuditEvent

    held = pin(world, "injury.count")
    changed = {**held.content, "definition": {**held.content["definition"], "unit": "persons"}}
    Pin.objects.filter(pk=held.pk).update(content=changed)
    AuditEvent.objects.filter(action="pin_figure").update(detail={"digest": frozen.digest(changed)})
    assert [one.said["what"] for one in found(frozen.altered)] == ["query"]
