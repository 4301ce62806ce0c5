"""Two lists of volunteers, in and out: teams with their members, and hours served."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance import codes
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Service, VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need_office, places_by_word
from safecommunity.governance.volunteers import actions, importing, words
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, Kept, OfficeList


def _here(rights: Rights) -> importing.Ground:
    found = places_by_word(rights)
    mine = {place.pk for place in found.values()}
    teams: dict[str, list[VolunteerTeam]] = {}
    for team in VolunteerTeam.objects.filter(place__in=mine, ends__isnull=True).select_related("place"):
        teams.setdefault(team.name, []).append(team)
    return importing.Ground(found, teams, timezone.localdate())


def _ground(kind: str, request: HttpRequest) -> Ground:
    rights = need_office(request)
    back = reverse("volunteers" if kind == "members" else "volunteer_services")
    return Ground(
        rights.reader.pid, rights.tops[0], (rights, _here(rights)), back, _("Volunteers"), args=(kind,)
    )


def _check(kind: str, given: sheets.List, ground: Ground, _today: date) -> sheets.Checked[Any]:
    return importing.check(kind, given, ground.what[1])


def _store_members(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    told = actions.import_members(reader=ground.what[0].reader, rows=items, file_name=name, at=at)
    return _("%(teams)s teams and %(members)s members entered") % told


def _store_hours(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    keyed = importing.keyed(items)
    stored, known = actions.import_services(reader=ground.what[0].reader, rows=keyed, file_name=name, at=at)
    return _("%(stored)s lines stored, %(known)s were on record already") % {
        "stored": stored,
        "known": known,
    }


def _members(ground: Ground) -> list[dict[str, Any]]:
    """Teams with who is in them; a team that is only counted is one row."""
    yes = str(codes.load("volunteers")["yes"]).split()[0]
    found: list[dict[str, Any]] = []
    teams = [team.pk for found in ground.what[1].teams.values() for team in found]
    for team in (
        VolunteerTeam.objects.filter(pk__in=teams).select_related("place").prefetch_related("members__named")
    ):
        row = {
            "team": team.name, "kind": words.label("kinds", team.kind), "place": team.place.name,
            "since": team.starts.isoformat(), "people": words.written(team.said, team.qualifier),
        }  # fmt: skip
        named = [one for one in team.members.all() if one.ends is None and hasattr(one, "named")]
        found += [
            {**row, "name": one.named.name, "leads": yes if one.leads else "", "since": one.starts.isoformat()}
            for one in named
        ] or [row]  # fmt: skip
    return found


def _hours(ground: Ground) -> list[dict[str, Any]]:
    """Hours on record of teams that stand, the newest first, as many as a list may hold."""
    teams = {team.pk: team for found in ground.what[1].teams.values() for team in found}
    rows = Service.objects.filter(team__in=teams, withdrawn_at__isnull=True).order_by("-on", "-pk")
    return [
        {
            "team": teams[one.team_id].name, "on": one.on.isoformat(), "begins": f"{one.begins:%H:%M}",
            "ends": f"{one.ends:%H:%M}", "people": one.people, "what": words.label("whats", one.what),
            "binder": one.binder,
        }
        for one in rows[: sheets.MOST_ROWS]
    ]  # fmt: skip


def _kept(kind: str) -> Kept:
    return Kept(
        importing.pack,
        lambda data, ground: importing.unpack(kind, data, ground.what[1]),
        lambda items: (importing.headings(kind), importing.shown(kind, items)),
    )


MEMBERS = OfficeList(
    code="volunteers", title=gettext_lazy("Volunteers"), heading=gettext_lazy("Import teams and members"),
    lead=gettext_lazy("All errors are told together; the same list sent again stores nothing twice."),
    addresses=("volunteer_import", "volunteer_template"), ground=partial(_ground, "members"),
    written=partial(importing.written, "members"), known=importing.known("members"),
    check=partial(_check, "members"), store=_store_members, rows=_members,
    notes=lambda _ground: importing.notes("members"), kept=_kept("members"), refuses=(Refused,),
)  # fmt: skip
HOURS = OfficeList(
    code="volunteer_hours", title=gettext_lazy("Volunteer hours"), heading=gettext_lazy("Import hours"),
    lead=gettext_lazy("All errors are told together; the same list sent again stores nothing twice."),
    addresses=("volunteer_import", "volunteer_template"), ground=partial(_ground, "hours"),
    written=partial(importing.written, "hours"), known=importing.known("hours"),
    check=partial(_check, "hours"), store=_store_hours, rows=_hours,
    empty=lambda ground: [{"team": name} for name in sorted(ground.what[1].teams)],
    notes=lambda _ground: importing.notes("hours"), kept=_kept("hours"), refuses=(Refused,),
)  # fmt: skip
BY_KIND = {"members": MEMBERS, "hours": HOURS}
