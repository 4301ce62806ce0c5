"""Every write about inspections."""

from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.inspections.actions.doing import record_inspection, sign_inspection
from safecommunity.hazards.inspections.actions.planning import (
    cancel_inspection,
    plan_recheck,
    plan_round,
    tell_missed,
)
from safecommunity.hazards.inspections.actions.writing import keep_checklist

__all__ = [
    "NotYours", "Refused", "cancel_inspection", "keep_checklist", "plan_recheck", "plan_round", "record_inspection",
    "sign_inspection", "tell_missed",
]  # fmt: skip
