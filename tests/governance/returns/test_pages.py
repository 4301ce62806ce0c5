"""The pages of returns: what may be sent to them, what a clash shows, workbooks and own tables, forms of one's own."""

import io
from typing import Any

import pytest
import xlsxwriter
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safecommunity.accounts.models import Scope
from safecommunity.governance.models import Return, ReturnForm
from safecommunity.governance.returns import queries
from tests.governance.returns.conftest import NOW, START, Office, cells

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def enter(office: Office, who: str) -> Client:
    """A browser signed in as one of the readers of the world."""
    held = office.people[who]
    user, made = get_user_model().objects.get_or_create(
        pid=held.pid, defaults={"username": held.pid, "display_name": f"演示{held.pid}", "created_at": NOW}
    )
    if made:
        for scope in held.scopes:
            Scope.objects.create(
                user=user, role=scope.role, place=scope.place, unit=scope.unit, room=scope.room, starts=START
            )
    client = Client()
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def sent(one: Return, total: str, homes: str, others: str, **more: str) -> dict[str, str]:
    one.refresh_from_db()
    return {
        "revision": str(one.revision),
        "total.n": total,
        "homes.n": homes,
        "others.n": others,
        "loss.n": "",
        **more,
    }


def test_filling_saves_and_shows_what_is_missing(office: Office, street_return: Return) -> None:
    client = enter(office, "clerk")
    address = f"/returns/{street_return.pid}/"
    answer = client.post(f"{address}fill/", sent(street_return, "3", "2", ""), follow=True)
    assert "还缺 1 个" in answer.content.decode()
    street_return.refresh_from_db()
    assert street_return.draft == {"total.n": 3, "homes.n": 2}


def test_numbers_that_cannot_be_read_are_told_together_and_nothing_is_saved(
    office: Office, street_return: Return
) -> None:
    answer = enter(office, "clerk").post(
        f"/returns/{street_return.pid}/fill/", sent(street_return, "三", "-1", "1.5", **{"loss.n": "1.234"})
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "有 4 个数读不出" in text
    street_return.refresh_from_db()
    assert (street_return.draft, street_return.revision) == ({}, 0)


def test_a_clash_shows_both_sides_and_overwrites_nothing(office: Office, street_return: Return) -> None:
    client, old = enter(office, "clerk"), sent(street_return, "9", "9", "0")
    office.fill("clerk", street_return, cells(4, 3, 1))
    answer = client.post(f"/returns/{street_return.pid}/fill/", old)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "对方存的：4" in text
    assert 'value="9"' in text
    street_return.refresh_from_db()
    assert street_return.draft == cells(4, 3, 1)


def test_zeros_for_the_rest_by_one_button(office: Office, street_return: Return) -> None:
    enter(office, "clerk").post(
        f"/returns/{street_return.pid}/fill/", sent(street_return, "", "", "", deed="zero")
    )
    street_return.refresh_from_db()
    assert street_return.draft == {**cells(0, 0, 0), "loss.n": 0}


def test_a_stranger_gets_nothing_and_who_may_look_may_not_fill(office: Office, street_return: Return) -> None:
    address = f"/returns/{street_return.pid}/"
    assert enter(office, "other").get(address).status_code == 404
    assert enter(office, "cdc").get(address).status_code == 403
    assert (
        enter(office, "chief").post(f"{address}fill/", sent(street_return, "1", "1", "0")).status_code == 403
    )
    office.fill("clerk", street_return, cells(31, 30, 1))
    page = enter(office, "district").get(address).content.decode()
    assert "还没有报送" in page
    assert ">31<" not in page


def table(rows: list[list[object]]) -> SimpleUploadedFile:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        page = made.add_worksheet("表")
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    return SimpleUploadedFile("table.xlsx", target.getvalue())


def test_the_template_goes_out_and_comes_back_filled(office: Office, street_return: Return) -> None:
    client, address = enter(office, "clerk"), f"/returns/{street_return.pid}/"
    content = client.get(f"{address}template/").content
    client.post(f"{address}upload/", {"file": SimpleUploadedFile("a.xlsx", content)})
    street_return.refresh_from_db()
    assert street_return.draft == {}  # an empty form is empty, not zero


def test_a_districts_own_table_is_mapped_once(office: Office, street_return: Return) -> None:
    client, address = enter(office, "clerk"), f"/returns/{street_return.pid}/"
    own = [["指标", "本月数"], ["火灾总数", 3], ["居民楼", 2], ["其他", 1]]
    answer = client.post(f"{address}upload/", {"file": table(own)})
    assert answer.status_code == 422
    assert "居民楼" in answer.content.decode()
    client.post(f"{address}words/", {"label": ["火灾总数", "居民楼"], "to": ["row:total", "row:homes"]})
    assert client.post(f"{address}upload/", {"file": table(own)}).status_code == 302
    street_return.refresh_from_db()
    assert street_return.draft == cells(3, 2, 1)
    revision = street_return.revision
    client.post(f"{address}upload/", {"file": table(own)})
    street_return.refresh_from_db()
    assert street_return.revision == revision  # twice is once


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 x", b"PK\x03\x04 broken", b"\x00\x01\x02"])
def test_files_that_are_no_table_are_refused_in_words(
    office: Office, street_return: Return, content: bytes
) -> None:
    file = SimpleUploadedFile("x.xlsx", content)
    answer = enter(office, "clerk").post(f"/returns/{street_return.pid}/upload/", {"file": file})
    assert answer.status_code == 422


def test_the_paper_has_lines_for_signature_and_stamp(office: Office, street_return: Return) -> None:
    office.hand_in(street_return, cells(3, 2, 1))
    page = enter(office, "district").get(f"/returns/{street_return.pid}/print/").content.decode()
    assert all(
        word in page for word in ("单位负责人（签字）", "审核人（签字）", "填报人（签字）", "（盖章）")
    )


def designed(**more: Any) -> dict[str, Any]:
    found = {
        "title": "养老机构检查月报", "period": "month", "fills": "place", "working_days": "3", "columns": "",
        "title-0": "检查", "unit-0": "times", "decimals-0": "0", "sum-0": "1",
        "title-1": "消防", "unit-1": "times", "decimals-1": "0", "depth-1": "1",
        "title-2": "用电", "unit-2": "times", "decimals-2": "0", "depth-2": "1",
    }  # fmt: skip
    return {**found, **more}


def test_an_office_designs_a_form_and_its_next_version_and_sends_it_down(office: Office) -> None:
    client = enter(office, "clerk")
    client.post("/returns/forms/new/", designed())
    form = ReturnForm.objects.get(owner=office.street)
    assert [check["right"] for check in form.spec["checks"]] == [["r2", "r3"]]
    client.post("/returns/forms/new/", designed(**{"of": form.key, "title": "养老机构检查表", "key-0": "r1"}))
    assert [row.version for row in ReturnForm.objects.filter(key=form.key).order_by("version")] == [1, 2]
    village = office.villages[0].pid
    answer = client.post(
        f"/returns/forms/{form.key}/send/",
        {"issuer": office.street.pid, "filler": [village], "from": "2026-10"},
    )
    assert answer.status_code == 302
    row = queries.returns().filter(issuer=office.street).order_by("first").first()
    assert row is not None
    assert (row.form.version, row.place.pid) == (2, village)


def test_what_is_wrong_with_a_form_is_told_together(office: Office) -> None:
    wrong = designed(**{"title": "", "period": "week", "unit-0": "stones"})
    answer = enter(office, "clerk").post("/returns/forms/new/", wrong)
    assert answer.status_code == 422
    assert "有 3 处不对" in answer.content.decode()
    assert not ReturnForm.objects.filter(owner=office.street).exists()


def test_a_form_comes_from_yaml_or_from_an_excel_list_of_rows(office: Office) -> None:
    client = enter(office, "clerk")
    text = "title: 表\nperiod: month\nfills: place\nrows:\n- {key: a, title: 甲, unit: times}\n"
    client.post("/returns/forms/new/", {"file": SimpleUploadedFile("f.yaml", text.encode())})
    assert ReturnForm.objects.filter(owner=office.street).count() == 1
    page = client.post(
        "/returns/forms/new/", {"file": table([["项目", "计量单位"], ["检查", "次"]])}
    ).content.decode()
    assert 'value="检查"' in page
    for bad in (b"a: [", b"- 1", b"\xff\xfe\x00", b"title: x\nrows: 7"):
        answer = client.post("/returns/forms/new/", {"file": SimpleUploadedFile("f.yaml", bad)})
        assert answer.status_code == 422


def test_the_board_says_who_came_and_its_table_leaves_the_missing_empty(office: Office) -> None:
    call = office.send("clerk", office.street, [("place", v.pid) for v in office.villages])
    office.hand_in(queries.returns().filter(call=call).first(), cells(0, 0, 0))
    client = enter(office, "clerk")
    page = client.get(f"/returns/calls/{call.pid}/").content.decode()
    assert "<h2>填报单位</h2>" in page  # these are those who fill it in, not people at a meeting
    assert "应报 2，已报 1" in page
    assert client.get(f"/returns/calls/{call.pid}/export/").status_code == 200
    client.post(f"/returns/calls/{call.pid}/urge/")
    assert sorted(Return.objects.filter(call=call).values_list("urged_times", flat=True)) in ([0, 1], [0, 0])


def test_lists_take_the_same_queries_whatever_their_length(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    from safecommunity.governance.returns import actions

    actions.send_down(
        reader=office.people["clerk"], form=office.form, issuer=office.street, at=NOW, first=2024 * 12,
        until=2026 * 12 + 9, fillers=[("place", v.pid) for v in office.villages],
    )  # fmt: skip
    client = enter(office, "clerk")
    client.get("/returns/?side=in")
    with django_assert_max_num_queries(45):
        assert client.get("/returns/?side=in").status_code == 200
