"""Planning a round: checklist, team, days, units of a community; one round; cancelling, looking again."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.governance import codes as settings
from safecommunity.governance import words as governance
from safecommunity.hazards.inspections import actions, lists, queries, words
from safecommunity.hazards.inspections.forms import PlanForm
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.inspections.views.common import need, need_office, the_inspection
from safecommunity.hazards.models import Inspection
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell.sheets import day
from safecommunity.shell.slots import show_place


def _tops(held: Rights) -> list[Place]:
    found = {place.pid: place for place in Place.objects.filter(pid__in=held.tops)}
    return [found[pid] for pid in held.tops if pid in found]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a round: units of one community are offered, those never inspected first."""
    held, today = need_office(request), timezone.localdate()
    there = queries.communities(held)
    within = next(
        (one for one in there if one.pid == request.GET.get("within", "")), there[0] if there else None
    )
    kind = request.GET.get("kind", "")
    kind = kind if kind in SocialUnit.Kind.values else ""
    first = {
        "client_id": uuid.uuid4().hex, "starts": today, "checklist": request.GET.get("checklist", ""),
        "sectors": lists.sectors()[:3], "lead": lists.sectors()[0],
    }  # fmt: skip
    form = PlanForm(
        request.POST if request.method == "POST" else None, checklists=lists.offered(held.tops), tops=_tops(held),
        initial=first,
    )  # fmt: skip
    if form.is_valid():
        try:
            made, _new = _planned(request, held, form)
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("inspection_round", made.pid)
    units = queries.units_to_inspect(held, within.pid if within else "", kind)
    context = {
        "form": form, "there": there, "within": within, "kind": kind, "units": units, "most": queries.MOST_UNITS,
        "kinds": [(one, governance.kind(one)) for one in SocialUnit.Kind.values],
        "chosen": set(request.POST.getlist("units")),
    }  # fmt: skip
    return render(request, "hazards/inspections/plan.html", context, status=422 if form.is_bound else 200)


def _planned(request: HttpRequest, held: Rights, form: PlanForm) -> Any:
    data, office, checklist = form.cleaned_data, form.office(), form.chosen()
    if office is None or checklist is None or data["starts"] is None or data["until"] is None:
        raise actions.Refused(_("Office, checklist, from and until: nothing that can be used came"))
    pids = request.POST.getlist("units")
    units = queries.units_of(held, pids)
    if len(units) != len(set(pids)):
        raise actions.Refused(_("Units: one of them is not of this office"), "units")
    at = next((one for one in queries.communities(held) if one.pid == request.GET.get("within", "")), office)
    spots = [(at, text) for text in data["spots"].splitlines() if text.strip()]
    return actions.plan_round(
        reader=held.reader, place=office, title=data["title"] or checklist.title, checklist=checklist,
        sectors=data["sectors"], lead=data["lead"], starts=data["starts"], until=data["until"], at=timezone.now(),
        units=units, spots=spots, client_id=data["client_id"],
    )  # fmt: skip


@login_required
@require_safe
def round_page(request: HttpRequest, pid: str) -> HttpResponse:
    """One round: who goes along, how far it is, its inspections."""
    held = need(request)
    found = queries.round_of(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    today, rows = timezone.localdate(), queries.of_round(held, found)
    context = {
        "round": found, "key": f"round-{found.pid}",
        "teams": [(lists.team_name(team.sector), team.leads) for team in found.teams.all()],
        "rows": [(one, *words.state(one, today)) for one in rows], "setting": settings.setting_name(found.setting),
        "all": len(rows), "done": sum(one.rank == Inspection.Rank.DONE for one in rows),
        "failed": sum(one.failed for one in rows), "keeps": held.keeps,
    }  # fmt: skip
    return render(request, "hazards/inspections/round.html", context)


@login_required
@require_POST
def cancel(request: HttpRequest, pid: str) -> HttpResponse:
    """It is not held."""
    held, one = the_inspection(request, pid)
    if not held.plans(one):
        raise PermissionDenied
    reason = request.POST.get("reason", "").replace("\x00", "")
    try:
        actions.cancel_inspection(reader=held.reader, inspection=one, reason=reason, at=timezone.now())
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("inspection", pid)


@login_required
@require_POST
def recheck(request: HttpRequest, pid: str) -> HttpResponse:
    """What was not in order is looked at again."""
    held, one = the_inspection(request, pid)
    if not held.plans(one):
        raise PermissionDenied
    until = day(request.POST.get("until", "")[:10])
    try:
        if until is None:
            raise actions.Refused(
                _("Recheck by: nothing that can be used came; allowed: a day as 2026-10-02")
            )
        made, _new = actions.plan_recheck(reader=held.reader, inspection=one, until=until, at=timezone.now())
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("inspection", pid)
    return redirect("inspection", made.pid)
