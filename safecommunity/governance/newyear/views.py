"""New Year on one page: what goes over, taken over part by part, taken back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.newyear import actions, queries
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need_office, show
from safecommunity.places.models import Place


def _asked(request: HttpRequest, text: str) -> tuple[Rights, Place, int]:
    rights, today = need_office(request), timezone.localdate()
    place = rights.street
    if place is None or place.pid not in rights.office_reach:
        raise Http404
    show(request, place)
    allowed = actions.years(today)
    if not text:
        return rights, place, queries.usual_year(today)
    if text not in {str(one) for one in allowed}:
        raise Http404
    return rights, place, int(text)


@login_required
@require_safe
def new_year(request: HttpRequest) -> HttpResponse:
    """What goes into the year, part by part, and what was taken over already."""
    _rights, place, year = _asked(request, request.GET.get("year", ""))
    rows = queries.rows(place, year)
    names = people.names({one.by for one in rows} | {one.undone_by for one in rows})
    parts = queries.parts(request, place, year)
    titles = {one.carrier.key: one.carrier.title for one in parts}
    context: dict[str, Any] = {
        "place": place, "year": year, "years": actions.years(timezone.localdate()), "parts": parts,
        "open": sum(one.new for one in parts if one.carrier.carry is not None),
        "rows": [
            {"row": one, "title": titles.get(one.carrier, one.carrier), "by": names.get(one.by, ""),
             "undone_by": names.get(one.undone_by, "")}
            for one in rows
        ],
    }  # fmt: skip
    return render(request, "governance/new_year.html", context)


@login_required
@require_POST
def carry(request: HttpRequest) -> HttpResponse:
    """Take over what was ticked, each room in a transaction of its own; what failed is said, the others stand."""
    rights, place, year = _asked(request, request.POST.get("year", ""))
    ticked = set(request.POST.getlist("part"))
    done = []
    for carrier in queries.carriers(request, place, year):
        if carrier.key not in ticked or carrier.carry is None:
            continue
        try:
            row = actions.carry(
                reader=rights.reader, place=place, year=year, carrier=carrier, at=timezone.now()
            )
        except Refused as reason:
            messages.error(request, f"{carrier.title}: {reason}")
        else:
            done.append(f"{carrier.title} {row.count if row else 0}")
    if done:
        messages.success(request, _("Taken over: %(what)s") % {"what": _(", ").join(done)})
    elif not ticked:
        messages.error(request, _("Nothing was ticked"))
    return redirect(f"{reverse('new_year')}?year={year}")


@login_required
@require_POST
def undo(request: HttpRequest, pid: str) -> HttpResponse:
    """Take one part back."""
    rights, place, _year = _asked(request, "")
    row = queries.row(place, pid)
    if row is None:
        raise Http404
    try:
        done = actions.undo(
            reader=rights.reader,
            row=row,
            carriers=queries.carriers(request, place, row.year),
            at=timezone.now(),
        )
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        for left in done.left:
            messages.error(request, _("Not taken back: %(what)s") % {"what": left})
    return redirect(f"{reverse('new_year')}?year={row.year}")
