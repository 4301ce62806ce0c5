"""The number beside 待办: exact after every deed, and not counted anew on every page."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.journal import actions as journal
from safecommunity.reports import apps, waiting
from safecommunity.shell import slots

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the rooms say waits; the list counts how often they were asked."""
    said: list[Any] = []
    asked: list[int] = []

    def collect(_slot: str, _request: Any) -> list[Any]:
        asked.append(1)
        return list(said)

    monkeypatch.setattr(slots, "collect", collect)
    monkeypatch.setattr(waiting, "_known", {})
    return [said, asked]


def deed() -> None:
    """Something that somebody did."""
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        journal.record(by="x", action="look", kind="x", ref="x", at=timezone.now())


def ask(pid: str = "clerk") -> tuple[int, bool]:
    """A page of a reader."""
    return waiting.number(SimpleNamespace(), SimpleNamespace(pid=pid), TODAY)  # type: ignore[arg-type]


def test_rooms_are_asked_once_as_long_as_nothing_is_done(rooms: list[Any]) -> None:
    said, asked = rooms
    said.append(SimpleNamespace(due=None))
    deed()
    assert [ask(), ask(), ask()] == [(1, False)] * 3
    assert len(asked) == 1


def test_after_a_deed_they_are_asked_again(rooms: list[Any]) -> None:
    said, _asked = rooms
    deed()
    assert ask() == (0, False)
    said.append(SimpleNamespace(due=TODAY - timedelta(days=1)))
    deed()
    assert ask() == (1, True)


def test_each_reader_has_his_own_number_and_a_day_its_own_lateness(rooms: list[Any]) -> None:
    said, asked = rooms
    said.append(SimpleNamespace(due=TODAY))
    deed()
    assert (ask("clerk"), ask("chief")) == ((1, False), (1, False))
    tomorrow = TODAY + timedelta(days=1)
    assert waiting.number(SimpleNamespace(), SimpleNamespace(pid="clerk"), tomorrow) == (1, True)  # type: ignore[arg-type]
    assert len(asked) == 3


def test_what_comes_without_a_deed_is_seen_after_some_seconds(
    rooms: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said, _asked = rooms
    deed()
    assert ask() == (0, False)
    said.append(SimpleNamespace(due=None))
    monkeypatch.setattr(waiting, "SECONDS", 0.0)
    assert ask() == (1, False)


@pytest.mark.parametrize("role", ["grid", "agency"])
def test_who_works_below_the_office_sees_the_list_in_the_menu_while_something_waits(
    rooms: list[Any], role: str
) -> None:
    request = SimpleNamespace(reader=Reader("p", "p", "", (Held(role, "place"),), "demo"))

    def work() -> list[tuple[str, int | None, bool]]:
        return [(one.url, one.badge, one.late) for one in apps.menu(request) if one.group != "prove"]

    deed()
    assert work() == []
    rooms[0].append(SimpleNamespace(due=TODAY - timedelta(days=9)))
    del request._waiting
    deed()
    assert work() == [("/todo/", 1, True)]
