"""How far the items of plans are: from their tasks, and from the figure an item names. Nothing of it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from safecommunity.figures import queries as figures
from safecommunity.governance.models import Plan, PlanItem, Review, Task
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period, index
from safecommunity.places.actions import year_ref


@dataclass(frozen=True)
class Progress:
    """Tasks of an item that count: how many, how many done, the day the last was done."""

    due: int = 0
    done: int = 0
    last: date | None = None

    @property
    def done_on(self) -> date | None:
        """The day all of them were done; None where one is open or there is none."""
        return self.last if self.due and self.done == self.due else None


def of(items: Iterable[PlanItem]) -> dict[int, Progress]:
    """By item; one query."""
    keys = [one.pk for one in items]
    found = dict.fromkeys(keys, Progress())
    counted = Task.objects.filter(item__in=keys, dropped_on__isnull=True).values("item").order_by()
    for row in counted.annotate(
        many=Count("pk"), done=Count("pk", filter=Q(done_on__isnull=False)), last=Max("done_on")
    ):
        found[row["item"]] = Progress(row["many"], row["done"], row["last"])
    return found


def state(item: PlanItem, way: Progress, today: date) -> str:
    """dropped, done, late, going (a task is done) or waiting; late is a property of the clock."""
    if item.dropped_on is not None:
        return "dropped"
    if way.done_on is not None:
        return "done"
    if item.due < today:
        return "late"
    return "going" if way.done else "waiting"


def open_items(plan: Plan) -> list[PlanItem]:
    """Items the next year goes on with: not done by their tasks, not given up, not judged done or to be stopped."""
    items = list(plan.items.filter(dropped_on__isnull=True).select_related("plan"))
    ways = of(items)
    judged = {
        row.item_id: row for row in Review.objects.filter(item__in=items, replaced=False).order_by("year")
    }
    found = []
    for one in items:
        said = judged.get(one.pk)
        if said is not None:
            if said.after != Review.After.STOP and said.verdict != Review.Verdict.DONE:
                found.append(one)
        elif ways[one.pk].done_on is None:
            found.append(one)
    return found


def years_of(plan: Plan) -> dict[int, str]:
    """The years a plan runs in, each with the name of its fact."""
    return {year: year_ref(plan.ref, year) for year in range(plan.starts.year, plan.until.year + 1)}


@dataclass(frozen=True)
class Measured:
    """The figure an item names as it stands, and whether it has what was promised."""

    figure: Figure
    reached: bool | None


def measured(item: PlanItem, *, now: datetime, today: date) -> Measured | None:
    """The figure of an item from the beginning of its plan to its day or now; None where none can be told."""
    if not item.figure or today < item.plan.starts:
        return None
    first = index(item.plan.starts.year, item.plan.starts.month)
    last = max(first, min(index(item.due.year, item.due.month), index(today.year, today.month)))
    try:
        definition = catalogue.get(item.figure)
        key = FigureKey(definition.code, definition.version, item.plan.place.pid, Period(first, last))
        figure = figures.compute(key, now=now)
    except IndicatorError:
        return None
    if figure.value is None or item.amount is None:
        return Measured(figure, None)
    return Measured(figure, figure.value >= float(item.amount))
