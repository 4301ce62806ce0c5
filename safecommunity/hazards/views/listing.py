"""The list of hazards with the figures over it, and its workbook."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.governance import codes as settings
from safecommunity.hazards import codes, importing, lists, mapping, queries, words
from safecommunity.hazards.models import ENDED, Hazard
from safecommunity.hazards.rights import Rights
from safecommunity.hazards.slots import title
from safecommunity.hazards.templatetags.hazards import risk
from safecommunity.hazards.views.common import need
from safecommunity.indicators import catalogue
from safecommunity.places import queries as places
from safecommunity.shell import own_forms, sheets, workbooks
from safecommunity.shell.tables import COUNT_LIMIT, MOST_WALKED, Column, Filter, Order, Table
from safecommunity.shell.templatetags.shell import clock

FIGURES = (
    "hazards.found", "hazards.on_spot", "hazards.closed", "hazards.overdue", "hazards.fix_rate", "hazards.on_time",
    "hazards.median_days", "hazards.recurrence",
)  # fmt: skip


def _clock(one: Hazard) -> Any:
    today = timezone.localdate()
    if one.state in ENDED or one.fixed_on is not None:
        if one.on_the_spot:
            return format_html('<span class="tag ok">{}</span>', _("same day"))
        in_time = one.fixed_on is not None and one.fixed_on <= one.first_due
        return format_html('<span class="tag ok">{}</span>', _("in time")) if in_time else ""
    told = clock(one.due, today)
    return format_html('<span class="clock {}">{}</span>', told["kind"], told["text"])


MOST_TESTED = 100  # of many, where each row is read to see whether it is open


def _place_choices() -> list[tuple[str, str]]:
    from safecommunity.places.models import Level, Place

    found = Place.objects.filter(level=Level.COMMUNITY).order_by("order", "pk")
    return [(one.pid, one.name) for one in found[:600]]


class Hazards(Table):
    """Hazards, newest first or by day."""

    name = "hazards"
    caption = gettext_lazy("Hazards")
    empty = gettext_lazy("Hazards appear here as soon as somebody finds one.")
    columns = (
        Column("number", gettext_lazy("Number"), "number", link=lambda one: reverse("hazard", args=[one.pid])),
        Column("color", gettext_lazy("Risk"), lambda one: risk(one.color), kind="html"),
        Column("what", gettext_lazy("Hazard and place"), lambda one: _what(one), kind="html", wide=True, head=True),
        Column("state", gettext_lazy("State"), lambda one: words.states()[one.state]),
        Column("who", gettext_lazy("Who puts it right"), lambda one: one.who or (one.unit.name if one.unit else "")),
        Column("due", gettext_lazy("Due"), "due", kind="day"),
        Column("clock", gettext_lazy("Clock"), _clock, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: list(words.states().items()), "state"),
        Filter("color", gettext_lazy("Risk"), lambda: [(one, codes.colour_name(one)) for one in codes.COLORS], "color"),
        Filter("clock", gettext_lazy("Clock"), lambda: [("late", _("overdue")), ("open", _("open"))],
               lambda rows, value: queries.overdue(rows, timezone.localdate()) if value == "late"
               else queries.going(rows)),
        Filter("level", gettext_lazy("Level of the hazard"),
               lambda: [(one, codes.label(codes.levels(), one)) for one in codes.levels()], "level"),
        Filter("climbed", gettext_lazy("Climbed to"),
               lambda: [(str(level), codes.climb_name(level)) for level, _to, _after in codes.climbs()],
               lambda rows, value: rows.filter(climbed=int(value), running=1)),
        # the place is narrowed before the list is made: by key where its hazards are few
        Filter("community", gettext_lazy("Community"), _place_choices, lambda rows, _value: rows),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-found_on", "-pk")),
        Order("due", gettext_lazy("by day"), ("due", "pk")),
    )
    pairs = (
        ("", "recent"), ("", "due"), ("state", "recent"), ("state", "due"), ("color", "recent"), ("color", "due"),
        ("clock", "recent"), ("clock", "due"), ("level", "recent"), ("level", "due"), ("community", "recent"),
        ("community", "due"), ("climbed", "due"),
    )  # fmt: skip

    def __init__(self, found: queries.Listed, given: Any) -> None:
        self.read = queries.printed
        self.most = COUNT_LIMIT if found.keys is not None else MOST_WALKED if found.whole else MOST_TESTED
        if (
            found.keys is not None
        ):  # their keys lead to them: a filter is a test, or its index would be walked
            self.filters = tuple(replace(one, field=_test(one)) for one in self.filters)  # type: ignore[misc,assignment]
        if given.get("clock") == "late":
            # what is late lies together by its day alone: by another order all that is open would be walked
            self.pairs = tuple(pair for pair in self.pairs if pair != ("clock", "recent"))  # type: ignore[misc,assignment]
            given = {name: given[name] for name in given if (name, given[name]) != ("order", "recent")}
        super().__init__(found.found, given)


def _what(one: Hazard) -> Any:
    where = f"{one.place.name} {one.spot}".strip()
    again = format_html(' <span class="tag bad">{}</span>', _("again")) if one.again_id else ""
    return format_html("{}{}<small>{}</small>", title(one), again, where)


def _test(told: Filter) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """A filter of a list whose keys are known."""
    if isinstance(told.field, str):
        name = told.field
        return lambda rows, value: rows.filter(queries.tested(name, value))
    if told.name == "clock":
        return lambda rows, value: queries.by_clock(rows, value, timezone.localdate())
    if told.name == "climbed":
        return lambda rows, value: queries.by_climb(rows, int(value))
    return told.field


def table_of(request: HttpRequest, held: Rights) -> tuple[Hazards, choice.Choice | None]:
    """The list a request asks for, of the chosen place; a grid worker's community without the switch."""
    chosen = None
    if held.reader.place_scopes("figures", *choice.READS):
        chosen = choice.current(request, timezone.localdate())
    own = chosen.place.pid if chosen is not None else request.GET.get("place", "")
    asked = request.GET.get("community", "") or own
    path = places.open_paths([asked]).get(asked, "") if asked else ""
    return Hazards(queries.listed(held, path), request.GET), chosen


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, with the figures of the chosen place and period over it."""
    held, now = need(request), timezone.now()
    table, chosen = table_of(request, held)
    context: dict[str, Any] = {
        "table": table, "finds": held.finds, "keeps": held.keeps, "supervises": held.looks or bool(held.above),
        "sources": _sources(), "at": _tab(request), "month": f"{timezone.localdate(now):%Y-%m}",
    }  # fmt: skip
    if chosen is not None:
        told = figures.compute_many(
            [catalogue.get(one) for one in FIGURES], chosen.place.pid, chosen.period, now=now
        )
        context |= {
            "figures": [{"figure": one, "url": reverse("figure", args=[one.key])} for one in told],
            "map": mapping.drawn(held, chosen.place, timezone.localdate()), "colors": codes.COLORS,
            "by_community": chosen.place.level == "street",
        }  # fmt: skip
    return render(request, "hazards/list.html", context)


def _tab(request: HttpRequest) -> str:
    """Which of the tabs the address stands for."""
    asked = {name: request.GET.get(name, "") for name in ("clock", "state")}
    return asked["clock"] or (
        asked["state"] if asked["state"] == "submitted" else "" if asked["state"] else "all"
    )


def _sources() -> list[str]:
    return [codes.load(name)["source"] for name in ("risk", "gb_t_13861", "kinds")]


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page; or in a district's own form."""
    held = need(request)
    table, _chosen = table_of(request, held)
    asked = request.GET.get("form", "")
    if asked:
        own = own_forms.form(importing.OWN, importing.own_place(held), asked)
        if own is None:
            raise Http404
        rows = (importing.values_of(one) for one in islice(table.records(), sheets.MOST_ROWS))
        return lists.as_workbook(own_forms.filled(own, rows), own.name)
    heads = [_("Number"), _("Risk"), _("Level of the hazard"), _("Hazard"), _("Place"), _("Where exactly"),
             _("Social unit"),
             _("Setting"), _("GB/T 13861 class"), _("Found on"), _("Put right on the spot"), _("State"),
             _("Who puts it right"), _("First due"), _("Due"), _("Put right on"), _("How it was put right"),
             _("Closed on"), _("Overdue")]  # fmt: skip
    cells = [_cells(one) for one in table.records()]
    sheet = workbooks.Sheet(_("Hazards"), heads, cells, len(cells))
    return workbooks.answer(
        request, name=_("Hazards"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def _cells(one: Hazard) -> list[Any]:
    late = one.fixed_on is None and one.state not in ENDED and one.due < timezone.localdate()
    return [
        one.number, codes.colour_name(one.color), codes.label(codes.levels(), one.level), title(one), one.place.name,
        one.spot, one.unit.name if one.unit else "", settings.setting_name(one.setting) if one.setting else "",
        codes.class_name(one.klass), one.found_on, _("yes") if one.on_the_spot else _("no"), words.states()[one.state],
        one.who, one.first_due, one.due, one.fixed_on, one.fixed, one.closed_on, _("yes") if late else _("no"),
    ]  # fmt: skip
