"""One batch of an import: its injuries, its counters and its row errors stand or fall together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from safecommunity.injuries.actions.bulk import BATCH, BulkRow, Rejected, bulk_record
from safecommunity.injuries.models import Report
from safecommunity.intake import actions as intake
from safecommunity.intake.models import ImportRun, RowError
from safecommunity.places.models import Place


@dataclass(frozen=True)
class BatchResult:
    """What became of a batch."""

    accepted: int
    duplicates: int
    rejected: tuple[Rejected, ...]


@transaction.atomic
def record_import_batch(
    *,
    run: ImportRun,
    rows: Sequence[BulkRow],
    errors: Iterable[RowError],
    refused: int,
    place: Place,
    by: str,
    at: datetime,
) -> BatchResult:
    """Record what is not there yet, and count it all in the run. `refused` rows were turned down before, for `errors`.

    A source key that is there already is a duplicate whatever else its row says: the same case comes
    differently spelt in another extract, and the first account stands. Killed and repeated, a run adds what is missing.
    """
    if len(rows) > BATCH:
        raise ValueError(f"rows: got {len(rows)}, allowed: up to {BATCH}")
    fresh = unknown(rows)
    result = bulk_record(fresh, by=by, at=at, place=place, run=run.pid)
    more = [
        RowError(run=run, row=one.number, column=finding.field[:60], came="", allowed=finding.message[:300])
        for one in result.rejected
        for finding in one.findings
    ]
    duplicates = len(rows) - len(fresh) + result.duplicates
    rejected = refused + len(result.rejected)
    intake.count_batch(run=run, accepted=result.accepted, rejected=rejected, duplicates=duplicates)
    intake.keep_errors(run=run, errors=[*errors, *more])
    return BatchResult(result.accepted, duplicates, tuple(result.rejected))


def unknown(rows: Sequence[BulkRow]) -> list[BulkRow]:
    """The rows whose source key has not been met: neither stored nor earlier among these."""
    met = set(
        Report.objects.filter(source_key__in=[row.source_key for row in rows]).values_list(
            "source_key", flat=True
        )
    )
    fresh = []
    for row in rows:
        if row.source_key not in met:
            met.add(row.source_key)
            fresh.append(row)
    return fresh
