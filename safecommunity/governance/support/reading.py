"""A list of support: what goes out as a table comes back in, all that is wrong with it together."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.models import Agency, Support
from safecommunity.governance.plans.words import qualifier, unit
from safecommunity.governance.support import words
from safecommunity.shell import sheets

Rows = list[dict[str, Any]]


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called, as the export writes them."""
    return {
        "starts": _("Since"), "until": _("Last day"), "giver": _("Who gave it"), "kind": _("Kind"),
        "what": _("What was given"), "amount": _("Amount"), "unit": _("Unit of measure"),
        "qualifier": _("As the paper says it"), "note": _("Note"),
    }  # fmt: skip


def read(content: bytes, name: str, agencies: Iterable[Agency]) -> tuple[Rows, list[str]]:
    """(rows for the action, faults) of a list. Raises Unreadable where the file as a whole cannot be read."""
    known = {sheets.text(title): field for field, title in headings().items()}
    given = sheets.read(content, name, lambda cell: known.get(cell.strip(), ""))
    columns = {known.get(one.strip(), "") for one in given.headings}
    sheets.need(given, columns, {field: headings()[field] for field in ("starts", "giver", "kind", "what")})
    by_name = {told.name: one for one in agencies for told in one.names.all()}
    rows: Rows = []
    faults: list[str] = []
    for line in sheets.lines(given, lambda cell: known.get(cell.strip(), "")):
        if not line["what"] and not line["kind"]:
            continue
        row, wrong = _row(line, by_name)
        if wrong:
            said = [f"{headings()[field]} “{line[field][:30]}”" for field in wrong]
            faults.append(f"{line.number}: {_(', ').join(said)}")
        else:
            rows.append(row)
    return rows, faults


def _row(line: sheets.Line, by_name: dict[str, Agency]) -> tuple[dict[str, Any], list[str]]:
    """One row as the action takes it, and the fields that cannot be."""
    kinds = {words.kind(one): one for one in Support.Kind.values}
    kind, agency = kinds.get(line["kind"], ""), by_name.get(line["giver"])
    units = {unit(one): one for one in words.UNITS.get(kind, ())}
    marks = {qualifier(one): one for one in ("gt", "approx", "ge")}
    amount, sound = _amount(line["amount"])
    found: dict[str, Any] = {
        "kind": kind, "agency": agency, "giver": "" if agency else line["giver"], "what": line["what"],
        "amount": amount, "unit": units.get(line["unit"], ""), "qualifier": marks.get(line["qualifier"], ""),
        "starts": sheets.day(line["starts"]), "until": sheets.day(line["until"]), "note": line["note"], "item": None,
    }  # fmt: skip
    wrong = [name for name, bad in {
        "kind": not kind, "giver": not 1 <= len(line["giver"]) <= 120, "what": not 1 <= len(line["what"]) <= 200,
        "amount": not sound or (amount is None and kind in ("people", "money")),
        "unit": bool(line["unit"] and not found["unit"]) or (amount is not None and not found["unit"]),
        "qualifier": line["qualifier"] not in ("", _("exactly"), *marks), "starts": found["starts"] is None,
        "until": bool(line["until"]) and found["until"] is None,
    }.items() if bad]  # fmt: skip
    return found, wrong


def _amount(cell: str) -> tuple[Decimal | None, bool]:
    """(number or None for an empty cell, whether the cell can be read)."""
    text = cell.replace(",", "")
    if not text:
        return None, True
    try:
        value = Decimal(text) if text.isascii() and len(text) < 16 else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or value <= 0 or value != round(value, 4):
        return None, False
    return value, True
