"""Overview, work lists and the pictures of charts."""

from collections.abc import Container
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import reader_of
from safecommunity.figures import choice, stores
from safecommunity.places.boundaries import queries as boundaries
from safecommunity.reports import against, event_overview, maps, panels, pictures, samples, waiting
from safecommunity.reports import export as tables
from safecommunity.reports import overview as parts
from safecommunity.reports.fell import fell
from safecommunity.reports.look import Look
from safecommunity.reports.unusual import unusual
from safecommunity.shell import charts, slots, workbooks

WIDTHS = charts.WIDTHS


def _look(request: HttpRequest) -> tuple[choice.Choice, Look]:
    now = timezone.now()
    chosen = choice.current(request, timezone.localdate(now))
    return chosen, Look(chosen.place, chosen.period, now, get_language() or "zh-hans")


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How many, how often, who, why, when, where, how badly — for the chosen place and period."""
    chosen, look = _look(request)
    shown, today = parts.shown_figures(look), timezone.localdate(look.now)
    unsaid = parts.unsaid(look, shown)
    table = parts.by_place(look)
    found = maps.place_map(look, table) if table and look.known else None
    context: dict[str, Any] = {
        "place": look.place,
        "period": look.period,
        "period_label": look.period.label(look.language),
        "query": chosen.query(),
        "sample": samples.sample(look),
        "shown": [item for item in shown if item.figure not in unsaid],
        "unsaid": [figure.title(look.language) for figure in unsaid],
        "begun": look.begun,
        "known": look.known,
        "recorded": look.period.start.year in look.years,
        "warnings": parts.warnings(shown, look.language),
        "people": look.people,
        "received": look.received,
        "missing": parts.missing_text(look.received),
        "paretos": parts.paretos(look),
        "pyramid": panels.pyramid(look),
        "hours": panels.hours(look),
        "matrix": panels.matrix(look),
        "severity": panels.severity(look),
        "cost": panels.cost(look),
        "places": table,
        "map": found,
        "layers": maps.layers(found) if found and found.known else [],
        "enter": _outlines(request, look.pid),
        "months_url": _months(request, chosen),
        "trend": parts.trend(look),
        "unusual": unusual(look.pid, today) if look.period.start <= today <= look.period.end else [],
        "years": [] if look.n else sorted(look.years.items()),
        "n": look.n,
        "now": look.now,
        "widths": WIDTHS,
        **_against(request, look),
    }
    return render(request, "reports/overview.html", context)


def _against(request: HttpRequest, look: Look) -> dict[str, Any]:
    """The comparison with last year where it is asked for, with the words of its verdicts."""
    asked = request.GET.get(against.NAME) == against.YEAR_BEFORE
    found = against.against(look) if asked else None
    return {
        "beside_asked": asked,
        "beside": found,
        "beside_labels": [one.label(look.language) for one in (found.period, found.before)] if found else [],
        "beside_lines": [(pair, against.words()[pair.verdict]) for pair in found.pairs] if found else [],
    }


def _months(request: HttpRequest, chosen: choice.Choice) -> str:
    """Where late facilities are urged, for the office."""
    reader = reader_of(request)
    office = reader.has(Role.CDC, Role.CLERK, Role.CHIEF)
    return f"{reverse('injury_months')}?{chosen.query()}" if office else ""


def _outlines(request: HttpRequest, pid: str) -> str:
    """Where the outlines of a place are entered, for who may."""
    reader = reader_of(request)
    return reverse("boundaries", args=[pid]) if boundaries.may_draw(reader, pid) else ""


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Every table of the overview, or one panel's, as one workbook."""
    _chosen, look = _look(request)
    only = _panel(request, tables.PANELS)
    stores.store("injury").refresh()
    about = [(_("Place"), look.place.name), (_("Period"), look.period.label(look.language))]
    name = f"{_('Overview')}-{look.place.name}-{look.period}"
    return workbooks.answer(request, name=name, about=about, sheets=tables.sheets(look, only), now=look.now)


def _panel(request: HttpRequest, known: Container[str]) -> str:
    """The one panel whose table is asked for; nothing for all of them."""
    asked = request.GET.get("panel", "")
    if asked and asked not in known:
        raise Http404
    return asked


def _events(request: HttpRequest) -> tuple[choice.Choice, event_overview.EventLook]:
    chosen, look = _look(request)
    return chosen, event_overview.EventLook(look.place, look.period, look.now, look.language)


@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """How many events, of what kind and grade, when and where — for the chosen place and period."""
    chosen, look = _events(request)
    context: dict[str, Any] = {
        "place": look.place,
        "period": look.period,
        "period_label": look.period.label(look.language),
        "query": chosen.query(),
        "shown": event_overview.shown_figures(look),
        "begun": look.begun,
        "known": look.known,
        "recorded": look.period.start.year in look.years,
        "types": parts.pareto(look, "gb_type"),
        "grids": event_overview.grids(look),
        "hours": panels.hours(look),
        "trend": parts.trend(look),
        "places": event_overview.by_place(look),
        "years": [] if look.n else sorted(look.years.items()),
        "now": look.now,
    }
    return render(request, "reports/events.html", context)


@login_required
@require_safe
def events_export(request: HttpRequest) -> FileResponse:
    """Every table of the overview of events, or one panel's, as one workbook."""
    _chosen, look = _events(request)
    only = _panel(request, event_overview.PANELS)
    stores.store(event_overview.FACT).refresh()
    about = [(_("Place"), look.place.name), (_("Period"), look.period.label(look.language))]
    name = f"{_('Overview of events')}-{look.place.name}-{look.period}"
    sheets = event_overview.sheets(look, only)
    return workbooks.answer(request, name=name, about=about, sheets=sheets, now=look.now)


@login_required
@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """What this reader has to do, most urgent first; rooms put their items into the slot."""
    items = sorted(
        waiting.items(request), key=lambda item: (item.due is None, item.due or timezone.localdate())
    )
    today = timezone.localdate()
    late = sum(1 for item in items if item.due is not None and item.due < today)
    return render(request, "reports/todo.html", {"items": items, "late": late, "today": today})


def _worst_first(items: list[Any]) -> list[Any]:
    """The longest overdue first; what has no day last."""
    today = timezone.localdate()
    return sorted(items, key=lambda item: (item.due is None, item.due or today))


@login_required
@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """What a chief has to know and would not see in the numbers: what is late, missing or unusual."""
    today = timezone.localdate()
    _chosen, look = _look(request)
    table = parts.by_place(look)
    context = {
        "place": look.place,
        "period_label": look.period.label(look.language),
        "today": today,
        "unusual": unusual(look.pid, today),
        "items": _worst_first(slots.collect("exceptions", request, place=look.pid)),
        "failed": slots.collect("failed", request, place=look.pid),
        "fell": fell(look),
        "lines": [line for line in table.lines if line.stands_out == "above"] if table else [],
    }
    return render(request, "reports/exceptions.html", context)


@login_required
@require_safe
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of a chart, drawn by the analysis process and kept by its content."""
    of_events = name in pictures.OF_EVENTS
    _chosen, look = _events(request) if of_events else _look(request)
    width = request.GET.get("w", str(WIDTHS[0]))
    if width not in {str(w) for w in WIDTHS} or not (of_events or name in pictures.NAMES):
        raise Http404
    stores.store(event_overview.FACT if of_events else "injury").refresh()
    spec = pictures.spec(name, look, int(width))
    if spec is None:
        raise Http404
    try:
        picture = pictures.drawn(spec)
    except charts.NoRenderer:
        return HttpResponse(status=503)
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=5"
    return answer


def healthy(_request: HttpRequest) -> HttpResponse:
    """Whether the web process answers; says nothing about anything else."""
    return HttpResponse("ok", content_type="text/plain")
