"""When hazards, inspections, visits, judgements and assessments happened and were entered (N11); their pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker.helpers import by_log, daily
from safecommunity.figures.checker.registry import Entered, Entries, Opener, register_entries, register_opener
from safecommunity.hazards import queries
from safecommunity.hazards.housing import queries as housing
from safecommunity.hazards.inspections import queries as inspections
from safecommunity.hazards.inspections.rights import Rights as InspectionRights
from safecommunity.hazards.models import (
    NOT_COUNTED,
    CareVisit,
    Defect,
    Hazard,
    Inspection,
    Rating,
    RiskAssessment,
)
from safecommunity.journal import queries as journal


def _found(since: date) -> Iterator[Entered]:
    """What was copied from paper and names its binder is backfill."""
    rows = Hazard.objects.exclude(state__in=NOT_COUNTED).filter(binder="")
    return daily(rows, "place__pid", "found_on", "at", since)


def _inspected(since: date) -> Iterator[Entered]:
    """Inspections by the day they were told as done: they were planned before."""
    days = journal.days_done("inspection", ("record_inspection",), since)
    return by_log(Inspection.objects.filter(rank=Inspection.Rank.DONE), "place__pid", "day", days)


def _visited(since: date) -> Iterator[Entered]:
    return daily(CareVisit.objects.all(), "place__pid", "on", "at", since)


def _rated(since: date) -> Iterator[Entered]:
    return daily(Rating.objects.all(), "dwelling__place__pid", "on", "at", since)


def _assessed(since: date) -> Iterator[Entered]:
    return daily(RiskAssessment.objects.all(), "risk__place__pid", "on", "at", since)


def _open_inspection(reader: Any, ref: str) -> bool:
    return inspections.one(InspectionRights(reader), ref) is not None


def _dwelling_of(ref: str) -> str:
    """The page of the dwelling a defect was found at."""
    pid = Defect.objects.filter(pid=ref).values_list("dwelling__pid", flat=True).first()
    return reverse("dwelling", args=[pid or ref])


def register() -> None:
    """Called once by the room when it starts."""
    register_entries(Entries("inspection", gettext_lazy("Joint inspections"), _inspected))
    register_opener(
        "inspection",
        Opener(lambda ref: reverse("inspection", args=[ref]), _open_inspection, gettext_lazy("Inspection")),
    )
    register_opener(
        housing.PHOTOS, Opener(_dwelling_of, housing.may_open, gettext_lazy("Defect of a dwelling"))
    )
    register_entries(Entries("hazard", gettext_lazy("Hazards"), _found))
    register_entries(Entries("care_visit", gettext_lazy("Visits of people at risk"), _visited))
    register_entries(Entries("dwelling_rating", gettext_lazy("Judgements of dwellings"), _rated))
    register_entries(Entries("risk_assessment", gettext_lazy("Assessments of risks"), _assessed))
    for kind in ("hazard", queries.BEFORE, queries.AFTER, queries.PAPER):
        register_opener(
            kind, Opener(lambda ref: reverse("hazard", args=[ref]), queries.may_open, gettext_lazy("Hazard"))
        )
