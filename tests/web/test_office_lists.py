"""Every list of the office, whatever room it belongs to: out as a workbook, in again, in a district's own form.

Walked over the registry: a list without a line in EXAMPLES fails here.
"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from safecommunity.accounts.models import Scope
from safecommunity.governance import actions as office
from safecommunity.governance.models import Body
from safecommunity.governance.volunteers import actions as volunteers
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import OfficeList
from tests.governance.conftest import NOW, Street, street
from tests.governance.plans.test_plans import made as plan
from tests.governance.test_work import browser

__all__ = ["street"]
pytestmark = [pytest.mark.django_db, pytest.mark.db]
Where = tuple[tuple[str, ...], dict[str, str]]  # what stands in the addresses of a list: arguments, query
NONE: Where = ((), {})


def seats(street: Street) -> tuple[Where, dict[str, str]]:
    office.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    office.found_bodies(reader=street.clerk, place=street.place, starts=date(2025, 1, 1), at=NOW)
    name = Body.objects.get(place=street.place, tier="leading").name
    return NONE, {
        "body": name,
        "part": "组长",
        "post": "街道主任",
        "starts": "2025-03-01",
        "agency": "公安局",
    }


def letters(street: Street) -> tuple[Where, dict[str, str]]:
    street.units(2, "firm")
    made = street.round("unit")
    return ((made.pid,), {}), {"number": "1", "signed_on": "2026-01-09"}


def members(street: Street) -> tuple[Where, dict[str, str]]:
    return (("members",), {}), {
        "team": "示例打更队", "kind": "义务巡逻打更队", "place": "示东社区", "since": "2025-03-01", "name": "模拟甲",
        "leads": "是",
    }  # fmt: skip


def hours(street: Street) -> tuple[Where, dict[str, str]]:
    volunteers.form_team(
        reader=street.clerk,
        place=street.east,
        kind="night_watch",
        name="打更队",
        starts=date(2025, 1, 1),
        at=NOW,
    )
    return (("hours",), {}), {
        "team": "打更队", "on": "2025-11-01", "begins": "22:00", "ends": "02:00", "people": "4", "what": "巡逻打更",
        "binder": "盒 1",
    }  # fmt: skip


def opinions(street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {
        "received": "2025-11-01", "channel": "电话", "place": "示东社区", "text": "路灯不亮，夜里看不清",
        "answered": "2025-11-04", "reply": "已换灯泡，亮了", "satisfied": "是",
    }  # fmt: skip


def support(street: Street) -> tuple[Where, dict[str, str]]:
    office.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    return NONE, {
        "starts": "2025-03-01", "giver": "公安局", "kind": "物资", "what": "反光背心", "amount": "500", "unit": "个",
        "qualifier": "以上",
    }  # fmt: skip


def improvements(street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {
        "found_on": "2025-03-01", "source": "检查", "found": "楼道堆物", "action": "清理", "who": "物业",
        "due": "2025-03-15", "done_on": "2025-03-10", "checked_on": "2025-03-12", "checked_by": "安全办",
    }  # fmt: skip


def duties(street: Street) -> tuple[Where, dict[str, str]]:
    at = {"at": street.place.pid}
    return ((), at), {
        "kind": "包街巷",
        "place": "示东社区",
        "what": "一巷",
        "who": "网格长",
        "starts": "2025-01-01",
    }


def profile(street: Street) -> tuple[Where, dict[str, str]]:
    return ((), {"at": street.place.pid, "year": "2025"}), {"item": "总人口", "number": "8800余"}


def plan_items(street: Street) -> tuple[Where, dict[str, str]]:
    made = plan(street)
    return ((made.pid,), {}), {
        "title": "装扶手", "who": "安全办", "due": "2026-12-01", "setting": "居家", "amount": "300",
        "qualifier": "以上", "unit": "个", "budget": "50000",
    }  # fmt: skip


def register(_street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {
        "direction": "发文", "code": "示街安", "serial": "3", "title": "关于开展检查的通知", "agency": "示例街道办事处",
        "dated": "2025-03-01", "day": "2025-03-02", "secrecy": "公开", "holder": "档案室",
    }  # fmt: skip


def units(_street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {"name": "示例五金店", "kind": "商店市场", "code": "示东社区", "starts": "2020-01-01"}


def ledger(_street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {
        "day": "2025-11-01",
        "kind": "宣传单",
        "place": "示东社区",
        "quantity": "700",
        "qualifier": "余",
    }


def trainings(_street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {
        "title": "消防知识", "happened_on": "2025-11-01", "place": "示东社区", "hours": "2", "sheet_count": "40",
        "tested": "38", "passed": "36",
    }  # fmt: skip


def certificates(street: Street) -> tuple[Where, dict[str, str]]:
    firm = street.units(1, "firm")[0]
    return NONE, {
        "unit": firm.name, "post": "主要负责人", "name": "模拟乙", "kind": "安全生产知识", "number": "示 001",
        "issuer": "示例考核机构", "issued_on": "2025-03-01", "expires_on": "2028-03-01",
    }  # fmt: skip


def people(_street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {
        "display_name": "模拟丙", "username": "wangge3", "role": "网格员", "place": "示东社区",
        "starts": "2025-03-01",
    }  # fmt: skip


def dwellings(_street: Street) -> tuple[Where, dict[str, str]]:
    return NONE, {
        "place": "示东社区",
        "spot": "一巷 3 号",
        "structure": "砖木",
        "storeys": "2",
        "people": "4",
    }


def appraisal_sheet(_street: Street) -> tuple[Where, dict[str, str]]:
    return (("unit",), {}), {
        "title": "安全机构和人员",
        "by": "评判",
        "max": "100",
        "says": "对照登记",
        "source": "本街道办法",
    }


def claims(street: Street) -> tuple[Where, dict[str, str]]:
    return ((), {"at": street.place.pid}), {
        "title": "发放宣传资料", "kind": "一个数字", "printed": "700000", "unit": "份", "qualifier": "余、多",
        "scope": "全区", "starts": "2011-01-01", "ends": "2011-12-31", "document": "工作总结",
    }  # fmt: skip


EXAMPLES: dict[str, Callable[[Street], tuple[Where, dict[str, str]]]] = {
    "seats": seats, "letters": letters, "volunteers": members, "volunteer_hours": hours, "opinions": opinions,
    "support": support, "improvements": improvements, "duties": duties, "profile": profile, "plan_items": plan_items,
    "units": units, "outreach": ledger, "trainings": trainings, "certificates": certificates, "people": people,
    "dwellings": dwellings, "appraisal_sheet": appraisal_sheet, "claims": claims, "register": register,
}  # fmt: skip
# no form of it is remembered, since a row without headings would be kept as headings: tests/hazards/people
ELSEWHERE = {"vulnerable"}


def client_of(street: Street, code: str) -> Client:
    """Who sends a list: the clerk; people are entered by the chief."""
    client = browser(street)
    if code == "people":
        Scope.objects.update(role="chief")
        session = client.session
        session["signed_in_by"] = "totp"
        session.save()
    return client


class Sender:
    """A clerk with one list."""

    def __init__(self, client: Client, declared: OfficeList, where: Where) -> None:
        self.client, self.declared = client, declared
        args, self.query = where
        self.read, self.out = (reverse(name, args=args) for name in declared.addresses)

    def sends(self, content: bytes, name: str = "区表.xlsx") -> Any:
        """Send a file; what was found is stored."""
        file = SimpleUploadedFile(name, content)
        answer = self.client.post(self.read, {"file": file}, QUERY_STRING=self._query())
        if answer.status_code == 200 and "rows" in answer.context and self.declared.kept is None:
            return redirect("/")  # a page that tells what was stored
        if answer.status_code == 200 and self.declared.kept is not None:
            found = {"found": answer.context["found"]}
            answer = self.client.post(self.read, found, QUERY_STRING=self._query())
        return answer

    def maps(self, columns: dict[str, str]) -> Any:
        """Say what the columns of the district's form hold."""
        sent = {"own_form": "区里的表", "heading": list(columns), "to": list(columns.values())}
        return self.client.post(self.read, sent, QUERY_STRING=self._query())

    def filled(self, **more: str) -> list[list[str]]:
        """The workbook of the list, as texts."""
        answer: HttpResponse = self.client.get(self.out, {**self.query, **more})
        assert answer.status_code == 200
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
        return [[sheets.said(cell) for cell in row] for row in book.to_python()]

    def _query(self) -> str:
        return "&".join(f"{name}={value}" for name, value in self.query.items())


def test_every_list_has_an_example() -> None:
    assert {one.code for one in lists.all_lists()} == set(EXAMPLES) | ELSEWHERE


def test_a_list_declared_twice_is_refused() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="twice"):
        lists.register(replace(lists.all_lists()[0]))


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_districts_own_form_is_mapped_once_then_read_and_filled(street: Street, code: str) -> None:
    """Headings nobody knows and a column that is not ours, in another order than ours."""
    where, row = EXAMPLES[code](street)
    declared = next(one for one in lists.all_lists() if one.code == code)
    own = {f"区表 {n} 栏": name for n, name in enumerate(reversed(row), 1)}
    columns = {"顺号": "", **own}
    content = sheets.template("区表", list(columns), [["1", *(row[name] for name in own.values())]], [])
    sender = Sender(client_of(street, code), declared, where)

    asked = sender.sends(content)
    assert asked.status_code == 422
    assert {heading for heading, _field in asked.context["question"]} == set(columns)
    assert sender.maps(columns).status_code == 302
    page = sender.client.get(sender.read, sender.query)
    (name, link), *rest = page.context["own_forms"]
    assert (name, rest) == ("区里的表", [])
    form = link.rpartition("form=")[2]
    before = sender.filled(form=form)
    assert before[0] == list(columns)

    assert sender.sends(content).status_code == 302, "read by the mapping"
    once = sender.filled(form=form)
    said = [row[name] for name in own.values()]
    shared = [one for one in once[1:] if one not in before[1:]]
    assert len(shared) == 1
    names = {street.east.pid: "示东社区"}  # where a place has no code its permanent id stands
    assert [names.get(one, one) for one in shared[0][1:]] == said, (
        "filled in the order of the district's form"
    )
    assert sender.sends(content).status_code == 302
    assert sender.filled(form=form) == once, "read twice it stands once"
    assert sender.sends(sheets.template("区表", once[0], once[1:], [])).status_code == 302
    assert sender.filled(form=form) == once, "what was filled is what was read"


@pytest.mark.parametrize("code", EXAMPLES)
def test_our_own_template_comes_back_with_the_row_and_all_that_is_wrong_is_told(
    street: Street, code: str
) -> None:
    where, row = EXAMPLES[code](street)
    declared = next(one for one in lists.all_lists() if one.code == code)
    sender = Sender(client_of(street, code), declared, where)
    headings = [sheets.text(one) for one in sender.filled()[0]]
    assert headings == [sheets.text(one) for one in declared.written().values()]
    cells = [row.get(name, "") for name in declared.written()]
    wrong = ["x" * 3000 if one else "" for one in cells]
    refused = sender.sends(sheets.template("t", headings, [cells, wrong, wrong], []))
    assert refused.status_code == 422
    faults = refused.context["faults"]
    assert {fault.row for fault in faults} == {3, 4}, "of both rows, and none of the sound one"
    assert all(fault.allowed and len(fault.came) <= 60 for fault in faults)
    assert sender.sends(sheets.template("t", headings, [cells], [])).status_code == 302


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(street: Street, code: str) -> None:
    where, _row = EXAMPLES[code](street)
    declared = next(one for one in lists.all_lists() if one.code == code)
    sender = Sender(client_of(street, code), declared, where)
    for content in (b"", b"PK\x03\x04junk", b"\x00\x00", b"a,b\n1,2\n", b"a" * 100_000):
        answer = sender.sends(content, "x.csv")
        assert answer.status_code == 422, content[:8]
        assert answer.context["problem"]
