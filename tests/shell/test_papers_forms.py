"""A paper as one page and as a workbook: both open by themselves, both say where each number comes from."""

import dataclasses
import io
import re
import zipfile
from html.parser import HTMLParser

import pytest
from python_calamine import CalamineWorkbook

from safecommunity.shell.papers import Chart, Paper, Paragraph, Said, Table, page, workbook
from tests.shell.test_papers import SOURCE, a_paper

TOLD = dataclasses.replace(SOURCE, interval="757–870", method="Poisson (Byar)", counts="登记的居民伤害")


def the_paper(**more: object) -> Paper:
    blocks = (
        Paragraph(
            ("共 ", Said("812", 1), " 例 <script>alert(1)</script>，", Said("1,106", 0, "claim"), " 份。")
        ),
        Table(
            ("社区", "伤害"),
            (("=cmd|x", Said("812", 1)), ("+社区", "45.4%"), ("@社区", "-"), ("丙", "1,106")),
        ),
        Table(("社区", "伤害"), (("甲", "1"),)),
        Chart({}, "每月伤害", "图 1"),
    )
    return a_paper(**{"blocks": blocks, "sources": (TOLD,), "strip": "草稿 · 模拟数据", **more})


class Seen(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        told = dict(attrs)
        self.addresses += [told[name] or "" for name in ("src", "href", "action") if name in told]
        self.ids |= {told["id"] or ""} if "id" in told else set()


def seen(paper: Paper) -> tuple[str, Seen]:
    text = page.page(paper, {3: b"<svg></svg>"}, marks=True).decode("utf-8")
    found = Seen()
    found.feed(text)
    return text, found


class TestPage:
    def test_it_needs_nothing_else(self) -> None:
        text, found = seen(the_paper())
        assert "script" not in found.tags
        assert "link" not in found.tags
        assert all(one.startswith("#") and one[1:] in found.ids for one in found.addresses)
        assert not re.search(r"url\(|@import|https?://", text)

    def test_a_number_opens_what_it_is_without_any_script(self) -> None:
        text, _found = seen(the_paper())
        opened = re.search(
            r'<details class="num"><summary title="([^"]*)">812</summary><span>(.*?)</details>', text
        )
        assert opened
        for told in (
            TOLD.title,
            TOLD.place,
            TOLD.period,
            TOLD.n,
            TOLD.interval,
            TOLD.counts,
            TOLD.method,
            TOLD.key,
        ):
            assert told in opened.group(2)
        assert "n = 812" in opened.group(1)

    def test_words_are_never_markup_and_claims_are_set_off(self) -> None:
        text, _found = seen(the_paper())
        assert "&lt;script&gt;" in text
        assert '<span class="own claim">1,106</span>' in text

    def test_it_says_that_it_is_a_draft_and_what_its_checksum_is(self) -> None:
        paper = the_paper()
        text, found = seen(paper)
        assert "草稿 · 模拟数据" in text
        assert paper.checksum() in text
        assert found.tags.count("h1") == 1

    def test_the_same_paper_is_the_same_bytes(self) -> None:
        assert seen(the_paper())[0] == seen(the_paper())[0]


def read(paper: Paper) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.workbook(paper)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


class TestWorkbook:
    def test_a_number_of_a_figure_stands_beside_its_n_and_interval(self) -> None:
        rows = next(iter(read(the_paper()).values()))
        assert rows[3] == ["社区", "伤害", "伤害 · n", "伤害 · 95%"]
        assert rows[4][1:] == [812, 812, "757–870"]

    def test_what_looks_like_a_formula_is_text_and_numbers_are_numbers(self) -> None:
        content = workbook.workbook(the_paper())
        cells = [row[0] for row in next(iter(read(the_paper()).values()))[4:8]]
        assert cells == ["'=cmd|x", "'+社区", "'@社区", "丙"]
        values = [row[1] for row in next(iter(read(the_paper()).values()))[5:8]]
        assert values == [45.4, "'-", 1106]
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            made = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
        assert not any(b"<f>" in one or b"<f " in one for one in made)

    def test_the_figures_have_a_sheet_with_n_and_interval_of_their_own(self) -> None:
        rows = list(read(the_paper()).values())[-1]
        assert rows[4][:9] == [1, "登记伤害", "登记的居民伤害", "示例街道 2026 年", 812, "757–870", 812,
                               "Poisson (Byar)", "injury.count@1~abc~2026 #7"]  # fmt: skip
        assert the_paper().checksum() in str(rows[-1][0])

    @pytest.mark.parametrize("title", ["工作概况", "[a]*?/\\:" * 8, ""])
    def test_two_tables_of_one_name_are_two_sheets(self, title: str) -> None:
        twice = Table(("a",), (("1",),), caption=title)
        assert len(read(the_paper(blocks=(twice, twice)))) == 3

    def test_the_same_paper_is_the_same_bytes(self) -> None:
        assert workbook.workbook(the_paper()) == workbook.workbook(the_paper())
