"""Who decides on objections, who never does, and who opened how to reach an objector."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.models import Application, Mark, Objection
from safecommunity.accreditation.queries import offices
from safecommunity.accreditation.queries.offices import Office
from safecommunity.accreditation.rights import ROOM, Rights
from safecommunity.journal import queries as journal
from safecommunity.places import queries as places
from safecommunity.places.models import Place

KIND, OPENED = "objection", "open_objection_contact"
# roles that make somebody work for a place or one of its units
WORKS = (Role.GRID, Role.FACILITY, Role.CLERK, Role.CHIEF, Role.AGENCY, Role.UNIT)


def office(one: Application, role: str) -> Office | None:
    """The office that decides on objections; None where only the applying place itself would be left."""
    found = offices.office_of(one.place, role)
    return None if found.place.pk == one.place.pk else found


def works_at(reader: Reader, place: Place) -> bool:
    """Whether somebody holds a role at this place, beneath it, or at a unit that lies there."""
    mine = {held.place for held in reader.scopes if held.role in WORKS and held.place}
    units = [found for pid in reader.unit_scopes("", *WORKS) if (found := places.unit(pid)) is not None]
    mine |= {unit.place.pid for unit in units}
    return bool(mine) and not mine.isdisjoint(places.subtree(place.pid))


def own_people(one: Application, reader: Reader) -> bool:
    """Whether somebody belongs to the application: works at the place, or acted, filed or scored for it."""
    if one.by == reader.pid or works_at(reader, one.place):
        return True
    if one.steps.filter(by=reader.pid, office=one.place).exists():
        return True
    if one.papers.filter(by=reader.pid, office=one.place).exists():
        return True
    return one.round_id is not None and Mark.objects.filter(round=one.round_id, by=reader.pid).exists()


def why_not(one: Application, role: str, reader: Reader) -> tuple[str, str]:
    """The rule and the sentence that keep somebody from deciding on an objection; two empty words where none does."""
    if office(one, role) is None:
        says = _("%(place)s is what is objected to; its own office does not decide on objections")
        return "objection.own_place", says % {"place": one.place.name}
    if own_people(one, reader):
        says = _("You work at %(place)s or acted for its application; somebody else of your office decides")
        return "objection.own_people", says % {"place": one.place.name}
    return "", ""


def decides(rights: Rights, one: Application, role: str) -> bool:
    """Whether this reader may decide on an objection, and see how to reach who objected."""
    found = office(one, role)
    return found is not None and offices.sits(rights, one, role, found) and not own_people(one, rights.reader)


@dataclass(frozen=True)
class Opening:
    """Somebody looked up how to reach an objector."""

    who: str
    purpose: str
    at: datetime


def openings(pids: Iterable[str]) -> dict[str, list[Opening]]:
    """Every opening of the contact of some objections, the newest first; two queries."""
    rows = journal.deeds(KIND, pids, OPENED)
    names = people.names({row.by for row in rows})
    found: dict[str, list[Opening]] = {}
    for row in rows:
        opening = Opening(names.get(row.by, ""), str(row.detail.get("purpose", "")), row.at)
        found.setdefault(row.ref, []).append(opening)
    return found


def sees_openings(rights: Rights, one: Application, role: str) -> bool:
    """The deciding office and whoever audits it."""
    found = office(one, role)
    if found is None:
        return False
    audits = places.within(rights.reader, found.place.pid, ROOM, Role.AUDITOR)
    return audits or offices.sits(rights, one, role, found)


def one(found: Application, pid: str) -> Objection | None:
    """One objection against an application."""
    rows = Objection.objects.filter(notice__application=found, pid=pid)
    return rows.select_related("notice__stay", "notice__application__place", "contact").first()
