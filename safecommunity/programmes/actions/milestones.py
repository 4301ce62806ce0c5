"""Milestones: set, put off with a reason, done, given up."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal.actions import ChangeOf
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.refusal import Refused
from safecommunity.programmes.models import Milestone, Project

FACT = "milestone"
MOST = 200


def set_milestone(
    row: Project, *, title: str, who: str, due: date, by: str, at: datetime, improves: bool = False
) -> Milestone:
    """Inside a transaction: the milestone, without its audit event; the same again is the same."""
    title = common.text(title, _("Milestone"), 1, 200, "title")
    who = common.text(who, _("Who answers for it"), 1, 120, "who")
    last = max(row.until, common.today_of(at)).replace(day=28)
    common.within(due, _("Due"), row.starts, last.replace(year=min(2199, last.year + 2)), "due")
    known = row.milestones.filter(title=title, first_due=due, dropped_on__isnull=True).first()
    if known is not None:
        return known
    if row.milestones.filter(dropped_on__isnull=True).count() >= MOST:
        raise Refused(_("A project has up to %(most)s milestones") % {"most": MOST})
    return Milestone.objects.create(
        project=row, title=title, who=who, first_due=due, due=due, improves=improves, by=by, at=at
    )


@transaction.atomic
def add_milestone(
    *, reader: Reader, project: Project, title: str, who: str, due: date, at: datetime
) -> Milestone:
    """One more thing to be done by a day."""
    row = common.locked(project, reader)
    made = set_milestone(row, title=title, who=who, due=due, by=reader.pid, at=at)
    common.note(row, "add_milestone", by=reader.pid, at=at, changes=[ChangeOf(FACT, made.ref)])
    return made


def _open(milestone: Milestone, reader: Reader) -> Milestone:
    common.locked(milestone.project, reader)
    row = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("project__place")
        .get(pk=milestone.pk)
    )
    if row.done_on is not None or row.dropped_on is not None:
        raise Refused(_("“%(what)s” is done or given up already") % {"what": row.title[:40]})
    return row


def _said(row: Milestone, action: str, reader: Reader, at: datetime, **detail: str) -> None:
    common.note(row.project, action, by=reader.pid, at=at, changes=[ChangeOf(FACT, row.ref)],
                detail={"milestone": row.ref, **detail})  # fmt: skip


@transaction.atomic
def finish_milestone(
    *, reader: Reader, milestone: Milestone, on: date, result: str, at: datetime
) -> Milestone:
    """It is done; whether in time is measured by the day first set."""
    row = _open(milestone, reader)
    row.done_on = common.within(on, _("Done on"), _first_day(row), common.today_of(at), "on")
    row.result = common.text(result, _("What came of it"), 0, 300, "result")
    row.save(update_fields=["done_on", "result"])
    _said(row, "finish_milestone", reader, at)
    return row


def _first_day(row: Milestone) -> date:
    """Nothing of a project is done before it was entered, planned to begin and began, whichever came first."""
    project = row.project
    return min(project.starts, project.started_on or project.starts, common.today_of(project.at))


@transaction.atomic
def extend_milestone(
    *, reader: Reader, milestone: Milestone, due: date, reason: str, at: datetime
) -> Milestone:
    """A later day, with a reason."""
    row = _open(milestone, reader)
    first = date.fromordinal(row.due.toordinal() + 1)
    last = max(row.project.until, common.today_of(at)).replace(day=28)
    row.due = common.within(due, _("New day"), first, last.replace(year=min(2199, last.year + 2)), "due")
    row.reason = common.text(reason, _("Reason"), 1, 300, "reason")
    row.save(update_fields=["due", "reason"])
    _said(row, "extend_milestone", reader, at, due=due.isoformat())
    return row


@transaction.atomic
def drop_milestone(*, reader: Reader, milestone: Milestone, reason: str, at: datetime) -> Milestone:
    """Given up, with a reason; it counts no more and stays readable."""
    row = _open(milestone, reader)
    row.reason, row.dropped_on = common.text(reason, _("Reason"), 1, 300, "reason"), common.today_of(at)
    row.save(update_fields=["dropped_on", "reason"])
    _said(row, "drop_milestone", reader, at)
    return row
