"""The good rows of a batch as columns of the register, in the form the database takes."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection

from safecommunity.injuries import codes
from safecommunity.injuries.actions.staging import ListRows
from safecommunity.injuries.actions.writing import PERSON, SENSITIVE_CAUSE, SENSITIVE_INTENTS, TEXTS
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.importing.ground import ELSEWHERE, Ground
from safecommunity.injuries.importing.plan import Batch, Plan


def listed(batch: Batch, plan: Plan, ground: Ground) -> ListRows:
    """Everything the action needs to store the good rows of a batch."""
    good = batch.good
    values = {name: _picked(column, good) for name, column in batch.values.items()}
    size = len(good)
    columns: dict[str, Sequence[Any]] = {}
    for name in (*codes.LISTS, "age_years", "age_months"):
        if name in values:
            columns[name] = values[name]
    for name in TEXTS:
        if name in values:
            columns[name] = [one or "" for one in values[name]]
    if plan.binder and "binder" not in columns:
        columns["binder"] = [plan.binder] * size
    elif plan.binder:
        columns["binder"] = [one or plan.binder for one in columns["binder"]]
    if "cost" in values:
        columns["cost"] = values["cost"]
    columns |= _times(values, plan, size) | _grounds(values, ground, size)
    causes, intents = values.get("cause"), values.get("intent")
    nothing = [None] * size
    codes10 = values.get("icd10")
    if codes10 is not None:
        columns["icd10_conflict"] = [
            icd10.conflict(code or "", cause, intent)
            for code, cause, intent in zip(codes10, causes or nothing, intents or nothing, strict=True)
        ]
    columns["sensitive"] = [
        intent in SENSITIVE_INTENTS
        or cause == SENSITIVE_CAUSE
        or (code is not None and icd10.sensitive(code))
        for intent, cause, code in zip(intents or nothing, causes or nothing, codes10 or nothing, strict=True)
    ]
    return ListRows(
        numbers=_picked(batch.numbers, good),
        keys=_picked(batch.keys, good),
        digests=_picked(batch.digests, good),
        columns=columns,
        people=_people(values, size),
    )


def _picked(column: list[Any], good: Sequence[int]) -> list[Any]:
    if len(good) == len(column):
        return column
    return list(itemgetter(*good)(column)) if len(good) > 1 else [column[at] for at in good]


def _times(values: Mapping[str, list[Any]], plan: Plan, size: int) -> dict[str, Sequence[Any]]:
    hurt = values["injury_time"]
    adapt = connection.ops.adapt_datefield_value
    found: dict[str, Sequence[Any]] = {
        "injury_time": [one.stored for one in hurt],
        "injury_on": [one.stored_day for one in hurt],
        "precision": ["date" if one.by_day else "hour" for one in hurt],
    }
    if "visit_time" in values:
        found["visit_time"] = [one and one.stored for one in values["visit_time"]]
    declared = plan.original_date or None
    if "original_date" in values:
        found["original_date"] = [adapt(one) if one else declared for one in values["original_date"]]
    elif declared:
        found["original_date"] = [declared] * size
    return found


def _grounds(values: Mapping[str, list[Any]], ground: Ground, size: int) -> dict[str, Sequence[Any]]:
    target = ground.target
    found: dict[str, Sequence[Any]] = {}
    for name in ("residence", "occurrence"):
        if name in values:
            found[f"{name}_id"] = [ground.ids[one] if one else None for one in values[name]]
    if "residence" in values:
        found["lives_elsewhere"] = [one == ELSEWHERE for one in values["residence"]]
    own = (target.unit.pk, target.unit.place.pk) if target.unit else (None, target.place.pk)
    units = values.get("unit") or [None] * size
    pairs = [ground.unit_ids[one] if one else own for one in units]
    found["unit_id"] = [pair[0] for pair in pairs]
    found["place_id"] = [pair[1] for pair in pairs]
    return found


def _people(values: Mapping[str, list[Any]], size: int) -> dict[int, dict[str, str]]:
    """Names, numbers, phones and addresses by row, where there are any."""
    given = [name for name in PERSON if name in values]
    if not given:
        return {}
    columns = [values[name] for name in given]
    return {
        at: {name: one or "" for name, one in zip(given, row, strict=True)}
        for at, row in enumerate(zip(*columns, strict=True))
        if any(row)
    }
