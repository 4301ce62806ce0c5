"""Opening a NEISS file: CSV or tab-separated text, plain or gzip, or Parquet. What cannot be read is refused."""

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from safecommunity.injuries.neiss import tables

GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
LONGEST_LINE = 1_000_000
PIECE = 1 << 20
OWN_HEADINGS = ("safecommunity_row", "safecommunity_reasons")


class Unreadable(Exception):
    """The file cannot be imported as a whole; the text says what came and what is allowed."""


@dataclass(frozen=True)
class Line:
    """One row of the file: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A file that has been read to its end once: it can be decoded, and its headings are those of NEISS."""

    path: Path
    sha256: str
    headings: tuple[str, ...]
    fields: dict[str, int]
    """field → column"""
    age_in_months: bool
    lines: int

    def rows(self) -> Iterator[Line]:
        """The rows, in the order of the file."""
        yield from islice(_lines(self.path), 1, None)


def survey(path: Path) -> Source:
    """Read a file once, from end to end, before anything is stored. Raises Unreadable with the reason."""
    if path.is_dir():
        raise Unreadable(_("%(file)s is a folder; allowed: one .csv or .csv.gz file") % {"file": path.name})
    try:
        sha256 = _digest(path)
        lines = _lines(path)
        first = next(lines, None)
        count = sum(1 for _line in lines)
    except OSError as reason:
        says = _("%(file)s cannot be read: %(reason)s")
        raise Unreadable(says % {"file": path.name, "reason": reason.strerror or reason}) from reason
    if first is None:
        raise Unreadable(_("%(file)s is empty; allowed: a line of headings and rows") % {"file": path.name})
    headings = tuple(cell.strip() for cell in first.cells)
    fields, months = _fields(headings)
    return Source(path, sha256, headings, fields, months, count)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _fields(headings: Sequence[str]) -> tuple[dict[str, int], bool]:
    """Which column holds which field, and whether ages are in months; refuses a file that lacks a needed one."""
    layout = next((one for one in tables.layouts() if one.headings == frozenset(headings)), None)
    rename = layout.rename if layout else {}
    needed = layout.needed if layout else tuple(tables.source()["needed"])
    fields: dict[str, int] = {}
    for column, heading in enumerate(headings):
        field = tables.headings().get(tables.same(rename.get(heading, heading)))
        if field is None:
            continue
        if field in fields:
            says = _("Headings: %(one)s and %(other)s both hold the same; allowed: one of them")
            raise Unreadable(says % {"one": headings[fields[field]], "other": heading})
        fields[field] = column
    if missing := [field for field in needed if field not in fields]:
        says = _("Headings: %(missing)s not found; got %(came)s; allowed spellings: %(allowed)s")
        names = tables.source()["columns"]
        shown = {
            "missing": ", ".join(names[field][0] for field in missing),
            "came": _short(", ".join(headings)),
            "allowed": "; ".join(" / ".join(names[field]) for field in missing),
        }
        raise Unreadable(says % shown)
    return fields, bool(layout and layout.age_in_months)


def _short(text: str) -> str:
    shown = "".join(ch if ch.isprintable() else "�" for ch in text)
    return shown if len(shown) <= 300 else shown[:300] + "…"


def _lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        start = file.peek(4)[:4] if isinstance(file, BufferedReader) else b""
        if start == PARQUET:
            yield from _parquet(path)
        elif path.suffix == ".gz" and start and not start.startswith(GZIP):
            says = _("%(file)s is called .gz but is not compressed with gzip; allowed: .csv.gz or plain .csv")
            raise Unreadable(says % {"file": path.name})
        elif start.startswith(GZIP):
            with gzip.open(file, "rb") as plain:
                yield from _text(plain, path.name)
        else:
            yield from _text(file, path.name)


def _text(binary: IO[bytes] | gzip.GzipFile, name: str) -> Iterator[Line]:
    """Rows of CSV or tab-separated text. Only UTF-8: another encoding would be a guess that spoils names silently."""
    stream = TextIOWrapper(binary, encoding="utf-8-sig", newline="")
    number = 0
    try:
        first = stream.readline(LONGEST_LINE)
        tab = first.count("\t") > first.count(",")
        # strict: a quotation mark nobody closes must not swallow the rows behind it
        reader = csv.reader(_pieces(first, stream, name), delimiter="\t" if tab else ",", strict=True)
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                yield Line(number, tuple(cells))
    except UnicodeDecodeError as reason:
        says = _(
            "%(file)s is not UTF-8 text (after row %(row)s); allowed: UTF-8, as CSV UTF-8 of a spreadsheet"
        )
        raise Unreadable(says % {"file": name, "row": number}) from reason
    except csv.Error as reason:
        says = _("%(file)s is not sound CSV after row %(row)s: %(reason)s; allowed: quotation marks in pairs")
        raise Unreadable(says % {"file": name, "row": number, "reason": reason}) from reason
    except (EOFError, zlib.error, gzip.BadGzipFile) as reason:
        says = _("%(file)s is damaged or cut off after row %(row)s; allowed: a whole gzip file")
        raise Unreadable(says % {"file": name, "row": number}) from reason
    finally:
        stream.detach()


def _pieces(first: str, stream: TextIOWrapper, name: str) -> Iterator[str]:
    """Lines of bounded length: a file without line ends must not fill the memory."""
    line = first
    while line:
        if len(line) >= LONGEST_LINE:
            says = _(
                "%(file)s has a line of more than %(most)s characters; allowed: CSV with one record a line"
            )
            raise Unreadable(says % {"file": name, "most": LONGEST_LINE})
        yield line
        line = stream.readline(LONGEST_LINE)


def _parquet(path: Path) -> Iterator[Line]:
    import pyarrow as pa  # only for files of this kind: it takes half a second
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        yield Line(1, tuple(file.schema_arrow.names))
        number = 1
        for batch in file.iter_batches(batch_size=5000):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield Line(number, tuple("" if value is None else str(value) for value in values))
    except (pa.ArrowInvalid, pa.ArrowException) as reason:
        says = _("%(file)s is not a sound Parquet file; allowed: a whole one")
        raise Unreadable(says % {"file": path.name}) from reason
