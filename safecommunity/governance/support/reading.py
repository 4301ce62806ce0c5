"""A list of support: what goes out as a workbook comes back in, all that is wrong with it together."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.models import Agency, Support
from safecommunity.governance.plans.words import qualifier, unit
from safecommunity.governance.support import words
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import in_every_language
from safecommunity.shell.sheets import Checked, Fault, Line

NEED = ("starts", "giver", "kind", "what")
MARKS = ("gt", "near", "approx", "ge")


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called."""
    return {
        "starts": _("Since"), "until": _("Last day"), "giver": _("Who gave it"), "kind": _("Kind"),
        "what": _("What was given"), "amount": _("Amount"), "unit": _("Unit of measure"),
        "qualifier": _("As the paper says it"), "note": _("Note"),
    }  # fmt: skip


def check(given: sheets.List, agencies: Iterable[Agency]) -> Checked[dict[str, Any]]:
    """Rows for the action with all faults of all rows. Raises Unreadable where needed columns lack."""
    meant = _Meant(agencies)
    rows = [line for line in lists.lines(given, headings, NEED) if line["what"] or line["kind"]]
    return lists.checked(rows, lambda line: _row(line, meant))


class _Meant:
    """What the words of a row mean, in any language; read once for all rows."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = {told.name: one for one in agencies for told in one.names.all()}
        self.kinds = in_every_language(lambda: {one: words.kind(one) for one in Support.Kind.values})
        every = {one for units in words.UNITS.values() for one in units}
        self.units = in_every_language(lambda: {one: unit(one) for one in sorted(every)})
        self.every = sorted(every)
        self.marks = in_every_language(
            lambda: {"": _("exactly"), **{one: qualifier(one) for one in MARKS}}, {"": ""}
        )


def _row(line: Line, meant: _Meant) -> tuple[dict[str, Any], list[Fault]]:
    """One row as the action takes it, and what cannot be taken."""
    kind, agency = meant.kinds.get(line["kind"], ""), meant.agencies.get(line["giver"])
    units = words.UNITS.get(kind, ())
    named = meant.units.get(line["unit"], "")
    amount, sound = _amount(line["amount"])
    found: dict[str, Any] = {
        "kind": kind, "agency": agency, "giver": "" if agency else line["giver"], "what": line["what"],
        "amount": amount, "unit": named if named in units else "", "qualifier": meant.marks.get(line["qualifier"], ""),
        "starts": sheets.day(line["starts"]), "until": sheets.day(line["until"]), "note": line["note"], "item": None,
    }  # fmt: skip
    comma = _(", ")
    wrong = {
        "kind": (not kind, comma.join(words.kind(one) for one in Support.Kind.values)),
        "giver": (not 1 <= len(line["giver"]) <= 120, _("a name of 1 to %(most)s characters") % {"most": 120}),
        "what": (not 1 <= len(line["what"]) <= 200, _("a name of 1 to %(most)s characters") % {"most": 200}),
        "amount": (not sound or (amount is None and kind in ("people", "money")), _("a number above 0")),
        "unit": (bool(line["unit"] or amount is not None) and not found["unit"],
                 comma.join(unit(one) for one in units or meant.every)),
        "qualifier": (bool(line["qualifier"]) and line["qualifier"] not in meant.marks,
                      comma.join(qualifier(one) for one in MARKS)),
        "starts": (found["starts"] is None, _("a day as 2026-10-02")),
        "until": (bool(line["until"]) and found["until"] is None, _("a day as 2026-10-02, or empty")),
    }  # fmt: skip
    return found, lists.faults_of(line, wrong)


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


def fields_of(one: Support) -> dict[str, Any]:
    """An entry by the fields of a list, as it would be sent in again."""
    return {
        "starts": one.starts.isoformat(), "until": one.until.isoformat() if one.until else "",
        "giver": words.giver(one), "kind": words.kind(one.kind), "what": one.what,
        "amount": words.told(one.amount).replace(",", "") if one.amount is not None else "",
        "unit": unit(one.unit) if one.unit else "", "qualifier": qualifier(one.qualifier), "note": one.note,
    }  # fmt: skip


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row an entry. Day, giver, kind and what was given are needed."),
        _("Kinds: %(kinds)s") % {"kinds": _(", ").join(words.kind(one) for one in Support.Kind.values)},
        _("The same row sent again is not stored twice."),
    ]
