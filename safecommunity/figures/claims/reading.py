"""A list of claims: what goes out as a table comes back in; all that is wrong with all rows is told together."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.figures.claims import words
from safecommunity.figures.claims.actions import checked, title_of
from safecommunity.figures.models import Claim
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import in_every_language

COLUMNS = (
    "title", "kind", "printed", "upper", "unit", "qualifier", "scope", "starts", "ends", "document", "document_number",
    "page", "quote", "counted", "out_of", "earlier_printed", "earlier_of", "earlier_when", "later_when", "earlier_tool",
    "tool", "listed", "against", "direction", "topic", "figure_code", "target",
)  # fmt: skip
NEED = ("title", "kind", "document")
WHOLE = ("counted", "out_of", "earlier_of")
DAYS = ("starts", "ends")
NAMES = ("listed", "against")
BETWEEN = "\u3001"  # between names in one cell


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called, as the export writes them."""
    return {name: title_of(name) for name in COLUMNS}


def cells(claim: Claim) -> list[Any]:
    """A claim as a row."""
    said = {
        "kind": words.kind(claim.kind), "qualifier": words.qualifier(claim.qualifier),
        "direction": words.direction(claim.direction), "listed": BETWEEN.join(claim.listed),
        "against": BETWEEN.join(claim.against), "target": _("yes") if claim.target else "",
        "upper": "" if claim.upper is None else f"{claim.upper.normalize():f}",
    }  # fmt: skip
    return [said.get(name, getattr(claim, name)) for name in COLUMNS]


def fields_of(claim: Claim) -> dict[str, Any]:
    """A claim by the fields of a list, as it would be sent in again."""
    return {name: "" if cell is None else cell for name, cell in zip(COLUMNS, cells(claim), strict=True)}


def check(given: sheets.List, place: str) -> sheets.Checked[dict[str, Any]]:
    """Rows for the action with all faults of all rows. Raises Unreadable where needed columns lack."""
    meant = _Meant()
    told = ("title", "printed", "document")
    rows = [line for line in lists.lines(given, headings, NEED) if any(line[one] for one in told)]
    return lists.checked(rows, lambda line: _row(line, meant, place))


class _Meant:
    """What the words of a row mean, in any language; read once for all rows."""

    def __init__(self) -> None:
        self.codes = {
            "kind": _codes(words.kind, Claim.Kind.values),
            "qualifier": _codes(words.qualifier, Claim.Qualifier.values, {"": "exact"}),
            "direction": _codes(words.direction, Claim.Direction.values, {"": ""}),
        }
        self.yes = in_every_language(
            lambda: {"yes": _("yes"), "no": _("no")}, {"1": "yes", "TRUE": "yes", "": "no"}
        )


def _codes(said: Callable[[str], str], codes: Iterable[str], more: Any = None) -> lists.Words:
    every = list(codes)
    return in_every_language(lambda: {one: said(one) for one in every}, more)


def _row(line: sheets.Line, meant: _Meant, place: str) -> tuple[dict[str, Any], list[sheets.Fault]]:
    """One row as the action takes it, and what cannot be taken: cells that cannot be read, then what the claim says."""
    row: dict[str, Any] = {name: line[name] for name in COLUMNS}
    for name, codes in meant.codes.items():
        row[name] = codes.get(line[name], line[name])
    for name in WHOLE:
        row[name] = sheets.whole_number(line[name]) if line[name] else None
    for name in DAYS:
        row[name] = sheets.day(line[name]) if line[name] else None
    for name in NAMES:
        row[name] = line[name].split(BETWEEN) if line[name] else []
    row["target"] = meant.yes.get(line["target"]) == "yes"
    lost = {name for name in (*WHOLE, *DAYS) if line[name] and row[name] is None}
    wrong = {
        **{name: (name in lost, _("a whole number from 0 up")) for name in WHOLE},
        **{name: (name in lost, _("a day, as 2026-10-02")) for name in DAYS},
        "target": (line["target"] not in meant.yes, _("yes or nothing")),
    }
    faults = lists.faults_of(line, wrong)
    _made, problems = checked(row, place)
    named = {*lost, *(DAYS if lost & set(DAYS) else ())}  # of a day that is lost nothing more is to be said
    faults += [line.fault(one.field, one.allowed) for one in problems if one.field not in named]
    return row, [one if one.letter else replace(one, column=title_of(one.column)) for one in faults]
