"""What a reader may open of the facts, told by their columns, is what the database says row by row."""

import pytest

from safecommunity.engine.conditions import AllOf, Not
from safecommunity.figures import registry, stores
from safecommunity.injuries import actions
from safecommunity.injuries.models import Event, Report
from safecommunity.injuries.queries import events
from safecommunity.injuries.queries.rights import rights
from safecommunity.places import queries as places
from tests.injuries.conftest import NOW, Recorder, World, hour, reader

pytestmark = pytest.mark.db


def told(fact: str, who: object) -> set[str]:
    """Refs open to a reader by the columns of the facts."""
    door = registry.fact(fact).opening
    assert door is not None
    may, view = door(who), stores.store(fact).refresh()
    besides = AllOf((Not(may.condition),))
    return {*view.listing(may.condition).refs(), *view.among(may.own, besides)}


@pytest.fixture
def everybody(world: World) -> list[object]:
    named = [
        getattr(world, who)
        for who in ("nurse", "grid_worker", "clerk", "chief", "cdc", "supervisor", "auditor")
    ]
    street = world.other_street.pid
    return [
        *named,
        reader("clerk", "clerk", place=street, sensitive=True),
        reader("nobody", "clerk", place="gone"),
        reader("nurse", "facility", place=world.street.pid, unit=world.elsewhere.pid, sensitive=True),
    ]


def test_injuries_open_by_the_columns_are_those_open_by_the_rights(
    world: World, record: Recorder, everybody: list[object]
) -> None:
    record()
    record(intent=3)
    record(reader=world.cdc, unit=world.elsewhere.pid, residence="", occurrence="")
    record(reader=world.cdc, unit=world.elsewhere.pid, intent=2, occurrence=world.other_community.pid)
    for number, kind in enumerate((11, 10)):
        actions.record_quick_report(
            reader=world.grid_worker, at=NOW, client_id=f"q{number}",
            values={"sex": 1, "age_years": 8, "injury_time": hour(22, 9), "cause": kind, "place_kind": 5,
                    "occurrence": world.grid.pid},
        )  # fmt: skip
    counts = set()
    for who in everybody:
        standing = Report.objects.filter(rights(who).visible, is_primary=True, state="live")  # type: ignore[arg-type]
        assert told("injury", who) == set(standing.values_list("injury__ref", flat=True)), who
        counts.add(standing.count())
    assert len(counts) > 3  # they are not all alike


@pytest.fixture
def some_events(world: World) -> None:
    common = {"ref": None, "kind": "near_miss", "title": "x", "happened": NOW, "entered_at": NOW}
    fields = {one.name for one in Event._meta.get_fields()}
    for number, (place, by) in enumerate(
        [(world.community, "clerk"), (world.other_community, "cdc"), (world.other_community, world.grid_worker.pid)]
    ):  # fmt: skip
        values = {**common, "ref": f"{number:032x}", "number": str(number), "place": place, "entered_by": by}
        Event.objects.create(**{name: value for name, value in values.items() if name in fields})


@pytest.mark.usefixtures("some_events")
def test_events_too(everybody: list[object]) -> None:
    counts = set()
    for who in everybody:
        standing = Event.objects.filter(events.visible(rights(who)))  # type: ignore[arg-type]
        assert told("event", who) == set(standing.values_list("ref", flat=True)), who
        counts.add(standing.count())
    assert len(counts) > 2


@pytest.mark.usefixtures("some_events")
@pytest.mark.parametrize("few", [0, 3000], ids=["walked", "looked up"])
def test_the_list_of_events_holds_what_the_rights_open_of_a_place(
    world: World, everybody: list[object], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "FEW", few)
    for who in everybody:
        held = rights(who)  # type: ignore[arg-type]
        open_to_him = Event.objects.filter(events.visible(held))
        assert set(events.listed(held).found) == set(open_to_him), who
        for place in (world.district, world.street, world.other_street):
            path = places.open_paths([place.pid])[place.pid]
            inside = open_to_him.filter(place__pid__in=places.subtree(place.pid))
            assert set(events.listed(held, path).found) == set(inside), (who, place)
