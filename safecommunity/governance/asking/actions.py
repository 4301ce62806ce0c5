"""Asking units, answering, taking or sending back. A unit answers on its phone; the office types in papers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import UnitAnswer, UnitRequest
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places import actions as places
from safecommunity.places.models import SocialUnit
from safecommunity.shell import slots

KIND = FACT = "unit_request"
FILES = "unit_answer"
MOST_UNITS, MOST_QUESTIONS, LONGEST_ANSWER, MOST_STAFF = 2000, 12, 300, 100_000
AHEAD = timedelta(days=366)
Kind, Verdict = UnitRequest.Kind, UnitAnswer.Verdict


@transaction.atomic
def ask_units(
    *, reader: Reader, units: Iterable[SocialUnit], kind: str, title: str, due: date, at: datetime, key: str,
    text: str = "", questions: Sequence[str] = (), about: str = "",
) -> list[UnitRequest]:  # fmt: skip
    """One question to many units. The same `key` sent again, by a second click, asks nobody twice."""
    rights, asked = Rights(reader), list({one.pk: one for one in units}.values())
    for unit in asked:
        rights.need_office(unit.place)
    today = timezone.localdate(at)
    _check(kind, title, text, questions, len(asked), due, today)
    batch = f"{reader.pid}:{key}"[:64]
    known = set(UnitRequest.objects.filter(batch=batch).values_list("unit_id", flat=True))
    new = [
        UnitRequest(
            batch=batch, unit=unit, kind=kind, title=title.strip(), text=text.strip(), questions=list(questions),
            about=about[:60], due=due, by=reader.pid, at=at,
        )
        for unit in asked
        if unit.pk not in known
    ]  # fmt: skip
    UnitRequest.objects.bulk_create(new, batch_size=500)
    if new:
        first = new[0].unit.place
        journal.record(
            by=reader.pid, action="ask_units", kind=KIND, ref=new[0].pid, place=first.pid, at=at,
            detail={"kind": kind, "units": len(new), "due": due.isoformat()},
            changes=[ChangeOf(FACT, row.ref) for row in new],
        )  # fmt: skip
    return new


def _check(
    kind: str, title: str, text: str, questions: Sequence[str], n: int, due: date, today: date
) -> None:
    if kind not in Kind.values:
        raise Refused(_("Kind: got %(came)s; allowed: one of the list") % {"came": kind[:20]})
    if not 1 <= len(title.strip()) <= 120 or len(text) > 1000:
        raise Refused(_("Title: got %(came)s characters; allowed: 1 to 120") % {"came": len(title.strip())})
    if not 1 <= n <= MOST_UNITS:
        raise Refused(_("Units: got %(came)s; allowed: 1 to %(most)s") % {"came": n, "most": MOST_UNITS})
    if not today <= due <= today + AHEAD:
        says = _("To be answered by: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": due, "first": today, "last": today + AHEAD})
    if kind == Kind.FORM and not 1 <= len(questions) <= MOST_QUESTIONS:
        says = _("Questions: got %(came)s; allowed: 1 to %(most)s, one a line")
        raise Refused(says % {"came": len(questions), "most": MOST_QUESTIONS})
    if any(not 1 <= len(one) <= 200 for one in questions):
        raise Refused(_("A question has 1 to 200 characters"))


def _locked(row: UnitRequest) -> UnitRequest:
    return UnitRequest.objects.select_for_update(of=("self",)).select_related("unit__place").get(pk=row.pk)


@transaction.atomic
def answer_request(
    *, reader: Reader, row: UnitRequest, values: Mapping[str, Any], at: datetime, note: str = "",
    proofs: Sequence[File] = (),
) -> UnitAnswer:  # fmt: skip
    """The unit's answer with its photos or papers. A second click is the same answer."""
    row, rights = _locked(row), Rights(reader)
    own = row.unit.pid in rights.own_units
    if not own and row.unit.place.pid not in rights.office_reach:
        raise NotYours(row.pid)
    if row.taken_on is not None or row.withdrawn_on is not None:
        raise Refused(_("This request has ended already"))
    kept = _answer(row, values, proofs)
    waiting = row.answers.filter(verdict=Verdict.WAITS).first()
    if waiting is not None:
        if waiting.values == kept and waiting.note == note.strip()[:500]:
            return waiting
        raise Refused(_("An answer is with the office already; it may send it back"))
    made = UnitAnswer.objects.create(
        request=row, values=kept, note=note.strip()[:500], on_behalf=not own, by=reader.pid, at=at
    )
    row.answered = True
    row.save(update_fields=["answered"])
    journal.record(
        by=reader.pid, action="answer_unit_request", kind=KIND, ref=row.pid, place=row.unit.place.pid, at=at,
        detail={"answer": made.pid, "files": len(proofs), "on_behalf": not own}, changes=[ChangeOf(FACT, row.ref)],
    )  # fmt: skip
    attach(proofs, FILES, made.pid, row.unit.place, reader.pid, at, timezone.localdate(at))
    return made


def _answer(row: UnitRequest, values: Mapping[str, Any], proofs: Sequence[File]) -> dict[str, Any]:
    """What is kept of an answer. Raises Refused where something that was asked for is missing."""
    if row.kind in (Kind.PAPER, Kind.RECTIFY) and not proofs:
        raise Refused(_("No file came; allowed: JPEG, PNG or WebP pictures, PDF, Word and Excel"))
    if row.kind == Kind.SAFETY:
        staff = {name: values.get(name) or 0 for name in ("full_time", "part_time")}
        for came in staff.values():
            if not isinstance(came, int) or not 0 <= came <= MOST_STAFF:
                says = _("Safety staff: got %(came)s; allowed: 0 to %(most)s")
                raise Refused(says % {"came": str(came)[:20], "most": MOST_STAFF})
        return {"has_body": bool(values.get("has_body")), **staff}
    if row.kind == Kind.FORM:
        given = [str(one).strip()[:LONGEST_ANSWER] for one in values.get("answers", ())]
        if len(given) != len(row.questions) or not all(given):
            raise Refused(_("Every question needs an answer; where there is none write so"))
        return {"answers": given}
    return {}


@transaction.atomic
def take_answer(*, reader: Reader, row: UnitRequest, at: datetime) -> UnitRequest:
    """The office takes the answer: staff go into the register, an upper room is told what was put right."""
    row, waiting = _judged(reader, row, Verdict.TAKEN, "", at)
    row.taken_on = timezone.localdate(at)
    row.save(update_fields=["answered", "taken_on"])
    if row.kind == Kind.SAFETY:
        told = waiting.values
        try:
            places.set_safety(
                unit=row.unit, starts=max(timezone.localdate(waiting.at), row.unit.starts), by=reader.pid, at=at,
                **{name: told[name] for name in ("has_body", "full_time", "part_time")},
            )  # fmt: skip
        except places.Refused as reason:
            raise Refused(str(reason)) from reason
    if row.about:
        slots.collect("unit.request.taken", None, asked=row, answer=waiting, reader=reader, at=at)
    return row


@transaction.atomic
def return_answer(*, reader: Reader, row: UnitRequest, reason: str, at: datetime) -> UnitRequest:
    """The office sends the answer back with a reason the unit can act on; the clock runs on."""
    if not reason.strip():
        raise Refused(_("Reason: nothing came; allowed: a sentence the other side can act on"))
    row, _waiting = _judged(reader, row, Verdict.RETURNED, reason.strip()[:200], at)
    row.save(update_fields=["answered"])
    return row


def _judged(
    reader: Reader, row: UnitRequest, verdict: str, reason: str, at: datetime
) -> tuple[UnitRequest, UnitAnswer]:
    row = _locked(row)
    Rights(reader).need_office(row.unit.place)
    waiting = row.answers.filter(verdict=Verdict.WAITS).first()
    if waiting is None:
        raise Refused(_("No answer waits here"))
    waiting.verdict, waiting.reason, waiting.judged_by, waiting.judged_at = verdict, reason, reader.pid, at
    waiting.save(update_fields=["verdict", "reason", "judged_by", "judged_at"])
    row.answered = False
    journal.record(
        by=reader.pid, action=f"{verdict}_unit_answer", kind=KIND, ref=row.pid, place=row.unit.place.pid, at=at,
        detail={"answer": waiting.pid}, changes=[ChangeOf(FACT, row.ref)],
    )  # fmt: skip
    return row, waiting


@transaction.atomic
def withdraw_request(*, reader: Reader, row: UnitRequest, reason: str, at: datetime) -> UnitRequest:
    """Not asked for any more, with the reason; it stays readable."""
    row = _locked(row)
    Rights(reader).need_office(row.unit.place)
    if row.taken_on is not None or row.withdrawn_on is not None:
        raise Refused(_("This request has ended already"))
    if not reason.strip():
        raise Refused(_("Withdrawing a request needs a reason"))
    row.withdrawn_on, row.reason, row.answered = timezone.localdate(at), reason.strip()[:200], False
    row.save(update_fields=["withdrawn_on", "reason", "answered"])
    journal.record(
        by=reader.pid, action="withdraw_unit_request", kind=KIND, ref=row.pid, place=row.unit.place.pid, at=at,
        changes=[ChangeOf(FACT, row.ref)],
    )  # fmt: skip
    return row
