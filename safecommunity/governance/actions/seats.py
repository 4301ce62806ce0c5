"""At New Year an office looks through its seats and says that they are held; the word can be withdrawn."""

from datetime import datetime

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Membership
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

KIND = "seats"


@transaction.atomic
def confirm_seats(*, reader: Reader, place: Place, year: int, at: datetime) -> int:
    """All seats that are open are held in a year: one entry, with how many there are. No seat changes."""
    Rights(reader).need_office(place)
    n = Membership.objects.filter(body__place=place, ends__isnull=True, body__ends__isnull=True).count()
    if n:
        _log(reader, place, year, at, "confirm_seats", n)
    return n


@transaction.atomic
def withdraw_confirmation(*, reader: Reader, place: Place, year: int, at: datetime) -> None:
    """It was said too early: an entry of its own, the first one stays."""
    Rights(reader).need_office(place)
    _log(reader, place, year, at, "withdraw_seats_confirmation", 0)


def _log(reader: Reader, place: Place, year: int, at: datetime, action: str, n: int) -> None:
    journal.record(
        by=reader.pid, action=action, kind=KIND, ref=f"{place.pid}-{year}", place=place.pid, at=at,
        detail={"year": year, "seats": n},
    )  # fmt: skip
