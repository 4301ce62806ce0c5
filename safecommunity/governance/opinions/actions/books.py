"""A book of opinions out of a checked list, with the replies it tells of."""

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
    """Store what is not on record yet; returns how many were stored and how many were known."""
    keys = [key for key, _row in rows]
    known = set(Opinion.objects.filter(client_id__in=keys).values_list("client_id", flat=True))
    rights, made, steps = Rights(reader), [], []
    for key, row in rows:
        if key in known:
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
