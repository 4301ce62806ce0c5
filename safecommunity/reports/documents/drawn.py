"""Charts of a paper: those of the overview, in the paper's language, with the same in words under them. Every number in
the words is a figure with its line in the appendix."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.reports.documents.asked import Asked
from safecommunity.shell.numbers import number
from safecommunity.shell.papers import Chart

CHART_WIDTH = 620
COUNT = "injury.count"


def chart(asked: Asked, what: str) -> Chart | None:
    """A chart of the overview, in the paper's language, with the same in words under it."""
    from safecommunity.reports import pictures
    from safecommunity.reports.look import Look

    look = Look(asked.place, asked.period, asked.now, asked.spoken)
    if not look.n:
        return None
    spec = pictures.spec(what, look, CHART_WIDTH)
    if spec is None:
        return None
    title, parts = {"cause": _causes, "trend": _months}.get(what, _ages)(asked, look)
    between, sign = ("、", "：") if asked.chinese else (", ", ": ")
    told = between.join(f"{label} {number(n)}{_mark(asked, figure)}" for label, n, figure in parts)
    return Chart(spec, f"{title}{sign}{told}", title)


Part = tuple[str, float | None, Figure | None]  # what a bar is called, its number, the figure it is


def _mark(asked: Asked, figure: Figure | None) -> str:
    return f"[{asked.mark(figure)}]" if figure is not None else ""


def _cells(
    asked: Asked, names: tuple[str, ...], values: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Figure]:
    return queries.compute_cells(
        catalogue.get(COUNT), asked.place.pid, asked.period, names, values, now=asked.now, ground=asked.ground
    )


def _causes(asked: Asked, look: Any) -> tuple[str, list[Part]]:
    from safecommunity.reports import overview

    found = overview.pareto(look, "cause")
    cells = _cells(asked, ("cause",), [(bar.code,) for bar in found.bars if bar.code >= 0])
    return found.title, [(bar.label, bar.n, cells.get((bar.code,))) for bar in found.bars]


def _months(asked: Asked, look: Any) -> tuple[str, list[Part]]:
    from safecommunity.reports import overview
    from safecommunity.shell import charts

    definition, first = catalogue.get(COUNT), asked.period.start.year * 12
    parts: list[Part] = []
    for row in overview.trend(look):
        if row["n"] is not None:
            at = first + row["month"] - 1
            key = FigureKey(definition.code, definition.version, asked.place.pid, Period(at, at))
            one = queries.compute(key, now=asked.now, fresh=False, ground=asked.ground)
            parts.append((charts.month_name(row["month"], asked.spoken), row["n"], one))
    return gettext("Injuries by month"), parts


def _ages(asked: Asked, look: Any) -> tuple[str, list[Part]]:
    from safecommunity.reports import panels

    sides = [one for one in panels.pyramid(look).sides if one.n]
    values = [tuple(value for _name, value in one.figure.dimensions) for one in sides]
    names = tuple(name for name, _value in sides[0].figure.dimensions) if sides else ()
    cells = _cells(asked, names, values)
    parts: list[Part] = [
        (f"{one.label} {one.sex}", one.n, cells.get(value)) for one, value in zip(sides, values, strict=True)
    ]
    return gettext("Injured residents by age and sex"), parts
