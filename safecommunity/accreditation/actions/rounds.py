"""Opening a round, grading an item, handing in, opening again. A total is kept with the grade that changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import facts, standards
from safecommunity.accreditation.actions.carrying import carry
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.actions.sheets import keep_sheet
from safecommunity.accreditation.models import Mark, MarkStep, Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.rights import LOWEST, Rights
from safecommunity.accreditation.standards import Score, Standard
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

FIRST_YEAR, MOST_ROUNDS = 2000, 20


@dataclass(frozen=True)
class Given:
    """A grade as a form sends it. ``edition`` is the one the form was filled beside; 0 where there was none."""

    grade: str
    reason: str = ""
    gap: str = ""
    edition: int = 0


@transaction.atomic
def open_round(*, reader: Reader, place: Place, code: str, year: int, at: datetime) -> Round:
    """A new round by the edition in force; it keeps that edition for ever. One open round a standard and place."""
    Rights(reader).need(place)
    today = timezone.localdate(at)
    if place.level not in LOWEST:
        raise Refused(_("A self-assessment is of a street, town, district or above"), "place")
    force = sheets.in_force()
    if code not in force:
        says = _("Standard: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"came": code[:30]}, "code")
    if not FIRST_YEAR <= year <= today.year:
        says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": year, "first": FIRST_YEAR, "last": today.year}, "year")
    Place.objects.select_for_update().get(pk=place.pk)  # two people opening at once get one after the other
    going = Round.objects.filter(place=place, code=code, state=Round.State.OPEN).first()
    if going is not None:
        says = _("%(place)s has an open round of %(year)s by this standard; hand it in first")
        raise Refused(says % {"place": place.name, "year": going.year})
    number = Round.objects.filter(place=place, code=code, year=year).aggregate(n=Max("number"))["n"] or 0
    if number >= MOST_ROUNDS:
        raise Refused(_("Rounds of a year: allowed are %(most)s") % {"most": MOST_ROUNDS})
    standard = force[code]
    own = Round.objects.filter(place=place, code=code, kind=Round.Kind.SELF)
    before = own.select_related("sheet").order_by("-pk").first()
    made = Round.objects.create(
        place=place, sheet=keep_sheet(standard, by=reader.pid, at=at), code=code, year=year, number=number + 1,
        items=len(standard.by_id), opened_on=today, by=reader.pid, at=at,
    )  # fmt: skip
    carried = _carried(before, made, reader.pid, at)
    _log("open_round", made, reader.pid, at, code=code, year=year, evidence=carried)
    return made


def _carried(before: Round | None, made: Round, by: str, at: datetime) -> int:
    """Evidence the place used for another edition follows, the first time it is scored by this one."""
    if before is None or before.sheet_id == made.sheet_id:
        return 0
    if Round.objects.filter(place=made.place, sheet=made.sheet).exclude(pk=made.pk).exists():
        return 0
    return carry(old=before.sheet, new=made.sheet, by=by, at=at, place=made.place)


def _log(action: str, one: Round, by: str, at: datetime, **detail: object) -> None:
    journal.record(
        by=by, action=action, kind="round", ref=one.pid, place=one.place.pid, at=at, detail=dict(detail),
        changes=facts.of_round(one),
    )  # fmt: skip


@transaction.atomic
def mark_item(*, reader: Reader, round: Round, item: str, given: Mapping[str, Given], at: datetime) -> Round:
    """Grade parts of one item; the round's total goes with it. Refused where somebody graded a part meanwhile.

    A part whose grade, reason and gap stay as they are is not written.
    """
    rights = Rights(reader)
    held = Round.objects.select_for_update(of=("self",)).select_related("place", "sheet").get(pk=round.pk)
    rights.need(held.place)
    if held.state != Round.State.OPEN:
        raise Refused(_("This round was handed in; what was handed in is not changed"))
    standard = sheets.of_sheet(held.sheet)
    _check(standard, item, given)
    stands = {mark.part: mark for mark in held.marks.filter(item=item)}
    _nobody_between(standard, stands, given)
    changed = []
    for part, new in given.items():
        told = {"grade": new.grade, "reason": new.reason.strip(), "gap": new.gap.strip()}
        mark = stands.get(part)
        if mark is None:
            Mark.objects.create(round=held, item=item, part=part, by=reader.pid, at=at, **told)
        elif any(getattr(mark, name) != value for name, value in told.items()):
            Mark.objects.filter(pk=mark.pk).update(**told, edition=mark.edition + 1, by=reader.pid, at=at)
        else:
            continue
        changed.append(part)
        MarkStep.objects.create(
            round=held, item=item, part=part, grade=new.grade, reason=told["reason"], by=reader.pid, at=at
        )
    if changed:
        _count(held, standard)
        _log("mark_item", held, reader.pid, at, item=item, parts=changed)
    return held


def _check(standard: Standard, item: str, given: Mapping[str, Given]) -> None:
    """Only what the sheet has may be graded; texts have their length."""
    if item not in standard.by_id:
        raise Refused(_("Item: got “%(came)s”; allowed: an item of the sheet") % {"came": item[:20]})
    for part, one in given.items():
        if part not in standard.part_codes or one.grade not in standard.grade_codes:
            says = _("Grade: got “%(came)s”; allowed: %(allowed)s")
            allowed = ", ".join(standard.grade_codes)
            raise Refused(says % {"came": f"{part[:20]} {one.grade[:20]}", "allowed": allowed}, part)
        for text, most, what in ((one.reason, 500, _("Reason")), (one.gap, 300, _("What is missing"))):
            if len(text) > most:
                says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
                raise Refused(says % {"field": what, "came": len(text), "most": most}, part)


def _nobody_between(standard: Standard, stands: Mapping[str, Mark], given: Mapping[str, Given]) -> None:
    """Refuse where a part was graded by somebody else since the form was opened."""
    titles = {part.code: part.title.get("zh-hans", part.code) for part in standard.parts}
    for part, one in given.items():
        now = stands.get(part)
        same = now is not None and (now.grade, now.reason, now.gap) == (
            one.grade,
            one.reason.strip(),
            one.gap.strip(),
        )
        if (now.edition if now else 0) != one.edition and not same:
            says = _(
                "“%(part)s” was graded %(grade)s by somebody else meanwhile; look at it and send yours again"
            )
            told = {"part": titles.get(part, part), "grade": now.grade if now else ""}
            raise Refused(says % told, part, "mark.stale")


def _count(held: Round, standard: Standard) -> Score:
    """Keep total, counts and verdict with the round."""
    grades = {(mark.item, mark.part): mark.grade for mark in held.marks.all()}
    found = standards.score(standard, grades)
    held.points = Decimal(found.total.numerator) / Decimal(found.total.denominator)
    held.points = held.points.quantize(Decimal("0.0001"))
    held.begun, held.graded = len(found.begun), len(found.graded)
    held.verdict = found.verdict.code if found.verdict else ""
    held.save(update_fields=["points", "begun", "graded", "verdict"])
    return found


@transaction.atomic
def hand_in(*, reader: Reader, round: Round, at: datetime) -> Round:
    """The chief hands the round in: it is seen above and no longer changed. Every item must be graded."""
    held = Round.objects.select_for_update(of=("self",)).select_related("place").get(pk=round.pk)
    if not Rights(reader).chief_of(held.place):
        raise NotYours(f"{held.place.pid}: handing in is the chief's")
    if held.state != Round.State.OPEN:
        raise Refused(_("This round was handed in; what was handed in is not changed"))
    if held.graded < held.items:
        says = _("%(left)s of %(all)s items are not graded yet; a round is handed in whole")
        raise Refused(says % {"left": held.items - held.graded, "all": held.items})
    held.state, held.handed_in_on, held.handed_in_by = (
        Round.State.HANDED_IN,
        timezone.localdate(at),
        reader.pid,
    )
    held.save(update_fields=["state", "handed_in_on", "handed_in_by"])
    _log("hand_in_round", held, reader.pid, at, points=str(held.points), verdict=held.verdict)
    return held


def _rests_on(held: Round) -> bool:
    """Whether an application that was submitted is looked at, or was decided, by this round."""
    going = held.applications.filter(submitted_on__isnull=False, closed_on__isnull=True)
    return going.filter(Q(locked=True) | Q(stage__in=["named", "reevaluation"])).exists()


@transaction.atomic
def reopen_round(*, reader: Reader, round: Round, reason: str, at: datetime) -> Round:
    """The chief opens a round again, with a reason that stays."""
    held = Round.objects.select_for_update(of=("self",)).select_related("place").get(pk=round.pk)
    if not Rights(reader).chief_of(held.place):
        raise NotYours(f"{held.place.pid}: opening again is the chief's")
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        says = _("Reason: got %(came)s characters; allowed: 2 to 200")
        raise Refused(says % {"came": len(reason)}, "reason")
    if held.kind != Round.Kind.SELF:
        raise Refused(_("This is what a panel agreed on; the place does not change it"))
    if held.state != Round.State.HANDED_IN:
        raise Refused(_("This round is open"))
    if _rests_on(held):
        says = _(
            "An application rests on this self-assessment; the office that looks at it un-locks it first"
        )
        raise Refused(says, rule="round.in_use")
    if Round.objects.filter(place=held.place, code=held.code, state=Round.State.OPEN).exists():
        raise Refused(_("Another round by this standard is open"))
    if held.panels.exclude(state="dissolved").exists():
        raise Refused(_("A panel reviews this round; what is reviewed is not changed"))
    held.state, held.handed_in_on, held.reason = Round.State.OPEN, None, reason
    held.save(update_fields=["state", "handed_in_on", "reason"])
    _log("reopen_round", held, reader.pid, at, reason=reason)
    return held
