"""Seats by list; and at New Year the word of an office that they are held, which can be withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.bodies import seat_member
from safecommunity.governance.models import Membership
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

KIND = "seats"


@transaction.atomic
def import_seats(
    *, reader: Reader, place: Place, rows: Iterable[Mapping[str, Any]], file_name: str, at: datetime
) -> dict[str, int]:
    """Seats of a list that was checked; one that stands with the same body, part, post, name and day stays as it is.

    A row that stands twice in the list is two seats, and as many stay when it is sent again.
    """
    Rights(reader).need_office(place)
    standing: dict[tuple[Any, ...], int] = {}
    for one in Membership.objects.filter(body__place=place):
        key = (one.body_id, one.part, one.post, one.person, one.starts)
        standing[key] = standing.get(key, 0) + 1
    done = {"new": 0, "same": 0}
    for row in rows:
        key = (row["body"].pk, row["part"], row["post"].strip(), row["person"].strip(), row["starts"])
        if standing.get(key, 0):
            standing[key] -= 1
            done["same"] += 1
            continue
        seat_member(reader=reader, at=at, **row)
        done["new"] += 1
    journal.record(
        by=reader.pid, action="import_seats", kind=KIND, ref=place.pid, place=place.pid, at=at,
        detail={"file": file_name[:150], **done},
    )  # fmt: skip
    return done


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
