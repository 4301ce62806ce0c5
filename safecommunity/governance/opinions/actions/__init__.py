"""Every write about opinions."""

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.opinions.actions.books import import_opinions
from safecommunity.governance.opinions.actions.boxes import close_box, hang_box
from safecommunity.governance.opinions.actions.handling import (
    answer_opinion,
    erase_contact,
    make_task,
    note_satisfaction,
    publish_opinion,
    redact_opinion,
    reopen_opinion,
    sort_opinion,
    withdraw_opinion,
)
from safecommunity.governance.opinions.actions.receiving import drop_opinion, record_opinion

__all__ = [
    "Refused", "answer_opinion", "close_box", "drop_opinion", "erase_contact", "hang_box", "import_opinions",
    "make_task",
    "note_satisfaction", "publish_opinion", "record_opinion", "redact_opinion", "reopen_opinion", "sort_opinion",
    "withdraw_opinion",
]  # fmt: skip
