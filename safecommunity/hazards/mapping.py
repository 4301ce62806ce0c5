"""The hazards not put right on a map: each place in the colour of its worst one, with the numbers beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from safecommunity.hazards import codes
from safecommunity.hazards.models import Hazard
from safecommunity.hazards.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as boundaries
from safecommunity.places.models import Place

WIDTHS = (488, 328)
HIGHEST = 0.85


@dataclass(frozen=True)
class Spot:
    """One place: how many of each colour are not put right, and how many of them are overdue."""

    place: Place
    counts: tuple[int, ...]
    late: int

    @property
    def total(self) -> int:
        """All colours together."""
        return sum(self.counts)

    @property
    def worst(self) -> str:
        """The worst colour there; empty where nothing is open."""
        return next((color for color, n in zip(codes.COLORS, self.counts, strict=True) if n), "")

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Colour and number."""
        return list(zip(codes.COLORS, self.counts, strict=True))

    @property
    def says(self) -> str:
        """For who points at it or hears it."""
        if not self.total:
            return _("%(place)s: nothing open") % {"place": self.place.name}
        told = "、".join(f"{codes.colour_name(color)} {n}" for color, n in self.cells if n)
        says = _("%(place)s: %(told)s; overdue %(late)s")
        return says % {"place": self.place.name, "told": told, "late": self.late}


@dataclass(frozen=True)
class Area:
    """One place in drawing units."""

    spot: Spot
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """The table, and the map where outlines are known."""

    spots: tuple[Spot, ...]
    layers: tuple[drawing.Layer[Area], ...]
    without: tuple[str, ...]
    late: int
    total: int


def drawn(rights: Rights, top: Place, today: date) -> Drawn | None:
    """The places directly beneath one; None where there are none. Four queries, whatever their number."""
    there = places.children(top.pid)
    if not there:
        return None
    trees = places.subtrees([place.pid for place in there])
    counts, late = _counted(rights, top, today)
    spots = tuple(
        Spot(
            place, tuple(sum(counts[pid, color] for pid in trees[place.pid]) for color in codes.COLORS),
            sum(late[pid] for pid in trees[place.pid]),
        )
        for place in there
    )  # fmt: skip
    found = boundaries.map_of([place.pid for place in there], today)
    shown = [spot for spot in spots if spot.place.pid in found.outlines]
    layers = tuple(_layer(shown, found, width) for width in WIDTHS) if shown else ()
    without = tuple(spot.place.name for spot in spots if spot.place.pid not in found.outlines)
    return Drawn(spots, layers, without if shown else (), sum(late.values()), sum(counts.values()))


def _counted(rights: Rights, top: Place, today: date) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """How many by place and colour, and how many overdue by place, read from one index."""
    paths = [
        path for path in places.open_paths([top.pid]).values() if any(map(path.startswith, rights.look_paths))
    ]
    counts: Counter[tuple[str, str]] = Counter()
    late: Counter[str] = Counter()
    if paths:
        rows = Hazard.objects.filter(running=1, place_id__in=places.keys_under(paths)).order_by()
        told = rows.values_list("place", "color").annotate(
            n=Count("pk"), late=Count("pk", filter=Q(due__lt=today))
        )
        found = list(told)
        pids = dict(Place.objects.filter(pk__in={key for key, *_rest in found}).values_list("pk", "pid"))
        for key, color, n, past in found:
            counts[pids[key], color] += n
            late[pids[key]] += past
    return counts, late


def _layer(shown: Sequence[Spot], found: boundaries.MapOf, width: int) -> drawing.Layer[Area]:
    shapes = {spot.place.pid: found.outlines[spot.place.pid].shape for spot in shown}
    sheet = drawing.sheet_for(shapes, width=width, most_high=width * HIGHEST, in_plan=found.plan is not None)
    areas = []
    for spot in shown:
        shape = sheet.shape(shapes[spot.place.pid])
        ring = shape[0][0]
        x, y = (float(part) for part in (ring.min(axis=0) + ring.max(axis=0)) / 2)
        areas.append(Area(spot, drawing.path(shape), round(x, 1), round(y, 1)))
    return drawing.Layer(width, int(sheet.height), tuple(areas))
