"""Plans as a reader may see them: the list, one with its stages and items, one item with its tasks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from safecommunity.governance.models import Body, Plan, PlanItem, PlanStage, Review
from safecommunity.governance.plans import progress
from safecommunity.governance.rights import Rights
from safecommunity.indicators.period import Period
from safecommunity.places.models import Place


def plans(rights: Rights) -> QuerySet[Plan]:
    """Plans of the reader's places, with how many items stand in each."""
    found = Plan.objects.filter(rights.seen()).select_related("place", "body", "within", "before")
    return found.annotate(many=Count("items", filter=Q(items__dropped_on__isnull=True)))


def plan_of(rights: Rights, pid: str) -> Any:
    """One plan, if it is open to the reader."""
    return plans(rights).filter(pid=pid).first()


def item_of(rights: Rights, ref: str) -> PlanItem | None:
    """One item, if its plan is open to the reader."""
    found = PlanItem.objects.filter(rights.seen("plan__place"), ref=ref)
    return found.select_related("plan__place", "stage", "agency", "body", "carried_from__plan").first()


def review_of(rights: Rights, ref: str) -> Review | None:
    """One judgement, if it is open to the reader."""
    found = Review.objects.filter(rights.seen(), ref=ref)
    return found.select_related("place", "item__plan", "body").first()


def reviews(rights: Rights) -> QuerySet[Review]:
    """Judgements that stand, newest first, with how many figures each holds."""
    found = Review.objects.filter(rights.seen(), replaced=False).exclude(
        item__plan__withdrawn_on__isnull=False
    )
    found = found.select_related("place", "item__plan", "body").annotate(looked=Count("figures"))
    return found.order_by("-year", "-pk")


def within(found: QuerySet[Review], period: Period) -> QuerySet[Review]:
    """Those that are counted for a period: of the year in which it ends, as their definitions say (of_year)."""
    return found.filter(year=period.end.year)


def judged_items(plan: Plan, year: int) -> dict[int | None, Review]:
    """The judgements of a plan's items that stand for a year, by item; one query."""
    found = Review.objects.filter(item__plan=plan, year=year, replaced=False)
    return {row.item_id: row for row in found}


def judged_bodies(place: Place, year: int) -> dict[int | None, Review]:
    """The same of the bodies of a place, by body."""
    found = Review.objects.filter(body__place=place, year=year, replaced=False)
    return {row.body_id: row for row in found}


def may_open_plan(reader: Any, ref: str) -> bool:
    """The scan of a plan is open to who may open the plan."""
    return Plan.objects.filter(Rights(reader).seen(), pid=ref).exists()


def may_open_item(reader: Any, ref: str) -> bool:
    """The proof of an item is open to who may open its plan."""
    return item_of(Rights(reader), ref) is not None


@dataclass(frozen=True)
class ItemLine:
    """An item as it stands today: its tasks, its state, its last judgement."""

    item: PlanItem
    way: progress.Progress
    state: str
    judged: Review | None

    @property
    def ended(self) -> bool:
        """Nothing of it waits."""
        return self.state in ("done", "dropped")


def lines(plan: Plan, today: date) -> list[ItemLine]:
    """All items of a plan with how far they are; three queries."""
    items = list(plan.items.select_related("stage", "carried_from__plan"))
    for one in items:
        one.plan = plan
    ways = progress.of(items)
    judged = {
        row.item_id: row for row in Review.objects.filter(item__in=items, replaced=False).order_by("year")
    }
    return [
        ItemLine(one, ways[one.pk], progress.state(one, ways[one.pk], today), judged.get(one.pk)) for one in items
    ]  # fmt: skip


def stages(plan: Plan) -> list[PlanStage]:
    """The stages that stand, by day."""
    return list(plan.stages.filter(dropped_on__isnull=True))


@dataclass(frozen=True)
class Unjudged:
    """A plan with items nobody has judged for a year."""

    plan: Plan
    year: int
    left: int


def bodies_unjudged(rights: Rights, today: date) -> tuple[int, int]:
    """(the year, how many bodies nobody judged for it); 0 outside of December to February."""
    year = today.year if today.month == 12 else today.year - 1
    if 3 <= today.month <= 11:
        return year, 0
    found = Body.objects.filter(rights.seen(), starts__lte=date(year, 12, 31)).exclude(
        ends__lte=date(year, 1, 1)
    )
    judged = Review.objects.filter(year=year, replaced=False, body__isnull=False).values("body")
    return year, found.exclude(pk__in=judged).count()


def unjudged(rights: Rights, today: date) -> list[Unjudged]:
    """Plans whose year ends (from December) or has just ended (until February) with items not judged; two queries."""
    year = today.year if today.month == 12 else today.year - 1
    if 3 <= today.month <= 11:
        return []
    first, last = date(year, 1, 1), date(year, 12, 31)
    mine = rights.seen("plan__place")
    items = PlanItem.objects.filter(
        mine, plan__withdrawn_on__isnull=True, dropped_on__isnull=True, due__range=(first, last)
    )
    judged = Review.objects.filter(year=year, replaced=False, item__isnull=False).values("item")
    counted = items.exclude(pk__in=judged).values("plan").order_by().annotate(left=Count("pk"))
    left = {row["plan"]: row["left"] for row in counted}
    return [Unjudged(one, year, left[one.pk]) for one in Plan.objects.filter(pk__in=left).order_by("pk")]
