"""A list of claims: what goes out as a table comes back in; all that is wrong with all rows is told together."""

from typing import Any

from django.utils.translation import gettext as _

from safecommunity.figures.claims import words
from safecommunity.figures.claims.actions import checked, title_of
from safecommunity.figures.models import Claim
from safecommunity.shell import sheets

COLUMNS = (
    "title", "kind", "printed", "upper", "unit", "qualifier", "scope", "starts", "ends", "document", "document_number",
    "page", "quote", "counted", "out_of", "earlier_printed", "earlier_of", "earlier_when", "later_when", "earlier_tool",
    "tool", "listed", "against", "direction", "topic", "figure_code", "target",
)  # fmt: skip
WHOLE = ("counted", "out_of", "earlier_of")
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


def read(content: bytes, name: str, place: str) -> tuple[list[dict[str, Any]], list[str]]:
    """(rows for the action, faults) of a list. Raises Unreadable where the file as a whole cannot be read."""
    known = {sheets.text(title): field for field, title in reversed(headings().items())}
    known[sheets.text(title_of("printed"))] = "printed"

    def field(cell: str) -> str:
        return known.get(cell.strip(), "")

    given = sheets.read(content, name, field)
    needed = {one: headings()[one] for one in ("title", "kind", "document")}
    sheets.need(given, {field(one) for one in given.headings}, needed)
    rows: list[dict[str, Any]] = []
    faults: list[str] = []
    for line in sheets.lines(given, field):
        if not any(line[one] for one in ("title", "printed", "document")):
            continue
        row, wrong = _row(line)
        _made, problems = checked(row, place)
        wrong += [problem for problem in problems if problem not in wrong]
        if wrong:
            faults.append(f"{line.number}: {'; '.join(wrong)}")
        else:
            rows.append(row)
    return rows, faults


def _row(line: sheets.Line) -> tuple[dict[str, Any], list[str]]:
    """One row as the action takes it, and the cells that cannot be read."""
    row: dict[str, Any] = {name: line[name] for name in COLUMNS}
    wrong = []
    codes = {
        "kind": {words.kind(one): one for one in Claim.Kind.values},
        "qualifier": {words.qualifier(one): one for one in Claim.Qualifier.values} | {"": "exact"},
        "direction": {words.direction(one): one for one in Claim.Direction.values} | {"": ""},
    }
    for name, by_words in codes.items():
        row[name] = by_words.get(line[name], line[name])
    for name in WHOLE:
        row[name] = sheets.whole_number(line[name]) if line[name] else None
        if line[name] and row[name] is None:
            wrong.append(_cell(name, line[name], _("a whole number from 0 up")))
    for name in ("starts", "ends"):
        row[name] = sheets.day(line[name]) if line[name] else None
        if line[name] and row[name] is None:
            wrong.append(_cell(name, line[name], _("a day, as 2026-10-02")))
    for name in ("listed", "against"):
        row[name] = line[name].split(BETWEEN) if line[name] else []
    row["target"] = line["target"] in (_("yes"), "1", "TRUE")
    return row, wrong


def _cell(name: str, came: str, allowed: str) -> str:
    return _("%(field)s: got %(came)s; allowed: %(allowed)s") % {
        "field": title_of(name), "came": came[:40], "allowed": allowed,
    }  # fmt: skip
