"""Asking for a paper as a file: whoever makes it is said once at start, as for charts."""

from collections.abc import Callable

from safecommunity.shell.papers.sheet import Sheets
from safecommunity.shell.papers.value import Paper

FORMS = ("pdf", "docx")
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Printer = Callable[[Paper | Sheets, str, bool, bool], bytes]
_printer: list[Printer] = []


class NoPrinter(RuntimeError):
    """A paper was asked for before ``set_printer``."""


def set_printer(printer: Printer | None) -> None:
    """Say who makes files: a function of paper, form, small type, marks of sources; None removes it."""
    _printer[:] = [printer] if printer else []


def printed(paper: Paper | Sheets, form: str, *, dense: bool = False, marks: bool = False) -> bytes:
    """The paper, or forms to write on, as a file of a form of FORMS.

    Raises ValueError for another form, NoPrinter before one is set.
    """
    if form not in FORMS:
        raise ValueError(f"form of a paper: got {form!r}, allowed are {', '.join(FORMS)}")
    if not _printer:
        raise NoPrinter("no printer set; allowed: shell.papers.printing.set_printer(function of the paper)")
    return _printer[0](paper, form, dense, marks)
