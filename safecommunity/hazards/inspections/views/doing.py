"""On a phone: what is to be inspected, one inspection item by item with or without network; the unit's signature."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.hazards.inspections import actions, lists, queries
from safecommunity.hazards.inspections.forms import DoForm
from safecommunity.hazards.inspections.rights import Rights, of_request
from safecommunity.hazards.inspections.views.common import the_inspection
from safecommunity.hazards.models import Inspection
from safecommunity.shell.offline import is_offline
from safecommunity.shell.slots import show_place


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What this reader may carry out; the pages are kept on the phone for where there is no network."""
    held = of_request(request)
    if held is None or not (held.finds or held.goes_along):
        raise PermissionDenied
    rows = queries.waiting(held)
    show_place(request, rows[0].place.pid if rows else "")
    return render(request, "hazards/inspections/mine.html", {"rows": rows, "today": timezone.localdate()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, pid: str) -> HttpResponse:
    """One inspection, item by item."""
    held, one = the_inspection(request, pid)
    if not held.inspects(one):
        raise PermissionDenied
    lines = list(one.lines.select_related("earlier__hazard"))
    planned = [team.sector for team in one.round.teams.all()]
    if request.method != "POST":
        first = {"client_id": uuid.uuid4().hex, "signed": "", "asks_came": "1"}
        return _page(request, held, one, DoForm(lines=lines, planned=planned, initial=first))
    form = DoForm(request.POST, lines=lines, planned=planned)
    if not form.is_valid():
        return _page(request, held, one, form, 422)
    data = form.cleaned_data
    try:
        made, _new = actions.record_inspection(
            reader=held.reader, inspection=one, answers=form.answers(request), at=timezone.now(), done_on=form.day(),
            team=data["team"], note=data["note"], signed=data["signed"], signed_post=data["signed_post"],
            client_id=data["client_id"], came=form.came(),
        )  # fmt: skip
    except actions.Refused as reason:
        form.add_error(None, str(reason))
        return _page(request, held, one, form, 422)
    if is_offline(request):
        return JsonResponse({"number": made.number}, status=201)
    return redirect("inspection", made.pid)


def _page(
    request: HttpRequest, held: Rights, one: Inspection, form: DoForm, status: int = 200
) -> HttpResponse:
    if status != 200 and is_offline(request):
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        return JsonResponse({"errors": reasons}, status=status)
    teams = [lists.team_name(team.sector) for team in one.round.teams.all()]
    context = {
        "form": form, "one": one, "items": form.items(), "teams": teams, "lists": held.opens,
        "planned": one.rank == Inspection.Rank.PLANNED, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "hazards/inspections/do.html", context, status=status)


@login_required
@require_POST
def sign(request: HttpRequest, pid: str) -> HttpResponse:
    """The unit's own person signs what he saw, or says that he does not."""
    held, one = the_inspection(request, pid)
    if not held.signs(one):
        raise PermissionDenied
    try:
        actions.sign_inspection(
            reader=held.reader, inspection=one, signed=request.POST.get("signed", "")[:20],
            post=request.POST.get("post", "").replace("\x00", ""), at=timezone.now(),
        )  # fmt: skip
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("inspection", pid)
