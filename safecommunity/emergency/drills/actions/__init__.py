"""Every write about drills."""

from safecommunity.emergency.drills.actions.doubles import (
    find_doubles,
    join_double,
    keep_apart,
    reopen_double,
)
from safecommunity.emergency.drills.actions.findings import close_finding, hand_on, record_finding
from safecommunity.emergency.drills.actions.holding import (
    cancel_drill,
    finish_drill,
    import_drills,
    move_drill,
    plan_drill,
    record_drill,
    sign_in,
    withdraw_drill,
)

__all__ = [
    "cancel_drill", "close_finding", "find_doubles", "finish_drill", "hand_on", "import_drills", "join_double",
    "keep_apart", "move_drill", "plan_drill", "record_drill", "record_finding", "reopen_double", "sign_in",
    "withdraw_drill",
]  # fmt: skip
