"""Small lists of an office, .xlsx or .csv, read whole into memory; and the workbook that is offered to fill in.

For tables of places, people and organisations: some thousand rows. Lists of records, which may have a million, are
read row by row elsewhere.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from safecommunity.shell import containers
from safecommunity.shell.containers import Unreadable, letter
from safecommunity.shell.workbooks import safe

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 20_000
LOOKED_AT = 15  # rows above which no head is looked for
ENCODINGS = ("utf-8-sig", "gb18030")
Cells = tuple[str, ...]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Fault:
    """Why one cell cannot be taken: where it stands, what came, what is allowed."""

    row: int
    letter: str
    column: str
    came: str
    allowed: str


@dataclass(frozen=True)
class Checked(Generic[Made]):
    """What a list says, with all that is wrong in it and all one should look at again."""

    rows: int
    items: tuple[Made, ...]
    faults: tuple[Fault, ...]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class List:
    """A list as it came: its headings and the rows below, each with the number a spreadsheet shows."""

    name: str
    headings: Cells
    rows: tuple[tuple[int, Cells], ...]


@dataclass(frozen=True)
class Line:
    """One row by field names. `fault` says what is wrong with a cell of it."""

    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, tuple[int, str]]

    def __getitem__(self, name: str) -> str:
        """The text of a field; empty where the list has no such column."""
        return self.cells.get(name, "")

    def fault(self, name: str, allowed: str, came: str | None = None) -> Fault:
        """A fault of this row in a field."""
        at, heading = self.columns.get(name, (-1, name))
        shown = self[name] if came is None else came
        return Fault(self.number, letter(at) if at >= 0 else "", heading, shown[:60], allowed)


def text(cell: Any) -> str:
    """A cell as text in one spelling: whole numbers without a point, days as 2026-10-02."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return unicodedata.normalize("NFKC", str(cell)).strip()


CHINESE = re.compile(r"[\u3400-\u9fff]")
KEPT = re.compile(
    r"([\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f])"
)  # punctuation of Chinese sentences: ！（），：；？


def said(cell: Any) -> str:
    """The same for what stands below the headings: a Chinese sentence or name keeps its own punctuation."""
    if not isinstance(cell, str) or not CHINESE.search(cell):
        return text(cell)
    parts = KEPT.split(cell)
    return "".join(
        part if at % 2 else unicodedata.normalize("NFKC", part) for at, part in enumerate(parts)
    ).strip()


def read(content: bytes, name: str, known: Callable[[str], str]) -> List:
    """Headings and rows of a list. `known` gives the field of a heading or ""; the row with most of them is the head.

    Raises Unreadable with the reason for the person who sent it.
    """
    if len(content) > LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        raise Unreadable(says % {"came": len(content) >> 20, "most": LARGEST >> 20})
    kind = containers.kind_of(content[:512], name)
    found = _workbook(content, name) if kind == "xlsx" else _text(content, name)
    rows = [(number, tuple(said(cell) for cell in cells)) for number, cells in enumerate(found, 1)]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise Unreadable(_("%(file)s is empty; allowed: a row of headings and rows below") % {"file": name})
    scores = [sum(bool(known(text(cell))) for cell in cells) for _number, cells in rows[:LOOKED_AT]]
    at = scores.index(max(scores))
    body = tuple(rows[at + 1 :])
    if len(body) > MOST_ROWS:
        says = _("%(file)s has %(came)s rows; allowed: up to %(most)s. Send it in parts")
        raise Unreadable(says % {"file": name, "came": f"{len(body):,}", "most": f"{MOST_ROWS:,}"})
    return List(name, tuple(text(cell) for cell in rows[at][1]), body)


def lines(given: List, known: Callable[[str], str]) -> list[Line]:
    """The rows by field; of two columns for one field the first is read."""
    columns: dict[str, tuple[int, str]] = {}
    for at, heading in enumerate(given.headings):
        if field := known(heading):
            columns.setdefault(field, (at, heading))
    return [
        Line(number, {field: cells[at] for field, (at, _h) in columns.items() if at < len(cells)}, columns)
        for number, cells in given.rows
    ]


def need(given: List, found: set[str], wanted: Mapping[str, str]) -> None:
    """Raise Unreadable where the list lacks columns; `wanted` gives each needed field its heading."""
    lacking = [heading for field, heading in wanted.items() if field not in found]
    if lacking:
        says = _("%(file)s has no column for %(lacking)s; its headings are: %(came)s")
        came = _(", ").join(one for one in given.headings if one)[:200]
        raise Unreadable(says % {"file": given.name, "lacking": _(", ").join(lacking), "came": came})


def whole_number(cell: str) -> int | None:
    """A whole number, thousands separated or not; None for anything else."""
    plain = cell.replace(",", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


# year, month and day divided by - / . or the characters for year, month, day
DAY = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})(?:[-/.\u6708](?:(\d{1,2})\u65e5?)?)?", re.ASCII)


def day(cell: str) -> date | None:
    """A day as 2026-10-02 or 2026.10.2, also in Chinese; of a month (2026-10) its first; None for anything else."""
    found = DAY.fullmatch(cell.strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def _workbook(content: bytes, name: str) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum, XmlError, ZipError

    for look in containers.inspect(io.BytesIO(content), name).values():
        containers.check_sheet(look, name, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        return list(book.get_sheet_by_name(shown[0]).to_python(skip_empty_area=False)) if shown else []
    except (CalamineError, XmlError, ZipError, ValueError, KeyError) as reason:
        says = _("%(file)s cannot be read as a workbook; save it again as .xlsx and send that")
        raise Unreadable(says % {"file": name}) from reason


def _text(content: bytes, name: str) -> list[list[Any]]:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS:
        try:
            decoded = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        says = _("%(file)s is neither UTF-8 nor GB18030 text; allowed: CSV in one of them, or .xlsx")
        raise Unreadable(says % {"file": name})
    if "\x00" in decoded:
        says = _("%(file)s is not text: it holds zero bytes; allowed: .csv and .xlsx")
        raise Unreadable(says % {"file": name})
    bare = "".join(decoded[:20_000].split('"')[::2])
    try:
        return list(
            csv.reader(io.StringIO(decoded, newline=""), delimiter=max(",\t;", key=bare.count), strict=True)
        )
    except csv.Error as reason:
        says = _("%(file)s is not sound CSV after row %(row)s: %(reason)s; allowed: quotation marks in pairs")
        raise Unreadable(says % {"file": name, "row": "?", "reason": reason}) from reason


def template(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], notes: Sequence[str]
) -> bytes:
    """A workbook to fill in: headings with the rows that are known already; the second sheet explains."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format({"bold": True, "bg_color": "#E9F3F0", "border": 1})
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(headings) - 1), 13)
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading, head)
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, at, value)
                elif value:
                    sheet.write_string(number, at, safe(str(value)))
        how = book.add_worksheet(_("How to fill in")[:31])
        how.set_column(0, 0, 100)
        for number, note in enumerate(notes):
            how.write_string(number, 0, note)
    return target.getvalue()
