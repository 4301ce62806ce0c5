"""A number of a paper as a claim: what the paper says, with its word, its n and its sentence; pairs as one claim."""

import re
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.figures.claims.queries import period_of
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.period import Period
from safecommunity.indicators.reading.problems import exact
from safecommunity.reports.models import Paper, PaperMark
from safecommunity.reports.reading import stored

KINDS = {"share": "share", "rank": "rank", "set": "list"}
QUALIFIERS = ("exact", "gt", "approx", "ge", "range")
MOST_QUOTE = 400

__all__ = ["period_of", "sentence", "values_of"]


def values_of(paper: Paper, mark: PaperMark) -> tuple[dict[str, Any], str]:
    """(fields of a claim, why it cannot be one)."""
    one = stored.quantity(mark)
    pair = next((each for each in paper.pairs if mark.number in (each["before"], each["after"])), None)
    if one.kind == "change" and one.unit == "%":
        return {}, _("a change in percent is no share; enter it as before and after")
    if one.qualifier not in QUALIFIERS:
        return {}, _("“at most” and “less than” cannot be kept with a number on paper")
    if one.unit == "%" and one.value.denominator not in (
        1,
        2,
        4,
        5,
        8,
        10,
        16,
        20,
        25,
        40,
        50,
        80,
        100,
        125,
        200,
    ):
        return {}, _("it has no finite decimals")
    values: dict[str, Any] = {
        "kind": KINDS.get(one.kind, "number"), "title": (one.about or paper.text[mark.start : mark.end])[:200],
        "quote": sentence(paper.text, mark.start, mark.end), "printed": _digits(one.printed, exact(one.value)),
        "unit": one.unit[:30], "qualifier": one.qualifier, "document": paper.title[:200], "target": one.target,
        "out_of": one.n, "counted": one.counted, "figure_code": mark.code,
        "upper": exact(one.upper) if one.upper is not None else "",
        "scope": mark.content["scope"], **_days(mark.content["said_period"]),
    }  # fmt: skip
    if values["kind"] == "list":
        values["kind"] = "number"
    if (pair is not None and one.unit in ("%", "‰")) or pair is not None:
        values |= _pair(paper, pair)
    return values, ""


def _pair(paper: Paper, pair: dict[str, Any]) -> dict[str, Any]:
    """Before and after as one claim, whichever of the two was chosen."""
    rows = {
        row.number: row
        for row in PaperMark.objects.filter(paper=paper, number__in=[pair["before"], pair["after"]])
    }
    before, after = (stored.quantity(rows[pair[name]]) for name in ("before", "after"))
    return {
        "kind": "pair", "title": (pair["subject"] or after.about)[:200], "qualifier": "exact", "upper": "",
        "printed": _digits(after.printed, exact(after.value)), "out_of": after.n, "counted": None,
        "earlier_printed": _digits(before.printed, exact(before.value)), "earlier_of": before.n,
        "earlier_when": pair["earlier"][:40], "later_when": pair["later"][:40],
    }  # fmt: skip


def _digits(printed: str, value: str) -> str:
    """The digits as printed where they are plain (45.40 stays so), else the value."""
    text = printed.replace(",", "")
    return text if re.fullmatch(r"\d+(?:\.\d+)?", text) and float(text) == float(value) else value


def _days(period: str) -> dict[str, Any]:
    if not period:
        return {}
    try:
        found = Period.parse(period)
    except IndicatorError:
        return {}
    return {"starts": found.start, "ends": found.end}


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a number, shortened around it where it is long."""
    first = max(text.rfind(stop, 0, start) for stop in "。！？\n\t") + 1
    last = min((at for at in (text.find(stop, end) for stop in "。！？\n\t") if at >= 0), default=len(text))
    if last - first > MOST_QUOTE:
        first, last = max(first, start - MOST_QUOTE // 2), min(last, start + MOST_QUOTE // 2)
    return text[first:last].strip()[:MOST_QUOTE]
