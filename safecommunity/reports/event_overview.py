"""The overview of events of one place and period: the views of the injuries' overview, on the register of events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.utils.translation import gettext as _

from safecommunity.figures import queries, registry
from safecommunity.figures.exports import figure_row, headings
from safecommunity.figures.registry import Received
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.places.models import Place
from safecommunity.reports import export, overview, panels
from safecommunity.reports.look import Look
from safecommunity.shell.workbooks import Sheet, Value

FACT = "event"
CARDS = ("event.count", "event.dead", "event.hurt", "event.on_time")
BY_PLACE = ("event.count", "event.fires", "event.dead", "event.hurt")


@dataclass
class EventLook(Look):
    """One look at the events of a place and period. Nobody owes a monthly report of them."""

    SHARED: ClassVar[tuple[str, ...]] = ("kind", "grade", "gb_type", "month", "hour_band")
    CODE: ClassVar[str] = "event.count"

    @cached_property
    def received(self) -> Received | None:
        """Nobody owes events: the register is complete for its place."""
        return None

    def label_of(self, dimension: str) -> str:
        """The name of a dimension."""
        return {"kind": _("Kind"), "grade": _("Grade"), "month": _("Month")}[dimension]

    @cached_property
    def label(self) -> Callable[[str, int], str]:
        """The words of a stored code."""
        return registry.fact(FACT).option_label or (lambda _name, code: str(code))


Cell = tuple[str, Figure, str]
"""the figure's title, the figure, its page"""


@dataclass(frozen=True)
class Line:
    """One subordinate place: its figures in the order of BY_PLACE, each with its page."""

    place: Place
    figures: tuple[Cell, ...]


@dataclass(frozen=True)
class Places:
    """The table of subordinate places with the whole beneath it."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: tuple[Cell, ...]


def shown_figures(look: EventLook) -> list[overview.Shown]:
    """The cards at the top."""
    definitions = [catalogue.get(code) for code in CARDS]
    found = queries.compute_many(definitions, look.pid, look.period, now=look.now, ground=look.ground)
    return [overview.Shown(figure, overview.address(figure)) for figure in found]


def by_place(look: EventLook) -> Places | None:
    """Subordinate places in code order. Counts only: a register of events has no residents to divide by."""
    pids = [kid.pid for kid in look.children]
    if not pids:
        return None
    definitions = [catalogue.get(code) for code in BY_PLACE]
    found = [
        queries.compute_places(one, pids, look.period, now=look.now, ground=look.ground)
        for one in definitions
    ]
    whole = queries.compute_many(
        definitions, look.pid, look.period, now=look.now, fresh=False, ground=look.ground, with_received=False
    )
    return Places(
        tuple(one.title(look.language) for one in whole),
        tuple(
            Line(kid, tuple(_cell(figures[kid.pid], look.language) for figures in found))
            for kid in look.children
        ),
        tuple(_cell(figure, look.language) for figure in whole),
    )


def _cell(figure: Figure, language: str) -> Cell:
    return figure.title(language), figure, overview.address(figure)


def grids(look: EventLook) -> list[panels.Grid]:
    """Kinds by grade and by month."""
    if not look.n:
        return []
    return [
        panels.grid(look, "grades", _("Kind and grade"), "kind", "grade"),
        panels.grid(look, "kinds", _("Kind and month"), "kind", "month"),
    ]


def sheets(look: EventLook, only: str = "") -> Iterator[Sheet]:
    """Every table of the page as one workbook, or that of one panel; KeyError for a panel it has not."""
    for panel in (PANELS[only],) if only else PANELS.values():
        yield from panel(look)


def _main(look: EventLook) -> Iterator[Sheet]:
    told = [item.figure for item in shown_figures(look)] if look.known else []
    yield Sheet(_("Main numbers"), headings(), [figure_row(one, look.language) for one in told], look.n)


def _types(look: EventLook) -> Iterator[Sheet]:
    yield export.pareto_sheet(overview.pareto(look, "gb_type"))


def _grids(look: EventLook) -> Iterator[Sheet]:
    yield from map(export.grid_sheet, grids(look))


def _hours(look: EventLook) -> Iterator[Sheet]:
    if (grid := panels.hours(look)) is not None:
        yield export.grid_sheet(grid)


def _trend(look: EventLook) -> Iterator[Sheet]:
    yield export.trend_sheet(look, _("Events by month"))


def _by_place(look: EventLook) -> Iterator[Sheet]:
    if (table := by_place(look)) is not None:
        rows: list[list[Value]] = [
            [line.place.name, *(figure.value for _head, figure, _url in line.figures)] for line in table.lines
        ]
        rows.append([look.place.name, *(figure.value for _head, figure, _url in table.whole)])
        yield Sheet(_("By place"), [_("Place"), *table.heads], rows, look.n)


# what a panel's own export gives, by the name in its address; all of them in the page's order
PANELS: dict[str, Callable[[EventLook], Iterator[Sheet]]] = {
    "main": _main,
    "types": _types,
    "grids": _grids,
    "hours": _hours,
    "trend": _trend,
    "places": _by_place,
}
