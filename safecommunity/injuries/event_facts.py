"""The fact `event`: one row for each event that stands; its people are numbers, nobody's name."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Rows, RowView
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.models import Event
from safecommunity.injuries.queries import events
from safecommunity.injuries.queries import rows as injury_rows
from safecommunity.injuries.queries.rights import rights

CHUNK = 5000
UNKNOWN = -1

SCHEMA = FactSchema(
    name="event",
    version=2,
    columns=(
        *(
            Column(name, "int")
            for name in ("year", "month", "day", "weekday", "hour", "hour_band", "deaths", "hurt")
        ),
        *(Column(name, "code") for name in ("kind", "gb_type", "grade", "on_time")),
        Column("place", "place"),
    ),
    count_columns=("year", "month", "place", "kind", "grade"),
)


def _standing() -> QuerySet[Event]:
    return Event.objects.filter(withdrawn_at__isnull=True).select_related("place").prefetch_related("steps")


def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Present rows of these refs; a ref that is missing was withdrawn."""
    wanted, found = list(refs), {}
    for start in range(0, len(wanted), CHUNK):
        for event in _standing().filter(ref__in=wanted[start : start + CHUNK]):
            found[event.ref] = row_of(event)
    return found


def all_rows() -> Iterator[dict[str, Any]]:
    """Every event that stands, streamed."""
    return (row_of(event) for event in _standing().order_by("pk").iterator(chunk_size=CHUNK))


def row_of(event: Event) -> dict[str, Any]:
    """One event as counts see it. `on_time` is unknown for kinds that owe no report."""
    local = timezone.localtime(event.happened)
    told = events.in_time(event, event.steps.all())
    gb_type = codes.type_of(event.gb_version, event.gb_type)
    return {
        "ref": event.ref,
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "weekday": local.isoweekday(),
        "hour": local.hour,
        "hour_band": local.hour // 2,  # two hours: 0 is 00:00 to 01:59
        "kind": codes.kinds()[event.kind].code,
        "gb_type": gb_type.number if gb_type else UNKNOWN,
        "grade": event.grade or UNKNOWN,
        "deaths": event.dead,
        "hurt": event.serious + event.slight,
        "on_time": UNKNOWN if told is None else int(told),
        "place": event.place.pid,
    }


def headings() -> tuple[str, ...]:
    """Columns of the rows behind a figure."""
    return (
        _("Time"),
        _("Number"),
        _("Kind"),
        _("Event"),
        _("Place of the event"),
        _("Dead"),
        _("Hurt"),
        _("Grade"),
    )


def rows_by_refs(reader: Reader, refs: list[str]) -> Rows:
    """The events behind a figure, in the order asked; what is not open to the reader keeps its line without content."""
    held, width = rights(reader), len(headings())
    found = {event.ref: event for event in _standing().filter(ref__in=refs)}
    may = set(Event.objects.filter(events.visible(held), ref__in=refs).values_list("ref", flat=True))
    return Rows(
        headings(),
        tuple(
            RowView(ref, _cells(found[ref]), reverse("event", args=[ref])) if ref in may
            else RowView(ref, (_("not open to you"),) + ("",) * (width - 1))
            for ref in refs
            if ref in found
        ),
    )  # fmt: skip


def _cells(event: Event) -> tuple[str, ...]:
    return (
        timezone.localtime(event.happened).strftime("%Y-%m-%d %H:00"), event.number,
        str(codes.kinds()[event.kind].label), event.title, event.place.name, str(event.dead),
        str(event.serious + event.slight), codes.grade_label(event.grade),
    )  # fmt: skip


def option_label(name: str, value: int) -> str:
    """The words of a stored code of the fact's columns."""
    if name == "kind":
        return next((str(kind.label) for kind in codes.kinds().values() if kind.code == value), str(value))
    if value == UNKNOWN:
        return {"gb_type": _("not classified"), "grade": _("not graded"), "on_time": _("not owed")}.get(
            name, _("not recorded")
        )
    if name == "gb_type":
        known = codes.type_by_number(value)
        return (
            f"{known.code} {known.label}（{codes.versions()[known.version].title}）" if known else str(value)
        )
    if name == "grade":
        return codes.grade_label(value)
    if name == "on_time":
        return _("yes") if value else _("no")
    return injury_rows.option_label(name, value) if name in ("month", "weekday", "hour_band") else str(value)
