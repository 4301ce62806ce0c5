"""Inspections as a reader may see them; what is planned, what was missed; units by when they were last inspected."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max, OuterRef, Q, QuerySet

from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.models import Hazard, Inspection, InspectionLine, InspectionRound
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, SocialUnit
from safecommunity.places.narrowing import Narrowed, narrowed

MOST, MOST_UNITS = 30, 200
Rank = Inspection.Rank


def inspections(rights: Rights) -> QuerySet[Inspection]:
    """Those open to the reader."""
    found = Inspection.objects.filter(rights.seen_inspections()).select_related("place", "unit", "round")
    return found.prefetch_related("came")


def listed(rights: Rights, pid: str) -> Narrowed:
    """Those of a place, for lists of any length."""
    every = Inspection.objects.select_related("place", "unit", "round").prefetch_related("came")
    return narrowed(every, rights.look_paths, pid) or Narrowed(inside(inspections(rights), pid))


def one(rights: Rights, pid: str) -> Inspection | None:
    """One, if it is open to the reader."""
    return inspections(rights).select_related("again").filter(pid=pid[:16]).first()


def inside(found: QuerySet[Inspection], pid: str) -> QuerySet[Inspection]:
    """Those of a place and below it."""
    return found.filter(place_id__in=places.keys_under(places.open_paths([pid]).values()))


def waiting(rights: Rights, most: int = MOST) -> list[Inspection]:
    """What the reader may carry out, by its last day. An auditor sees and carries out none."""
    if not (rights.finds or rights.goes_along):
        return []
    found = inspections(rights).filter(rank=Rank.PLANNED).prefetch_related("round__teams")
    rows = found.order_by("until", "pk")[:most]
    return [each for each in rows if rights.inspects(each)]


def rounds(rights: Rights, most: int = 20) -> list[InspectionRound]:
    """Rounds of the reader's places, the last ones first."""
    if not rights.look_paths:
        return []
    found = InspectionRound.objects.filter(place_id__in=places.keys_under(rights.look_paths))
    return list(found.select_related("place").prefetch_related("teams")[:most])


def round_of(rights: Rights, pid: str) -> InspectionRound | None:
    """A round one may see: of the places looked at, or one with an inspection that is open."""
    found = (
        InspectionRound.objects.filter(pid=pid[:16]).select_related("place").prefetch_related("teams").first()
    )
    if found is None:
        return None
    if found.place.pid in rights.looks_in or inspections(rights).filter(round=found).exists():
        return found
    return None


def of_round(rights: Rights, found: InspectionRound) -> list[Inspection]:
    """The inspections of a round, planned ones first."""
    return list(inspections(rights).filter(round=found).order_by("-rank", "until", "pk")[:600])


def of_unit(rights: Rights, unit: SocialUnit, most: int = 6) -> list[Inspection]:
    """A unit's inspections, the last ones first."""
    return list(inspections(rights).filter(unit=unit).order_by("-day", "-pk")[:most])


def that_found(rights: Rights, hazard: Hazard) -> list[Inspection]:
    """Inspections whose items became a hazard, as far as they are open to the reader; the first one found it."""
    keys = InspectionLine.objects.filter(hazard=hazard).values("inspection")
    return list(inspections(rights).filter(pk__in=keys).order_by("day", "pk")[:5])


def communities(rights: Rights) -> list[Place]:
    """Communities of the reader's offices."""
    found = Place.objects.filter(pid__in=rights.office, level=Level.COMMUNITY, ends__isnull=True)
    return list(found.order_by("order", "pk"))


def units_to_inspect(rights: Rights, within: str, kind: str, most: int = MOST_UNITS) -> list[SocialUnit]:
    """Units of a community, those never inspected first, then those inspected longest ago; `last` is that day."""
    pids = rights.office & places.subtrees([within])[within] if within else frozenset()
    found = SocialUnit.objects.filter(place__pid__in=pids, ends__isnull=True)
    if kind:
        found = found.filter(kind=kind)
    last = Inspection.objects.filter(unit__in=found, rank=Rank.DONE).values("unit").annotate(last=Max("day"))
    days = {row["unit"]: row["last"] for row in last}
    rows = sorted(
        found.select_related("place"), key=lambda unit: (days.get(unit.pk, date.min), unit.order, unit.pk)
    )
    for unit in rows[:most]:
        unit.last = days.get(unit.pk)  # type: ignore[attr-defined]
    return rows[:most]


def units_of(rights: Rights, pids: Sequence[str]) -> list[SocialUnit]:
    """Units of the reader's offices by their permanent ids, in that order."""
    found = SocialUnit.objects.filter(pid__in=list(pids)[:600], place__pid__in=rights.office).select_related(
        "place"
    )
    known = {unit.pid: unit for unit in found}
    return [known[pid] for pid in dict.fromkeys(pids) if pid in known]


def missed(found: QuerySet[Inspection], today: date) -> QuerySet[Inspection]:
    """Planned, and their last day has passed."""
    return found.filter(rank=Rank.PLANNED, until__lt=today)


def firsts() -> Q:
    """Condition that another inspection of the same unit and year goes before (outer row): done ones before planned."""
    rank, day, pk = OuterRef("rank"), OuterRef("day"), OuterRef("pk")
    same = Q(unit=OuterRef("unit"), year=OuterRef("year"), rank__lt=Rank.CANCELLED)
    return same & (Q(rank__lt=rank) | Q(rank=rank, day__lt=day) | Q(rank=rank, day=day, pk__lt=pk))
