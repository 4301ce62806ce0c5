"""Hazards as a reader may see them; what waits; the clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact, GreaterThan, In

from safecommunity.hazards import codes
from safecommunity.hazards.models import (
    ENDED,
    NOT_COUNTED,
    UPWARD,
    Hazard,
    InspectionLine,
    Notice,
    RiskHazard,
    State,
    Supervision,
)
from safecommunity.hazards.rights import CHIEF_RANK, DISTRICT, Rights
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, SocialUnit

MOST_UNITS = 1000
FEW = 3000  # keys up to which a scope is looked up, not walked
LOOKED_AT, PART = 2000, 200  # how many open hazards are asked whose turn it is, and how many at once
STEPS_WITH_A_DAY = (State.FOUND, State.ASSESSED, State.TRANSFERRED, State.SUBMITTED, State.ACCEPTED)
BEFORE, AFTER, PAPER = "hazard_before", "hazard_after", "hazard_paper"


@dataclass(frozen=True)
class Listed:
    """The hazards of a list; `keys`: where they are few, so that filters are tests and counting is cheap.

    `whole`: of many, all of the reader's places are open, not some hazards of them.
    """

    found: QuerySet[Hazard]
    keys: list[int] | None
    whole: bool = True


class Aside(Func):
    """A number that is tested, not searched for: no index by it is entered."""

    template = "+%(expressions)s"
    arity = 1
    output_field = BigIntegerField()


class AsideText(Aside):
    """The same for a text."""

    template = "(%(expressions)s || '')"
    output_field = CharField()  # type: ignore[assignment]


def tested(field: str, value: str) -> Exact:
    """A field's value as a test of rows that are found by something else."""
    return Exact(AsideText(F(field)), value)


def hazards(rights: Rights) -> QuerySet[Hazard]:
    """Those open to the reader."""
    return Hazard.objects.filter(rights.seen()).select_related("place", "unit")


def listed(rights: Rights, path: str = "") -> Listed:
    """Those open to the reader in a place (by its path; "" is everywhere), for lists of any length.

    Where they are few they are looked up by key; where they are many an index of the list is walked, and the place,
    which stands in each of these indexes, is tested. What a district sees has such indexes of its own.
    """
    paths = _within(rights.look_paths, path)
    some = [(one, inner) for one, of in rights.some() if (inner := _within(of, path))]
    branches = [Q(place_id__in=places.keys_under(paths))] if paths else []
    for (
        one,
        inner,
    ) in some:  # what a district sees is found by its own index; by place it would read every row there
        near = places.keys_under(inner)
        branches.append(one & (Q(In(Aside(F("place_id")), near)) if one == UPWARD else Q(place_id__in=near)))
    keys = _few(branches)
    if keys is not None:
        return Listed(Hazard.objects.filter(pk__in=keys), keys)
    if not paths and some and not rights.agency_paths:
        above = tuple(dict.fromkeys(path for _one, inner in some for path in inner))
        return Listed(Hazard.objects.filter(UPWARD, In(Aside(F("place_id")), places.keys_under(above))), None)
    found = Q(In(Aside(F("place_id")), places.keys_under(paths))) if paths else Q(pk__in=[])
    for inner in dict.fromkeys(inner for _one, inner in some):
        found |= Q(In(Aside(F("place_id")), places.keys_under(inner))) & _asked_for(rights)
    return Listed(Hazard.objects.filter(found), None, whole=bool(paths))


def _asked_for(rights: Rights) -> Q:
    """What an agency or the district sees of a place, tested row by row: no index leads to both at once."""
    found = Q(pk__in=[])
    for _path, sector in rights.agency_paths:
        found |= Q(tested("sector", sector)) if sector else Q(GreaterThan(AsideText(F("sector")), ""))
    if rights.above_paths:
        found |= Q(Exact(Aside(F("upward")), 1))
    return found


def _within(paths: tuple[str, ...], path: str) -> tuple[str, ...]:
    """These paths as far as they lie in a place."""
    if not path or any(one.startswith(path) for one in paths):
        return tuple(one for one in paths if one.startswith(path))
    return (path,) if any(path.startswith(above) for above in paths) else ()


def _few(branches: list[Q]) -> list[int] | None:
    """The keys of some branches, or None where there are too many to look up. One query."""
    asked = [Hazard.objects.filter(one).order_by().values_list("pk", flat=True) for one in branches]
    if not asked:
        return []
    entries = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    keys = list(entries[: FEW + 1])
    return None if len(keys) > FEW else sorted(set(keys))


def printed(keys: list[int]) -> QuerySet[Hazard]:
    """The hazards of these keys as lists print them; whoever asks has found them within his rights."""
    return Hazard.objects.filter(pk__in=keys).select_related("place", "unit")


def one(rights: Rights, pid: str) -> Hazard | None:
    """One, if it is open to the reader."""
    return hazards(rights).select_related("again", "same_as__place", "same_as__unit").filter(pid=pid).first()


def inside(found: QuerySet[Hazard], pid: str) -> QuerySet[Hazard]:
    """Those of a place and below it."""
    return found.filter(place_id__in=places.keys_under(places.open_paths([pid]).values()))


def overdue(found: QuerySet[Hazard], today: date) -> QuerySet[Hazard]:
    """Open and past their day; an extended one by its new day."""
    return found.filter(running=1, due__lt=today)


def going(found: QuerySet[Hazard]) -> QuerySet[Hazard]:
    """Neither closed nor judged to be none."""
    return found.filter(going=1)


def by_clock(found: QuerySet[Hazard], value: str, today: date) -> QuerySet[Hazard]:
    """Overdue or open ones among rows whose keys are known."""
    if value == "late":
        return found.filter(Exact(Aside(F("running")), 1), due__lt=today)
    return found.filter(Exact(Aside(F("going")), 1))


def by_climb(found: QuerySet[Hazard], level: int) -> QuerySet[Hazard]:
    """Those that climbed to a level, among rows whose keys are known."""
    return found.filter(Exact(Aside(F("climbed")), level), Exact(Aside(F("running")), 1))


def climbed(rights: Rights, most: int) -> list[Hazard]:
    """What has climbed to the reader, the oldest first."""
    if not rights.climbs_to:
        return []
    found = hazards(rights).filter(running=1, climbed__gte=rights.climbs_to)
    return list(found.order_by("due", "pk")[:most])


def stuck(rights: Rights, today: date, most: int) -> list[Hazard]:
    """A step is past its own day, whatever the day of the whole: not assessed or assigned in time, no receipt of the
    agency, put right but not accepted or closed. Of the reader's office, the longest first."""
    found = hazards(rights).filter(state__in=STEPS_WITH_A_DAY, turn_due__lt=today)
    return list(found.order_by("turn_due", "pk")[:most]) if rights.keeps else []


def of_unit(rights: Rights, unit: SocialUnit, most: int = 10) -> list[Hazard]:
    """A unit's hazards: open ones first by day, then the newest."""
    found = hazards(rights).filter(unit=unit)
    waiting = list(going(found).order_by("due", "pk")[:most])
    return waiting + list(found.filter(state__in=ENDED).order_by("-pk")[: max(0, most - len(waiting))])


def waiting(rights: Rights, wanted: Callable[[Hazard], bool], most: int) -> list[Hazard]:
    """The first open hazards by day that are `wanted`; for a unit its own that it has to put right.

    Whose turn it is follows from the loop, so rows are asked one by one, in parts and up to LOOKED_AT of them.
    """
    found = going(hazards(rights))
    if rights.above and not rights.looks:
        late = Q(running=1, climbed__gte=DISTRICT)
        found = found.filter(Q(asked_rank=CHIEF_RANK) | Q(supervised="district") | late)
    elif not rights.looks:
        found = found.filter(state__in=(State.ASSIGNED, State.RECTIFYING, State.RETURNED, State.TRANSFERRED))
    found, kept = found.order_by("due", "pk"), []
    for start in range(0, LOOKED_AT, PART):
        part = list(found[start : start + PART])
        kept += [one for one in part if wanted(one)]
        if len(part) < PART or len(kept) >= most:
            break
    return kept[:most]


def earlier(new: Hazard) -> Hazard | None:
    """The last one of the same kind at the same unit or spot that was put right before: the new one is its recurrence.

    Half a year counts from the day it was closed; where it waits to be accepted or closed, from being put right.
    """
    since = new.found_on - timedelta(days=codes.again_within())
    lately = Q(closed_on__gte=since) | Q(closed_on__isnull=True, fixed_on__gte=since)
    found = Hazard.objects.filter(
        lately, place_id=new.place_id, kind=new.kind, fixed_on__lte=new.found_on
    )  # fmt: skip
    if new.unit_id is not None:
        found = found.filter(unit_id=new.unit_id)
    elif new.spot:
        found = found.filter(unit__isnull=True, spot=new.spot)
    else:
        return None
    return found.order_by("-fixed_on", "-pk").first()


def firsts(double: Hazard) -> QuerySet[Hazard]:
    """What it may be a second entry of: of the same kind, unit or spot in its community, found no later, open then."""
    near = Q(kind=double.kind)
    if double.unit_id is not None:
        near |= Q(unit_id=double.unit_id)
    if double.spot:
        near |= Q(spot=double.spot, place_id=double.place_id)
    older = Q(found_on__lt=double.found_on) | Q(found_on=double.found_on, pk__lt=double.pk)
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gte=double.found_on)
    small = (Level.COMMUNITY, Level.GRID)
    home = next((place.pid for place in places.ancestors(double.place.pid) if place.level in small), "")
    around = places.keys_under(places.open_paths([home or double.place.pid]).values())
    found = Hazard.objects.filter(near, older, open_then, place_id__in=around).exclude(state__in=NOT_COUNTED)
    return found.order_by("-found_on", "-pk")


def first_of(one: Hazard) -> Hazard:
    """Itself, or the first entry where it was entered twice."""
    while one.same_as is not None:
        one = one.same_as
    return one


@dataclass(frozen=True)
class Risen:
    """What is open of one street and came up to the district: how much of which sort, and where it was found."""

    place: Place
    all: int
    major: int
    late: int
    asked: int
    listed: int
    inspected: int
    at_risks: int


def risen(rights: Rights, streets: Sequence[Place]) -> list[Risen]:
    """By street what the district may see of its open hazards. Two queries, whatever their number."""
    below = places.subtrees([one.pid for one in streets])
    of = {pid: street.pid for street in streets for pid in below[street.pid]}
    counted: dict[str, list[int]] = {one.pid: [0] * 7 for one in streets}
    found = Hazard.objects.filter(UPWARD, going=1, place_id__in=places.keys_under(rights.above_paths))
    told: dict[str, Any] = {
        "n_all": Count("pk"), "n_major": Count("pk", filter=Q(level=Hazard.Level.MAJOR)),
        "n_late": Count("pk", filter=Q(running=1, climbed__gte=DISTRICT)),
        "n_asked": Count("pk", filter=Q(asked_rank=CHIEF_RANK)),
        "n_listed": Count("pk", filter=Q(supervised="district")),
        "n_inspected": Count("pk", filter=Exists(InspectionLine.objects.filter(hazard=OuterRef("pk")))),
        "n_risky": Count("pk", filter=Exists(RiskHazard.objects.filter(hazard=OuterRef("pk")))),
    }  # fmt: skip
    for pid, *many in found.order_by().values("place__pid").annotate(**told).values_list("place__pid", *told):
        if pid in of:
            counted[of[pid]] = [have + n for have, n in zip(counted[of[pid]], many, strict=True)]
    return [Risen(one, *counted[one.pid]) for one in streets]


def supervisions(rights: Rights) -> QuerySet[Supervision]:
    """Listings of major hazards in places the reader looks at or supervises."""
    paths = (*rights.look_paths, *rights.above_paths)
    found = Supervision.objects.select_related("hazard__place", "hazard__unit", "place")
    return found.filter(place_id__in=places.keys_under(paths)) if paths else found.none()


def to_notify(rights: Rights, today: date, most: int) -> list[Hazard]:
    """Assigned hazards of the office whose day is to come and that nobody has had a notice for, by day."""
    without = ~Exists(Notice.objects.filter(hazard=OuterRef("pk")))
    found = going(hazards(rights)).filter(
        without, state__in=(State.ASSIGNED, State.RECTIFYING, State.RETURNED), who__gt="", due__gte=today
    )
    return list(found.order_by("due", "pk")[:most])


def notices(rights: Rights) -> QuerySet[Notice]:
    """Notices of hazards open to the reader, the newest first."""
    return Notice.objects.filter(hazard__in=Hazard.objects.filter(rights.seen())).select_related(
        "office", "hazard__place", "hazard__unit"
    )


def may_open(reader: Any, ref: str) -> bool:
    """Photos are open to who may open the hazard."""
    return hazards(Rights(reader)).filter(pid=ref).exists()


def place_for(reader: Any, ref: str) -> str | None:
    """Where a photo of how it was found may still be added: by who judges or mends it, until the loop is closed."""
    rights = Rights(reader)
    found = hazards(rights).filter(pid=ref).first()
    if found is None or found.state in ENDED or not (rights.judges(found) or rights.mends(found)):
        return None
    return found.place.pid


def units_near(rights: Rights) -> list[SocialUnit]:
    """Units of the reader's places a hazard may be at."""
    found = SocialUnit.objects.filter(place__pid__in=rights.finds_in, ends__isnull=True).select_related(
        "place"
    )
    return list(found.order_by("place__order", "order", "pk")[:MOST_UNITS])


def recent(rights: Rights, most: int = 5) -> list[Hazard]:
    """The reader's own last ones."""
    return list(Hazard.objects.filter(by=rights.reader.pid).select_related("place").order_by("-pk")[:most])
