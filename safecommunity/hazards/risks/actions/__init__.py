"""Every write of the register."""

from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.risks.actions.assessing import assess_risk
from safecommunity.hazards.risks.actions.books import import_risks
from safecommunity.hazards.risks.actions.clock import tell_due_risks
from safecommunity.hazards.risks.actions.entries import change_risk, end_risk, record_risk
from safecommunity.hazards.risks.actions.failing import tell_failed_control

__all__ = [
    "NotYours", "Refused", "assess_risk", "change_risk", "end_risk", "import_risks", "record_risk", "tell_due_risks",
    "tell_failed_control",
]  # fmt: skip
