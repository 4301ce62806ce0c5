"""Hours: entered on one screen, listed, one line with its photos."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.files import queries as files
from safecommunity.governance.forms import ReasonForm
from safecommunity.governance.models import Service, Shift, Volunteer
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import proofs, show
from safecommunity.governance.volunteers import actions, queries, words
from safecommunity.governance.volunteers.forms import HoursForm
from safecommunity.governance.volunteers.views.common import need, need_worker, told
from safecommunity.shell import workbooks
from safecommunity.shell.offline import is_offline
from safecommunity.shell.tables import Column, Filter, Order, Table

RECENT = 5
CODES = ("volunteers.services", "volunteers.person_times", "volunteers.hours")
LINE = "governance/volunteers/service.html"


class Services(Table):
    """Hours, newest first."""

    name = "volunteer_services"
    caption = gettext_lazy("Volunteer hours")
    empty = gettext_lazy("Hours appear here as soon as they are entered.")
    columns = (
        Column("on", gettext_lazy("Day"), "on", kind="day"),
        Column("team", gettext_lazy("Team"), "team.name", head=True, wide=True,
               link=lambda one: reverse("volunteer_service", args=[one.ref])),
        Column("when", gettext_lazy("From – to"), lambda one: f"{one.begins:%H:%M}–{one.ends:%H:%M}"),
        Column("what", gettext_lazy("Served for"), lambda one: words.label("whats", one.what)),
        Column("people", gettext_lazy("People"), "people", num=True),
        Column("hours", gettext_lazy("Hours of all"), lambda one: words.hours(one.person_minutes), num=True),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("state", gettext_lazy("State"), lambda one: _("withdrawn") if one.withdrawn_at else ""),
    )  # fmt: skip
    filters = (Filter("what", gettext_lazy("Served for"), lambda: words.choices("whats"), "what"),)
    orders = (Order("recent", gettext_lazy("newest first"), ("-on", "-pk")),)
    pairs = (("", "recent"), ("what", "recent"))


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All hours of the reader's places."""
    rights = need(request)
    if rights.street is not None:
        show(request, rights.street)
    context = {
        "table": Services(queries.listed(rights), request.GET), "works": bool(rights.work_reach),
        "office": bool(rights.tops), "figures": told(rights.reader, rights.street, CODES),
    }  # fmt: skip
    return render(request, "governance/volunteers/services.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook, without names."""
    table = Services(queries.listed(need(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter hours; from the roster team, day, times and people stand there already.

    What was queued on the phone gets its answer as JSON.
    """
    rights, today = need_worker(request), timezone.localdate()
    teams = queries.works_in(rights)
    asked = request.POST.get("shift", "") or request.GET.get("shift", "")
    shift = queries.shift_of(rights, asked) if asked else None
    if request.method == "POST":
        form = HoursForm(request.POST, teams=teams, today=today)
        if form.is_valid() and (made := _stored(request, rights, form, shift)) is not None:
            if is_offline(request):
                told = f"{made.team.name} {made.on} {made.begins:%H:%M}–{made.ends:%H:%M}"
                return JsonResponse({"number": told}, status=201)
            return redirect(f"{reverse('volunteer_hours')}?saved={made.ref}")
        return _page(request, rights, form, set(request.POST.getlist("who")), 422)
    first: dict[str, Any] = {"client_id": uuid.uuid4().hex}
    if team := request.GET.get("team", ""):
        first["team"] = team[:16]
    picked: set[str] = set()
    if shift is not None:
        first |= {"team": shift.team.pid, "on": shift.on, "begins": shift.begins, "ends": shift.ends}
        first["shift"], picked = shift.pid, {one.pid for one in shift.people.all()}
    return _page(request, rights, HoursForm(initial=first, teams=teams, today=today), picked)


def _stored(request: HttpRequest, rights: Rights, form: HoursForm, shift: Shift | None) -> Service | None:
    data = dict(form.cleaned_data)
    chosen, picked = data.pop("team"), request.POST.getlist("who")
    team = next(one for one in queries.works_in(rights) if one.pid == chosen)
    data.pop("shift")
    who = [one for one in queries.members(team) if one.pid in picked]
    try:
        return actions.record_service(
            reader=rights.reader, team=team, who=who, at=timezone.now(), proofs=proofs(request),
            shift=shift if shift is not None and shift.team_id == team.pk else None, **data,
        )  # fmt: skip
    except actions.Refused as reason:
        form.add_error(None, str(reason))
        return None


def _page(
    request: HttpRequest, rights: Rights, form: HoursForm, picked: set[str], status: int = 200
) -> HttpResponse:
    if status != 200 and is_offline(request):
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        return JsonResponse({"errors": reasons}, status=status)
    teams = queries.works_in(rights)
    if teams:
        show(request, teams[0].place)
    listed = Volunteer.objects.filter(team__in=teams, ends__isnull=True).select_related(
        "named", "team__place"
    )
    kept = request.headers.get("X-Keep") == "1"  # for work without network: names are never kept on a phone
    groups: dict[int, list[Any]] = {}
    for one in listed[:2000]:
        name = _("Member %(number)s") % {"number": one.number} if kept else queries.name_of(one)
        groups.setdefault(one.team_id, []).append((one, name, one.pid in picked))
    asked = request.GET.get("saved", "")
    saved = queries.service_of(rights, asked) if asked else None
    mine = queries.services(rights).filter(by=rights.reader.pid)[:RECENT]
    context = {
        "form": form, "teams": [(team, groups[team.pk]) for team in teams if team.pk in groups], "saved": saved,
        "saved_hours": words.hours(saved.person_minutes) if saved else "", "any": bool(teams),
        "picked": bool(picked), "office": bool(rights.tops),
        "recent": [(one, words.label("whats", one.what), words.hours(one.person_minutes)) for one in mine],
    }  # fmt: skip
    return render(request, "governance/volunteers/hours.html", context, status=status)


def _line(request: HttpRequest, rights: Rights, ref: str) -> Service:
    found = queries.service_of(rights, ref)
    if found is None:
        raise Http404(_("No such hours, or they are not open to you"))
    show(request, found.place)
    return found


def _may_withdraw(rights: Rights, one: Service) -> bool:
    own = one.by == rights.reader.pid and one.place.pid in rights.work_reach
    return own or one.place.pid in rights.office_reach


@login_required
@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """One line of hours."""
    rights = need(request)
    one = _line(request, rights, ref)
    who = queries.names_for(rights, one.place, one.who.select_related("named"))
    context = {
        "one": one, "what": words.label("whats", one.what), "hours": words.hours(one.person_minutes),
        "each": words.hours(one.minutes), "who": [name for _person, name in who],
        "by": people.names([one.by]).get(one.by, one.by),
        "files": files.attachments(rights.reader, "volunteer_service", one.ref),
        "form": ReasonForm() if one.withdrawn_at is None and _may_withdraw(rights, one) else None,
    }  # fmt: skip
    return render(request, LINE, context)


@login_required
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Out of the counts, with a reason."""
    rights = need_worker(request)
    one = _line(request, rights, ref)
    if not _may_withdraw(rights, one):
        raise Http404
    try:
        actions.withdraw_service(
            reader=rights.reader, service=one, reason=request.POST.get("reason", ""), at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("volunteer_service", ref)
