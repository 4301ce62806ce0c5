"""The map of the overview: one figure by subordinate place, coloured in classes, hatched where it says nothing.

The same figures stand in the table; nothing is computed here but the classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.indicators.figure import Figure
from safecommunity.places import geometry
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as boundaries
from safecommunity.places.boundaries.queries import MapOf, Outlined
from safecommunity.places.models import Place
from safecommunity.reports.look import Look
from safecommunity.reports.overview import Places
from safecommunity.shell import chart_maps, charts
from safecommunity.shell.chart_maps import Area, Grade
from safecommunity.shell.numbers import number

SMALL = 10  # a rate of fewer cases may be half or twice what it seems (Poisson, 95 %): it takes no colour
HIGHEST = 0.85  # of the width
HATCH = 7.0
LINE = 12  # name and value stand one above the other: both lines must lie inside


@dataclass(frozen=True)
class Spot:
    """One place of the map: its figure and where that leads."""

    place: Place
    figure: Figure
    grade: int | None
    value: str
    label: str  # what the area carries: of a few cases their number, not a rate
    says: str
    url: str


@dataclass(frozen=True)
class Linked:
    """The same place as an area to point at, in drawing units."""

    spot: Spot
    path: str


@dataclass(frozen=True)
class PlaceMap:
    """What the panel shows."""

    unit: str
    spots: tuple[Spot, ...]
    grades: tuple[Grade, ...]
    hatched: str
    without: tuple[str, ...]  # places without an outline
    drawn: MapOf
    on: date
    rated: bool

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.spots)


def place_map(look: Look, table: Places) -> PlaceMap:
    """The map of the places of the table: rates where there are any, else counts."""
    on = min(look.period.end, timezone.localdate(look.now))
    drawn = boundaries.map_of([line.place.pid for line in table.lines], on)
    rated = table.rated
    lines = [line for line in table.lines if line.place.pid in drawn.outlines]
    figures = [line.rate if rated else line.count for line in lines]
    says_something = [_speaks(figure, rated) for figure in figures]
    values = [f.value or 0.0 for f, speaks in zip(figures, says_something, strict=True) if speaks]
    grades = iter(chart_maps.quantiles(values))
    spots = []
    for line, figure, speaks in zip(lines, figures, says_something, strict=True):
        value = "—" if figure.value is None else number(figure.value, 0)
        label = value if speaks or figure.value is None else f"n = {number(figure.n)}"
        spots.append(
            Spot(
                line.place, figure, next(grades) if speaks else None, value, label,
                _said(figure, line.place, value, rated), f"?place={line.place.pid}&period={look.period}",
            )
        )  # fmt: skip
    hatched = ""
    if not all(says_something):
        hatched = _("fewer than %(k)s injuries, or no figure") % {"k": SMALL} if rated else _("no figure")
    classes = _grades(spots)
    unit = _("Per 100,000 person-years") if rated else _("Injuries")
    if len(classes) > 1:
        unit = _("%(unit)s, %(k)s classes") % {"unit": unit, "k": len(classes)}
    without = tuple(line.place.name for line in table.lines if line.place.pid not in drawn.outlines)
    return PlaceMap(unit, tuple(spots), classes, hatched, without, drawn, on, rated)


def _speaks(figure: Figure, rated: bool) -> bool:
    """A rate needs some cases; a count is whole, however small."""
    return figure.value is not None and (not rated or (figure.n or 0) >= SMALL)


def _said(figure: Figure, place: Place, value: str, rated: bool) -> str:
    """The words of an area for who points at it or hears it."""
    if not rated:
        return _("%(place)s: %(n)s injuries") % {"place": place.name, "n": value}
    if figure.value is None:
        return _("%(place)s: no rate") % {"place": place.name}
    between = "—" if figure.lower is None else f"{number(figure.lower, 0)}–{number(figure.upper, 0)}"
    return _("%(place)s: %(rate)s per 100,000 person-years, 95%% interval %(between)s, n = %(n)s") % {
        "place": place.name, "rate": value, "between": between, "n": number(figure.n),
    }  # fmt: skip


def _grades(spots: Sequence[Spot]) -> tuple[Grade, ...]:
    """The classes by what is really in them: their smallest and largest value and how many places."""
    found: dict[int, list[float]] = {}
    for spot in spots:
        if spot.grade is not None:
            found.setdefault(spot.grade, []).append(spot.figure.value or 0.0)
    grades = []
    for grade in sorted(found):
        low, high = number(min(found[grade]), 0), number(max(found[grade]), 0)
        span = low if low == high else f"{low}–{high}"
        words = _("%(span)s (%(k)s places)") % {"span": span, "k": len(found[grade])}
        grades.append(Grade(words, len(found[grade])))
    return tuple(grades)


def layers(found: PlaceMap) -> list[drawing.Layer[Linked]]:
    """The areas to point at, for each width of the picture."""
    answer = []
    for width in charts.WIDTHS:
        sheet = _sheet(found, width)
        areas = tuple(
            Linked(spot, drawing.path(sheet.shape(found.drawn.outlines[spot.place.pid].shape)))
            for spot in found.spots
        )
        answer.append(drawing.Layer(width, int(sheet.height), areas))
    return answer


def spec(found: PlaceMap, width: int) -> charts.Spec:
    """The picture: page, PDF and Word draw this one specification."""
    sheet = _sheet(found, width)
    areas = [_area(sheet, spot, found.drawn.outlines[spot.place.pid]) for spot in found.spots]
    words = {"unit": found.unit, "hatched": found.hatched}
    return chart_maps.choropleth(areas, found.grades, words, width, sheet.height)


def _sheet(found: PlaceMap, width: int) -> drawing.Sheet:
    shapes = {spot.place.pid: found.drawn.outlines[spot.place.pid].shape for spot in found.spots}
    return drawing.sheet_for(
        shapes, width=width, most_high=width * HIGHEST, in_plan=found.drawn.plan is not None
    )


def _area(sheet: drawing.Sheet, spot: Spot, outlined: Outlined) -> Area:
    shape = sheet.shape(outlined.shape)
    x, y = geometry.middle(shape)
    rows = [geometry.level(shape, y + shift) for shift in (-LINE, 0, LINE)]
    room = min(max((2 * min(x - a, b - x) for a, b in row if a <= x <= b), default=0.0) for row in rows)
    hatching = geometry.hatching(shape, HATCH) if spot.grade is None else ()
    polygons = [[ring.round(2).tolist() for ring in polygon] for polygon in shape]
    return Area(polygons, spot.grade, spot.place.name, spot.label, (x, y), room, hatching)
