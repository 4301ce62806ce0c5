"""Findings: raised at an item, published with the result as tasks of the place, put right, accepted or returned."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Evidence, Finding, Panel, PanelMember, Rectification
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import rules, words
from safecommunity.accreditation.review.actions.common import in_state, locked, log, on_sheet, plain, seat
from safecommunity.accreditation.review.rights import Rights
from safecommunity.files import actions as files
from safecommunity.governance import actions as governance
from safecommunity.governance.returns import workdays

S, F = Panel.State, Finding.State
KIND = "rectification"  # files of what was put right
PHOTOS = "review_finding"  # of what was found


@transaction.atomic
def raise_finding(
    *, reader: Reader, panel: Panel, item: str, grade: str, text: str, at: datetime,
    photos: Sequence[files.Looked] = (), client_id: str = "",
) -> tuple[Finding, bool]:  # fmt: skip
    """(finding, new): a reviewer found something at an item. The same of his again is the same finding.

    A tablet sends what was found without network later, with its photos, and may send it twice: it is one.
    """
    held = locked(panel)
    mine = seat(reader, held)
    client_id = client_id[:64]
    sent = mine.findings.filter(client_id=client_id).first() if client_id else None
    if sent is not None:
        return sent, False
    in_state(held, S.SCORING, S.CONSENSUS)
    on_sheet(held, [item], sheets.of_sheet(held.round.sheet).by_id)
    if grade not in rules.finding_grades():
        says = _("Grade of the finding: got “%(came)s”; allowed: %(allowed)s")
        allowed = ", ".join(words.grade(code) for code in rules.finding_grades())
        raise Refused(says % {"came": grade[:20], "allowed": allowed}, "grade")
    says = plain(text, _("What was found"), 500, 2)
    sent = held.findings.filter(member=mine, item=item, text=says, state=F.DRAFT).first()
    if sent is not None and not photos:
        return sent, False
    made = sent or Finding.objects.create(
        panel=held, member=mine, item=item, grade=grade, text=says, client_id=client_id, by=reader.pid, at=at
    )
    files.attach_files(files=photos, kind=PHOTOS, ref=made.pid, place=held.place.pid, by=reader.pid, at=at)
    log("raise_finding", held, reader.pid, at, finding=made.pid, item=item, photos=len(photos))
    if sent is not None:
        return sent, False
    return made, True


@transaction.atomic
def drop_finding(*, reader: Reader, finding: Finding, at: datetime) -> None:
    """Who raised it, or the lead once marks are open, drops a finding before it is published."""
    held = locked(finding.panel)
    mine = seat(reader, held)
    one = held.findings.select_for_update().get(pk=finding.pk)
    if one.member_id != mine.pk and not (mine.lead and held.state == S.CONSENSUS):
        raise NotYours(f"{one.pid}: raised by somebody else")
    if one.state != F.DRAFT:
        raise Refused(_("What was published is answered, not dropped"))
    one.state = F.DROPPED
    one.save(update_fields=["state"])
    log("drop_finding", held, reader.pid, at, finding=one.pid)


def publish_findings(held: Panel, by: str, at: datetime) -> int:
    """Findings go to the place, each that has days as a task of its office; inside the caller's transaction."""
    today, many = timezone.localdate(at), 0
    for one in held.findings.filter(state=F.DRAFT):
        many += 1
        days = rules.finding_grades()[one.grade].days
        if days:
            one.first_due = one.due = workdays.after(today, days)
            one.state = F.OPEN
            title = _("Review finding, item %(item)s: %(text)s") % {"item": one.item, "text": one.text}
            one.task = governance.hand_task(
                by=by, place=held.place, title=title[:200], what=one.text, due=one.due, at=at
            )
        else:
            one.state, one.closed_on = F.CLOSED, today
        one.save()
    return many


def _held(finding: Finding) -> tuple[Panel, Finding]:
    panel = locked(finding.panel)
    return panel, panel.findings.select_for_update(of=("self",)).select_related("task").get(pk=finding.pk)


@transaction.atomic
def answer_finding(
    *, reader: Reader, finding: Finding, what: str, at: datetime, evidence: Evidence | None = None,
    file: files.Looked | None = None,
) -> Rectification:  # fmt: skip
    """The office says what it did, with evidence: a piece it has brought in, or a file."""
    held, one = _held(finding)
    if not Rights(reader).answers_for(held.place):
        raise NotYours(f"{held.place.pid}: not a place of this office")
    if one.state not in (F.OPEN, F.RETURNED):
        says = _("This finding waits for no rectification: %(state)s")
        raise Refused(says % {"state": words.finding(one, timezone.localdate(at))[0]})
    says = plain(what, _("What was done"), 500, 2)
    if evidence is None and file is None:
        raise Refused(_("A rectification is shown by evidence: choose a piece or send a file"), "evidence")
    if evidence is not None and (evidence.place_id != held.place_id or evidence.withdrawn_on is not None):
        raise Refused(_("Evidence: allowed is a piece of this place that was not withdrawn"), "evidence")
    made = Rectification.objects.create(finding=one, what=says, evidence=evidence, by=reader.pid, at=at)
    if file is not None:
        files.attach_files(files=[file], kind=KIND, ref=made.pid, place=held.place.pid, by=reader.pid, at=at)
    one.state = F.ANSWERED
    one.save(update_fields=["state"])
    log("answer_finding", held, reader.pid, at, finding=one.pid)
    return made


@transaction.atomic
def decide_finding(*, reader: Reader, finding: Finding, accepted: bool, reason: str, at: datetime) -> Finding:
    """Who raised it, or the lead, accepts what was done and the task ends, or returns it with reason and new days."""
    held, one = _held(finding)
    mine = seat(reader, held)
    if one.member_id != mine.pk and not mine.lead:
        raise NotYours(f"{one.pid}: raised by somebody else")
    if one.state != F.ANSWERED:
        raise Refused(_("Nothing waits for a decision here"))
    last = one.rectifications.select_for_update().get(decision="")
    today = timezone.localdate(at)
    last.reason = plain(reason, _("Reason"), 200, 0 if accepted else 2)
    last.decision = Rectification.Decision.ACCEPTED if accepted else Rectification.Decision.RETURNED
    last.decided_by, last.decided_at = reader.pid, at
    last.save()
    if accepted:
        one.state, one.closed_on = F.CLOSED, today
        if one.task is not None:
            governance.settle_task(by=reader.pid, task=one.task, on=today, result=last.what, at=at)
    else:
        more = workdays.after(today, rules.returned_days())  # a return gives time, it takes none
        one.state, one.due = F.RETURNED, max(one.due or more, more)
    one.save()
    log("decide_finding", held, reader.pid, at, finding=one.pid, accepted=accepted)
    return one


def may_decide(seat_of: PanelMember | None, finding: Finding) -> bool:
    """Whether this seat accepts or returns."""
    return seat_of is not None and (seat_of.lead or finding.member_id == seat_of.pk)
