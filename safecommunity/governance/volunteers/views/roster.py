"""The roster by week and by month; its lines are planned on a team's page."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.governance.models import Shift
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import show
from safecommunity.governance.volunteers import actions, queries
from safecommunity.governance.volunteers.forms import ShiftForm
from safecommunity.governance.volunteers.views.common import need, need_worker, the_team
from safecommunity.governance.volunteers.views.teams import page_of
from safecommunity.shell import sheets

VIEWS = ("week", "month")
FAR = 3660  # days


@login_required
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Who is on duty when: the days of a week, or the whole weeks of a month."""
    rights = need(request)
    if rights.street is not None:
        show(request, rights.street)
    view = request.GET.get("view", "week")
    view, on = view if view in VIEWS else "week", _day(request.GET.get("on", ""))
    team = request.GET.get("team", "")[:16]
    first, last = queries.span_of(view, on)
    month = on.replace(day=1)
    days = queries.roster(rights, view, on, team)
    context = {
        "days": [(day, [_line(rights, one) for one in day.shifts]) for day in days], "view": view, "on": on,
        "first": first, "last": last, "today": timezone.localdate(), "team": team,
        "before": month - timedelta(days=1) if view == "month" else on - timedelta(days=7),
        "after": month + timedelta(days=32) if view == "month" else on + timedelta(days=7),
        "teams": list(queries.teams(rights).filter(ends__isnull=True)[: queries.MOST]),
        "any": any(day.shifts for day in days),
    }  # fmt: skip
    return render(request, "governance/volunteers/roster.html", context)


def _day(given: str) -> date:
    today, found = timezone.localdate(), sheets.day(given)
    return found if found is not None and abs((found - today).days) <= FAR else today


def _line(rights: Rights, one: Shift) -> dict[str, Any]:
    names = [name for _who, name in queries.names_for(rights, one.team.place, one.people.all())]
    done = any(line.withdrawn_at is None for line in one.services.all())
    return {"shift": one, "names": names, "done": done, "works": one.team.place.pid in rights.work_reach}


@login_required
@require_POST
def plan(request: HttpRequest, pid: str) -> HttpResponse:
    """New lines of a team's roster."""
    rights = need_worker(request)
    one = the_team(request, rights, pid)
    if one.place.pid not in rights.work_reach:
        raise Http404
    form, picked = ShiftForm(request.POST), set(request.POST.getlist("who"))
    if form.is_valid():
        who = [person for person in queries.members(one) if person.pid in picked]
        try:
            made = actions.plan_shifts(
                reader=rights.reader, team=one, at=timezone.now(), who=who, **form.cleaned_data
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("%(n)s duties entered on the roster") % {"n": len(made)})
            return redirect(f"{reverse('volunteer_roster')}?on={form.cleaned_data['on']}")
    return page_of(request, rights, one, 422, plan=form)


@login_required
@require_POST
def cancel(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a line off."""
    rights = need_worker(request)
    one = queries.shift_of(rights, pid)
    if one is None or one.team.place.pid not in rights.work_reach:
        raise Http404
    try:
        actions.cancel_shift(reader=rights.reader, shift=one, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect(f"{reverse('volunteer_roster')}?on={one.on}")
