"""What drills put into the pages of other rooms: what is to be held, findings, doubles, returns that differ."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.drills import queries, returning, words
from safecommunity.emergency.models import Drill
from safecommunity.emergency.rights import Rights, of_request
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import UnitLine, UnitSection, WorkLine, once

MONTHS_COMPARED = 6


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Planned drills, findings that are open, probable doubles."""
    held = of_request(request)
    if held is None or not held.keeps:
        return []
    today = timezone.localdate()
    return [*_planned(held, today), *_findings(held, today), *_doubles(held)]


def _planned(held: Rights, today: date) -> list[WorkLine]:
    found = []
    for one in queries.planned(held, today):
        late = one.on < today
        says = _("Was it held? Enter it, put it off, or cancel it.") if late else ""
        act = _("Enter how it went") if one.on <= today else _("Look at it")
        found.append(
            WorkLine(_("Drill"), one.title, reverse("drill", args=[one.pid]), act, one.on, says, missing=late,
                     place=one.place.pid)
        )  # fmt: skip
    return found


def _findings(held: Rights, today: date) -> list[WorkLine]:
    found = []
    for one in queries.open_findings(held):
        due = one.due or one.drill.on + timedelta(days=codes.clock("drill_late_days"))
        if one.way == "open":
            act, says = _("Hand it on"), _("Left to the office")
        elif queries.is_done(one):
            act, says = _("Close it"), _("Done; look whether it is put right")
        else:
            act, says = _("Look at it"), one.who
        url = f"{reverse('drill', args=[one.drill.pid])}#findings"
        found.append(WorkLine(_("Finding of a drill"), one.says, url, act, due, says, missing=due < today,
                              place=one.drill.place.pid))  # fmt: skip
    return found


def _doubles(held: Rights) -> list[WorkLine]:
    waiting = queries.doubles(held).count()
    if not waiting:
        return []
    title = _("%(n)s pairs of lines may tell of one drill") % {"n": waiting}
    says = _("Until it is decided they count twice")
    return [WorkLine(_("Drill"), title, reverse("drill_doubles"), _("Compare"), says=says)]


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: drills and findings past their day."""
    return [line for line in todo(request) if line.missing]


def failed(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: returns whose number of drills is not the ledger's, of the last months."""
    held = of_request(request)
    if held is None or not held.keeps:
        return []
    today = timezone.localdate()
    last = today.year * 12 + today.month - 2
    found = returning.differences(held.office, last - MONTHS_COMPARED + 1, last)
    if not found:
        return []
    title = _("%(n)s returns say another number of drills than the ledger") % {"n": len(found)}
    says = "；".join(
        _("%(place)s: %(told)s told, %(counted)s in the ledger")
        % {"place": one.place, "told": one.told, "counted": one.counted}
        for one in found[:3]
    )  # fmt: skip
    return [
        WorkLine(_("Drill"), title, f"{reverse('drills')}#returns", _("Compare"), says=says),
        *_doubles(held),
    ]


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """A unit's drills on its page."""
    held = of_request(request)
    if held is None or not (unit.pid in held.units or unit.place.pid in held.looks_in):
        return []
    lines = tuple(_unit_line(one) for one in queries.of_unit(unit))
    return [UnitSection(_("Drills"), lines, _("No drill of this unit is on record."))]


def _unit_line(one: Drill) -> UnitLine:
    state, tone = words.state_of(one, timezone.localdate())
    says = f"{one.on} · {codes.label('drill_forms', one.form)}"
    return UnitLine(one.title, reverse("drill", args=[one.pid]), says, state, tone)
