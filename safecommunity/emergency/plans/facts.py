"""The fact `emergency_plan`: one row for each year in which a plan was in force at the end, or is now."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.emergency import codes
from safecommunity.emergency.models import Drill, EmergencyPlan
from safecommunity.emergency.plans.queries import owner
from safecommunity.emergency.publishing import Standing, Yearly, schema
from safecommunity.shell.numbers import day

PHASES = tuple(f"phase_{one}" for one in codes.PHASES)
FLAGS = (*PHASES, "current", "drilled", "filed")
SCHEMA = schema(
    "emergency_plan", "", "eplan_kind danger owner " + " ".join(FLAGS), "eplan_kind current drilled " + " ".join(PHASES)
)  # fmt: skip


def records() -> QuerySet[EmergencyPlan]:
    """Plans that were ever in force."""
    found = EmergencyPlan.objects.filter(starts__isnull=False).select_related("place", "unit", "agency")
    return found.prefetch_related("versions", "reviews", "drills", "agency__names")


def due_on(plan: EmergencyPlan, on: date) -> date | None:
    """The day of the review as it stood on a day: before a later review it was the one that review found."""
    versions = [
        one for one in plan.versions.all() if one.in_force_from is not None and one.in_force_from <= on
    ]
    if not versions:
        return None
    version = max(versions, key=lambda one: one.number)
    later = [one for one in plan.reviews.all() if one.version_id == version.pk and one.on > on]
    return min(later, key=lambda one: (one.on, one.pk)).was_due if later else version.review_due


def row(one: Standing) -> dict[str, Any]:
    """A plan in one year."""
    plan: EmergencyPlan = one.record
    due = due_on(plan, one.day)
    drilled = any(
        drill.state == Drill.State.DONE and drill.done_on is not None and drill.done_on.year == one.year
        for drill in plan.drills.all()
    )
    filed = any(version.filing_no for version in plan.versions.all() if version.in_force_from)
    return {
        "ref": one.ref, "year": one.year, "month": one.day.month, "place": plan.place.pid,
        "eplan_kind": codes.number("plan_kinds", plan.kind), "danger": codes.number("dangers", plan.danger),
        "owner": 1 if plan.unit_id else 2 if plan.agency_id else 0,
        **{f"phase_{one}": int(getattr(plan, one)) for one in codes.PHASES},
        "current": int(due is not None and due >= one.day), "drilled": int(drilled), "filed": int(filed),
    }  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "eplan_kind":
        return codes.label_of_number("plan_kinds", value)
    if name == "danger":
        return codes.label_of_number("dangers", value)
    if name == "owner":
        return (_("the place"), _("a social unit"), _("an agency"))[value] if 0 <= value < 3 else str(value)
    if name in FLAGS:
        return _("yes") if value else _("no")
    return str(value)


def cells(one: Standing) -> tuple[str, ...]:
    """A plan as a figure's page lists it."""
    plan: EmergencyPlan = one.record
    due = due_on(plan, one.day)
    return (
        plan.number, plan.title, codes.label("plan_kinds", plan.kind), codes.label("dangers", plan.danger),
        owner(plan, one.day), day(due) if due else "—",
    )  # fmt: skip


PLANS = Yearly(
    schema=SCHEMA, records=records, row_of=row, cells=cells, option_label=label,
    headings=lambda: (_("Number"), _("Plan"), _("Kind of plan"), _("Against what"), _("Whose plan"), _("Review due")),
    url=lambda one: reverse("emergency_plan", args=[one.record.pid]),
    tables=("emergency.EmergencyPlan", "emergency.PlanVersion", "emergency.PlanReview"),
    screens=((lazy("Emergency plans"), "emergency_plans"),),
)  # fmt: skip
