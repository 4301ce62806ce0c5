"""What reviews put into other pages: menu, landing of a reviewer, what waits for whom."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.accreditation.models import Finding, Panel, PanelMember
from safecommunity.accreditation.review import queries, words
from safecommunity.accreditation.review.actions.findings import may_decide
from safecommunity.accreditation.review.rights import SITS, Rights, of_request
from safecommunity.shell.slots import MenuEntry, WorkLine, once

S, M = Panel.State, PanelMember.State


def ready() -> None:
    """Guard the files, stand in menu and 待办, be where a reviewer lands."""
    from safecommunity.accreditation.review import guards
    from safecommunity.files import queries as files
    from safecommunity.shell import slots

    files.guard(guards.NOTES, guards.may_open_note, guards.place_for_note)
    files.guard(guards.RECTIFIED, guards.may_open_rectification)
    files.guard(guards.FOUND, guards.may_open_finding)
    slots.register("menu", menu, order=61)
    slots.register("landing", landing, order=20)
    slots.register("todo", todo, order=5)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Reviews: always for a reviewer and who appoints; for a place once it is reviewed."""
    held = of_request(request)
    if held is None or not held.opens:
        return []
    usual = held.reviews or held.appoints_somewhere
    if not usual and not queries.panels(held).exists():
        return []
    return [MenuEntry("prove", _("Reviews by panels"), reverse("panels"), sub="claim")]


def landing(request: HttpRequest, **_context: Any) -> str | None:
    """Who only reviews starts at what he is assigned to."""
    held = of_request(request)
    return reverse("panels") if held is not None and held.reader.roles == {Role.REVIEWER} else None


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """What waits for this reader on panels, and what his office has to put right."""
    held = of_request(request)
    if held is None or not held.opens:
        return []
    today = timezone.localdate()
    lines = [_to_put_right(one, today) for one in queries.open_findings(held)]
    if held.reviews or held.appoints_somewhere:
        for panel in queries.waiting(held):
            lines += _of_panel(held, panel, today)
    return lines


def _line(panel: Panel, action: str, url: str, due: date | None = None, says: str = "") -> WorkLine:
    title = f"{panel.place.name} {panel.round.year}"
    late = bool(due and due < timezone.localdate())
    return WorkLine(
        _("Review by a panel"), title, url, action, due, says, missing=late, place=panel.place.pid
    )


def _to_put_right(one: Finding, today: date) -> WorkLine:
    state, _tone = words.finding(one, today)
    title = f"{words.grade(one.grade)}：{one.text[:60]}"
    return WorkLine(
        _("Review finding"), title, reverse("panel_finding", args=[one.pid]), _("Put it right"), one.due, state,
        missing=bool(one.due and one.due < today), place=one.panel.place.pid,
    )  # fmt: skip


def _of_panel(held: Rights, panel: Panel, today: date) -> list[WorkLine]:
    """Lines of one panel: as a reviewer, and as the office that appointed it."""
    page = reverse("panel", args=[panel.pid])
    seat = next((x for x in panel.members.all() if x.user == held.reader.pid and x.state in SITS), None)
    lines = []
    if seat is not None and held.reviews:
        lines += _of_seat(panel, seat, page)
    if held.appoints(panel.place) and panel.state == S.FORMING:
        lines += _of_appointer(panel, page)
    return lines


def _of_seat(panel: Panel, seat: PanelMember, page: str) -> list[WorkLine]:
    """What waits for a reviewer."""
    if seat.state == M.INVITED:
        return [_line(panel, _("Declare"), reverse("panel_declare", args=[panel.pid]), panel.due)]
    lines = []
    if panel.state == S.SCORING and seat.handed_in_on is None:
        lines.append(_line(panel, _("Score on"), reverse("panel_sheets", args=[panel.pid]), panel.due))
    if panel.state == S.CONSENSUS and seat.lead:
        lines.append(_line(panel, _("Write the consensus"), reverse("panel_consensus", args=[panel.pid])))
    for one in panel.findings.all():
        if one.state == Finding.State.ANSWERED and may_decide(seat, one):
            url = reverse("panel_finding", args=[one.pid])
            lines.append(_line(panel, _("Look at what was done"), url, says=one.text[:60]))
    return lines


def _of_appointer(panel: Panel, page: str) -> list[WorkLine]:
    """What waits for the office that appointed."""
    members = panel.members.all()
    if any(x.objection_state == PanelMember.Objection.OPEN and x.state in SITS for x in members):
        return [_line(panel, _("Decide the objection"), page)]
    sitting = [x for x in members if x.state in SITS]
    if all(x.state == M.ACCEPTED for x in sitting):
        return [_line(panel, _("Begin scoring"), page)]
    return []
