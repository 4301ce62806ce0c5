"""A population stored from a list is what the next rate is divided by, without waiting and without a restart."""

from datetime import UTC, datetime

import pytest

from safecommunity.figures import queries, stores
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import actions
from tests.injuries.conftest import NOW, Recorder, World, hour, record, world  # noqa: F401 — fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


def rate(world: World) -> float | None:  # noqa: F811
    key = FigureKey("injury.rate", 1, world.community.pid, Period.parse("2025"))
    return queries.compute(key, now=NOW).value


def test_a_rate_uses_the_population_of_a_list_as_soon_as_it_is_stored(world: World, record: Recorder) -> None:  # noqa: F811
    record(
        injury_time=hour(5, 10, month=3).replace(year=2025),
        visit_time=hour(5, 12, month=3).replace(year=2025),
    )
    assert rate(world) is None  # nobody has said how many people live there
    for people in (1_000, 2_000):
        table = actions.PopulationTable(world.community, 2025, f"公报 {people}", (actions.Residents(people),))
        actions.import_populations(
            tables=[table], file_name="p.csv", top="", asked=0, by="t", at=datetime(2026, 11, 23, tzinfo=UTC)
        )
        # 1 case in one year among so many people
        assert rate(world) == pytest.approx(100_000 / people)
