"""Every write of the room."""

from safecommunity.hazards.actions.climbing import climb_overdue, remind_due, run_clock
from safecommunity.hazards.actions.clock import tell_overdue
from safecommunity.hazards.actions.copying import import_hazards
from safecommunity.hazards.actions.finding import record_hazard, titles
from safecommunity.hazards.actions.noticing import issue_notices
from safecommunity.hazards.actions.rechecking import mend_at_recheck
from safecommunity.hazards.actions.rectifying import take_step
from safecommunity.hazards.actions.refusal import NotYours, Refused

__all__ = [
    "NotYours", "Refused", "climb_overdue", "import_hazards", "issue_notices", "mend_at_recheck", "record_hazard",
    "remind_due", "run_clock", "take_step", "tell_overdue", "titles",
]  # fmt: skip
