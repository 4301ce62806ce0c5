"""Running the checks, keeping what they find with its history, and answering it."""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.checker import registry
from safecommunity.figures.checker.registry import Asked, Check, Found
from safecommunity.figures.checker.rights import Rights
from safecommunity.figures.checker.rules import rules
from safecommunity.figures.models import CheckRun, Finding, FindingStep, ReviewDay
from safecommunity.journal import actions as journal
from safecommunity.journal import queries as log
from safecommunity.shell.errors import Refused as RefusedRequest
from safecommunity.shell.forms import came

CHUNK = 500
LONGEST = 400
EARLIEST = date(2000, 1, 1)


class Refused(RefusedRequest):
    """An answer or a day that cannot be kept; the text is for the person who asked."""


@dataclass
class Outcome:
    """What one run of a check brought."""

    check: Check
    ran: bool = True
    found: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    milliseconds: int = 0
    error: str = field(default="")


def run_checks(
    *, by: str, at: datetime, rule: str = "", codes: Iterable[str] | None = None, fresh: bool = False
) -> list[Outcome]:
    """Run the checks that may find something new: whose records changed, or to whom a new day matters.

    `fresh`: run them all. `rule`, `codes`: only these. Each check is one transaction with at most one event of the log.
    """
    wanted = None if codes is None else set(codes)
    asked = Asked(at, timezone.localdate(at))
    return [
        _run(check, asked, by, at, fresh)
        for check in registry.checks(rule)
        if wanted is None or check.code in wanted
    ]


@transaction.atomic
def _run(check: Check, asked: Asked, by: str, at: datetime, fresh: bool) -> Outcome:
    CheckRun.objects.get_or_create(check_code=check.code)
    known = CheckRun.objects.select_for_update().get(check_code=check.code)
    head = log.head()
    if not fresh and not _due(check, known, asked):
        return Outcome(check, ran=False, found=known.found)
    begun = time.perf_counter()
    found: dict[str, Found] = {}
    with translation.override(
        "zh-hans"
    ):  # whoever runs it: a finding does not change with the reader's language
        for one in check.find(asked):
            found.setdefault(one.key[:160], one)
    outcome = Outcome(check, found=len(found))
    _store(check, found, by, at, outcome)
    known.version, known.number, known.day, known.at = check.version, head, asked.today, at
    known.found, known.milliseconds = len(found), int((time.perf_counter() - begun) * 1000)
    known.save()
    outcome.milliseconds = known.milliseconds
    if outcome.new or outcome.changed or outcome.gone:
        journal.record(
            by=by, action="check_found", kind="check", ref=check.code, at=at,
            detail={"new": outcome.new, "changed": outcome.changed, "gone": outcome.gone},
        )  # fmt: skip
    return outcome


def _due(check: Check, known: CheckRun, asked: Asked) -> bool:
    if known.at is None or known.version != check.version or not check.reads:
        return True
    return (check.daily and known.day != asked.today) or log.touched_since(known.number, check.reads)


def digest_of(found: Found) -> str:
    """What makes a finding the same as before: its sentence's parts and its records."""
    said = {name: value for name, value in found.said.items() if name not in found.loose}
    plain = json.dumps([said, found.links], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _store(check: Check, found: dict[str, Found], by: str, at: datetime, outcome: Outcome) -> None:
    known = {one.key: one for one in Finding.objects.filter(check_code=check.code)}
    steps: list[FindingStep] = []
    fresh = [_made(check, key, one, at) for key, one in found.items() if key not in known]
    Finding.objects.bulk_create(fresh, batch_size=CHUNK)
    steps += [FindingStep(of=one, deed="seen", said=one.said, by=by, at=at) for one in fresh]
    touched: list[Finding] = []
    for key, one in found.items():
        if key in known and (deed := _again(check, known[key], one)):
            steps.append(FindingStep(of=known[key], deed=deed, said=known[key].said, by=by, at=at))
            touched.append(known[key])
    gone = [one for key, one in known.items() if key not in found and one.state != Finding.State.GONE]
    for row in gone:
        row.state, row.gone_at = Finding.State.GONE, at
        steps.append(FindingStep(of=row, deed="gone", by=by, at=at))
    if touched or gone:
        Finding.objects.bulk_update(
            [*touched, *gone],
            ["state", "answer", "said", "links", "digest", "place", "level", "gone_at"],
            batch_size=CHUNK,
        )
    FindingStep.objects.bulk_create(steps, batch_size=CHUNK)
    Finding.objects.filter(check_code=check.code).exclude(state=Finding.State.GONE).update(last_seen=at)
    outcome.new, outcome.changed, outcome.gone = len(fresh), len(touched), len(gone)


def _made(check: Check, key: str, found: Found, at: datetime) -> Finding:
    return Finding(
        check_code=check.code, rule=check.rule, level=found.level or rules()[check.rule].level, key=key,
        place=found.place, said=_plain(found.said), links=[list(link) for link in found.links],
        digest=digest_of(found), first_seen=at, last_seen=at,
    )  # fmt: skip


def _plain(said: object) -> dict:
    plain: dict = json.loads(json.dumps(said, default=str))
    return plain


def _again(check: Check, known: Finding, found: Found) -> str:
    """What is new about a finding that was there before: "" for nothing. An answer holds as long as nothing changes."""
    digest, was = digest_of(found), known.state
    changed = digest != known.digest
    level = found.level or rules()[check.rule].level
    if not changed and was == Finding.State.OPEN and level == known.level:
        return ""
    said_corrected = known.answer == Finding.Answer.CORRECTED
    if not changed and was == Finding.State.ANSWERED and not said_corrected and level == known.level:
        return ""
    known.said, known.links, known.digest = _plain(found.said), [list(link) for link in found.links], digest
    known.place, known.level, known.gone_at = found.place, level, None
    keeps = not changed and known.answer in (Finding.Answer.EXPLAINED, Finding.Answer.ACCEPTED)
    known.state = Finding.State.ANSWERED if keeps else Finding.State.OPEN
    if was == Finding.State.GONE:
        return "back"
    if was == Finding.State.ANSWERED:
        return "reopened"
    return "changed"


@transaction.atomic
def answer_finding(*, reader: Reader, finding: Finding, answer: str, reason: str, at: datetime) -> Finding:
    """Explain a finding, say that it was corrected, or accept it (the chief only), with a reason.

    “Corrected” is looked at again by the next run: what is still there is open again.
    """
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    rights = Rights(reader)
    if not rights.answers(row.place):
        raise Refused(_("Findings of this place are answered by its office."))
    allowed = [value for value in Finding.Answer.values if value]
    if answer not in allowed:
        raise Refused(
            _("Answer: got %(came)s; allowed: %(allowed)s")
            % {"came": came(answer), "allowed": ", ".join(allowed)}
        )
    if answer == Finding.Answer.ACCEPTED and not rights.accepts(row.place):
        raise Refused(
            _("Only the chief accepts what does not add up; explain it, or say that it was corrected.")
        )
    if row.state == Finding.State.GONE:
        raise Refused(_("This was not found any more; there is nothing to answer."))
    reason = " ".join(reason.replace("\x00", " ").split())
    if not 4 <= len(reason) <= LONGEST:
        says = _("Reason: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"came": len(reason), "least": 4, "most": LONGEST})
    row.state, row.answer, row.reason = Finding.State.ANSWERED, answer, reason
    row.answered_by, row.answered_at = reader.pid, at
    row.save(update_fields=["state", "answer", "reason", "answered_by", "answered_at"])
    FindingStep.objects.create(of=row, deed=answer, reason=reason, by=reader.pid, at=at)
    journal.record(
        by=reader.pid, action=f"finding_{answer}", kind="finding", ref=row.pid, place=row.place, at=at,
        detail={"rule": row.rule, "check": row.check_code},
    )  # fmt: skip
    return row


@transaction.atomic
def reopen_finding(*, reader: Reader, finding: Finding, reason: str, at: datetime) -> Finding:
    """Take an answer back."""
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    if not Rights(reader).answers(row.place):
        raise Refused(_("Findings of this place are answered by its office."))
    if row.state != Finding.State.ANSWERED:
        raise Refused(_("This is not answered; there is nothing to take back."))
    row.state, row.answer = Finding.State.OPEN, ""
    row.save(update_fields=["state", "answer"])
    reason = " ".join(reason.replace("\x00", " ").split())[:LONGEST]
    FindingStep.objects.create(of=row, deed="reopened", reason=reason, by=reader.pid, at=at)
    journal.record(
        by=reader.pid, action="finding_reopened", kind="finding", ref=row.pid, place=row.place, at=at,
        detail={"rule": row.rule, "check": row.check_code},
    )  # fmt: skip
    return row


@transaction.atomic
def set_review_day(*, reader: Reader, place: str, on: date, title: str, at: datetime) -> ReviewDay:
    """A site visit or review is on a day: bursts of entry before it are looked for. The same day stands once."""
    if not Rights(reader).answers(place):
        raise Refused(_("Days of visits are entered by the office of the place."))
    title, last = " ".join(title.replace("\x00", " ").split()), date(timezone.localdate(at).year + 5, 12, 31)
    if not EARLIEST <= on <= last:
        says = _("Day: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": on, "first": EARLIEST, "last": last})
    if not 1 <= len(title) <= 120:
        says = _("What is looked at: got %(came)s characters; allowed: 1 to 120")
        raise Refused(says % {"came": len(title)})
    row, made = ReviewDay.objects.get_or_create(
        place=place, on=on, withdrawn_at=None, defaults={"title": title, "by": reader.pid, "at": at}
    )
    if made:
        journal.record(
            by=reader.pid, action="set_review_day", kind="review_day", ref=row.pid, place=place, at=at,
            detail={"on": on.isoformat()},
        )  # fmt: skip
    return row


@transaction.atomic
def withdraw_review_day(*, reader: Reader, review: ReviewDay, at: datetime) -> ReviewDay:
    """It does not take place, or was entered wrongly."""
    row = ReviewDay.objects.select_for_update().get(pk=review.pk)
    if not Rights(reader).answers(row.place):
        raise Refused(_("Days of visits are entered by the office of the place."))
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        journal.record(
            by=reader.pid,
            action="withdraw_review_day",
            kind="review_day",
            ref=row.pid,
            place=row.place,
            at=at,
        )
    return row
