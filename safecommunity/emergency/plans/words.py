"""What states and steps of a plan are called, and days a number of months later."""

import calendar
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.emergency.models import EmergencyPlan, PlanVersion
from safecommunity.emergency.models.plans import NEVER

State = PlanVersion.State


def states() -> dict[str, str]:
    """States of a version."""
    return {
        State.DRAFT: _("drafted"), State.CHECKED: _("checked"), State.APPROVED: _("approved"),
        State.IN_FORCE: _("in force"), State.SUPERSEDED: _("superseded"), State.DROPPED: _("dropped"),
    }  # fmt: skip


def deed(code: str) -> str:
    """What a step of a version is called."""
    return {
        "check": _("Check the version"), "send_back": _("Send back"), "approve": _("Approve"),
        "issue": _("Issue the plan"), "drop": _("Drop this version"),
    }[code]  # fmt: skip


def action(code: str) -> str:
    """What an event of the log says about a plan."""
    return {
        "draft_emergency_plan": _("drafted"), "begin_plan_version": _("next version begun"),
        "plan_version_check": _("checked"), "plan_version_send_back": _("Sent back"),
        "plan_version_approve": _("approved"), "plan_version_issue": _("put in force"),
        "plan_version_drop": _("version dropped"), "review_emergency_plan": _("reviewed"),
        "end_emergency_plan": _("ended"), "import_emergency_plans": _("imported"),
    }.get(code, code)  # fmt: skip


def add_months(start: date, months: int) -> date:
    """The same day a number of months later; the last of the month where there is no such day."""
    at = start.year * 12 + start.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def state_of(plan: EmergencyPlan, today: date) -> tuple[str, str]:
    """Where a plan stands, in words, and the tone: overdue is told by the clock."""
    if plan.ends is not None and plan.ends <= today:
        return _("ended"), ""
    if plan.starts is None:
        return _("being drafted"), "ask"
    if plan.review_due < today:
        return _("review overdue"), "bad"
    return _("in force"), "ok"


def due_of(plan: EmergencyPlan) -> date | None:
    """The day of the next review; none where no version is in force."""
    return plan.review_due if plan.review_due != NEVER else None
