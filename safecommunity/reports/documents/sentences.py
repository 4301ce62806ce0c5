"""Sentences of a paper: those whose figures have records, how a figure moved, what has none."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from safecommunity.figures.compared import compare
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.reports.documents.asked import Asked
from safecommunity.reports.documents.kinds import FRAME, PLACEHOLDER
from safecommunity.shell.papers import Run
from safecommunity.shell.papers.words import day_text


def say(asked: Asked, sentences: Any) -> tuple[Run, ...]:
    """One paragraph of the sentences that have records; the others are told at the end of the paper."""
    runs: list[Run] = []
    for sentence in sentences:
        text = sentence[asked.spoken]
        codes = [code for code, _what in PLACEHOLDER.findall(text) if code not in FRAME]
        silent = {code for code in codes if not asked.speaks(asked.told[code])}
        asked.silent += [code for code in codes if code in silent and code not in asked.silent]
        text = _of_those(text, silent) if asked.chinese else ("" if silent else text)
        if not text:
            continue
        runs += _filled(asked, text)
        if not asked.chinese:
            runs.append(" ")
    return tuple(runs)


def _filled(asked: Asked, text: str) -> Iterator[Run]:
    last = 0
    for found in PLACEHOLDER.finditer(text):
        if found.start() > last:
            yield text[last : found.start()]
        code, what = found.groups()
        yield _frame(asked, code) if code in FRAME else asked.said(asked.told[code], what or "")
        last = found.end()
    if last < len(text):
        yield text[last:]


def _frame(asked: Asked, word: str) -> str:
    return {
        "place": asked.place.name, "period": asked.period.label(asked.spoken), "year": str(asked.period.end.year),
        "next_year": str(asked.period.end.year + 1), "day": day_text(timezone.localdate(asked.now), asked.spoken),
    }[word]  # fmt: skip


def change(asked: Asked, code: str) -> tuple[Run, ...]:
    """A figure beside the same months of the year before: up or down by how much, and how sure that is."""
    now, then = asked.told[code], asked.before.get(code)
    if not asked.speaks(now):
        asked.silent += [code] if code not in asked.silent else []
        return ()
    head: tuple[Run, ...] = (now.title(asked.spoken), gettext(" is "), *asked.with_unit(now))
    if then is None or then.value is None:
        return (*head, gettext("; there is nothing on record of the same months of the year before."))
    middle = (*head, gettext("; in the same months of the year before "), *asked.with_unit(then))
    return (*middle, _how_sure(asked, then, now))


def _how_sure(asked: Asked, then: Figure, now: Figure) -> str:
    if any(one.due and (one.received or 0) < one.due for one in (then, now)):
        return gettext("; not everybody has reported, so the two are not compared.")
    today = timezone.localdate(asked.now)
    if now.definition.kind == "count" and asked.period.end > today:
        return gettext("; this month is not over, so the two are not compared.")
    begun = asked.period.to_date(today) or asked.period
    months = len(begun.months)
    made = compare(then, now, months_then=months, months_now=months)
    if made is None or made.estimate is None:
        return gettext(".")
    if not made.lies_apart:
        return gettext("; the difference lies within chance.")
    rose = made.estimate > made.level
    return gettext("; it rose, beyond chance.") if rose else gettext("; it fell, beyond chance.")


def unsaid(asked: Asked) -> tuple[Run, ...]:
    """The figures of the paper that have no records."""
    titles = [catalogue.get(code).title(asked.spoken) for code in dict.fromkeys(asked.silent)]
    between = "、" if asked.chinese else ", "
    return (
        gettext("Nothing is on record in this period of: "),
        between.join(titles),
        "。" if asked.chinese else ".",
    )


def _of_those(text: str, silent: set[str]) -> str:
    """A Chinese sentence without the clauses that name a silent figure; nothing where none with a figure is left."""
    clauses = re.findall(r"[^，；。]*[，；。]?", text)
    kept = [one for one in clauses if not any(code in silent for code, _what in PLACEHOLDER.findall(one))]
    if len(kept) == len(clauses):
        return text
    if not any(code not in FRAME for one in kept for code, _what in PLACEHOLDER.findall(one)):
        return ""
    return "".join(kept).rstrip("，；。、") + "。"
