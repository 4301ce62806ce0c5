"""Reading schedules: those a reader keeps, their log, what is due next, what somebody was told and has not seen."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from safecommunity.accounts.models import Role, Scope, User
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.documents.kinds import Kind, kinds
from safecommunity.reports.documents.rights import ROOM, WRITES, Rights
from safecommunity.reports.models import Document, Schedule, ScheduleNotice, ScheduleRun
from safecommunity.reports.scheduling import days

TOLD = (Role.CHIEF, Role.CLERK, Role.CDC, Role.SUPERVISOR)
MOST_PLACES = 200
MOST_NOTICES = 20


def schedules(rights: Rights) -> QuerySet[Schedule]:
    """Those of the offices the reader writes for."""
    return Schedule.objects.filter(_kept(rights)).select_related("place")


def _kept(rights: Rights) -> Q:
    own = places.open_paths(rights.reader.place_scopes(ROOM, *WRITES)).values()
    return Q(place_id__in=places.keys_under(own)) if own else Q(pk__in=[])


def one(rights: Rights, pid: str) -> Schedule | None:
    """One, if it is open to the reader."""
    return schedules(rights).filter(pid=pid).first()


def runs(schedule: Schedule) -> QuerySet[ScheduleRun]:
    """Its log, newest first, each with how many were told and how mail stands."""
    told = ScheduleNotice.Mail
    return schedule.runs.select_related("place", "document").annotate(
        told=Count("notices"), seen=Count("notices", filter=Q(notices__seen_at__isnull=False)),
        mailed=Count("notices", filter=Q(notices__mail=told.SENT)),
        failing=Count("notices", filter=Q(notices__mail__in=[told.GIVEN_UP, told.UNKNOWN])),
        waiting=Count("notices", filter=Q(notices__mail__in=[told.WAITING, told.SENDING])),
    )  # fmt: skip


def failures(schedule: Schedule) -> list[tuple[str, int]]:
    """Why mail did not go out, and how often; no address and no name."""
    found = ScheduleNotice.objects.filter(run__schedule=schedule).exclude(error="").order_by()
    return list(found.values_list("error").annotate(n=Count("pk")).order_by("-n")[:10])


def next_due(schedule: Schedule, today: date) -> tuple[Period, date]:
    """Which document comes next and on which day."""
    return days.following(
        schedule.every,
        lag=schedule.lag,
        day=schedule.day,
        rule=schedule.rule,
        after=max(today, schedule.starts),
    )


def offered_kinds() -> list[Kind]:
    """Kinds that can be written by themselves: all, those of months also each month."""
    return list(kinds().values())


def spans(kind: Kind) -> tuple[str, ...]:
    """How often a kind may be written: what is of months by month, quarter and year, everything else by year."""
    return tuple(days.MONTHS) if kind.of_month else ("year",)


def places_to_choose(rights: Rights, place: Place) -> list[Place]:
    """The place itself and what lies directly below it, as far as the reader writes there."""
    near = [place, *places.children(place.pid)]
    mine = places.reach(rights.reader, ROOM, *WRITES)
    return [one for one in near if one.pid in mine][:MOST_PLACES]


def to_be_told(run: ScheduleRun, document: Document, today: date) -> list[User]:
    """Who is told of a document: of each role those nearest above the place; levels above of final ones only."""
    line = [
        run.place.pid,
        *(one.pid for one in reversed(places.ancestors(run.place.pid)) if one.pid != run.place.pid),
    ]
    found: dict[int, User] = {}
    for role in run.schedule.roles:
        if role == Role.SUPERVISOR and document.state != Document.State.FINAL:
            continue
        nearest = _nearest(role, line[1:] if role == Role.SUPERVISOR else line, today)
        found |= {user.pk: user for user in nearest}
    return [found[pk] for pk in sorted(found)]


def _nearest(role: str, line: Iterable[str], today: date) -> list[User]:
    held = Scope.objects.filter(
        Q(ends=None) | Q(ends__gt=today), starts__lte=today, role=role, place__in=list(line), room__in=["", ROOM],
        user__is_active=True,
    ).select_related("user")  # fmt: skip
    by_place: dict[str, list[User]] = {}
    for scope in held:
        by_place.setdefault(scope.place, []).append(scope.user)
    return next((by_place[pid] for pid in line if pid in by_place), [])


def unseen(user: str) -> list[ScheduleNotice]:
    """What somebody was told and has not looked at, newest first."""
    found = ScheduleNotice.objects.filter(user=user, seen_at__isnull=True)
    return list(found.select_related("run__place", "run__document", "run__schedule")[:MOST_NOTICES])


def is_lost(run: ScheduleRun, now: datetime) -> bool:
    """Whether the process that wrote it fell silent."""
    return run.state == ScheduleRun.State.RUNNING and run.next_at <= now


def today_of(now: datetime) -> date:
    """The day of the product's own time zone."""
    return timezone.localdate(now)
