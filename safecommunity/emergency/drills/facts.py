"""The facts `drill` (one row each, in the month it was held or is to be held) and `drill_finding`."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.emergency import codes
from safecommunity.emergency.drills import words
from safecommunity.emergency.models import Drill, DrillFinding
from safecommunity.emergency.publishing import UNKNOWN, Source, schema
from safecommunity.shell.numbers import day

QUALIFIERS = ("exact", "gt", "ge", "approx", "near")
WAYS = ("open", "spot", "task", "action")
FLAGS = ("unit_drill", "planned", "held", "cancelled", "fell_due", "late", "with_plan", "backfill")
DRILL = schema(
    "drill", "people", "drill_form danger rating qualifier " + " ".join(FLAGS),
    "month drill_form held planned fell_due late",
)  # fmt: skip
FINDING = schema("drill_finding", "", "way danger closed late", "month closed late way")
State = Drill.State


def drills() -> QuerySet[Drill]:
    """Those that count: not withdrawn, not counted with another."""
    found = Drill.objects.exclude(state__in=(State.WITHDRAWN, State.JOINED))
    return found.select_related("place", "unit")


def row(one: Drill) -> dict[str, Any]:
    """A drill as counts see it. It fell due once its day has come, or it was held or cancelled."""
    today, held = timezone.localdate(), one.state == State.DONE
    return {
        "ref": one.ref, "year": one.on.year, "month": one.on.month, "place": one.place.pid,
        "people": one.people if held else 0, "drill_form": codes.number("drill_forms", one.form),
        "danger": codes.number("dangers", one.danger), "rating": codes.number("ratings", one.rating),
        "qualifier": QUALIFIERS.index(one.qualifier), "unit_drill": int(one.unit_id is not None),
        "planned": int(one.planned_on is not None), "held": int(held), "cancelled": int(one.state == State.CANCELLED),
        "fell_due": int(one.state != State.PLANNED or one.on < today),
        "late": int(one.state == State.PLANNED and one.on < today), "with_plan": int(one.plan_id is not None),
        "backfill": int(bool(one.binder)),
    }  # fmt: skip


def findings() -> QuerySet[DrillFinding]:
    """Findings of drills that were not withdrawn."""
    return DrillFinding.objects.exclude(drill__state=State.WITHDRAWN).select_related("drill__place")


def finding_row(one: DrillFinding) -> dict[str, Any]:
    """A finding in the month of its drill."""
    closed, on = one.closed_on is not None, one.drill.on
    return {
        "ref": one.ref, "year": on.year, "month": on.month, "place": one.drill.place.pid, "way": WAYS.index(one.way),
        "danger": codes.number("dangers", one.drill.danger), "closed": int(closed),
        "late": int(not closed and one.due is not None and one.due < timezone.localdate()),
    }  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    listed = {"drill_form": "drill_forms", "danger": "dangers", "rating": "ratings"}.get(name)
    if value == UNKNOWN:
        return _("not told")
    if listed:
        return codes.label_of_number(listed, value)
    if name == "qualifier":
        return {0: _("exactly"), 1: _("and some more"), 2: _("at least"), 3: _("about"), 4: _("nearly")}.get(
            value, str(value)
        )
    if name == "way" and 0 <= value < len(WAYS):
        return dict(words.ways(office=True))[WAYS[value]]
    if name == "backfill":
        return _("copied from paper") if value else _("entered at the time")
    if name in (*FLAGS, "closed", "late"):
        return _("yes") if value else _("no")
    return str(value)


def cells(one: Drill) -> tuple[str, ...]:
    """A drill as a figure's page lists it."""
    return (
        day(one.on), one.number, one.title, codes.label("drill_forms", one.form), one.place.name,
        words.people_of(one), words.state_of(one, timezone.localdate())[0],
    )  # fmt: skip


def finding_cells(one: DrillFinding) -> tuple[str, ...]:
    """A finding as a figure's page lists it."""
    return (
        one.says, one.drill.title, dict(words.ways(office=True))[one.way], one.who, day(one.due) if one.due else "—",
        day(one.closed_on) if one.closed_on else "—",
    )  # fmt: skip


DRILLS = Source(
    schema=DRILL, records=drills, row_of=row, cells=cells, option_label=label,
    headings=lambda: (_("Day"), _("Number"), _("Drill"), _("Form of the drill"), _("Place"), _("People"), _("State")),
    url=lambda one: reverse("drill", args=[one.pid]), tables=("emergency.Drill", "emergency.DrillParty"),
    screens=((lazy("Drills"), "drills"), (lazy("Enter a drill"), "drill_new")),
)  # fmt: skip
FINDINGS = Source(
    schema=FINDING, records=findings, row_of=finding_row, cells=finding_cells, option_label=label,
    headings=lambda: (
        _("What the drill showed"), _("Drill"), _("What comes of it"), _("Who does it"), _("Due"), _("Closed on"),
    ),
    url=lambda one: reverse("drill", args=[one.drill.pid]), tables=("emergency.DrillFinding",),
    screens=((lazy("Drills"), "drills"),), place_of=lambda one: str(one.drill.place.pid),
)  # fmt: skip
