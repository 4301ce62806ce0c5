"""Teams and who is in them. A name is sealed and can be erased; numbers and counts stay."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.fields import secret_digest
from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.facts import yearly_changes
from safecommunity.governance.models import Volunteer, VolunteerName, VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.volunteers import words
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

FACT = "volunteer_team"
EARLIEST = date(1949, 10, 1)
MOST_AT_ONCE = 300
MOST_PEOPLE = 100_000
MOST_NAME = 40


def check_name(name: str, most: int = 80) -> str:
    """A name in one spelling. Raises Refused in words."""
    plain = " ".join(name.split())
    if not 1 <= len(plain) <= most:
        raise Refused(
            _("Name: got %(came)s characters; allowed: 1 to %(most)s") % {"came": len(plain), "most": most}
        )
    return plain


def check_day(on: date, first: date, at: datetime, field: str) -> date:
    """A day from one on until today. Raises Refused in words."""
    last = timezone.localdate(at)
    if not first <= on <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": field, "came": on, "first": first, "last": last})
    return on


def check_people(said: int | None, qualifier: str) -> None:
    """A head count from paper with its qualifier. Raises Refused in words."""
    if said is not None and not 1 <= said <= MOST_PEOPLE:
        raise Refused(
            _("People: got %(came)s; allowed: 1 to %(most)s") % {"came": said, "most": f"{MOST_PEOPLE:,}"}
        )
    if qualifier not in VolunteerTeam.Qualifier.values:
        raise Refused(_("As counted: got %(came)s; allowed: one of the list") % {"came": qualifier[:20]})


@transaction.atomic
def form_team(
    *, reader: Reader, place: Place, kind: str, name: str, starts: date, at: datetime, said: int | None = None,
    qualifier: str = "exact", leader: str = "",
) -> VolunteerTeam:  # fmt: skip
    """A new team; the same name at the same place, by a second click, is the same team."""
    Rights(reader).need_office(place)
    name = check_name(name)
    if kind not in words.ids("kinds"):
        raise Refused(_("Kind: got %(came)s; allowed: one of the list") % {"came": kind[:20] or "—"})
    check_day(starts, EARLIEST, at, _("Formed on"))
    check_people(said, qualifier)
    known = VolunteerTeam.objects.filter(place=place, name=name, ends__isnull=True).first()
    if known is not None:
        if (known.kind, known.starts) == (kind, starts):
            return known
        raise Refused(_("%(place)s has a team “%(name)s” already") % {"place": place.name, "name": name})
    team = VolunteerTeam.objects.create(
        place=place, kind=kind, name=name, starts=starts, said=said, qualifier=qualifier if said else "exact",
        by=reader.pid, at=at,
    )  # fmt: skip
    _log("form_team", team, reader.pid, at, team_kind=kind)
    if leader.strip():
        _joined(team, [leader], starts, leads=True)
    return team


def _log(action: str, team: VolunteerTeam, by: str, at: datetime, **detail: Any) -> None:
    journal.record(
        by=by, action=action, kind="volunteer_team", ref=team.pid, place=team.place.pid, at=at, detail=detail,
        changes=yearly_changes(FACT, team, at.year),
    )  # fmt: skip


def locked(reader: Reader, team: VolunteerTeam, *, ended: bool = False) -> VolunteerTeam:
    """The team as it stands, held until the end of the transaction; for its office."""
    found = VolunteerTeam.objects.select_for_update(of=("self",)).select_related("place").get(pk=team.pk)
    Rights(reader).need_office(found.place)
    if found.ends is not None and not ended:
        raise Refused(_("This team has ended"))
    return found


@transaction.atomic
def say_people(
    *, reader: Reader, team: VolunteerTeam, said: int | None, qualifier: str, at: datetime
) -> VolunteerTeam:
    """A head count from paper, for a team without a full list."""
    team = locked(reader, team)
    check_people(said, qualifier)
    team.said, team.qualifier = said, qualifier if said else "exact"
    team.save(update_fields=["said", "qualifier"])
    _log("say_people", team, reader.pid, at, said=said)
    return team


def _joined(
    team: VolunteerTeam, names: Sequence[str], starts: date, *, leads: bool = False
) -> list[Volunteer]:
    last = team.members.aggregate(last=Max("number"))["last"] or 0
    made = []
    for number, name in enumerate(names, last + 1):
        one = Volunteer.objects.create(team=team, number=number, starts=starts, leads=leads)
        if name:
            VolunteerName.objects.create(volunteer=one, name=name, digest=secret_digest(name, "volunteer"))
        made.append(one)
    return made


def _unknown(team: VolunteerTeam, names: Iterable[str]) -> list[str]:
    """Names in one spelling, without those on the list already."""
    known = set(
        VolunteerName.objects.filter(volunteer__team=team, volunteer__ends__isnull=True).values_list(
            "digest", flat=True
        )
    )
    found: dict[str, str] = {}
    for given in names:
        name = check_name(given, MOST_NAME)
        digest = secret_digest(name, "volunteer")
        if digest not in known:
            found.setdefault(digest, name)
    return list(found.values())


@transaction.atomic
def add_members(
    *, reader: Reader, team: VolunteerTeam, names: Sequence[str], starts: date, at: datetime
) -> list[Volunteer]:
    """New members by name; who is on the list already stays once."""
    team = locked(reader, team)
    check_day(starts, team.starts, at, _("Joined on"))
    given = [name for name in names if name.strip()]
    if not 1 <= len(given) <= MOST_AT_ONCE:
        says = _("Members: got %(came)s; allowed: 1 to %(most)s at a time")
        raise Refused(says % {"came": len(given), "most": MOST_AT_ONCE})
    made = _joined(team, _unknown(team, given), starts)
    if made:
        _log("add_members", team, reader.pid, at, members=len(made))
    return made


@transaction.atomic
def make_leader(*, reader: Reader, volunteer: Volunteer, at: datetime) -> Volunteer:
    """Who leads the team from now on."""
    team = locked(reader, volunteer.team)
    if volunteer.ends is not None:
        raise Refused(_("This member has left"))
    Volunteer.objects.filter(team=team, leads=True).update(leads=False)
    volunteer.leads = True
    volunteer.save(update_fields=["leads"])
    _log("make_leader", team, reader.pid, at, member=volunteer.number)
    return volunteer


@transaction.atomic
def end_member(*, reader: Reader, volunteer: Volunteer, on: date, at: datetime) -> Volunteer:
    """Somebody left; his hours stay."""
    team = locked(reader, volunteer.team)
    if volunteer.ends is not None:
        return volunteer
    check_day(on, volunteer.starts, at, _("Left on"))
    if on == volunteer.starts:
        says = _("%(field)s: got %(came)s; allowed: a later day than %(first)s, when this began")
        raise Refused(says % {"field": _("Left on"), "came": on, "first": volunteer.starts})
    volunteer.ends, volunteer.leads = on, False
    volunteer.save(update_fields=["ends", "leads"])
    _log("end_member", team, reader.pid, at, member=volunteer.number)
    return volunteer


@transaction.atomic
def erase_volunteer(*, reader: Reader, volunteer: Volunteer, at: datetime) -> Volunteer:
    """Forget who it was: the sealed name is destroyed; number, hours and counts stay."""
    team = locked(reader, volunteer.team, ended=True)
    if volunteer.erased_at is None:
        VolunteerName.objects.filter(volunteer=volunteer).delete()
        volunteer.erased_at = at
        volunteer.save(update_fields=["erased_at"])
        journal.record(
            by=reader.pid,
            action="erase_volunteer",
            kind="volunteer",
            ref=volunteer.pid,
            place=team.place.pid,
            at=at,
        )
    return volunteer


@transaction.atomic
def close_team(*, reader: Reader, team: VolunteerTeam, on: date, at: datetime) -> VolunteerTeam:
    """The team is no more from a day on; what it did stays."""
    team = locked(reader, team)
    check_day(on, team.starts, at, _("Ended on"))
    if on == team.starts:
        says = _("%(field)s: got %(came)s; allowed: a later day than %(first)s, when this began")
        raise Refused(says % {"field": _("Ended on"), "came": on, "first": team.starts})
    team.ends = on
    team.save(update_fields=["ends"])
    _log("close_team", team, reader.pid, at, on=on.isoformat())
    return team


@transaction.atomic
def import_members(
    *, reader: Reader, rows: Sequence[Mapping[str, Any]], at: datetime, file_name: str
) -> dict[str, int]:
    """Teams with their members out of a checked list; what is on record already stays as it is."""
    told = {"teams": 0, "members": 0}
    touched: dict[str, VolunteerTeam] = {}
    for row in rows:
        team = VolunteerTeam.objects.filter(place=row["place"], name=row["team"], ends__isnull=True).first()
        if team is None:
            team = form_team(
                reader=reader, place=row["place"], kind=row["kind"], name=row["team"], starts=row["since"], at=at,
                said=row["people"], qualifier=row["qualifier"],
            )  # fmt: skip
            told["teams"] += 1
        else:
            Rights(reader).need_office(team.place)
        if row["people"] and (team.said, team.qualifier) != (row["people"], row["qualifier"]):
            team = say_people(reader=reader, team=team, said=row["people"], qualifier=row["qualifier"], at=at)
        if row["name"] and (new := _unknown(team, [row["name"]])):
            _joined(team, new, max(row["since"], team.starts), leads=row["leads"])
            told["members"] += 1
            touched[team.pid] = team
    journal.record(
        by=reader.pid, action="import_volunteers", kind="volunteers", ref=file_name[:60], at=at,
        place=rows[0]["place"].pid if rows else "", detail=told,
        changes=[one for team in touched.values() for one in yearly_changes(FACT, team, at.year)],
    )  # fmt: skip
    return told
