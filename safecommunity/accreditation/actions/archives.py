"""Building the twelve boxes: begun by a reader, written piece by piece with progress, gone after a day."""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.evidence import KIND as EVIDENCE
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.boxes import writing
from safecommunity.accreditation.boxes.contents import contents
from safecommunity.accreditation.models import Archive, Round
from safecommunity.accreditation.queries import rounds
from safecommunity.accreditation.rights import Rights
from safecommunity.files import queries as stored
from safecommunity.journal import actions as journal

KEPT = timedelta(days=1)
AT_ONCE_PIECES, AT_ONCE_BYTES = 60, 40 * 1024 * 1024
TELL_EVERY = 1.0  # seconds
State = Archive.State
Clock = Callable[[], datetime]


def folder() -> Path:
    """Where built archives lie for a day."""
    found = Path(settings.HOME) / "cache" / "archives"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


@transaction.atomic
def begin_archive(*, reader: Reader, round: Round, at: datetime) -> Archive:
    """A new archive of a round for this reader; one that is being built already goes on."""
    going = Archive.objects.filter(round=round, by=reader.pid, state=State.BUILDING).first()
    if going is not None and not going.interrupted(at):
        return going
    if going is not None:
        Archive.objects.filter(pk=going.pk).update(state=State.FAILED, reason=_("interrupted"), ended_at=at)
    made = Archive.objects.create(round=round, by=reader.pid, at=at, beat_at=at)
    _log("begin_archive", made, at)
    return made


def fits_a_request(reader: Reader, round: Round) -> bool:
    """Whether it is built while the reader waits."""
    inside = contents(Rights(reader), round)
    refs = [entry.piece.pid for box in inside.boxes for entry in box.entries if entry.first is None]
    return len(refs) <= AT_ONCE_PIECES and stored.bytes_of(EVIDENCE, refs) <= AT_ONCE_BYTES


def build_archive(*, reader: Reader, archive: Archive, at: datetime, clock: Clock) -> Archive:
    """Write the file, telling how far it is. What was begun and not ended is never taken for an archive."""
    forget_archives(at=at)
    rights = Rights(reader)
    one = rounds.one(rights, archive.round.pid)
    if one is None:
        return _ended(archive, State.FAILED, clock(), reason=_("This round is not open to you any more"))
    inside = contents(rights, one)
    Archive.objects.filter(pk=archive.pk).update(total=inside.pieces, left_out=inside.left_out)
    draft, last = folder() / f".{archive.pid}", monotonic()

    def tell(done: int) -> None:
        nonlocal last
        if monotonic() - last >= TELL_EVERY:
            last = monotonic()
            Archive.objects.filter(pk=archive.pk).update(position=done, beat_at=clock())

    name = people.names([archive.by]).get(archive.by, "")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
            writing.write(out, rights=rights, one=one, contents=inside, by=name, at=at, tell=tell)
            out.flush()
            os.fsync(out.fileno())
            out.seek(0)
            digest = hashlib.file_digest(out, "sha256").hexdigest()
            size = out.tell()
        draft.replace(writing.path_of(folder(), archive.pid))
    except (OSError, DatabaseError) as reason:
        draft.unlink(missing_ok=True)
        says = _("The archive could not be written: %(why)s") % {"why": type(reason).__name__}
        return _ended(archive, State.FAILED, clock(), reason=says)
    return _ended(archive, State.DONE, clock(), position=inside.pieces, size=size, sha256=digest)


@transaction.atomic
def _ended(archive: Archive, state: str, at: datetime, **told: object) -> Archive:
    Archive.objects.filter(pk=archive.pk).update(state=state, ended_at=at, **told)
    archive.refresh_from_db()
    _log("build_archive", archive, at, state=state, sha256=archive.sha256, pieces=archive.total)
    return archive


@transaction.atomic
def take_archive(*, reader: Reader, archive: Archive, at: datetime) -> Path:
    """The file, for the reader it was built for and nobody else; taking it is logged."""
    if archive.by != reader.pid:
        raise NotYours(f"{archive.pid}: built for somebody else")
    path = writing.path_of(folder(), archive.pid)
    if archive.state != State.DONE or not path.exists():
        raise Refused(_("This archive is not kept any more; build it again"))
    _log("take_archive", archive, at, sha256=archive.sha256)
    return path


def forget_archives(*, at: datetime) -> int:
    """Throw away files built more than a day ago, and drafts nobody writes any more."""
    gone = 0
    for path in folder().iterdir():
        if at.timestamp() - path.stat().st_mtime > KEPT.total_seconds():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _log(action: str, one: Archive, at: datetime, **detail: object) -> None:
    journal.record(
        by=one.by, action=action, kind="archive", ref=one.pid, place=one.round.place.pid, at=at,
        detail={"round": one.round.pid, **detail},
    )  # fmt: skip
