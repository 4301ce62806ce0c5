"""A district's own form: said once, then read whatever its headings, and filled in its own order."""

import io
from typing import Any

import pytest
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from safecommunity.intake.models import ColumnMapping
from safecommunity.outreach import codes, importing
from safecommunity.places.importing import units
from safecommunity.shell import own_forms, sheets
from tests.governance.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PLACE = "p1"
# A table as districts send it: a title, headings of their own, rows.
SENT = "某区单位底册,,\n企业字号,行当,坐落\n示例厂,企业,东村\n".encode()


def answer(name: str, **columns: str) -> Any:
    sent = {"own_form": name, "heading": list(columns), "to": list(columns.values())}
    return RequestFactory().post("/", sent)


def remember(name: str = "区底册", kind: str = "units", **columns: str) -> str:
    chosen = columns or {"企业字号": "name", "行当": "kind", "坐落": "code"}
    written = units.written() if kind == "units" else codes.written_headings()
    return own_forms.remember(answer(name, **chosen), kind=kind, place=PLACE, written=written, by="t", at=NOW)


def read(content: bytes = SENT) -> own_forms.Given:
    return own_forms.read(content, "t.csv", units.known, units.written(), "units", PLACE)


def test_a_list_nobody_knows_is_asked_about_by_its_fullest_row() -> None:
    given = read()
    assert given.own is None
    assert [heading for heading, _field in given.question] == ["企业字号", "行当", "坐落"]


def test_remembered_once_it_is_read_with_our_headings() -> None:
    assert "区底册" in remember()
    given = read()
    assert given.own is not None
    assert given.list.headings[:3] == ("名称", "类别", "地区代码")
    line = sheets.lines(given.list, units.known)[0]
    assert (line["name"], line["kind"], line["code"]) == ("示例厂", "企业", "东村")


def test_our_own_template_is_never_taken_for_a_districts_form() -> None:
    remember(name="含名称", 名称="name", 备注="")
    ours = "名称,类别,地区代码,起始日期\n示例厂,企业,东村,2020-01-01\n".encode()
    assert read(ours).own is None


def test_it_is_filled_in_its_own_order_with_foreign_columns_empty() -> None:
    remember(**{"坐落": "code", "备注": "", "企业字号": "name"})
    own = own_forms.forms("units", PLACE)[0]
    content = own_forms.filled(own, [{"name": "示例厂", "code": "东村", "kind": "firm"}])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows == [["坐落", "备注", "企业字号"], ["东村", "", "示例厂"]]


def test_another_place_and_another_list_do_not_know_it() -> None:
    remember()
    assert own_forms.forms("units", "p2") == []
    assert own_forms.forms("outreach", PLACE) == []


@pytest.mark.parametrize(
    "columns", [{"企业字号": ""}, {"企业字号": "name", "字号": "name"}, {"企业字号": "no_such_field"}]
)
def test_what_cannot_be_a_form_is_refused_in_words(columns: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        remember(**columns)
    assert not ColumnMapping.objects.exists()


def test_a_form_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="1"):
        remember(name=" ")


def test_the_ledgers_headings_are_all_known_to_its_reader() -> None:
    """What we write into an own form's place must be read back: every heading of ours leads to its field."""
    assert {importing.known(said): field for field, said in codes.written_headings().items()} == {
        field: field for field in codes.written_headings()
    }
