"""N10: “none occurred” and “falling” against the records themselves."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from safecommunity.figures import queries
from safecommunity.figures.checker.registry import Found
from safecommunity.figures.claims.told import Told
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period

LONGEST_SPAN = 20  # years


@dataclass(frozen=True)
class Recorded:
    """What the records say: the figure's value of each year, oldest first, with its key."""

    figure: str
    years: tuple[tuple[int, float | None, str], ...]


Ask = Callable[[Told], Recorded | None]


def n10_outcomes(tolds: Sequence[Told], ask: Ask) -> Iterator[Found]:
    """Outcomes told in words that no record stands behind, or that the records contradict."""
    for one in tolds:
        if one.kind not in ("none", "trend"):
            continue
        recorded = ask(one)
        if recorded is None or not any(value for _year, value, _key in recorded.years):
            what = "no_figure" if recorded is None else "no_records"
            if one.kind == "none" and recorded is not None and recorded.years:
                what = (
                    "zero"  # a figure of zero is what was told; whether anybody recorded is the figure's page
                )
            if what != "zero":
                yield _found(one, what, recorded)
        elif one.kind == "none":
            yield _found(one, "occurred", recorded)
        elif against := _against(one, recorded):
            yield _found(one, against, recorded)


def _found(one: Told, what: str, recorded: Recorded | None) -> Found:
    links = [one.link]
    years = [[year, value] for year, value, _key in recorded.years] if recorded else []
    if recorded:
        links += [("figure", key, str(year)) for year, _value, key in recorded.years]
    said = {"what": what, "kind": one.kind, "direction": one.direction, "period": one.period, "years": years}
    figure = {"figure": recorded.figure if recorded else one.figure}
    return Found(one.key, one.place, {**said, **figure, **one.shown}, tuple(links))


def _against(one: Told, recorded: Recorded) -> str:
    """Why a trend is not what the records show: "" where it is."""
    values = [value for _year, value, _key in recorded.years if value is not None]
    if len(values) < 2:
        return "too_short"
    steps = itertools.pairwise(values)
    fits = all(after < before if one.direction == "falls" else after > before for before, after in steps)
    return "" if fits else "other_way"


def asking(now: datetime, today: date) -> Ask:
    """Asks the figures of a claim's own place, year by year; None where the claim names no figure or period."""

    def ask(one: Told) -> Recorded | None:
        if not one.figure or one.starts is None or one.ends is None:
            return None
        try:
            definition = catalogue.get(one.figure)
        except IndicatorError:
            return None
        last = min(one.ends.year, today.year)
        years = range(max(one.starts.year, last - LONGEST_SPAN), last + 1)
        found = []
        for year in years:
            period = Period.of_year(year)
            key = FigureKey(definition.code, definition.version, one.place, period)
            try:
                figure = queries.compute(key, now=now, ground=queries.ground_of(one.place, year))
            except (IndicatorError, LookupError):
                return None
            found.append((year, figure.value, figure.key))
        return Recorded(definition.code, tuple(found))

    return ask
