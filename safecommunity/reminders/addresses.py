"""What an address of each channel looks like."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from safecommunity.accounts.fields import normalise_phone

CHANNELS = ("mail", "sms", "wecom")
PHONE = re.compile(r"\d{6,15}")
MEMBER = re.compile(r"[A-Za-z0-9_.@-]{1,64}")


def normal(channel: str, given: str) -> str:
    """An address in one spelling."""
    return normalise_phone(given) if channel == "sms" and given else given


def problem(channel: str, given: str) -> str:
    """Why this cannot be an address, or "". What came is not repeated: it may be a slip that names somebody."""
    if channel == "mail":
        try:
            validate_email(given)
        except ValidationError:
            return _("E-mail: not an address; allowed: like name@example.org")
        return "" if len(given) <= 200 else _("E-mail: longer than 200 characters")
    if channel == "sms":
        good = PHONE.fullmatch(normalise_phone(given))
        return "" if good else _("Phone: allowed are 6 to 15 digits")
    good = MEMBER.fullmatch(given)
    return "" if good else _("Member: letters, digits and _ . @ -, up to 64")
