"""The pages of the import: who may, what they show, that a person's list is nobody else's."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safecommunity.injuries.importing import runs
from safecommunity.injuries.models import Report
from safecommunity.intake.models import ColumnMapping, ImportRun
from tests.injuries import lists
from tests.injuries.conftest import World
from tests.injuries.test_pages import enter

pytestmark = pytest.mark.db


def send(client: Client, content: bytes, name: str = "list.csv", **more: Any) -> Any:
    return client.post("/injuries/import/", {"file": SimpleUploadedFile(name, content), **more})


def choices(run: ImportRun, **more: Any) -> dict[str, Any]:
    """The page of columns as a browser sends it back."""
    return {f"column-{at}": field for at, field in enumerate(run.plan["chosen"])} | more


def checked(client: Client, rows: list[list[Any]], **more: Any) -> ImportRun:
    assert send(client, lists.csv_bytes(rows)).status_code == 302
    run = ImportRun.objects.latest("id")
    client.post(f"/injuries/import/{run.pid}/columns/", choices(run, **more))
    run.refresh_from_db()
    return run


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("cdc", 200), ("nurse", 200), ("chief", 403), ("grid_worker", 403), ("supervisor", 403),
     ("auditor", 403)],
)  # fmt: skip
def test_who_records_cards_may_import(world: World, who: str, status: int) -> None:
    client = enter(world, who)
    assert client.get("/injuries/import/").status_code == status
    assert client.get("/injuries/import/template/").status_code == status
    before = ImportRun.objects.count()
    send(client, lists.csv_bytes(lists.many(1)))
    assert ImportRun.objects.count() == before + (status == 200)


def test_nobody_is_asked_to_sign_in_in_vain(world: World) -> None:
    assert "/login" in Client().get("/injuries/import/").url  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["cdc", "nurse", "chief", "grid_worker", "auditor"])
@pytest.mark.parametrize("address", ["", "columns/", "rows/"])
def test_a_list_is_open_to_the_person_who_sent_it_only(world: World, who: str, address: str) -> None:
    run = checked(enter(world, "clerk"), lists.many(2))
    assert enter(world, who).get(f"/injuries/import/{run.pid}/{address}").status_code == 404


@pytest.mark.parametrize("deed", ["go", "correct", "drop", "columns"])
def test_and_nobody_else_changes_it(world: World, deed: str) -> None:
    run = checked(enter(world, "clerk"), lists.many(2))
    assert enter(world, "cdc").post(f"/injuries/import/{run.pid}/{deed}/").status_code == 404
    run.refresh_from_db()
    assert run.state == "checked"


def test_a_place_that_is_not_ones_own_is_refused(world: World) -> None:
    answer = send(
        enter(world, "clerk"), lists.csv_bytes(lists.many(1)), target=f"place:{world.other_street.pid}"
    )
    assert answer.status_code == 403
    assert ImportRun.objects.count() == 0


def test_a_recorder_of_a_facility_imports_for_it(world: World) -> None:
    run = checked(enter(world, "nurse"), lists.many(2))
    runs.work(run.pid, importing=True)
    assert set(Report.objects.values_list("unit__pid", flat=True)) == {world.hospital.pid}


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "空"), (b"%PDF-1.4", ".xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "密码")],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_on_the_page(world: World, content: bytes, says: str) -> None:
    answer = send(enter(world, "clerk"), content)
    assert answer.status_code in (200, 422)
    assert ImportRun.objects.count() == 0
    assert says in answer.content.decode() or not content


def test_without_the_needed_column_the_page_asks_again(world: World) -> None:
    client = enter(world, "clerk")
    send(client, lists.csv_bytes([["B1", "女"]], headings=("编号", "性别")))
    run = ImportRun.objects.get()
    answer = client.post(f"/injuries/import/{run.pid}/columns/", choices(run))
    assert answer.status_code == 422
    assert "伤害发生时间" in answer.content.decode()


def test_a_field_for_two_columns_is_refused(world: World) -> None:
    client = enter(world, "clerk")
    send(client, lists.csv_bytes(lists.many(1)))
    run = ImportRun.objects.get()
    answer = client.post(f"/injuries/import/{run.pid}/columns/", choices(run) | {"column-1": "sex"})
    assert answer.status_code == 422
    assert "性别" in answer.content.decode()


def test_the_names_of_a_list_are_on_no_page(world: World) -> None:
    client = enter(world, "clerk")
    run = checked(client, [lists.row(姓名="某位模拟患者", 身份证号="11010119480510002Z", 性别="X")])
    pages = [client.get(f"/injuries/import/{run.pid}/{at}").content.decode() for at in ("", "columns/")]
    for page in pages:
        assert "某位模拟患者" not in page
        assert "11010119480510002" not in page
    assert "“X”" in pages[0]


def test_one_repair_mends_every_row_that_says_the_same(world: World) -> None:
    client = enter(world, "clerk")
    rows = [lists.row(编号=f"B{n}", 伤害发生原因="滑倒") for n in range(3)]
    run = checked(client, rows)
    assert run.preview["rejected"] == 3
    client.post(f"/injuries/import/{run.pid}/correct/", {"fix": "cause:滑倒"})
    run.refresh_from_db()
    assert (run.preview["rejected"], run.preview["good"]) == (0, 3)


def test_a_repair_nobody_offered_is_not_taken(world: World) -> None:
    client = enter(world, "clerk")
    run = checked(client, [lists.row(性别="X")])
    client.post(
        f"/injuries/import/{run.pid}/correct/", {"fix": "sex:X", "cell-2:id_number": "1", "cell-9:sex": "女"}
    )
    run.refresh_from_db()
    assert (run.plan["repairs"], run.plan["cells"], run.preview["rejected"]) == ({}, {}, 1)


def test_a_typed_correction_counts_for_its_row(world: World) -> None:
    client = enter(world, "clerk")
    run = checked(client, [lists.row(性别="X"), lists.row(编号="B2", 性别="X")])
    client.post(f"/injuries/import/{run.pid}/correct/", {"cell-2:sex": "女"})
    run.refresh_from_db()
    assert (run.preview["good"], run.preview["rejected"]) == (1, 1)


def test_a_mapping_is_remembered_for_the_place_by_its_name(world: World) -> None:
    client = enter(world, "clerk")
    checked(client, lists.many(1), remember="登记本")
    mapping = ColumnMapping.objects.get()
    assert (mapping.name, mapping.place, mapping.columns["编号"]) == ("登记本", world.street.pid, "case_no")
    assert "登记本" in client.get("/injuries/import/").content.decode()
    assert "登记本" not in enter(world, "nurse").get("/injuries/import/").content.decode()


def test_another_row_of_headings_can_be_chosen(world: World) -> None:
    client = enter(world, "clerk")
    send(client, lists.csv_bytes([list(lists.HEADINGS), lists.row()], headings=("性别", "年龄", *[""] * 14)))
    run = ImportRun.objects.get()
    first = run.plan["heading_rows"]
    client.post(f"/injuries/import/{run.pid}/columns/", choices(run, row="2"))
    run.refresh_from_db()
    assert 2 in run.plan["heading_rows"] or first == [2]


def test_a_backfill_needs_its_binder(world: World) -> None:
    client = enter(world, "clerk")
    answer = send(client, lists.csv_bytes(lists.many(1)), backfill="1", binder="")
    assert answer.status_code == 422
    assert (
        send(
            client, lists.csv_bytes(lists.many(1)), backfill="1", binder="3 册", original_date="哪天"
        ).status_code
        == 422
    )
    assert ImportRun.objects.count() == 0


def test_an_upload_can_be_taken_back(world: World) -> None:
    client = enter(world, "clerk")
    run = checked(client, lists.many(1))
    client.post(f"/injuries/import/{run.pid}/drop/")
    assert ImportRun.objects.count() == 0


def test_a_silent_job_is_shown_as_interrupted_with_a_button(world: World) -> None:
    from datetime import timedelta

    from django.utils import timezone

    client = enter(world, "clerk")
    run = checked(client, lists.many(1))
    ImportRun.objects.filter(pk=run.pk).update(state="running", beat_at=timezone.now() - timedelta(minutes=5))
    page = client.get(f"/injuries/import/{run.pid}/").content.decode()
    assert "中断了" in page
    assert f"/injuries/import/{run.pid}/go/" in page


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_template_filled_in_is_imported_as_it_is(world: World, language: str) -> None:
    from python_calamine import CalamineWorkbook

    client = enter(world, "clerk")
    client.cookies["sc_language"] = language
    content = client.get("/injuries/import/template/").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 3
    headings = book.get_sheet_by_index(0).to_python()[0]
    from safecommunity.injuries.importing import headings as reading

    found = [one for one in reading.guess(headings) if one]
    assert len(found) == len(headings), [
        h for h, f in zip(headings, reading.guess(headings), strict=True) if not f
    ]
