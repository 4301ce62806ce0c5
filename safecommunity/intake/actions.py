"""Writing drafts, import runs and remembered mappings."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safecommunity.accounts.fields import seal_text
from safecommunity.intake import vault
from safecommunity.intake.models import ColumnMapping, Draft, ImportRun, RowError
from safecommunity.journal import actions as journal

LONGEST_DRAFT = 64 * 1024


class Refused(Exception):
    """What came cannot be kept; the text is for the person who sent it."""


def save_draft(*, owner: str, kind: str, key: str, content: dict, at: datetime) -> Draft:
    """Keep a half-filled form, encrypted; the newest content wins. A draft is no record: nothing is audited."""
    text = json.dumps(content, ensure_ascii=False)
    if len(text) > LONGEST_DRAFT or len(key) > 64:
        raise Refused(_("The draft is too long; allowed: up to 64 kB."))
    draft, _made = Draft.objects.update_or_create(
        owner=owner, kind=kind, key=key, defaults={"sealed": seal_text(text), "saved_at": at}
    )
    return draft


def drop_draft(*, owner: str, kind: str, key: str) -> None:
    """Forget a draft once its form became a record, or at its owner's wish."""
    Draft.objects.filter(owner=owner, kind=kind, key=key).delete()


@transaction.atomic
def begin_run(
    *, kind: str, mapping: str, place: str, file_name: str, sha256: str, by: str, at: datetime, unit: str = "",
    plan: Mapping[str, Any] | None = None, total: int = 0,
) -> ImportRun:  # fmt: skip
    """Open an import run."""
    run = ImportRun.objects.create(
        kind=kind,
        mapping=mapping,
        place=place,
        file_name=file_name[:150],
        sha256=sha256,
        by=by,
        started_at=at,
        unit=unit,
        plan=dict(plan or {}),
        total=total,
        beat_at=at,
    )
    journal.record(
        by=by,
        action="begin_import",
        kind="import",
        ref=run.pid,
        place=place,
        at=at,
        detail={"mapping": mapping, "sha256": sha256},
    )
    return run


def count_batch(*, run: ImportRun, accepted: int, rejected: int, duplicates: int) -> None:
    """Add a batch to the run's counters, inside the batch's own transaction: a killed run still adds up."""
    ImportRun.objects.filter(pk=run.pk).update(
        read=F("read") + accepted + rejected + duplicates,
        accepted=F("accepted") + accepted,
        rejected=F("rejected") + rejected,
        duplicates=F("duplicates") + duplicates,
    )


def keep_errors(*, run: ImportRun, errors: Iterable[RowError]) -> None:
    """Store row errors of a batch."""
    RowError.objects.bulk_create(list(errors), batch_size=500)


@transaction.atomic
def end_run(*, run: ImportRun, done: bool, at: datetime) -> ImportRun:
    """Close a run as done or failed."""
    run.refresh_from_db()
    run.state = ImportRun.State.DONE if done else ImportRun.State.FAILED
    run.ended_at = at
    run.save(update_fields=["state", "ended_at"])
    journal.record(
        by=run.by,
        action="end_import",
        kind="import",
        ref=run.pid,
        place=run.place,
        at=at,
        detail={
            "state": run.state,
            "read": run.read,
            "accepted": run.accepted,
            "rejected": run.rejected,
            "duplicates": run.duplicates,
        },
    )
    return run


class Overtaken(Exception):
    """Another job has taken this run over; this one stops without storing its batch."""


# What stands at the end of a run or was left lying is not kept: the list names people.
KEPT_FOR = timedelta(days=14)
MOST_ERRORS = 20_000


@transaction.atomic
def receive_list(
    *, kind: str, place: str, unit: str, file_name: str, sha256: str, content: IO[bytes], plan: Mapping[str, Any],
    total: int, by: str, at: datetime,
) -> ImportRun:  # fmt: skip
    """Take an uploaded list in: sealed on disk, nothing read into records yet."""
    run = ImportRun.objects.create(
        kind=kind, mapping="list", place=place, unit=unit, file_name=file_name[:150], sha256=sha256, by=by,
        started_at=at, state=ImportRun.State.UPLOADED, plan=dict(plan), total=total,
    )  # fmt: skip
    vault.keep(run.pid, content)
    journal.record(
        by=by, action="upload_list", kind="import", ref=run.pid, place=place, at=at,
        detail={"sha256": sha256, "rows": total},
    )  # fmt: skip
    return run


def plan_run(*, run: ImportRun, plan: Mapping[str, Any], by: str, at: datetime) -> None:
    """Change how a list is to be read; what an earlier check found no longer holds. Nothing is stored of the list."""
    ImportRun.objects.filter(pk=run.pk).exclude(state__in=("running", "done")).update(
        plan=dict(plan), state=ImportRun.State.UPLOADED, preview={}, beat_at=at, worker=""
    )
    run.refresh_from_db()


def take_over(*, run: ImportRun, state: str, worker: str, at: datetime) -> ImportRun:
    """Put a job to a run. A check starts from the top, an import goes on where its last batch was stored."""
    ImportRun.objects.filter(pk=run.pk).update(state=state, worker=worker, beat_at=at, ended_at=None)
    run.refresh_from_db()
    return run


def clear_errors(*, run: ImportRun) -> None:
    """Forget the row errors of an earlier check."""
    RowError.objects.filter(run=run).delete()


def beat(*, run: ImportRun, worker: str, preview: Mapping[str, Any], at: datetime) -> None:
    """A check says how far it is. Raises Overtaken when another job is at work."""
    if not ImportRun.objects.filter(pk=run.pk, worker=worker).update(preview=dict(preview), beat_at=at):
        raise Overtaken(run.pid)


def advance(
    *,
    run: ImportRun,
    worker: str,
    start: int,
    stop: int,
    accepted: int,
    rejected: int,
    duplicates: int,
    at: datetime,
) -> None:
    """Count a batch of rows start … stop inside its transaction. Raises Overtaken if it is not this job's turn."""
    moved = ImportRun.objects.filter(pk=run.pk, worker=worker, position=start).update(
        position=stop, beat_at=at, read=F("read") + accepted + rejected + duplicates,
        accepted=F("accepted") + accepted, rejected=F("rejected") + rejected,
        duplicates=F("duplicates") + duplicates,
    )  # fmt: skip
    if not moved:
        raise Overtaken(run.pid)


def end_check(*, run: ImportRun, worker: str, preview: Mapping[str, Any], at: datetime) -> None:
    """A check is complete."""
    beat(run=run, worker=worker, preview=preview, at=at)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.CHECKED, worker="")
    run.refresh_from_db()


@transaction.atomic
def give_up(*, run: ImportRun, reason: str, by: str, at: datetime) -> None:
    """A run cannot go on; the reason is for the person who started it."""
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.FAILED, ended_at=at, worker="", preview={"problem": reason[:500]}
    )
    journal.record(by=by, action="end_import", kind="import", ref=run.pid, place=run.place, at=at,
                   detail={"state": "failed"})  # fmt: skip


@transaction.atomic
def drop_run(*, run: ImportRun, by: str, at: datetime) -> None:
    """Take an upload back before anything of it was stored."""
    ImportRun.objects.filter(pk=run.pk, position=0).exclude(state__in=("running", "done")).delete()
    vault.drop(run.pid)
    journal.record(by=by, action="drop_list", kind="import", ref=run.pid, place=run.place, at=at)


def forget_lists(*, at: datetime) -> int:
    """Delete kept lists older than two weeks; returns how many."""
    old = ImportRun.objects.filter(started_at__lt=at - KEPT_FOR).exclude(state="running")
    kept = [pid for pid in old.values_list("pid", flat=True) if vault.is_kept(pid)]
    for pid in kept:
        vault.drop(pid)
    return len(kept)


@transaction.atomic
def remember_mapping(
    *, kind: str, name: str, place: str, columns: Mapping[str, str], by: str, at: datetime
) -> ColumnMapping:
    """Keep a mapping under a name; the newest wins. Headings are no secrets, cells are not kept."""
    name = name.strip()
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise Refused(_("Name of the mapping: allowed are 1 to 60 characters."))
    mapping, _made = ColumnMapping.objects.update_or_create(
        kind=kind, place=place, name=name, defaults={"owner": by, "columns": dict(columns), "saved_at": at}
    )
    journal.record(
        by=by, action="remember_mapping", kind="mapping", ref=mapping.pid, place=place, at=at,
        detail={"columns": len(columns)},
    )  # fmt: skip
    return mapping
