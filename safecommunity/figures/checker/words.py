"""What codes of findings are called on screens."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.figures.checker import rules


@dataclass(frozen=True)
class RuleWords:
    """A rule as it is shown."""

    id: str
    title: str
    level: str
    level_says: str
    basis: str


def level(code: str) -> str:
    """How grave it is."""
    return {"error": _("does not hold"), "warn": _("look at it")}.get(code, code)


def state(code: str) -> str:
    """How it stands."""
    return {"open": _("not answered yet"), "answered": _("answered"), "gone": _("gone")}.get(code, code)


def answer(code: str) -> str:
    """What was said to it."""
    return {
        "explained": _("explained"), "corrected": _("said to be corrected"), "accepted": _("accepted by the chief"),
    }.get(code, code)  # fmt: skip


def deed(code: str) -> str:
    """A step of its history."""
    return {
        "seen": _("seen for the first time"), "changed": _("changed"), "gone": _("not found any more"),
        "back": _("found again"), "reopened": _("open again"), "explained": _("explained"),
        "corrected": _("said to be corrected"), "accepted": _("accepted by the chief"),
    }.get(code, code)  # fmt: skip


def rule(code: str) -> RuleWords:
    """A rule in the reader's language."""
    one = rules.rules()[code]
    basis = _("seen in real papers") if one.basis == "read" else _("this product’s judgement")
    return RuleWords(one.id, one.title(get_language() or "zh-hans"), one.level, level(one.level), basis)
