"""What codes of corrective and preventive actions are called on screens; how one stands today."""

from datetime import date

from django.utils.translation import gettext as _

from safecommunity.governance.models import Improvement


def kind(code: str) -> str:
    """Corrective or preventive."""
    return {"corrective": _("Corrective action"), "preventive": _("Preventive action")}.get(code, code)


def source(code: str) -> str:
    """Where it was found."""
    return {
        "inspection": _("Inspection"), "complaint": _("Complaint or opinion"), "drill": _("Drill"),
        "evaluation": _("Evaluation"), "injury": _("Injury or accident"), "meeting": _("Meeting"), "other": _("Other"),
    }.get(code, code)  # fmt: skip


def step(code: str) -> str:
    """A step of its history."""
    return {
        "entered": _("entered"), "changed": _("corrected"), "extended": _("extended"), "done": _("done"),
        "effective": _("verified: effective"), "not_effective": _("verified: not effective"),
        "reopened": _("opened again"), "dropped": _("given up"),
    }.get(code, code)  # fmt: skip


def state_code(one: Improvement, today: date) -> str:
    """dropped, closed, check (done, to be verified), late or open."""
    if one.dropped_on is not None:
        return "dropped"
    if one.effective:
        return "closed"
    if one.done_on is not None:
        return "check"
    return "late" if one.due < today else "open"


def states() -> dict[str, str]:
    """The states in words."""
    return {
        "open": _("to be done"), "late": _("overdue"), "check": _("to be verified"), "closed": _("effective, closed"),
        "dropped": _("given up"),
    }  # fmt: skip


def state(one: Improvement, today: date) -> str:
    """The state in words."""
    return states()[state_code(one, today)]
