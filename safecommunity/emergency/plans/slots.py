"""What plans put into the pages of other rooms: what waits, reviews that are due, a unit's plans."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.emergency.models import EmergencyPlan
from safecommunity.emergency.plans import queries, words
from safecommunity.emergency.rights import Rights, of_request
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import UnitLine, UnitSection, WorkLine, once

NEXT = {"draft": "check", "checked": "approve", "approved": "issue"}


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Reviews due soon or overdue, and versions whose next step is the reader's."""
    held = of_request(request)
    if held is None or not held.keeps:
        return []
    return [*_reviews(held, timezone.localdate()), *_versions(held)]


def _reviews(held: Rights, today: date) -> list[WorkLine]:
    return [
        WorkLine(
            _("Emergency plan"), plan.title, reverse("emergency_plan", args=[plan.pid]), _("Review it"),
            plan.review_due, missing=plan.review_due < today, place=plan.place.pid,
            says=_("Does it still fit? A review keeps it or begins a new version."),
        )
        for plan in queries.due(held, today)
    ]  # fmt: skip


def _versions(held: Rights) -> list[WorkLine]:
    found = []
    for one in queries.waiting(held):
        deed = (
            words.deed(NEXT[one.state])
            if one.drafted_by != held.reader.pid or one.state == "approved"
            else ""
        )
        says = f"{words.states()[one.state]}{f' · {one.reason}' if one.reason else ''}"
        title = _("%(plan)s, version %(n)s") % {"plan": one.plan.title, "n": one.number}
        found.append(
            WorkLine(
                _("Emergency plan"), title, reverse("emergency_plan", args=[one.plan.pid]), deed or _("Mend it"),
                says=says, place=one.plan.place.pid,
            )
        )  # fmt: skip
    return found


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: reviews past their day."""
    return [line for line in todo(request) if line.missing]


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """A unit's plans on its page; its own people read them there."""
    held = of_request(request)
    if held is None or not (unit.pid in held.units or unit.place.pid in held.looks_in):
        return []
    today = timezone.localdate()
    lines = tuple(_unit_line(plan, today) for plan in queries.of_unit(unit))
    return [UnitSection(_("Emergency plans"), lines, _("This unit has no plan on record."))]


def _unit_line(plan: EmergencyPlan, today: date) -> UnitLine:
    state, tone = words.state_of(plan, today)
    due = words.due_of(plan)
    says = _("to be reviewed by %(day)s") % {"day": due} if due else ""
    return UnitLine(plan.title, reverse("emergency_plan", args=[plan.pid]), says, state, tone)
