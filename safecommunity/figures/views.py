"""A figure's page: its value, where it comes from, its history, the rows behind it, its definition."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.figures import beside, choice, exports, queries, registry
from safecommunity.indicators import catalogue, stability, standards
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.shell import cards, workbooks

YEARS_BACK = 4


def _asked(request: HttpRequest, text: str) -> tuple[FigureKey, Figure, queries.Ground]:
    try:
        key = FigureKey.parse(text)
        place = places.place(key.place)
        if place is None:
            raise Http404
        if not choice.may_read(choice.reader_of(request), place.pid):
            raise PermissionDenied
        ground = queries.ground_of(place.pid, key.period.start.year)
        figure = queries.compute(key, now=timezone.now(), ground=ground)
        _dimensions(figure)  # an age band nobody knows has no words: such a figure does not exist
    except IndicatorError as reason:
        raise Http404(str(reason)) from reason
    choice.remember(request, place, key.period)
    return key, figure, ground


@login_required
@require_safe
def figure_page(request: HttpRequest, key: str) -> HttpResponse:
    """Everything about one figure."""
    if "place" in request.GET or "period" in request.GET:
        return _elsewhere(request, key)
    asked, figure, ground = _asked(request, key)
    seen = request.GET.get("seen", "")
    since = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else None
    behind = queries.rows_behind(
        choice.reader_of(request),
        figure,
        request.GET.get("after", ""),
        since=since,
    )
    language, history = get_language() or "zh-hans", _history(asked, figure, ground)
    definition, now = figure.definition, timezone.now()
    context: dict[str, Any] = {
        "figure": figure,
        "definition": definition,
        "title": figure.title(language),
        "unit": figure.unit_label(language),
        "counts_text": definition.counts_text(language),
        "excludes_text": definition.excludes_text(language),
        "place": places.place(figure.place),
        "period_label": figure.period.label(language),
        "dimensions": _dimensions(figure),
        "behind": behind,
        "hidden": behind.total - behind.openable,
        "first": behind.start + 1 if behind.total else 0,
        "last": behind.start + len(behind.rows.rows),
        "history": history,
        "axis": queries.axis_of(year["figure"] for year in history),
        "people": queries.people_behind(figure, ground),
        "strata": [(row, _crude_url(figure, row)) for row in queries.strata_behind(figure, ground)],
        "standard": _standard(figure, language),
        "sampling": figure.sampling,
        "lengths": figure.lengths,
        "over": cards.more_than(figure),
        "limits": cards.length_limits(figure.lengths, figure.value) if figure.lengths else "",
        "rule": _rule(figure, language),
        "unstable": beside.why_unstable(figure),
        "received": ground.received(definition.fact, figure.place, figure.period, now, definition),
        "address": reverse("figure", args=[figure.key]),
    }
    template = "figures/rows.html" if request.headers.get("HX-Target") == "rows" else "figures/figure.html"
    return render(request, template, context)


@login_required
@require_safe
def export(request: HttpRequest, key: str) -> FileResponse:
    """The figure and its rows as a workbook, within the reader's rights."""
    _key, figure, ground = _asked(request, key)
    language = get_language() or "zh-hans"
    place = places.place(figure.place)
    about = [
        (_("Place"), place.name if place else ""),
        (_("Period"), figure.period.label(language)),
        *_dimensions(figure),
        (_("Counts"), figure.definition.counts_text(language)),
        (_("Leaves out"), figure.definition.excludes_text(language)),
    ]
    standard = _standard(figure, language)
    if standard:
        about += [(_("Standard population"), f"{standard['title']} {standard['warning']}")]
    sheets = exports.sheets(choice.reader_of(request), figure, ground, language)
    name = f"{figure.definition.code}-{figure.period}"
    return workbooks.answer(request, name=name, about=about, sheets=sheets, now=figure.computed_at)


def _elsewhere(request: HttpRequest, text: str) -> HttpResponse:
    """The switches of the frame lead to the same figure of another place or period."""
    try:
        key = FigureKey.parse(text)
    except IndicatorError as reason:
        raise Http404(str(reason)) from reason
    chosen = choice.current(request, timezone.localdate())
    other = FigureKey(key.code, key.version, chosen.place.pid, chosen.period, key.dimensions)
    return redirect("figure", key=str(other))


def _dimensions(figure: Figure) -> list[tuple[str, str]]:
    label = registry.fact(figure.definition.fact).option_label
    return [
        (name, label(name, value) if label and isinstance(value, int) else str(value))
        for name, value in figure.dimensions
    ]


def _history(key: FigureKey, figure: Figure, ground: queries.Ground) -> list[dict[str, Any]]:
    """The same months of earlier years, oldest first, so that the value does not stand alone."""
    now, language, found = timezone.now(), get_language() or "zh-hans", []
    known = dict(queries.years_on_record(figure.definition, ground.trees[figure.place]))
    period: Period = key.period
    shown = period.to_date(timezone.localdate(now)) or period
    for back in range(YEARS_BACK, 0, -1):
        months = Period(shown.first - 12 * back, shown.last - 12 * back)
        if months.start.year not in known:
            continue  # nothing was recorded that year, which is not zero
        earlier_key = FigureKey(key.code, key.version, key.place, months, key.dimensions)
        earlier = queries.compute(earlier_key, now=now, fresh=False, ground=ground)
        found.append(
            {
                "figure": earlier,
                "over": cards.more_than(earlier),
                "label": months.label(language),
                "url": reverse("figure", args=[earlier.key]),
            }
        )
    over = cards.more_than(figure)
    found.append({"figure": figure, "over": over, "label": shown.label(language), "url": "", "now": True})
    return found


def _crude_url(figure: Figure, row: queries.Stratum) -> str:
    """The crude rate of one age group, which opens that group's records."""
    crude = catalogue.get(figure.definition.code.partition(".standardised")[0])
    key = FigureKey(
        crude.code, crude.version, figure.place, figure.period, (*figure.dimensions, row.dimension)
    )
    return reverse("figure", args=[str(key)])


def _standard(figure: Figure, language: str) -> dict[str, str] | None:
    """The standard population a rate is weighted by, and what to beware of."""
    if not figure.definition.standard:
        return None
    standard = standards.get(figure.definition.standard)
    return {
        "title": standard.title(language),
        "warning": standard.warning(language),
        "source": standard.source,
    }


def _rule(figure: Figure, language: str) -> dict[str, Any] | None:
    """Whose sample an estimate is of, what it speaks of, and the publisher's rule for unstable ones."""
    if not figure.definition.stability:
        return None
    rule, told = stability.get(figure.definition.stability), figure.sampling
    return {
        "title": rule.title(language),
        "population": rule.population(language),
        "source": rule.source,
        "cv": 100 * told.cv if told is not None and told.cv is not None else None,
    }
