"""Monthly reports of facilities: who has reported which month, hand in, accept, return, urge."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts.models import Role
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions
from safecommunity.injuries.models import FacilityMonth
from safecommunity.injuries.queries import months as queries
from safecommunity.injuries.queries.rights import OFFICE, ROOM, Rights
from safecommunity.injuries.views.common import need
from safecommunity.places import queries as places
from safecommunity.places.models import SocialUnit

SHOWN = queries.LOOK_BACK


@login_required
@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Facilities × the last months. A facility sees its own line, the office all of its place."""
    held = need(request)
    if not held.reader.has(Role.FACILITY, *OFFICE):
        raise PermissionDenied
    today = timezone.localdate()
    units = queries.units_of(held)
    if units:
        request.shown_place = units[0].place.pid  # type: ignore[attr-defined]
    period = queries.window(today, SHOWN)
    lines = queries.matrix(units, period, today) if units else []
    cells = [cell for _unit, line in lines for cell in line if cell.owed]
    context = {
        # the newest month stands beside the names: it is the one with something to do
        "lines": [(unit, line[::-1]) for unit, line in lines],
        "month_labels": [_unparted(queries.month_label(index)) for index in reversed(period.months)],
        "today": today,
        "own": held.own_units,
        "decides": bool(held.office_reach),
        "due": len(cells),
        "came": sum(cell.arrived for cell in cells),
        "work": [(unit, left) for unit, line in lines if (left := _left(unit, line, held))],
        "facilities": len(units),
        "shares": _shares(held, period) if units else [],
        "complete": sum(all(cell.arrived for cell in line if cell.owed) for _unit, line in lines),
    }
    return render(request, "injuries/months.html", context)


def _shares(held: Rights, period: Period) -> list[dict[str, Any]]:
    """Completeness and timeliness of the office's own place over the months shown; each opens its months."""
    mine = set(held.reader.place_scopes("figures", *choice.READS))
    place = next((pid for pid in held.reader.place_scopes(ROOM, *OFFICE) if pid in mine), "")
    if not place:
        return []
    definitions = [catalogue.get("report.completeness"), catalogue.get("report.timeliness")]
    shown = figures.compute_many(definitions, place, period, now=timezone.now())
    return [{"figure": figure, "url": reverse("figure", args=[figure.key])} for figure in shown]


def _unparted(label: str) -> str:
    """A month's name for a narrow column: the last of several words stays with the one before."""
    head, space, tail = label.rpartition(" ")
    return f"{head}\u00a0{tail}" if space and " " in head else label


def _left(unit: SocialUnit, line: list[queries.MonthCell], held: Rights) -> list[queries.MonthCell]:
    """Months of a facility with something to do for this reader, oldest first."""
    decides = held.may_decide_months(unit)
    return [
        cell for cell in line if (cell.owed and not cell.arrived) or (decides and cell.state == "submitted")
    ]


def _unit(pid: str) -> SocialUnit:
    unit = places.unit(pid)
    if unit is None:
        raise Http404
    return unit


def _done(request: HttpRequest, unit: str, index: int, deed: Callable[[], FacilityMonth]) -> HttpResponse:
    """Do it, and come back to the line; a refusal is shown there."""
    try:
        deed()
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    back = request.POST.get("next", "")
    if back == "todo":
        return redirect("/todo/")
    return redirect(f"{reverse('injury_months')}#m-{unit}-{index}")


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text


@login_required
@require_POST
def submit(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """Hand in a month: the declared number, or zero with one tap."""
    held, owed = need(request), _unit(unit)
    cards = 0 if "zero" in request.POST else _number(request.POST.get("cards", "").strip())
    return _done(request, unit, index, lambda: actions.submit_month(
        reader=held.reader, unit=owed, year=index // 12, month=index % 12 + 1, cards=cards, at=timezone.now(),  # type: ignore[arg-type]
    ))  # fmt: skip


def _row(unit: str, index: int) -> FacilityMonth:
    row = FacilityMonth.objects.filter(unit__pid=unit, year=index // 12, month=index % 12 + 1).first()
    if row is None:
        raise Http404(_("Nothing was handed in for %(month)s") % {"month": queries.month_label(index)})
    return row


@login_required
@require_POST
def accept(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """The office takes it."""
    held, row = need(request), _row(unit, index)
    return _done(
        request, unit, index, lambda: actions.accept_month(reader=held.reader, row=row, at=timezone.now())
    )


@login_required
@require_POST
def send_back(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """The office returns it with a reason."""
    held, row, reason = need(request), _row(unit, index), request.POST.get("reason", "")
    return _done(
        request, unit, index,
        lambda: actions.return_month(reader=held.reader, row=row, reason=reason, at=timezone.now()),
    )  # fmt: skip


@login_required
@require_POST
def urge(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """The office asks for a missing month."""
    held, owed = need(request), _unit(unit)
    return _done(request, unit, index, lambda: actions.urge_month(
        reader=held.reader, unit=owed, year=index // 12, month=index % 12 + 1, at=timezone.now()
    ))  # fmt: skip
