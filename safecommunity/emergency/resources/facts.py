"""The fact `emergency_resource`: one row for each year in which a team, shelter or supplies stood."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.emergency import codes
from safecommunity.emergency.models import Resource
from safecommunity.emergency.publishing import UNKNOWN, Standing, Yearly, schema
from safecommunity.emergency.resources import words
from safecommunity.emergency.resources.actions import KEPT, due_of
from safecommunity.figures.sources import as_at

SCHEMA = schema(
    "emergency_resource", "people capacity area", "kind sort phase_before phase_during phase_after in_order",
    "kind sort in_order",
    version=2,  # people, capacity and area as they were in the year
)  # fmt: skip


def records() -> QuerySet[Resource]:
    """All of them, with looks at them."""
    return Resource.objects.select_related("place", "unit").prefetch_related("checks")


def in_order(one: Resource, on: date) -> bool:
    """Whether it was in order on a day: the last look said so, and neither look nor end of life was overdue."""
    checks = [check for check in one.checks.all() if check.on <= on]
    last = max(checks, key=lambda check: (check.on, check.pk)) if checks else None
    told = [check for check in checks if check.expires_on is not None]
    later = [check for check in one.checks.all() if check.on > on and check.expires_on is not None]
    expires = max(told, key=lambda check: (check.on, check.pk)).expires_on if told else None
    if expires is None and not later:
        expires = one.expires_on
    due = due_of(expires, one.inspect_days, last.on if last else one.starts)
    return (last.condition if last else "ok") == "ok" and due >= on


def row(one: Standing) -> dict[str, Any]:
    """A resource in one year."""
    found: Resource = one.record
    was = {name: as_at(found, name, one.day) for name in KEPT}
    return {
        "ref": one.ref, "year": one.year, "month": one.day.month, "place": was["place"],
        "people": was["people"] or 0, "capacity": was["capacity"] or 0, "area": was["area_m2"] or 0,
        "kind": codes.number("resource_kinds", found.kind), "sort": codes.number(codes.SORTS[found.kind], was["sort"]),
        **{f"phase_{phase}": int(was[phase]) for phase in codes.PHASES},
        "in_order": int(in_order(found, one.day)),
    }  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value == UNKNOWN:
        return _("not told")
    if name == "kind":
        return codes.label_of_number("resource_kinds", value)
    if name == "sort":
        listed = "team_sorts" if value < 10 else "shelter_sorts" if value < 20 else "stock_sorts"
        return codes.label_of_number(listed, value)
    if name == "in_order" or name.startswith("phase_"):
        return _("yes") if value else _("no")
    return str(value)


def cells(one: Standing) -> tuple[str, ...]:
    """A resource as a figure's page lists it."""
    found: Resource = one.record
    return (
        found.name, codes.label("resource_kinds", found.kind), codes.sort_label(found.kind, found.sort),
        found.place.name, words.amount(found), _("yes") if in_order(found, one.day) else _("no"),
    )  # fmt: skip


RESOURCES = Yearly(
    schema=SCHEMA, records=records, row_of=row, cells=cells, option_label=label,
    headings=lambda: (_("Name"), _("Kind"), _("Sort"), _("Place"), _("How many"), _("In order")),
    place_of=lambda one: as_at(one.record, "place", one.day),
    url=lambda one: reverse("resource", args=[one.record.pid]),
    tables=("emergency.Resource", "emergency.ResourceCheck"), screens=((lazy("Resources"), "resources"),),
)  # fmt: skip
