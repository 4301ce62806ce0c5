"""The workbook of a return: out and back, all errors together, twice is once; a district's own table mapped once."""

import io

import pytest
import xlsxwriter

from safecommunity.governance.models import Return
from safecommunity.governance.returns import sheets
from safecommunity.governance.returns.spec import read
from safecommunity.shell.containers import Unreadable
from tests.governance.returns.conftest import DATA, Office, cells

SPEC = read(DATA)


def book(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        page = made.add_worksheet("表")
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    return target.getvalue()


@pytest.mark.django_db
def test_what_goes_out_comes_back(office: Office, street_return: Return) -> None:
    values = {**cells(3, 2, 1), "loss.n": 1250}
    found = sheets.read(sheets.template(street_return, values, "zh-hans"), "a.xlsx", SPEC, {})
    assert (found.values, found.faults, found.unknown) == (values, (), ())


@pytest.mark.django_db
def test_an_empty_form_comes_back_empty(office: Office, street_return: Return) -> None:
    assert sheets.read(sheets.template(street_return, {}, "en"), "a.xlsx", SPEC, {}).values == {}


def test_all_errors_are_told_together() -> None:
    table = book([["项目", "单位", "数量"], ["起数", "起", "三"], ["住宅", "起", -1], ["其他", "起", 1]])
    found = sheets.read(table, "a.xlsx", SPEC, {})
    assert [(fault.row, fault.letter, fault.came) for fault in found.faults] == [
        (2, "C", "三"),
        (3, "C", "-1"),
    ]


def test_a_row_twice_with_two_numbers_is_a_fault() -> None:
    table = book([["项目", "数量"], ["起数", 3], ["起数", 4]])
    assert len(sheets.read(table, "a.xlsx", SPEC, {}).faults) == 1


def test_a_districts_own_table_is_read_by_its_own_words_once_they_are_known() -> None:
    table = book([
        ["二〇二六年十月火灾统计表"], ["序号", "指标", "本月数"], [1, "一、火灾总数", 3],
        [2, "居民楼", 2], [3, "其他", 1], ["填表人", "", ""],
    ])  # fmt: skip
    found = sheets.read(table, "a.xlsx", SPEC, {})
    assert set(found.unknown) == {"一、火灾总数", "居民楼"}
    mapped = {"一、火灾总数": "row:total", "居民楼": "row:homes"}
    assert sheets.read(table, "a.xlsx", SPEC, mapped).values == cells(3, 2, 1)


def test_a_table_of_something_else_is_refused_in_words() -> None:
    two = read({**DATA, "columns": [{"key": "a", "title": "甲"}, {"key": "b", "title": "乙"}]})
    with pytest.raises(Unreadable, match="姓名"):
        sheets.read(book([["姓名", "电话"], ["x", "y"]]), "a.xlsx", two, {})
    with pytest.raises(Unreadable):
        sheets.read(b"%PDF-1.4", "a.xlsx", SPEC, {})
