"""What the clock does by itself: it reminds on set days, and what is past its day climbs, level by level."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes, loop
from safecommunity.hazards.actions.clock import tell_overdue
from safecommunity.hazards.models import Hazard, HazardStep
from safecommunity.journal import actions as journal
from safecommunity.journal.models import AuditEvent

BATCH = 500
REMINDED = "hazard_reminders"


def run_clock(*, by: str, at: datetime) -> dict[str, int]:
    """All of it; as often as one likes, it does each thing once."""
    told = tell_overdue(by=by, at=at)
    return {"told": told, "reminded": remind_due(by=by, at=at), "climbed": climb_overdue(by=by, at=at)}


def climb_overdue(*, by: str, at: datetime) -> int:
    """Open hazards that have been overdue long enough stand one level higher, and say so; each level once."""
    today = timezone.localdate(at)
    done = 0
    for level, _to, after in codes.climbs():
        late = Hazard.objects.filter(running=1, due__lte=_day_before(today, after), climbed__lt=level)
        while some := list(late.order_by("due", "pk")[:BATCH]):
            _climb(some, level, today, by=by, at=at)
            done += len(some)
    return done


def _day_before(today: date, working_days: int) -> date:
    """The last day that is so many working days overdue today."""
    day = today - timedelta(days=1)
    while workdays.between(day, today) < working_days:
        day -= timedelta(days=1)
    return day


@transaction.atomic
def _climb(some: Iterable[Hazard], level: int, today: date, *, by: str, at: datetime) -> None:
    """One batch to one level: a step each, one event."""
    rows = list(Hazard.objects.select_for_update().filter(pk__in=[one.pk for one in some], climbed__lt=level))
    for one in rows:
        one.climbed = level
    Hazard.objects.bulk_update(rows, ["climbed"])
    _steps(rows, f"climb_{level}", today, by, at, lambda one: str(workdays.between(one.due, today)))
    refs = [one.pid for one in rows]
    journal.record(
        by=by, action="hazard_climb", kind="hazard_climb", ref=f"climb-{today.isoformat()}-{level}", at=at,
        detail={"level": level, "hazards": refs},
    )  # fmt: skip


def remind_due(*, by: str, at: datetime) -> int:
    """On the set working days before its day whoever puts a hazard right is reminded; once. How many there are."""
    today = timezone.localdate(at)
    if (
        not workdays.is_working(today)
        or AuditEvent.objects.filter(kind=REMINDED, ref=today.isoformat()).exists()
    ):
        return 0
    days, day = {}, today
    while (left := workdays.between(today, day)) <= max(codes.remind_before()):
        if left in codes.remind_before():
            days[day] = left
        day += timedelta(days=1)
    found = Hazard.objects.filter(running=1, due__in=days, state__in=loop.GOING)
    return _remind(found, days, today, by=by, at=at)


@transaction.atomic
def _remind(found: QuerySet[Hazard], days: dict[date, int], today: date, *, by: str, at: datetime) -> int:
    rows = list(found.order_by("pk"))
    _steps(rows, "remind", today, by, at, lambda one: str(days[one.due]))
    journal.record(
        by=by, action="hazard_remind", kind=REMINDED, ref=today.isoformat(), at=at, detail={"hazards": len(rows)},
    )  # fmt: skip
    return len(rows)


def _steps(
    rows: list[Hazard], what: str, today: date, by: str, at: datetime, says: Callable[[Hazard], str]
) -> None:
    HazardStep.objects.bulk_create(
        [
            HazardStep(hazard=one, what=what, on=today, says=says(one), due=one.due, by=by, at=at)
            for one in rows
        ],
        batch_size=BATCH,
    )
