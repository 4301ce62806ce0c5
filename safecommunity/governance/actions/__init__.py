"""Every write of this room, one file a subject."""

from safecommunity.governance.actions.bodies import (
    add_paper,
    close_body,
    create_body,
    end_membership,
    erase_person,
    found_agencies,
    found_bodies,
    rename_agency,
    seat_member,
    set_body_duties,
    set_duty,
)
from safecommunity.governance.actions.households import change_due, record_sheet, reverse_sheet
from safecommunity.governance.actions.letter_prints import begin_print, make_print, take_print
from safecommunity.governance.actions.letters import (
    import_signed,
    open_round,
    refresh_round,
    report_letters,
    reverse_signing,
    sign_letters,
    withdraw_round,
)
from safecommunity.governance.actions.meetings import Decision, record_meeting, sign_in, withdraw_meeting
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.tasks import (
    drop_task,
    finish_task,
    hand_task,
    open_due_duties,
    record_task,
    reopen_task,
    settle_task,
)
from safecommunity.governance.actions.years import open_year

__all__ = [
    "Decision", "Refused", "add_paper", "begin_print", "change_due", "close_body", "create_body", "drop_task",
    "end_membership",
    "erase_person", "finish_task", "found_agencies", "found_bodies", "hand_task", "import_signed", "make_print",
    "open_due_duties",
    "open_round", "open_year",
    "record_meeting", "record_sheet", "record_task", "refresh_round", "rename_agency", "reopen_task", "report_letters",
    "reverse_sheet", "reverse_signing", "seat_member", "set_body_duties", "set_duty", "settle_task", "sign_in",
    "sign_letters",
    "take_print", "withdraw_meeting",
    "withdraw_round",
]  # fmt: skip
