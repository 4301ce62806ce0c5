"""The roster: who is on duty when; once, or every week until a day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Shift, Volunteer, VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.volunteers import queries
from safecommunity.journal import actions as journal

AHEAD = timedelta(days=366)
MOST_WEEKS = 53
LONGEST = 16 * 60


def minutes_between(on: date, begins: time, ends: time) -> int:
    """Minutes of a duty; past midnight where it ends before it begins. Raises Refused in words."""
    first, last = queries.moments(on, begins, ends)
    minutes = int((last - first).total_seconds() // 60)
    if begins == ends or minutes > LONGEST:
        says = _("From %(begins)s to %(ends)s: allowed are up to %(most)s hours, also past midnight")
        raise Refused(says % {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}", "most": LONGEST // 60})
    return minutes


def check_who(team: VolunteerTeam, who: Sequence[Volunteer], on: date) -> None:
    """People of this team who were in it that day. Raises Refused in words."""
    for one in who:
        if one.team_id != team.pk or one.starts > on or (one.ends is not None and one.ends <= on):
            says = _("Member %(number)s was not in “%(team)s” on %(day)s")
            raise Refused(says % {"number": one.number, "team": team.name, "day": on})


@transaction.atomic
def plan_shifts(
    *, reader: Reader, team: VolunteerTeam, on: date, begins: time, ends: time, at: datetime,
    who: Sequence[Volunteer] = (), spot: str = "", until: date | None = None,
) -> list[Shift]:  # fmt: skip
    """Lines of the roster: one day, or the same day of every week until a day. A line that stands already stays."""
    Rights(reader).need_work(team.place)
    if team.ends is not None:
        raise Refused(_("This team has ended"))
    today = timezone.localdate(at)
    first, last = max(team.starts, today - timedelta(days=31)), today + AHEAD
    for field, day in ((_("Day"), on), (_("Every week until"), until or on)):
        if not first <= day <= last:
            says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
            raise Refused(says % {"field": field, "came": day, "first": first, "last": last})
    if until is not None and until < on:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": _("Every week until"), "came": until, "first": on, "last": last})
    minutes_between(on, begins, ends)
    if len(spot.strip()) > 80:
        raise Refused(_("Where: got %(came)s characters; allowed: up to 80") % {"came": len(spot.strip())})
    check_who(team, who, on)
    days = [on + timedelta(weeks=n) for n in range(MOST_WEEKS) if on + timedelta(weeks=n) <= (until or on)]
    known = set(
        Shift.objects.filter(team=team, on__in=days, begins=begins, cancelled_at__isnull=True).values_list(
            "on", flat=True
        )
    )
    made = []
    for day in days:
        if day not in known:
            one = Shift.objects.create(
                team=team, on=day, begins=begins, ends=ends, spot=spot.strip(), by=reader.pid, at=at
            )
            one.people.set(who)
            made.append(one)
    if made:
        journal.record(
            by=reader.pid, action="plan_shifts", kind="volunteer_team", ref=team.pid, place=team.place.pid, at=at,
            detail={"shifts": len(made), "first": on.isoformat(), "people": len(who)},
        )  # fmt: skip
    return made


@transaction.atomic
def cancel_shift(*, reader: Reader, shift: Shift, at: datetime) -> Shift:
    """Take a line off the roster; not where its hours were entered."""
    Rights(reader).need_work(shift.team.place)
    if shift.services.filter(withdrawn_at__isnull=True).exists():
        raise Refused(_("Hours of this duty are on record; withdraw those first"))
    if shift.cancelled_at is None:
        shift.cancelled_at = at
        shift.save(update_fields=["cancelled_at"])
        journal.record(
            by=reader.pid, action="cancel_shift", kind="volunteer_team", ref=shift.team.pid,
            place=shift.team.place.pid, at=at, detail={"on": shift.on.isoformat()},
        )  # fmt: skip
    return shift
