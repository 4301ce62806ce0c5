"""Reads: teams, members, roster and hours as a reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.governance.models import Service, Shift, Volunteer, VolunteerTeam
from safecommunity.governance.rights import OFFICE, WORKER, Rights
from safecommunity.places import queries as places
from safecommunity.places import scopes
from safecommunity.places.models import Place

FIT = 60  # days in which hours of a roster are still asked for
MOST = 200


def teams(rights: Rights) -> QuerySet[VolunteerTeam]:
    """Teams of the reader's places with their head counts: members now on the list."""
    found = VolunteerTeam.objects.filter(rights.seen()).select_related("place")
    return found.annotate(listed=Count("members", filter=Q(members__ends__isnull=True)))


def works_in(rights: Rights) -> list[VolunteerTeam]:
    """Teams the reader may enter hours for."""
    paths = rights.paths((*OFFICE, *WORKER))
    found = VolunteerTeam.objects.filter(place_id__in=places.keys_under(paths), ends__isnull=True)
    return list(found.select_related("place").order_by("place__order", "place_id", "name", "pk")[:MOST])


def team_of(rights: Rights, pid: str) -> Any:
    """One team, if it is open to the reader."""
    return teams(rights).filter(pid=pid[:16]).first()


def keeps_names(rights: Rights, place: Place) -> bool:
    """Names are for the office and the workers of the place; an auditor sees numbers."""
    return place.pid in rights.work_reach


def members(team: VolunteerTeam, *, former: bool = False) -> list[Volunteer]:
    """Who is in a team now, the leader first; on request also who left."""
    found = team.members.select_related("named")
    return list(found if former else found.filter(ends__isnull=True))


def member_of(rights: Rights, pid: str) -> Volunteer | None:
    """One volunteer whose team is open to the reader."""
    found = Volunteer.objects.filter(rights.seen("team__place"), pid=pid[:16])
    return found.select_related("team__place", "named").first()


def name_of(one: Volunteer) -> str:
    """The name, or the number where it was erased or never given."""
    named = getattr(one, "named", None)
    return str(named.name) if named is not None else numbered(one)


def numbered(one: Volunteer) -> str:
    """How somebody without a name is called."""
    return _("Member %(number)s") % {"number": one.number}


def names_for(rights: Rights, place: Place, people: Iterable[Volunteer]) -> list[tuple[Volunteer, str]]:
    """People with their names where the reader may know them, else with their numbers."""
    open_ = keeps_names(rights, place)
    return [(one, name_of(one) if open_ else numbered(one)) for one in people]


def services(rights: Rights) -> QuerySet[Service]:
    """Hours served in the reader's places."""
    return Service.objects.filter(rights.seen()).select_related("team", "place")


def listed(rights: Rights) -> scopes.Within:
    """The same for a list of any length."""
    return scopes.Within(Service.objects.select_related("team", "place"), rights.seen_paths())


def service_of(rights: Rights, ref: str) -> Service | None:
    """One line of hours, if it is open to the reader."""
    return services(rights).select_related("team__place", "shift").filter(ref=ref[:32]).first()


def hours_of(volunteer: Volunteer, year: int) -> tuple[int, int]:
    """Minutes and number of services in which somebody is named, in a year."""
    found = volunteer.services.filter(withdrawn_at__isnull=True, on__year=year)
    told = found.aggregate(minutes=Sum("minutes"), n=Count("pk"))
    return told["minutes"] or 0, told["n"]


def hours_by_member(team: VolunteerTeam, year: int) -> dict[int, int]:
    """Minutes of a year by member key, one query."""
    found = Service.objects.filter(team=team, withdrawn_at__isnull=True, on__year=year, who__isnull=False)
    rows = found.order_by().values("who").annotate(minutes=Sum("minutes"))
    return {row["who"]: row["minutes"] for row in rows}


def totals(rights: Rights, year: int) -> dict[int, tuple[int, int]]:
    """Lines and person-minutes of a year by team key, one query."""
    found = Service.objects.filter(rights.seen(), withdrawn_at__isnull=True, on__year=year).order_by()
    rows = found.values("team").annotate(n=Count("pk"), minutes=Sum(F("minutes") * F("people")))
    return {row["team"]: (row["n"], row["minutes"]) for row in rows}


# -- roster --------------------------------------------------------------------------------------


def shifts(rights: Rights, first: date, last: date) -> QuerySet[Shift]:
    """Lines of the roster in some days."""
    found = Shift.objects.filter(
        rights.seen("team__place"), on__range=(first, last), cancelled_at__isnull=True
    )
    return found.select_related("team__place").prefetch_related("people__named", "services")


def shift_of(rights: Rights, pid: str) -> Shift | None:
    """One line of the roster, if it is open to the reader."""
    found = Shift.objects.filter(rights.seen("team__place"), pid=pid[:16], cancelled_at__isnull=True)
    return found.select_related("team__place").prefetch_related("people__named").first()


@dataclass(frozen=True)
class Day:
    """A day of the roster with its lines; `outside` of the month that is shown."""

    on: date
    shifts: list[Shift]
    outside: bool = False


def span_of(view: str, on: date) -> tuple[date, date]:
    """First and last day of the week (Monday to Sunday) or of the month's whole weeks."""
    if view == "month":
        first = on.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def roster(rights: Rights, view: str, on: date, team: str = "") -> list[Day]:
    """The days of a week or month with who is on duty."""
    first, last = span_of(view, on)
    found = shifts(rights, first, last)
    by_day: dict[date, list[Shift]] = {}
    for one in found.filter(team__pid=team) if team else found:
        by_day.setdefault(one.on, []).append(one)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [Day(day, by_day.get(day, []), view == "month" and day.month != on.month) for day in days]


def without_hours(rights: Rights, today: date) -> list[Shift]:
    """Lines of the roster of the last weeks whose hours nobody entered, where the reader may enter them."""
    paths = rights.paths((*OFFICE, *WORKER))
    found = Shift.objects.filter(
        team__place_id__in=places.keys_under(paths), on__range=(today - timedelta(days=FIT), today - timedelta(days=1)),
        cancelled_at__isnull=True,
    )  # fmt: skip
    served = Service.objects.filter(withdrawn_at__isnull=True, shift__isnull=False).values("shift")
    return list(found.exclude(pk__in=served).select_related("team__place").order_by("on", "pk")[:20])


def overlapping(people: Iterable[Volunteer], begins: datetime, ends: datetime) -> Volunteer | None:
    """Somebody of these who served at the same time already."""
    near = (timezone.localdate(begins) - timedelta(days=1), timezone.localdate(ends))
    found = Service.objects.filter(who__in=list(people), withdrawn_at__isnull=True, on__range=near)
    for service in found.distinct().prefetch_related("who"):
        first, last = moments(service.on, service.begins, service.ends)
        if first < ends and begins < last:
            known = {one.pk for one in service.who.all()}
            return next(one for one in people if one.pk in known)
    return None


def moments(on: date, begins: Any, ends: Any) -> tuple[datetime, datetime]:
    """Begin and end as moments; an end not after the beginning is on the next day."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(on, begins, tzinfo=zone)
    last = datetime.combine(on if ends > begins else on + timedelta(days=1), ends, tzinfo=zone)
    return first, last


def may_open_service(reader: Any, ref: str) -> bool:
    """Photos of hours are open to who may open the line."""
    return services(Rights(reader)).filter(ref=ref).exists()


def opens(reader: Any) -> bool:
    """Whether the pages of volunteers are for this reader."""
    return bool(reader.has(Role.CLERK, Role.CHIEF, Role.AUDITOR, Role.GRID))
