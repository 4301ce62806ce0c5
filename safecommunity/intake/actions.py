"""Writing drafts and import runs."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safecommunity.accounts.fields import seal_text
from safecommunity.intake.models import Draft, ImportRun, RowError
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
    *, kind: str, mapping: str, place: str, file_name: str, sha256: str, by: str, at: datetime
) -> ImportRun:
    """Open an import run."""
    run = ImportRun.objects.create(
        kind=kind,
        mapping=mapping,
        place=place,
        file_name=file_name[:150],
        sha256=sha256,
        by=by,
        started_at=at,
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
