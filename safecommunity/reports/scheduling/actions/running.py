"""What became due is written: once, whoever of several processes comes first, and again where one of them died.

A run is a row before it is a document. Whoever takes the row writes; the document and its place in the row are kept
together, so that a process which dies leaves either both or neither. Whoever takes over goes on from there.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.places.models import new_pid
from safecommunity.reports.documents import actions as documents
from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.models import Document, Schedule, ScheduleRun
from safecommunity.reports.scheduling import days, queries
from safecommunity.reports.scheduling.actions.keeping import Refused
from safecommunity.reports.scheduling.actions.telling import tell

State = ScheduleRun.State
log = logging.getLogger("safecommunity.schedules")
MOST_MISSED = 12  # documents of one place that are made up for at once; older ones are passed over
MOST_AT_ONCE = 200
HELD = timedelta(minutes=10)  # who has not come back by then is lost
AGAIN = (300, 1800, 7200)  # seconds after the first, second … failure that may pass


class Taken(Exception):
    """Another process has taken the run over."""


def make_due(*, by: str, at: datetime) -> int:
    """A row for every document that has become due; how many are new. Each comes once, however often this is asked."""
    made, today = 0, queries.today_of(at)
    for schedule in Schedule.objects.filter(paused_on__isnull=True).select_related("place"):
        found = days.due(
            schedule.every,
            lag=schedule.lag,
            day=schedule.day,
            rule=schedule.rule,
            first=schedule.starts,
            today=today,
        )
        made += _rows(schedule, found, by, at) if found else 0
    return made


@transaction.atomic
def _rows(schedule: Schedule, found: list[Any], by: str, at: datetime) -> int:
    there = set(
        schedule.runs.filter(period__in=[str(period) for period, _when in found]).values_list(
            "place", "period"
        )
    )
    rows = []
    for one in schedule.places.select_related("place"):
        lacking = [(period, when) for period, when in found if (one.place_id, str(period)) not in there]
        for n, (period, when) in enumerate(lacking):
            old = n < len(lacking) - MOST_MISSED
            rows.append(ScheduleRun(
                schedule=schedule, place=one.place, period=str(period), due_on=when, next_at=at, at=at,
                state=State.SKIPPED if old else State.WAITING, ended_at=at if old else None,
                reason=_("too long ago to be made up for") if old else "",
            ))  # fmt: skip
    before = schedule.runs.count() if rows else 0
    ScheduleRun.objects.bulk_create(rows, ignore_conflicts=True)  # another process may have been faster
    new = schedule.runs.count() - before if rows else 0
    if new:
        _log("schedule_due", schedule, by, at, runs=new)
    return new


def write_due(*, by: str, at: datetime) -> dict[str, int]:
    """Write what waits. What a process took and never finished is taken again."""
    lost = ScheduleRun.objects.filter(state=State.RUNNING, next_at__lte=at)
    lost.filter(tries__gt=len(AGAIN)).update(
        state=State.FAILED, ended_at=at, reason=_("Whoever wrote it never came back, time after time.")
    )
    lost.update(state=State.WAITING, worker="")
    told = {"done": 0, "failed": 0, "later": 0}
    waiting = ScheduleRun.objects.filter(
        state=State.WAITING, next_at__lte=at, schedule__paused_on__isnull=True
    )
    for run in list(waiting.order_by("due_on", "pk")[:MOST_AT_ONCE]):
        worker = new_pid()
        taken = ScheduleRun.objects.filter(pk=run.pk, state=State.WAITING, next_at=run.next_at).update(
            state=State.RUNNING, worker=worker, next_at=at + HELD, tries=F("tries") + 1
        )
        if taken:
            told[_write(run.pk, worker, by, at)] += 1
    return told


def _write(pk: int, worker: str, by: str, at: datetime) -> str:
    run = ScheduleRun.objects.select_related("schedule__place", "place", "document__place").get(pk=pk)
    user = people.user(run.schedule.by)
    reader = Reader.of(user, queries.today_of(at)) if user is not None else Reader()
    with translation.override(reader.language or "zh-hans"):
        try:
            document = _document(run, reader, worker, at)
            final = run.schedule.outcome == Schedule.Outcome.FINAL and not run.found
            if final and document.state == Document.State.DRAFT:  # what somebody wrote is his to make final
                document = documents.freeze_document(
                    reader=reader, document=document, revision=document.revision, at=at
                )
        except Taken:
            return "later"
        except PermissionDenied:
            says = _("Who set this schedule writes no documents of %(place)s any more; set it anew.")
            return _ended(run, worker, State.FAILED, by, at, says % {"place": run.place.name})
        except documents.Refused as reason:
            return _refused(run, worker, by, at, str(reason))
        except Exception:
            log.exception("schedule %s: %s of %s went wrong", run.schedule.pid, run.period, run.place.pid)
            return _refused(
                run, worker, by, at, _("It could not be written; what went wrong stands in the log.")
            )
    return _told(run, worker, document, by, at)


def _document(run: ScheduleRun, reader: Reader, worker: str, at: datetime) -> Document:
    """The document of a run: its own, one that the office wrote already, or a new draft."""
    if run.document is not None:
        return run.document
    schedule = run.schedule
    if not Rights(reader).keeps(run.place):
        raise PermissionDenied(f"{run.place.pid}: not a place whose documents this reader writes")
    with transaction.atomic():
        there = Document.objects.filter(
            kind=schedule.kind, place=run.place, period=run.period, language=schedule.language
        ).select_related("place").order_by("-pk").first()  # fmt: skip
        document = there or documents.begin_document(
            reader=reader,
            place=run.place,
            kind=schedule.kind,
            period=run.period,
            language=schedule.language,
            at=at,
        )
        kept = ScheduleRun.objects.filter(pk=run.pk, state=State.RUNNING, worker=worker).update(
            document=document, found=there is not None,
            reason="" if there is None else _("The office had written it already; it is left as it is."),
        )  # fmt: skip
        if not kept:
            raise Taken
    run.document, run.found = document, there is not None
    return document


def _refused(run: ScheduleRun, worker: str, by: str, at: datetime, says: str) -> str:
    if run.tries > len(AGAIN):
        return _ended(run, worker, State.FAILED, by, at, says)
    wait = timedelta(seconds=AGAIN[run.tries - 1])
    ScheduleRun.objects.filter(pk=run.pk, worker=worker, state=State.RUNNING).update(
        state=State.WAITING, worker="", next_at=at + wait, reason=says[:300]
    )
    return "later"


@transaction.atomic
def _told(run: ScheduleRun, worker: str, document: Document, by: str, at: datetime) -> str:
    kept = ScheduleRun.objects.filter(pk=run.pk, worker=worker, state=State.RUNNING).update(
        state=State.DONE, ended_at=at
    )
    if not kept:
        return "later"
    told = tell(run=run, document=document, by=by, at=at)
    _log("schedule_written", run.schedule, by, at, run=run.pid, document=document.pid, told=told)
    return "done"


@transaction.atomic
def _ended(run: ScheduleRun, worker: str, state: str, by: str, at: datetime, says: str) -> str:
    ended = ScheduleRun.objects.filter(pk=run.pk, worker=worker, state=State.RUNNING).update(
        state=state, ended_at=at, reason=says[:300]
    )
    if not ended:
        return "later"
    _log("schedule_failed", run.schedule, by, at, run=run.pid)
    return "failed"


@transaction.atomic
def try_again(*, reader: Reader, run: ScheduleRun, at: datetime) -> None:
    """Write a failed one, or one that was passed over, after all."""
    Rights(reader).need(run.schedule.place)
    done = ScheduleRun.objects.filter(pk=run.pk, state__in=[State.FAILED, State.SKIPPED]).update(
        state=State.WAITING, tries=0, next_at=at, ended_at=None, reason="", worker=""
    )
    if not done:
        raise Refused({"": _("Only what failed or was passed over is written again.")})
    _log("schedule_again", run.schedule, reader.pid, at, run=run.pid)


def _log(action: str, one: Schedule, by: str, at: datetime, **detail: object) -> None:
    journal.record(
        by=by, action=action, kind="schedule", ref=one.pid, place=one.place.pid, at=at, detail=dict(detail)
    )
