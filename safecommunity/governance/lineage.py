"""Where this room's figures come from and where they are shown: tables, pages, targets and plans."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Screens = tuple[tuple[Any, str], ...]
WAYS: dict[str, tuple[tuple[str, ...], Screens]] = {
    "letter": (("governance.Letter", "governance.Signing"), ((_("Responsibility letters"), "letters"),)),
    "household_letters": (
        ("governance.HouseholdLine", "governance.HouseholdSheet"),
        ((_("Responsibility letters"), "letters"),),
    ),
    "unit": (("places.SocialUnit",), ((_("Facilities and units"), "units"),)),
    "agency": (("governance.Agency", "governance.AgencyName"), ((_("Agencies"), "agencies"),)),
    "body": (("governance.Body",), ((_("Organisation"), "organisation"),)),
    "membership": (("governance.Membership",), ((_("Organisation"), "organisation"),)),
    "meeting": (("governance.Meeting", "governance.SignIn"), ((_("Meetings and visits"), "meetings"),)),
    "plan": (("governance.Plan",), ((_("Work plans"), "work_plans"),)),
    "plan_stage": (("governance.PlanStage",), ((_("Work plans"), "work_plans"),)),
    "plan_item": (("governance.PlanItem",), ((_("Work plans"), "work_plans"),)),
    "review": (("governance.Review", "governance.ReviewFigure"), ((_("Yearly judgement"), "reviews"),)),
    "support": (("governance.Support",), ((_("Support received"), "support"),)),
    "improvement": (
        ("governance.Improvement", "governance.ImprovementStep"),
        ((_("Corrective actions"), "improvements"),),
    ),
    "appraisal_party": (
        ("governance.Appraisal", "governance.AppraisalParty", "governance.AppraisalMark"),
        ((_("Year-end appraisal"), "appraisals"),),
    ),
    "volunteer_team": (
        ("governance.VolunteerTeam", "governance.Volunteer"),
        ((_("Volunteers"), "volunteers"),),
    ),
    "volunteer_service": (
        ("governance.Service", "governance.Shift"),
        ((_("Volunteer hours"), "volunteer_hours"), (_("Volunteers"), "volunteers")),
    ),
    "opinion": (("governance.Opinion", "governance.OpinionStep"), ((_("Residents' opinions"), "opinions"),)),
    "unit_request": (
        ("governance.UnitRequest", "governance.UnitAnswer"),
        ((_("Requests to units"), "requests"),),
    ),
    "task": (("governance.Task",), ((_("Tasks"), "tasks"),)),
}


def ready() -> None:
    """Say which pages show which figures, and which targets and plans are read from one."""
    from safecommunity.figures.lineage import shown_on
    from safecommunity.shell import slots

    for title, address, shows in (
        (_("Responsibility letters"), "letters", _letters),
        (_("Organisation"), "organisation", _bodies),
        (_("Meetings and visits"), "meetings", _meetings),
        (_("Work plans"), "work_plans", _plans),
        (_("Yearly judgement"), "reviews", _reviews),
        (_("Support received"), "support", _support),
        (_("Corrective actions"), "improvements", _improvements),
        (_("Year-end appraisal"), "appraisals", _appraisals),
        (_("Requests to units"), "requests", _requests),
        (_("Volunteers"), "volunteers", _volunteers),
        (_("Residents' opinions"), "opinions", _opinions),
        (_("Community profile"), "profile", lambda code: code.startswith("profile.")),
        (_("Statistical returns"), "returns", lambda code: code.startswith("return.")),
    ):
        slots.register("figure.uses", shown_on(title, address, shows))
    slots.register("figure.uses", promised)


def _letters(code: str) -> bool:
    from safecommunity.governance.views.letters import SHARES

    return code in SHARES


def _bodies(code: str) -> bool:
    from safecommunity.governance.views.bodies import FIGURES

    return code in FIGURES


def _meetings(code: str) -> bool:
    from safecommunity.governance.views.meetings import FIGURES

    return code in FIGURES


def _plans(code: str) -> bool:
    from safecommunity.governance.plans.views.plans import FIGURES

    return code in FIGURES


def _reviews(code: str) -> bool:
    from safecommunity.governance.plans.views.bodies import FIGURES

    return code in FIGURES


def _support(code: str) -> bool:
    from safecommunity.governance.support.views import FIGURES

    return code in FIGURES


def _improvements(code: str) -> bool:
    from safecommunity.governance.improvements.views import FIGURES

    return code in FIGURES


def _appraisals(code: str) -> bool:
    from safecommunity.governance.appraisal.views.appraisals import FIGURES

    return code in FIGURES


def _requests(code: str) -> bool:
    from safecommunity.governance.asking.views import FIGURES

    return code in FIGURES


def _volunteers(code: str) -> bool:
    from safecommunity.governance.volunteers.views.common import FIGURES
    from safecommunity.governance.volunteers.views.hours import CODES

    return code in (*FIGURES, *CODES)


def _opinions(code: str) -> bool:
    from safecommunity.governance.opinions.views.office import CODES

    return code in CODES


def promised(_request: Any, *, code: str, places: Iterable[str] | None = None, **_more: Any) -> list[Any]:
    """Targets and lines of plans whose progress is this figure, of the places one may read."""
    from django.urls import reverse

    from safecommunity.figures.lineage import Use
    from safecommunity.governance.models import PlanItem, Target

    targets, items = Target.objects.filter(figure=code), PlanItem.objects.filter(figure=code)
    if places is not None:
        pids = list(places)
        targets, items = targets.filter(place__pid__in=pids), items.filter(plan__place__pid__in=pids)
    found = [
        Use("target", gettext("Targets"), targets.count(), reverse("targets")),
        Use("plan", gettext("Work plans"), items.count(), reverse("work_plans")),
    ]
    return [use for use in found if use.n]
