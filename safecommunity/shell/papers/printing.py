"""Asking for a paper as a file: whoever makes it is said once at start, as for charts."""

from collections.abc import Callable, Mapping
from typing import Any

from safecommunity.shell.papers.sheet import Sheets
from safecommunity.shell.papers.value import Paper

FORMS = ("pdf", "docx", "html", "xlsx")
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Printer = Callable[..., bytes]
_printer: list[Printer] = []


class NoPrinter(RuntimeError):
    """A paper was asked for before ``set_printer``."""


def set_printer(printer: Printer | None) -> None:
    """Say who makes files: a function of paper, form, small type, marks of sources, and an office's own template where
    there is one; None removes it."""
    _printer[:] = [printer] if printer else []


def printed(
    paper: Paper | Sheets,
    form: str,
    *,
    dense: bool = False,
    marks: bool = False,
    own: Mapping[str, Any] | None = None,
) -> bytes:
    """The paper, or forms to write on, as a file of a form of FORMS; `own`: the template a Word file is filled into.

    Raises ValueError for another form, NoPrinter before one is set, FaultyError for a template that cannot be filled.
    """
    if form not in FORMS:
        raise ValueError(f"form of a paper: got {form!r}, allowed are {', '.join(FORMS)}")
    if not _printer:
        raise NoPrinter("no printer set; allowed: shell.papers.printing.set_printer(function of the paper)")
    if own is not None and form == "docx":
        return _printer[0](paper, form, dense, marks, own)
    return _printer[0](paper, form, dense, marks)
