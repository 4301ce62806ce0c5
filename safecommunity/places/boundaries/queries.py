"""Reading outlines and pins: the map of a day, what is missing on it, and where a file's outlines belong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from safecommunity.accounts.models import Role
from safecommunity.places import geometry
from safecommunity.places import queries as places
from safecommunity.places.geometry import Shape
from safecommunity.places.models import Boundary, BoundaryDraft, Pin, Place, PlaceCode, SocialUnit, StreetPlan

DRAWS = (Role.CLERK, Role.CHIEF)
LOOKS = (Role.CLERK, Role.CHIEF, Role.CDC, Role.AUDITOR, Role.ADMIN)
MOST_TARGETS = 80
MOST_UNITS = 200


@dataclass(frozen=True)
class Outlined:
    """The outline of one place on a day."""

    boundary: Boundary
    shape: Shape
    later: bool  # it holds only from a later day on; nothing earlier is known


@dataclass(frozen=True)
class MapOf:
    """Outlines that can stand on one sheet: all on the ground, or all in the same plan."""

    outlines: dict[str, Outlined]
    plan: StreetPlan | None = None
    others: dict[str, Outlined] = field(default_factory=dict)  # in other coordinates: they cannot stand here

    @property
    def elsewhere(self) -> int:
        """How many outlines cannot stand here."""
        return len(self.others)

    @property
    def later(self) -> bool:
        """Whether any of them is newer than the day asked for."""
        return any(one.later for one in self.outlines.values())


def may_draw(reader: places.ReadsPlaces, pid: str) -> bool:
    """Whether a reader enters outlines and pins of a place."""
    return places.within(reader, pid, "places", *DRAWS)


def may_look(reader: places.ReadsPlaces, pid: str) -> bool:
    """Whether the outlines of a place are open to a reader."""
    return places.within(reader, pid, "places", *LOOKS)


def map_of(pids: Iterable[str], on: date) -> MapOf:
    """The outlines of places on a day; two queries. The first known one stands in for days before it."""
    wanted = list(pids)
    found: dict[str, Outlined] = {}
    rows = Boundary.objects.filter(place__pid__in=wanted).exclude(ends=F("starts"))
    rows = rows.filter(Q(ends__isnull=True) | Q(ends__gt=on))
    for row in rows.select_related("place").order_by("starts", "id"):
        if row.place.pid not in found:
            shape = geometry.from_geojson(row.geometry)
            found[row.place.pid] = Outlined(row, shape, row.starts > on)
    plans = [one.boundary.plan_id for one in found.values()]
    chosen = None if None in plans or not plans else max(plans, key=lambda key: (plans.count(key), key or 0))
    kept = {pid: found[pid] for pid in wanted if pid in found and found[pid].boundary.plan_id == chosen}
    plan = StreetPlan.objects.defer("picture").get(pk=chosen) if chosen is not None else None
    return MapOf(kept, plan, {pid: one for pid, one in found.items() if pid not in kept})


def pins_within(pid: str, on: date, plan: StreetPlan | None = None) -> list[Pin]:
    """Pins of social units in a place on a day, on the ground or in a plan."""
    found = Pin.objects.filter(unit__place__pid__in=places.subtree(pid), plan=plan, starts__lte=on)
    found = found.filter(Q(ends__isnull=True) | Q(ends__gt=on))
    return list(found.select_related("unit").order_by("unit__order", "unit_id"))


def history(pid: str) -> list[Boundary]:
    """All outlines a place and those directly beneath it ever had, the newest first; without their points."""
    found = Boundary.objects.filter(Q(place__pid=pid) | Q(place__parent__pid=pid)).defer("geometry")
    return list(found.select_related("place").order_by("-id")[:60])


def targets(place: Place) -> list[Place]:
    """Places whose outlines may be entered from a place's page: itself, those beneath, and theirs if not too many."""
    below = places.children(place.pid)
    deeper = list(Place.objects.filter(parent__in=below).order_by("parent__order", "order", "id"))
    found = [place, *below]
    return found + deeper if len(found) + len(deeper) <= MOST_TARGETS else found


def codes_of(found: Iterable[Place]) -> dict[str, str]:
    """A code of each place that has one, by permanent id."""
    rows = PlaceCode.objects.filter(place__in=list(found), ends__isnull=True).order_by("-starts", "-id")
    return dict(rows.values_list("place__pid", "code"))


def words_of(found: Iterable[Place]) -> dict[str, set[str]]:
    """What each place is called in files: its codes and its name."""
    known = {one.pk: one for one in found}
    words = {one.pid: {one.name} for one in known.values()}
    for place, code in PlaceCode.objects.filter(place__in=known, ends__isnull=True).values_list(
        "place", "code"
    ):
        words[known[place].pid].add(code)
    return words


def draft(pid: str) -> BoundaryDraft | None:
    """A file that was read and not taken over yet."""
    return BoundaryDraft.objects.filter(pid=pid).select_related("place").first()


def plan(pid: str) -> StreetPlan | None:
    """A scanned plan with its picture."""
    return StreetPlan.objects.filter(pid=pid).select_related("place").first()


def plans(pid: str) -> list[StreetPlan]:
    """Scanned plans of a place, the newest first; without their pictures."""
    return list(StreetPlan.objects.filter(place__pid=pid).defer("picture"))


def units(pid: str) -> list[SocialUnit]:
    """Social units that a plan offers pins for: those pinned, then schools, clinics and the like, shops last.

    A form holds MOST_UNITS of them; `units_beside` says how many it leaves out.
    """
    pinned = Pin.objects.filter(unit=OuterRef("pk"), ends__isnull=True)
    rank = Case(When(Exists(pinned), then=0), When(kind=SocialUnit.Kind.SHOP, then=2), default=1)
    return list(_units(pid).order_by(rank, "order", "id")[:MOST_UNITS])


def units_beside(pid: str) -> int:
    """How many social units of a place a plan does not offer pins for."""
    return max(0, _units(pid).count() - MOST_UNITS)


def _units(pid: str) -> QuerySet[SocialUnit]:
    return SocialUnit.objects.filter(place__pid__in=places.subtree(pid), ends__isnull=True)
