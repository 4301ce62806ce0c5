"""A paper as Word. Faces are named as such papers name them (方正小标宋, 仿宋_GB2312, 楷体, 黑体), so that Word and WPS
show what the office has; the file holds no date but the paper's own and is the same bytes for the same paper."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from safecommunity.shell.papers import numbering
from safecommunity.shell.papers.data import frame
from safecommunity.shell.papers.value import (
    Chart,
    Heading,
    Paper,
    Paragraph,
    Run,
    Signature,
    Table,
)
from safecommunity.shell.papers.words import day_text, heads

WIDTH = 156.0  # millimetres of text
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every part within the file
SONG, FANG, HEI, KAI, LATIN = (
    frame()["faces"][name] for name in ("title", "body", "heading", "second", "latin")
)
BODY, SMALL = 16.0, 10.5  # points: the third and the fifth size
FACES = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
RED = "C8102E"


def word(paper: Paper, drawings: dict[int, bytes], *, dense: bool = False, marks: bool = False) -> bytes:
    """The paper as .docx. `drawings`: PNG of its charts by their place among blocks; `marks`: numbers of sources."""
    from docx import Document

    writer = Writer(Document(), paper, drawings, dense, marks)
    writer.write()
    out = io.BytesIO()
    writer.file.save(out)
    return same_bytes(out.getvalue())


def same_bytes(made: bytes) -> bytes:
    """The parts in their order without the time they were packed at."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


class Writer:
    """Writes one paper into one file."""

    def __init__(self, file: Any, paper: Paper, drawings: dict[int, bytes], dense: bool, marks: bool) -> None:
        self.file, self.paper, self.drawings, self.dense, self.marks = file, paper, drawings, dense, marks
        self.size = 12.0 if dense else BODY
        self.chinese = paper.language != "en"

    def write(self) -> None:
        """Page, head, blocks, appendix."""
        self._page()
        self._head()
        if self.paper.contents:
            self._contents()
        for at, (block, number) in enumerate(numbering.numbered(self.paper.blocks, self.paper.language)):
            self.block(block, number, at)
        if self.paper.sources:
            self.appendix()

    def _page(self) -> None:
        from docx.shared import Mm, Pt

        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(20)
        made = datetime(self.paper.on.year, self.paper.on.month, self.paper.on.day, 12, tzinfo=UTC)
        kept = self.file.core_properties
        kept.title, kept.author, kept.last_modified_by = self.paper.title, self.paper.issuer, ""
        kept.created = kept.modified = made.replace(tzinfo=None)
        kept.comments = kept.keywords = ""
        style = self.file.styles["Normal"]
        self._face(style, FANG)
        style.font.size = Pt(self.size)
        for level in (1, 2, 3, 4):
            heading = self.file.styles[f"Heading {level}"]
            self._face(heading, FACES[level])
            heading.font.size, heading.font.bold, heading.font.italic = Pt(self.size), level == 2, False
            _color(heading.font, "000000")
        self._numbers(section)
        if self.paper.strip:
            self._text(section.header.paragraphs[0], self.paper.strip, HEI, 10, centre=True)

    def _face(self, style: Any, face: str) -> None:
        from docx.oxml.ns import qn

        style.font.name = LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            if "Theme" in name:
                del fonts.attrib[name]
        fonts.set(qn("w:eastAsia"), face)

    def _numbers(self, section: Any) -> None:
        """— 1 — outside: right on odd pages, left on even ones."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.file.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            footer.is_linked_to_previous = False
            line = footer.paragraphs[0]
            line.alignment = side
            self._run(line, "— ", FANG, 14)
            _field(line, "PAGE", self._run(line, "", FANG, 14))
            self._run(line, " —", FANG, 14)
        if self.paper.strip:
            section.even_page_header.is_linked_to_previous = False
            self._text(section.even_page_header.paragraphs[0], self.paper.strip, HEI, 10, centre=True)

    def _head(self) -> None:
        paper = self.paper
        if paper.secrecy:
            self._text(self.file.add_paragraph(), paper.secrecy, HEI, self.size)
        if paper.red and paper.issuer:
            line = self._text(self.file.add_paragraph(), paper.issuer, SONG, 30, centre=True, color=RED)
            _space(line, before=12, after=6)
        if paper.number:
            line = self._text(self.file.add_paragraph(), paper.number, FANG, self.size, centre=paper.red)
            if paper.red:
                _rule(line, RED)
            elif not paper.red:
                line.alignment = 2
        title = self._text(self.file.add_paragraph(), paper.title, SONG, 22, centre=True)
        _space(title, before=18, after=12)
        under = [one for one in (paper.subtitle, "" if paper.red else paper.issuer) if one]
        for one in under:
            self._text(self.file.add_paragraph(), one, KAI, self.size, centre=True)

    def _contents(self) -> None:
        """A field Word fills by F9; until then the headings as they are."""
        self._text(
            self.file.add_paragraph(), self.paper.words.get("contents", ""), HEI, self.size, centre=True
        )
        entries = [
            (block.level, number + block.text)
            for block, number in numbering.numbered(self.paper.blocks, self.paper.language)
            if isinstance(block, Heading) and block.level <= 2
        ]
        for at, (level, text) in enumerate(entries):
            line = self.file.add_paragraph()
            line.paragraph_format.left_indent = _points(2 * self.size * (level - 1))
            if at == 0:
                _begin(line, 'TOC \\o "1-2" \\h \\z \\u')
            self._run(line, text, FANG, self.size)
            if at == len(entries) - 1:
                _end(line)
        self.file.add_page_break()

    def block(self, block: Any, number: str, at: int) -> None:
        """One block of the paper, at the end of the file."""
        if isinstance(block, Heading):
            line = self.file.add_paragraph(style=f"Heading {block.level}")
            if self.chinese:
                line.paragraph_format.first_line_indent = _points(2 * self.size)
            _space(line, before=6, after=3)
            self._run(line, number + block.text, FACES[block.level], self.size, bold=block.level == 2)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            self._chart(block, at)
        elif isinstance(block, Signature):
            self._signature(block)

    def _paragraph(self, block: Paragraph) -> None:
        line = self.file.add_paragraph(style="List Bullet" if block.kind == "item" else None)
        if block.kind == "body" and self.chinese:
            line.paragraph_format.first_line_indent = _points(2 * self.size)
        if not self.dense:
            line.paragraph_format.line_spacing = _points(29)
        _space(line, after=0 if not self.dense else 4)
        size = 0.75 * self.size if block.kind == "note" else self.size
        for run in block.runs:
            self._said(line, run, FANG, size)

    def _said(self, line: Any, run: Run, face: str, size: float) -> None:
        if isinstance(run, str):
            self._run(line, run, face, size)
            return
        made = self._run(line, run.text, face, size)
        made.font.underline = True if run.mark in ("claim", "differs") else None
        if self.marks and run.source:
            self._run(line, f"[{run.source}]", face, size).font.superscript = True

    def _table(self, block: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        if block.caption:
            line = self._text(self.file.add_paragraph(), block.caption, HEI, 12, centre=True)
            line.paragraph_format.keep_with_next = True
        table = self.file.add_table(rows=1, cols=len(block.columns), style="Table Grid")
        table.autofit = not block.widths
        _repeat(table.rows[0])
        for cell, text in zip(table.rows[0].cells, block.columns, strict=True):
            self._text(cell.paragraphs[0], text, HEI, SMALL, centre=True)
            _shade(cell, "EEF2F5")
        for row in block.rows:
            made = table.add_row()
            for at, (cell, run) in enumerate(zip(made.cells, row, strict=True)):
                line = cell.paragraphs[0]
                if block.numeric and block.numeric[at]:
                    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._said(line, run, FANG, SMALL)
        self._widths(table, block.widths)
        note = self._text(self.file.add_paragraph(), block.note, FANG, 9)
        _space(note, after=6)

    def _widths(self, table: Any, widths: tuple[float, ...]) -> None:
        """Columns by their shares of the width: Word asks every cell."""
        from docx.shared import Mm

        for at, share in enumerate(widths):
            table.columns[at].width = Mm(WIDTH * share / sum(widths))
        for row in table.rows if widths else ():
            for at, cell in enumerate(row.cells):
                cell.width = table.columns[at].width

    def _chart(self, block: Chart, at: int) -> None:
        from docx.shared import Mm

        if block.caption:
            line = self._text(self.file.add_paragraph(), block.caption, HEI, 12, centre=True)
            line.paragraph_format.keep_with_next = True
        line = self.file.add_paragraph()
        line.alignment = 1
        picture = line.add_run().add_picture(io.BytesIO(self.drawings[at]), width=Mm(WIDTH))
        picture._inline.docPr.set("descr", block.words)
        self._text(self.file.add_paragraph(), block.words, FANG, 9)

    def _signature(self, block: Signature) -> None:
        for text in (block.who, day_text(block.on, self.paper.language) if block.on else ""):
            line = self._text(self.file.add_paragraph(), text, FANG, self.size)
            line.alignment = 2
            line.paragraph_format.right_indent = _points(4 * self.size)
            line.paragraph_format.keep_with_next = True

    def appendix(self) -> None:
        """Where the numbers come from, on a page of its own."""
        self.file.add_page_break()
        line = self.file.add_paragraph(style="Heading 1")
        self._run(line, self.paper.words.get("appendix", ""), HEI, self.size)
        self._text(self.file.add_paragraph(), self.paper.words.get("appendix_note", ""), FANG, 9)
        rows = tuple(
            (str(n), one.title, f"{one.place} {one.period}", " ".join(filter(None, (one.value, one.interval))),
             " ".join(filter(None, (one.n, one.method))), f"{one.key} #{one.seq}")
            for n, one in enumerate(self.paper.sources, 1)
        )  # fmt: skip
        self._table(Table(tuple(heads(self.paper)), rows, widths=(0.5, 2, 1.3, 1.5, 1.2, 2.6)))
        said = f"{self.paper.words.get('checksum', '')} {self.paper.checksum()}"
        self._text(self.file.add_paragraph(), said, FANG, 8)

    def _text(
        self, line: Any, text: str, face: str, size: float, *, centre: bool = False, color: str = ""
    ) -> Any:
        if centre:
            line.alignment = 1
        made = self._run(line, text, face, size)
        if color:
            _color(made.font, color)
        return line

    def _run(self, line: Any, text: str, face: str, size: float, *, bold: bool = False) -> Any:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        made = line.add_run(text)
        made.font.name, made.font.size, made.font.bold = LATIN, Pt(size), bold
        made._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        return made


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _color(font: Any, value: str) -> None:
    from docx.shared import RGBColor

    font.color.rgb = RGBColor.from_string(value)


def _space(line: Any, *, before: float = 0, after: float = 0) -> None:
    line.paragraph_format.space_before, line.paragraph_format.space_after = _points(before), _points(after)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _field(_line: Any, code: str, run: Any) -> None:
    """A field in a run, filled by Word."""
    text = _element("w:instrText")
    text.text = code
    for part in (_element("w:fldChar", fldCharType="begin"), text, _element("w:fldChar", fldCharType="end")):
        run._element.append(part)


def _begin(line: Any, code: str) -> None:
    run = line.add_run()
    text = _element("w:instrText")
    text.text = code
    for part in (
        _element("w:fldChar", fldCharType="begin"),
        text,
        _element("w:fldChar", fldCharType="separate"),
    ):
        run._element.append(part)


def _end(line: Any) -> None:
    line.add_run()._element.append(_element("w:fldChar", fldCharType="end"))


def _rule(line: Any, color: str) -> None:
    """A line beneath a paragraph."""
    edges = _element("w:pBdr")
    edges.append(_element("w:bottom", val="single", sz="12", space="4", color=color))
    line._element.get_or_add_pPr().append(edges)


def _shade(cell: Any, color: str) -> None:
    cell._element.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=color))


def _repeat(row: Any) -> None:
    """The row of heads stands on every page the table reaches."""
    row._element.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
