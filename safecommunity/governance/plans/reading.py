"""A list of items: what goes out as a workbook comes back in, all that is wrong with it together."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.models import Plan, PlanItem, PlanStage
from safecommunity.governance.plans import words
from safecommunity.indicators.definition import UNITS
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import Words, in_every_language
from safecommunity.shell.sheets import Checked, Fault, Line

NEED = ("title", "who", "due")
LONG = {"title": (1, 200), "who": (1, 120), "group": (0, 120), "measure": (0, 200)}
MARKS = ("gt", "near", "approx", "ge")
WRONG = object()
Meant = dict[str, Words]


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called."""
    return {
        "title": _("What is to be done"), "who": _("Who answers for it"), "due": _("To be done by"),
        "stage": _("Stage"), "setting": _("Setting"), "group": _("For whom"), "measure": _("What it is to bring"),
        "amount": _("Amount"), "qualifier": _("As the paper says it"), "unit": _("Unit of measure"),
        "budget": _("Budget (yuan)"),
    }  # fmt: skip


def check(given: sheets.List, plan: Plan, stages: list[PlanStage]) -> Checked[dict[str, Any]]:
    """Rows for the action with all faults of all rows. Raises Unreadable where needed columns lack."""
    meant: Meant = {
        "setting": in_every_language(
            lambda: {"": _("none"), **{one: codes.setting_name(one) for one in codes.settings()}}, {"": ""}
        ),
        "stage": in_every_language(lambda: {"": _("none")}, {"": None, **{one.title: one for one in stages}}),
        "unit": in_every_language(lambda: {one: words.unit(one) for one in UNITS}, {"": ""}),
        "qualifier": in_every_language(
            lambda: {"": _("exactly"), **{one: words.qualifier(one) for one in MARKS}}, {"": ""}
        ),
    }
    rows = [line for line in lists.lines(given, headings, NEED) if line["title"]]
    return lists.checked(rows, lambda line: _row(line, plan, meant, stages))


def _row(line: Line, plan: Plan, meant: Meant, stages: list[PlanStage]) -> tuple[dict[str, Any], list[Fault]]:
    """One row as the action takes it, and what cannot be taken."""
    coded = {name: known.get(line[name], WRONG) for name, known in meant.items()}
    coded["stage"] = coded["stage"] or None  # the word for none
    found: dict[str, Any] = {
        **{name: line[name] for name in LONG}, **coded, "due": sheets.day(line["due"]),
        "amount": _amount(line["amount"]), "budget": _whole(line["budget"]),
    }  # fmt: skip
    comma, due, amount = _(", "), found["due"], found["amount"]
    faults = lists.faults_of(line, {
        name: (not least <= len(line[name]) <= most,
               _("%(least)s to %(most)s characters") % {"least": least, "most": most})
        for name, (least, most) in LONG.items()
    })  # fmt: skip
    return found, faults + lists.faults_of(line, {
        "due": (due is None or not plan.starts <= due <= plan.until,
                _("a day from %(first)s to %(last)s") % {"first": plan.starts, "last": plan.until}),
        "stage": (coded["stage"] is WRONG, comma.join(one.title for one in stages) or _("none")),
        "setting": (coded["setting"] is WRONG, comma.join(codes.setting_name(one) for one in codes.settings())),
        "amount": (amount is WRONG, _("a number from 0 up, or empty")),
        "unit": (coded["unit"] is WRONG or (isinstance(amount, Decimal) and not coded["unit"]),
                 _("a unit of measure such as %(some)s")
                 % {"some": comma.join(words.unit(one) for one in ("pieces", "times", "people"))}),
        "qualifier": (coded["qualifier"] is WRONG, comma.join(words.qualifier(one) for one in MARKS)),
        "budget": (found["budget"] is WRONG, _("a whole number, or empty")),
    })  # fmt: skip


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


def fields_of(one: PlanItem) -> dict[str, Any]:
    """An item by the fields of a list, as it would be sent in again."""
    return {
        **{name: getattr(one, name) for name in LONG}, "due": one.due.isoformat(),
        "stage": one.stage.title if one.stage else "",
        "setting": codes.setting_name(one.setting) if one.setting else "",
        "amount": words.told(one.amount).replace(",", "") if one.amount is not None else "",
        "qualifier": words.qualifier(one.qualifier), "unit": words.unit(one.unit) if one.unit else "",
        "budget": one.budget if one.budget is not None else "",
    }  # fmt: skip


def notes(plan: Plan) -> list[str]:
    """How to fill it in."""
    return [
        plan.title,
        _(
            "One row an item. What is to be done, who answers for it and by when are needed; each brings its task."
        ),
        _("An item with the same words and day stays as it is; the list may be sent again."),
    ]
