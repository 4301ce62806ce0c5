"""A list of items: what goes out as a table comes back in, all that is wrong with it together."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.models import Plan, PlanStage
from safecommunity.governance.plans import words
from safecommunity.indicators.definition import UNITS
from safecommunity.shell import sheets

Rows = list[dict[str, Any]]
SHORTENED = 30


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called, as the export writes them."""
    return {
        "title": _("What is to be done"), "who": _("Who answers for it"), "due": _("To be done by"),
        "stage": _("Stage"), "setting": _("Setting"), "group": _("For whom"), "measure": _("What it is to bring"),
        "amount": _("Amount"), "qualifier": _("As the paper says it"), "unit": _("Unit of measure"),
        "budget": _("Budget (yuan)"),
    }  # fmt: skip


def read(content: bytes, name: str, plan: Plan, stages: list[PlanStage]) -> tuple[Rows, list[str]]:
    """(rows for the action, faults) of a list. Raises Unreadable where the file as a whole cannot be read."""
    known = {sheets.text(title): field for field, title in headings().items()}
    given = sheets.read(content, name, lambda cell: known.get(cell.strip(), ""))
    columns = {known.get(one.strip(), "") for one in given.headings}
    sheets.need(given, columns, {field: headings()[field] for field in ("title", "who", "due")})
    rows: Rows = []
    faults: list[str] = []
    for line in sheets.lines(given, lambda cell: known.get(cell.strip(), "")):
        if not line["title"]:
            continue
        row, wrong = _row(line, plan, stages)
        if wrong:
            faults.append(f"{line.number}: {_(', ').join(wrong)}")
        else:
            rows.append(row)
    return rows, faults


def _row(line: sheets.Line, plan: Plan, stages: list[PlanStage]) -> tuple[dict[str, Any], list[str]]:
    """One row as the action takes it, and what is wrong with it."""
    found: dict[str, Any] = {
        "title": line["title"], "who": line["who"], "group": line["group"], "measure": line["measure"],
        "due": sheets.day(line["due"]),
        "setting": _code(line["setting"], {codes.setting_name(one): one for one in codes.settings()}),
        "stage": _code(line["stage"], {one.title: one for one in stages}, None),
        "unit": _code(line["unit"], {words.unit(one): one for one in UNITS}),
        "qualifier": _code(line["qualifier"], {words.qualifier(one): one for one in ("gt", "approx", "ge")}),
        "amount": _amount(line["amount"]), "budget": _whole(line["budget"]),
    }  # fmt: skip
    day = found["due"]
    faulty = [field for field, value in found.items() if value is WRONG]
    faulty += ["due"] if day is None or not plan.starts <= day <= plan.until else []
    faulty += [field for field, most in (("title", 200), ("who", 120), ("group", 120), ("measure", 200))
               if len(line[field]) > most]  # fmt: skip
    faulty += ["who"] if not line["who"] else []
    faulty += ["unit"] if found["amount"] not in (None, WRONG) and not found["unit"] else []
    return found, [f"{headings()[field]} “{line[field][:SHORTENED]}”" for field in dict.fromkeys(faulty)]


WRONG = object()


def _code(cell: str, known: dict[str, Any], none: Any = "") -> Any:
    return none if cell in ("", _("none"), _("exactly")) else known.get(cell, WRONG)


def _whole(cell: str) -> Any:
    if not cell:
        return None
    found = sheets.whole_number(cell)
    return WRONG if found is None else found


def _amount(cell: str) -> Any:
    text = cell.replace(",", "")
    if not text:
        return None
    try:
        value = Decimal(text) if text.isascii() and len(text) < 14 else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or value < 0 or value != round(value, 3):
        return WRONG
    return value
