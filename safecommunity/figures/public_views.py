"""A figure's table as everybody may see it: on the page, and as a workbook to be given away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.figures import actions, choice, public, registry, told
from safecommunity.indicators import catalogue, disclosure, lineage
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import workbooks

OFFERED = ("sex", "age_group", "cause", "outcome", "severity", "kind")
LONGEST = 60


def _asked(request: HttpRequest, text: str) -> tuple[Definition, Place, Period, tuple[str, ...]]:
    try:
        key = FigureKey.parse(text)
        definition = catalogue.get(key.code, key.version)
    except IndicatorError as reason:
        raise Http404(str(reason)) from reason
    place = places.place(key.place)
    if place is None or key.dimensions:
        raise Http404
    if not choice.may_read(choice.reader_of(request), place.pid):
        raise PermissionDenied
    by = tuple(name for name in request.GET.get("by", "")[:LONGEST].split(",") if name)
    return definition, place, key.period, by


@login_required
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The table as everybody would see it, or why there can be none."""
    definition, place, period, by = _asked(request, key)
    language, rule = get_language() or "zh-hans", disclosure.rule()
    context: dict[str, Any] = {
        "definition": definition, "title": definition.title(language), "unit": definition.unit_label(language),
        "place": place, "period_label": period.label(language), "by": by, "threshold": rule.threshold,
        "largest": rule.threshold - 1, "figure_url": reverse("figure", args=[key]), "key": key, "asked": ",".join(by),
        "splits": [(name, lineage.column_label(name, language)) for name in OFFERED if name in definition.dimensions],
    }  # fmt: skip
    try:
        found = public.table(definition, place, period, by, now=timezone.now())
    except told.ToldOtherwise as reason:
        context |= {"refused": True, "why": actions.told_otherwise(reason)}
        return render(request, "figures/public.html", context, status=422)
    except IndicatorError:
        return render(request, "figures/public.html", {**context, "refused": True}, status=422)
    lines = public.rows(found)
    context |= {
        "heads": [lineage.column_label(name, language) for name in found.by],
        "lines": [(line, _labels(definition, found.by, line)) for line in lines],
        "hidden": sum(line["hidden"] for line in lines), "n": len(lines), "stands": found.protected.stands,
        "share": definition.kind == "proportion", "released": found.released,
        "may_tell": choice.may_tell(choice.reader_of(request), place.pid),
    }  # fmt: skip
    return render(request, "figures/public.html", context)


@login_required
@require_POST
def release(request: HttpRequest, key: str) -> HttpResponse:
    """Tell the table to everybody: from now on it can be given away, and later ones are held against it."""
    definition, place, period, by = _asked(request, key)
    reader = choice.reader_of(request)
    if not choice.may_tell(reader, place.pid):
        raise PermissionDenied
    now = timezone.now()
    try:
        found = public.table(definition, place, period, by, now=now)
        actions.release_table(
            table=found, purpose=request.POST.get("purpose", "")[:LONGEST], by=reader.pid, at=now
        )
    except actions.Refused as refused:
        messages.error(request, str(refused))
    except IndicatorError:
        pass  # the page says why there can be no such table
    return redirect(f"{reverse('figure_public', args=[key])}?by={','.join(by)}")


@login_required
@require_safe
def export(request: HttpRequest, key: str) -> FileResponse:
    """A table that was told, as a workbook: what was not told to everybody cannot be given away."""
    definition, place, period, by = _asked(request, key)
    language, rule = get_language() or "zh-hans", disclosure.rule()
    latest = told.latest(definition, place, period, by)
    if latest is None:
        raise Http404
    found = public.kept(latest, definition, place)
    about = [(_("Place"), place.name), (_("Period"), period.label(language)),
             (_("Counts"), definition.counts_text(language))]  # fmt: skip
    heads = [_("Place"), *(lineage.column_label(name, language) for name in found.by), "n",
             definition.unit_label(language), _("lower"), _("upper")]  # fmt: skip
    rows = [
        [line["place_name"], *_labels(definition, found.by, line), _told(line["n"]),
         _told(line["value"], line["hidden"]), line.get("lower"), line.get("upper")]
        for line in public.rows(found)
    ]  # fmt: skip
    note = _("* hidden: below %(least)s, or it would give such a count away. Zeros are told.") % {
        "least": rule.threshold
    }
    sheet = workbooks.Sheet(definition.title(language), heads, rows, None, [note])
    name = f"{definition.code}-{period}-public"
    return workbooks.answer(request, name=name, about=about, sheets=[sheet], now=found.computed_at)


def _told(number: Any, hidden: bool = True) -> Any:
    return "*" if number is None and hidden else number


def _labels(definition: Definition, by: tuple[str, ...], line: dict[str, Any]) -> list[str]:
    say = registry.fact(definition.fact).option_label
    return [
        _("all") if line[name] == public.TOTAL else say(name, int(line[name])) if say else str(line[name])
        for name in by
    ]
