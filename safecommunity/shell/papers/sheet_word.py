"""Sheets to write on as Word: the same grids, so that an office may fill them in at the screen and print."""

import io
from datetime import UTC, datetime
from typing import Any

import segno

from safecommunity.shell.papers.pdf import MASK
from safecommunity.shell.papers.sheet import Cell, Cut, Grid, NewPage, Part, Sheet, Sheets, Signs, Words
from safecommunity.shell.papers.word import FANG, HEI, LATIN, SONG, same_bytes

MARGIN = (22.0, 18.0, 20.0, 18.0)  # millimetres: top, bottom, left, right
LABEL, BODY = 9.5, 10.5  # points


def word(sheets: Sheets) -> bytes:
    """The sheets as .docx, the same bytes for the same sheets."""
    from docx import Document

    writer = _Writer(Document(), sheets)
    writer.write()
    out = io.BytesIO()
    writer.file.save(out)
    return same_bytes(out.getvalue())


class _Writer:
    """Writes sheets into one file."""

    def __init__(self, file: Any, sheets: Sheets) -> None:
        self.file, self.sheets = file, sheets
        self.width = (297.0 if sheets.across else 210.0) - MARGIN[2] - MARGIN[3]

    def write(self) -> None:
        """Page, then each sheet on a page of its own."""
        self._page()
        for at, sheet in enumerate(self.sheets.sheets):
            if at:
                self.file.add_page_break()
            self._head(sheet)
            for part in sheet.parts:
                self._part(part)

    def _page(self) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        section = self.file.sections[0]
        across = self.sheets.across
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
        section.top_margin, section.bottom_margin = Mm(MARGIN[0]), Mm(MARGIN[1])
        section.left_margin, section.right_margin = Mm(MARGIN[2]), Mm(MARGIN[3])
        if self.sheets.strip:
            self._text(section.header.paragraphs[0], self.sheets.strip, HEI, 9, side=1)
        self._text(section.footer.paragraphs[0], self.sheets.foot, HEI, 8)
        made = datetime(self.sheets.on.year, self.sheets.on.month, self.sheets.on.day, 12, tzinfo=UTC)
        kept = self.file.core_properties
        kept.title, kept.author, kept.comments = self.sheets.title, "", ""
        kept.created = kept.modified = made.replace(tzinfo=None)

    def _head(self, sheet: Sheet) -> None:
        from docx.shared import Mm

        line = self._text(self._line(), sheet.title, SONG, 18, side=1)
        if sheet.under:
            self._text(self._line(), sheet.under, FANG, 11, side=1)
        if sheet.code:
            drawn = io.BytesIO()
            segno.make(sheet.code, error="m", micro=False, mask=MASK).save(
                drawn, kind="png", scale=6, border=1
            )
            line = self._line()
            line.alignment = 2
            line.add_run().add_picture(drawn, width=Mm(24))
            self._text(self._line(), sheet.says, HEI, 8, side=2)
        if sheet.number:
            self._text(self._line(), sheet.number, FANG, 10, side=2)

    def _part(self, part: Part) -> None:
        if isinstance(part, Grid):
            self._grid(part)
        elif isinstance(part, Words):
            for text in part.texts:
                self._words(text, part.kind)
        elif isinstance(part, Signs):
            self._signs(part)
        elif isinstance(part, Cut):
            self._text(self._line(), f"— — — — — — — — {part.text} — — — — — — — —", HEI, 9, side=1)
        elif isinstance(part, NewPage):
            self.file.add_page_break()

    def _words(self, text: str, kind: str) -> None:
        from docx.shared import Pt

        face, size = {"head": (HEI, 11.5), "note": (FANG, 8.5)}.get(kind, (FANG, 12.0))
        line = self._text(self._line(), text, face, size)
        if kind == "body" and self.sheets.language != "en":
            line.paragraph_format.first_line_indent = Pt(24)

    def _grid(self, grid: Grid) -> None:
        from docx.enum.table import WD_ROW_HEIGHT_RULE
        from docx.oxml import OxmlElement
        from docx.shared import Mm

        if grid.caption:
            self._text(self._line(), grid.caption, HEI, BODY)
        table = self.file.add_table(rows=0, cols=len(grid.widths), style="Table Grid")
        table.autofit = False
        shares = [self.width * share / sum(grid.widths) for share in grid.widths]
        for number, row in enumerate(grid.rows):
            made = table.add_row()
            made.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
            made.height = Mm(max([7.0, *(cell.tall for cell in row)]))
            if number < grid.heads:
                made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            held, at = made.cells, 0
            for cell in row:
                place = held[at] if cell.span == 1 else held[at].merge(held[at + cell.span - 1])
                place.width = Mm(sum(shares[at : at + cell.span]))
                self._cell(place, cell)
                at += cell.span
        self._line()

    def _cell(self, place: Any, cell: Cell) -> None:
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as UP

        place.vertical_alignment = UP.TOP if cell.tall > 16 and not cell.head else UP.CENTER
        face, size = (HEI, LABEL) if cell.head else (FANG, BODY)
        for at, text in enumerate(cell.text.split("\n")):
            line = place.paragraphs[0] if at == 0 else place.add_paragraph()
            self._text(line, text, face, size, side=1 if cell.head or cell.centre else 0)

    def _signs(self, part: Signs) -> None:
        from docx.shared import Mm

        self._line()
        table = self.file.add_table(rows=1, cols=len(part.texts))
        for cell, text in zip(table.rows[0].cells, part.texts, strict=True):
            self._text(cell.paragraphs[0], text, HEI, LABEL)
            self._text(cell.add_paragraph(), "\n＿＿＿＿＿＿＿＿＿＿", FANG, BODY)
            if part.day:
                self._text(cell.add_paragraph(), part.day, FANG, 9)
        table.rows[0].height = Mm(20)

    def _line(self) -> Any:
        from docx.shared import Pt

        line = self.file.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        return line

    def _text(self, line: Any, text: str, face: str, size: float, *, side: int = 0) -> Any:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        line.alignment = side
        made = line.add_run(text)
        made.font.name, made.font.size = LATIN, Pt(size)
        made._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        return line
