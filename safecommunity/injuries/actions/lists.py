"""Storing batches of a list: the same records `bulk_record` makes, written by one statement a table.

What a row says has been read and checked by injuries/importing; the database's own constraints check it again.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from safecommunity.injuries import codes
from safecommunity.injuries.actions import writing
from safecommunity.injuries.actions.staging import MARKED, NAMED, ListRows, Packed, Stage, pack, root_of
from safecommunity.injuries.models import Injury, Report, ReportPerson
from safecommunity.intake import actions as intake
from safecommunity.intake.models import ImportRun, RowError
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangesOf
from safecommunity.places.models import Place

BATCH = 5000
KNOWN = "SELECT source_key FROM injuries_report WHERE source_key = ANY(%s)"
KNOWN_SQLITE = "SELECT source_key FROM injuries_report WHERE source_key IN (SELECT value FROM json_each(%s))"
LAST = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)"
LONGEST_NUMBER = 1_000_000


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


def record_list_batch(
    *, run: ImportRun, worker: str, start: int, stop: int, rows: Packed, errors: Iterable[RowError], rejected: int,
    repeated: int, place: Place, by: str, at: datetime,
) -> Stored:  # fmt: skip
    """Store the rows of a list from `start` to `stop` that are not there yet, and move the run on, or nothing at all.

    A key that is there already is a duplicate whatever else its row says: the first account stands, and is
    corrected on its own page. Raises intake.Overtaken when another job has the run. Within a transaction of several
    batches there is no way back to before this one (SQLite would copy every page it touches): all are undone together.
    """
    if stop - start > BATCH or len(rows.keys) + rows.again > stop - start:
        raise ValueError(f"rows: got {start} to {stop} with {len(rows.keys)}, allowed: up to {BATCH}")
    with transaction.atomic(savepoint=False):
        known = known_keys(rows.keys)
        fresh = len(rows.keys) - len(known)
        duplicates = len(known) + rows.again + repeated
        intake.advance(
            run=run, worker=worker, start=start, stop=stop, accepted=fresh, rejected=rejected, duplicates=duplicates,
            at=at,
        )  # fmt: skip
        intake.keep_errors(run=run, errors=errors)
        if fresh:
            _insert(rows, known, fresh, run=run, place=place, by=by, at=at)
    return Stored(fresh, duplicates)


def _insert(
    packed: Packed, known: set[str], size: int, *, run: ImportRun, place: Place, by: str, at: datetime
) -> None:
    stage = Stage(packed)
    stage.without(known)
    year = timezone.localtime(at).year
    fixed = {
        "source": Report.Source.IMPORT.value, "card_version": codes.DEFAULT, "entered_by": by, "entered_at": at,
    }  # fmt: skip
    injury, ids = _injuries(stage)
    number = (f"YS-{year}-", writing.next_number(year, size))
    _reports(stage, injury, ids, number, fixed)
    if packed.named:
        _people(stage, injury, ids)
    refs = stage.texts("ref")
    root = packed.root if stage.whole else root_of(stage.texts("digest"))
    journal.record(
        by=by, action="bulk_record", kind="injury_batch", ref=root[:32], place=place.pid, at=at,
        detail={"rows": size, "root": root, "source": "import", "run": run.pid},
        changes=ChangesOf(writing.FACT, refs),
    )  # fmt: skip


def _injuries(stage: Stage) -> tuple[str, list[int]]:
    """New injuries; their ids as an expression over the rows, with its values.

    SQLite has one writer at a time: the ids follow the last one. PostgreSQL drew them with the rows.
    """
    table = Injury._meta.db_table
    with connection.cursor() as cursor:
        injury, ids = "injury", []
        if stage.sqlite:
            cursor.execute(LAST, [table])
            injury, ids = "%s + n", [cursor.fetchone()[0] + 1]
        _move(stage, table, {"id": injury, "ref": "ref"}, ids)
    return injury, ids


def _reports(
    stage: Stage, injury: str, ids: list[int], number: tuple[str, int], fixed: dict[str, Any]
) -> None:
    """Whole reports: what the list says from the rows, the rest as constants."""
    quote = connection.ops.quote_name
    told, constants, values = set(stage.packed.columns), _constants(), []
    selected: dict[str, str] = {}
    for one in Report._meta.concrete_fields:
        column = one.column or ""
        if one.primary_key:
            continue
        if one.attname in told:
            selected[column] = quote(one.attname)
        elif one.attname in ("injury_id", "own_injury_id"):
            selected[column] = injury
            values += ids
        elif one.attname == "card_no":
            selected[column], numbered = _numbered(*number)
            values += numbered
        else:
            selected[column] = "%s"
            value = fixed.get(one.attname)
            values.append(constants[column] if value is None else one.get_db_prep_save(value, connection))
    _move(stage, Report._meta.db_table, selected, values)


def _numbered(begin: str, first: int) -> tuple[str, list[Any]]:
    """Card numbers as an expression over the rows: six digits, more where six do not do."""
    long = "%s || (%s + n)"
    short = "%s || substr('000000' || (%s + n), length('000000' || (%s + n)) - 5)"
    return (
        " ".join(("CASE WHEN %s + n <", str(LONGEST_NUMBER), "THEN", short, "ELSE", long, "END")),
        [first, begin, first, first, begin, first],
    )


def _people(stage: Stage, injury: str, ids: list[int]) -> None:
    """Who it was, for the rows that say so; names came sealed."""
    quote = connection.ops.quote_name
    report = " ".join(
        ("(SELECT r.id FROM", quote(Report._meta.db_table), "AS r WHERE r.own_injury_id =", injury, ")")
    )
    selected = {"report_id": report} | {name: quote(MARKED + name) for name in NAMED}
    _move(stage, ReportPerson._meta.db_table, selected, ids, where=f"{quote(MARKED + NAMED[0])} IS NOT NULL")


def _move(stage: Stage, table: str, selected: dict[str, str], values: list[Any], where: str = "") -> None:
    """Rows of a stage into a table: column → expression over the rows. Table, columns and expressions are our own.

    SQLite is told to fail rather than to undo a statement: it need not remember how its pages were, the transaction
    is undone as a whole.
    """
    quote = connection.ops.quote_name
    words = (
        "INSERT OR FAIL INTO" if stage.sqlite else "INSERT INTO", quote(table),
        "(", ", ".join(map(quote, selected)), ") SELECT", ", ".join(selected.values()), "FROM", stage.rows(),
        f"WHERE {where}" if where else "", "ORDER BY n",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(" ".join(words), values)


@lru_cache
def _constants() -> dict[str, Any]:
    """What stands in a column of a report where a list says nothing."""
    columns = [one for one in Report._meta.concrete_fields if not one.primary_key]
    return {one.column or "": one.get_db_prep_save(_default(one), connection) for one in columns}


def _default(one: models.Field) -> Any:
    if one.has_default():
        return one.get_default()
    return None if one.null else ("" if isinstance(one, models.CharField | models.TextField) else None)


__all__ = ["BATCH", "ListRows", "Packed", "Stored", "known_keys", "pack", "record_list_batch"]
