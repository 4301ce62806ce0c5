"""The street's own page of returns: what it owes the district, what it would hand in, who may look further."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accounts.models import Role
from safecommunity.injuries import actions
from safecommunity.injuries.queries import months, returns
from safecommunity.injuries.views.common import need
from safecommunity.places.models import Place
from safecommunity.shell.sheets import day
from safecommunity.shell.slots import show_place

SHOWN = 12


def _street(request: HttpRequest) -> tuple[list[Place], Place]:
    """The streets this reader hands in for, and the one the page is about."""
    own = returns.submits(need(request).reader)
    if not own:
        raise PermissionDenied
    asked = request.GET.get("street", "") or request.POST.get("street", "")
    street = next((one for one in own if one.pid == asked), None) if asked else own[0]
    if street is None:
        raise PermissionDenied
    show_place(request, street.pid)
    return own, street


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The last twelve months of the street: handed in, returned with what reason, or still to do."""
    streets, street = _street(request)
    today = timezone.localdate()
    line = returns.matrix([street], months.window(today, SHOWN), today)[0][1][::-1]
    reader = need(request).reader
    context = {
        "street": street, "streets": streets, "line": line, "today": today, "chief": reader.has(Role.CHIEF),
        "due": sum(cell.owed for cell in line), "received": sum(cell.received for cell in line if cell.owed),
        "overseers": returns.overseers(street, today),
        "names": people.names({cell.row.urged_by for cell in line if cell.row is not None and cell.row.urged_by}),
    }  # fmt: skip
    return render(request, "injuries/returns.html", context)


def _index(index: int) -> int:
    if not 1949 * 12 <= index < 3000 * 12:
        raise Http404
    return index


@login_required
@require_safe
def one(request: HttpRequest, pid: str, index: int) -> HttpResponse:
    """One month: what would be handed in now, or what was, with every earlier version."""
    today, language = timezone.localdate(), get_language() or "zh-hans"
    street = next((s for s in returns.submits(need(request).reader) if s.pid == pid), None)
    if street is None:
        raise Http404
    show_place(request, street.pid)
    cell = returns.cell_of(street, _index(index), today)
    if not cell.owed and cell.row is None:
        raise Http404
    content = cell.content or returns.draft(street, index, timezone.now()).content
    context = {"street": street, "cell": cell, "today": today, **told(content, language)}
    context["versions"] = versions(cell)
    return render(request, "injuries/return.html", context)


def told(content: dict[str, Any], language: str) -> dict[str, Any]:
    """A return's content in words."""
    return {
        "content": content,
        "figures": returns.figures_told(content, language),
        "splits": returns.splits_told(content),
    }


def versions(cell: returns.ReturnCell) -> list[dict[str, Any]]:
    """Every handing-in of a month, newest first, with who did it."""
    rows = list(cell.row.submissions.all()) if cell.row is not None else []
    names = people.names({row.by for row in rows})
    return [{"row": row, "by": names.get(row.by, row.by), "n": row.content["n"]} for row in rows]


def _done(request: HttpRequest, street: str, index: int, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("injury_return", street, index)


@login_required
@require_POST
def submit(request: HttpRequest, pid: str, index: int) -> HttpResponse:
    """Hand the month in."""
    held = need(request)
    street = Place.objects.filter(pid=pid).first()
    if street is None:
        raise Http404
    return _done(request, pid, _index(index), lambda: actions.submit_return(
        reader=held.reader, street=street, index=index, note=request.POST.get("note", ""), at=timezone.now()
    ))  # fmt: skip


@login_required
@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """Open the live figures to a supervisor, or close them: the chief's decision."""
    _streets, street = _street(request)
    reader, today = need(request).reader, timezone.localdate()
    known = {one.user.pid: one for one in returns.overseers(street, today)}
    who = known.get(request.POST.get("who", ""))
    if who is None:
        raise Http404
    try:
        if who.live is not None:
            actions.close_live(reader=reader, street=street, scope=who.live, at=timezone.now())
        else:
            ends = day(request.POST.get("ends", "")) or today
            actions.open_live(reader=reader, street=street, user=who.user, ends=ends, at=timezone.now())
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Changed"))
    return redirect("injury_returns")
