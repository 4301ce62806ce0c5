"""Drills as a reader may see them; doubles; what is due; where the ledger and the returns differ."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from safecommunity.emergency.models import Drill, DrillDouble, DrillFinding
from safecommunity.emergency.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places.models import SocialUnit

State = Drill.State
COUNTS = (State.PLANNED, State.DONE, State.CANCELLED)
NEAR = 200


def drills(held: Rights) -> QuerySet[Drill]:
    """Those open to the reader."""
    return Drill.objects.filter(held.seen_or_own()).select_related("place", "unit", "plan")


def every() -> QuerySet[Drill]:
    """All of them with what lists print, for who may look at the whole of a place."""
    return Drill.objects.select_related("place", "unit", "plan")


def one(held: Rights, pid: str) -> Drill | None:
    """One drill, if it is open to the reader."""
    return drills(held).select_related("plan__place", "counted_with").filter(pid=pid[:16]).first()


def may_change(held: Rights, drill: Drill) -> bool:
    """The office of the place, or who entered it."""
    return held.keeps_of(drill.place) or (drill.by == held.reader.pid and held.works_at(drill.place))


def in_clock(found: QuerySet[Drill], clock: str, today: date) -> QuerySet[Drill]:
    """Planned ones past their day, or still to come."""
    planned = found.filter(state=State.PLANNED)
    return planned.filter(on__lt=today) if clock == "late" else planned.filter(on__gte=today)


def candidates(drill: Drill) -> list[Drill]:
    """Other drills held that day that may be the same: one place lies in the other, and danger, plan or unit agree."""
    if drill.done_on is None:
        return []
    found = Drill.objects.filter(done_on=drill.done_on, state=State.DONE).exclude(pk=drill.pk)
    same = Q(danger=drill.danger)
    if drill.plan_id is not None:
        same |= Q(plan_id=drill.plan_id)
    rows = list(found.filter(same).select_related("place")[:NEAR])
    paths = places.open_paths({drill.place.pid, *(one.place.pid for one in rows)})
    mine = paths.get(drill.place.pid, "")
    return [
        one for one in rows
        if mine and (paths.get(one.place.pid, "-").startswith(mine) or mine.startswith(paths.get(one.place.pid, "-")))
        and not (one.unit_id and drill.unit_id and one.unit_id != drill.unit_id)
    ]  # fmt: skip


def doubles(held: Rights, *, decided: bool = False) -> QuerySet[DrillDouble]:
    """Pairs both of whose drills are the office's."""
    found = DrillDouble.objects.filter(held.kept("first__place"), held.kept("second__place"))
    found = found.exclude(state="open") if decided else found.filter(state="open")
    if not decided:
        found = found.filter(first__state=State.DONE, second__state=State.DONE)
    return found.select_related("first__place", "second__place", "first__unit", "second__unit")


def double_of(held: Rights, pid: str) -> DrillDouble | None:
    """One pair, if it is the office's."""
    found = DrillDouble.objects.filter(held.kept("first__place"), held.kept("second__place"), pid=pid[:16])
    return found.select_related("first__place", "second__place").first()


def planned(held: Rights, today: date, most: int = 20) -> list[Drill]:
    """Drills to be held within a month, and those past their day, the oldest first."""
    found = Drill.objects.filter(held.kept(), state=State.PLANNED, on__lte=today + timedelta(days=30))
    return list(found.select_related("place").order_by("on", "pk")[:most])


def findings(held: Rights) -> QuerySet[DrillFinding]:
    """Findings of the office's drills."""
    found = DrillFinding.objects.filter(held.kept("drill__place")).exclude(drill__state=State.WITHDRAWN)
    return found.select_related("drill__place", "task", "improvement")


def finding_of(held: Rights, ref: str) -> DrillFinding | None:
    """One finding, if its drill is the office's."""
    return findings(held).filter(ref=ref[:32]).first()


def open_findings(held: Rights, most: int = 20) -> list[DrillFinding]:
    """Not closed yet: left to the office first, then by day."""
    found = findings(held).filter(closed_on__isnull=True)
    return list(found.order_by(F("due").asc(nulls_first=True), "pk")[:most])


def is_done(finding: DrillFinding) -> bool:
    """Whether what came of a finding is done, so that it may be closed."""
    if finding.task is not None:
        return finding.task.done_on is not None
    return finding.improvement is not None and bool(finding.improvement.effective)


def of_unit(unit: SocialUnit, most: int = 10) -> list[Drill]:
    """A unit's drills, the newest first."""
    return list(Drill.objects.filter(unit=unit, state__in=COUNTS).order_by("-on", "-pk")[:most])


def by_state(found: QuerySet[Drill]) -> dict[str, int]:
    """How many are planned, held and cancelled."""
    return dict(found.order_by().values_list("state").annotate(n=Count("pk")))


def may_open(reader: Any, ref: str) -> bool:
    """Photos and sheets are open to who may open the drill; a unit sees its own."""
    return one(Rights(reader), ref) is not None


def place_for(reader: Any, ref: str) -> str | None:
    """Where photos may be added."""
    held = Rights(reader)
    found = one(held, ref)
    return found.place.pid if found is not None and may_change(held, found) else None
