"""Pages of the register: the phone's queue, the list flat in queries, the ways to assess, the list in and out."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safecommunity.hazards.models import Hazard, Risk, RiskAssessment
from safecommunity.shell import sheets
from tests.hazards.risks.conftest import Register
from tests.hazards.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def sent(register: Register, **more: Any) -> dict[str, Any]:
    return {"client_id": "c1", "title": "河边护栏", "setting": "water", "place": register.street.east.pid,
            "where": "place", "exposed": "３０", **more}  # fmt: skip


def test_a_queued_risk_gets_its_number_and_the_same_one_again(register: Register) -> None:
    client = signed_in("grid", register.street.east.pid)
    first = client.post("/risks/new/", sent(register), headers={"X-Offline": "1"})
    again = client.post("/risks/new/", sent(register), headers={"X-Offline": "1"})
    assert (first.status_code, first.json()) == (201, again.json())
    assert (Risk.objects.get().exposed, first.json()["number"]) == (30, Risk.objects.get().number)


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "x" * 100_000}, {"title": "\x00"}, {"setting": "x"}, {"place": "x"},
              {"where": "x"}, {"where": "unit"},
              {"exposed": "-1"}, {"exposed": "9" * 30}, {"klass": "x"}, {"unit": "x"}],
)  # fmt: skip
def test_bad_input_is_told_and_leaves_nothing(register: Register, wrong: dict[str, Any]) -> None:
    client = signed_in("grid", register.street.east.pid)
    answer = client.post("/risks/new/", sent(register, **wrong), headers={"X-Offline": "1"})
    assert (answer.status_code, bool(answer.json()["errors"]), Risk.objects.exists()) == (422, True, False)


def test_the_list_asks_as_much_for_forty_as_for_two(register: Register) -> None:
    client = signed_in("clerk", register.street.place.pid)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    register.assessed(register.entered(), 3, 3)
    register.assessed(register.entered(unit=register.street.shop), 3, 3)
    few, few_out = asked("/risks/?order=due"), asked("/risks/export/")
    for n in range(38):
        register.assessed(register.entered(title=f"风险 {n}"), 1 + n % 5, 5)
    assert asked("/risks/?order=due") <= few
    assert asked("/risks/export/") <= few_out


@pytest.mark.parametrize(
    "query",
    [
        "color=1",
        "color=5&order=due",
        "setting=fire",
        "class=2103",
        "clock=late",
        "community={east}",
        "gone=1",
        "order=recent",
    ],
)
def test_every_filter_answers_and_a_foreign_value_is_refused_in_words(register: Register, query: str) -> None:
    register.entered()
    client = signed_in("clerk", register.street.place.pid)
    assert client.get(f"/risks/?{query.format(east=register.street.east.pid)}").status_code == 200
    if not query.startswith("gone"):
        assert client.get(f"/risks/?{query.partition('=')[0]}=x").status_code == 400


def test_each_way_to_assess_has_its_page_and_says_its_basis(register: Register) -> None:
    one, client = register.entered(), signed_in("clerk", register.street.place.pid)
    page = f"/risks/{one.pid}/assess/"
    for method in ("ls", "lec", "scl", "jha"):
        assert "未与原文核对" in client.get(f"{page}?method={method}").content.decode()
    assert client.get(f"{page}?method=x").status_code == 404
    day = timezone.localdate()
    ask = {"on": day.isoformat(), "score": "1", "rank": "4"}
    assert client.post(f"{page}?method=ls", ask | {"L": "3"}).status_code == 422
    assert client.post(f"{page}?method=ls", ask | {"L": "3", "S": "\x00"}).status_code == 422
    assert client.post(f"{page}?method=ls", {"on": "9999-12-31", "L": "3", "S": "5"}).status_code == 422
    assert (
        client.post(f"{page}?method=lec", ask | {"L": "6", "E": "6", "C": "15"}).status_code == 302
    )  # 540: red
    lines = {
        "item_0": "配电箱",
        "result_0": "bad",
        "L_0": "3",
        "S_0": "5",
        "item_1": "锅炉",
        "result_1": "na",
    }
    assert client.post(f"{page}?method=scl", ask | lines).status_code == 302
    assert [(made.score, made.rank) for made in RiskAssessment.objects.all()] == [(540, 1), (15, 2)]
    again = client.get(page).content.decode()
    assert "配电箱" in again  # the last answers stand there to be gone on with
    assert "锅炉" in client.get(f"/risks/{one.pid}/").content.decode()


def test_a_failed_control_becomes_a_hazard_by_the_page(register: Register) -> None:
    one, client = register.entered(), signed_in("grid", register.street.east.pid)
    assert client.post(f"/risks/{one.pid}/fail/", {"kind": "", "client_id": "f"}).status_code == 422
    answer = client.post(f"/risks/{one.pid}/fail/", {"kind": "ebike", "what": "棚断电", "client_id": "f"})
    assert answer.headers["Location"] == f"/hazards/{Hazard.objects.get().pid}/"
    text = client.get(f"/risks/{one.pid}/").content.decode()
    assert Hazard.objects.get().number in text
    assert (
        f'<a href="/risks/{one.pid}/">{one.number} {one.title}</a>'
        in client.get(answer["Location"]).content.decode()
    )


def test_what_is_due_stands_in_the_work_and_a_unit_sees_its_own(register: Register) -> None:
    one = register.entered(register.street.clerk, unit=register.street.shop, title="后厨燃气")
    clerk, owner = (
        signed_in("clerk", register.street.place.pid),
        signed_in("unit", unit=register.street.shop.pid),
    )
    assert f"/risks/{one.pid}/assess/" in clerk.get("/todo/").content.decode()
    assert f"/risks/{one.pid}/" in owner.get(f"/u/{register.street.shop.pid}/").content.decode()
    assert owner.get(f"/risks/{one.pid}/").status_code == 200
    assert owner.get(f"/risks/{one.pid}/assess/").status_code == 403


def book(rows: list[list[Any]]) -> SimpleUploadedFile:
    """A workbook of the template's shape."""
    content = sheets.template("风险清单", rows[0], rows[1:], [])
    return SimpleUploadedFile("r.xlsx", io.BytesIO(content).getvalue())


HEAD = ["地区", "社会单位", "风险点", "领域", "暴露人数", "L", "S", "登记日期", "评估日期"]


def test_a_list_comes_in_once_and_goes_out_as_it_came(register: Register) -> None:
    client = signed_in("clerk", register.street.place.pid)
    rows = [HEAD, ["示东社区", "", "河边护栏", "涉水", 30, 4, 5, "2026-01-05", "2026-01-06"],
            ["示东社区", "示例餐馆", "液化气", "消防", "", "", "", "", ""]]  # fmt: skip
    for stored in ("2", "0"):
        page = client.post("/risks/import/", {"file": book(rows)}).content.decode()
        found = page.split('name="found" value="')[1].split('"')[0]
        assert client.post("/risks/import/", {"found": found}).status_code == 302
        assert f"{stored} 条" in client.get("/risks/").content.decode()
    red, fresh = Risk.objects.order_by("rank")
    assert (red.rank, red.score, red.exposed, fresh.rank, fresh.unit) == (1, 20, 30, 5, register.street.shop)
    answer = client.get("/risks/export/")
    out = sheets.read(b"".join(answer.streaming_content), "a.xlsx", lambda cell: cell == "风险点")
    assert {cells[list(out.headings).index("风险点")] for _n, cells in out.rows} == {"河边护栏", "液化气"}
    assert client.get("/risks/template/").status_code == 200


def test_all_faults_of_all_rows_come_together_and_nothing_is_stored(register: Register) -> None:
    client = signed_in("clerk", register.street.place.pid)
    rows = [
        HEAD,
        ["无此社区", "", "", "没有", "x", 9, 5, "9999-01-01", ""],
        ["示东社区", "无此单位", "a", "消防", "", "", "", "", ""],
    ]
    answer = client.post("/risks/import/", {"file": book(rows)})
    text = answer.content.decode()
    assert (answer.status_code, Risk.objects.exists()) == (422, False)
    for came in ("无此社区", "没有", "9999-01-01", "无此单位"):
        assert came in text


def test_a_districts_own_form_is_read_and_filled_by_what_was_said_once(register: Register) -> None:
    client = signed_in("clerk", register.street.place.pid)
    rows = [["所在村居", "危险部位名称", "行业领域"], ["示东社区", "河边护栏", "涉水"]]
    assert "危险部位名称" in client.post("/risks/import/", {"file": book(rows)}).content.decode()
    client.post(
        "/risks/import/", {"own_form": "区风险表", "heading": rows[0], "to": ["place", "title", "setting"]}
    )
    page = client.post("/risks/import/", {"file": book(rows)}).content.decode()
    client.post("/risks/import/", {"found": page.split('name="found" value="')[1].split('"')[0]})
    assert Risk.objects.get().title == "河边护栏"
    link = client.get("/risks/import/").content.decode().split("/risks/export/?form=")[1].split('"')[0]
    filled = sheets.read(
        client.get(f"/risks/export/?form={link}").content, "a.xlsx", lambda cell: cell == "危险部位名称"
    )
    assert list(filled.headings) == rows[0]
    assert [cells for _n, cells in filled.rows] == [tuple(rows[1])]
    assert client.get("/risks/export/?form=nosuch").status_code == 404
