"""A NEISS file into a place: read to the end once, then batch by batch, each whole or not at all."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import checks
from safecommunity.injuries.actions.bulk import BATCH, BulkRow
from safecommunity.injuries.actions.imports import record_import_batch, unknown
from safecommunity.injuries.models import Injury, Report
from safecommunity.injuries.neiss.convert import Converter, Taken, Wrong, shown
from safecommunity.injuries.neiss.reading import Line, Source, Unreadable, survey
from safecommunity.injuries.neiss.rejects import Rejects, rejects_to
from safecommunity.intake import actions as intake
from safecommunity.intake import statistics
from safecommunity.intake.models import ImportRun, RowError
from safecommunity.places.models import Place

KIND, MAPPING = "injuries", "neiss"
MOST_ERRORS = 1000  # stored with a run; the rejects file has them all
MOST_SHOWN = 20
ATTEMPTS = 3

Say = Callable[[str], None]


@dataclass
class Outcome:
    """What became of a file. `read` = `accepted` + `rejected` + `duplicates`."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    probable: int = 0
    """pairs queued as probable duplicates: none, as NEISS tells neither identity nor hour; a match would be chance"""
    run: str = ""
    seconds: float = 0.0
    dry_run: bool = False
    notices: list[str] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    """the first reasons: row, column, came, allowed"""

    def as_data(self) -> dict[str, Any]:
        """For machines and for printing."""
        return {
            "read": self.read, "accepted": self.accepted, "rejected": self.rejected, "duplicates": self.duplicates,
            "probable": self.probable, "run": self.run, "seconds": round(self.seconds, 2), "dry_run": self.dry_run,
            "notices": self.notices, "errors": self.errors,
        }  # fmt: skip


def import_file(
    *, path: Path, place: Place | None, by: str, at: datetime, dry_run: bool = False, rejects: Path | None = None,
    progress: Say | None = None, batch: int = BATCH,
) -> Outcome:  # fmt: skip
    """Import a NEISS file into a place; doing it again, or after a kill, adds only what is missing.

    Raises Unreadable when the file as a whole cannot be taken; nothing has been stored then. Single bad rows are
    rejected with every reason, the others taken. A dry run stores nothing; without a place it knows no duplicates.
    """
    if not 1 <= batch <= BATCH:
        raise ValueError(f"batch: got {batch}, allowed: 1 to {BATCH}")
    if place is None and not dry_run:
        raise ValueError("place: got None, allowed: a place (a dry run may do without)")
    started = time.monotonic()
    source = survey(path)
    with rejects_to(rejects, source) as sink:
        work = _Work(
            source, place, sink, by, at, progress or (lambda _text: None), batch, Outcome(dry_run=dry_run)
        )
        if dry_run:
            work.rehearse()
        else:
            work.carry_out(started)
    work.outcome.notices = work.converter.notices()
    work.outcome.seconds = time.monotonic() - started
    return work.outcome


class _Work:
    """One import under way."""

    def __init__(
        self, source: Source, place: Place | None, sink: Rejects, by: str, at: datetime, say: Say, batch: int,
        outcome: Outcome,
    ) -> None:  # fmt: skip
        self.source, self.place, self.sink, self.by, self.at, self.say = source, place, sink, by, at, say
        self.batch, self.outcome, self.errors_kept = batch, outcome, 0
        today = timezone.localtime(at).date()
        self.converter = Converter(source, place.pid if place else "", today, timezone.get_default_timezone())

    def carry_out(self, started: float) -> None:
        """Store the file, and say in the run how it ended."""
        assert self.place is not None  # noqa: S101 — import_file has refused this
        run = intake.begin_run(
            kind=KIND, mapping=MAPPING, place=self.place.pid, file_name=self.source.path.name,
            sha256=self.source.sha256, by=self.by, at=self.at,
        )  # fmt: skip
        self.outcome.run = run.pid
        done = False
        try:
            for lines in self._batches():
                self._store(run, self.place, lines)
            done = True
        finally:
            ended = self.at + timedelta(seconds=time.monotonic() - started)
            intake.end_run(run=run, done=done, at=ended)
            if self.outcome.accepted >= statistics.MANY:
                statistics.learn(Injury, Report)

    def rehearse(self) -> None:
        """Everything but storing."""
        met: set[str] = set()
        for lines in self._batches():
            taken, wrong = self._convert(lines)
            fresh = [row for row in unknown([_row(one) for one in taken]) if row.source_key not in met]
            met |= {row.source_key for row in fresh}
            refused = [
                (row.number, Wrong(finding.field, "", finding.message, True))
                for row in fresh
                for finding in checks.check(row.values, source=row.source, now=self.at).errors
            ]
            self._reject({line.number: line for line in lines}, wrong + refused)
            bad = len({number for number, _wrong in wrong + refused})
            fell = len({number for number, _wrong in refused})
            self._count(len(lines), len(fresh) - fell, bad, len(taken) - len(fresh))

    def _batches(self) -> Iterator[list[Line]]:
        rows = self.source.rows()
        while lines := list(islice(rows, self.batch)):
            yield lines

    def _convert(self, lines: list[Line]) -> tuple[list[Taken], list[tuple[int, Wrong]]]:
        taken: list[Taken] = []
        wrong: list[tuple[int, Wrong]] = []
        for line in lines:
            made = self.converter.convert(line)
            if isinstance(made, Taken):
                taken.append(made)
            else:
                wrong += [(line.number, one) for one in made]
        return taken, wrong

    def _store(self, run: ImportRun, place: Place, lines: list[Line]) -> None:
        taken, wrong = self._convert(lines)
        kept = wrong[: MOST_ERRORS - self.errors_kept]
        for attempt in range(ATTEMPTS):
            try:
                result = record_import_batch(
                    run=run, rows=[_row(one) for one in taken], errors=_errors(run, kept),
                    refused=len(lines) - len(taken), place=place, by=self.by, at=self.at,
                )  # fmt: skip
                break
            except IntegrityError:
                # Another import of the same rows was faster. Its rows are duplicates now: do this batch again.
                if attempt == ATTEMPTS - 1:
                    raise
        self.errors_kept += len(kept)
        late = [
            (one.number, Wrong(finding.field, "", finding.message, True))
            for one in result.rejected
            for finding in one.findings
        ]
        self._reject({line.number: line for line in lines}, wrong + late)
        rejected = len(lines) - result.accepted - result.duplicates
        self._count(len(lines), result.accepted, rejected, result.duplicates)

    def _reject(self, lines: dict[int, Line], wrong: list[tuple[int, Wrong]]) -> None:
        by_row: dict[int, list[Wrong]] = {}
        for number, one in wrong:
            by_row.setdefault(number, []).append(one)
            if len(self.outcome.errors) < MOST_SHOWN:
                self.outcome.errors.append(
                    {"row": number, "column": one.column, "came": one.came, "allowed": one.allowed}
                )
        for number in sorted(by_row):
            self.sink.write(lines[number], by_row[number])

    def _count(self, read: int, accepted: int, rejected: int, duplicates: int) -> None:
        self.outcome.read += read
        self.outcome.accepted += accepted
        self.outcome.rejected += rejected
        self.outcome.duplicates += duplicates
        says = _(
            "%(read)s of %(all)s rows: %(accepted)s taken, %(rejected)s rejected, %(duplicates)s already there"
        )
        self.say(
            says
            % {
                "read": self.outcome.read, "all": self.source.lines, "accepted": self.outcome.accepted,
                "rejected": self.outcome.rejected, "duplicates": self.outcome.duplicates,
            }
        )  # fmt: skip


def _row(one: Taken) -> BulkRow:
    return BulkRow(
        values=one.values,
        source_key=one.key,
        source=Report.Source.IMPORT,
        number=one.number,
        as_written=one.as_written,
    )


def _errors(run: ImportRun, wrong: list[tuple[int, Wrong]]) -> list[RowError]:
    return [
        RowError(run=run, row=number, column=one.column[:60], came=shown(one.came), allowed=one.allowed[:300])
        for number, one in wrong
    ]


__all__ = ["Outcome", "Unreadable", "import_file"]
