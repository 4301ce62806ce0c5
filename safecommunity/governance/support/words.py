"""What codes of support are called on screens."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.facts.organisation import name_on
from safecommunity.governance.models import Support
from safecommunity.governance.plans.words import qualifier, unit

# the units each kind is told in; the first is the usual one
UNITS = {
    "people": ("people",),
    "money": ("yuan", "ten_thousand_yuan"),
    "goods": ("pieces", "sheets", "copies", "vehicles", "spots", "items", "yuan"),
    "technique": ("times", "hours", "person_times", "items"),
}


def kind(code: str) -> str:
    """What was given."""
    return {
        "people": _("People lent"), "money": _("Money"), "goods": _("Goods"), "technique": _("Technique and advice"),
    }.get(code, code)  # fmt: skip


def giver(one: Support) -> str:
    """Who gave it, by the name an agency bore that day."""
    return name_on(one.agency, one.starts) if one.agency is not None else one.giver


def told(value: Decimal) -> str:
    """A number without zeros behind the point."""
    text = f"{value:,.4f}"
    return text.rstrip("0").rstrip(".")


def amount(one: Any) -> str:
    """How much, with its unit and the word of the paper."""
    if one.amount is None:
        return ""
    word = qualifier(one.qualifier)
    return f"{told(one.amount)} {unit(one.unit)}" + (f"（{word}）" if word else "")
