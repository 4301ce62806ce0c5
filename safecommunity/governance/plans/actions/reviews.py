"""The yearly judgement: done, partly, not; go on, change, stop. The figures looked at are held as they stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures import actions as figures
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Body, Plan, PlanItem, Review, ReviewFigure
from safecommunity.governance.plans import performance, progress
from safecommunity.governance.rights import Rights
from safecommunity.indicators.figure import Figure
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT = "review"
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Judged:
    """What was decided of one item, and the figures that lay on the table."""

    item: PlanItem
    verdict: str
    after: str
    evidence: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class JudgedBody:
    """What was decided of one body, and the figures that lay on the table."""

    body: Body
    verdict: str
    after: str
    evidence: str
    figures: tuple[Figure, ...] = ()


@transaction.atomic
def judge_items(
    *, reader: Reader, plan: Plan, year: int, judged: Sequence[Judged], at: datetime
) -> list[Review]:
    """Store the judgement of a plan's items for a year. The same again changes nothing; another one replaces it."""
    Rights(reader).need_office(plan.place)
    if plan.withdrawn_on is not None:
        raise Refused(_("This plan was withdrawn already"))
    last = min(plan.until.year, timezone.localdate(at).year)
    if not plan.starts.year <= year <= last:
        says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": year, "first": plan.starts.year, "last": last})
    ways = progress.of([one.item for one in judged])
    made: list[Review] = []
    changes: list[ChangeOf] = []
    for one in judged:
        check_judged(one.item.title, one.verdict, one.after, one.evidence)
        if one.item.plan_id != plan.pk:
            raise Refused(_("One of the items is not of this plan"))
        now = _review(reader, plan.place, year, one, at)
        now.item, now.tasks_due, now.tasks_done = one.item, ways[one.item.pk].due, ways[one.item.pk].done
        stood = Review.objects.select_for_update().filter(item=one.item, year=year, replaced=False).first()
        if _stands(now, stood, one.figures, reader.pid, at):
            made.append(now)
            changes += [*_changes(now, stood), ChangeOf("plan_item", one.item.ref)]
    if made:
        journal.record(
            by=reader.pid, action="judge_plan", kind="work_plan", ref=plan.pid, place=plan.place.pid, at=at,
            changes=changes, detail={"year": year, "items": len(made)},
        )  # fmt: skip
    return made


@transaction.atomic
def judge_bodies(
    *, reader: Reader, place: Place, year: int, judged: Sequence[JudgedBody], at: datetime
) -> list[Review]:
    """Store the judgement of bodies of a place for a year, in the same way."""
    Rights(reader).need_office(place)
    last = timezone.localdate(at).year
    if not FIRST_YEAR <= year <= last:
        says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": year, "first": FIRST_YEAR, "last": last})
    made: list[Review] = []
    changes: list[ChangeOf] = []
    for one in judged:
        check_judged(one.body.name, one.verdict, one.after, one.evidence)
        if one.body.place_id != place.pk or not performance.standing([one.body], year):
            says = _("%(item)s: allowed is a body of %(place)s that was there in %(year)s")
            raise Refused(says % {"item": one.body.name, "place": place.name, "year": year})
        now = _review(reader, place, year, one, at)
        now.body = one.body
        stood = Review.objects.select_for_update().filter(body=one.body, year=year, replaced=False).first()
        if _stands(now, stood, one.figures, reader.pid, at):
            made.append(now)
            changes += _changes(now, stood)
    if made:
        journal.record(
            by=reader.pid, action="judge_bodies", kind="review", ref=place.pid, place=place.pid, at=at,
            changes=changes, detail={"year": year, "bodies": len(made)},
        )  # fmt: skip
    return made


def _review(reader: Reader, place: Place, year: int, one: Judged | JudgedBody, at: datetime) -> Review:
    return Review(
        place=place, year=year, verdict=one.verdict, after=one.after, evidence=one.evidence.strip(),
        on=timezone.localdate(at), by=reader.pid, at=at,
    )  # fmt: skip


def _changes(now: Review, stood: Review | None) -> list[ChangeOf]:
    return [ChangeOf(FACT, one.ref) for one in (now, stood) if one is not None]


def check_judged(title: str, verdict: str, after: str, evidence: str) -> None:
    """Refuse a judgement that says too little, in words."""
    if verdict not in Review.Verdict.values or after not in Review.After.values:
        says = _("%(item)s: got “%(came)s”; allowed: a judgement and what follows, from the lists")
        raise Refused(says % {"item": title[:40], "came": f"{verdict} {after}".strip()[:30]})
    if not 1 <= len(evidence.strip()) <= 500:
        says = _("%(item)s: what shows it has %(came)s characters; allowed: 1 to 500")
        raise Refused(says % {"item": title[:40], "came": len(evidence.strip())})


def _stands(now: Review, stood: Review | None, told: Sequence[Figure], by: str, at: datetime) -> bool:
    """Store it in place of the former, with its figures pinned; False where the former says the same."""
    if stood is not None:
        if (stood.verdict, stood.after, stood.evidence) == (now.verdict, now.after, now.evidence):
            return False
        stood.replaced = True
        stood.save(update_fields=["replaced"])
    now.save(force_insert=True)
    for one in told:
        pin = figures.pin_figure(figure=one, purpose=f"review {now.ref}", by=by, at=at)
        ReviewFigure.objects.create(review=now, pin=pin)
    return True
