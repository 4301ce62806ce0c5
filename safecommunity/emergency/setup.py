"""This room's steps of the set-up guide: plans in force, resources, networks, who takes turns. All are optional."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.emergency.models import DutyPerson, EmergencyPlan, Network, Resource
from safecommunity.emergency.rights import of_request
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep


def steps(
    request: HttpRequest, *, place: Any, inside: frozenset[str] = frozenset(), **_context: Any
) -> list[SetupStep]:
    """Once there is a street; its own office does them."""
    held = of_request(request)
    if place is None or held is None:
        return []
    ours, there = place.pid in held.office, {"place__pid__in": inside, "ends__isnull": True}
    counts = {
        "plans": EmergencyPlan.objects.filter(**there, starts__isnull=False).count(),
        "resources": Resource.objects.filter(**there).count(), "": Network.objects.filter(**there).count(),
        "duty": DutyPerson.objects.filter(**there).count(),
    }  # fmt: skip
    return [_step(order, kind, n, ours) for order, (kind, n) in enumerate(counts.items(), 15)]


def _words(kind: str) -> tuple[str, str, str, str, str]:
    """Address, title, what it is for, what is counted, what is missing."""
    if kind == "plans":
        says = _("Plans in force with their filing numbers; reviews that are due then show by themselves.")
        return "emergency_plans", _("Emergency plans"), says, _("plans in force"), _("No plan is on record")
    if kind == "resources":
        says = _("Teams, shelters, equipment and supplies, with whom to call.")
        return "resources", _("Resources"), says, _("resources"), _("No resource is on record")
    if kind == "duty":
        says = _("Who takes turns and who leads; a month is then made by one button.")
        return "duty_roster", _("Duty roster"), says, _("people who take turns"), _("Nobody takes turns yet")
    says = _("The networks under one dispatch and who answers for each.")
    return "networks", _("Networks"), says, _("networks"), _("No network is on record")


def _step(order: int, kind: str, n: int, ours: bool) -> SetupStep:
    name, title, says, counted, missing = _words(kind)
    links = (SetupLink(title, reverse(name)),)
    forms: tuple[SetupLink, ...] = ()
    if kind:
        links = (SetupLink(_("Import a list"), reverse("emergency_import", args=[kind])),)
        forms = (SetupLink(_("Template"), reverse("emergency_template", args=[kind])),)
    return SetupStep(
        f"emergency_{name}", order * 10, title, says, (SetupCount(n, counted, reverse(name) if ours else ""),),
        () if n else (missing,), True, links if ours else (), forms if ours else (), "" if ours else _("the office"),
    )  # fmt: skip
