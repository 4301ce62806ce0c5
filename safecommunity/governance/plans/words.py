"""What codes of plans are called on screens."""

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language


def kind(code: str) -> str:
    """A kind of plan."""
    return {"staged": _("Plan in stages"), "year": _("Plan of a year")}.get(code, code)


def verdict(code: str) -> str:
    """A judgement."""
    return {"done": _("reached"), "partly": _("reached in part"), "not": _("not reached")}.get(code, code)


def after(code: str) -> str:
    """What follows from a judgement."""
    return {"continue": _("go on"), "adjust": _("change it"), "stop": _("stop it")}.get(code, code)


def reviewed(code: str) -> str:
    """What is judged."""
    return {"item": _("Item of a plan"), "body": _("Body")}.get(code, code)


def state(code: str) -> str:
    """How an item stands."""
    return {
        "waiting": _("not started"), "going": _("under way"), "done": _("done"), "late": _("overdue"),
        "dropped": _("given up"),
    }.get(code, code)  # fmt: skip


def qualifier(code: str) -> str:
    """How exactly a paper tells a number."""
    return {
        "": "",
        "gt": _("a little more"),
        "near": _("nearly"),
        "approx": _("about"),
        "ge": _("at least"),
    }.get(code, code)


def unit(code: str) -> str:
    """A unit of measure."""
    return in_language(UNITS[code], get_language() or "zh-hans") if code in UNITS else code


def told(value: Decimal) -> str:
    """A number without zeros behind the point."""
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def amount(item: Any) -> str:
    """The promised amount with its unit and the word of the paper: 12 个, 300 个（以上）."""
    if item.amount is None:
        return ""
    word = qualifier(item.qualifier)
    return f"{told(item.amount)} {unit(item.unit)}" + (f"（{word}）" if word else "")


def promised(item: Any) -> str:
    """What an item is to bring: its words and its amount."""
    return " · ".join(part for part in (item.measure, amount(item)) if part)
