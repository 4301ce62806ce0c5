"""A book of opinions out of a checked list, with the replies it tells of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Opinion, OpinionStep
from safecommunity.governance.opinions import words
from safecommunity.governance.opinions.actions.receiving import FACT
from safecommunity.governance.returns import workdays
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf


@transaction.atomic
def import_opinions(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Store what is not on record yet; returns how many were stored and how many were known.

    An opinion that came another way with the same day, place, channel and words is known too.
    """
    keys = {key for key, _row in rows}
    known = set(Opinion.objects.filter(client_id__in=keys).values_list("client_id", flat=True))
    rights, made, steps, standing = Rights(reader), [], [], _standing(rows, keys)
    for key, row in rows:
        if key in known:
            continue
        said = (row["received"], row["place"].pk, row["channel"], row["text"])
        if standing.get(said):
            standing[said] -= 1
            known.add(key)
            continue
        rights.need_office(row["place"])
        due = workdays.after(row["received"], words.reply_days())
        one = Opinion.objects.create(
            place=row["place"], channel=row["channel"], received_on=row["received"], text=row["text"], due=due,
            first_due=due, who=row["who"], reply=row["reply"], answered_on=row["answered"],
            first_answered_on=row["answered"], satisfied=row["satisfied"], binder=file_name[:60], client_id=key,
            by=reader.pid, at=at,
        )  # fmt: skip
        made.append(one)
        told = [("received", row["received"], ""), ("answered", row["answered"], row["reply"])]
        steps += [
            OpinionStep(opinion=one, what=what, on=on, note=note, by=reader.pid, at=at)
            for what, on, note in told
            if on is not None
        ]
    OpinionStep.objects.bulk_create(steps, batch_size=500)
    if made:
        journal.record(
            by=reader.pid, action="import_opinions", kind="opinions", ref=file_name[:60], at=at,
            place=made[0].place.pid, detail={"lines": len(made)}, changes=[ChangeOf(FACT, one.ref) for one in made],
        )  # fmt: skip
    return len(made), len(known)


def _standing(rows: Sequence[tuple[str, Mapping[str, Any]]], keys: set[str]) -> Counter[tuple[Any, ...]]:
    """How many opinions say the same as rows of a list without having come by it."""
    days, there = {row["received"] for _key, row in rows}, {row["place"].pk for _key, row in rows}
    found = Opinion.objects.filter(place__in=there, received_on__in=days, withdrawn_at__isnull=True)
    said = found.values_list("client_id", "received_on", "place", "channel", "text")
    return Counter(tuple(rest) for client_id, *rest in said if client_id not in keys)
