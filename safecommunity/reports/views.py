"""Overview, work lists and the pictures of charts."""

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safecommunity.figures import choice, queries
from safecommunity.places import queries as places
from safecommunity.reports import overview as parts
from safecommunity.reports.unusual import unusual
from safecommunity.shell import charts, slots

WIDTHS = charts.WIDTHS


def _language() -> str:
    return get_language() or "zh-hans"


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How many, how often, why, where — for the chosen place and period."""
    now = timezone.now()
    chosen = choice.current(request, timezone.localdate(now))
    pid, period = chosen.place.pid, chosen.period
    people = places.population(pid, period.start.year)
    shown = parts.shown_figures(pid, period, now, with_people=people is not None)
    received = queries.reported("injury", places.subtree(pid), period, now=now)
    children = places.children(pid)
    lines = parts.lines(children, pid, period, now) if children else []
    context: dict[str, Any] = {
        "place": chosen.place,
        "period": period,
        "period_label": period.label(_language()),
        "query": chosen.query(),
        "shown": shown,
        "people": people,
        "received": received,
        "missing": parts.missing_text(received),
        "paretos": parts.paretos(pid, period, _language()),
        "lines": lines,
        "axis": queries.axis_of(line.rate for line in lines),
        "trend": parts.trend(pid, period, timezone.localdate(now), parts.missing_months(received)),
        "whole": queries.compute_many(_table_definitions(), pid, period, now=now, fresh=False)
        if children
        else None,
        "unusual": unusual(pid, timezone.localdate(now)),
        "years": parts.years_on_record(pid) if not shown[0].figure.n else [],
        "now": now,
        "widths": WIDTHS,
    }
    return render(request, "reports/overview.html", context)


def _table_definitions() -> list[Any]:
    from safecommunity.indicators import catalogue

    return [catalogue.get("injury.count"), catalogue.get("injury.rate")]


@login_required
@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """What this reader has to do, most urgent first; rooms put their items into the slot."""
    items = sorted(
        slots.collect("todo", request), key=lambda item: (item.due is None, item.due or timezone.localdate())
    )
    today = timezone.localdate()
    late = sum(1 for item in items if item.due is not None and item.due < today)
    return render(request, "reports/todo.html", {"items": items, "late": late, "today": today})


@login_required
@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """What a chief has to know and would not see in the numbers: what is late, missing or unusual."""
    today = timezone.localdate()
    chosen = choice.current(request, today)
    context = {
        "place": chosen.place,
        "period_label": chosen.period.label(_language()),
        "today": today,
        "unusual": unusual(chosen.place.pid, today),
        "items": slots.collect("exceptions", request, place=chosen.place.pid),
        "lines": [
            line
            for line in parts.lines(
                places.children(chosen.place.pid), chosen.place.pid, chosen.period, timezone.now()
            )
            if line.stands_out == "above"
        ],
    }
    return render(request, "reports/exceptions.html", context)


@login_required
@require_safe
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of a chart, drawn by the analysis process and kept by its content."""
    now = timezone.now()
    chosen = choice.current(request, timezone.localdate(now))
    width = request.GET.get("w", str(WIDTHS[0]))
    if width not in {str(w) for w in WIDTHS}:
        raise Http404
    spec = _spec(name, chosen, now, int(width))
    try:
        picture = _drawn(spec)
    except charts.NoRenderer:
        return HttpResponse(status=503)
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=5"
    return answer


def _spec(name: str, chosen: choice.Choice, now: datetime, width: int) -> dict[str, Any]:
    pid, period = chosen.place.pid, chosen.period
    from safecommunity.figures import stores

    stores.store("injury").refresh()
    if name in ("cause", "diagnosis", "product"):
        found = parts.pareto(name, pid, period, language=_language())
        return charts.pareto(
            [charts.Bar(bar.label, bar.n, bar.unspecific) for bar in found.bars], _language(), width
        )
    if name == "trend":
        received = queries.reported("injury", places.subtree(pid), period, now=now)
        rows = parts.trend(pid, period, timezone.localdate(now), parts.missing_months(received))
        months = [charts.Month(row["month"], row["n"], not row["incomplete"]) for row in rows]
        earlier = [charts.Band(row["month"], row["lowest"], row["mean"], row["highest"]) for row in rows]
        return charts.trend(months, earlier, _language(), width)
    raise Http404


def _drawn(spec: dict[str, Any]) -> bytes:
    """From the cache where the same picture was drawn before."""
    name = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
    folder = Path(settings.HOME) / "cache" / "charts"
    path = folder / f"{name}.svg"
    if path.exists():
        return path.read_bytes()
    picture = charts.render_svg(spec)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(picture)
    draft.replace(path)
    return picture


def healthy(_request: HttpRequest) -> HttpResponse:
    """Whether the web process answers; says nothing about anything else."""
    return HttpResponse("ok", content_type="text/plain")
