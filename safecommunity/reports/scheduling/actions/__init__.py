"""Every write of schedules."""

from safecommunity.reports.scheduling.actions.keeping import (
    Asked,
    Refused,
    keep_schedule,
    pause_schedule,
    resume_schedule,
)
from safecommunity.reports.scheduling.actions.running import make_due, try_again, write_due
from safecommunity.reports.scheduling.actions.telling import deliver, see_notice, tell

__all__ = [
    "Asked", "Refused", "deliver", "keep_schedule", "make_due", "pause_schedule", "resume_schedule", "see_notice",
    "tell", "try_again", "write_due",
]  # fmt: skip
