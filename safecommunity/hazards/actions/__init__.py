"""Every write of the room."""

from safecommunity.hazards.actions.clock import tell_overdue
from safecommunity.hazards.actions.finding import record_hazard, titles
from safecommunity.hazards.actions.rectifying import take_step
from safecommunity.hazards.actions.refusal import NotYours, Refused

__all__ = ["NotYours", "Refused", "record_hazard", "take_step", "tell_overdue", "titles"]
