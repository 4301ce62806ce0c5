"""Identity numbers of mainland China: 18 digits by GB 11643 (check digit by ISO 7064 MOD 11-2), 15 in the old form."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.accounts.fields import normalise_identity

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
OLDEST = 120


class IdentityRefused(ValueError):
    """The number cannot be an identity number; the text is for the person who typed it."""


@dataclass(frozen=True)
class Identity:
    """What a valid number says about its bearer."""

    number: str
    sex: int
    born: date

    def age(self, on: date) -> int:
        """Whole years lived on a day."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    def months(self, on: date) -> int:
        """Whole months lived on a day, for infants."""
        return (on.year - self.born.year) * 12 + on.month - self.born.month - (on.day < self.born.day)


def check_digit(first: str) -> str:
    """The eighteenth character for seventeen digits (GB 11643-1999, ISO 7064:1983 MOD 11-2)."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def read(typed: str, today: date) -> Identity:
    """The identity behind a number; raises IdentityRefused naming what is wrong, never the whole number."""
    number = normalise_identity(typed)
    if re.fullmatch(r"[0-9]{15}", number, re.ASCII):
        born = _day("19" + number[6:12], today)
        return Identity(number, _sex(number[14]), born)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number, re.ASCII):
        raise IdentityRefused(
            _(
                "Identity number: got %(length)s characters; allowed: 18 (17 digits and a digit or X) or 15 digits"
            )
            % {"length": len(number)}
        )
    wanted = check_digit(number[:17])
    if number[17] != wanted:
        raise IdentityRefused(
            _(
                "Identity number: the last character is %(came)s, the others ask for %(wanted)s."
                " One of them is mistyped"
            )
            % {"came": number[17], "wanted": wanted}
        )
    return Identity(number, _sex(number[16]), _day(number[6:14], today))


def _sex(digit: str) -> int:
    return 1 if int(digit) % 2 else 2


def _day(digits: str, today: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise IdentityRefused(
            _("Identity number: digits 7 to 14 say %(came)s, which is no day of the calendar")
            % {"came": digits}
        ) from None
    if born > today:
        raise IdentityRefused(
            _("Identity number: born on %(came)s; allowed: up to today, %(today)s")
            % {"came": born, "today": today}
        )
    if today.year - born.year > OLDEST:
        raise IdentityRefused(
            _("Identity number: born on %(came)s; allowed: the last %(oldest)s years")
            % {"came": born, "oldest": OLDEST}
        )
    return born
