"""The text of a file somebody brings: .docx, .xlsx, .pdf or plain text. Nothing of a file is ever run or followed.

A file is judged by its content, not by its ending. Macros, passwords, traps that unpack to gigabytes and files of other
kinds are refused in words. Links to other files are not opened: only texts and stored values are read.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from safecommunity.reports.reading.pdf import text_of as pdf_text
from safecommunity.shell import containers, sheets
from safecommunity.shell.containers import Unreadable

LARGEST = 20 * 1024 * 1024
MOST_CHARACTERS = 200_000
MOST_PARTS = 3000
MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 250
SMALL = 1024 * 1024
TEXT = 40 * 1024 * 1024  # of one part
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MACROS = ("vbaproject.bin", "vbadata.xml")
MARK = re.compile(r"(?<=\S)\[\d{1,3}\]")  # of a source, behind a number of a paper of ours
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Opened:
    """A text with what it came as: docx, xlsx, pdf or text."""

    text: str
    media: str


def allowed() -> str:
    """What may be brought, as every refusal ends."""
    return _("allowed: .docx, .xlsx, .pdf with text, .txt, or the text pasted")


def opened(content: bytes, name: str) -> Opened:
    """The text of a file. Raises Unreadable with the reason for the person who brought it."""
    if len(content) > LARGEST:
        raise too_large(len(content), name)
    if not content.strip():
        raise Unreadable(_("%(file)s is empty; %(allowed)s") % {"file": name, "allowed": allowed()})
    start = content[:8]
    if start.startswith(b"%PDF"):
        return Opened(checked(pdf_text(content, name), name), "pdf")
    if start.startswith(containers.OLE):
        says = _(
            "%(file)s has a password or is in the old .doc or .xls format; %(allowed)s. Save it as .docx or .xlsx"
        )
        raise Unreadable(says % {"file": name, "allowed": allowed()})
    if start.startswith(b"PK"):
        return _package(content, name)
    return Opened(checked(_plain(content, name), name), "text")


def too_large(size: int, name: str) -> Unreadable:
    """The refusal of a file beyond the limit; it can be told before a byte is read."""
    says = _("%(file)s has %(came)s MB; allowed: up to %(most)s MB")
    return Unreadable(says % {"file": name, "came": f"{size / 1048576:.0f}", "most": LARGEST >> 20})


def checked(text: str, name: str) -> str:
    """A text within bounds, with one kind of line ends and no unseen characters."""
    text = MARK.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = "".join(one for one in text if one in "\n\t" or (one >= " " and one != "\x7f")).strip("\n ")
    if not text:
        raise Unreadable(_("%(file)s holds no text; %(allowed)s") % {"file": name, "allowed": allowed()})
    if len(text) > MOST_CHARACTERS:
        says = _("%(file)s has %(came)s characters; allowed: up to %(most)s. Read it in parts")
        raise Unreadable(says % {"file": name, "came": f"{len(text):,}", "most": f"{MOST_CHARACTERS:,}"})
    return text


def _plain(content: bytes, name: str) -> str:
    head = content.lstrip()[:6].lower()
    binary = b"\x00" in content[:4096] or content.startswith((b"\x89PNG", b"\xff\xd8", b"\x1f\x8b", b"GIF8"))
    if binary or head.startswith((b"<html", b"<!doct", b"<?xml", b"{\\rtf")):
        raise Unreadable(_("%(file)s is no text; %(allowed)s") % {"file": name, "allowed": allowed()})
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    says = _("%(file)s is written in an unknown way; allowed: UTF-8 or GB 18030")
    raise Unreadable(says % {"file": name})


def _package(content: bytes, name: str) -> Opened:
    """A zip: a Word document or a workbook, within limits and without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _limits(parts, name)
            names = {part.filename for part in parts}
            if "word/document.xml" in names:
                return Opened(checked(_word(archive, name), name), "docx")
            if "xl/workbook.xml" in names:
                return Opened(checked(_workbook(content, name), name), "xlsx")
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError, NotImplementedError, RuntimeError) as reason:
        says = _("%(file)s is damaged or cut off; %(allowed)s. Save it again and send that")
        raise Unreadable(says % {"file": name, "allowed": allowed()}) from reason
    says = _("%(file)s is a zip file but neither a .docx nor an .xlsx; %(allowed)s")
    raise Unreadable(says % {"file": name, "allowed": allowed()})


def _limits(parts: list[zipfile.ZipInfo], name: str) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("%(file)s has a password; %(allowed)s") % {"file": name, "allowed": allowed()})
    if any(part.filename.lower().rsplit("/", 1)[-1] in MACROS for part in parts):
        says = _("%(file)s holds macros, which are never opened; %(allowed)s. Save it without macros")
        raise Unreadable(says % {"file": name, "allowed": allowed()})
    unpacked = sum(part.file_size for part in parts)
    trap = len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED
    trap = trap or any(
        part.file_size > SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts
    )
    if trap:
        says = _("%(file)s unpacks to %(size)s MB in %(parts)s parts, which no paper does; %(allowed)s")
        shown = {"file": name, "size": unpacked >> 20, "parts": len(parts), "allowed": allowed()}
        raise Unreadable(says % shown)


def _xml(archive: zipfile.ZipFile, part: str, name: str) -> ElementTree.Element:
    """One part as a tree. Entities are refused before anything is made of them."""
    with archive.open(part) as opened_part:
        content = opened_part.read(TEXT + 1)
    bad = len(content) > TEXT or b"<!DOCTYPE" in content or b"<!ENTITY" in content
    if bad or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        says = _("%(file)s is written in a way no office program does; %(allowed)s")
        raise Unreadable(says % {"file": name, "allowed": allowed()})
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - entities were refused above
    except ElementTree.ParseError as reason:
        says = _("%(file)s is damaged or cut off; %(allowed)s. Save it again and send that")
        raise Unreadable(says % {"file": name, "allowed": allowed()}) from reason


def _word(archive: zipfile.ZipFile, name: str) -> str:
    """Paragraphs line by line, tables with tabs between cells; then footnotes."""
    lines: list[str] = []
    body = _xml(archive, "word/document.xml", name).find(f"{WORD}body")
    if body is not None:
        _blocks(body, lines)
    if "word/footnotes.xml" in archive.namelist():
        for note in _xml(archive, "word/footnotes.xml", name):
            _blocks(note, lines)
    return "\n".join(lines)


def _blocks(parent: ElementTree.Element, lines: list[str], depth: int = 0) -> None:
    for child in parent:
        if child.tag == f"{WORD}p":
            lines.append(_text(child))
        elif child.tag == f"{WORD}tbl":
            lines.extend(_table(child))
        elif depth < 20 and child.tag in (
            f"{WORD}sdt",
            f"{WORD}sdtContent",
            f"{WORD}customXml",
            f"{WORD}ins",
        ):
            _blocks(child, lines, depth + 1)


def _table(table: ElementTree.Element) -> list[str]:
    rows = []
    for row in table.iter(f"{WORD}tr"):
        cells = [
            " ".join(_text(p) for p in cell.iter(f"{WORD}p")).strip() for cell in row.findall(f"{WORD}tc")
        ]
        if any(cells):
            rows.append("\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in cells))
    return rows


def _text(paragraph: ElementTree.Element) -> str:
    """The words of a paragraph; what was deleted, codes of fields and second forms of drawings are left out."""
    parts: list[str] = []
    waiting = [iter(paragraph)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == f"{WORD}t":
            parts.append(child.text or "")
        elif child.tag == f"{WORD}tab":
            parts.append(" ")
        elif child.tag in (f"{WORD}br", f"{WORD}cr"):
            parts.append("\n")
        elif child.tag not in (FALLBACK, f"{WORD}del", f"{WORD}instrText") and len(waiting) < 100:
            waiting.append(iter(child))
    return "".join(parts)


def _workbook(content: bytes, name: str) -> str:
    """Every sheet: its name, then its rows with tabs between cells. Stored values only; formulas are not computed."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum, XmlError, ZipError

    if any(
        look.rows > MOST_ROWS or look.columns > MOST_COLUMNS
        for look in containers.inspect(io.BytesIO(content), name).values()
    ):
        says = _(
            "%(file)s goes beyond %(rows)s rows or %(columns)s columns; delete stray cells, or paste a part"
        )
        raise Unreadable(says % {"file": name, "rows": f"{MOST_ROWS:,}", "columns": MOST_COLUMNS})
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        lines: list[str] = []
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                lines.append(sheet.name)
                lines += _rows(book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=True))
    except (CalamineError, XmlError, ZipError, ValueError, KeyError) as reason:
        says = _("%(file)s is damaged or cut off; %(allowed)s. Save it again and send that")
        raise Unreadable(says % {"file": name, "allowed": allowed()}) from reason
    return "\n".join(lines)


def _rows(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    for row in rows:
        cells = [sheets.said(cell).replace("\t", " ").replace("\n", " ") for cell in row]
        if any(cells):
            yield "\t".join(cells)
