"""A list of risks that was checked, with the assessments it tells of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.models import Risk
from safecommunity.hazards.risks.actions.assessing import assess_risk
from safecommunity.hazards.risks.actions.entries import record_risk
from safecommunity.journal import actions as journal


@transaction.atomic
def import_risks(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Store what is not in the register yet; returns how many were stored and how many were there."""
    known = set(
        Risk.objects.filter(client_id__in=[key for key, _row in rows]).values_list("client_id", flat=True)
    )
    stored = 0
    for key, row in rows:
        if key in known:
            continue
        made, _new = record_risk(reader=reader, values=row, at=at, client_id=key, starts=row["starts"])
        if row["method"]:
            assess_risk(
                reader=reader,
                risk=made,
                method=row["method"],
                factors=row["factors"],
                at=at,
                on=row["assessed_on"],
            )
        stored += 1
    if stored:
        journal.record(
            by=reader.pid, action="import_risks", kind="risks", ref=file_name[:60], at=at, detail={"lines": stored},
        )  # fmt: skip
    return stored, len(known)
