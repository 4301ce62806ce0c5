"""Hours served: entered once, withdrawn with reason, imported from a list; certificates of one person's hours."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import HoursCertificate, Service, Shift, Volunteer, VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.volunteers import queries, words
from safecommunity.governance.volunteers.actions.roster import check_who, minutes_between
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT = "volunteer_service"
LATEST = timedelta(days=366)  # what is older comes from a binder, and says from which
MOST_PEOPLE = 2000


def checked(
    *, team: VolunteerTeam, on: date, begins: time, ends: time, people: int | None, who: Sequence[Volunteer], what: str,
    at: datetime, binder: str = "", note: str = "", **more: Any,
) -> Service:  # fmt: skip
    """Hours that may be stored. Raises Refused in words."""
    today = timezone.localdate(at)
    first = team.starts if binder.strip() else max(team.starts, today - LATEST)
    last = min(today, team.ends - timedelta(days=1)) if team.ends else today
    if not first <= on <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": _("Day"), "came": on, "first": first, "last": last})
    minutes = minutes_between(on, begins, ends)
    check_who(team, who, on)
    count = people if people is not None else len(who)
    if not 1 <= count <= MOST_PEOPLE:
        says = _("People: got %(came)s; allowed: 1 to %(most)s, or tick who came")
        raise Refused(says % {"came": count, "most": f"{MOST_PEOPLE:,}"})
    if count < len(who):
        says = _("People: got %(came)s, but %(ticked)s are ticked; allowed: as many or more")
        raise Refused(says % {"came": count, "ticked": len(who)})
    if what not in words.ids("whats"):
        raise Refused(_("What for: got %(came)s; allowed: one of the list") % {"came": what[:20] or "—"})
    for field, text, most in ((_("Note"), note, 200), (_("Binder"), binder, 60)):
        if len(text.strip()) > most:
            says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
            raise Refused(says % {"field": field, "came": len(text.strip()), "most": most})
    begun, ended = queries.moments(on, begins, ends)
    if ended > at:
        raise Refused(_("These hours are not over yet; enter them afterwards"))
    if who and (busy := queries.overlapping(who, begun, ended)) is not None:
        says = _("Member %(number)s has hours at the same time already, on %(day)s")
        raise Refused(says % {"number": busy.number, "day": on})
    return Service(
        team=team, place=team.place, on=on, begins=begins, ends=ends, minutes=minutes, people=count, what=what,
        note=note.strip(), binder=binder.strip(), at=at, **more,
    )  # fmt: skip


@transaction.atomic
def record_service(
    *, reader: Reader, team: VolunteerTeam, on: date, begins: time, ends: time, what: str, at: datetime,
    people: int | None = None, who: Sequence[Volunteer] = (), note: str = "", binder: str = "",
    client_id: str = "", shift: Shift | None = None, proofs: Sequence[File] = (),
) -> Service:  # fmt: skip
    """Hours of a team; the same form sent twice is one line."""
    Rights(reader).need_work(team.place)
    if client_id and (
        sent := Service.objects.filter(client_id=client_id[:64]).select_related("team").first()
    ):
        if sent.by != reader.pid:
            raise Refused(_("This form was sent by somebody else"))
        return sent
    if shift is not None and (shift.team_id != team.pk or shift.cancelled_at is not None):
        raise Refused(_("This duty does not stand on the roster of the team"))
    made = checked(
        team=team, on=on, begins=begins, ends=ends, people=people, who=who, what=what, at=at, note=note, binder=binder,
        by=reader.pid, client_id=client_id[:64] or None, shift=shift,
    )  # fmt: skip
    made.save(force_insert=True)
    made.who.set(who)
    _log("record_service", made, reader.pid, at, people=made.people, minutes=made.minutes)
    attach(proofs, "volunteer_service", made.ref, team.place, reader.pid, at, on)
    return made


def _log(action: str, one: Service, by: str, at: datetime, *, op: str = "upsert", **detail: Any) -> None:
    journal.record(
        by=by, action=action, kind="volunteer_service", ref=one.ref, place=one.place.pid, at=at, detail=detail,
        changes=[ChangeOf(FACT, one.ref, op)],
    )  # fmt: skip


@transaction.atomic
def withdraw_service(*, reader: Reader, service: Service, reason: str, at: datetime) -> Service:
    """Take hours out of the counts, with reason; the line stays readable. The office, or who entered them."""
    one = Service.objects.select_for_update(of=("self",)).select_related("place", "team").get(pk=service.pk)
    rights = Rights(reader)
    rights.need_work(one.place)
    if one.by != reader.pid:
        rights.need_office(one.place)
    if one.withdrawn_at is not None:
        raise Refused(_("These hours were withdrawn already"))
    if not 1 <= len(reason.strip()) <= 200:
        raise Refused(_("A withdrawal needs a reason"))
    one.withdrawn_at, one.reason = at, reason.strip()
    one.save(update_fields=["withdrawn_at", "reason"])
    _log("withdraw_service", one, reader.pid, at, op="delete")
    return one


@transaction.atomic
def import_services(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Lines of a checked list by their keys; returns how many were stored and how many were on record already.

    A line that somebody entered on a screen with the same team, day, times, people and purpose is on record too.
    """
    keys = {key for key, _row in rows}
    known = set(Service.objects.filter(client_id__in=keys).values_list("client_id", flat=True))
    rights, made, standing = Rights(reader), [], _standing(rows, keys)
    for key, row in rows:
        if key in known:
            continue
        said = (row["team"].pk, row["on"], row["begins"], row["ends"], row["people"], row["what"])
        if standing.get(said):
            standing[said] -= 1
            known.add(key)
            continue
        rights.need_office(row["team"].place)
        made.append(checked(**row, who=(), at=at, by=reader.pid, client_id=key, source=Service.Source.IMPORT))
    Service.objects.bulk_create(made, batch_size=500)
    if made:
        journal.record(
            by=reader.pid, action="import_services", kind="volunteers", ref=file_name[:60], at=at,
            place=made[0].place.pid, detail={"lines": len(made)}, changes=[ChangeOf(FACT, one.ref) for one in made],
        )  # fmt: skip
    return len(made), len(known)


def _standing(rows: Sequence[tuple[str, Mapping[str, Any]]], keys: set[str]) -> Counter[tuple[Any, ...]]:
    """How many lines say the same as rows of a list without having come by it."""
    days, teams = {row["on"] for _key, row in rows}, {row["team"].pk for _key, row in rows}
    found = Service.objects.filter(team__in=teams, on__in=days, withdrawn_at__isnull=True).values_list(
        "client_id", "team", "on", "begins", "ends", "people", "what"
    )
    return Counter(tuple(rest) for client_id, *rest in found if client_id not in keys)


@transaction.atomic
def issue_hours(*, reader: Reader, volunteer: Volunteer, year: int, at: datetime) -> HoursCertificate:
    """A certificate of the hours in which somebody is named, as they stand today; the same once a day."""
    place, today = volunteer.team.place, timezone.localdate(at)
    Rights(reader).need_office(place)
    minutes, services = queries.hours_of(volunteer, year)
    if not minutes:
        says = _("No hours of %(year)s name this person; hours entered by number alone name nobody")
        raise Refused(says % {"year": year})
    same = HoursCertificate.objects.filter(
        volunteer=volunteer, year=year, issued_on=today, minutes=minutes, services=services
    ).first()
    if same is not None:
        return same
    made = HoursCertificate.objects.create(
        volunteer=volunteer,
        year=year,
        minutes=minutes,
        services=services,
        issued_on=today,
        by=reader.pid,
        at=at,
    )
    journal.record(
        by=reader.pid, action="issue_hours", kind="volunteer", ref=volunteer.pid, place=place.pid, at=at,
        detail={"certificate": made.pid, "year": year, "minutes": minutes},
    )  # fmt: skip
    return made
