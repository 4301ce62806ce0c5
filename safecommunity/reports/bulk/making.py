"""Making the documents of a bulk: a leader that starts processes, looks after them and writes the zip; a process that
takes pieces, composes and typesets them by itself, so that two of them use two cores."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone, translation

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Held, Reader
from safecommunity.indicators.period import Period
from safecommunity.places.models import new_pid
from safecommunity.reports.bulk import actions
from safecommunity.reports.documents import actions as documents
from safecommunity.reports.documents import queries as _lists  # noqa: F401 - lists register themselves
from safecommunity.reports.documents.composing import Composer
from safecommunity.reports.documents.kinds import kinds
from safecommunity.reports.models import Bulk, BulkPiece
from safecommunity.shell.papers import engine

COMMAND = "command"  # who began a bulk on the server itself
PROCESSES = 2
LOOK_EVERY = 0.25
BEAT_EVERY = 1.0
ASKED = "zh-hans"
log = logging.getLogger("safecommunity.bulk")
Clock = Callable[[], datetime]
Tell = Callable[[int, int], None]


def reader_of(bulk: Bulk, now: datetime) -> Reader:
    """Whoever began it, with the rights of today; whoever holds the machine reads as the place's chief."""
    if bulk.by == COMMAND:
        return operator(bulk.place.pid)
    user = people.user(bulk.by)
    return Reader.of(user, timezone.localdate(now)) if user is not None else Reader()


def operator(pid: str) -> Reader:
    """Who works on the server itself: what a place's chief reads, and no more."""
    return Reader(COMMAND, COMMAND, "", (Held("chief", place=pid),), signed_in_by=COMMAND)


def name_of(bulk: Bulk, piece: BulkPiece) -> str:
    """A file's name in the zip."""
    title = kinds()[bulk.kind].title(bulk.language)
    place = "".join(one for one in piece.place.name if one.isalnum() or one in " -（）()")
    return f"{piece.number:04d} {place} {title} {bulk.period}.{bulk.form}"


def build(
    pid: str, *, processes: int = PROCESSES, clock: Clock = timezone.now, tell: Tell | None = None
) -> str:
    """Lead a bulk to its end; the state it is left in. Where another leads already nothing is done."""
    bulk = Bulk.objects.select_related("place").get(pid=pid)
    token = actions.lead(bulk=bulk, by=bulk.by, at=clock())
    if not token:
        return bulk.state
    started = [_start(pid, token) for _n in range(max(1, min(processes, bulk.total)))]
    try:
        _watch(bulk, token, started, clock, tell)
    finally:
        _end(started)
    _close(bulk, token, started, clock)
    bulk.refresh_from_db()
    return bulk.state


def _start(pid: str, token: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "safecommunity.reports.bulk.worker", pid, token]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=env)  # noqa: S603 - our own module


def _watch(
    bulk: Bulk, token: str, started: "list[subprocess.Popen[bytes]]", clock: Clock, tell: Tell | None
) -> None:
    """Say every second that we live, until every process has ended or the work was stopped."""
    last = 0.0
    while any(one.poll() is None for one in started):
        if time.monotonic() - last >= BEAT_EVERY:
            last = time.monotonic()
            if not actions.beat(bulk=bulk, token=token, by=bulk.by, at=clock()):
                return
            if tell is not None:
                tell(bulk.pieces.filter(done=True).count(), bulk.total)
        time.sleep(LOOK_EVERY)


def _end(started: "list[subprocess.Popen[bytes]]") -> None:
    for one in started:
        if one.poll() is None:
            one.terminate()
    for one in started:
        one.wait()


def _close(bulk: Bulk, token: str, started: "list[subprocess.Popen[bytes]]", clock: Clock) -> None:
    codes = ", ".join(str(one.returncode) for one in started)
    reason = f"processes ended ({codes}) before every document was made"
    try:
        with translation.override(ASKED if bulk.language != "en" else "en"):
            ended = actions.end_bulk(
                bulk=bulk, token=token, by=bulk.by, at=clock(), name=lambda piece: name_of(bulk, piece)
            )
    except OSError as lacking:  # a file that is gone, a disk that is full
        ended, reason = False, f"the zip could not be written: {lacking.strerror or lacking}"
    if not ended:
        actions.fail_bulk(bulk=bulk, token=token, reason=reason, by=bulk.by, at=clock())


def work(pid: str, token: str, *, clock: Clock = timezone.now) -> int:
    """Make pieces until none is left; how many were made. Ends with its leader, and when the work is stopped."""
    bulk = Bulk.objects.select_related("place").get(pid=pid)
    leader, me, made = os.getppid(), new_pid(), 0
    reader = reader_of(bulk, clock())
    while pieces := _taken(bulk, token, me):
        for piece in pieces:
            if os.getppid() != leader:
                return made
            make(bulk, piece, reader, clock())
            made += 1
    return made


def _taken(bulk: Bulk, token: str, me: str) -> list[BulkPiece]:
    """The next pieces; a database that is locked for a moment is asked again."""
    for attempt in range(5):
        try:
            return actions.take_pieces(bulk=bulk, token=token, worker=me, by=bulk.by)
        except OperationalError:
            if attempt == 4:
                raise
            time.sleep(0.2 * (attempt + 1))
    return []


def make(bulk: Bulk, piece: BulkPiece, reader: Reader, now: datetime) -> None:
    """Compose and typeset one document. What goes wrong with one is kept with it and stops no other."""
    kind = kinds()[bulk.kind]
    try:
        strip = documents.strip(piece.place, bulk.language, final=False)
        paper = Composer(kind, piece.place, Period.parse(bulk.period), bulk.language, now, reader).paper(
            strip=strip
        )
        content = engine.made(paper, bulk.form, dense=kind.dense, marks=True)
    except OperationalError:
        raise
    except Exception as reason:
        log.exception("%s of %s", bulk.kind, piece.place.pid)
        actions.miss_piece(piece=piece, problem=f"{type(reason).__name__}: {reason}", by=bulk.by)
        return
    actions.keep_piece(bulk=bulk, piece=piece, content=content, checksum=paper.checksum(), by=bulk.by)
