"""What the register puts into the pages of other rooms: menu, what is to be assessed, a unit's risks."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.hazards.models import Risk
from safecommunity.hazards.risks import queries, tables
from safecommunity.hazards.risks.rights import of_request
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import MenuEntry, UnitLine, UnitSection, WorkLine, once

MOST = 20
AHEAD = timedelta(days=14)
FIGURES = (
    "risks.count", "risks.major", "risks.assessed", "risks.exposed", "risks.overdue", "risks.reassessed_on_time",
)  # fmt: skip


def ready() -> None:
    """Publish the facts, stand in menu, 待办 and on a unit's page."""
    from safecommunity.figures import lineage, registry
    from safecommunity.hazards.risks import facts
    from safecommunity.shell import slots

    for fact in facts.published():
        registry.register_fact(fact)
    slots.register("menu", menu, order=29)
    slots.register("todo", todo, order=3)
    slots.register("exceptions", exceptions, order=3)
    slots.register("unit.page", of_unit, order=-4)
    slots.register(
        "figure.uses", lineage.shown_on(gettext_lazy("Risk register"), "risks", FIGURES.__contains__)
    )


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The register for who looks at it."""
    held = of_request(request)
    if held is None or not held.opens:
        return []
    return [MenuEntry("see", _("Risk register"), reverse("risks"), sub="hazard")]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """What the office has to assess in the next fortnight, and what is overdue."""
    held = of_request(request)
    if held is None or not held.keeps:
        return []
    today = timezone.localdate()
    return [_line(one) for one in queries.waiting(held, today + AHEAD, MOST)]


def _line(one: Risk) -> WorkLine:
    first = one.assessed_on is None
    return WorkLine(
        _("Risk"), one.title, reverse("risk_assess", args=[one.pid]), _("Assess") if first else _("Assess again"),
        one.due, f"{tables.rank_name(one.rank)} · {one.place.name} {one.spot}".strip(),
        missing=one.due < timezone.localdate(), place=one.place.pid,
    )  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: assessments past their day."""
    return [line for line in todo(request) if line.missing]


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """A unit's risks on its page."""
    held = of_request(request)
    if held is None or not (unit.pid in held.units or unit.place.pid in held.looks_in):
        return []
    today = timezone.localdate()
    lines = tuple(_unit_line(one, one.due < today) for one in queries.of_unit(held, unit))
    return [UnitSection(_("Risks"), lines, _("No risk of this unit is in the register."))]


def _unit_line(one: Risk, late: bool) -> UnitLine:
    says = _("next assessment by %(day)s") % {"day": one.due}
    tone = "bad" if late else "ask" if one.rank in (1, 2) else ""
    state = _("overdue") if late else tables.rank_name(one.rank)
    return UnitLine(one.title, reverse("risk", args=[one.pid]), says, state, tone)
