"""The list of events with declared filters, under a small overview whose numbers open their rows."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries import event_facts
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.queries import events
from safecommunity.injuries.views.common import need
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import workbooks
from safecommunity.shell.tables import COUNT_LIMIT, MOST_WALKED, Column, Filter, Order, Table

FIGURES = ("event.count", "event.fires", "event.on_time")
MOST_MONTHS = 24
MOST_TYPES = 10


def kinds() -> list[tuple[str, Any]]:
    """Kinds a list can be narrowed to."""
    return [(kind.id, kind.label) for kind in codes.kinds().values()]


def grades() -> list[tuple[str, Any]]:
    """Grades a list can be narrowed to."""
    return [(str(grade.code), grade.label) for grade in codes.grades()]


def states() -> list[tuple[str, str]]:
    """States a list can be narrowed to."""
    return list(events.states().items())


class Events(Table):
    """Events, newest first; place and period come from the page's switch."""

    name = "events"
    caption = gettext_lazy("Register of events")
    empty = gettext_lazy("Events appear here as soon as they are saved.")
    columns = (
        Column("when", gettext_lazy("Time"), lambda e: timezone.localtime(e.happened).strftime("%Y-%m-%d %H:00")),
        Column("title", gettext_lazy("Event"), "title", link=lambda e: reverse("event", args=[e.ref]), wide=True,
               head=True),
        Column("number", gettext_lazy("Number"), "number"),
        Column("kind", gettext_lazy("Kind"), lambda e: str(codes.kinds()[e.kind].label)),
        Column("place", gettext_lazy("Place of the event"), "place.name"),
        Column("dead", gettext_lazy("Dead"), "dead", num=True),
        Column("hurt", gettext_lazy("Hurt"), lambda e: e.serious + e.slight, num=True),
        Column("grade", gettext_lazy("Grade"), lambda e: codes.grade_label(e.grade) or "—"),
        Column("state", gettext_lazy("State"), lambda e: events.states()[e.state]),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), kinds, "kind"),
        Filter("state", gettext_lazy("State"), states, "state"),
        Filter("grade", gettext_lazy("Grade"), grades, "grade"),
    )
    orders = (Order("recent", gettext_lazy("newest first"), ("-happened", "-pk")),)
    pairs = (("", "recent"), ("kind", "recent"), ("state", "recent"), ("grade", "recent"))

    def __init__(self, found: events.Listed, given: Any) -> None:
        self.read = events.printed
        self.most = COUNT_LIMIT if found.few else MOST_WALKED
        super().__init__(found.found, given)


def table_of(request: HttpRequest) -> tuple[Events, choice.Choice | None]:
    """The list a request asks for, of the place and period of the switch; who reads no numbers has his own entries."""
    held = need(request)
    if not events.reads(held):
        raise PermissionDenied
    if not held.reader.place_scopes("figures", *choice.READS):
        return Events(events.listed(held), request.GET), None
    chosen = choice.current(request, timezone.localdate())
    path = places.open_paths([chosen.place.pid])[chosen.place.pid]
    return Events(events.listed(held, path, _span(chosen.period)), request.GET), chosen


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The register, under the overview for who reads numbers."""
    table, chosen = table_of(request)
    context: dict[str, Any] = {"table": table, "may_record": bool(events.kinds_to_record(need(request)))}
    if chosen is not None:
        context |= {
            "place": chosen.place, "period": chosen.period.label(get_language() or "zh-hans"),
            **overview(chosen.place, chosen.period),
        }  # fmt: skip
    return render(request, "injuries/events.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page."""
    table, chosen = table_of(request)
    about: list[tuple[str, str]] = []
    if chosen is not None:
        label = chosen.period.label(get_language() or "zh-hans")
        about = [(_("Place"), chosen.place.name), (_("Period"), label)]
    return workbooks.of_table(request, table, about=about, now=timezone.now())


def _span(period: Period) -> tuple[datetime, datetime]:
    """The local days of a period as bounds, so that an index can be entered."""
    zone = timezone.get_default_timezone()
    begin = datetime.combine(period.start, time(), tzinfo=zone)
    return begin, datetime.combine(period.end + timedelta(days=1), time(), tzinfo=zone)


def overview(place: Place, period: Period) -> dict[str, Any]:
    """Figure cards, counts by kind and month, counts by accident type; every number opens its rows."""
    now = timezone.now()
    shown = period.to_date(timezone.localdate(now)) or period
    ground = figures.ground_of(place.pid, period.start.year)
    definitions = [catalogue.get(code) for code in FIGURES]
    found = figures.compute_many(definitions, place.pid, period, now=now, ground=ground)
    months = list(shown.months)[-MOST_MONTHS:]
    counted = figures.counts_by(definitions[0], place.pid, shown, "kind", "year", "month", ground=ground)
    types = figures.counts_by(definitions[0], place.pid, period, "gb_type", ground=ground)
    return {
        "figures": [{"figure": one, "url": reverse("figure", args=[one.key])} for one in found],
        "months": [_month_label(month) for month in months],
        "kind_rows": [_kind_row(found[0], kind, months, counted) for kind in codes.kinds().values()],
        "type_rows": _type_rows(found[0], types),
    }


def _month_label(month: int) -> str:
    return event_facts.option_label("month", month % 12 + 1)


def _kind_row(whole: Figure, kind: codes.Kind, months: list[int], counted: dict[Any, int]) -> dict[str, Any]:
    """One kind over the months, with the address of each number's rows."""
    of_kind = (("kind", kind.code),)
    by_month = [(month, counted.get((kind.code, month // 12, month % 12 + 1), 0)) for month in months]
    return {
        "label": kind.label,
        "cells": [(number, _rows(whole, Period(month, month), of_kind)) for month, number in by_month],
        "total": sum(number for _month, number in by_month),
        "url": _rows(whole, Period(months[0], months[-1]), of_kind),
    }


def _type_rows(whole: Figure, counted: dict[Any, int]) -> list[dict[str, Any]]:
    """Accident types, the most frequent first; old and new versions stand beside each other, never recoded."""
    known = sorted(
        ((n, int(code)) for code, n in counted.items() if int(code) >= 0), key=lambda x: (-x[0], x[1])
    )
    return [
        {
            "label": event_facts.option_label("gb_type", code),
            "total": number,
            "url": _rows(whole, whole.period, (("gb_type", code),)),
        }
        for number, code in known[:MOST_TYPES]
    ]


def _rows(whole: Figure, period: Period, dimensions: tuple[tuple[str, int | str], ...]) -> str:
    key = FigureKey(whole.definition.code, whole.definition.version, whole.place, period, dimensions)
    return reverse("figure", args=[str(key)]) + "#rows"
