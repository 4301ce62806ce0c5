"""The schedule of visit days: set by the lead, read by the panel, the place and the office above, printed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from safecommunity.accounts import queries as people
from safecommunity.accreditation import words as sheet_words
from safecommunity.accreditation.models import Panel, PanelMember, VisitStop
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, queries
from safecommunity.accreditation.review.forms import StopForm
from safecommunity.accreditation.review.rights import SITS, Rights
from safecommunity.accreditation.review.views.common import the_panel, tried
from safecommunity.accreditation.review.views.panels import title_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """The stops by day; the lead adds one."""
    held, found, seat = the_panel(request, pid)
    leads = seat is not None and seat.lead and seat.state == PanelMember.State.ACCEPTED
    writes = leads and found.state in (Panel.State.FORMING, Panel.State.SCORING)
    if request.method == "POST" and not leads:
        raise PermissionDenied
    sitting = list(found.members.filter(state__in=SITS))
    names = people.names([one.user for one in sitting])
    form = _form(request, found, sitting, names) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        told = form.cleaned_data
        try:
            actions.add_stop(
                reader=held.reader, panel=found, day=told["day"], starts=told["starts"], ends=told["ends"],
                members=told["members"], items=told["items"], unit=form.chosen(), spot=told["spot"], note=told["note"],
                at=timezone.now(),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("panel_schedule", pid)
    return _page(request, held, found, names, form, writes)


def _form(request: HttpRequest, found: Panel, sitting: list[PanelMember], names: dict[str, str]) -> StopForm:
    sent = request.POST if request.method == "POST" else None
    last = queries.stops(found)[-1:]
    first: dict[str, Any] = {
        "day": last[0].day if last else timezone.localdate(), "members": [one.pid for one in sitting],
        "starts": last[0].ends if last else "09:00",
    }  # fmt: skip
    return StopForm(
        sent, standard=sheets.of_sheet(found.round.sheet), units=queries.units(found.place), sitting=sitting,
        names=names, initial=first,
    )  # fmt: skip


def _page(
    request: HttpRequest,
    held: Rights,
    found: Panel,
    names: dict[str, str],
    form: StopForm | None,
    writes: bool,
) -> HttpResponse:
    standard = sheets.of_sheet(found.round.sheet)
    days: dict[Any, list[dict[str, Any]]] = {}
    for one in queries.stops(found):
        items = [(x, sheet_words.text(standard.by_id[x].text)) for x in one.items if x in standard.by_id]
        who = "、".join(names.get(member.user, "") for member in one.members.all())
        days.setdefault(one.day, []).append({"one": one, "items": items, "who": who})
    bound = form is not None and form.is_bound
    context = {
        "panel": found, "days": list(days.items()), "form": form, "writes": writes, "title": title_of(found.round),
        "names": names,
    }  # fmt: skip
    return render(request, "accreditation/review/schedule.html", context, status=422 if bound else 200)


@login_required
@require_POST
def drop(request: HttpRequest, pid: str, stop: str) -> HttpResponse:
    """Take a stop out."""
    held, found, _seat = the_panel(request, pid)
    one = VisitStop.objects.filter(panel=found, pid=stop).first()
    if one is None:
        raise Http404
    one.panel = found
    tried(request, lambda: actions.drop_stop(reader=held.reader, stop=one, at=timezone.now()))
    return redirect("panel_schedule", pid)
