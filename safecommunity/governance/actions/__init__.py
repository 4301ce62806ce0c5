"""Every write of this room, one file a subject."""

from safecommunity.governance.actions.households import change_due, record_sheet, reverse_sheet
from safecommunity.governance.actions.letters import (
    import_signed,
    open_round,
    refresh_round,
    report_letters,
    reverse_signing,
    sign_letters,
)
from safecommunity.governance.actions.refusal import Refused

__all__ = [
    "Refused", "change_due", "import_signed", "open_round", "record_sheet", "refresh_round", "report_letters", "reverse_sheet",
    "reverse_signing", "sign_letters",
]  # fmt: skip
