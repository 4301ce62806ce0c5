"""The facts `inspection` (one row each, in the month of its day), `inspection_item` and `inspection_team`."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures import sources
from safecommunity.figures.registry import Fact
from safecommunity.figures.sources import Source
from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards.inspections import lists, queries, words
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.models import Inspection, InspectionCame, InspectionLine
from safecommunity.shell.numbers import day

RESULTS = ("ok", "bad", "na")
Rank = Inspection.Rank


def _schema(name: str, ints: str, codes_: str, counted: str, version: int = 1) -> FactSchema:
    columns = (
        *(Column(one, "int") for one in ("year", "month", *ints.split())),
        *(Column(one, "code") for one in codes_.split()), Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=version, columns=columns, count_columns=("year", "place", *counted.split())
    )


INSPECTION = _schema(
    "inspection",
    "checked failed",
    "setting joint done fell_due on_time unit_first recheck signed clean came_said",
    "month setting joint came_said done fell_due on_time unit_first",
)
ITEM = _schema("inspection_item", "", "setting result fixed_now hazard_kind", "month setting result")
TEAM = _schema(
    "inspection_team", "", "team team_first", "month team team_first", version=2
)  # 1: who was planned


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "setting":
        known = list(settings.settings())
        return settings.setting_name(known[value]) if 0 <= value < len(known) else _("not said")
    if name == "result":
        return words.results()[RESULTS[value]]
    if name == "hazard_kind":
        told = codes.kinds().values()
        return next((codes.said(one["label"]) for one in told if one["code"] == value), str(value))
    if name == "team":
        return lists.team_name(lists.sectors()[value])
    return _("yes") if value else _("no")


def _setting(code: str) -> int:
    known = list(settings.settings())
    return known.index(code) if code in known else -1


# -- inspections -----------------------------------------------------------------------------------


def inspections() -> QuerySet[Inspection]:
    """What was not cancelled; `is_first` marks a unit's first of its year, done ones before planned."""
    other = Inspection.objects.filter(queries.firsts())
    found = Inspection.objects.exclude(rank=Rank.CANCELLED).select_related("place", "unit", "round")
    return found.prefetch_related("came").annotate(is_first=~Exists(other))


def row(one: Any) -> dict[str, Any]:
    """An inspection as counts see it, in the month it was done, else of its last day."""
    done = one.rank == Rank.DONE
    return {
        "ref": one.ref, "year": one.day.year, "month": one.day.month, "checked": one.checked, "failed": one.failed,
        "setting": _setting(one.round.setting), "joint": int(lists.is_joint([each.sector for each in one.came.all()])),
        "done": int(done), "fell_due": int(done or one.until < timezone.localdate()),
        "on_time": int(done and one.day <= one.until), "unit_first": int(one.unit_id is not None and one.is_first),
        "recheck": int(one.again_id is not None), "signed": int(one.signed == Inspection.Signed.SIGNED),
        "clean": int(done and not one.failed), "came_said": int(one.came_said), "place": one.place.pid,
    }  # fmt: skip


def seen(reader: Any) -> Q:
    """Inspections open to the reader."""
    return Rights(reader).seen_inspections()


INSPECTIONS = Source(
    INSPECTION, inspections, row, seen,
    lambda: (_("Number"), _("Where"), _("Round"), _("Planned until"), _("Inspected on"), _("Not in order")),
    lambda one: (one.number, one.where, one.round.title, day(one.until), day(one.done_on), str(one.failed)),
    lambda one: reverse("inspection", args=[one.pid]), label,
)  # fmt: skip

# -- items -----------------------------------------------------------------------------------------


def items() -> QuerySet[InspectionLine]:
    """Items that were looked at."""
    found = InspectionLine.objects.exclude(result="")
    return found.select_related("inspection__place", "inspection__unit", "inspection__round")


def item_row(one: InspectionLine) -> dict[str, Any]:
    """An item as counts see it."""
    on = one.inspection.day
    return {
        "ref": one.ref, "year": on.year, "month": on.month, "setting": _setting(one.inspection.round.setting),
        "result": RESULTS.index(one.result), "fixed_now": int(one.fixed_now),
        "hazard_kind": codes.kinds()[one.kind]["code"], "place": one.inspection.place.pid,
    }  # fmt: skip


def seen_items(reader: Any) -> Q:
    """Items of the inspections open to the reader."""
    return Q(inspection__in=Inspection.objects.filter(seen(reader)))


ITEMS = Source(
    ITEM, items, item_row, seen_items,
    lambda: (_("Number"), _("Where"), _("Item"), _("Result"), _("Inspected on")),
    lambda one: (one.inspection.number, one.inspection.where, one.text, words.results()[one.result],
                 day(one.inspection.done_on)),
    lambda one: reverse("inspection", args=[one.inspection.pid]), label,
)  # fmt: skip

# -- teams -----------------------------------------------------------------------------------------


def teams() -> QuerySet[InspectionCame]:
    """Agencies that came to what was inspected; the first time of an office and year is marked."""
    earlier = InspectionCame.objects.filter(
        office=OuterRef("office"), year=OuterRef("year"), sector=OuterRef("sector"), pk__lt=OuterRef("pk")
    )
    found = InspectionCame.objects.select_related(
        "office", "inspection__round", "inspection__unit", "inspection__place"
    )  # fmt: skip
    return found.annotate(is_first=~Exists(earlier))


def team_row(one: Any) -> dict[str, Any]:
    """An agency at an inspection, in the month it was held; it stands for the office that planned it."""
    return {
        "ref": one.ref, "year": one.year, "month": one.inspection.day.month, "team": lists.sectors().index(one.sector),
        "team_first": int(one.is_first), "place": one.office.pid,
    }  # fmt: skip


TEAMS = Source(
    TEAM, teams, team_row, seen_items, lambda: (_("Team"), _("Where"), _("Round"), _("Inspected on")),
    lambda one: (lists.team_name(one.sector), one.inspection.where, one.inspection.round.title,
                 day(one.inspection.done_on)),
    lambda one: reverse("inspection", args=[one.inspection.pid]), label,
)  # fmt: skip


def published() -> list[Fact]:
    """The facts with their doors."""
    screens = ((lazy("Joint inspections"), "inspections"),)
    return [
        sources.publish(INSPECTIONS, ("hazards.Inspection",), screens),
        sources.publish(ITEMS, ("hazards.InspectionLine",), screens),
        sources.publish(TEAMS, ("hazards.InspectionCame",), screens),
    ]
