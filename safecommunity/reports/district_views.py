"""The district's page: streets × months as handed in; return with a reason, take, urge."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import reader_of
from safecommunity.hazards import queries as hazards
from safecommunity.hazards.rights import Rights as Hazards
from safecommunity.injuries import actions
from safecommunity.injuries.models import MonthReturn
from safecommunity.injuries.queries import months, returns
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports import district as parts
from safecommunity.shell.slots import show_place


def _streets(request: HttpRequest) -> list[Place]:
    """The streets that report to this reader."""
    reader = reader_of(request)
    if not reader.place_scopes(returns.ROOM, Role.SUPERVISOR):
        raise PermissionDenied
    found = returns.supervised(reader)
    if found:
        show_place(request, found[0].pid)
    return found


def _street(request: HttpRequest, pid: str) -> Place:
    found = next((one for one in _streets(request) if one.pid == pid), None)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def district(request: HttpRequest) -> HttpResponse:
    """Who handed which month in, what they say together, who is late."""
    streets, today = _streets(request), timezone.localdate()
    look, live = parts.look(streets, today), set(reader_of(request).live_places)
    held, now = Hazards(reader_of(request)), timezone.now()
    definitions, opened = parts.opened(streets, live, now)
    context = {
        "look": look, "risen": hazards.risen(held, streets) if held.above_paths else [],
        "opened": [
            (one.place, [(each, reverse("figure", args=[each.key])) for each in one.figures]) for one in opened
        ],
        "heads": [one.title(get_language() or "zh-hans") for one in definitions],
        # the newest month stands beside the names: it is the one with something to do
        "lines": [(street, line[::-1], street.pid in live) for street, line in look.lines],
        "months": [months.narrow_label(index) for index in reversed(look.period.months)],
        "today": today, "streets": streets, "waiting": look.waiting(), "overdue": look.overdue(today),
        "causes": look.sums("cause"), "severities": look.sums("severity"), "totals": look.totals(),
        "held": look.months_of(), "names": places.names({one.parent.pid for one in streets if one.parent}),
    }  # fmt: skip
    return render(request, "reports/district.html", context)


@login_required
@require_safe
def district_month(request: HttpRequest, pid: str, index: int) -> HttpResponse:
    """One month of one street as it was handed in, with every version."""
    street, today, language = _street(request, pid), timezone.localdate(), get_language() or "zh-hans"
    show_place(request, pid)
    if not 1949 * 12 <= index < 3000 * 12:
        raise Http404
    cell = returns.cell_of(street, index, today)
    if not cell.owed and cell.row is None:
        raise Http404
    context: dict[str, Any] = {"street": street, "cell": cell, "today": today}
    if cell.last is not None:
        content = cell.last.content
        rows = list(cell.row.submissions.all()) if cell.row else []
        names = people.names({row.by for row in rows})
        context |= {
            "content": content, "figures": returns.figures_told(content, language),
            "splits": returns.splits_told(content),
            "versions": [{"row": row, "by": names.get(row.by, row.by), "n": row.content["n"]} for row in rows],
        }  # fmt: skip
    return render(request, "reports/district_month.html", context)


def _row(street: Place, index: int) -> MonthReturn:
    row = MonthReturn.objects.filter(place=street, year=index // 12, month=index % 12 + 1).first()
    if row is None:
        raise Http404
    return row


def _done(request: HttpRequest, deed: Callable[[], object], pid: str, index: int) -> HttpResponse:
    try:
        deed()
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    if request.POST.get("next") == "district":
        return redirect(f"{reverse('district')}#m-{pid}-{index}")
    return redirect("district_month", pid, index)


@login_required
@require_POST
def district_return(request: HttpRequest, pid: str, index: int) -> HttpResponse:
    """Send it back with a reason."""
    reader, street = reader_of(request), _street(request, pid)
    row, reason = _row(street, index), request.POST.get("reason", "")
    return _done(
        request,
        lambda: actions.return_return(reader=reader, row=row, reason=reason, at=timezone.now()),
        pid,
        index,
    )


@login_required
@require_POST
def district_lock(request: HttpRequest, pid: str, index: int) -> HttpResponse:
    """Take it."""
    reader, street = reader_of(request), _street(request, pid)
    row = _row(street, index)
    return _done(request, lambda: actions.lock_return(reader=reader, row=row, at=timezone.now()), pid, index)


@login_required
@require_POST
def district_urge(request: HttpRequest, pid: str, index: int) -> HttpResponse:
    """Ask for it; kept as a record that the street sees."""
    reader, street = reader_of(request), _street(request, pid)
    return _done(
        request,
        lambda: actions.urge_return(reader=reader, street=street, index=index, at=timezone.now()),
        pid,
        index,
    )
