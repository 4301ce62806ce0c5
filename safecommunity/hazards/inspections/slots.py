"""What inspections put into the pages of other rooms: menu, what is planned, what was missed, a unit's inspections."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.hazards.inspections import queries, words
from safecommunity.hazards.inspections.rights import of_request
from safecommunity.hazards.models import Inspection
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import MenuEntry, UnitLine, UnitSection, WorkLine, once

FIGURES = (
    "inspections.count", "inspections.joint", "inspections.units", "inspections.coverage", "inspections.done_share",
    "inspections.items_failed",
)  # fmt: skip
UNSAID = "inspections.came_unsaid"
SHOWN = (*FIGURES, UNSAID, "inspections.teams", "inspections.items")


def ready() -> None:
    """Publish the facts, stand in menu, 待办 and on a unit's page."""
    from safecommunity.figures import lineage, registry
    from safecommunity.hazards.inspections import facts, newyear
    from safecommunity.shell import slots

    for fact in facts.published():
        registry.register_fact(fact)
    slots.register("menu", menu, order=30)
    slots.register("todo", todo, order=4)
    slots.register("exceptions", exceptions, order=4)
    slots.register("unit.page", of_unit, order=-3)
    slots.register("new.year", newyear.carriers)
    slots.register(
        "figure.uses", lineage.shown_on(gettext_lazy("Joint inspections"), "inspections", SHOWN.__contains__)
    )


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """What is to be inspected for who inspects, the list for who looks."""
    held = of_request(request)
    if held is None or not held.opens:
        return []
    entries = []
    if held.finds or held.goes_along:
        entries.append(MenuEntry("daily", _("Inspect"), reverse("inspections_mine")))
    entries.append(MenuEntry("see", _("Joint inspections"), reverse("inspections"), sub="hazard"))
    return entries


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """What the reader may carry out, by its last day."""
    held = of_request(request)
    if held is None:
        return []
    today = timezone.localdate()
    return [_line(one, today) for one in queries.waiting(held)]


def _line(one: Inspection, today: date) -> WorkLine:
    return WorkLine(
        _("Inspection"), f"{one.where} · {one.round.checklist_title}", reverse("inspection_do", args=[one.pid]),
        _("Inspect"), one.until, f"{one.round.title} · {one.place.name}", missing=one.until < today,
        place=one.place.pid,
    )  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: planned ones that were missed."""
    return [line for line in todo(request) if line.missing]


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """A unit's inspections on its page; its own person sees and signs what was done."""
    held = of_request(request)
    if held is None or not (unit.pid in held.units or unit.place.pid in held.looks_in):
        return []
    today = timezone.localdate()
    lines = tuple(_unit_line(one, today) for one in queries.of_unit(held, unit))
    return [UnitSection(_("Inspections"), lines, _("This unit was not inspected yet."))]


def _unit_line(one: Inspection, today: date) -> UnitLine:
    state, tone = words.state(one, today)
    says = f"{one.day} · {words.signed(one.signed)}" if one.rank == Inspection.Rank.DONE else str(one.until)
    return UnitLine(one.round.checklist_title, reverse("inspection", args=[one.pid]), says, state, tone)
