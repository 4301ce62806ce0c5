"""Bringing in evidence, using it for items, taking it back. One piece serves many items."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.refusal import Refused
from safecommunity.accreditation.models import Evidence, EvidenceUse, Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.rights import Rights
from safecommunity.files import actions as files
from safecommunity.indicators.figure import Figure
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

KIND = "evidence"
EARLIEST = date(1990, 1, 1)
SCHEMES = ("http://", "https://", "/")


def _days(happened: date, effective: date, today: date) -> None:
    """What has not happened proves nothing; what counts earlier than it happened is a mistake."""
    if not EARLIEST <= happened <= today:
        says = _("Happened on: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": happened, "first": EARLIEST, "last": today}, "happened_on")
    if effective < happened:
        says = _("Counts since: got %(came)s; allowed: not before %(first)s")
        raise Refused(says % {"came": effective, "first": happened}, "effective_from")


@transaction.atomic
def bring_evidence(
    *, reader: Reader, place: Place, values: Mapping[str, Any], at: datetime, file: files.Looked | None = None,
) -> Evidence:  # fmt: skip
    """A file, a link, or a record by its address. The same pointer at the same place is one piece."""
    Rights(reader).need(place)
    today = timezone.localdate(at)
    title, pointer = str(values["title"]).strip(), str(values.get("pointer", "")).strip()
    happened = values["happened_on"]
    effective = values.get("effective_from") or happened
    if not 1 <= len(title) <= 200:
        says = _("Title: got %(came)s characters; allowed: 1 to 200")
        raise Refused(says % {"came": len(title)}, "title")
    _days(happened, effective, today)
    binder = str(values.get("binder", "")).strip()
    if len(binder) > 80:
        says = _("Binder: got %(came)s characters; allowed: up to 80")
        raise Refused(says % {"came": len(binder)}, "binder")
    if (file is None) == (not pointer):
        raise Refused(_("Evidence is a file or an address: send one of the two"), "pointer")
    if pointer and (not pointer.startswith(SCHEMES) or len(pointer) > 300 or pointer.startswith("//")):
        says = _("Address: got “%(came)s”; allowed: http://…, https://… or a page of this product (/…)")
        raise Refused(says % {"came": pointer[:60]}, "pointer")
    kind = (
        Evidence.Kind.FILE
        if file
        else Evidence.Kind.RECORD
        if pointer.startswith("/")
        else Evidence.Kind.LINK
    )
    held = _same(place, kind, pointer) if pointer else None
    if held is not None:
        return held
    made = Evidence.objects.create(
        place=place, kind=kind, pointer=pointer, title=title, happened_on=happened, effective_from=effective,
        binder=binder, by=reader.pid, at=at,
    )  # fmt: skip
    if file is not None:
        files.attach_files(
            files=[file], kind=KIND, ref=made.pid, place=place.pid, by=reader.pid, at=at, happened_on=happened
        )
    _log("bring_evidence", made, reader.pid, at, kind=kind, backfill=bool(binder))
    return made


def _same(place: Place, kind: str, pointer: str) -> Evidence | None:
    return Evidence.objects.filter(place=place, kind=kind, pointer=pointer, withdrawn_on__isnull=True).first()


@transaction.atomic
def take_figure(
    *, reader: Reader, place: Place, figure: Figure, shown: str, title: str, at: datetime
) -> Evidence:
    """A computed figure as evidence: its key, and what it said when it was taken."""
    Rights(reader).need(place)
    key = str(figure.key)
    held = _same(place, Evidence.Kind.FIGURE, key)
    if held is not None:
        return held
    today = timezone.localdate(at)
    ended = min(figure.period.end, today)
    made = Evidence.objects.create(
        place=place, kind=Evidence.Kind.FIGURE, pointer=key, title=title[:200], shown=shown[:200], happened_on=ended,
        effective_from=ended, by=reader.pid, at=at,
    )  # fmt: skip
    _log("take_figure", made, reader.pid, at, figure=key)
    return made


@transaction.atomic
def use_evidence(
    *, reader: Reader, evidence: Evidence, round: Round, item: str, parts: Sequence[str], at: datetime
) -> int:
    """Use a piece for parts of an item of the round's edition; answers how many uses are new.

    Evidence from outside the period is refused: what happened after the year of the round cannot prove it.
    """
    rights = Rights(reader)
    rights.need(round.place)
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("place").get(pk=evidence.pk)
    rights.need(evidence.place)
    standard = sheets.of_sheet(round.sheet)
    wrong = [one for one in parts if one not in standard.part_codes]
    if item not in standard.by_id or wrong or not parts:
        says = _("Use: got “%(came)s”; allowed: an item of the sheet and its parts")
        raise Refused(says % {"came": f"{item[:20]} {', '.join(wrong)[:40]}"})
    if evidence.withdrawn_on is not None:
        raise Refused(_("This evidence was withdrawn"))
    _still_open(round)
    _from_the_period(evidence, round)
    there = set(
        EvidenceUse.objects.filter(evidence=evidence, sheet=round.sheet, item=item, ended_on__isnull=True)
        .values_list("part", flat=True)
    )  # fmt: skip
    new = [one for one in parts if one not in there]
    EvidenceUse.objects.bulk_create(
        [
            EvidenceUse(evidence=evidence, sheet=round.sheet, item=item, part=p, by=reader.pid, at=at)
            for p in new
        ]
    )
    if new:
        _log("use_evidence", evidence, reader.pid, at, item=f"{round.code}:{item}", parts=new)
    return len(new)


def _still_open(round: Round) -> None:
    """The evidence of a round that was handed in stands with it."""
    if Round.objects.get(pk=round.pk).state != Round.State.OPEN:
        raise Refused(_("This round was handed in; what was handed in is not changed"))


def _from_the_period(evidence: Evidence, round: Round) -> None:
    """N11: what happened, or began to count, after the year of the round proves nothing of it."""
    for day in (evidence.happened_on, evidence.effective_from):
        if day.year > round.year:
            says = _(
                "“%(title)s” is of %(day)s, after the year %(year)s it is to prove "
                "(rule N11: evidence is not later than what it proves)"
            )
            raise Refused(says % {"title": evidence.title[:60], "day": day, "year": round.year})


@transaction.atomic
def drop_use(*, reader: Reader, evidence: Evidence, round: Round, item: str, part: str, at: datetime) -> None:
    """Take a piece off a part of an item of a round's edition; the piece stays."""
    Rights(reader).need(evidence.place)
    _still_open(round)
    sheet = round.sheet
    ended = EvidenceUse.objects.filter(
        evidence=evidence, sheet=sheet, item=item, part=part, ended_on__isnull=True
    ).update(ended_on=timezone.localdate(at))
    if ended:
        _log("drop_use", evidence, reader.pid, at, item=f"{sheet.code}:{item}", part=part)


@transaction.atomic
def withdraw_evidence(*, reader: Reader, evidence: Evidence, reason: str, at: datetime) -> Evidence:
    """Withdraw a piece everywhere, with a reason; it stays readable."""
    Rights(reader).need(evidence.place)
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        says = _("Reason: got %(came)s characters; allowed: 2 to 200")
        raise Refused(says % {"came": len(reason)}, "reason")
    held = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if held.withdrawn_on is None:
        held.withdrawn_on, held.reason = timezone.localdate(at), reason
        held.save(update_fields=["withdrawn_on", "reason"])
        held.uses.filter(ended_on__isnull=True).update(ended_on=held.withdrawn_on)
        _log("withdraw_evidence", held, reader.pid, at, reason=reason)
    return held


def _log(action: str, one: Evidence, by: str, at: datetime, **detail: Any) -> None:
    journal.record(by=by, action=action, kind=KIND, ref=one.pid, place=one.place.pid, at=at, detail=detail)
