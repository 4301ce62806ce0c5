"""Papers: a value that is stored and read again, numbers that know their source, the same bytes for the same paper."""

import dataclasses
import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecommunity.shell.papers import (
    Heading,
    Paper,
    Paragraph,
    Said,
    Signature,
    Source,
    Table,
    numbering,
    pdf,
    printing,
    word,
)
from safecommunity.shell.papers.value import PaperError

WORDS = {"contents": "目录", "appendix": "数字出处", "checksum": "校验和"}
SOURCE = Source("injury.count@1~abc~2026", "登记伤害", "示例街道", "2026 年", "812", "n = 812", seq=7)


def a_paper(**more: object) -> Paper:
    """One of every block but a chart."""
    blocks = (
        Heading(1, "工作概况"),
        Paragraph(("登记伤害 ", Said("812", 1), " 例，", Said("1,106", 0, "claim"), " 份。")),
        Heading(2, "组织"),
        Table(("社区", "伤害"), (("示例社区一", Said("12", 1)),), "各社区", (False, True)),
        Heading(1, "打算"),
        Signature("示例街道办事处", date(2026, 11, 28)),
    )
    given = {"kind": "summary", "title": "工作总结", "language": "zh-hans", "blocks": blocks, "on": date(2026, 11, 28),
             "sources": (SOURCE,), "words": WORDS}  # fmt: skip
    return Paper(**{**given, **more})  # type: ignore[arg-type]


class TestValue:
    def test_what_is_stored_as_json_reads_back_as_the_same_paper(self) -> None:
        one = a_paper()
        again = Paper.from_data(json.loads(json.dumps(one.as_data())))
        assert again == one
        assert again.checksum() == one.checksum()

    def test_another_number_is_another_checksum(self) -> None:
        other = a_paper(sources=(dataclasses.replace(SOURCE, value="813"),))
        assert other.checksum() != a_paper().checksum()

    def test_a_number_of_a_source_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(PaperError, match=r"got source 2, there are 1"):
            a_paper(blocks=(Paragraph((Said("5", 2),)),))

    def test_a_row_with_a_cell_too_few_is_refused_by_its_number(self) -> None:
        with pytest.raises(PaperError, match="row 2: got 1 cells, allowed are 2"):
            Table(("a", "b"), (("1", "2"), ("1",)))

    @pytest.mark.parametrize("level", [0, 5])
    def test_headings_have_four_levels(self, level: int) -> None:
        with pytest.raises(PaperError, match=f"got level {level}"):
            a_paper(blocks=(Heading(level, "x"),))

    def test_a_language_papers_are_not_written_in_is_refused(self) -> None:
        with pytest.raises(PaperError, match="'fr'"):
            a_paper(language="fr")


class TestNumbering:
    """GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）."""

    def test_the_four_levels_of_a_chinese_paper(self) -> None:
        levels = (1, 2, 3, 4, 4, 2, 1, 2)
        found = [n for _b, n in numbering.numbered([Heading(one, "x") for one in levels], "zh-hans")]
        assert found == ["一、", "（一）", "1. ", "（1）", "（2）", "（二）", "二、", "（一）"]

    def test_english_papers_count_by_points(self) -> None:
        found = [n for _b, n in numbering.numbered([Heading(1, "x"), Heading(2, "x"), Heading(1, "x")], "en")]
        assert found == ["1 ", "1.1 ", "2 "]

    @given(st.integers(1, 99))
    def test_every_number_below_a_hundred_is_written_differently(self, number: int) -> None:
        assert [numbering.chinese(n) for n in range(1, 100)].count(numbering.chinese(number)) == 1


def text_of_pdf(content: bytes) -> str:
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


class TestFiles:
    def test_the_same_paper_is_the_same_bytes(self) -> None:
        assert pdf.pdf(a_paper(), {}) == pdf.pdf(a_paper(), {})
        assert word.word(a_paper(), {}) == word.word(a_paper(), {})

    def test_a_pdf_holds_its_text_its_numbers_and_their_sources(self) -> None:
        text = text_of_pdf(pdf.pdf(a_paper(contents=True), {}, marks=True))
        for part in ("工作总结", "一、工作概况", "812", "2026 年", "injury.count@1"):
            assert part in text.replace("\n", "").replace("\u200b", ""), part

    @settings(max_examples=8, deadline=None)
    @given(st.text(alphabet="#$*_@<>\\\"'[](){}~`=-+/%&安全", min_size=1, max_size=20))
    def test_no_text_is_read_as_markup(self, text: str) -> None:
        assert pdf.pdf(a_paper(title=text, blocks=(Paragraph((text,)), Heading(1, text))), {}).startswith(
            b"%PDF"
        )

    def test_a_word_file_names_the_faces_of_such_papers_and_holds_no_time(self) -> None:
        with zipfile.ZipFile(io.BytesIO(word.word(a_paper(), {}, marks=True))) as parts:
            assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            body = parts.read("word/document.xml").decode()
            assert "2026-11-28T12:00:00Z" in parts.read("docProps/core.xml").decode()
        for face in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"):
            assert face in body
        assert "一、工作概况" in body
        assert 'w:val="superscript"' in body

    def test_rare_characters_have_a_glyph(self) -> None:
        """㐀 䶮 of extension A, 𠮷 of extension B: none is dropped, as the text of the file shows."""
        text = text_of_pdf(pdf.pdf(a_paper(blocks=(Paragraph(("㐀䶮𠮷",)),)), {}))
        assert all(one in text for one in "㐀䶮𠮷")


class TestAsking:
    def test_a_form_papers_do_not_have_is_refused(self) -> None:
        with pytest.raises(ValueError, match="got 'exe', allowed are pdf, docx"):
            printing.printed(a_paper(), "exe")

    def test_who_makes_files_is_said_once(self) -> None:
        before = list(printing._printer)
        try:
            printing.set_printer(None)
            with pytest.raises(printing.NoPrinter, match="set_printer"):
                printing.printed(a_paper(), "pdf")
            printing.set_printer(
                lambda paper, form, dense, marks: f"{paper.title} {form} {dense} {marks}".encode()
            )
            assert printing.printed(a_paper(), "docx", marks=True).decode() == "工作总结 docx False True"
        finally:
            printing._printer[:] = before
