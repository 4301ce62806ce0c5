"""People by list: all faults together, nobody twice, first passwords once, and a phone in no message, page or log."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client

from safecommunity.accounts import reading
from safecommunity.accounts.models import Scope, User
from safecommunity.journal.models import AuditEvent
from safecommunity.shell import slots

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
People = Callable[..., User]
Enter = Callable[..., Client]
PHONE = "13900001234"


def places(request: HttpRequest, **context: Any) -> list[tuple[str, str]]:
    return [
        ("place-1", "示例街道"),
        ("place-2", "　示例社区"),
        ("place-3", "　同名社区"),
        ("place-4", "　同名社区"),
    ]


@pytest.fixture(autouse=True)
def _reach(_only_this_room: None) -> None:
    slots.register("place.choices", places)
    slots.register("unit.choices", lambda _request, **_context: [("unit-1", "示例卫生院")])
    slots.register("sector.choices", lambda _request, **_context: [("fire", "消防")])


def head() -> str:
    return ",".join(reading.headings().values()) + "\n"


def send(client: Client, *rows: str) -> Any:
    file = SimpleUploadedFile("人员.csv", (head() + "\n".join(rows)).encode("gb18030"))
    return client.post("/people/import/", {"file": file})


def row(
    name: str, login: str, role: str, place: str = "", *, unit: str = "", sector: str = "", phone: str = ""
) -> str:
    return f"{name},{login},{role},{place},{unit},{sector},{phone},2025-03-01"


def test_people_come_in_once_with_a_first_password_each_and_a_second_row_is_a_second_role(
    person: People, enter: Enter
) -> None:
    client = enter(person("admin", "admin"))
    rows = (row("模拟甲", "jia", "网格员", "示例社区", phone=PHONE), row("模拟甲", "jia", "安全办内勤", "示例街道"),
            row("模拟乙", "yi", "医疗机构填报员", unit="示例卫生院"),
            row("模拟丙", "bing", "成员单位", "示例街道", sector="消防"))  # fmt: skip
    page = send(client, *rows)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    given = {user.username: password for user, password in page.context["rows"]}
    assert set(given) == {"jia", "yi", "bing"}
    made = User.objects.get(username="jia")
    assert made.check_password(given["jia"])
    assert made.password_given, "to be changed at the first sign-in"
    assert made.phone == PHONE
    assert set(Scope.objects.filter(user=made).values_list("role", "place")) == {
        ("grid", "place-2"),
        ("clerk", "place-1"),
    }
    assert Scope.objects.get(user__username="bing").sector == "fire"
    again = send(client, *rows)
    assert again.status_code == 302
    assert (User.objects.count(), Scope.objects.count()) == (4, 5)
    more = send(client, row("模拟甲", "JIA", "网格员", "示例街道"))
    assert more.status_code == 302
    assert Scope.objects.filter(user=made).count() == 3


def test_all_faults_of_all_rows_come_together_and_nothing_is_stored(person: People, enter: Enter) -> None:
    client = enter(person("admin", "admin"))
    page = send(
        client, row("模拟甲", "jia", "国王", "火星"), row("", "<b>", "网格员", "同名社区"),
        row("模拟乙", "yi", "医疗机构填报员"), row("模拟丙", "jia", "网格员", "示例社区", sector="消防"),
        row("别人", "admin", "网格员", "示例社区"), row("模拟丁", "ding", "网格员", "示例社区", phone="12ab"),
        row("模拟戊", "wu", "网格员", "示例社区", phone=PHONE),
        row("模拟己", "ji", "网格员", "示例社区", phone=f"+86 {PHONE}"),
    )  # fmt: skip
    assert page.status_code == 422
    titles = reading.headings()
    told = {name: said for said, name in titles.items()}
    assert [(fault.row, told[fault.column]) for fault in page.context["faults"]] == [
        (2, "role"), (2, "place"), (3, "display_name"), (3, "place"), (3, "username"), (4, "unit"), (5, "sector"),
        (5, "display_name"), (6, "display_name"), (7, "phone"), (9, "phone"),
    ]  # fmt: skip
    assert User.objects.count() == 1


def test_a_phone_is_told_nowhere(person: People, enter: Enter) -> None:
    client = enter(person("admin", "admin"))
    for wrong in ("", "x" * 500):
        page = send(client, row("模拟甲", f"jia{wrong}", "网格员", "示例社区", phone=PHONE))
        assert PHONE not in page.content.decode()
    assert PHONE not in str(list(AuditEvent.objects.values()))
    book = client.get("/people/import/template/").content
    from safecommunity.shell import sheets

    given = sheets.read(book, "t.xlsx", lambda cell: cell)
    at = given.headings.index(reading.headings()["phone"])
    assert {cells[at] for _n, cells in given.rows} == {""}
    assert any("模拟甲" in cells for _n, cells in given.rows)


def test_a_chief_gives_by_list_what_he_may_give_on_the_page(person: People, enter: Enter) -> None:
    other = person("other", "cdc")
    client = enter(person("chief", "chief"))
    page = send(
        client, row("模拟甲", "jia", "系统管理员"), row(other.display_name, "other", "网格员", "示例社区")
    )
    assert [(fault.row, fault.came) for fault in page.context["faults"]] == [(2, "系统管理员"), (3, "other")]
    assert send(client, row("模拟甲", "jia", "网格员", "示例社区")).status_code == 200


@pytest.mark.parametrize("role", ["grid", "clerk", "auditor"])
def test_others_bring_nobody(person: People, enter: Enter, role: str) -> None:
    client = enter(person("a", role))
    assert client.get("/people/import/").status_code == 403
    assert client.get("/people/import/template/").status_code == 403
    assert send(client, row("模拟甲", "jia", "网格员", "示例社区")).status_code == 403
