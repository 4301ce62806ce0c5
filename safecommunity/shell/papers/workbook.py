"""A paper's tables and its figures as a workbook: a sheet a table, every number of a figure with its n and interval."""

import io
import re
from datetime import UTC, datetime
from typing import Any

from safecommunity.shell.papers.value import Heading, Paper, Run, Said, Source, Table
from safecommunity.shell.papers.words import heads
from safecommunity.shell.workbooks import NOT_IN_NAMES, safe

NUMBER = re.compile(r"-?\d{1,3}(?:,?\d{3})*(?:\.\d+)?")
MOST_SHEETS = 200
LONGEST_NAME = 31


def workbook(paper: Paper) -> bytes:
    """The paper as .xlsx, the same bytes for the same paper. Nothing in it runs as a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        made = datetime(paper.on.year, paper.on.month, paper.on.day, 12, tzinfo=UTC).replace(tzinfo=None)
        book.set_properties({"title": paper.title, "author": paper.issuer, "created": made})
        writer = _Writer(book, paper)
        heading = ""
        for block in paper.blocks:
            if isinstance(block, Heading):
                heading = block.text
            elif isinstance(block, Table) and len(writer.names) < MOST_SHEETS:
                writer.table(block, block.caption or heading)
        writer.sources()
    return out.getvalue()


class _Writer:
    """Writes the sheets of one paper."""

    def __init__(self, book: Any, paper: Paper) -> None:
        self.book, self.paper = book, paper
        self.names: set[str] = set()
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.quiet = book.add_format({"font_color": "#5b6865"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.percent = book.add_format({"num_format": '0.0"%"'})
        self.count = book.add_format({"num_format": "#,##0.##"})
        self.whole = book.add_format({"num_format": "#,##0"})

    def _sheet(self, title: str) -> Any:
        plain = (NOT_IN_NAMES.sub(" ", title).strip() or "1")[:LONGEST_NAME]
        name, n = plain, 1
        while name.lower() in self.names:
            n += 1
            name = f"{plain[: LONGEST_NAME - len(str(n)) - 1]} {n}"
        self.names.add(name.lower())
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, safe(title or self.paper.title), self.title)
        about = (self.paper.title, self.paper.subtitle, self.paper.number, self.paper.strip)
        sheet.write_string(1, 0, safe(" · ".join(one for one in about if one)), self.quiet)
        return sheet

    def table(self, table: Table, title: str) -> None:
        """One table; behind a column of figures stand their n and interval, unless the table says them itself."""
        sheet = self._sheet(title)
        words = self.paper.words
        told = words.get("n", "") in table.columns
        spread = [
            not told and any(isinstance(row[at], Said) and row[at].source for row in table.rows)  # type: ignore[union-attr]
            for at in range(len(table.columns))
        ]
        columns: list[str] = []
        for text, more in zip(table.columns, spread, strict=True):
            columns += [text, *((f"{text} · n", f"{text} · {words.get('interval', '95%')}") if more else ())]
        for at, text in enumerate(columns):
            sheet.write_string(3, at, safe(text), self.head)
        sheet.freeze_panes(4, 1)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, max(1, len(columns) - 1), 15)
        for line, row in enumerate(table.rows, 4):
            at = 0
            for cell, more in zip(row, spread, strict=True):
                self._cell(sheet, line, at, cell)
                at += 1
                if more:
                    source = self._source(cell)
                    self._text(sheet, line, at, source.n.removeprefix("n = ") if source else "")
                    self._text(sheet, line, at + 1, source.interval if source else "")
                    at += 2
        if table.note:
            sheet.write_string(len(table.rows) + 5, 0, safe(table.note), self.quiet)

    def _source(self, cell: Run) -> Source | None:
        known = isinstance(cell, Said) and cell.source
        return self.paper.sources[cell.source - 1] if known else None  # type: ignore[union-attr]

    def _cell(self, sheet: Any, line: int, at: int, cell: Run) -> None:
        self._text(sheet, line, at, cell if isinstance(cell, str) else cell.text)

    def _text(self, sheet: Any, line: int, at: int, text: str) -> None:
        plain = text.removesuffix("%")
        if NUMBER.fullmatch(plain):
            value = float(plain.replace(",", ""))
            kind = self.percent if text.endswith("%") else self.count if "." in plain else self.whole
            sheet.write_number(line, at, value, kind)
        else:
            sheet.write_string(line, at, safe(text), self.wrap)

    def sources(self) -> None:
        """The figures' appendix, n and interval in columns of their own, and the paper's checksum."""
        words = self.paper.words
        sheet = self._sheet(words.get("appendix", "") or "figures")
        number, figure, where, value, n, key = heads(self.paper)
        interval, method, counts = (words.get(name, "") for name in ("interval", "method", "counts"))
        for at, text in enumerate((number, figure, counts, where, value, interval, n, method, key)):
            sheet.write_string(3, at, safe(text), self.head)
        sheet.freeze_panes(4, 2)
        for at, width in enumerate((6, 30, 40, 26, 16, 18, 12, 16, 44)):
            sheet.set_column(at, at, width)
        for line, one in enumerate(self.paper.sources, 4):
            cells = (
                str(line - 3), one.title, one.counts, f"{one.place} {one.period}", one.value, one.interval,
                one.n.removeprefix("n = "), one.method, f"{one.key} #{one.seq}",
            )  # fmt: skip
            for at, text in enumerate(cells):
                self._text(sheet, line, at, text)
        said = f"{words.get('checksum', '')} {self.paper.checksum()}"
        sheet.write_string(len(self.paper.sources) + 5, 0, safe(said), self.quiet)
