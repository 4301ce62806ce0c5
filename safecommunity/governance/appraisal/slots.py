"""What the appraisal puts into other pages: menu, what waits for the office, the chief and the appraised."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import signed_in
from safecommunity.governance.appraisal import checks, facts, queries, words
from safecommunity.governance.appraisal.rights import Seat
from safecommunity.governance.models import Appraisal, AppraisalObjection, AppraisalParty
from safecommunity.governance.rights import LOOKS
from safecommunity.shell.slots import MenuEntry, WorkLine, once

MOST = 20


def ready() -> None:
    """Publish the fact; stand in the menu, in the work to do and among what is late."""
    from safecommunity.figures import registry
    from safecommunity.governance.facts import publish
    from safecommunity.shell import slots

    registry.register_fact(publish(facts.PARTIES))
    checks.register()
    slots.register("menu", menu, order=23)
    slots.register("todo", todo)
    slots.register("exceptions", exceptions)


@once
def seat_of(request: HttpRequest) -> Seat | None:
    """Where the reader sits, made once a request."""
    reader = signed_in(request)
    return Seat(reader) if reader is not None else None


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """For the office and the auditor; for everybody else once there is something of his."""
    seat = seat_of(request)
    if seat is None or not (seat.reader.has(*LOOKS) or queries.has_any(seat)):
        return []
    return [MenuEntry("prove", _("Year-end appraisal"), reverse("appraisals"), sub="target")]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Appraisals to be scored, to be published, objections to be replied to; own reports that are asked for."""
    seat = seat_of(request)
    if seat is None:
        return []
    found = _office(seat) if seat.reader.has(Role.CLERK, Role.CHIEF) else []
    return found + _own(seat)


def _office(seat: Seat) -> list[WorkLine]:
    lines = []
    held = Appraisal.objects.filter(place__pid__in=seat.rights.office_reach).select_related("place")
    for one in held.exclude(state=Appraisal.State.FINAL).order_by("due", "pk")[:MOST]:
        title = f"{one.year} {words.kind(one.kind)}"
        url = reverse("appraisal", args=[one.pid])
        if one.state == Appraisal.State.OPEN:
            lines.append(
                WorkLine(
                    _("Appraisal"), title, url, _("Score it"), one.due, missing=True, place=one.place.pid
                )
            )
        elif one.state == Appraisal.State.HANDED_IN and seat.chief(one.place):
            lines.append(
                WorkLine(_("Appraisal"), title, url, _("Publish or send back"), None, place=one.place.pid)
            )
    waits = AppraisalObjection.objects.filter(
        upheld__isnull=True, party__appraisal__place__pid__in=seat.chief_reach
    ).select_related("party__appraisal__place")
    for row in waits.order_by("at")[:MOST]:
        url = reverse("appraisal_party", args=[row.party.pid]) + "#objections"
        lines.append(
            WorkLine(_("Objection"), row.party.name, url, _("Reply to it"), None, row.text[:60], missing=True,
                     place=row.party.appraisal.place.pid)
        )  # fmt: skip
    return lines


def _own(seat: Seat) -> list[WorkLine]:
    """Own reports asked for, and what was published about the reader's own party."""
    today = timezone.localdate()
    mine = AppraisalParty.objects.filter(
        seat.own_parties(), dropped_on__isnull=True, appraisal__state__in=("open", "published")
    ).select_related("appraisal__place")
    lines = []
    for row in mine.order_by("-appraisal__year", "pk")[:MOST]:
        one, url = row.appraisal, reverse("appraisal_party", args=[row.pid])
        title = f"{one.year} {row.name}"
        if (
            one.state == "open"
            and one.answer_by is not None
            and row.self_at is None
            and today <= one.answer_by
        ):
            lines.append(WorkLine(_("Appraisal"), title, url, _("Report yourself"), one.answer_by, missing=True,
                                  place=row.place.pid))  # fmt: skip
        elif one.state == "published" and one.objections_until is not None and today <= one.objections_until:
            lines.append(WorkLine(_("Appraisal"), title, url, _("Read it, or object"), one.objections_until,
                                  place=row.place.pid))  # fmt: skip
    return lines


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: what is past its day."""
    today = timezone.localdate()
    return [line for line in todo(request) if line.missing and line.due is not None and line.due < today]
