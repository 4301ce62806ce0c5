"""Tables as workbooks: every sheet says what it is, of where and when, from how many, and whether it is simulated.

Rows are written one after another to a file of the data folder and forgotten, so a hundred thousand
of them need no more memory than one. The file is gone when the answer has been sent.
"""

import itertools
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from safecommunity.shell import slots
from safecommunity.shell.numbers import day, moment
from safecommunity.shell.tables import Table

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576; what is longer goes on in the next one
MOST_CHARACTERS = 32_000
# A cell that begins like a formula runs as one when the table is saved as CSV and opened again.
FORMULA = re.compile(r"\s*[=+\-@\t\r]")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Value = str | int | float | date | None


@dataclass(frozen=True)
class Sheet:
    """One table: its title, headings, rows (read once), how many records it counts, sentences below its head."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    n: int | None = None
    notes: Sequence[str] = ()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading = + - @ is preceded by an apostrophe."""
    kept = NOT_IN_CELLS.sub("", text)[:MOST_CHARACTERS]
    return f"'{kept}" if FORMULA.match(kept) else kept


def answer(
    request: HttpRequest,
    *,
    name: str,
    about: Sequence[tuple[str, str]],
    sheets: Iterable[Sheet],
    now: datetime,
) -> FileResponse:
    """The workbook as a download. `about` (label and text: place, period, filter) stands over every sheet."""
    head = [*_labels(request), *about, (_("Computed"), moment(now))]
    folder = Path(settings.HOME) / "cache" / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by the answer
    try:
        write(file, head, sheets, folder)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    found = FileResponse(file, content_type=TYPE)
    found["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.xlsx')}"
    found["Cache-Control"] = "private, no-store"
    return found


def of_table(
    request: HttpRequest,
    table: Table,
    *,
    now: datetime,
    about: Sequence[tuple[str, str]] = (),
    name: str = "",
) -> FileResponse:
    """A list as a workbook: the same rows, rights, filters and order as on its page; `about` stands first."""
    total, more = table.total
    columns, rows = [str(column.title) for column in table.columns], table.everything()
    sheet = Sheet(str(table.caption), columns, rows, None if more else total)
    said = [*about, *table.narrowed]
    return answer(request, name=name or str(table.caption), about=said, sheets=[sheet], now=now)


def _labels(request: HttpRequest) -> list[tuple[str, str]]:
    """Simulated or real, as the pages say it."""
    return [(label.title, label.says) for label in slots.collect("frame.labels", request)]


def write(file: IO[bytes], head: Sequence[tuple[str, str]], sheets: Iterable[Sheet], folder: Path) -> None:
    """Write sheets into an open file, row by row."""
    import xlsxwriter

    options = {
        "constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1}),
            "quiet": book.add_format({"font_color": "#5b6865"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        names: set[str] = set()
        for sheet in sheets:
            _write_sheet(book, sheet, head, formats, names)


def _write_sheet(
    book: Any, sheet: Sheet, head: Sequence[tuple[str, str]], formats: dict[str, Any], names: set[str]
) -> None:
    rows = iter(sheet.rows)
    for part in itertools.count(1):
        chunk = itertools.islice(rows, MOST_ROWS)
        first = next(chunk, None)
        if first is None and part > 1:
            return
        page = book.add_worksheet(_name(sheet.title, part, names))
        page.write_string(0, 0, safe(sheet.title), formats["title"])
        top = 1
        counted = [(_("n"), f"{sheet.n:,}")] if sheet.n is not None else []
        for label, text in [*head, *counted]:
            page.write_string(top, 0, safe(label), formats["quiet"])
            page.write_string(top, 1, safe(text), formats["quiet"])
            top += 1
        for note in sheet.notes:
            page.write_string(top, 0, safe(note), formats["quiet"])
            top += 1
        for column, heading in enumerate(sheet.headings):
            page.write_string(top + 1, column, safe(heading), formats["head"])
        page.set_column(0, 0, 24)
        page.set_column(1, max(1, len(sheet.headings) - 1), 15)
        _write_rows(page, top + 2, itertools.chain([first] if first is not None else [], chunk), formats)


def _write_rows(page: Any, top: int, rows: Iterable[Sequence[Value]], formats: dict[str, Any]) -> None:
    for at, row in enumerate(rows, top):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, datetime):
                page.write_string(at, column, moment(value))
            elif isinstance(value, date):
                page.write_string(at, column, day(value))
            elif isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(at, column, value)
            else:
                page.write_string(at, column, safe(str(value)))


def _name(title: str, part: int, names: set[str]) -> str:
    """A name a sheet may bear: 31 characters, nothing forbidden, none twice."""
    plain = NOT_IN_NAMES.sub(" ", title).strip() or "1"
    for number in itertools.count(part):
        ending = f" {number}" if number > 1 else ""
        name = plain[: 31 - len(ending)] + ending
        if name.casefold() not in names:
            names.add(name.casefold())
            return name
    raise AssertionError
