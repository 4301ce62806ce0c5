"""The facts `plan` (one row a year it runs in), `plan_stage`, `plan_item` and `review` (one row each)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance import codes
from safecommunity.governance.facts import CHUNK, Source, Standing
from safecommunity.governance.models import Plan, PlanItem, PlanStage, Review
from safecommunity.governance.plans import progress, words
from safecommunity.governance.rights import Rights
from safecommunity.shell.numbers import day, number

KINDS = tuple(Plan.Kind.values)
VERDICTS, AFTERS = tuple(Review.Verdict.values), tuple(Review.After.values)
SUBJECTS = ("item", "body")


def _schema(name: str, ints: str, codes_: str, counted: str) -> FactSchema:
    columns = (
        *(Column(one, "int") for one in ("year", "month", *ints.split())),
        *(Column(one, "code") for one in codes_.split()), Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=1, columns=columns, count_columns=("year", "month", "place", *counted.split())
    )


PLAN = _schema("plan", "", "plan_kind", "plan_kind")
STAGE = _schema("plan_stage", "", "plan_kind", "plan_kind")
ITEM = _schema("plan_item", "budget", "setting done on_time late", "setting done on_time late")
REVIEW = _schema("review", "", "verdict after reviewed", "verdict after reviewed")


def settings() -> list[str]:
    """Settings in the order of their codes in facts."""
    return list(codes.settings())


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value < 0:
        return _("not told")
    if name == "plan_kind":
        return words.kind(KINDS[value])
    if name == "setting":
        return codes.setting_name(settings()[value])
    if name == "verdict":
        return words.verdict(VERDICTS[value])
    if name == "after":
        return words.after(AFTERS[value])
    if name == "reviewed":
        return words.reviewed(SUBJECTS[value])
    if name in ("done", "on_time", "late"):
        return _("yes") if value else _("no")
    return str(value)


# -- plans, one row a year -----------------------------------------------------------------------


@dataclass(frozen=True)
class PlanYears(Source):
    """A plan has one row for each year it runs in, those to come included; the ref of a year ends in that year."""

    def _found(self, refs: Iterable[str], seen: Q | None = None) -> Iterator[Any]:
        years: dict[str, list[int]] = {}
        for ref in refs:
            years.setdefault(f"{ref[:28]}0000", []).append(int(ref[28:], 16))
        for plan in super()._found(years, seen):
            for year in years[plan.ref]:
                if plan.starts.year <= year <= plan.until.year:
                    yield _year(plan, year)

    def all_rows(self) -> Iterator[Mapping[str, Any]]:
        """Every year of every plan, streamed."""
        for plan in self.records().order_by("pk").iterator(chunk_size=CHUNK):
            for year in progress.years_of(plan):
                yield self.row_of(_year(plan, year))


def _year(plan: Plan, year: int) -> Standing:
    """A plan in one of its years, in the month in which it ends there."""
    return Standing(progress.years_of(plan)[year], year, plan, min(plan.until, date(year, 12, 31)))


def plans() -> QuerySet[Plan]:
    """Plans that were not withdrawn."""
    return Plan.objects.filter(withdrawn_on__isnull=True).select_related("place")


def plan_row(one: Standing) -> dict[str, Any]:
    """A plan in one year."""
    plan = one.record
    return {"ref": one.ref, "year": one.year, "month": one.day.month, "plan_kind": KINDS.index(plan.kind),
            "place": plan.place.pid}  # fmt: skip


PLANS = PlanYears(
    PLAN, plans, plan_row, lambda reader: Rights(reader).seen(),
    lambda: (_("Work plan"), _("Kind"), _("Year"), _("From"), _("Last day"), _("Ordering paper and its number")),
    lambda one: (one.record.title, words.kind(one.record.kind), str(one.year), day(one.record.starts),
                 day(one.record.until), one.record.paper),
    lambda one: reverse("work_plan", args=[one.record.pid]), label,
)  # fmt: skip


# -- stages --------------------------------------------------------------------------------------


def stages() -> QuerySet[PlanStage]:
    """Stages of plans that stand."""
    found = PlanStage.objects.filter(dropped_on__isnull=True, plan__withdrawn_on__isnull=True)
    return found.select_related("plan__place")


def stage_row(one: PlanStage) -> dict[str, Any]:
    """A stage in the month of its last day."""
    return {"ref": one.ref, "year": one.until.year, "month": one.until.month,
            "plan_kind": KINDS.index(one.plan.kind), "place": one.plan.place.pid}  # fmt: skip


STAGES = Source(
    STAGE, stages, stage_row, lambda reader: Rights(reader).seen("plan__place"),
    lambda: (_("Stage"), _("From"), _("Last day"), _("What it is to bring"), _("Work plan")),
    lambda one: (one.title, day(one.starts), day(one.until), one.expected, one.plan.title),
    lambda one: reverse("work_plan", args=[one.plan.pid]), label,
)  # fmt: skip


# -- items ---------------------------------------------------------------------------------------


def items() -> QuerySet[PlanItem]:
    """Items that stand, with how far their tasks are."""
    found = PlanItem.objects.filter(dropped_on__isnull=True, plan__withdrawn_on__isnull=True)
    live = Q(tasks__dropped_on__isnull=True)
    return found.select_related("plan__place").annotate(
        many=Count("tasks", filter=live), ended=Count("tasks", filter=live & Q(tasks__done_on__isnull=False)),
        last=Max("tasks__done_on", filter=live),
    )  # fmt: skip


def item_row(one: Any) -> dict[str, Any]:
    """An item in the month of its day; late is told by the clock of the day the row is made."""
    done_on = progress.Progress(one.many, one.ended, one.last).done_on
    return {
        "ref": one.ref, "year": one.due.year, "month": one.due.month,
        "setting": settings().index(one.setting) if one.setting else -1, "done": int(done_on is not None),
        "on_time": int(done_on is not None and done_on <= one.due),
        "late": int(done_on is None and one.due < timezone.localdate()),
        "budget": one.budget if one.budget is not None else -1, "place": one.plan.place.pid,
    }  # fmt: skip


ITEMS = Source(
    ITEM, items, item_row, lambda reader: Rights(reader).seen("plan__place"),
    lambda: (_("Due"), _("What is to be done"), _("Who answers for it"), _("What it is to bring"), _("Tasks done"),
             _("Work plan")),
    lambda one: (day(one.due), one.title, one.who, words.promised(one), f"{number(one.ended)} / {number(one.many)}",
                 one.plan.title),
    lambda one: reverse("work_plan_item", args=[one.ref]), label,
)  # fmt: skip


# -- judgements ----------------------------------------------------------------------------------


def reviews() -> QuerySet[Review]:
    """Judgements that stand."""
    found = Review.objects.filter(replaced=False).exclude(item__plan__withdrawn_on__isnull=False)
    return found.select_related("place", "item__plan", "body").annotate(looked=Count("figures"))


def review_row(one: Review) -> dict[str, Any]:
    """A judgement in December of the year it is about."""
    return {
        "ref": one.ref, "year": one.year, "month": 12, "verdict": VERDICTS.index(one.verdict),
        "after": AFTERS.index(one.after), "reviewed": SUBJECTS.index("item" if one.item_id else "body"),
        "place": one.place.pid,
    }  # fmt: skip


REVIEWS = Source(
    REVIEW, reviews, review_row, lambda reader: Rights(reader).seen(),
    lambda: (_("Judged"), _("Judgement"), _("What follows"), _("What shows it"), _("Day"), _("Figures held")),
    lambda one: (one.item.title if one.item else one.body.name, words.verdict(one.verdict), words.after(one.after),
                 one.evidence, day(one.on), number(one.looked)),
    lambda one: reverse("review", args=[one.ref]), label,
)  # fmt: skip

SOURCES = (PLANS, STAGES, ITEMS, REVIEWS)
