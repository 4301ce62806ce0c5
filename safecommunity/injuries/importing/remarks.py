"""The rows that could not be taken, as the list they came in, with remarks; and the own template.

Identity numbers and phones are masked. A column names the row of the uploaded list, which is kept sealed for two
weeks: when the corrected workbook comes back, masked cells are filled from there.
"""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.importing import fields
from safecommunity.injuries.importing.container import Unreadable
from safecommunity.injuries.importing.plan import Batch, Plan, Wrong, masked
from safecommunity.injuries.importing.reading import Row
from safecommunity.injuries.importing.values import MIDNIGHT, Cell, text_of
from safecommunity.injuries.importing.work import told

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Writer(Protocol):
    """Takes lines of texts."""

    def line(self, cells: Sequence[str], bad: frozenset[int] = frozenset()) -> None: ...


class Remarks:
    """Writes rejected rows: the original columns, then the remarks and the row key."""

    def __init__(self, writer: Writer, plan: Plan, run: str = "") -> None:
        self.writer, self.plan, self.run = writer, plan, run
        own = (fields.ROW_KEY, fields.REMARKS)
        self.shown = [at for at, name in enumerate(plan.names) if name not in own]
        self.secret = {at for at, one in enumerate(plan.chosen) if one in fields.MASKED}
        # a column nobody mapped may hold an identity number all the same
        self.unmapped = {at for at, one in enumerate(plan.chosen) if not one}
        writer.line([*(plan.names[at] for at in self.shown), *own])

    def add(self, rows: Sequence[Row], wrong: Sequence[Wrong]) -> None:
        """Rows that cannot be taken, and why."""
        by_row: dict[int, list[Wrong]] = {}
        for one in wrong:
            by_row.setdefault(one.row, []).append(one)
        for number, cells in rows:
            reasons = by_row.get(number, [])
            marked = frozenset(
                self.shown.index(column) for one in reasons
                if (column := self._column(one.field)) is not None and column in self.shown
            )  # fmt: skip
            line = [self._cell(column, cells) for column in self.shown]
            key = f"{self.run}:{number}" if self.run else ""
            self.writer.line([*line, key, "；".join(told(one) for one in reasons)], marked)

    def _column(self, name: str) -> int | None:
        return self.plan.chosen.index(name) if name in self.plan.chosen else None

    def _cell(self, column: int, cells: Sequence[Cell]) -> str:
        cell = cells[column] if column < len(cells) else ""
        text = _spelt(cell)
        if column in self.secret or (column in self.unmapped and fields.LONG_NUMBER.search(text)):
            return masked(cell)
        return text


def _spelt(cell: Cell) -> str:
    """A cell as it can be typed again."""
    if isinstance(cell, datetime):
        return text_of(cell) if cell.time() == MIDNIGHT else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else text_of(cell)


class Lines:
    """CSV with a mark that spreadsheets read as UTF-8."""

    def __init__(self, file: Any) -> None:
        self.writer = csv.writer(file)

    def line(self, cells: Sequence[str], bad: frozenset[int] = frozenset()) -> None:
        """One line; a cell a spreadsheet would run is quoted."""
        self.writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])


class Sheet:
    """A worksheet of texts only: nothing in it is a formula, whatever it begins with."""

    def __init__(self, book: Any, title: str) -> None:
        self.sheet = book.add_worksheet(title)
        self.plain = book.add_format({"num_format": "@"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        self.head = book.add_format({"bold": True, "bg_color": "#E9F3F0", "border": 1, "num_format": "@"})
        self.bad = book.add_format({"num_format": "@", "bg_color": "#FCEBEA", "font_color": "#A8121A"})
        self.row = 0
        self.sheet.freeze_panes(1, 0)

    def line(self, cells: Sequence[str], bad: frozenset[int] = frozenset()) -> None:
        """One row; the first is the headings."""
        for at, cell in enumerate(cells):
            style = self.head if self.row == 0 else self.bad if at in bad else self.plain
            if self.row and cell.startswith(FORMULA):
                style = self.quoted
            self.sheet.write_string(self.row, at, cell, style)
        self.row += 1


def new_book(target: Any) -> Any:
    """A workbook that takes texts as texts, with nobody's name in its properties."""
    import xlsxwriter  # only when a workbook is asked for

    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": "", "author": "", "company": "", "comments": ""})
    return book


def workbook(plan: Plan, run: str, batches: Iterator[tuple[Sequence[Row], Batch]]) -> bytes:
    """The rejected rows of a list as a workbook."""
    target = io.BytesIO()
    with new_book(target) as book:
        sheet = Sheet(book, _("Rows to correct")[:31])
        remarks = Remarks(sheet, plan, run)
        for rows, batch in batches:
            remarks.add(batch.turned_down(rows), batch.wrong)
        _widths(sheet.sheet, len(remarks.shown))
    return target.getvalue()


def _widths(sheet: Any, columns: int) -> None:
    sheet.set_column(0, max(0, columns - 1), 14)
    sheet.set_column(columns, columns, 10)
    sheet.set_column(columns + 1, columns + 1, 60)


@contextmanager
def to_file(path: Path, plan: Plan) -> Iterator[Remarks]:
    """A file of rejected rows for the command line, .xlsx or .csv by its ending, readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as reason:
        says = _("Rejects file: %(file)s cannot be written: %(reason)s")
        raise Unreadable(says % {"file": path.name, "reason": reason.strerror}) from reason
    if path.suffix.lower() == ".xlsx":
        with os.fdopen(handle, "wb") as file, new_book(file) as book:
            yield Remarks(Sheet(book, _("Rows to correct")[:31]), plan)
        return
    with os.fdopen(handle, "w", encoding="utf-8-sig", errors="replace", newline="") as text:
        yield Remarks(Lines(text), plan)


def template() -> bytes:
    """An empty list to fill in, in the reader's language; the second sheet holds the options, the third explains."""
    target = io.BytesIO()
    with new_book(target) as book:
        sheet = Sheet(book, _("Injuries")[:31])
        wanted = [one for one in fields.fields().values() if one.id not in ("injury_hour", "age_months")]
        sheet.line([str(one) for one in wanted])
        sheet.sheet.set_column(0, len(wanted) - 1, 14, sheet.plain)
        options = Sheet(book, _("Options")[:31])
        lists = [one for one in wanted if one.list]
        _validations(book, sheet.sheet, wanted, lists, options)
        notes = Sheet(book, _("How to fill in")[:31])
        for line in _notes():
            notes.line(line)
        notes.sheet.set_column(0, 0, 18)
        notes.sheet.set_column(1, 1, 80)
    return target.getvalue()


def _validations(book: Any, sheet: Any, wanted: Sequence[Any], lists: Sequence[Any], options: Sheet) -> None:
    """The options of each list as a column of the second sheet, offered where they are asked for."""
    columns = [[f"{one.code} {one.label}" for one in codes.card().options(field.list)] for field in lists]
    options.line([str(field) for field in lists])
    for at in range(max(len(column) for column in columns)):
        options.line([column[at] if at < len(column) else "" for column in columns])
    options.sheet.set_column(0, len(lists) - 1, 22)
    name = options.sheet.get_name().replace("'", "''")
    for at, field in enumerate(lists):
        from xlsxwriter.utility import xl_col_to_name

        letter, column = xl_col_to_name(at), wanted.index(field)
        source = f"='{name}'!${letter}$2:${letter}${len(columns[at]) + 1}"
        # other spellings are read too, so the list is offered, not forced
        sheet.data_validation(
            1, column, 5000, column, {"validate": "list", "source": source, "error_type": "information"}
        )


def _notes() -> list[list[str]]:
    return [
        [_("Column"), _("How to fill in")],
        [str(fields.fields()["injury_time"]), _("a day as 2026-10-02, with its hour as 2026-10-02 08:00")],
        [str(fields.fields()["age"]), _("whole years, or a number of months with its unit")],
        [str(fields.fields()["sex"]), _("the number of the answer, its words, or both")],
        [
            str(fields.fields()["residence"]),
            _("name or code of the community; elsewhere for people who do not live here"),
        ],
        [
            str(fields.fields()["case_no"]),
            _("your own number of the card; with it a list can be sent again safely"),
        ],
    ]
