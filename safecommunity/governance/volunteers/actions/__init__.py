"""Every write about volunteers, one file a subject."""

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.volunteers.actions.hours import (
    import_services,
    issue_hours,
    record_service,
    withdraw_service,
)
from safecommunity.governance.volunteers.actions.roster import cancel_shift, plan_shifts
from safecommunity.governance.volunteers.actions.teams import (
    add_members,
    close_team,
    end_member,
    erase_volunteer,
    form_team,
    import_members,
    make_leader,
    say_people,
)

__all__ = [
    "Refused", "add_members", "cancel_shift", "close_team", "end_member", "erase_volunteer", "form_team",
    "import_members", "import_services", "issue_hours", "make_leader", "plan_shifts", "record_service", "say_people",
    "withdraw_service",
]  # fmt: skip
