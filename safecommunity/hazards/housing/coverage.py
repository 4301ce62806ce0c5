"""Coverage by village: figures of each, and a map in four colours by the share of unsafe dwellings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.places import geometry
from safecommunity.places import queries as places
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as boundaries
from safecommunity.places.models import Place

CODES = (
    "housing.dwellings", "housing.screened", "housing.confirmed", "housing.unsafe", "housing.retrofitted",
)  # fmt: skip
SHARE = "housing.unsafe_share"
WIDTH, HIGHEST = 640, 520
STEPS = ((30.0, "red"), (10.0, "orange"), (0.0, "yellow"))  # per cent of the screened dwellings, above which


@dataclass(frozen=True)
class Village:
    """One place below with its figures, each with the address that opens its rows and its title."""

    place: Place
    cells: tuple[tuple[Figure, str, str], ...]
    share: Figure
    colour: str


@dataclass(frozen=True)
class Area:
    """The same place on the map."""

    village: Village
    path: str
    url: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """The map: its size, its areas, who has no outline."""

    width: int
    height: int
    areas: tuple[Area, ...]
    without: tuple[str, ...]


def colour(share: Figure) -> str:
    """Four colours by the share of unsafe dwellings among the screened; "" where nothing was screened."""
    if share.value is None or not share.denominator:
        return ""
    return next((name for above, name in STEPS if share.value > above), "blue")


def villages(chosen: choice.Choice, *, now: datetime, language: str) -> list[Village]:
    """The places right below the chosen one, each with its figures; constant queries."""
    kids = places.children(chosen.place.pid)
    pids = [one.pid for one in kids]
    told: list[Mapping[str, Figure]] = [
        figures.compute_places(catalogue.get(code), pids, chosen.period, now=now) for code in (*CODES, SHARE)
    ]
    return [
        Village(
            one,
            tuple((found, reverse("figure", args=[found.key]), found.title(language))
                  for found in (table[one.pid] for table in told[:-1])),
            told[-1][one.pid], colour(told[-1][one.pid]),
        )
        for one in kids
    ]  # fmt: skip


def drawn(lines: list[Village], on: date) -> Drawn | None:
    """The map of these places; None where none has an outline."""
    found = boundaries.map_of([line.place.pid for line in lines], on)
    shapes = {pid: outlined.shape for pid, outlined in found.outlines.items()}
    if not shapes:
        return None
    sheet = drawing.sheet_for(shapes, width=WIDTH, most_high=HIGHEST, in_plan=found.plan is not None)
    areas = tuple(
        _area(line, sheet.shape(shapes[line.place.pid])) for line in lines if line.place.pid in shapes
    )
    without = tuple(line.place.name for line in lines if line.place.pid not in shapes)
    return Drawn(int(sheet.width), int(sheet.height), areas, without)


def _area(line: Village, shape: geometry.Shape) -> Area:
    x, y = geometry.middle(shape)
    return Area(line, drawing.path(shape), f"{reverse('housing')}?place={line.place.pid}", float(x), float(y))
