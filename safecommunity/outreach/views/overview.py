"""The overview of outreach."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safecommunity.figures import choice, stores
from safecommunity.governance.targets import beside
from safecommunity.indicators import catalogue
from safecommunity.outreach import overview
from safecommunity.outreach.queries.rights import of_request
from safecommunity.shell import charts

WIDTHS = ("488", "328")
NAMES = {"months": overview.month_chart}


def _look(request: HttpRequest) -> overview.Look:
    held = of_request(request)
    if held is None or not choice.reads(held.reader):
        raise PermissionDenied
    chosen = choice.current(request, timezone.localdate())
    return overview.Look.of(chosen.place, chosen.period, timezone.now())


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Figures, kinds by month, places, the five enterings, the weekly duties."""
    look = _look(request)
    language = get_language() or "zh-hans"
    weeks, duties = overview.weekly(look)
    held = of_request(request)
    cards = overview.cards(look)
    shown = [line["figure"] for line in cards]
    context = {
        "aparts": beside.of_page(choice.reader_of(request), look.place, shown, now=look.now),
        "place": look.place, "period": look.period.label(language), "cards": cards,
        "kinds": overview.kinds(look),
        "months": [charts.month_name(m % 12 + 1, language) for m in overview.months_of(look)],
        "parts": overview.by_place(look), "entering": overview.entering(look), "weeks": weeks, "weekly": duties,
        "place_heads": [catalogue.get(code).title(language) for code in overview.BY_PLACE],
        "query": f"place={look.place.pid}&period={look.period}", "writes": held is not None and held.writes,
    }  # fmt: skip
    return render(request, "outreach/overview.html", context)


@login_required
@require_safe
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of a chart, drawn by the analysis process."""
    look, width = _look(request), request.GET.get("w", WIDTHS[0])
    if width not in WIDTHS or name not in NAMES:
        raise Http404
    stores.store("outreach").refresh()
    spec = NAMES[name](look, get_language() or "zh-hans", int(width))
    if spec is None:
        raise Http404
    try:
        picture = charts.render_svg(spec)
    except charts.NoRenderer:
        return HttpResponse(status=503)
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=5"
    return answer
