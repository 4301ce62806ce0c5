"""Marks are opened to the panel, the lead writes what it agrees on, the result becomes a round of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import standards, words
from safecommunity.accreditation.actions.refusal import Refused
from safecommunity.accreditation.models import Agreed, Mark, Panel, Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import marks, rules
from safecommunity.accreditation.review.actions.common import in_state, lead, locked, log, plain
from safecommunity.accreditation.review.actions.findings import publish_findings
from safecommunity.places.models import Place

S = Panel.State


@dataclass(frozen=True)
class Settled:
    """A grade the panel agrees on. ``edition`` is the one the form was filled beside; 0 where there was none."""

    grade: str
    reason: str = ""
    edition: int = 0


def opened(held: Panel, by: str, at: datetime, reason: str = "") -> None:
    """Open the marks to the panel, inside the caller's transaction; where all are alike that is agreed on."""
    held.state, held.opened_on, held.reason = S.CONSENSUS, timezone.localdate(at), reason
    held.save(update_fields=["state", "opened_on", "reason"])
    agreed_alone(held, by, at)
    log("open_consensus", held, by, at, reason=reason)


def agreed_alone(held: Panel, by: str, at: datetime) -> None:
    """Agree on what all marks that count say alike, and on it only; what the lead wrote with a reason stays.

    Asked again when a reviewer is barred after marks were opened: his marks count no more.
    """
    given = marks.given(held)
    alike = {key: next(iter(grades)) for key, grades in given.items() if len(grades) == 1}
    stands = {(one.item, one.part): one for one in held.agreed.all()}
    for key, one in stands.items():
        if not one.reason and not one.differs and alike.get(key) != one.grade:
            one.delete()
    Agreed.objects.bulk_create([
        Agreed(panel=held, item=key[0], part=key[1], grade=grade, by=by, at=at)
        for key, grade in alike.items() if key not in stands
    ])  # fmt: skip


@transaction.atomic
def open_consensus(*, reader: Reader, panel: Panel, reason: str, at: datetime) -> Panel:
    """The lead opens the marks before all have handed in; who has not is left out, and the reason stays."""
    held = locked(panel)
    mine = lead(reader, held)
    in_state(held, S.SCORING)
    if mine.handed_in_on is None:
        raise Refused(_("Hand in your own marks first; nobody looks before he has marked"))
    opened(held, reader.pid, at, plain(reason, _("Reason"), 200, 2))
    return held


@transaction.atomic
def agree(*, reader: Reader, panel: Panel, settled: Mapping[tuple[str, str], Settled], at: datetime) -> int:
    """The lead writes what the panel agrees on; answers how many grades changed.

    Where marks differ, or the panel goes off a grade all gave, there is a reason. Two screens never overwrite.
    """
    held = locked(panel)
    lead(reader, held)
    in_state(held, S.CONSENSUS)
    standard, given = sheets.of_sheet(held.round.sheet), marks.given(held)
    stands = {(one.item, one.part): one for one in held.agreed.all()}
    changed = 0
    for key, told in settled.items():
        item, part = key
        if (
            item not in standard.by_id
            or part not in standard.part_codes
            or told.grade not in standard.grade_codes
        ):
            says = _("Item %(item)s: got grade “%(came)s”; allowed: %(allowed)s")
            came, allowed = f"{part[:20]} {told.grade[:20]}", ", ".join(standard.grade_codes)
            raise Refused(says % {"item": item[:20], "came": came, "allowed": allowed})
        reason, now = plain(told.reason, _("Reason"), 500), stands.get(key)
        if now is not None and (now.grade, now.reason) == (told.grade, reason):
            continue
        if (now.edition if now else 0) != told.edition:
            says = _("Item %(item)s was agreed on meanwhile as %(grade)s; look at it and send yours again")
            raise Refused(says % {"item": item, "grade": _said(standard, now.grade) if now else ""})
        differs = given.get(key, set()) != {told.grade}
        if differs and not reason:
            says = _("Item %(item)s: the marks differ; say why the panel agrees on %(grade)s")
            raise Refused(says % {"item": item, "grade": _said(standard, told.grade)})
        Agreed.objects.update_or_create(
            panel=held, item=item, part=part,
            defaults={"grade": told.grade, "reason": reason, "differs": differs, "edition": told.edition + 1,
                      "by": reader.pid, "at": at},
        )  # fmt: skip
        changed += 1
    if changed:
        log("agree", held, reader.pid, at, items=sorted({item for item, _part in settled}))
    return changed


def _said(standard: standards.Standard, code: str) -> str:
    """A grade as people say it: the letter of a score sheet, the word of a criterion."""
    return code if standard.parts else words.grade(standard, code)


@transaction.atomic
def publish(*, reader: Reader, panel: Panel, at: datetime) -> Panel:
    """The result is a round of its own beside the self-assessment, findings go to the place with their days."""
    held = locked(panel)
    lead(reader, held)
    in_state(held, S.CONSENSUS)
    came = len(marks.counting(held))
    if came < rules.least_members():
        says = _("Reviewers: got %(came)s; allowed: %(least)s to %(most)s")
        raise Refused(says % {"came": came, "least": rules.least_members(), "most": rules.most_members()})
    standard = sheets.of_sheet(held.round.sheet)
    agreed = list(held.agreed.all())
    left = len(standard.by_id) * len(standard.part_codes) - len(agreed)
    if left > 0:
        raise Refused(
            _("%(left)s grades are not agreed on yet; a result is published whole") % {"left": left}
        )
    held.result = _round(held, standard, agreed, reader.pid, at)
    held.state, held.published_on = S.PUBLISHED, timezone.localdate(at)
    held.save(update_fields=["result", "state", "published_on"])
    many = publish_findings(held, reader.pid, at)
    log("publish_review", held, reader.pid, at, round=held.result.pid, findings=many)
    return held


def _round(held: Panel, standard: standards.Standard, agreed: list[Agreed], by: str, at: datetime) -> Round:
    """The result as a handed-in round of the kind review."""
    own, today = held.round, timezone.localdate(at)
    score = standards.score(standard, {(one.item, one.part): one.grade for one in agreed})
    Place.objects.select_for_update().get(
        pk=held.place_id
    )  # as opening a round: each gets a number of its own
    same = Round.objects.filter(place=held.place, code=own.code, year=own.year)
    points = Decimal(score.total.numerator) / Decimal(score.total.denominator)
    made = Round.objects.create(
        place=held.place, sheet=own.sheet, code=own.code, year=own.year, kind=Round.Kind.REVIEW,
        number=(same.aggregate(n=Max("number"))["n"] or 0) + 1, state=Round.State.HANDED_IN,
        points=points.quantize(Decimal("0.0001")), begun=len(score.begun), graded=len(score.graded), items=own.items,
        verdict=score.verdict.code if score.verdict else "", opened_on=held.opened_on or today, handed_in_on=today,
        handed_in_by=by, by=by, at=at,
    )  # fmt: skip
    Mark.objects.bulk_create([
        Mark(round=made, item=one.item, part=one.part, grade=one.grade, reason=one.reason, by=by, at=at)
        for one in agreed
    ])  # fmt: skip
    return made
