"""Outlines and pins on record: dated, never overwritten, one audit event each; a plan fixed later moves its own."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest

from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as tree
from safecommunity.places import geometry
from safecommunity.places.boundaries import actions, queries
from safecommunity.places.boundaries.actions import Mark, Outline, Refused
from safecommunity.places.models import Boundary, Pin, Place, StreetPlan
from safecommunity.places.plans import Unfixable
from tests.places import scans

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = date(2020, 1, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


def square(west: float, south: float = 30.0, side: float = 0.02) -> Outline:
    ring = np.array(
        [
            (west, south),
            (west + side, south),
            (west + side, south + side),
            (west, south + side),
            (west, south),
        ]
    )
    return Outline(((ring,),))


@pytest.fixture
def street() -> Place:
    street = tree.create_place(name="示例街道", level="street", by="t", at=NOW, starts=DAY)
    for name in ("示东社区", "示西社区"):
        tree.create_place(name=name, level="community", parent=street, by="t", at=NOW, starts=DAY)
    return street


@pytest.fixture
def pids(street: Place) -> tuple[str, str]:
    east, west = Place.objects.filter(parent=street).order_by("id")
    return east.pid, west.pid


def replace(street: Place, outlines: dict[str, Outline], starts: date = DAY, **more) -> int:
    return actions.replace_boundaries(
        place=street, outlines=outlines, starts=starts, source="民政图，2020 年", by="t", at=NOW, **more
    )


def on(day: date, *pids: str) -> dict[str, queries.Outlined]:
    return queries.map_of(pids, day).outlines


def test_two_outlines_are_one_audit_event_that_names_the_places(street, pids) -> None:
    before = AuditEvent.objects.count()
    assert replace(street, {pids[0]: square(124.02), pids[1]: square(124.0)}, datum="gcj02") == 2
    (event,) = AuditEvent.objects.order_by("id")[before:]
    assert (event.action, event.detail["places"], event.detail["datum"]) == (
        "replace_boundaries", list(pids), "gcj02",
    )  # fmt: skip
    kept = Boundary.objects.first()
    # 0.02° by 0.02° at 30.01° N on a sphere of 6,371,008.8 m: 2.22390 km × 1.92568 km
    assert kept.area_km2 == pytest.approx(4.2825, rel=1e-3)
    assert (kept.datum, kept.points, kept.source) == ("gcj02", 5, "民政图，2020 年")


def test_a_new_outline_closes_the_old_one_and_the_map_of_then_stays(street, pids) -> None:
    replace(street, {pids[0]: square(124.0)})
    replace(street, {pids[0]: square(124.5)}, date(2024, 7, 1))
    assert geometry.box([on(date(2024, 6, 30), pids[0])[pids[0]].shape])[0] == 124.0
    assert geometry.box([on(date(2024, 7, 1), pids[0])[pids[0]].shape])[0] == 124.5
    assert Boundary.objects.count() == 2


def test_the_same_outline_again_changes_nothing(street, pids) -> None:
    replace(street, {pids[0]: square(124.0)})
    assert replace(street, {pids[0]: square(124.0)}, date(2024, 7, 1)) == 0
    assert Boundary.objects.count() == 1


def test_a_correction_of_the_same_day_stands_for_that_day(street, pids) -> None:
    replace(street, {pids[0]: square(124.0)})
    replace(street, {pids[0]: square(124.5)})
    assert geometry.box([on(DAY, pids[0])[pids[0]].shape])[0] == 124.5
    assert Boundary.objects.count() == 2  # the mistake is not erased


def test_an_outline_before_the_one_that_holds_is_refused_and_nothing_is_kept(street, pids) -> None:
    replace(street, {pids[0]: square(124.0)}, date(2024, 7, 1))
    with pytest.raises(Refused, match="示东社区 已有 2024-07-01"):
        replace(street, {pids[1]: square(124.2), pids[0]: square(124.5)}, date(2023, 1, 1))
    assert Boundary.objects.count() == 1


def test_for_days_before_the_first_outline_it_stands_in_and_says_so(street, pids) -> None:
    replace(street, {pids[0]: square(124.0)}, date(2024, 7, 1))
    found = queries.map_of(pids, date(2021, 1, 1))
    assert found.later
    assert list(found.outlines) == [pids[0]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outlines": {}}, "没有选边界"),
        ({"source": "  "}, "来源"),
        ({"starts": date(1900, 1, 1)}, "1900-01-01"),
        ({"outlines": {"nowhere": square(124.0)}}, "nowhere"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_came(street, pids, change, words) -> None:
    given = {
        "place": street,
        "outlines": {pids[0]: square(124.0)},
        "starts": DAY,
        "source": "x",
        "by": "t",
        "at": NOW,
    }
    with pytest.raises(Refused, match=words):
        actions.replace_boundaries(**{**given, **change})
    assert not Boundary.objects.exists()


def test_the_map_of_a_day_takes_the_same_queries_for_two_places_and_for_forty(
    street, pids, django_assert_num_queries
) -> None:
    replace(street, {pid: square(124.0) for pid in pids})
    with django_assert_num_queries(1):
        on(DAY, *pids)


@pytest.fixture
def plan(street: Place) -> StreetPlan:
    return actions.keep_plan(place=street, name="平面图", content=scans.png(1000, 800), by="t", at=NOW)


# a plan of a metre a pixel with its corner at 124° E, 30.01° N
def mark(x: float, y: float) -> Mark:
    east, north = x / (geometry.DEGREE * np.cos(np.radians(30.01))), -y / geometry.DEGREE
    return Mark(x, y, 124 + east, 30.01 + north)


MARKS = [mark(100, 100), mark(900, 120), mark(480, 700)]
PIXELS = np.array([(100, 100), (500, 100), (500, 400), (100, 400), (100, 100)], float)


def draw(plan: StreetPlan, pid: str, spots=None) -> int:
    return actions.save_drawing(
        plan=plan, outlines={pid: Outline(((PIXELS,),))}, spots=spots or {}, starts=DAY, source="手绘", by="t",
        at=NOW,
    )  # fmt: skip


def test_without_coordinates_outlines_stand_on_their_plan_alone(street, pids, plan) -> None:
    draw(plan, pids[0])
    found = queries.map_of(pids, DAY)
    assert found.plan == plan
    kept = found.outlines[pids[0]].boundary
    assert (kept.datum, kept.area_km2) == ("", None)
    replace(street, {pids[1]: square(124.0)})
    mixed = queries.map_of(pids, DAY)
    assert (list(mixed.outlines), mixed.plan, mixed.elsewhere) == ([pids[1]], None, 1)


def test_fixing_a_plan_puts_on_the_ground_what_was_drawn_on_it(street, pids, plan) -> None:
    unit = tree.register_unit(
        name="示例中学", kind="school", place=Place.objects.get(pid=pids[0]), starts=DAY, by="t", at=NOW
    )
    draw(plan, pids[0], {unit.pid: (300.0, 250.0)})
    before = AuditEvent.objects.count()
    actions.fix_plan(plan=plan, marks=MARKS, datum="cgcs2000", by="t", at=NOW)
    assert AuditEvent.objects.count() == before + 1
    found = queries.map_of(pids, DAY)
    assert found.plan is None
    # 400 m × 300 m as drawn
    assert found.outlines[pids[0]].boundary.area_km2 == pytest.approx(0.12, rel=2e-3)
    pin = Pin.objects.get(ends__isnull=True)
    assert (pin.x, pin.y) == pytest.approx((mark(300, 250).lon, mark(300, 250).lat), abs=1e-6)
    assert [p.unit for p in queries.pins_within(street.pid, DAY)] == [unit]


def test_points_in_a_line_leave_the_plan_as_it_was(plan) -> None:
    with pytest.raises(Unfixable):
        actions.fix_plan(
            plan=plan,
            marks=[mark(0, 0), mark(500, 2), mark(900, 0)],
            datum="cgcs2000",
            by="t",
            at=NOW,
        )
    plan.refresh_from_db()
    assert plan.fixed is None


def test_a_drawing_is_kept_whole_or_not_at_all(street, pids, plan) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(Refused, match="没有这个单位"):
        draw(plan, pids[0], {"nobody": (1.0, 1.0)})
    assert not Boundary.objects.exists()
    assert AuditEvent.objects.count() == before


def test_the_same_scan_twice_is_one_plan_and_its_picture_holds_nothing_else(street, plan) -> None:
    again = actions.keep_plan(
        place=street, name="again", content=scans.png(1000, 800, more=b"secret author"), by="t", at=NOW
    )
    assert again == plan
    assert b"secret" not in bytes(StreetPlan.objects.get().picture)


def test_a_pin_moves_and_goes_with_its_dates(street, pids) -> None:
    place = Place.objects.get(pid=pids[0])
    unit = tree.register_unit(name="示例中学", kind="school", place=place, starts=DAY, by="t", at=NOW)

    def pin(spot, day: date) -> int:
        return actions.place_pins(
            place=street, spots={unit.pid: spot}, starts=day, source="x", by="t", at=NOW
        )

    assert pin((124.0, 30.0), DAY) == 1
    assert pin((124.0, 30.0), DAY) == 0
    assert pin((124.1, 30.0), date(2024, 1, 1)) == 1
    assert pin(None, date(2025, 1, 1)) == 1
    days = [date(2023, 1, 1), date(2024, 6, 1), date(2025, 6, 1)]
    found = [[p.x for p in queries.pins_within(street.pid, day)] for day in days]
    assert found == [[124.0], [124.1], []]


def test_what_the_audit_log_keeps_of_it_can_be_told_as_json(street, pids, plan) -> None:
    draw(plan, pids[0])
    assert all(json.dumps(event.detail) for event in AuditEvent.objects.all())


def test_a_street_of_many_shops_still_offers_its_school_and_what_is_pinned(
    street: Place, monkeypatch
) -> None:
    """A market of a thousand stalls, entered first, must not push the school off the plan."""
    monkeypatch.setattr(queries, "MOST_UNITS", 3)
    common = {"place": street, "starts": DAY, "by": "t", "at": NOW}
    shops = [tree.register_unit(name=f"示例商铺{n}", kind="shop", **common) for n in range(4)]
    school = tree.register_unit(name="示例中学", kind="school", **common)
    assert queries.units(street.pid)[0] == school
    assert queries.units_beside(street.pid) == 2
    actions.place_pins(
        place=street, spots={shops[3].pid: (124.0, 30.0)}, starts=DAY, source="t", by="t", at=NOW
    )
    assert queries.units(street.pid)[:2] == [shops[3], school]
