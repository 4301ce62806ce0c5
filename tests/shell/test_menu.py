"""The menu: parts that fold once it is long, what is open, what the box above finds."""

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from safecommunity.shell import menu, slots
from safecommunity.shell.initials import initials

FRAME = '{% extends "shell/frame.html" %}{% block title %}T{% endblock %}{% block heading %}H{% endblock %}'
LETTERS = slots.MenuEntry("act", "责任书", "/letters/", sub="promise")
TASKS = slots.MenuEntry("act", "任务", "/tasks/?state=open", 3, True, sub="promise")
HAZARDS = slots.MenuEntry("see", "风险隐患", "/hazards/", sub="hazard")
MANY = [slots.MenuEntry("daily", f"事{n}", f"/d{n}/") for n in range(menu.FEW)]


@pytest.fixture(autouse=True)
def _own_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_providers", {})


def offered(*entries: slots.MenuEntry) -> None:
    slots.register("menu", lambda _request, **_context: list(entries))


def asked(path: str = "/elsewhere/", cookie: str = "") -> HttpRequest:
    request = RequestFactory().get(path)
    if cookie:
        request.COOKIES[menu.COOKIE] = cookie
    return request


def folded(request: HttpRequest) -> dict[str, bool]:
    """The parts that fold, and whether each is open."""
    return {sub.key: sub.opened for group in menu.menu(request) for sub in group.subs if sub.key}


def test_a_short_menu_does_not_fold() -> None:
    offered(LETTERS, TASKS, HAZARDS)
    assert folded(asked()) == {}
    assert [str(group.title) for group in menu.menu(asked())] == ["看清", "行动"]


def test_a_long_menu_folds_parts_of_more_than_one_entry() -> None:
    offered(*MANY, LETTERS, TASKS, HAZARDS)
    assert folded(asked()) == {"promise": False}


@pytest.mark.parametrize(
    ("path", "cookie", "opened"),
    [
        ("/letters/3/", "", True),  # the present page's part
        ("/tasks/", "", True),  # the query of an entry does not matter
        ("/elsewhere/", "outreach.promise", True),  # somebody opened it before
        ("/elsewhere/", "promises", False),
        ("/elsewhere/", "<script>.\x00", False),
    ],
)
def test_open_is_the_part_of_the_present_page_and_what_was_opened_before(
    path: str, cookie: str, opened: bool
) -> None:
    offered(*MANY, LETTERS, TASKS)
    assert folded(asked(path, cookie)) == {"promise": opened}


def test_a_folded_part_counts_what_waits_in_it() -> None:
    offered(*MANY, LETTERS, TASKS)
    (part,) = [sub for group in menu.menu(asked()) for sub in group.subs if sub.key]
    assert (part.badge, part.late) == (3, True)


def test_the_providers_are_asked_once_a_request() -> None:
    times = []
    slots.register("menu", lambda _request, **_context: times.append(1) or LETTERS)
    engines["django"].from_string(FRAME).render({}, asked())
    assert len(times) == 1


def test_a_subgroup_of_another_group_is_an_error() -> None:
    offered(slots.MenuEntry("see", "x", "/x/", sub="promise"))
    with pytest.raises(ValueError, match=r"'promise' of '/x/' is none of 'see'; its own: injury, hazard"):
        menu.menu(asked())


def test_every_subgroup_belongs_to_a_group() -> None:
    assert {group for group, _title in menu.SUBS.values()} <= set(menu.GROUPS)


def test_the_box_looks_through_titles_initials_and_the_part_they_stand_in() -> None:
    offered(LETTERS)
    (line,) = [line for group in menu.menu(asked()) for sub in group.subs for line in sub.lines]
    assert line.find == "责任书 zrs 承诺和任务 cnhrw"


def test_the_box_is_there_for_a_menu_it_helps_with() -> None:
    offered(*MANY[:3])
    assert "menu-find" not in engines["django"].from_string(FRAME).render({}, asked())
    offered(*MANY[3:])
    page = engines["django"].from_string(FRAME).render({}, asked())
    assert '<div class="menu-find" hidden>' in page  # without script it would do nothing


def test_a_cookie_never_comes_back_into_the_page() -> None:
    offered(*MANY, LETTERS, TASKS)
    assert "<script>a" not in engines["django"].from_string(FRAME).render({}, asked(cookie="<script>a"))


@pytest.mark.parametrize(("name", "letters"), [("示中社区", "szsq"), ("第 3 网格", "d3wg"), ("𠮷", "")])
def test_initials_of_names(name: str, letters: str) -> None:
    assert initials(name) == letters
