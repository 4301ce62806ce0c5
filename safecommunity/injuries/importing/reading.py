"""Opening a list: .xlsx or .csv, from disk or memory, as rows of cells that can be gone through again and again."""

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from safecommunity.injuries.importing import container
from safecommunity.injuries.importing.container import Unreadable
from safecommunity.injuries.importing.values import Cell

PIECE = 1 << 20
LONGEST_LINE = 1_000_000
ENCODINGS = ("utf-8-sig", "gb18030")
Row = tuple[int, Sequence[Cell]]
"""number as a spreadsheet shows it, cells"""


@dataclass(frozen=True)
class Source:
    """A file that can be opened again, also by another process."""

    name: str
    open: Callable[[], IO[bytes]]

    @classmethod
    def on_disk(cls, path: Path) -> "Source":
        """A file of the operator."""
        return cls(path.name, partial(_opened, path))

    @classmethod
    def in_memory(cls, name: str, content: bytes) -> "Source":
        """An upload."""
        return cls(name, partial(io.BytesIO, content))


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


@dataclass(frozen=True)
class Table:
    """One sheet of a file that has been read to its end once and can be read."""

    name: str
    kind: str
    sha256: str
    sheets: tuple[str, ...]
    sheet: int
    length: int
    """rows that are not empty, headings included"""
    rows: Callable[[], Iterator[Row]]
    """the rows that are not empty, from the top"""

    @property
    def sheet_name(self) -> str:
        return self.sheets[self.sheet] if self.sheets else ""


def open_table(source: Source, sheet: int | None = None, choose: Callable[[Any], int] | None = None) -> Table:
    """Read a file once from end to end. Raises Unreadable with the reason; nothing has been stored then.

    `choose` picks the sheet of a workbook from [(name, first rows), …] when none is given.
    """
    try:
        with source.open() as content:
            start = content.read(512)
        kind = container.kind_of(start, source.name)
        sha256 = _digest(source)
        return _workbook(source, sha256, sheet, choose) if kind == "xlsx" else _text(source, sha256)
    except OSError as reason:
        says = _("%(file)s cannot be read: %(reason)s")
        raise Unreadable(says % {"file": source.name, "reason": reason.strerror or reason}) from reason


def _digest(source: Source) -> str:
    digest = hashlib.sha256()
    with source.open() as content:
        while piece := content.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


# ---- workbooks


def _workbook(source: Source, sha256: str, sheet: int | None, choose: Callable[[Any], int] | None) -> Table:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        SheetVisibleEnum,
        WorksheetNotFound,
        XmlError,
        ZipError,
    )

    with source.open() as content:
        looks = container.inspect(content, source.name)
    try:
        with source.open() as content:
            book = CalamineWorkbook.from_filelike(io.BytesIO(content.read()))
        names = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        for one in looks.values():  # before any sheet is unfolded into memory
            _bounds(one, source.name)
        if not names:
            raise Unreadable(
                _("%(file)s has no visible sheet; allowed: a sheet with rows") % {"file": source.name}
            )
        if sheet is None:
            heads = [(name, [list(row) for row in _head(book, name)]) for name in names]
            sheet = choose(heads) if choose and len(names) > 1 else 0
        if not 0 <= sheet < len(names):
            raise Unreadable(
                _("%(file)s has no sheet number %(sheet)s") % {"file": source.name, "sheet": sheet + 1}
            )
        cells = book.get_sheet_by_name(names[sheet])
        _refuse_formulas(looks, source, names[sheet])
        rows = _plain(cells.to_python(skip_empty_area=False))
    except (CalamineError, ZipError, XmlError, WorksheetNotFound, ValueError, KeyError) as reason:
        says = _("%(file)s cannot be read as a workbook; save it again as .xlsx and send that")
        raise Unreadable(says % {"file": source.name}) from reason
    if not rows:
        says = _("Sheet “%(sheet)s” is empty; allowed: a row of headings and rows below")
        raise Unreadable(says % {"sheet": names[sheet]})
    return Table(source.name, "xlsx", sha256, tuple(names), sheet, len(rows), partial(iter, rows))


def _bounds(sheet: container.Sheet, name: str) -> None:
    if sheet.rows > container.MOST_ROWS or sheet.columns > container.MOST_COLUMNS:
        container.check_sheet(container.Sheet(rows=sheet.rows, columns=sheet.columns), "?", name)


def _head(book: Any, name: str) -> Iterator[list[Any]]:
    for number, row in enumerate(book.get_sheet_by_name(name).iter_rows()):
        if number >= 12:
            return
        yield row


def _refuse_formulas(looks: dict[str, container.Sheet], source: Source, title: str) -> None:
    """Which part holds which sheet is told by relations; the parts of hidden sheets do not matter."""
    part = _part_of(source, title)
    if part in looks:
        container.check_sheet(looks[part], title, source.name)
    else:
        for one in looks.values():
            container.check_sheet(one, title, source.name)


def _part_of(source: Source, title: str) -> str:
    """The part of the workbook a sheet's cells stand in; "" where the relations do not say."""
    import re
    import zipfile
    from html import unescape

    with source.open() as content, zipfile.ZipFile(content) as archive:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        try:
            links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        except KeyError:
            return ""
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book):
        told = dict(re.findall(r"([\w:]+)=\"([^\"]*)\"", tag))
        if unescape(told.get("name", "")) != title:
            continue
        wanted = next((value for name, value in told.items() if name.endswith(":id")), "")
        for link in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links):
            of = dict(re.findall(r"(\w+)=\"([^\"]*)\"", link))
            if of.get("Id") == wanted:
                target = of.get("Target", "").removeprefix("/")
                return target if target.startswith("xl/") else f"xl/{target}"
    return ""


def _plain(found: list[list[Any]]) -> list[Row]:
    """Rows that hold something, with cells of plain kinds; TRUE and FALSE are words here, not numbers."""
    rows: list[Row] = []
    for number, cells in enumerate(found, 1):
        if any(cell != "" for cell in cells):
            rows.append((number, tuple(str(c).upper() if isinstance(c, bool) else c for c in cells)))
    return rows


# ---- text


def _text(source: Source, sha256: str) -> Table:
    encoding = _encoding(source)
    separator = _separator(source, encoding)

    rows = partial(_lines, source, encoding, separator)
    length = sum(1 for _row in rows())
    if not length:
        raise Unreadable(
            _("%(file)s is empty; allowed: a row of headings and rows below") % {"file": source.name}
        )
    return Table(source.name, "csv", sha256, (), 0, length, rows)


def _encoding(source: Source) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, else GB18030: what decodes from end to end."""
    with source.open() as content:
        start = content.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decodes(source, "utf-16") or _refuse_encoding(source)
    for encoding in ENCODINGS:
        if _decodes(source, encoding):
            return encoding
    return _refuse_encoding(source)


def _refuse_encoding(source: Source) -> str:
    says = _("%(file)s is neither UTF-8 nor GB18030 text; allowed: CSV in one of them, or .xlsx")
    raise Unreadable(says % {"file": source.name})


def _decodes(source: Source, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    with source.open() as content:
        try:
            while piece := content.read(PIECE):
                if "\x00" in decoder.decode(piece):
                    raise Unreadable(
                        _("%(file)s is not text: it holds zero bytes; allowed: .csv and .xlsx")
                        % {"file": source.name}
                    )
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return ""
    return encoding


def _separator(source: Source, encoding: str) -> str:
    """Comma, tab or semicolon: whichever the first lines have most of, outside quotation marks."""
    with source.open() as content:
        text = io.TextIOWrapper(content, encoding=encoding, newline="")
        start = text.read(20_000)
        text.detach()
    bare = "".join(start.split('"')[::2])
    return max(",\t;", key=bare.count)


def _lines(source: Source, encoding: str, separator: str) -> Iterator[Row]:
    number = 0
    with source.open() as content:
        stream = io.TextIOWrapper(content, encoding=encoding, newline="")
        try:
            # strict: a quotation mark nobody closes must not swallow the rows behind it
            for cells in csv.reader(_whole(stream, source.name), delimiter=separator, strict=True):
                number += 1
                if any(cells):
                    yield number, cells
        except csv.Error as reason:
            says = _(
                "%(file)s is not sound CSV after row %(row)s: %(reason)s; allowed: quotation marks in pairs"
            )
            raise Unreadable(says % {"file": source.name, "row": number, "reason": reason}) from reason
        finally:
            stream.detach()


def _whole(stream: io.TextIOWrapper, name: str) -> Iterator[str]:
    """Lines of bounded length: a file without line ends must not fill the memory."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            says = _(
                "%(file)s has a line of more than %(most)s characters; allowed: CSV with one record a line"
            )
            raise Unreadable(says % {"file": name, "most": f"{LONGEST_LINE:,}"})
        yield line


__all__ = ["Row", "Source", "Table", "Unreadable", "open_table"]
