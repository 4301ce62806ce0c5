"""Storing batches of a list: the same records `bulk_record` makes, written column by column instead of row by row.

What a row says has been read and checked by injuries/importing; the database's own constraints check it again.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from safecommunity.accounts.fields import secret_digest
from safecommunity.injuries import codes
from safecommunity.injuries.actions import writing
from safecommunity.injuries.models import Injury, Report, ReportPerson
from safecommunity.intake import actions as intake
from safecommunity.intake.models import ImportRun, RowError
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import ALPHABET, Place

BATCH = 5000
INSERT = 500
ASKED = 900  # keys asked for at once
KNOWN = "SELECT source_key FROM injuries_report WHERE source_key = ANY(%s)"
KNOWN_SQLITE = "SELECT source_key FROM injuries_report WHERE source_key IN (SELECT value FROM json_each(%s))"
LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


@dataclass(frozen=True)
class ListRows:
    """Checked rows: keys, digests, and columns of `Report` by attribute as the database takes them."""

    numbers: Sequence[int]
    keys: Sequence[str]
    digests: Sequence[str]
    columns: Mapping[str, Sequence[Any]]
    people: Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class Stored:
    """What became of a batch."""

    accepted: int
    duplicates: int


def known_keys(keys: Sequence[str]) -> set[str]:
    """Which of these rows are in the register already; one question for a batch."""
    if not keys:
        return set()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(KNOWN_SQLITE, [json.dumps(list(keys))])
        else:
            cursor.execute(KNOWN, [list(keys)])
        return {key for (key,) in cursor.fetchall()}


@transaction.atomic
def record_list_batch(
    *, run: ImportRun, worker: str, start: int, stop: int, rows: ListRows, errors: Iterable[RowError], rejected: int,
    repeated: int, place: Place, by: str, at: datetime,
) -> Stored:  # fmt: skip
    """Store the rows of a list from `start` to `stop` that are not there yet, and move the run on, or nothing at all.

    A key that is there already is a duplicate whatever else its row says: the first account stands, and is
    corrected on its own page. Raises intake.Overtaken when another job has the run.
    """
    if stop - start > BATCH or len(rows.keys) > stop - start:
        raise ValueError(f"rows: got {start} to {stop} with {len(rows.keys)}, allowed: up to {BATCH}")
    fresh = _fresh(rows.keys)
    duplicates = len(rows.keys) - len(fresh) + repeated
    intake.advance(
        run=run, worker=worker, start=start, stop=stop, accepted=len(fresh), rejected=rejected, duplicates=duplicates,
        at=at,
    )  # fmt: skip
    intake.keep_errors(run=run, errors=errors)
    if fresh:
        _insert(rows, fresh, run=run, place=place, by=by, at=at)
    return Stored(len(fresh), duplicates)


def _fresh(keys: Sequence[str]) -> Sequence[int]:
    """The rows that are not there yet, neither stored nor earlier in the batch."""
    met = known_keys(keys)
    if not met and len(set(keys)) == len(keys):
        return range(len(keys))
    fresh = []
    for index, key in enumerate(keys):
        if key not in met:
            met.add(key)
            fresh.append(index)
    return fresh


def _insert(
    rows: ListRows, fresh: Sequence[int], *, run: ImportRun, place: Place, by: str, at: datetime
) -> None:
    size = len(fresh)
    whole = size == len(rows.keys)

    def picked(column: Sequence[Any]) -> Sequence[Any]:
        return column if whole else [column[index] for index in fresh]

    hexes = os.urandom(16 * size).hex()
    refs = [hexes[start : start + 32] for start in range(0, 32 * size, 32)]
    injuries = _injuries(refs)
    numbers = writing.card_numbers(timezone.localtime(at).year, size)
    digests = picked(rows.digests)
    columns: dict[str, Iterable[Any]] = {name: picked(column) for name, column in rows.columns.items()}
    columns |= {
        "pid": _pids(size), "card_no": numbers, "injury_id": injuries, "own_injury_id": injuries,
        "source_key": picked(rows.keys), "digest": digests,
    }  # fmt: skip
    fixed = {
        "source": Report.Source.IMPORT.value, "card_version": codes.DEFAULT, "entered_by": by, "entered_at": at,
    }  # fmt: skip
    statement, attributes, constants = _statement()
    adapted = {name: _adapted(name, value) for name, value in fixed.items()}
    line = [columns.get(name) or repeat(adapted.get(name, constants[name]), size) for name in attributes]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*line, strict=True)))
    _people(rows, fresh, injuries)
    root = hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()
    journal.record(
        by=by, action="bulk_record", kind="injury_batch", ref=root[:32], place=place.pid, at=at,
        detail={"rows": size, "root": root, "source": "import", "run": run.pid},
        changes=[ChangeOf(writing.FACT, ref) for ref in refs],
    )  # fmt: skip


def _pids(size: int) -> list[str]:
    """Permanent ids as random as any other, behind two letters all of a batch share.

    Ids without anything in common fall anywhere in the index: each row of a long list would change a page of its own.
    """
    first = os.urandom(2).translate(LETTERS).decode("ascii")
    letters = os.urandom(10 * size).translate(LETTERS).decode("ascii")
    return [first + letters[start : start + 10] for start in range(0, 10 * size, 10)]


def _injuries(refs: list[str]) -> list[int]:
    """New injuries; their ids in the order of the refs."""
    quote = connection.ops.quote_name
    statement = " ".join(("INSERT INTO", quote(Injury._meta.db_table), "(", quote("ref"), ") VALUES (%s)"))
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(ref,) for ref in refs])
    if connection.vendor == "sqlite":  # one writer at a time: the ids just given follow each other
        last = Injury.objects.aggregate(last=models.Max("pk"))["last"]
        return list(range(last - len(refs) + 1, last + 1))
    ids: dict[str, int] = {}
    for start in range(0, len(refs), ASKED):
        ids.update(Injury.objects.filter(ref__in=refs[start : start + ASKED]).values_list("ref", "pk"))
    return [ids[ref] for ref in refs]


@lru_cache
def _statement() -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """The insert of a whole report, its attributes in order, and what stands where a list says nothing.

    Made from the model's own columns, never from values; a prepared statement takes a row in a tenth of the time
    model objects need.
    """
    quote = connection.ops.quote_name
    columns = [one for one in Report._meta.concrete_fields if not one.primary_key]
    names = ", ".join(quote(one.column or "") for one in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = " ".join(("INSERT INTO", quote(Report._meta.db_table), "(", names, ") VALUES (", marks, ")"))
    constants = {one.attname: one.get_db_prep_save(_default(one), connection) for one in columns}
    return statement, tuple(one.attname for one in columns), constants


def _default(one: models.Field) -> Any:
    if one.has_default():
        return one.get_default()
    return None if one.null else ("" if isinstance(one, models.CharField | models.TextField) else None)


def _adapted(name: str, value: Any) -> Any:
    column = next(one for one in Report._meta.concrete_fields if one.attname == name)
    return column.get_db_prep_save(value, connection)


def _people(rows: ListRows, fresh: Sequence[int], injuries: list[int]) -> None:
    """Who it was, sealed, for the rows that say so."""
    named = [(at, rows.people[index]) for at, index in enumerate(fresh) if index in rows.people]
    if not named:
        return
    wanted = [injuries[at] for at, _person in named]
    ids: dict[int, int] = {}
    for start in range(0, len(wanted), ASKED):
        asked = wanted[start : start + ASKED]
        ids.update(Report.objects.filter(own_injury_id__in=asked).values_list("own_injury_id", "pk"))
    ReportPerson.objects.bulk_create(
        [
            ReportPerson(
                report_id=ids[injuries[at]], **person,
                id_digest=secret_digest(person.get("id_number", ""), "identity"),
            )
            for at, person in named
        ],
        batch_size=INSERT,
    )  # fmt: skip
