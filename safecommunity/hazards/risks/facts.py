"""The facts `risk` (a row for each year a risk stood, as it was then) and `risk_due` (a row an assessment)."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures import sources
from safecommunity.figures.registry import Fact
from safecommunity.figures.sources import Source, Standing, Yearly
from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards.models import UNASSESSED, Risk, RiskAssessment
from safecommunity.hazards.risks import tables
from safecommunity.hazards.risks.actions.entries import KEPT
from safecommunity.hazards.risks.rights import Rights
from safecommunity.shell.numbers import day, number

CODES = ("risk", "setting", "hazard_class", "accident", "method", "late")
RISK = FactSchema(
    name="risk", version=1,
    columns=(*(Column(one, "int") for one in ("year", "month", "exposed")), *(Column(one, "code") for one in CODES),
             Column("place", "place")),
    count_columns=("year", "month", "place", "risk", "setting", "late"),
)  # fmt: skip
DUE_CODES = ("risk", "setting", "fell_due", "on_time")
DUE = FactSchema(
    name="risk_due", version=1,
    columns=(*(Column(one, "int") for one in ("year", "month")), *(Column(one, "code") for one in DUE_CODES),
             Column("place", "place")),
    count_columns=("year", "month", "place", "risk", "fell_due", "on_time"),
)  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "risk":
        return tables.rank_name(value)
    if value < 0:
        return _("not told")
    if name == "setting":
        return settings.setting_name(list(settings.settings())[value])
    if name == "hazard_class":
        return codes.class_name(str(value))
    if name == "accident":
        return tables.accident_name(f"{value:02d}")
    if name == "method":
        return tables.method_name(tables.METHODS[value])
    if name in CODES or name in DUE_CODES:
        return _("yes") if value else _("no")
    return str(value)


def _setting(code: str) -> int:
    known = list(settings.settings())
    return known.index(code) if code in known else -1


def risks() -> QuerySet[Risk]:
    """All of the register, with its assessments."""
    return Risk.objects.select_related("place", "unit").prefetch_related("assessments")


def held(one: Standing) -> RiskAssessment | None:
    """The assessment that held on the day of a year's row."""
    found = [made for made in one.record.assessments.all() if made.on <= one.day]
    return found[-1] if found else None


def row(one: Standing) -> dict[str, Any]:
    """A risk as it stood in one year. Late: on that day its next assessment, or its first, was overdue."""
    risk, then = one.record, held(one)
    due = then.next_due if then is not None else tables.first_due(risk.starts)
    was = {name: sources.as_at(risk, name, one.day) for name in KEPT}
    return {
        "ref": one.ref, "year": one.year, "month": one.day.month, "exposed": was["exposed"] or 0,
        "risk": then.rank if then is not None else UNASSESSED, "setting": _setting(was["setting"]),
        "hazard_class": int(was["klass"] or -1), "accident": int(was["accident"] or -1),
        "method": tables.METHODS.index(then.method) if then is not None else -1, "late": int(due < one.day),
        "place": was["place"],
    }  # fmt: skip


def cells(one: Standing) -> tuple[str, ...]:
    """A risk in a line."""
    risk, then = one.record, held(one)
    where = f"{risk.place.name} {risk.unit.name if risk.unit else ''} {risk.spot}".strip()
    return (
        risk.number, risk.title, where, tables.rank_name(then.rank if then is not None else UNASSESSED),
        number(sources.as_at(risk, "exposed", one.day)), day(then.next_due if then is not None else None),
    )  # fmt: skip


def seen(reader: Any) -> Q:
    """Risks open to the reader."""
    return Rights(reader).seen_risks()


RISKS = Yearly(
    RISK, risks, row, seen,
    lambda: (_("Number"), _("Source of danger"), _("Where"), _("Risk"), _("How many people"), _("Next assessment")),
    cells, lambda one: reverse("risk", args=[one.record.pid]), label,
)  # fmt: skip


def assessments() -> QuerySet[RiskAssessment]:
    """Assessments whose next day a risk lived to see, or was assessed again before."""
    gone = Q(done_on__isnull=True, risk__ends__isnull=False, risk__ends__lte=F("next_due"))
    return RiskAssessment.objects.exclude(gone).select_related("risk__place", "risk__unit")


def due_row(one: RiskAssessment) -> dict[str, Any]:
    """An assessment by the day the next one was due."""
    done = one.done_on
    return {
        "ref": one.ref, "year": one.next_due.year, "month": one.next_due.month, "risk": one.rank,
        "setting": _setting(one.risk.setting), "fell_due": int(done is not None or one.next_due < timezone.localdate()),
        "on_time": int(done is not None and done <= one.next_due), "place": one.risk.place.pid,
    }  # fmt: skip


def seen_due(reader: Any) -> Q:
    """Assessments of the risks open to the reader."""
    return Q(risk__in=Risk.objects.filter(seen(reader)))


DUES = Source(
    DUE, assessments, due_row, seen_due,
    lambda: (_("Number"), _("Source of danger"), _("Place"), _("Risk"), _("Next assessment due"),
             _("Assessed again on")),
    lambda one: (one.risk.number, one.risk.title, one.risk.place.name, tables.rank_name(one.rank), day(one.next_due),
                 day(one.done_on)),
    lambda one: reverse("risk", args=[one.risk.pid]), label,
)  # fmt: skip


def published() -> list[Fact]:
    """Both facts with their doors."""
    screens = ((lazy("Risk register"), "risks"),)
    return [
        sources.publish(RISKS, ("hazards.Risk", "hazards.RiskAssessment"), screens),
        sources.publish(DUES, ("hazards.RiskAssessment",), screens),
    ]
