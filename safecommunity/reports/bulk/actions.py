"""Building many documents: begun by a reader, led by one process, made piece by piece by several, stopped and resumed.

A piece is a row before it is a file. A file is written beside its name and moved there whole, then its row says done;
a process killed between the two leaves a file that is made again with the same bytes. The zip is written from the rows
when all of them are done, so nothing stands in it twice and nothing is missing.
"""

import csv
import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.indicators.period import Period
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place, new_pid
from safecommunity.reports.bulk import places, queries
from safecommunity.reports.documents import actions as documents
from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.models import Bulk, BulkPiece
from safecommunity.shell.errors import Refused as Said
from safecommunity.shell.papers import printing

KEPT = timedelta(days=7)
AT_ONCE = 6  # pieces a process takes
State = Bulk.State


class Refused(Said):
    """A bulk that cannot be begun, stopped, resumed or taken so."""


@transaction.atomic
def begin_bulk(
    *, reader: Reader, place: Place, kind: str, period: str, language: str, form: str, at: datetime
) -> Bulk:
    """One document for every street and town of a place. Refuses what no single document may be either."""
    rights = Rights(reader)
    rights.need(place)
    months = _checked(kind, period, language, form, at)
    found = places.streets(place)
    if not found:
        raise Refused(_("Streets and towns: there are none in %(place)s") % {"place": place.name})
    made = Bulk.objects.create(
        place=place, kind=kind, period=str(months), language=language, form=form, total=len(found), by=reader.pid,
        at=at, beat_at=at,
    )  # fmt: skip
    BulkPiece.objects.bulk_create(
        [BulkPiece(bulk=made, number=n, place=one) for n, one in enumerate(found, 1)], batch_size=1000
    )
    _log("begin_bulk", made, reader.pid, at, kind=kind, period=made.period, documents=made.total)
    return made


def _checked(kind: str, period: str, language: str, form: str, at: datetime) -> Period:
    if form not in printing.FORMS:
        says = _("File: got “%(came)s”; allowed: %(allowed)s")
        raise Refused(says % {"came": form[:20], "allowed": "、".join(printing.FORMS)})
    try:
        return documents.checked(kind, period, language, at)
    except documents.Refused as reason:
        raise Refused(str(reason)) from reason


@transaction.atomic
def stop_bulk(*, reader: Reader, bulk: Bulk, at: datetime) -> None:
    """Stop; what is made stays, and resuming goes on from there."""
    _mine(reader, bulk)
    if not Bulk.objects.filter(pk=bulk.pk, state__in=[State.WAITING, State.RUNNING]).update(
        state=State.STOPPED
    ):
        raise Refused(_("Nothing is being made; there is nothing to stop."))
    _log("stop_bulk", bulk, reader.pid, at)


@transaction.atomic
def resume_bulk(*, reader: Reader, bulk: Bulk, at: datetime) -> None:
    """Go on with what is left: after a stop, after an interruption, and with what could not be made."""
    _mine(reader, bulk)
    silent = Q(state=State.RUNNING, beat_at__lt=at - queries.SILENT)
    over = Q(state__in=[State.STOPPED, State.FAILED])
    again = bulk.pieces.exclude(problem="")
    if bulk.state == State.DONE and again.exists():
        over |= Q(state=State.DONE)
    if not Bulk.objects.filter(silent | over, pk=bulk.pk).update(
        state=State.WAITING, worker="", beat_at=at, ended_at=None, reason=""
    ):
        raise Refused(_("It is being made, or it is done; there is nothing to resume."))
    again.update(done=False, problem="", taken_by="")
    # files are thrown away after a week: what is not there any more is made again
    lost = [one.pk for one in bulk.pieces.filter(done=True) if not path_of(bulk, one).exists()]
    for start in range(0, len(lost), 1000):
        bulk.pieces.filter(pk__in=lost[start : start + 1000]).update(done=False, taken_by="")
    _log("resume_bulk", bulk, reader.pid, at, left=bulk.pieces.filter(done=False).count())


@transaction.atomic
def take_bulk(*, reader: Reader, bulk: Bulk, at: datetime) -> Path:
    """The zip, for who began it; taking it is logged."""
    _mine(reader, bulk)
    path = queries.zip_of(bulk)
    if bulk.state != State.DONE or not path.exists():
        raise Refused(_("This file is not kept any more; make it again"))
    _log("take_bulk", bulk, reader.pid, at, sha256=bulk.sha256)
    return path


def _mine(reader: Reader, bulk: Bulk) -> None:
    if bulk.by != reader.pid:
        raise PermissionDenied(f"{bulk.pid}: begun by somebody else")


def lead(*, bulk: Bulk, by: str, at: datetime) -> str:
    """Take the lead of a bulk that waits or whose leader died; the token to work with, empty where another leads.

    What a dead process had taken is free again.
    """
    token = new_pid()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, beat_at__lt=at - queries.SILENT)
    with transaction.atomic():
        taken = Bulk.objects.filter(free, pk=bulk.pk).update(state=State.RUNNING, worker=token, beat_at=at)
        if not taken:
            return ""
        bulk.pieces.filter(done=False).exclude(taken_by="").update(taken_by="")
        _log("lead_bulk", bulk, by, at, left=bulk.pieces.filter(done=False).count())
    queries.pieces_in(bulk).mkdir(mode=0o700, parents=True, exist_ok=True)
    forget_old(by=by, at=at)
    return token


def beat(*, bulk: Bulk, token: str, by: str, at: datetime) -> bool:
    """Say that the leader lives; False where it was stopped or another took over."""
    del by  # who leads is the token's
    return bool(Bulk.objects.filter(pk=bulk.pk, state=State.RUNNING, worker=token).update(beat_at=at))


def take_pieces(*, bulk: Bulk, token: str, worker: str, by: str) -> list[BulkPiece]:
    """The next few pieces for one process, none twice; empty where all are taken, or the work was stopped."""
    del by
    if not Bulk.objects.filter(pk=bulk.pk, state=State.RUNNING, worker=token).exists():
        return []
    left = bulk.pieces.filter(done=False, taken_by="").order_by("number").values_list("pk", flat=True)
    wanted = list(left[:AT_ONCE])
    bulk.pieces.filter(pk__in=wanted, done=False, taken_by="").update(taken_by=worker)
    return list(bulk.pieces.filter(pk__in=wanted, taken_by=worker, done=False).select_related("place"))


def keep_piece(*, bulk: Bulk, piece: BulkPiece, content: bytes, checksum: str, by: str) -> None:
    """Put one document's file in its place, whole, and say that it is done."""
    del by
    path = path_of(bulk, piece)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
    digest = hashlib.sha256(content).hexdigest()
    BulkPiece.objects.filter(pk=piece.pk).update(done=True, sha256=digest, checksum=checksum, problem="")


def miss_piece(*, piece: BulkPiece, problem: str, by: str) -> None:
    """Say that one document could not be made, and why; the others go on."""
    del by
    BulkPiece.objects.filter(pk=piece.pk).update(done=True, problem=problem[:300], sha256="", checksum="")


def path_of(bulk: Bulk, piece: BulkPiece) -> Path:
    """Where the file of a piece lies."""
    return queries.pieces_in(bulk) / f"{piece.number:05d}.{bulk.form}"


def end_bulk(*, bulk: Bulk, token: str, by: str, at: datetime, name: Callable[[BulkPiece], str]) -> bool:
    """Write the zip when every piece is done; False while some are left or somebody else leads.

    The file is written before the transaction begins: it takes seconds, in which everybody else may write.
    """
    mine = Bulk.objects.filter(pk=bulk.pk, worker=token, state=State.RUNNING)
    if not mine.exists() or bulk.pieces.filter(done=False).exists():
        return False
    path = queries.zip_of(bulk)
    draft = path.with_suffix(f".{os.getpid()}")
    _zip(draft, bulk, list(bulk.pieces.select_related("place").order_by("number")), name)
    with draft.open("rb") as read:
        sha256 = hashlib.file_digest(read, "sha256").hexdigest()
    with transaction.atomic():
        ended = mine.update(sha256=sha256, size=draft.stat().st_size, state=State.DONE, ended_at=at)
        if ended:
            draft.replace(path)
            _log("end_bulk", bulk, by, at, sha256=sha256, documents=bulk.total)
    draft.unlink(missing_ok=True)
    return bool(ended)


def _zip(draft: Path, bulk: Bulk, pieces: Iterable[BulkPiece], name: Callable[[BulkPiece], str]) -> None:
    """Pieces in their order, and a list of them with the sums to check each by."""
    listing = io.StringIO()
    rows = csv.writer(listing)
    rows.writerow([_("No."), _("Place"), _("File"), "SHA-256", _("Checksum of the document"), _("Remark")])
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as out:
        for piece in pieces:
            title = name(piece) if not piece.problem else ""
            if title:
                out.write(path_of(bulk, piece), title)
            rows.writerow(
                [piece.number, piece.place.name, title, piece.sha256, piece.checksum, piece.problem]
            )
        out.writestr(f"{_('Contents')}.csv", "\ufeff" + listing.getvalue(), zipfile.ZIP_DEFLATED)


@transaction.atomic
def fail_bulk(*, bulk: Bulk, token: str, reason: str, by: str, at: datetime) -> None:
    """Say that the work cannot go on, and why; it may be resumed."""
    failed = Bulk.objects.filter(pk=bulk.pk, worker=token, state=State.RUNNING).update(
        state=State.FAILED, reason=reason[:300], ended_at=at
    )
    if failed:
        _log("fail_bulk", bulk, by, at)


def forget_old(*, by: str, at: datetime) -> int:
    """Throw away files of bulks that were begun more than a week ago."""
    del by
    gone = 0
    there: dict[str, list[Path]] = {}
    for path in queries.folder().iterdir():
        there.setdefault(path.name.partition(".")[0], []).append(path)
    old = Bulk.objects.filter(pid__in=list(there), at__lt=at - KEPT).exclude(state=State.RUNNING)
    for pid in old.values_list("pid", flat=True):
        for path in there[pid]:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
            gone += 1
    return gone


def _log(action: str, one: Bulk, by: str, at: datetime, **detail: object) -> None:
    journal.record(
        by=by, action=action, kind="bulk", ref=one.pid, place=one.place.pid, at=at, detail=dict(detail)
    )
