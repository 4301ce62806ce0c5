"""What verdicts and problems of a paper's numbers are called, with the sign each bears beside its colour."""

import re
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.figures.claims.words import grouped
from safecommunity.figures.claims.words import qualifier as word_of
from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.indicators.errors import IndicatorError
from safecommunity.reports.models import PaperMark

SIGNS = {"confirmed": "✓", "differs": "≠", "none": "∅", "hidden": "※", "target": "◇", "open": "?"}
KINDS = (
    "no_n",
    "impossible",
    "counted",
    "over",
    "parts",
    "part",
    "total",
    "shares",
    "two_values",
    "direction",
    "uneven",
)


def verdict(code: str) -> str:
    """What came of holding it against the records."""
    return {
        "confirmed": _("confirmed by the records"), "differs": _("differs from the records"),
        "none": _("no records behind it"), "hidden": _("figure left out: not open to you"),
        "target": _("a target, not compared"), "open": _("no figure named"),
    }.get(code, code)  # fmt: skip


def sign(code: str) -> str:
    """Its sign."""
    return SIGNS.get(code, "?")


def problem(kind: str) -> str:
    """What is wrong with it by itself, in two or three words."""
    return {
        "no_n": _("percentage without n"), "impossible": _("impossible percentage for its n"),
        "counted": _("percentage is not the count beside it"), "over": _("more than 100 percent"),
        "parts": _("parts do not add up"), "part": _("a part larger than the whole"),
        "total": _("total of the table is off"), "shares": _("shares are more than all"),
        "two_values": _("one thing with two values"), "direction": _("the word says the opposite"),
        "uneven": _("lists of other lengths"),
    }.get(kind, kind)  # fmt: skip


def problem_says(given: dict[str, Any]) -> str:
    """The same as a sentence with its numbers."""
    kind, said = given["kind"], dict(given["said"])
    told = {
        "no_n": _("The paper does not say of how many; at least %(least)s answers can print it.")
        if said.get("least") else _("The paper does not say of how many."),
        "impossible": _("No count of %(n)s prints %(value)s %%; at least %(least)s answers would."),
        "counted": _("%(counted)s of %(n)s is %(share)s %%, not %(value)s %%."),
        "over": _("A share of %(value)s %% is more than all."),
        "parts": _("The %(n)s parts come to %(together)s %(unit)s, the whole is told as %(whole)s %(unit)s."),
        "part": _("A part is larger than the whole of %(whole)s %(unit)s."),
        "total": _("The %(n)s cells come to %(together)s %(unit)s, the total is told as %(whole)s %(unit)s."),
        "shares": _("The %(n)s shares come to %(together)s %%."),
        "two_values": _("“%(subject)s” is told with these values: %(values)s %(unit)s."),
        "direction": _("“%(word)s”, but it goes from %(before)s to %(after)s %(unit)s."),
        "uneven": _("%(named)s numbers before, %(told)s after: they cannot be matched in order."),
    }.get(kind, kind)  # fmt: skip
    if "values" in said:
        said["values"] = _(", ").join(said["values"])
    return told % said


def amount(mark: PaperMark) -> str:
    """The number as it was read: value, unit and word."""
    content = mark.content
    shown = content["printed"] if re.fullmatch(r"\d+\.\d+", content["printed"]) else content["shown"]
    shown = grouped(shown if content["unit"] in ("%", "‰") else content["shown"])
    if content["upper"]:
        upper = Fraction(content["upper"])
        shown = f"{shown}–{grouped(str(upper.numerator) if upper.denominator == 1 else f'{float(upper):g}')}"
    text = f"{shown} {content['unit']}".strip()
    qualifier = content["qualifier"]
    if qualifier in ("exact", "range"):
        return text
    extra = {"le": _("at most"), "lt": _("less than")}.get(qualifier)
    return f"{text} · {extra or word_of(qualifier)}"


def kind(code: str) -> str:
    """What sort of quantity it is."""
    return {
        "number": _("A number"), "share": _("A percentage"), "change": _("a change"), "rank": _("A rank"),
        "set": _("So many, by name"), "cell": _("a cell of a table"),
    }.get(code, code)  # fmt: skip


def figure(code: str) -> str:
    """The title of a figure; the code where it is gone."""
    if not code:
        return ""
    try:
        return CATALOGUE.get(code).title(get_language() or "zh-hans")
    except IndicatorError:
        return code


def media(code: str) -> str:
    """What a paper came as."""
    return {"docx": ".docx", "xlsx": ".xlsx", "pdf": "PDF", "text": _("text")}.get(code, code)
