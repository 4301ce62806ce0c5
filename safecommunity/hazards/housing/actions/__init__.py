"""Every write about dwellings."""

from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.housing.actions.entering import (
    change_dwelling,
    import_dwellings,
    leave_dwelling,
    record_dwelling,
)
from safecommunity.hazards.housing.actions.rating import confirm_dwelling, screen_dwelling
from safecommunity.hazards.housing.actions.works import (
    accept_retrofit,
    fix_defect,
    note_defect,
    offer_option,
    record_retrofit,
    withdraw_option,
    withdraw_retrofit,
)

__all__ = [
    "NotYours", "Refused", "accept_retrofit", "change_dwelling", "confirm_dwelling", "fix_defect", "import_dwellings",
    "leave_dwelling", "note_defect", "offer_option", "record_dwelling", "record_retrofit", "screen_dwelling",
    "withdraw_option", "withdraw_retrofit",
]  # fmt: skip
