"""What every write on the register does: the row locked, the step noted, the log and the facts told."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures.sources import yearly_changes
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import VulnerableGroup, VulnerablePerson, VulnerableStep
from safecommunity.hazards.people.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT, GROUP_FACT, VISIT_FACT = "vulnerable", "vulnerable_group", "care_visit"
KIND = "vulnerable"
EARLIEST = date(2000, 1, 1)


def locked(rights: Rights, person: VulnerablePerson, *, erasing: bool = False) -> VulnerablePerson:
    """The entry as it stands, for a worker of its place; for `erasing` also for the chief."""
    known = VulnerablePerson.objects.select_for_update(of=("self",)).select_related("place")
    found = known.get(pk=person.pk)
    if not (rights.may_erase(found) if erasing else rights.may_keep(found)):
        raise NotYours(f"{found.pid}: not a person of this worker's places")
    return found


def standing(found: VulnerablePerson) -> VulnerablePerson:
    """The same, refused where the person left the register."""
    if found.ends is not None:
        raise Refused(_("%(number)s left the register on %(day)s") % {
            "number": found.number, "day": found.ends})  # fmt: skip
    return found


def facts_of(person: VulnerablePerson, today: date) -> list[ChangeOf]:
    """All facts of a person are new."""
    found = yearly_changes(FACT, person, today.year)
    for group in VulnerableGroup.every.filter(person=person).select_related("person"):
        found += yearly_changes(GROUP_FACT, group, today.year)
    return found


def step(person: VulnerablePerson, what: str, by: str, at: datetime, says: str = "") -> None:
    """One line of the history, in codes and days; never changed."""
    VulnerableStep.objects.create(
        person=person, what=what, on=timezone.localdate(at), says=says[:120], by=by, at=at
    )


def log(action: str, person: VulnerablePerson, by: str, at: datetime, **detail: Any) -> None:
    """One event of the log with the facts that changed; nothing in it names anybody."""
    changes = detail.pop("changes", None)
    journal.record(
        by=by, action=action, kind=KIND, ref=person.pid, place=person.place.pid, at=at, detail=detail,
        changes=facts_of(person, timezone.localdate(at)) if changes is None else changes,
    )  # fmt: skip


def day_in(came: Any, first: date, last: date, title: str, field: str) -> date:
    """A day between two others, or a refusal that says so."""
    if not isinstance(came, date) or not first <= came <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": title, "came": came or "—", "first": first, "last": last}, field)
    return came


def text(came: Any, most: int, title: str, field: str) -> str:
    """One line of words, up to so many characters."""
    found = " ".join(str(came or "").replace("\x00", "").split())
    if len(found) > most:
        says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(says % {"field": title, "came": len(found), "most": most}, field)
    return found
