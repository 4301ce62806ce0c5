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
from safecommunity.governance.models import Plan, PlanItem, Review, ReviewFigure
from safecommunity.governance.plans import progress
from safecommunity.governance.rights import Rights
from safecommunity.indicators.figure import Figure
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT = "review"


@dataclass(frozen=True)
class Judged:
    """What was decided of one item, and the figures that lay on the table."""

    item: PlanItem
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
    made, changes = [], []
    for one in judged:
        check_judged(one.item.title, one.verdict, one.after, one.evidence)
        if one.item.plan_id != plan.pk:
            raise Refused(_("One of the items is not of this plan"))
        now = Review(
            place=plan.place, item=one.item, year=year, verdict=one.verdict, after=one.after,
            evidence=one.evidence.strip(), tasks_due=ways[one.item.pk].due, tasks_done=ways[one.item.pk].done,
            on=timezone.localdate(at), by=reader.pid, at=at,
        )  # fmt: skip
        stood = Review.objects.select_for_update().filter(item=one.item, year=year, replaced=False).first()
        if not _stands(now, stood, one.figures, reader.pid, at):
            continue
        made.append(now)
        changes += [ChangeOf(FACT, now.ref), ChangeOf("plan_item", one.item.ref)]
        changes += [ChangeOf(FACT, stood.ref)] if stood is not None else []
    if made:
        journal.record(
            by=reader.pid, action="judge_plan", kind="work_plan", ref=plan.pid, place=plan.place.pid, at=at,
            changes=changes, detail={"year": year, "items": len(made)},
        )  # fmt: skip
    return made


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
