"""Workbooks, opened and read back: the same numbers as the page, with label, place, period and n, within rights."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from safecommunity.figures import queries, stores
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.shell import workbooks
from safecommunity.shell.workbooks import Sheet, safe
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    settings.HOME = tmp_path
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def world() -> World:
    return World()


def opened(answer) -> dict[str, list[list]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == workbooks.TYPE
    assert answer["Cache-Control"] == "private, no-store"
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def table(rows: list[list]) -> list[list]:
    """The rows below the empty line that ends a sheet's head."""
    gap = next(at for at, row in enumerate(rows) if at and not any(cell != "" for cell in row))
    return rows[gap + 1 :]


def head_of(rows: list[list]) -> dict[str, str]:
    """Label and text of the lines above the table."""
    gap = next(at for at, row in enumerate(rows) if at and not any(cell != "" for cell in row))
    return {row[0]: row[1] for row in rows[1:gap] if len(row) > 1}


def test_the_overview_s_workbook_holds_every_table_and_says_what_it_is(world):
    world.hurt(5)
    world.hurt(2, cause=7, nature=5, residence=world.west.pid)
    sheets = opened(
        signed_in(world, "clerk").get(f"/overview/tables.xlsx?place={world.street.pid}&period=2026")
    )
    assert list(sheets) == [
        "主要数字", "伤害原因", "年龄和性别", "月份和时段", "机制与意图", "严重程度和结局", "各月伤害例数", "各地区",
    ]  # fmt: skip
    for rows in sheets.values():
        head = head_of(rows)
        assert head["模拟数据"]
        assert (head["地区"], head["期间"], head["n"]) == ("示例街道", "2026 年", "7")
        assert head["计算时间"]
    causes = table(sheets["伤害原因"])
    assert causes[1:] == [["跌倒/坠落", 5, "71.4%", "71.4%"], ["烧烫伤", 2, "28.6%", "100.0%"]]
    assert [row[:3] for row in table(sheets["各地区"])[1:]] == [
        ["示东社区", 6000, 5], ["示西社区", 4000, 2], ["示例街道", 10000, 7],
    ]  # fmt: skip


def test_incomplete_months_are_named_in_the_file_too(world):
    world.hurt(1)
    sheets = opened(
        signed_in(world, "clerk").get(f"/overview/tables.xlsx?place={world.street.pid}&period=2026")
    )
    said = "\n".join(str(row[0]) for row in sheets["主要数字"])
    assert "示例医院" in said
    assert "这些月份的低数不能读作下降" in said


def test_a_figure_exports_its_rows_within_the_reader_s_rights(world):
    world.hurt(3)
    world.hurt(1, cause=4, intent=3)  # violence: needs a separate right
    key = FigureKey("injury.count", 1, world.street.pid, Period.of_year(2026))
    for sensitive, open_rows in ((False, 3), (True, 4)):
        client = signed_in(world, "clerk", sensitive=sensitive)
        rows = table(opened(client.get(f"/figures/{key}/rows.xlsx"))["记录"])
        assert len(rows) - 1 == queries.compute(key, now=NOW).n == 4
        assert sum(1 for row in rows[1:] if row[0]) == open_rows
        assert sum(1 for row in rows[1:] if row[1] == "你没有查看的权限") == 4 - open_rows
    assert signed_in(world, "clerk", world.other).get(f"/figures/{key}/rows.xlsx").status_code == 403


def test_the_list_exports_what_it_shows_with_its_filters_and_no_names(world):
    world.hurt(3)
    world.hurt(2, cause=7, nature=5)
    clerk = signed_in(world, "clerk")
    sheets = opened(clerk.get(f"/injuries/list.xlsx?place={world.street.pid}&period=2026&cause=7"))
    (rows,) = sheets.values()
    assert head_of(rows)["原因"] == "7 烧烫伤"
    assert len(table(rows)) == 1 + 2
    assert {row[3] for row in table(rows)[1:]} == {"烧烫伤"}
    assert clerk.get("/injuries/list.xlsx?cause=987").status_code == 400


def test_the_list_of_a_language_is_written_in_it(world):
    world.hurt(1)
    clerk = signed_in(world, "clerk")
    clerk.cookies["sc_language"] = "en"
    sheets = opened(clerk.get(f"/injuries/list.xlsx?place={world.street.pid}&period=2026"))
    assert "Injury records" in sheets


def test_nobody_who_is_not_signed_in_gets_a_file(world, client):
    for address in (
        "/overview/tables.xlsx",
        "/injuries/list.xlsx",
        "/figures/injury.count@1~x~2026/rows.xlsx",
    ):
        assert client.get(address).status_code in (302, 403)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_a_text_that_begins_like_a_formula_is_defused(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["1-2", "示东社区", "—", "0–4", "a=b", ""])
def test_other_texts_stay_as_they_are(text):
    assert safe(text) == text


def test_cells_come_back_as_they_were_and_sheet_names_are_possible(tmp_path):
    path = tmp_path / "book.xlsx"
    long = "年龄/性别:" * 9
    with path.open("wb") as file:
        rows = [["=cmd", 3, 2.5, None, date(2026, 6, 1), "x\x00y"]]
        workbooks.write(
            file, [("地区", "@示例")], [Sheet(long, ["a"], rows), Sheet(long, ["a"], [])], tmp_path
        )
    book = CalamineWorkbook.from_path(str(path))
    assert [len(name) <= 31 for name in book.sheet_names] == [True, True]
    found = book.get_sheet_by_index(0).to_python()
    assert found[-1] == ["'=cmd", 3, 2.5, "", "2026-06-01", "xy"]
    assert found[1] == ["地区", "'@示例", "", "", "", ""]


def test_what_does_not_fit_a_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    path = tmp_path / "book.xlsx"
    with path.open("wb") as file:
        workbooks.write(file, [], [Sheet("记录", ["n"], ([n] for n in range(7)))], tmp_path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["记录", "记录 2", "记录 3"]
    numbers = [row[0] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    assert [n for n in numbers if isinstance(n, float)] == list(range(7))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path):
    import tracemalloc

    path = tmp_path / "book.xlsx"
    tracemalloc.start()
    with path.open("wb") as file:
        rows = ([f"示例 {n}", n, "跌倒/坠落", "居家", "2026-06-01"] for n in range(50_000))
        workbooks.write(file, [], [Sheet("记录", list("abcde"), rows)], tmp_path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * 1024 * 1024  # fifty thousand rows held at once are five times that
    assert len(list(tmp_path.iterdir())) == 1  # nothing is left lying about
