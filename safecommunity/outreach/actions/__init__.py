"""Every write of the room."""

from safecommunity.outreach.actions.doubles import join_double, keep_apart, reopen_double
from safecommunity.outreach.actions.ledger import (
    check_condition,
    correct_entry,
    import_entries,
    record_entry,
    reverse_entry,
)
from safecommunity.outreach.actions.stock import add_item, count_stock, print_stock, set_low
from safecommunity.outreach.actions.training import (
    close_signing,
    count_obligations,
    erase_trainee,
    issue_certificate,
    mark_test,
    open_signing,
    record_session,
    sign_in,
    withdraw_certificate,
    withdraw_session,
)
from safecommunity.outreach.actions.training_lists import import_certificates, import_sessions
from safecommunity.outreach.checks import AsksAgain, Finding, NotYours, Refused

__all__ = [
    "AsksAgain",
    "Finding",
    "NotYours",
    "Refused",
    "add_item",
    "check_condition",
    "close_signing",
    "correct_entry",
    "count_obligations",
    "count_stock",
    "erase_trainee",
    "import_certificates",
    "import_entries",
    "import_sessions",
    "issue_certificate",
    "join_double",
    "keep_apart",
    "mark_test",
    "open_signing",
    "print_stock",
    "record_entry",
    "record_session",
    "reopen_double",
    "reverse_entry",
    "set_low",
    "sign_in",
    "withdraw_certificate",
    "withdraw_session",
]  # fmt: skip
