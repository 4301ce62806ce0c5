"""Every write about duty."""

from safecommunity.emergency.duty.actions.log import (
    correct_entry,
    give_over,
    import_entries,
    record_entry,
    reverse_entry,
    take_over,
)
from safecommunity.emergency.duty.actions.people import (
    add_people,
    end_leave,
    end_person,
    erase_person,
    import_people,
    take_leave,
)
from safecommunity.emergency.duty.actions.roster import clear_month, make_month, open_months, swap_turn

__all__ = [
    "add_people", "clear_month", "correct_entry", "end_leave", "end_person", "erase_person", "give_over",
    "import_entries", "import_people", "make_month", "open_months", "record_entry", "reverse_entry", "swap_turn",
    "take_leave", "take_over",
]  # fmt: skip
