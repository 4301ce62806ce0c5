"""The overview of events: the views of the injuries' overview on the register; every number opens as many events."""

import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from safecommunity.figures import queries, stores
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.reports import event_overview, overview, panels, pictures
from safecommunity.reports.event_overview import EventLook
from safecommunity.shell import charts
from tests.injuries.conftest import NOW, World, hour, world  # noqa: F401 — the fixture
from tests.injuries.test_events import enter, step
from tests.injuries.test_pages import enter as sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
YEAR = Period.of_year(2026)
LINK = re.compile(r'href="/figures/([^"#]+)/(?:#rows)?"[^>]*>(?:<b>)?([\d,]+)<')


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings, monkeypatch):
    settings.STORE = tmp_path / "store"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def events(world: World) -> World:  # noqa: F811
    """Two accidents (one reported in time), a fire with 1 dead and 2 hurt, a case, a near miss in March."""
    accident = enter(world)
    enter(world, title="第二起", serious=2)
    enter(world, kind="fire", gb="1986-8", dead=1, serious=0, slight=2, happened=hour(3, 22, month=8))
    enter(world, kind="security", gb="", serious=0)
    enter(world, kind="near_miss", gb="", serious=0, happened=hour(2, 7, month=3), known_at=None)
    step(world, accident, "report", hour(20, 15))
    return world


def look_at(place, period: Period = YEAR) -> EventLook:
    stores.store("event").refresh()
    return EventLook(place, period, NOW, "zh-hans")


def page(world: World, who: str = "clerk", period: str = "2026", place=None) -> str:  # noqa: F811
    where = (place or world.street).pid
    answer = sign_in(world, who).get(f"/overview/events/?place={where}&period={period}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_people_dead_and_hurt_are_added_up_over_the_events_that_have_them(events):
    """By hand: 1 dead; 1 + 2 seriously and 2 slightly hurt make 5; five events are on the register."""
    found = {
        one.figure.definition.code: one.figure for one in event_overview.shown_figures(look_at(events.street))
    }
    assert (found["event.count"].value, found["event.dead"].value, found["event.hurt"].value) == (
        5.0,
        1.0,
        5.0,
    )
    # of two accidents and one fire one was reported within the hour
    assert found["event.on_time"].value == pytest.approx(100 / 3)


def test_every_panel_adds_up_to_n(events):
    look = look_at(events.street)
    assert look.n == 5
    assert sum(bar.n for bar in overview.pareto(look, "gb_type").bars) == 5
    for grid in (*event_overview.grids(look), panels.hours(look)):
        assert sum(cell.n for line in grid.lines for cell in line.cells) == grid.n == 5
    assert sum(row["n"] or 0 for row in overview.trend(look)) == 5


def test_every_number_on_the_page_opens_as_many_rows(events):
    found = [(key, int(n.replace(",", ""))) for key, n in LINK.findall(page(events))]
    counts = [(key, n) for key, n in found if key.startswith("event.count") or key.startswith("event.fires")]
    assert len(counts) > 20
    for key, n in counts:
        assert queries.compute(FigureKey.parse(key), now=NOW).n == n, key


def test_the_night_fire_stands_in_its_month_and_its_two_hours(events):
    grid = panels.hours(look_at(events.street))
    august = next(line for line in grid.lines if line.code == 8)
    assert [cell.n for cell in august.cells] == [0] * 11 + [1]


def test_subordinate_places_stand_in_the_table_with_the_whole_beneath(events):
    table = event_overview.by_place(look_at(events.district))
    by_name = {
        line.place.name: [figure.value for _head, figure, _url in line.figures] for line in table.lines
    }
    assert by_name == {"示例街道": [5, 1, 1, 5], "另一街道": [0, 0, 0, 0]}
    assert [figure.value for _head, figure, _url in table.whole] == [5, 1, 1, 5]


def test_an_empty_register_is_no_zero_and_an_empty_period_leads_to_the_years_on_record(events):
    assert "空台账不等于零" in page(events, place=events.other_street, who="cdc")
    text = page(events, period="2024")
    assert "period=2026" in text
    assert not LINK.findall(text)


def test_the_tables_can_be_taken_along(events):
    answer = sign_in(events, "clerk").get(
        f"/overview/events/tables.xlsx?place={events.street.pid}&period=2026"
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheet_names == [
        "主要数字",
        "事故类别",
        "类别和等级",
        "类别和月份",
        "月份和时段",
        "各月事件数",
        "各地区",
    ]
    rows = book.get_sheet_by_name("类别和等级").to_python()
    assert [row[-1] for row in rows if row and row[0] == "合计数"] == [5.0]


def test_queries_do_not_grow_with_places_or_events(events, django_assert_max_num_queries):
    client, address = sign_in(events, "clerk"), f"/overview/events/?place={events.street.pid}&period=2026"
    client.get(address)
    with django_assert_max_num_queries(40):
        client.get(address)
    asked = []
    for number in (
        2,
        12,
    ):  # after a deed every room is asked anew what waits; how much was entered changes nothing
        for n in range(number):
            enter(events, title=f"又一起 {number}-{n}")
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        asked.append(len(counted))
    assert asked[1] == asked[0]


@pytest.mark.parametrize("name", pictures.OF_EVENTS)
def test_every_picture_has_a_specification_at_both_widths(events, name):
    look = look_at(events.street)
    for width in charts.WIDTHS:
        spec = pictures.spec(name, look, width)
        sides = spec["padding"] if isinstance(spec["padding"], dict) else {"left": 0, "right": 0}
        assert spec["width"] + sides["left"] + sides["right"] == width


def test_who_does_not_read_this_place_does_not_see_it(events):
    client = sign_in(events, "clerk")
    for address in ("/overview/events/", "/overview/events/tables.xlsx", "/charts/event-hours.svg"):
        assert client.get(f"{address}?place={events.other_street.pid}&period=2026").status_code == 403
