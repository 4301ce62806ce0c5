"""Pages of the responsibility map: the list with its gaps and the map, taking over, ending, the list in and out."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts.reader import Reader
from safecommunity.figures.choice import reader_of
from safecommunity.governance.answering import actions, drawing, queries, reading
from safecommunity.governance.models import Answerable
from safecommunity.places.models import Place
from safecommunity.shell import workbooks
from safecommunity.shell.sheets import day
from safecommunity.shell.slots import show_place

MOST = 150  # rows of a kind on a page
KINDS = reading.KINDS
HOLDERS = (
    ("post", gettext_lazy("a post")),
    ("body", gettext_lazy("a body")),
    ("person", gettext_lazy("a person")),
)


def _ground(request: HttpRequest, *, keeps: bool = False) -> tuple[Reader, queries.Ground]:
    reader: Reader = reader_of(request)
    found = queries.ground(reader, request.GET.get("at", "") or request.POST.get("at", ""))
    if found is None or (keeps and not found.keeps):
        raise PermissionDenied
    show_place(request, found.top.pid)
    return reader, found


@login_required
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Who answers for what today (or on a day), where nobody does, and the communities on a map."""
    _reader, ground = _ground(request)
    on = day(request.GET.get("on", "")) or timezone.localdate()
    rows, there = list(queries.held(ground, on)), queries.communities(ground, on)
    found = queries.gaps(ground, rows, on)
    within = next((place for place in there if place.pid == request.GET.get("within", "")), None)
    by_kind = [_group(kind, title, rows, within) for kind, title in KINDS]
    context = {
        "ground": ground, "on": on, "kinds": by_kind, "gaps": found, "holders": dict(HOLDERS),
        "there": there if len(there) > 1 else [], "within": within, "most": MOST,
        "choices": _choices(ground, on) if ground.keeps else [], "all_holders": HOLDERS, "today": timezone.localdate(),
        "map": drawing.drawn(ground, rows, on),
    }  # fmt: skip
    return render(request, "governance/answering/list.html", context)


def _group(kind: str, title: Any, rows: list[Answerable], within: Place | None) -> dict[str, Any]:
    """Rows of a kind as far as a page shows them; a street has a thousand shops, one community has a hundred."""
    found = [row for row in rows if row.kind == kind and (within is None or row.place_id == within.pk)]
    return {"kind": kind, "title": title, "rows": found[:MOST], "all": len(found)}


def _choices(ground: queries.Ground, on: date) -> list[tuple[str, str]]:
    """What one may answer for: communities and enterprises by name; lanes and lots lie in a community."""
    there = queries.communities(ground, on)
    return [
        *((f"community:{place.pid}", _("Community: %(name)s") % {"name": place.name}) for place in there),
        *((f"enterprise:{unit.pid}", _("Enterprise: %(name)s") % {"name": f"{unit.name} · {unit.place.name}"})
          for unit in queries.enterprises(ground, on)),
        *((f"lane:{place.pid}", _("A lane in %(name)s") % {"name": place.name}) for place in there),
        *((f"lot:{place.pid}", _("A lot in %(name)s") % {"name": place.name}) for place in there),
    ]  # fmt: skip


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Somebody takes something over."""
    reader, ground = _ground(request, keeps=True)
    given, today = request.POST, timezone.localdate()
    kind, _colon, pid = given.get("what", "").partition(":")
    place = next((one for one in queries.communities(ground, today) if one.pid == pid), None)
    unit = next((one for one in queries.enterprises(ground, today) if one.pid == pid), None)
    starts = day(given.get("starts", ""))
    try:
        if (place is None and unit is None) or starts is None:
            raise actions.Refused(
                _("What and from when: nothing that can be used came; choose from the lists")
            )
        actions.take_over(
            kind=kind, place=unit.place if unit else place, unit=unit, label=given.get("label", ""),  # type: ignore[arg-type]
            who=given.get("who", ""), holder=given.get("holder", ""), starts=starts, by=reader.pid, at=timezone.now(),
        )  # fmt: skip
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Entered"))
    return redirect("duties")


@login_required
@require_POST
def end(request: HttpRequest, pid: str) -> HttpResponse:
    """It is held no more."""
    reader, ground = _ground(request, keeps=True)
    row = queries.one(ground, pid)
    if row is None:
        raise Http404
    try:
        actions.end_duty(
            row=row,
            on=day(request.POST.get("on", "")) or timezone.localdate(),
            by=reader.pid,
            at=timezone.now(),
        )
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("duty", pid)


@login_required
@require_safe
def duty(request: HttpRequest, pid: str) -> HttpResponse:
    """One responsibility with everybody who has held it."""
    _reader, ground = _ground(request)
    row = queries.one(ground, pid)
    if row is None:
        raise Http404
    context = {
        "row": row, "ground": ground, "history": queries.history(row), "holders": dict(HOLDERS), "kinds": dict(KINDS),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "governance/answering/duty.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The map as a table, gaps included."""
    _reader, ground = _ground(request)
    on = timezone.localdate()
    lines: list[list[Any]] = [
        [one["kind"], one["place"], one["what"], one["who"] or _("nobody"), day(one["starts"])]
        for one in reading.fields_of(ground, on)
    ]
    heads = list(reading.headings().values())
    sheet = workbooks.Sheet(_("Responsibility map"), heads, lines, len(lines))
    return workbooks.answer(
        request,
        name=_("Responsibility map"),
        about=[(_("Place"), ground.top.name)],
        sheets=[sheet],
        now=timezone.now(),
    )
