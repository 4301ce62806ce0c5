"""The four-colour map: each community in the colour of its worst risk, with the character and how many of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.hazards import codes
from safecommunity.hazards.risks import tables
from safecommunity.hazards.risks.queries import Share
from safecommunity.places import geometry
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as boundaries

WIDTHS = (488, 328)
HIGHEST = 0.85


@dataclass(frozen=True)
class Area:
    """One community: its outline in drawing units, its worst colour, what stands in it and what is said of it."""

    pid: str
    path: str
    name: str
    color: str
    mark: str
    says: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """The map, and communities without an outline."""

    layers: tuple[drawing.Layer[Area], ...]
    without: tuple[str, ...]


def says(share: Share) -> str:
    """A community in words."""
    told = [
        f"{tables.rank_name(rank)} {n}" for rank, n in enumerate(share.ranks, 1) if n
    ]  # the words, never the colour alone
    return f"{share.place.name}: {_(', ').join(told) or _('no risk in the register')}"


def drawn(shares: Sequence[Share], on: date) -> Drawn | None:
    """The map of these communities on a day; None where no outline is known."""
    found = boundaries.map_of([one.place.pid for one in shares], on)
    shown = [one for one in shares if one.place.pid in found.outlines]
    if not shown:
        return None
    shapes = {one.place.pid: found.outlines[one.place.pid].shape for one in shown}
    layers = []
    for width in WIDTHS:
        sheet = drawing.sheet_for(
            shapes, width=width, most_high=width * HIGHEST, in_plan=found.plan is not None
        )
        areas = []
        for one in shown:
            shape = sheet.shape(shapes[one.place.pid])
            x, y = geometry.middle(shape)
            color = tables.color(one.worst)
            mark = f"{codes.colour_mark(color)} {one.ranks[one.worst - 1]}" if color else "—"
            areas.append(
                Area(one.place.pid, drawing.path(shape), one.place.name, color or "none", mark, says(one),
                     round(float(x), 1), round(float(y), 1))
            )  # fmt: skip
        layers.append(drawing.Layer(width, int(sheet.height), tuple(areas)))
    without = tuple(one.place.name for one in shares if one.place.pid not in found.outlines)
    return Drawn(tuple(layers), without)
