"""Visits: day and what was found; a hazard that was found goes its own way."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.sources import as_at
from safecommunity.hazards.actions.finding import record_hazard
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.hazards.models import CareVisit, VulnerablePerson
from safecommunity.hazards.people.actions import checking
from safecommunity.hazards.people.actions.common import (
    VISIT_FACT,
    day_in,
    facts_of,
    locked,
    log,
    standing,
    step,
    text,
)
from safecommunity.hazards.people.rights import Rights
from safecommunity.journal.actions import ChangeOf


@transaction.atomic
def record_visit(
    *, reader: Reader, person: VulnerablePerson, on: date, found: str, at: datetime, note: str = "",
    hazard: Mapping[str, Any] | None = None, client_id: str = "",
) -> tuple[CareVisit, bool]:  # fmt: skip
    """Somebody went there. Who was not met has not been visited: the day stays. (visit, new): the same form is one."""
    if client_id:
        sent = CareVisit.objects.select_related("person").filter(client_id=client_id[:64]).first()
        if sent is not None:
            if sent.by != reader.pid or sent.person_id != person.pk:
                raise Refused(_("This form was sent by somebody else"))
            return sent, False
    one = standing(locked(Rights(reader), person))
    today = timezone.localdate(at)
    if one.consent_until < today:
        raise Refused(_("The consent ran out; ask for it again first"))
    day_in(on, one.starts, today, _("Visited on"), "on")
    found = checking.listed([found], "found", _("Found at the visit"), "found", least=1)[0]
    made = CareVisit.objects.create(
        person=one, place=one.place, on=on, due=_due(one, on), found=found, client_id=client_id[:64] or None,
        note=text(note, 200, _("In words"), "note"), hazard=_hazard(reader, one, found, hazard, at), by=reader.pid,
        at=at,
    )  # fmt: skip
    if found != "absent" and (one.last_visit is None or on > one.last_visit):
        one.last_visit, one.next_visit = on, on + timedelta(days=one.visit_days)
        one.save(update_fields=["last_visit", "next_visit"])
    step(one, "visited", reader.pid, at, f"{on} {found}")
    changes = [*facts_of(one, today), ChangeOf(VISIT_FACT, made.ref)]
    log("record_visit", one, reader.pid, at, changes=changes, found=found)
    return made, True


def _due(one: VulnerablePerson, on: date) -> date:
    """The day by which a visit of a day was due: told by the visits before it, also where newer ones are known."""
    met = one.visits.exclude(found="absent").filter(on__lt=on).order_by("-on").values_list("on", flat=True)
    return (met.first() or one.starts) + timedelta(days=as_at(one, "visit_days", on))


def _hazard(
    reader: Reader, one: VulnerablePerson, found: str, given: Mapping[str, Any] | None, at: datetime
) -> str:
    """The hazard a visit found becomes one of the loop; it says where only as far as the worker writes it."""
    if found != "hazard":
        return ""
    if not given or not given.get("kind"):
        raise Refused(_("%(field)s: nothing was chosen") % {"field": _("What hazard is it")}, "kind")
    values = {"place": one.place, "kind": given["kind"], "color": given.get("color") or "yellow"}
    values |= {name: given.get(name, "") for name in ("what", "spot", "setting")}
    made, _new = record_hazard(reader=reader, values=values, at=at)
    return made.pid
