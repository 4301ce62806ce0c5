"""Plans as a reader may see them; what waits for whom."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.emergency import codes
from safecommunity.emergency.common import agency_name
from safecommunity.emergency.models import Drill, EmergencyPlan, PlanVersion
from safecommunity.emergency.rights import Rights
from safecommunity.places.models import Place, SocialUnit

State = PlanVersion.State


def plans(held: Rights) -> QuerySet[EmergencyPlan]:
    """Those open to the reader, with whose they are."""
    found = EmergencyPlan.objects.filter(held.seen_or_own()).select_related("place", "unit", "agency")
    return found.prefetch_related("agency__names")


def every() -> QuerySet[EmergencyPlan]:
    """All of them with what lists print, for who may look at the whole of a place."""
    return EmergencyPlan.objects.select_related("place", "unit", "agency").prefetch_related("agency__names")


def one(held: Rights, pid: str) -> EmergencyPlan | None:
    """One plan, if it is open to the reader."""
    return plans(held).filter(pid=pid[:16]).first()


def version_of(held: Rights, pid: str) -> PlanVersion | None:
    """One version, if its plan is open to the reader."""
    found = PlanVersion.objects.filter(pid=pid[:16]).select_related("plan__place", "plan__unit").first()
    return found if found is not None and one(held, found.plan.pid) is not None else None


def owner(plan: EmergencyPlan, today: date) -> str:
    """Whose plan it is: a social unit's, an agency's, else the place's."""
    if plan.unit is not None:
        return plan.unit.name
    return agency_name(plan.agency, today) or plan.place.name


def in_state(found: QuerySet[EmergencyPlan], state: str, today: date) -> QuerySet[EmergencyPlan]:
    """Plans that stand somewhere."""
    return found.filter(
        {
            "force": Q(starts__isnull=False, ends__isnull=True), "draft": Q(starts__isnull=True),
            "late": Q(starts__isnull=False, ends__isnull=True, review_due__lt=today), "ended": Q(ends__isnull=False),
            "open": Q(versions__state__in=PlanVersion.OPEN, ends__isnull=True),
        }[state]
    )  # fmt: skip


def offered(held: Rights, today: date, place: Place | None = None) -> list[EmergencyPlan]:
    """Plans in force a drill may test, by title."""
    found = plans(held).filter(starts__isnull=False).exclude(ends__lte=today)
    if place is not None:
        found = found.filter(place=place)
    return list(found.order_by("title", "pk")[:500])


def due(held: Rights, today: date, most: int = 20) -> list[EmergencyPlan]:
    """Plans in force of the office whose review is due soon or overdue, the oldest first."""
    soon = today + timedelta(days=codes.clock("review_soon_days"))
    found = EmergencyPlan.objects.filter(
        held.kept(), starts__isnull=False, ends__isnull=True, review_due__lte=soon
    )
    return list(found.select_related("place").order_by("review_due", "pk")[:most])


def waiting(held: Rights, most: int = 20) -> list[PlanVersion]:
    """Versions of the office's plans whose next step may be this reader's: not to check or approve own drafts."""
    mine = Q(drafted_by=held.reader.pid)
    turn = Q(state=State.APPROVED) | (Q(state__in=(State.DRAFT, State.CHECKED)) & ~mine)
    turn |= Q(state=State.DRAFT, reason__gt="") & mine
    found = PlanVersion.objects.filter(turn, held.kept("plan__place"), plan__ends__isnull=True)
    return list(found.select_related("plan__place").order_by("drafted_on", "pk")[:most])


def of_unit(unit: SocialUnit, most: int = 10) -> list[EmergencyPlan]:
    """A unit's plans that hold."""
    return list(EmergencyPlan.objects.filter(unit=unit, ends__isnull=True).order_by("-pk")[:most])


def drills_of(held: Rights, plan: EmergencyPlan, most: int = 20) -> list[Drill]:
    """Drills of a plan, the newest first; withdrawn ones and doubles left out."""
    kept = (Drill.State.PLANNED, Drill.State.DONE)
    return list(
        Drill.objects.filter(held.seen_or_own(), plan=plan, state__in=kept).select_related("place")[:most]
    )


def may_open(reader: Any, ref: str) -> bool:
    """The text of a version is open to who may open the plan."""
    return version_of(Rights(reader), ref) is not None


def place_for(reader: Any, ref: str) -> str | None:
    """Where a file may be added: by the office, while the version is being drafted."""
    held = Rights(reader)
    found = version_of(held, ref)
    if found is None or found.state != State.DRAFT or not held.keeps_of(found.plan.place):
        return None
    return found.plan.place.pid
