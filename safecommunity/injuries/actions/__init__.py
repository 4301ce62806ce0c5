"""Every write of this room: one transaction, one audit event, one change per fact row."""

from safecommunity.injuries.actions.bulk import BulkResult, BulkRow, Rejected, bulk_record
from safecommunity.injuries.actions.events import (
    amend_event,
    link_injury_to_event,
    record_event,
    report_event_step,
    unlink_injury_from_event,
    withdraw_event,
)
from safecommunity.injuries.actions.linking import link_reports, unlink_reports
from safecommunity.injuries.actions.months import (
    accept_month,
    open_due_months,
    return_month,
    submit_month,
    urge_month,
)
from safecommunity.injuries.actions.names import open_name
from safecommunity.injuries.actions.recording import (
    NotYours,
    amend_report,
    record_injury,
    record_quick_report,
    withdraw_report,
)
from safecommunity.injuries.actions.returns import (
    close_live,
    lock_return,
    open_live,
    return_return,
    submit_return,
    urge_return,
)
from safecommunity.injuries.actions.versions import Stale
from safecommunity.injuries.checks import AsksAgain, Refused

__all__ = [
    "AsksAgain",
    "BulkResult",
    "BulkRow",
    "NotYours",
    "Refused",
    "Rejected",
    "Stale",
    "accept_month",
    "amend_event",
    "amend_report",
    "bulk_record",
    "close_live",
    "link_injury_to_event",
    "link_reports",
    "lock_return",
    "open_due_months",
    "open_live",
    "open_name",
    "record_event",
    "record_injury",
    "record_quick_report",
    "report_event_step",
    "return_month",
    "return_return",
    "submit_month",
    "submit_return",
    "unlink_injury_from_event",
    "unlink_reports",
    "urge_month",
    "urge_return",
    "withdraw_event",
    "withdraw_report",
]  # fmt: skip
