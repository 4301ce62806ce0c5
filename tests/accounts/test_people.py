"""Looking after people on the page: who may, within which reach, and what is refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from safecommunity.accounts import actions, queries
from safecommunity.accounts.models import Scope, User
from safecommunity.shell import slots
from tests.accounts.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
People = Callable[..., User]
Enter = Callable[..., Client]


def places(request: HttpRequest, **context: Any) -> list[tuple[str, str]]:
    return [("place-1", "示例社区")]


def units(request: HttpRequest, **context: Any) -> list[tuple[str, str]]:
    return [("unit-1", "示例卫生院")]


@pytest.fixture(autouse=True)
def _reach(_only_this_room: None) -> None:
    slots.register("place.choices", places)
    slots.register("unit.choices", units)


def sent(**more: str) -> dict[str, str]:
    return {
        "username": "grid7",
        "display_name": "示例网格员",
        "language": "zh-hans",
        "role": "grid",
        "place": "place-1",
        "unit": "",
        "starts": "2026-11-23",
        **more,
    }


@pytest.mark.parametrize("role", ["grid", "facility", "cdc", "clerk", "supervisor", "auditor"])
def test_others_do_not_look_after_people(person: People, enter: Enter, role: str) -> None:
    assert enter(person("a", role)).get("/people/").status_code == 403
    assert enter(User.objects.get()).post("/people/add/", sent()).status_code == 403
    assert User.objects.count() == 1


@pytest.mark.parametrize("address", ["/people/", "/people/add/"])
def test_nobody_is_sent_to_sign_in(db: None, address: str) -> None:
    assert Client().get(address).headers["Location"].startswith("/account/login/")


def test_a_chief_adds_a_grid_worker_who_can_sign_in_and_must_choose_a_password(
    person: People, enter: Enter
) -> None:
    page = enter(person("chief", "chief")).post("/people/add/", sent()).content.decode()
    (password,) = re.findall(r"<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>", page)
    client = Client()
    client.post("/account/login/", {"login": "grid7", "password": password})
    assert client.get("/").headers["Location"] == "/account/password/"
    assert Scope.objects.get(user__username="grid7").place == "place-1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "admin"},
        {"role": "facility", "unit": "unit-1"},
        {"place": "place-of-others"},
        {"place": ""},
        {"unit": "unit-of-others"},
        {"starts": "yesterday"},
        {"ends": "2026-11-01"},
        {"username": "chief"},
        {"username": "<script>"},
        {"username": "u" * 100_000},
        {"display_name": ""},
        {"display_name": "名" * 100_000},
        {"language": "fr"},
    ],
)
def test_a_chief_cannot_give_what_is_not_his_and_nothing_is_left_behind(
    person: People, enter: Enter, wrong: dict[str, str]
) -> None:
    client = enter(person("chief", "chief"))
    answer = client.post("/people/add/", sent(**wrong))
    assert answer.status_code == 200
    assert 'class="refuse"' in answer.content.decode()
    assert (User.objects.count(), Scope.objects.count()) == (1, 1)


def test_a_chief_cannot_give_the_separate_right_an_administrator_can(person: People, enter: Enter) -> None:
    enter(person("chief", "chief")).post("/people/add/", sent(sensitive="on"))
    assert not Scope.objects.get(user__username="grid7").sensitive
    more = sent(username="n2", role="facility", unit="unit-1", sensitive="on")
    enter(person("admin", "admin")).post("/people/add/", more)
    assert Scope.objects.get(user__username="n2").sensitive


@pytest.mark.parametrize("door", ["", "phone/", "password/", "deactivate/"])
def test_a_chief_cannot_reach_a_nurse_or_an_administrator(person: People, enter: Enter, door: str) -> None:
    client = enter(person("chief", "chief"))
    for other in (person("nurse", "facility"), person("admin", "admin")):
        assert client.post(f"/people/{other.pid}/{door}").status_code == 404
        other.refresh_from_db()
        assert other.is_active
        assert not other.password_given


def test_a_person_is_deactivated_but_not_oneself(person: People, enter: Enter) -> None:
    admin, grid = person("admin", "admin"), person("grid", "grid")
    client = enter(admin)
    assert client.post(f"/people/{grid.pid}/deactivate/").status_code == 302
    assert client.post(f"/people/{admin.pid}/deactivate/").status_code == 403
    assert list(User.objects.filter(is_active=True)) == [admin]


def test_a_role_ends_today(person: People, enter: Enter) -> None:
    grid = person("grid", "grid")
    scope = grid.scopes.get()
    enter(person("admin", "admin")).post(f"/people/{grid.pid}/roles/{scope.pk}/end/")
    scope.refresh_from_db()
    assert scope.ends is not None


def test_markup_in_a_name_is_shown_as_text(person: People, enter: Enter) -> None:
    client = enter(person("admin", "admin"))
    client.post("/people/add/", sent(display_name="<b>𠮷</b>"))
    page = client.get("/people/").content.decode()
    assert "&lt;b&gt;𠮷&lt;/b&gt;" in page


def test_the_list_is_paged_by_key_with_a_constant_number_of_queries(
    person: People, enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    admin = person("admin", "admin")
    for number in range(120):
        actions.create_user(username=f"user{number:03}", display_name="示例", by="x", at=NOW)
    client, seen, address = enter(admin), [], "/people/"
    for _ in range(5):
        with django_assert_max_num_queries(8):
            page = client.get(address).content.decode()
        seen += re.findall(r">(admin|user\d{3})<", page)
        following = re.findall(r'href="(\?q=&amp;after=[^"]+)"', page)
        if not following:
            break
        address = "/people/" + following[0].replace("&amp;", "&")
    assert seen == ["admin", *[f"user{number:03}" for number in range(120)]]
    assert "user007" in client.get("/people/?q=user007").content.decode()


def test_what_the_server_did_by_itself_is_said_in_words_not_by_its_internal_name(db):
    assert queries.names({"operator", "keeper", "nobody"}) == {
        "operator": "服务器上用命令导入",
        "keeper": "系统",
    }
