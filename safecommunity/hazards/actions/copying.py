"""Hazards copied from a list: each stands where the list says it stands, with what is missing still to be done."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes, queries
from safecommunity.hazards.actions.finding import FACT, check, turn_due
from safecommunity.hazards.actions.recurring import mark
from safecommunity.hazards.actions.refusal import NotYours
from safecommunity.hazards.models import Hazard, HazardStep, State
from safecommunity.hazards.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

COPIED = ("place", "unit", "spot", "setting", "kind", "klass", "what", "color", "level", "who", "fixed", "binder",
          "found_on", "fixed_on", "closed_on")  # fmt: skip


@transaction.atomic
def import_hazards(
    *, reader: Reader, rows: Iterable[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """(stored, on record already). One event for the list; a row stored before stays as it is."""
    rights, today = Rights(reader), timezone.localdate(at)
    wanted = list(rows)
    there = set(
        Hazard.objects.filter(client_id__in=[key for key, _row in wanted]).values_list("client_id", flat=True)
    )
    changes: list[ChangeOf] = []
    new = [(key, row) for key, row in wanted if key not in there]
    for key, row in sorted(new, key=lambda pair: pair[1]["found_on"]):
        made = _made(key, row, reader.pid, at)
        check(made, today)
        if made.place.pid not in rights.office:
            raise NotYours(f"{made.place.pid}: not a place of this office")
        changes += _stored(made, today, reader.pid, at)
    if new:
        journal.record(
            by=reader.pid, action="import_hazards", kind="hazard_list", ref=new[0][0], at=at, changes=changes,
            detail={"file": file_name[:150], "stored": len(new), "known": len(there)},
        )  # fmt: skip
    return len(new), len(there)


def _made(key: str, row: Mapping[str, Any], by: str, at: datetime) -> Hazard:
    due = row["due"] or workdays.after(row["found_on"], codes.working_days(row["level"]))
    copied = {name: row[name] for name in COPIED}
    return Hazard(
        **copied, state=_state(row), first_due=due, due=due, fixed_by="", client_id=key, by=by, at=at
    )


def _state(row: Mapping[str, Any]) -> State:
    if row["closed_on"]:
        return State.CLOSED
    if row["fixed_on"]:
        return State.SUBMITTED
    return State.ASSIGNED if row["who"] else State.FOUND


def _stored(made: Hazard, today: date, by: str, at: datetime) -> list[ChangeOf]:
    made.turn_due, made.again = turn_due(made, today), queries.earlier(made)
    made.save(force_insert=True)
    changes = [ChangeOf(FACT, made.ref), *mark(made.again)]
    days = (("found", made.found_on), ("submit", made.fixed_on), ("close", made.closed_on), ("copied", today))
    steps = (HazardStep(hazard=made, what=what, on=on, due=made.due, by=by, at=at) for what, on in days if on)
    HazardStep.objects.bulk_create(steps)
    return changes
