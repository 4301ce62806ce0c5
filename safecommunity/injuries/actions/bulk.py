"""Many reports at once, for imports and the demonstration world: idempotent batches, one audit event each."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import checks, codes
from safecommunity.injuries.actions import writing
from safecommunity.injuries.checks import Finding
from safecommunity.injuries.models import Injury, Report, ReportPerson
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place, SocialUnit

BATCH = 5000
INSERT = 500


@dataclass(frozen=True)
class BulkRow:
    """One report to be. `values` as for a card (places and unit by permanent id); `source_key` makes it once."""

    values: Mapping[str, Any]
    source_key: str
    client_id: str | None = None
    source: str = Report.Source.IMPORT
    entered_by: str = ""
    entered_at: datetime | None = None
    number: int = 0
    as_written: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rejected:
    """A row that could not be taken, with every reason."""

    number: int
    source_key: str
    findings: tuple[Finding, ...]


@dataclass
class BulkResult:
    """What became of the rows. `read` = accepted + duplicates + rejected."""

    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def bulk_record(
    rows: Iterable[BulkRow],
    *,
    by: str,
    at: datetime,
    place: Place,
    batch: int = BATCH,
    card_version: str = codes.DEFAULT,
    run: str = "",
) -> BulkResult:
    """Record rows in batches, each its own transaction with one audit event; running it again adds nothing.

    `place` is where they are recorded for; a row that names a unit is recorded for the unit's place.
    `run` is the import run they belong to, for the log.
    The caller has checked the right to import (it is a command or an operator's deed).
    """
    if not 1 <= batch <= BATCH:
        raise ValueError(f"batch: got {batch}, allowed: 1 to {BATCH}")
    result, iterator = BulkResult(), iter(rows)
    ground = _Grounds(place)
    while chunk := list(islice(iterator, batch)):
        with transaction.atomic():
            _record_batch(chunk, result, ground, by=by, at=at, card_version=card_version, run=run)
    return result


class _Grounds:
    """Places and units by permanent id, looked up once for the whole run."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.places: dict[str, Place | None] = {place.pid: place}
        self.units: dict[str, SocialUnit | None] = {}

    def learn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Look up ids not met before: at most two queries a batch."""
        rows = list(rows)
        pids = {str(v[name]) for v in rows for name in ("residence", "occurrence") if v.get(name)} - set(
            self.places
        )
        units = {str(v["unit"]) for v in rows if v.get("unit")} - set(self.units)
        if pids:
            self.places |= dict.fromkeys(pids) | {p.pid: p for p in Place.objects.filter(pid__in=pids)}
        if units:
            found = SocialUnit.objects.filter(pid__in=units).select_related("place")
            self.units |= dict.fromkeys(units) | {u.pid: u for u in found}

    def of(self, values: Mapping[str, Any]) -> writing.Ground | Finding:
        """The ground of one row, or what is wrong with it."""
        for name in ("residence", "occurrence"):
            if values.get(name) and self.places.get(values[name]) is None:
                says = _("%(field)s: got %(came)s; allowed: a place of the list")
                return Finding(
                    "place", "error", name, says % {"field": checks.title(name), "came": values[name]}
                )
        if values.get("unit") and self.units.get(values["unit"]) is None:
            says = _("Reporting facility: got %(came)s; allowed: a facility of the list")
            return Finding("unit", "error", "unit", says % {"came": values["unit"]})
        unit = self.units.get(values.get("unit") or "")
        home, where = values.get("residence") or "", values.get("occurrence") or ""
        return writing.Ground(unit, self.places.get(home), self.places.get(where))


def _record_batch(
    chunk: list[BulkRow],
    result: BulkResult,
    grounds: _Grounds,
    *,
    by: str,
    at: datetime,
    card_version: str,
    run: str,
) -> None:
    known = dict(
        Report.objects.filter(source_key__in=[row.source_key for row in chunk]).values_list(
            "source_key", "digest"
        )
    )
    grounds.learn(row.values for row in chunk)
    made: list[tuple[Report, dict[str, str]]] = []
    for row in chunk:
        result.read += 1
        digest = writing.content_digest(row.values)
        if row.source_key in known:
            _already_there(row, known[row.source_key] == digest, result)
            continue
        taken = _make(row, grounds, digest, by=by, at=at, card_version=card_version)
        if isinstance(taken, Rejected):
            result.rejected.append(taken)
            continue
        known[row.source_key] = digest
        made.append(taken)
    if made:
        _insert(made, by=by, at=at, place=grounds.place, run=run)
    result.accepted += len(made)


def _already_there(row: BulkRow, same: bool, result: BulkResult) -> None:
    if same:
        result.duplicates += 1
        return
    says = _("Row %(key)s is already there with other content; correct that record instead")
    finding = Finding("source_key", "error", "source_key", says % {"key": row.source_key})
    result.rejected.append(Rejected(row.number, row.source_key, (finding,)))


def _make(
    row: BulkRow, grounds: _Grounds, digest: str, *, by: str, at: datetime, card_version: str
) -> tuple[Report, dict[str, str]] | Rejected:
    ground = grounds.of(row.values)
    if isinstance(ground, Finding):
        return Rejected(row.number, row.source_key, (ground,))
    # An imported row is checked as strictly as a card, but nobody is there to answer questions:
    # they are kept with the record as open.
    checked = checks.check(row.values, source=row.source, now=at)
    if checked.errors:
        return Rejected(row.number, row.source_key, checked.errors)
    report = writing.new_report(
        checked.values, ground, source=row.source, place=ground.unit.place if ground.unit else grounds.place,
        entered_by=row.entered_by or by, entered_at=row.entered_at or at, client_id=row.client_id,
        source_key=row.source_key, digest=digest, card_version=card_version, as_written=dict(row.as_written),
    )  # fmt: skip
    return report, writing.person_of(checked.values)


def _insert(
    made: list[tuple[Report, dict[str, str]]], *, by: str, at: datetime, place: Place, run: str
) -> None:
    reports = [report for report, _person in made]
    for year, group in _by_year(reports).items():
        for report, number in zip(group, writing.card_numbers(year, len(group)), strict=True):
            report.card_no = number
    Injury.objects.bulk_create([report.injury for report in reports], batch_size=INSERT)
    for report in reports:
        report.own_injury = report.injury = report.injury  # takes over the id just given
    Report.objects.bulk_create(reports, batch_size=INSERT)
    ReportPerson.objects.bulk_create(
        [ReportPerson(report=report, **person) for report, person in made if person], batch_size=INSERT
    )
    root = hashlib.sha256("\n".join(report.digest for report in reports).encode("ascii")).hexdigest()
    journal.record(
        by=by, action="bulk_record", kind="injury_batch", ref=root[:32], place=place.pid, at=at,
        detail={"rows": len(reports), "root": root, "source": reports[0].source} | ({"run": run} if run else {}),
        changes=_changes(reports),
    )  # fmt: skip


def _changes(reports: list[Report]) -> Iterator[ChangeOf]:
    return (ChangeOf(writing.FACT, report.injury.ref) for report in reports)


def _by_year(reports: list[Report]) -> dict[int, list[Report]]:
    groups: dict[int, list[Report]] = {}
    for report in reports:
        groups.setdefault(timezone.localtime(report.entered_at).year, []).append(report)
    return groups
