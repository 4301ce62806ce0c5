"""The facts `duty_day` (each day of a roster) and `duty_entry` (each line of the log that stands)."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.emergency import codes
from safecommunity.emergency.models import DutyDay, DutyEntry
from safecommunity.emergency.publishing import UNKNOWN, Source, schema
from safecommunity.shell.numbers import day

FLAGS = ("duty_covered", "led", "logged", "handed", "day_come")
DAY = schema("duty_day", "", "rest_day " + " ".join(FLAGS), "month " + " ".join(FLAGS))
ENTRY = schema("duty_entry", "", "log_kind backfill", "month log_kind")


def days() -> QuerySet[DutyDay]:
    """All days of rosters with who stood there."""
    return DutyDay.objects.select_related("place", "handover").prefetch_related("turns")


def _logged(one: DutyDay) -> bool:
    return DutyEntry.objects.filter(place_id=one.place_id, on=one.on, state=DutyEntry.State.LIVE).exists()


def parts(one: DutyDay) -> set[str]:
    """Which parts are filled; reads prefetched turns."""
    return {turn.part for turn in one.turns.all() if turn.ended_at is None}


def day_row(one: DutyDay) -> dict[str, Any]:
    """A day as counts see it."""
    filled, handover = parts(one), getattr(one, "handover", None)
    return {
        "ref": one.ref, "year": one.on.year, "month": one.on.month, "place": one.place.pid, "rest_day": one.rest,
        "duty_covered": int("main" in filled), "led": int("leader" in filled), "logged": int(_logged(one)),
        "handed": int(handover is not None and bool(handover.taken_by)),
        "day_come": int(one.on <= timezone.localdate()),
    }  # fmt: skip


def entries() -> QuerySet[DutyEntry]:
    """Lines that stand."""
    return DutyEntry.objects.filter(state=DutyEntry.State.LIVE).select_related("place")


def entry_row(one: DutyEntry) -> dict[str, Any]:
    """A line as counts see it."""
    return {
        "ref": one.ref, "year": one.on.year, "month": one.on.month, "place": one.place.pid,
        "log_kind": codes.number("log_kinds", one.kind), "backfill": int(bool(one.binder)),
    }  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value == UNKNOWN:
        return _("not told")
    if name == "log_kind":
        return codes.label_of_number("log_kinds", value)
    if name == "rest_day":
        return (_("working day"), _("weekend"), _("public holiday"))[value] if 0 <= value < 3 else str(value)
    if name == "backfill":
        return _("copied from paper") if value else _("entered at the time")
    if name in FLAGS:
        return _("yes") if value else _("no")
    return str(value)


def day_cells(one: DutyDay) -> tuple[str, ...]:
    """A day as a figure's page lists it: parts, no names."""
    filled = parts(one)
    told = "、".join(codes.label("parts", part) for part in codes.words("parts") if part in filled)
    return (day(one.on), one.place.name, label("rest_day", one.rest), told or _("nobody"))


DAYS = Source(
    schema=DAY,
    records=days,
    row_of=day_row,
    cells=day_cells,
    option_label=label,
    headings=lambda: (_("Day"), _("Place"), _("Kind of day"), _("On duty")),
    url=lambda one: f"{reverse('duty_roster')}?at={one.place.pid}&month={one.on:%Y-%m}",
    tables=("emergency.DutyDay", "emergency.DutyTurn", "emergency.DutyHandover"),
    screens=((lazy("Duty roster"), "duty_roster"),),
)
ENTRIES = Source(
    schema=ENTRY, records=entries, row_of=entry_row, option_label=label,
    headings=lambda: (_("Day"), _("Number"), _("Kind"), _("What"), _("Place")),
    cells=lambda one: (day(one.on), one.number, codes.label("log_kinds", one.kind), one.says, one.place.name),
    url=lambda one: reverse("duty_entry", args=[one.pid]), tables=("emergency.DutyEntry",),
    screens=((lazy("Duty log"), "duty_log"), (lazy("Line of the duty log"), "duty_quick")),
)  # fmt: skip
