"""Meetings, launches, study visits: recorded with agenda, who came, and decisions that become tasks.

They are withdrawn with reason, never deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import words
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.tasks import AGAIN, checked_task
from safecommunity.governance.models import Body, Meeting, SignIn, Task
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT = "meeting"
MOST_DECISIONS = 20
LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class Decision:
    """What a meeting decided: who does what until when."""

    title: str
    who: str
    due: date
    user: str = ""


@transaction.atomic
def record_meeting(
    *, reader: Reader, body: Body, on: date, title: str, at: datetime, where: str = "", agenda: str = "",
    minutes: str = "", present: int | None = None, decisions: Sequence[Decision] = (), proofs: Sequence[File] = (),
    kind: str = "meeting", host: str = "", until: date | None = None,
) -> Meeting:  # fmt: skip
    """A meeting, a launch or a study visit with all it decided, in one step; each decision is a task from that day
    on. Sent twice, it is one."""
    Rights(reader).need_office(body.place)
    if not body.starts <= on <= timezone.localdate(at):
        says = _("Day of the meeting: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": on, "first": body.starts, "last": timezone.localdate(at)})
    if not 1 <= len(title.strip()) <= 200:
        raise Refused(_("Title: got %(came)s characters; allowed: 1 to 200") % {"came": len(title.strip())})
    _check_kind(kind, on, until, host.strip(), timezone.localdate(at))
    if len(decisions) > MOST_DECISIONS:
        says = _("Decisions: got %(came)s; allowed: up to %(most)s")
        raise Refused(says % {"came": len(decisions), "most": MOST_DECISIONS})
    sent = Meeting.objects.filter(
        body=body, on=on, title=title.strip(), by=reader.pid, at__gt=at - AGAIN, withdrawn_at__isnull=True
    ).first()
    if sent is not None:
        return sent
    meeting = Meeting.objects.create(
        body=body, on=on, title=title.strip(), where=where.strip(), agenda=agenda.strip(), minutes=minutes.strip(),
        present=present, kind=kind, host=host.strip(), until=until if until != on else None, by=reader.pid, at=at,
    )  # fmt: skip
    tasks = [
        checked_task(
            place=body.place, title=one.title, who=one.who, user=one.user, due=one.due, starts=on, source="decision",
            meeting=meeting, by=reader.pid, at=at,
        )
        for one in decisions
    ]  # fmt: skip
    Task.objects.bulk_create(tasks)
    journal.record(
        by=reader.pid, action="record_meeting", kind="meeting", ref=meeting.ref, place=body.place.pid, at=at,
        changes=[ChangeOf(FACT, meeting.ref), *(ChangeOf("task", one.ref) for one in tasks)],
        detail={"body": body.pid, "decisions": len(tasks), "files": len(proofs)},
    )  # fmt: skip
    attach(proofs, "meeting", meeting.ref, body.place, reader.pid, at, on)
    return meeting


def _check_kind(kind: str, on: date, until: date | None, host: str, today: date) -> None:
    """A visit may last some days; all of them have been."""
    if kind not in Meeting.Kind.values:
        allowed = ", ".join(words.meeting_kind(one) for one in Meeting.Kind.values)
        raise Refused(_("Kind: got %(came)s; allowed: %(allowed)s") % {"came": kind[:20], "allowed": allowed})
    if until is not None and not on <= until <= min(today, on + LONGEST):
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        last = min(today, on + LONGEST)
        raise Refused(says % {"field": _("Last day"), "came": until, "first": on, "last": last})
    if len(host) > 120:
        says = _("Who invites or receives: got %(came)s characters; allowed: up to 120")
        raise Refused(says % {"came": len(host)})


@transaction.atomic
def withdraw_meeting(*, reader: Reader, meeting: Meeting, reason: str, at: datetime) -> Meeting:
    """Take a meeting out of the counts, with reason; its open tasks are given up with it."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body__place").get(pk=meeting.pk)
    place = meeting.body.place
    Rights(reader).need_office(place)
    if meeting.withdrawn_at is not None:
        raise Refused(_("This meeting was withdrawn already"))
    if not reason.strip():
        raise Refused(_("A withdrawal needs a reason"))
    meeting.withdrawn_at, meeting.reason = at, reason.strip()[:200]
    meeting.save(update_fields=["withdrawn_at", "reason"])
    tasks = list(meeting.decisions.filter(done_on__isnull=True, dropped_on__isnull=True))
    Task.objects.filter(pk__in=[one.pk for one in tasks]).update(
        dropped_on=timezone.localdate(at), reason=meeting.reason
    )
    journal.record(
        by=reader.pid, action="withdraw_meeting", kind="meeting", ref=meeting.ref, place=place.pid, at=at,
        changes=[ChangeOf(FACT, meeting.ref), *(ChangeOf("task", one.ref) for one in tasks)],
    )  # fmt: skip
    return meeting


@transaction.atomic
def sign_in(*, reader: Reader, meeting: Meeting, at: datetime) -> SignIn:
    """Somebody who came signs in by the code on the table, on the day of the meeting; once."""
    if not reader.is_authenticated:
        raise NotYours(meeting.ref)
    if meeting.on != timezone.localdate(at) or meeting.withdrawn_at is not None:
        says = _("Signing in is possible on the day of the meeting only, %(day)s")
        raise Refused(says % {"day": meeting.on})
    made, new = SignIn.objects.get_or_create(meeting=meeting, user=reader.pid, defaults={"at": at})
    if new:
        journal.record(
            by=reader.pid, action="sign_in_meeting", kind="meeting", ref=meeting.ref,
            place=meeting.body.place.pid, at=at, changes=[ChangeOf(FACT, meeting.ref)],
        )  # fmt: skip
    return made
