"""The communities of a ground on a map: those somebody answers for, and the gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.governance.answering import queries
from safecommunity.governance.models import Answerable
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as boundaries

WIDTHS = (488, 328)
HIGHEST = 0.85


@dataclass(frozen=True)
class Area:
    """One community: its outline in drawing units, who answers, what is said of it."""

    path: str
    name: str
    says: str
    held: bool
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """The map, and communities without an outline."""

    layers: tuple[drawing.Layer[Area], ...]
    without: tuple[str, ...]


def drawn(ground: queries.Ground, rows: Sequence[Answerable], on: date) -> Drawn | None:
    """The map of the communities on a day; None where no outline is known."""
    there = queries.communities(ground, on)
    found = boundaries.map_of([place.pid for place in there], on)
    shown = [place for place in there if place.pid in found.outlines]
    if not shown:
        return None
    who: dict[int, list[str]] = {}
    for row in rows:
        if row.kind == Answerable.Kind.COMMUNITY:
            who.setdefault(row.place_id, []).append(row.who)
    shapes = {place.pid: found.outlines[place.pid].shape for place in shown}
    layers = []
    for width in WIDTHS:
        sheet = drawing.sheet_for(
            shapes, width=width, most_high=width * HIGHEST, in_plan=found.plan is not None
        )
        areas = []
        for place in shown:
            shape = sheet.shape(shapes[place.pid])
            names = who.get(place.pk, [])
            words = _(", ").join(names) if names else _("nobody")
            ring = shape[0][0]
            x, y = (float(part) for part in (ring.min(axis=0) + ring.max(axis=0)) / 2)
            areas.append(
                Area(
                    drawing.path(shape),
                    place.name,
                    f"{place.name}: {words}",
                    bool(names),
                    round(x, 1),
                    round(y, 1),
                )
            )
        layers.append(drawing.Layer(width, int(sheet.height), tuple(areas)))
    return Drawn(tuple(layers), tuple(place.name for place in there if place.pid not in found.outlines))
