"""Paper forms: data that is refused where it cannot be, sheets that are read again, files that open."""

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdf
import pytest
from docx import Document

from safecommunity.shell import paper_forms
from safecommunity.shell.paper_forms import Filled, shape
from safecommunity.shell.paper_forms.making import sheets_of
from safecommunity.shell.papers import engine, printing
from safecommunity.shell.papers.sheet import Cell, Grid, Sheet, Sheets
from safecommunity.shell.papers.value import PaperError

ON = date(2026, 11, 28)
FORM = {
    "code": "example", "order": 99, "title": {"zh-hans": "示例表", "zh-hant": "示例表", "en": "Example"},
    "basis": "judgement", "says": ["拟定", "ours"], "scan": ["扫码签到", "Scan"],
    "parts": [
        {"fields": [
            {"f": "where", "l": ["社区", "Community"]}, {"f": "on", "l": ["日期", "Day"]},
            {"f": "kind", "l": ["类别", "Kind"], "wide": True, "options": [["a", ["甲", "A"]], ["b", ["乙", "B"]]]},
        ]},
        {"table": {"f": "rows", "rows": 3, "columns": [{"f": "name", "l": ["姓名", "Name"]}, {"l": ["签名", "Sign"]}]}},
        {"sign": [["负责人", "Chief"]]},
    ],
}  # fmt: skip


def a_form(**more: Any) -> shape.PaperForm:
    return shape.read({**FORM, **more})


def text(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


class TestShape:
    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"basis": "certain"}, r"form 'example': got basis 'certain', allowed are read, recalled"),
            ({"title": {"en": "Example"}}, r"got titles in \['en'\], allowed are en, zh-hans, zh-hant"),
            ({"parts": [{"sing": []}]}, r"part 1: got 'sing', allowed are fields, table"),
            ({"parts": [{"table": {"columns": [{"l": str(n)} for n in range(13)]}}]}, r"got 13 columns, allowed"),
        ],
    )  # fmt: skip
    def test_a_form_that_cannot_be_is_refused_by_name(self, more: Any, said: str) -> None:
        with pytest.raises(shape.FormError, match=said):
            a_form(**more)

    def test_a_row_of_another_width_than_its_grid_is_refused(self) -> None:
        with pytest.raises(PaperError, match=r"row 1: got 1 columns, allowed are 2"):
            Grid((1, 1), ((Cell("x"),),))

    def test_a_print_of_nothing_is_refused(self) -> None:
        with pytest.raises(PaperError, match=r"sheets: got none"):
            Sheets("x", "en", ON, ())


class TestSheets:
    def test_a_blank_form_keeps_all_its_lines_free(self) -> None:
        made = sheets_of(a_form(), (), language="zh-hans", on=ON)
        grid = made.sheets[0].parts[1]
        assert isinstance(grid, Grid)
        assert [[cell.text for cell in row] for row in grid.rows] == [
            ["序号", "姓名", "签名"], ["1", "", ""], ["2", "", ""], ["3", "", ""],
        ]  # fmt: skip

    def test_filled_lines_come_first_and_more_than_the_form_has_make_it_longer(self) -> None:
        few = sheets_of(a_form(), [Filled(tables={"rows": [{"name": "甲"}]})], language="zh-hans", on=ON)
        many = sheets_of(
            a_form(), [Filled(tables={"rows": [{"name": str(n)} for n in range(9)]})], language="en", on=ON
        )
        assert len(few.sheets[0].parts[1].rows) == 4  # type: ignore[union-attr]
        assert len(many.sheets[0].parts[1].rows) == 10  # type: ignore[union-attr]

    def test_what_is_chosen_is_ticked_and_the_rest_stays_open(self) -> None:
        made = sheets_of(a_form(), [Filled({"kind": "b"})], language="zh-hans", on=ON)
        assert "□ 甲　☑ 乙" in json.dumps(made.as_data(), ensure_ascii=False)

    def test_words_are_said_in_each_language_and_traditional_ones_are_converted(self) -> None:
        assert "Community" in str(sheets_of(a_form(), (), language="en", on=ON).as_data())
        assert "社區" in str(sheets_of(a_form(), (), language="zh-hant", on=ON).as_data())  # not 社群

    def test_the_code_leads_to_the_installation_that_printed_it(self) -> None:
        made = sheets_of(
            a_form(), [Filled(code="/meetings/x/in/")], language="zh-hans", on=ON, root="https://示例"
        )
        assert (made.sheets[0].code, made.sheets[0].says) == ("https://示例/meetings/x/in/", "扫码签到")

    def test_what_is_sent_to_the_printer_reads_back_as_the_same_sheets(self) -> None:
        made = sheets_of(
            a_form(), [Filled({"where": "示东"}, {"rows": [{"name": "甲"}]})], language="zh-hans", on=ON
        )
        assert Sheets.from_data(made.as_data()) == made


@pytest.fixture
def printed() -> Iterator[None]:
    before = list(printing._printer)
    printing.set_printer(lambda paper, form, dense, marks: engine.made(paper, form, dense=dense, marks=marks))
    yield
    printing._printer[:] = before


@pytest.mark.usefixtures("printed")
class TestFiles:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "form", [form for form, _binding in paper_forms.all_forms()], ids=lambda form: form.code
    )
    def test_every_form_prints_blank_as_pdf_and_word_on_at_most_two_sheets(
        self, form: shape.PaperForm
    ) -> None:
        for language in ("zh-hans", "en"):
            made = sheets_of(form, (), language=language, on=ON)
            pages = pypdf.PdfReader(io.BytesIO(printing.printed(made, "pdf"))).pages
            assert 1 <= len(pages) <= 2
            width, height = float(pages[0].mediabox.width), float(pages[0].mediabox.height)
            assert (round(max(width, height)), round(min(width, height))) == (842, 595)  # A4 in points
            assert form.title[language].split()[0][:6] in "".join(page.extract_text() for page in pages)
            word = Document(io.BytesIO(printing.printed(made, "docx")))
            assert any(form.title[language] in line.text for line in word.paragraphs)
            assert word.tables

    def test_the_same_sheets_are_the_same_bytes(self) -> None:
        made = sheets_of(a_form(), [Filled({"where": "示东"})], language="zh-hans", on=ON)
        for form in ("pdf", "docx"):
            assert printing.printed(made, form) == printing.printed(made, form)

    def test_words_that_look_like_markup_are_printed_as_they_are(self) -> None:
        made = sheets_of(a_form(), [Filled({"where": "#panic() <b> *x* $1$"})], language="en", on=ON)
        assert "#panic() <b> *x* $1$" in text(printing.printed(made, "pdf"))

    def test_a_text_longer_than_a_page_goes_on_overleaf(self) -> None:
        words = "每一句都要印出来。" * 700
        made = Sheets(
            "x",
            "zh-hans",
            ON,
            (Sheet("x", (Grid((1, 3), ((Cell("纪要", head=True), Cell(words, tall=90)),)),)),),
        )
        found = printing.printed(made, "pdf")
        assert len(pypdf.PdfReader(io.BytesIO(found)).pages) > 1
        assert text(found).replace("\n", "").count("每一句都要印出来") >= 690
