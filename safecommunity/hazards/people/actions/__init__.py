"""Every write on the register of people."""

from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.people.actions.clock import tell_passed
from safecommunity.hazards.people.actions.consents import renew_consent, withdraw_consent
from safecommunity.hazards.people.actions.entering import change_person, import_people, record_person
from safecommunity.hazards.people.actions.erasing import erase_person, leave_register
from safecommunity.hazards.people.actions.names import open_list, open_names
from safecommunity.hazards.people.actions.visits import record_visit

__all__ = [
    "NotYours", "Refused", "change_person", "erase_person", "import_people", "leave_register", "open_list",
    "open_names", "record_person", "record_visit", "renew_consent", "tell_passed", "withdraw_consent",
]  # fmt: skip
