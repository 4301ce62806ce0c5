"""The catalogue of figures in the reader's language: the list, and one definition with its way back and forward."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.figures import choice, lineage
from safecommunity.indicators import catalogue, stability, standards
from safecommunity.indicators import lineage as columns
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import FigureKey
from safecommunity.places import queries as places

LONGEST = 80


def kind_words(kind: str) -> str:
    """What a kind of figure is called."""
    words = {
        "count": _("Count"), "total": _("Total"), "weighted_total": _("Weighted total"), "proportion": _("Share"),
        "rate": _("Rate"), "ratio": _("Ratio"), "duration": _("Duration"), "score": _("Score"),
    }  # fmt: skip
    return words[kind]


def role_words(role: str) -> str:
    """What a definition reads a column for."""
    words = {
        "numerator": _("counted"), "denominator": _("divided by"), "quantity": _("added up"),
        "duration": _("days, and since when open"), "place": _("place"),
        "period": _("period"), "dimension": _("split by"),
    }  # fmt: skip
    return words[role]


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All definitions: searched by words, narrowed to a fact or to one of its columns."""
    language = get_language() or "zh-hans"
    sought = request.GET.get("q", "").strip()[:LONGEST]
    fact, column = request.GET.get("fact", "")[:LONGEST], request.GET.get("column", "")[:LONGEST]
    everything = list(catalogue.CATALOGUE.everything())
    chosen = lineage.using(fact, column) if fact else dict.fromkeys(everything, ())
    shown = [one for one in everything if one in chosen and matches(one, sought, language)]
    facts = {name: columns.fact_label(name, language) for name in sorted({one.fact for one in everything})}
    context = {
        "lines": [(one, _line(one, language), [role_words(role) for role in chosen[one]]) for one in shown],
        "n": len(shown), "all": len(everything), "sought": sought, "fact": fact, "column": column,
        "column_label": columns.column_label(column, language), "facts": facts, "roles": bool(column),
    }  # fmt: skip
    return render(request, "figures/catalogue.html", context)


def matches(definition: Definition, sought: str, language: str) -> bool:
    """Whether every word sought stands in a definition: its code, titles, sentences or source."""
    texts = (
        *definition.titles.values(),
        definition.counts_text(language),
        definition.source,
        definition.code,
    )
    heap = " ".join(texts).casefold()
    return all(word in heap for word in sought.casefold().split())


def _line(one: Definition, language: str) -> dict[str, Any]:
    return {
        "title": one.title(language), "kind": kind_words(one.kind), "unit": one.unit_label(language),
        "counts": one.counts_text(language), "fact": columns.fact_label(one.fact, language),
        "url": reverse("figure_definition", args=[one.key]),
        "split": [columns.column_label(name, language) for name in one.dimensions],
    }  # fmt: skip


@login_required
@require_safe
def definition(request: HttpRequest, name: str) -> HttpResponse:
    """One definition: what it counts, what it reads, where it is used, and the figure of the chosen place."""
    code, _at, version = name.partition("@")
    try:
        if version and not (version.isascii() and version.isdigit() and len(version) < 6):
            raise Http404
        one = catalogue.get(code, int(version) if version else None)
        latest = catalogue.get(code)
    except IndicatorError as reason:
        raise Http404(str(reason)) from reason
    language = get_language() or "zh-hans"
    found = lineage.of(one, within=_within(request), request=request)
    context = {
        "definition": one, **_line(one, language), "excludes": one.excludes_text(language),
        "latest": latest if latest.version != one.version else None,
        "latest_url": reverse("figure_definition", args=[latest.key]),
        "numerator": columns.formula(one.numerator), "denominator": _denominator(one),
        "standard": standards.get(one.standard) if one.standard else None,
        "rule": stability.get(one.stability) if one.stability else None,
        "columns": [(role_words(role), _columns(one, names, language)) for role, names in found.columns.items()],
        "found": found, "figure_url": _figure_url(request, one),
        "fact_url": f"{reverse('figure_catalogue')}?fact={one.fact}",
    }  # fmt: skip
    return render(request, "figures/definition.html", context)


def _denominator(one: Definition) -> str:
    if one.denominator is None:
        return ""
    return (
        _("person-years of residents")
        if isinstance(one.denominator, str)
        else columns.formula(one.denominator)
    )


def _columns(one: Definition, names: tuple[str, ...], language: str) -> list[tuple[str, str, str]]:
    """(label, name, address of the definitions that read the same column)"""
    base = reverse("figure_catalogue")
    return [(columns.column_label(n, language), n, f"{base}?fact={one.fact}&column={n}") for n in names]


def _within(request: HttpRequest) -> tuple[str, ...]:
    """The places whose held figures and claims this reader may know of."""
    own = choice.reads(choice.reader_of(request))
    return tuple(frozenset().union(*places.subtrees(own).values())) if own else ()


def _figure_url(request: HttpRequest, one: Definition) -> str:
    """The figure of the place and period looked at last; nothing for who reads no numbers."""
    try:
        chosen = choice.current(request, timezone.localdate())
    except (choice.BadChoice, PermissionDenied):
        return ""
    return reverse("figure", args=[str(FigureKey(one.code, one.version, chosen.place.pid, chosen.period))])
