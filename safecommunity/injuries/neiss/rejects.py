"""The rejected rows as a file to correct and import again: the original columns, the row, and every reason."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.injuries.neiss.convert import Wrong
from safecommunity.injuries.neiss.reading import OWN_HEADINGS, Line, Source, Unreadable

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Rejects:
    """Where rejected rows go; without a writer they are only counted."""

    def __init__(self, writer: Any = None, columns: Sequence[int] = ()) -> None:
        self._writer, self._columns = writer, columns

    def write(self, line: Line, reasons: Sequence[Wrong]) -> None:
        """One rejected row."""
        if self._writer is None:
            return
        cells = [line.cells[column] if column < len(line.cells) else "" for column in self._columns]
        self._writer.writerow(map(defused, [*cells, str(line.number), "; ".join(map(told, reasons))]))


@contextmanager
def rejects_to(path: Path | None, source: Source) -> Iterator[Rejects]:
    """Open the file before anything is stored, readable by its owner only: narratives describe people."""
    if path is None:
        yield Rejects()
        return
    if path.exists() and path.samefile(source.path):
        says = _("Rejects file: got %(file)s, which is the file being imported; allowed: another one")
        raise Unreadable(says % {"file": path.name})
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as reason:
        says = _("Rejects file: %(file)s cannot be written: %(reason)s")
        raise Unreadable(says % {"file": path.name, "reason": reason.strerror}) from reason
    columns = [column for column, name in enumerate(source.headings) if name not in OWN_HEADINGS]
    # utf-8-sig: spreadsheets read plain UTF-8 as the local code page
    with os.fdopen(handle, "w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(defused, [*(source.headings[column] for column in columns), *OWN_HEADINGS]))
        yield Rejects(writer, columns)


def defused(text: str) -> str:
    """A cell a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def told(wrong: Wrong) -> str:
    """A reason in one line."""
    if wrong.sentence:
        return wrong.allowed
    says = _("%(column)s: got “%(came)s”; allowed: %(allowed)s")
    return says % {"column": wrong.column, "came": wrong.came, "allowed": wrong.allowed}
