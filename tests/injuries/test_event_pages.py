"""The fact `event`, its figures, and the pages of the register."""

from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from safecommunity.figures import queries as figures
from safecommunity.figures import stores
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions, event_facts
from safecommunity.injuries.models import Event, EventNumber
from tests.injuries.conftest import NOW, Recorder, World, hour
from tests.injuries.test_events import enter, step
from tests.injuries.test_pages import enter as sign_in

pytestmark = pytest.mark.db
YEAR = Period.parse("2026")


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> Any:
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def value(code: str, place: str, *dimensions: tuple[str, int | str]) -> tuple[float | None, int]:
    figure = figures.compute(FigureKey(code, 1, place, YEAR, dimensions), now=NOW)
    return figure.value, figure.n


def some(world: World) -> list[Event]:
    """An accident in time, a fire late, a case, a near miss, and a withdrawn fire."""
    accident, fire = enter(world), enter(world, kind="fire", gb="1986-8", dead=1, serious=0, slight=2)
    case = enter(world, kind="security", gb="", serious=0)
    near = enter(world, kind="near_miss", gb="", serious=0, happened=hour(2, 7, month=3), known_at=None)
    gone = enter(world, kind="fire", gb="", title="登记两次")
    step(world, accident, "report", hour(20, 15))
    step(world, fire, "report", hour(20, 18))
    actions.withdraw_event(reader=world.clerk, event=gone, at=NOW, reason="重复")
    return [accident, fire, case, near, gone]


class TestFigures:
    def test_a_row_says_when_where_and_how_many_and_nothing_of_words(self, world: World) -> None:
        fire = some(world)[1]
        assert event_facts.rows([fire.ref])[fire.ref] == {
            "ref": fire.ref, "year": 2026, "month": 11, "day": 20, "weekday": 5, "hour": 14, "hour_band": 7,
            "kind": 2, "gb_type": 108,
            "grade": 4, "deaths": 1, "hurt": 2, "on_time": 0, "place": world.community.pid,
        }  # fmt: skip

    def test_withdrawn_events_count_nowhere(self, world: World) -> None:
        some(world)
        assert value("event.count", world.street.pid) == (4.0, 4)
        assert value("event.fires", world.street.pid) == (1.0, 1)
        assert value("event.count", world.other_street.pid) == (0.0, 0)
        assert value("event.count", world.street.pid, ("kind", 4)) == (1.0, 1)

    def test_the_share_in_time_is_of_accidents_and_fires_only(self, world: World) -> None:
        some(world)
        assert value("event.on_time", world.street.pid) == (50.0, 2)

    def test_a_figure_moves_with_a_step_and_with_a_correction(self, world: World) -> None:
        event = enter(world)
        assert value("event.on_time", world.street.pid) == (0.0, 1)
        step(world, event, "report", hour(20, 15))
        assert value("event.on_time", world.street.pid) == (100.0, 1)

    def test_rows_behind_a_figure_keep_other_streets_closed(self, world: World) -> None:
        there = enter(world, reader=world.cdc, place=world.other_community.pid)
        here = enter(world)
        rows = event_facts.rows_by_refs(world.clerk, [there.ref, here.ref]).rows
        assert [bool(row.url) for row in rows] == [False, True]
        assert there.title not in rows[0].cells


class TestPages:
    def test_the_register_lists_counts_and_filters(self, world: World) -> None:
        some(world)
        clerk = sign_in(world, "clerk")
        page = clerk.get(reverse("events"), {"place": world.street.pid, "period": "2026"})
        text = page.content.decode()
        assert page.status_code == 200
        assert "SG-2026-000002" in text
        assert "event.count@1~" in text
        fires = clerk.get(reverse("events"), {"kind": "fire", "period": "2026"}).content.decode()
        assert "SG-2026-000002" in fires
        assert "SG-2026-000003" not in fires
        gone = clerk.get(reverse("events"), {"state": "withdrawn"}).content.decode()
        assert "登记两次" in gone
        assert "SG-2026-000001" not in gone
        assert clerk.get(reverse("events"), {"kind": "quake"}).status_code == 400
        march = clerk.get(reverse("events"), {"period": "2026-03"}).content.decode()
        assert "SG-2026-000004" in march
        assert "SG-2026-000001" not in march

    def test_the_number_of_queries_does_not_grow_with_the_list(self, world: World) -> None:
        some(world)
        clerk = sign_in(world, "clerk")
        clerk.get(reverse("events"))
        with CaptureQueriesContext(connection) as few:
            clerk.get(reverse("events"))
        for number in range(12):
            enter(world, title=f"第 {number} 起")
        clerk.get(reverse("events"))  # the store takes in what is new once
        with CaptureQueriesContext(connection) as many:
            clerk.get(reverse("events"))
        assert len(many) == len(few) <= 36  # the frame with its switches and menu included

    def test_the_list_exports_what_it_shows(self, world: World) -> None:
        some(world)
        enter(world, reader=world.cdc, place=world.other_community.pid, title="别处的事故")
        clerk = sign_in(world, "clerk")
        answer = clerk.get(reverse("events_export"), {"kind": "fire", "state": "running"})
        assert answer.status_code == 200
        book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        cells = [str(cell) for sheet in sheets for row in sheet for cell in row]
        assert "SG-2026-000002" in cells
        assert "SG-2026-000001" not in cells
        assert "别处的事故" not in cells

    def test_an_event_not_reported_yet_stands_among_the_work_to_do(self, world: World) -> None:
        event = enter(world)
        clerk = sign_in(world, "clerk")
        assert event.number in clerk.get(reverse("todo")).content.decode()
        assert event.number in sign_in(world, "chief").get(reverse("exceptions")).content.decode()
        step(world, event, "report", hour(20, 15))
        assert event.number not in clerk.get(reverse("todo")).content.decode()

    def test_an_event_is_entered_by_the_form_and_its_page_says_grade_and_clocks(self, world: World) -> None:
        clerk = sign_in(world, "clerk")
        sent = {
            "client_id": "abc", "kind": "accident", "title": "脚手架坠落", "happened_day": "2026-11-20",
            "happened_hour": "9", "place": world.community.pid, "gb": "2025-10", "dead": "3",
            "known_at": "2026-11-20T09:15", "source": "unit", "loss": "46000",
        }  # fmt: skip
        answer = clerk.post(reverse("event_new"), sent, follow=True)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert Event.objects.get().grade == 3
        assert "较大" in text
        assert "待核" in text  # the thresholds are recalled, and the page says so
        assert "2026-11-20 10:15" in text
        assert clerk.get(reverse("event_amend", args=[Event.objects.get().ref])).status_code == 200

    def test_a_wrong_form_says_what_is_wrong_and_stores_nothing(self, world: World) -> None:
        clerk = sign_in(world, "clerk")
        answer = clerk.post(reverse("event_new"), {"kind": "accident", "happened_day": "2026-13-01"})
        assert answer.status_code == 422
        assert Event.objects.count() == 0
        assert "2026-13-01" in answer.content.decode()

    def test_steps_links_and_withdrawal_by_the_page(self, world: World, record: Recorder) -> None:
        event = enter(world)
        report = record(injury_time=hour(20, 14), visit_time=hour(20, 15))
        clerk = sign_in(world, "clerk")
        page = clerk.get(reverse("event", args=[event.ref])).content.decode()
        assert report.card_no in page
        bad = clerk.post(
            reverse("event_step", args=[event.ref]), {"kind": "report", "done": "2026-11-20T15:00"}
        )
        assert bad.status_code == 422
        good = {"kind": "report", "done": "2026-11-20T15:00", "to": "示例区应急管理局"}
        assert clerk.post(reverse("event_step", args=[event.ref]), good).status_code == 302
        link, unlink = (reverse(name, args=[event.ref]) for name in ("event_link", "event_unlink"))
        assert clerk.post(link, {"injury": report.injury.ref}).status_code == 302
        card = clerk.get(reverse("injury", args=[report.injury.ref])).content.decode()
        assert event.number in card
        nurse = sign_in(world, "nurse").get(reverse("injury", args=[report.injury.ref])).content.decode()
        assert event.number not in nurse  # the register is the office's
        assert clerk.post(reverse("event_withdraw", args=[event.ref]), {"reason": "重复"}).status_code == 422
        assert clerk.post(unlink, {"injury": report.injury.ref}).status_code == 302
        assert clerk.post(reverse("event_withdraw", args=[event.ref]), {"reason": "重复"}).status_code == 302
        assert "撤回" in clerk.get(reverse("event", args=[event.ref])).content.decode()

    def test_a_grid_worker_reports_a_near_miss_and_opens_his_own_only(self, world: World) -> None:
        other = enter(world)
        grid = sign_in(world, "grid_worker")
        sent = {
            "client_id": "x", "kind": "near_miss", "title": "瓷砖掉落", "happened_day": "2026-11-22",
            "happened_hour": "8", "place": world.grid.pid,
        }  # fmt: skip
        assert grid.post(reverse("event_new"), sent).status_code == 302
        own = Event.objects.get(title="瓷砖掉落")
        assert own.source == "grid"
        listed = grid.get(reverse("events")).content.decode()
        assert own.number in listed
        assert other.number not in listed
        assert grid.get(reverse("event", args=[other.ref])).status_code == 404
        assert grid.post(reverse("event_step", args=[own.ref]), {"kind": "closed"}).status_code == 403
        assert grid.post(reverse("event_new"), {**sent, "client_id": "y", "kind": "fire"}).status_code == 422

    @pytest.mark.parametrize("role", ["auditor", "supervisor", "nurse"])
    def test_who_does_not_handle_events_is_refused(self, world: World, role: str) -> None:
        other = sign_in(world, role)
        assert other.get(reverse("events")).status_code == 403
        assert other.get(reverse("event_new")).status_code == 403
        assert other.get(reverse("event", args=[enter(world).ref])).status_code == 404


def test_events_noted_before_the_register_get_numbers_in_their_order(world: World) -> None:
    first, second = enter(world), enter(world, kind="security", gb="", serious=0)
    EventNumber.objects.all().delete()
    import_module("safecommunity.injuries.migrations.0003_events").complete(apps, None)
    assert [one.number for one in Event.objects.order_by("pk")] == [first.number, second.number]
    assert list(EventNumber.objects.values_list("year", "last")) == [(2026, 2)]
