"""Risks as a reader may see them; what is due; how they stand by community."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from safecommunity.hazards.models import UNASSESSED, Hazard, Risk
from safecommunity.hazards.risks.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, SocialUnit
from safecommunity.places.narrowing import Narrowed, narrowed

MOST_UNITS = 1000


def risks(rights: Rights, *, gone: bool = False) -> QuerySet[Risk]:
    """Those open to the reader that stand in the register, or those taken out of it."""
    return _every(gone).filter(rights.seen_risks())


def _every(gone: bool) -> QuerySet[Risk]:
    return Risk.objects.filter(ends__isnull=not gone).select_related("place", "unit")


def listed(rights: Rights, pid: str, *, gone: bool = False) -> Narrowed:
    """Those of a place, for lists of any length."""
    found = narrowed(_every(gone), rights.look_paths, pid)
    return found or Narrowed(inside(risks(rights, gone=gone), pid))


def one(rights: Rights, pid: str) -> Risk | None:
    """One, standing or gone, if it is open to the reader."""
    return (
        Risk.objects.filter(rights.seen_risks()).select_related("place", "unit").filter(pid=pid[:16]).first()
    )


def inside(found: QuerySet[Risk], pid: str) -> QuerySet[Risk]:
    """Those of a place and below it."""
    return found.filter(place_id__in=places.keys_under(places.open_paths([pid]).values()))


def overdue(found: QuerySet[Risk], today: date) -> QuerySet[Risk]:
    """Whose first or next assessment is past its day."""
    return found.filter(due__lt=today)


def waiting(rights: Rights, until: date, most: int) -> list[Risk]:
    """What the reader's office has to assess by a day, the oldest first."""
    paths = rights.office_paths
    if not paths:
        return []
    found = Risk.objects.filter(ends__isnull=True, due__lte=until, place_id__in=places.keys_under(paths))
    return list(found.select_related("place", "unit").order_by("due", "pk")[:most])


def of_unit(rights: Rights, unit: SocialUnit, most: int = 10) -> list[Risk]:
    """A unit's risks, the worst first."""
    return list(risks(rights).filter(unit=unit).order_by("rank", "pk")[:most])


def of_hazard(rights: Rights, hazard: Hazard) -> list[Risk]:
    """The risk a hazard was found at, also one that is gone, if it is open to the reader."""
    return list(Risk.objects.filter(rights.seen_risks(), hazards__hazard=hazard)[:1])


def units_near(rights: Rights) -> list[SocialUnit]:
    """Units of the reader's places a risk may be at."""
    found = SocialUnit.objects.filter(place__pid__in=rights.finds_in, ends__isnull=True).select_related(
        "place"
    )
    return list(found.order_by("place__order", "order", "pk")[:MOST_UNITS])


def recent(rights: Rights, most: int = 5) -> list[Risk]:
    """The reader's own last ones."""
    return list(Risk.objects.filter(by=rights.reader.pid).select_related("place").order_by("-pk")[:most])


@dataclass(frozen=True)
class Share:
    """How the register of one community stands: entries by rank 1 to 5, overdue ones, people exposed to red ones."""

    place: Place
    ranks: tuple[int, ...]
    late: int

    @property
    def worst(self) -> int:
        """The rank of its worst entry; 0 where it has none that is assessed."""
        return next((rank for rank, n in enumerate(self.ranks[:-1], 1) if n), 0)

    @property
    def all(self) -> int:
        """All entries."""
        return sum(self.ranks)


def by_community(rights: Rights, top: str, today: date) -> list[Share]:
    """The register by community of a place, in code order. Four queries, whatever its length."""
    here = places.subtrees([top])[top]
    there = list(
        Place.objects.filter(pid__in=here, level=Level.COMMUNITY, ends__isnull=True).order_by("order", "pk")
    )
    below = places.subtrees([place.pid for place in there])
    of = {pid: place.pid for place in there for pid in below[place.pid]}
    counted: dict[str, list[int]] = {place.pid: [0] * (UNASSESSED + 1) for place in there}
    rows = (
        inside(risks(rights), top).order_by().values_list("place__pid", "rank")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    )  # fmt: skip
    for pid, rank, n, late in rows:
        if pid in of:
            counted[of[pid]][rank - 1] += n
            counted[of[pid]][UNASSESSED] += late
    return [
        Share(place, tuple(counted[place.pid][:UNASSESSED]), counted[place.pid][UNASSESSED])
        for place in there
    ]
