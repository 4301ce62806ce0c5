"""Hazards as a reader may see them; what waits; the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes
from safecommunity.hazards.models import ENDED, Hazard, State
from safecommunity.hazards.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places.models import SocialUnit

MOST_UNITS = 1000
BEFORE, AFTER = "hazard_before", "hazard_after"


def hazards(rights: Rights) -> QuerySet[Hazard]:
    """Those open to the reader."""
    return Hazard.objects.filter(rights.seen()).select_related("place", "unit")


def one(rights: Rights, pid: str) -> Hazard | None:
    """One, if it is open to the reader."""
    return hazards(rights).select_related("again").filter(pid=pid).first()


def inside(found: QuerySet[Hazard], pid: str) -> QuerySet[Hazard]:
    """Those of a place and below it."""
    return found.filter(place_id__in=places.keys_under(places.open_paths([pid]).values()))


def overdue(found: QuerySet[Hazard], today: date) -> QuerySet[Hazard]:
    """Open and past their day; an extended one by its new day."""
    return found.exclude(state__in=ENDED).filter(fixed_on__isnull=True, due__lt=today)


def going(found: QuerySet[Hazard]) -> QuerySet[Hazard]:
    """Neither closed nor judged to be none."""
    return found.exclude(state__in=ENDED)


def of_unit(rights: Rights, unit: SocialUnit, most: int = 10) -> list[Hazard]:
    """A unit's hazards: open ones first by day, then the newest."""
    found = hazards(rights).filter(unit=unit)
    waiting = list(going(found).order_by("due", "pk")[:most])
    return waiting + list(found.filter(state__in=ENDED).order_by("-pk")[: max(0, most - len(waiting))])


def waiting(rights: Rights, most: int) -> list[Hazard]:
    """Open hazards by day; for a unit its own that it has to put right."""
    found = going(hazards(rights))
    if not rights.looks:
        found = found.filter(state__in=(State.ASSIGNED, State.RECTIFYING, State.RETURNED))
    return list(found.order_by("due", "pk")[:most])


def earlier(new: Hazard) -> Hazard | None:
    """The last hazard of the same kind at the same unit or spot within half a year: the new one is its recurrence."""
    since = new.found_on - timedelta(days=codes.again_within())
    found = Hazard.objects.filter(
        place_id=new.place_id,
        kind=new.kind,
        found_on__gte=since,
        found_on__lte=new.found_on,
        state=State.CLOSED,
    )
    if new.unit_id is not None:
        found = found.filter(unit_id=new.unit_id)
    elif new.spot:
        found = found.filter(unit__isnull=True, spot=new.spot)
    else:
        return None
    return found.order_by("-found_on", "-pk").first()


@dataclass(frozen=True)
class Pace:
    """Working days by which half of the hazards were closed, open ones counted as open so far."""

    median: float | None
    closed: int
    open: int


def pace(found: QuerySet[Hazard], today: date) -> Pace:
    """The median from found to closed by Kaplan and Meier, so that leaving hazards open makes nobody faster."""
    from safecommunity.epi.burden import median_delay

    rows: Iterable[tuple[date, date | None]] = list(
        found.exclude(state=State.NO_HAZARD).values_list("found_on", "closed_on")
    )
    if not rows:
        return Pace(None, 0, 0)
    spans = {pair: workdays.between(pair[0], pair[1] or today) for pair in set(rows)}
    told = median_delay(
        days=[spans[pair] for pair in rows], finished=[last is not None for _first, last in rows],
        method="brookmeyer_crowley",
    )  # fmt: skip
    closed = sum(1 for _first, last in rows if last is not None)
    return Pace(told.median, closed, len(list(rows)) - closed)


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
