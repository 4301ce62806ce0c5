"""Tasks: entered, done, given up, opened again; and the duties of the year, which appear by themselves."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes, duties
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Body, Task
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT = "task"
FARTHEST = timedelta(days=366 * 10)  # a slip in the year would keep a task open for ever
AGAIN = timedelta(minutes=2)  # the same from the same person within this time is a second click


def checked_task(**values: Any) -> Task:
    """A task that may be stored. Raises Refused in words."""
    task = Task(**{**values, "title": values["title"].strip(), "who": values["who"].strip()})
    if not 1 <= len(task.title) <= 200:
        raise Refused(_("Task: got %(came)s characters; allowed: 1 to 200") % {"came": len(task.title)})
    if len(task.who) > 120:
        raise Refused(_("Who does it: got %(came)s characters; allowed: up to 120") % {"came": len(task.who)})
    if task.due < task.starts:
        says = _("Due: got %(came)s for “%(task)s”; allowed: not before %(first)s")
        raise Refused(says % {"came": task.due, "task": task.title[:40], "first": task.starts})
    if task.due > task.starts + FARTHEST:
        says = _("Due: got %(came)s for “%(task)s”; allowed: %(first)s to %(last)s")
        last = task.starts + FARTHEST
        raise Refused(says % {"came": task.due, "task": task.title[:40], "first": task.starts, "last": last})
    return task


@transaction.atomic
def record_task(
    *, reader: Reader, place: Place, title: str, due: date, at: datetime, who: str = "", what: str = "",
    user: str = "", sector: str = "", starts: date | None = None,
) -> Task:  # fmt: skip
    """A task of the office's own. The same sent twice, by a second click, is one task."""
    Rights(reader).need_office(place)
    if sector and sector not in codes.people_sectors():
        allowed = ", ".join(codes.people_sectors())
        raise Refused(
            _("Sector: got %(came)s; allowed: %(allowed)s") % {"came": sector[:40], "allowed": allowed}
        )
    task = checked_task(
        place=place, title=title, what=what.strip()[:500], who=who, user=user, sector=sector, due=due,
        starts=starts or timezone.localdate(at), source="own", by=reader.pid, at=at,
    )  # fmt: skip
    sent = Task.objects.filter(
        place=place, source="own", title=task.title, who=task.who, due=due, by=reader.pid, at__gt=at - AGAIN,
        done_on__isnull=True, dropped_on__isnull=True,
    ).first()  # fmt: skip
    if sent is not None:
        return sent
    task.save(force_insert=True)
    _log("record_task", task, reader.pid, at)
    return task


def _log(action: str, task: Task, by: str, at: datetime, **detail: Any) -> None:
    changes = [ChangeOf(FACT, task.ref)]
    if task.item is not None:  # how far an item of a plan is stands in its tasks
        changes.append(ChangeOf("plan_item", task.item.ref))
    journal.record(
        by=by,
        action=action,
        kind="task",
        ref=task.ref,
        place=task.place.pid,
        at=at,
        detail=detail,
        changes=changes,
    )


def _locked(task: Task, reader: Reader) -> Task:
    found = Task.objects.select_for_update(of=("self",)).select_related("place", "item").get(pk=task.pk)
    rights = Rights(reader)
    mine = found.user == reader.pid or rights.of_sector(found.place, found.sector)
    if found.place.pid not in rights.office_reach and not mine:
        raise NotYours(found.ref)
    return found


@transaction.atomic
def finish_task(
    *, reader: Reader, task: Task, on: date, result: str, at: datetime, proofs: Sequence[File] = ()
) -> Task:
    """Done, on a day, with what came of it and the paper that shows it."""
    task = _locked(task, reader)
    if task.done_on is not None or task.dropped_on is not None:
        raise Refused(_("This task has ended already"))
    if not task.starts <= on <= timezone.localdate(at):
        says = _("Done on: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": on, "first": task.starts, "last": timezone.localdate(at)})
    task.done_on, task.result = on, result.strip()[:300]
    task.save(update_fields=["done_on", "result"])
    _log("finish_task", task, reader.pid, at, on=on.isoformat(), files=len(proofs))
    attach(proofs, "task", task.ref, task.place, reader.pid, at, on)
    return task


@transaction.atomic
def reopen_task(*, reader: Reader, task: Task, reason: str, at: datetime) -> Task:
    """It was not done after all: the reason stands in the log, and the clock runs again."""
    task = _locked(task, reader)
    if task.done_on is None and task.dropped_on is None:
        raise Refused(_("This task is open already"))
    if not reason.strip():
        raise Refused(_("Opening a task again needs a reason"))
    task.done_on, task.dropped_on, task.reason = None, None, reason.strip()[:200]
    task.save(update_fields=["done_on", "dropped_on", "reason"])
    _log("reopen_task", task, reader.pid, at)
    return task


@transaction.atomic
def drop_task(*, reader: Reader, task: Task, reason: str, at: datetime) -> Task:
    """Given up, with reason; it stays readable and counts no more."""
    task = _locked(task, reader)
    if task.done_on is not None or task.dropped_on is not None:
        raise Refused(_("This task has ended already"))
    if not reason.strip():
        raise Refused(_("Giving a task up needs a reason"))
    task.dropped_on, task.reason = timezone.localdate(at), reason.strip()[:200]
    task.save(update_fields=["dropped_on", "reason"])
    _log("drop_task", task, reader.pid, at)
    return task


@transaction.atomic
def hand_task(*, by: str, place: Place, title: str, what: str, due: date, at: datetime) -> Task:
    """A task somebody outside the office hands it by right of his work, e.g. a reviewer's finding.

    Whether he may is for the room that asks, which also ends it by `settle_task`.
    """
    task = checked_task(
        place=place, title=title, what=what.strip()[:500], who="", user="", sector="", due=due,
        starts=timezone.localdate(at), source="own", by=by, at=at,
    )  # fmt: skip
    task.save(force_insert=True)
    _log("hand_task", task, by, at)
    return task


@transaction.atomic
def settle_task(*, by: str, task: Task, on: date, result: str, at: datetime) -> Task:
    """What was handed by `hand_task` is done; where it ended before, nothing changes."""
    found = Task.objects.select_for_update(of=("self",)).select_related("place", "item").get(pk=task.pk)
    if found.done_on is None and found.dropped_on is None:
        found.done_on, found.result = on, result.strip()[:300]
        found.save(update_fields=["done_on", "result"])
        _log("finish_task", found, by, at, on=on.isoformat(), files=0)
    return found


@transaction.atomic
def open_due_duties(*, by: str, at: datetime) -> int:
    """The duties of the year whose time has come, for every street that has a body; each of a period once."""
    today = timezone.localdate(at)
    running = duties.running(today)
    streets = list(
        Place.objects.filter(pk__in=Body.objects.filter(ends__isnull=True).values("place"), level="street")
    )
    known = set(
        Task.objects.filter(place__in=streets, period__in={one.period for one in running}).exclude(duty="")
        .values_list("place_id", "duty", "period")
    )  # fmt: skip
    made = 0
    for place in streets:
        new = [one for one in running if (place.pk, one.id, one.period) not in known]
        tasks = [
            Task(
                place=place, title=codes.said(one.told["title"], "zh-hans"), what=one.told["form"],
                who=codes.said(one.told["who"], "zh-hans"), source="calendar", duty=one.id, period=one.period,
                starts=one.starts, due=one.due, by=by, at=at,
            )
            for one in new
        ]  # fmt: skip
        if tasks:
            Task.objects.bulk_create(tasks)
            journal.record(
                by=by, action="open_duties", kind="duties", ref=place.pid, place=place.pid, at=at,
                changes=[ChangeOf(FACT, one.ref) for one in tasks], detail={"duties": [one.duty for one in tasks]},
            )  # fmt: skip
        made += len(tasks)
    return made
