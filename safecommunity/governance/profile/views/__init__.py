"""Pages of the profile: the sheet of a place and year, keeping it, bringing it in as a list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.governance.models import ProfileNumber
from safecommunity.governance.profile import actions, items, queries
from safecommunity.governance.profile.asked import asked, year_asked, year_of
from safecommunity.governance.returns import numbers
from safecommunity.governance.returns.sheets import unit_words
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.languages import in_language
from safecommunity.indicators.period import Period
from safecommunity.places.models import Place
from safecommunity.shell import workbooks

QUALIFIERS = (
    ("exact", gettext_lazy("exactly")),
    ("gt", gettext_lazy("a little more")),
    ("near", gettext_lazy("nearly")),
    ("approx", gettext_lazy("about")),
    ("ge", gettext_lazy("at least")),
)


@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """The sheet of a place and year, with what was corrected."""
    reader, place, found = asked(request)
    year = year_asked(request, place)
    return render(request, "governance/profile/profile.html", _context(reader, place, found, year, {}))


def _context(
    reader: Any, place: Place, found: list[Place], year: int, problem: dict[str, Any]
) -> dict[str, Any]:
    at = get_language() or "zh-hans"
    reads = choice.may_read(reader, place.pid)
    groups = [
        {
            "title": in_language(group["titles"], at),
            "lines": [_line(line, place, year, at, reads=reads, problem=problem) for line in group["lines"]],
        }
        for group in queries.sheet(place, year)
    ]
    old = queries.versions(place, year)
    rows = [row for group in queries.sheet(place, year) for line in group["lines"] if (row := line["row"])]
    return {
        "place": place,
        "places": found,
        "year": year,
        "years": queries.years(place),
        "groups": groups,
        "keeps": queries.keeps(reader, place),
        "qualifiers": QUALIFIERS,
        "problem": problem,
        "source": problem.get("source") or (rows[0].source if rows else ""),
        "old": [
            {
                "row": row,
                "title": items.items()[row.item].title(at) if row.item in items.items() else row.item,
                "told": queries.told(row),
            }
            for row in old
        ],
        "names": people.names(row.by for row in old),
        "known": bool(rows),
    }


def _line(
    line: dict[str, Any], place: Place, year: int, at: str, *, reads: bool, problem: dict[str, Any]
) -> dict[str, Any]:
    item, row = line["item"], line["row"]
    typed = problem.get("typed", {}).get(item.code)
    return {
        "item": item,
        "title": item.title(at),
        "unit": unit_words(item.unit, at),
        "told": queries.told(row) if row else "",
        "plain": typed
        if typed is not None
        else (numbers.written(row.value, 2, grouped=False).rstrip("0").rstrip(".") if row else ""),
        "qualifier": row.qualifier if row else "exact",
        "version": row.version if row else 0,
        "wrong": problem.get("wrong", {}).get(item.code, ""),
        "url": reverse(
            "figure", args=[str(FigureKey(f"profile.{item.code}", 1, place.pid, Period.of_year(year)))]
        )
        if row and reads and not item.is_share
        else "",
    }


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the sheet; what cannot be read is told all together and nothing is stored then."""
    reader, place, found = asked(request, keeps=True)
    year, source = year_of(request.POST.get("year", ""), 0), request.POST.get("source", "")
    typed = {code: request.POST.get(code, "") for code in items.items()}
    values: dict[str, tuple[int, str]] = {}
    wrong: dict[str, str] = {}
    for code, text in typed.items():
        try:
            value = numbers.parse(text, 2)
        except ValueError as reason:
            wrong[code] = str(reason)
            continue
        qualifier = request.POST.get(f"q-{code}", "exact")
        if value is not None:
            values[code] = (value, qualifier if qualifier in ProfileNumber.Qualifier.values else "exact")
    problem: dict[str, Any] = {"typed": typed, "wrong": wrong, "source": source}
    if not wrong:
        try:
            changed = actions.set_profile(
                place=place, year=year, values=values, source=source, by=reader.pid, at=timezone.now()
            )
        except actions.Refused as refused:
            problem["says"] = str(refused)
        else:
            messages.success(request, _("%(n)s numbers kept") % {"n": changed})
            return redirect(f"{reverse('profile')}?at={place.pid}&year={year}")
    shown = year or timezone.localdate().year - 1
    return render(
        request, "governance/profile/profile.html", _context(reader, place, found, shown, problem), status=422
    )


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """All years of a place as a table, with source and version."""
    _reader, place, _found = asked(request)
    at = get_language() or "zh-hans"
    known = items.items()
    found = ProfileNumber.objects.filter(place=place, current=True).order_by("-year", "item")
    rows: list[list[workbooks.Value]] = [
        [
            row.year,
            known[row.item].title(at),
            row.value / 100,
            unit_words(known[row.item].unit, at),
            row.qualifier,
            row.source,
            row.version,
        ]
        for row in found
        if row.item in known
    ]
    heads = [
        _("Year"),
        _("Item"),
        _("Value"),
        _("Unit of measure"),
        _("Qualifier"),
        _("Source"),
        _("Version"),
    ]
    sheet = workbooks.Sheet(_("Community profile"), heads, rows, len(rows))
    return workbooks.answer(
        request,
        name=_("Community profile"),
        about=[(_("Place"), place.name)],
        sheets=[sheet],
        now=timezone.now(),
    )
