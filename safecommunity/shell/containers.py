"""Looking into an .xlsx before anything parses it: no workbook, locked, damaged, a trap, formulas."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_PARTS = 2000
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO = 250
SMALL = 4 * 1024 * 1024  # below this a good ratio is no trap
MOST_ROWS, MOST_COLUMNS = 300_000, 300
PIECE = 1 << 20
MEMBER = re.compile(r"xl/worksheets/[^/]+\.xml$")
FORMULA = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?f[\s/>]")
CELL = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c\s[^>]*?\br=[\"']([A-Z]{1,3}\d{1,7})[\"']")
PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
MOST_FORMULAS = 5


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says what came and what is allowed."""


@dataclass
class Sheet:
    """What one worksheet's XML says about itself."""

    formulas: list[str] = field(default_factory=list)
    """first cells that hold a formula"""
    count: int = 0
    rows: int = 0
    columns: int = 0


def kind_of(start: bytes, name: str) -> str:
    """“xlsx” or “csv” by the first bytes; a file's ending is not believed. Raises Unreadable for the rest."""
    if start.startswith(ZIP):
        return "xlsx"
    if start.startswith(OLE):
        says = _(
            "%(file)s is password-protected or in the old .xls format; allowed: .xlsx without a password, or .csv."
            " Open it, remove the password, save it as .xlsx"
        )
        raise Unreadable(says % {"file": name})
    if (
        start[:4] in (b"%PDF", b"\x89PNG", b"PAR1")
        or start[:2] in (b"\x1f\x8b", b"\xff\xd8")
        or start[:5] == b"{\\rtf"
    ):
        raise Unreadable(_("%(file)s is not a list; allowed: .xlsx and .csv") % {"file": name})
    if start.lstrip()[:5].lower() in (b"<html", b"<?xml", b"<tabl", b"<!doc"):
        says = _("%(file)s is a web page with the ending of a table; open it and save it as .xlsx")
        raise Unreadable(says % {"file": name})
    if not start.strip():
        raise Unreadable(_("%(file)s is empty; allowed: a row of headings and rows below") % {"file": name})
    return "csv"


def inspect(content: IO[bytes], name: str) -> dict[str, Sheet]:
    """Read every part of the workbook once, within limits; what its worksheets hold, by part name."""
    damaged = _("%(file)s is damaged or cut off; allowed: a whole .xlsx. Save it again and send that") % {
        "file": name
    }
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            _limits(parts, name)
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise Unreadable(
                    _("%(file)s is a zip file but no workbook; allowed: .xlsx and .csv") % {"file": name}
                )
            return {
                part.filename: found for part in parts if (found := _look(archive, part, name)) is not None
            }
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError, NotImplementedError, RuntimeError) as reason:
        raise Unreadable(damaged) from reason


def _limits(parts: list[zipfile.ZipInfo], name: str) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(
            _("%(file)s is password-protected; allowed: .xlsx without a password") % {"file": name}
        )
    unpacked = sum(part.file_size for part in parts)
    names = [part.filename for part in parts]
    trap = len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or len(set(names)) != len(names)
    trap = trap or any(
        part.file_size > SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts
    )
    if trap:
        says = _(
            "%(file)s unpacks to %(size)s MB in %(parts)s parts, which no list does; allowed: up to %(most)s MB."
            " Copy the rows into a new workbook"
        )
        sizes = {"size": unpacked >> 20, "parts": len(parts), "most": MOST_UNPACKED >> 20}
        raise Unreadable(says % {"file": name, **sizes})


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """Pieces with the end of the one before them, so that nothing falls between two."""
    tail = b""
    while piece := part.read(PIECE):
        yield tail + piece
        tail = piece[-512:]


def _look(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> Sheet | None:
    sheet = Sheet() if MEMBER.search(part.filename) else None
    text = part.filename.endswith((".xml", ".rels", ".vml"))
    letters: set[bytes] = set()
    with archive.open(part) as opened:
        first = True
        for piece in _pieces(opened):
            if not text:
                continue
            if first and piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise Unreadable(
                    _("%(file)s is written in an unusual way; save it again as .xlsx") % {"file": name}
                )
            first = False
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                says = _(
                    "%(file)s declares entities, which a list does not need; copy the rows into a new workbook"
                )
                raise Unreadable(says % {"file": name})
            if sheet is not None:
                _measure(sheet, piece, letters)
    if sheet is not None:
        sheet.columns = max((column_number(one.decode("ascii")) for one in letters), default=0)
    return sheet


def _measure(sheet: Sheet, piece: bytes, letters: set[bytes]) -> None:
    places = PLACE.findall(piece)
    letters.update({place[0] for place in places})
    if places:
        sheet.rows = max(sheet.rows, *(int(place[1]) for place in (places[0], places[-1])), _deepest(places))
    if b"f" not in piece:
        return
    for found in FORMULA.finditer(piece):
        cells = CELL.findall(piece, max(0, found.start() - 600), found.start())
        where = cells[-1].decode("ascii") if cells else "?"
        if where not in sheet.formulas:
            sheet.count += 1
            if len(sheet.formulas) < MOST_FORMULAS:
                sheet.formulas.append(where)


def _deepest(places: list[tuple[bytes, bytes]]) -> int:
    """The greatest row number; longer digits are greater, so texts are compared by length first."""
    return int(max({place[1] for place in places}, key=lambda digits: (len(digits), digits)))


def check_sheet(sheet: Sheet, title: str, name: str) -> None:
    """Refuse a worksheet with formulas or beyond bounds."""
    if sheet.count:
        says = _(
            "Sheet “%(sheet)s” holds %(count)s formulas, first in %(cells)s; allowed: values."
            " Copy the table and paste it as values"
        )
        raise Unreadable(
            says % {"sheet": title, "count": f"{sheet.count:,}", "cells": ", ".join(sheet.formulas)}
        )
    if sheet.rows > MOST_ROWS or sheet.columns > MOST_COLUMNS:
        says = _(
            "Sheet “%(sheet)s” reaches to row %(rows)s and column %(columns)s; allowed: %(most)s rows and"
            " %(wide)s columns. Save longer lists as .csv, and delete stray cells"
        )
        shown = {
            "rows": f"{sheet.rows:,}",
            "columns": sheet.columns,
            "most": f"{MOST_ROWS:,}",
            "wide": MOST_COLUMNS,
        }
        raise Unreadable(says % {"sheet": title, **shown})


def letter(column: int) -> str:
    """A column as a spreadsheet names it: 0 → A, 26 → AA."""
    name, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number
