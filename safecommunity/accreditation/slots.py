"""What this room puts into the pages of other rooms: menu, rounds that wait."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import rounds
from safecommunity.accreditation.rights import of_request
from safecommunity.shell.slots import MenuEntry, WorkLine, once


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Self-assessment for who sees rounds, standards for who looks them up."""
    held = of_request(request)
    if held is None:
        return []
    entries = []
    if held.looks:
        entries += [
            MenuEntry("prove", _("Applications"), reverse("applications"), sub="claim"),
            MenuEntry("prove", _("Self-assessment"), reverse("rounds"), sub="claim"),
            MenuEntry("prove", _("Evidence"), reverse("evidence_list"), sub="claim"),
        ]
    if held.reads:
        entries.append(MenuEntry("prove", _("Standards"), reverse("standards"), sub="claim"))
    return entries


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Open rounds of the office: graded whole, the chief hands in."""
    held = of_request(request)
    if held is None or not held.scores:
        return []
    found = rounds.rounds(held).filter(state=Round.State.OPEN).order_by("-year", "-pk")[:5]
    lines = []
    for one in found:
        whole = one.graded == one.items
        if whole and not held.decides:
            continue
        says = _("%(n)s of %(all)s items graded") % {"n": one.graded, "all": one.items}
        lines.append(WorkLine(
            kind=_("Self-assessment"), title=f"{one.place.name} {one.year}", url=reverse("round", args=[one.pid]),
            action=_("Hand in") if whole else _("Grade on"), says=says, place=one.place.pid,
        ))  # fmt: skip
    return lines
