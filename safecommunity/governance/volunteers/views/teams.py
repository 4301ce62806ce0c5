"""Teams: the list with its figures, a team's page with its members, steps, certificates of hours."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.governance.models import HoursCertificate, VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need_office, show
from safecommunity.governance.volunteers import actions, queries, words
from safecommunity.governance.volunteers.forms import MembersForm, PeopleForm, ShiftForm, TeamForm
from safecommunity.governance.volunteers.views.common import need, the_team, told
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import sheets, workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

PAGE = "governance/volunteers/team.html"


class Teams(Table):
    """Teams, in the order of their entering."""

    name = "volunteer_teams"
    caption = gettext_lazy("Volunteer teams")
    empty = gettext_lazy("Form the first team, or bring in a list.")
    columns = (
        Column("name", gettext_lazy("Team"), "name", link=lambda one: reverse("volunteer_team", args=[one.pid]),
               head=True, wide=True),
        Column("kind", gettext_lazy("Kind"), lambda one: words.label("kinds", one.kind)),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("people", gettext_lazy("People"), lambda one: people_of(one), num=True),
        Column("starts", gettext_lazy("Formed on"), "starts", kind="day"),
        Column("ends", gettext_lazy("Ended on"), "ends", kind="day"),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: words.choices("kinds"), "kind"),
        Filter("state", gettext_lazy("State"), lambda: [("now", _("there now")), ("ended", _("ended"))],
               lambda rows, value: rows.filter(ends__isnull=value == "now")),
    )  # fmt: skip
    orders = (Order("entered", gettext_lazy("as entered"), ("pk",)),)
    pairs = (("", "entered"), ("kind", "entered"), ("state", "entered"))


def people_of(one: Any) -> str:
    """Members on the list, or the number of the paper with its word."""
    listed, said = getattr(one, "listed", 0), one.said or 0
    return words.told(said, one.qualifier) if said > listed else f"{listed:,}"


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The teams of the reader's places under their figures."""
    rights = need(request)
    if rights.street is not None:
        show(request, rights.street)
    context = {
        "table": Teams(queries.teams(rights), request.GET), "office": bool(rights.tops),
        "works": bool(rights.work_reach), "figures": told(rights.reader, rights.street),
    }  # fmt: skip
    return render(request, "governance/volunteers/teams.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook; numbers of people, no names."""
    return workbooks.of_table(request, Teams(queries.teams(need(request)), request.GET), now=timezone.now())


def offered(rights: Rights) -> list[Place]:
    """Places of the office that may have a team, the widest first."""
    order = {"street": 0, "community": 1, "grid": 2}
    found = Place.objects.filter(pid__in=rights.office_reach).order_by("order", "pk")[:600]
    return sorted(found, key=lambda one: order.get(one.level, -1))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Form a team."""
    rights = need_office(request)
    form = TeamForm(
        request.POST if request.method == "POST" else None, places=offered(rights),
        initial={"starts": timezone.localdate()},
    )  # fmt: skip
    if form.is_valid():
        data = dict(form.cleaned_data)
        place = places.place(data.pop("place"))
        data["qualifier"] = data["qualifier"] or "exact"
        try:
            if place is None:
                raise actions.Refused(_("Place: allowed: one of the list"))
            made = actions.form_team(reader=rights.reader, place=place, at=timezone.now(), **data)
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("volunteer_team", made.pid)
    status = 422 if form.is_bound else 200
    return render(request, "governance/volunteers/team_new.html", {"form": form}, status=status)


@login_required
@require_safe
def team(request: HttpRequest, pid: str) -> HttpResponse:
    """One team: members, roster ahead, hours of the year."""
    rights = need(request)
    return page_of(request, rights, the_team(request, rights, pid))


def page_of(
    request: HttpRequest, rights: Rights, one: VolunteerTeam, status: int = 200, **forms: Any
) -> HttpResponse:
    """A team's page, with forms that were refused."""
    today = timezone.localdate()
    hours = queries.hours_by_member(one, today.year)
    shown = queries.names_for(rights, one.place, queries.members(one, former=True))
    lines = queries.services(rights).filter(team=one)[:10]
    context = {
        "team": one, "kind": words.label("kinds", one.kind), "people": people_of(one), "today": today,
        "office": one.place.pid in rights.office_reach, "works": one.place.pid in rights.work_reach,
        "members": [(who, name, words.hours(hours.get(who.pk, 0))) for who, name in shown],
        "on_now": [(who, name) for who, name in shown if who.ends is None], "ahead": _ahead(rights, one),
        "services": [(line, words.label("whats", line.what), words.hours(line.person_minutes)) for line in lines],
        "year": today.year,
        "members_form": forms.get("members") or MembersForm(initial={"starts": today}),
        "people_form": forms.get("people") or PeopleForm(initial={"said": one.said, "qualifier": one.qualifier}),
        "plan_form": forms.get("plan") or ShiftForm(initial={"on": today}), "refused": next(iter(forms.values()), None),
    }  # fmt: skip
    return render(request, PAGE, context, status=status)


def _ahead(rights: Rights, one: VolunteerTeam) -> list[Any]:
    today = timezone.localdate()
    found = queries.shifts(rights, today, today + timedelta(days=14)).filter(team=one)
    return [
        (shift, [name for _who, name in queries.names_for(rights, one.place, shift.people.all())])
        for shift in found
    ]


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """New members, a head count, or the end of a team."""
    rights, what = need_office(request), request.POST.get("what", "")
    one = the_team(request, rights, pid)
    forms: dict[str, Any] = {"members": MembersForm, "people": PeopleForm}
    if what not in (*forms, "end"):
        raise Http404
    form = forms[what](request.POST) if what in forms else None
    if form is not None and not form.is_valid():
        return page_of(request, rights, one, 422, **{what: form})
    say: dict[str, Any] = {"reader": rights.reader, "team": one, "at": timezone.now()}
    data = form.cleaned_data if form is not None else {}
    try:
        if what == "members":
            made = actions.add_members(names=data["names"].splitlines(), starts=data["starts"], **say)
            messages.success(request, _("%(n)s members entered") % {"n": len(made)})
        elif what == "people":
            actions.say_people(said=data["said"], qualifier=data["qualifier"] or "exact", **say)
        else:
            on = sheets.day(request.POST.get("on", ""))
            if on is None:
                raise actions.Refused(_("Ended on: a day is needed, such as 2026-11-23"))
            actions.close_team(on=on, **say)
    except actions.Refused as reason:
        if form is None:
            messages.error(request, str(reason))
            return redirect("volunteer_team", pid)
        form.add_error(None, str(reason))
        return page_of(request, rights, one, 422, **{what: form})
    return redirect("volunteer_team", pid)


def _year(text: str) -> int:
    good = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if good else timezone.localdate().year


@login_required
@require_POST
def member_step(request: HttpRequest, pid: str) -> HttpResponse:
    """A member leads, left, is erased, or gets a certificate of hours."""
    rights, what = need_office(request), request.POST.get("what", "")
    one = queries.member_of(rights, pid)
    if one is None or what not in ("certificate", "lead", "left", "erase"):
        raise Http404
    say: dict[str, Any] = {"reader": rights.reader, "volunteer": one, "at": timezone.now()}
    try:
        if what == "certificate":
            made = actions.issue_hours(year=_year(request.POST.get("year", "")), **say)
            return redirect("volunteer_certificate", made.pid)
        if what == "lead":
            actions.make_leader(**say)
        elif what == "left":
            actions.end_member(on=timezone.localdate(), **say)
        else:
            actions.erase_volunteer(**say)
            messages.success(request, _("Erased; the counts stay"))
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("volunteer_team", one.team.pid)


@login_required
@require_safe
def certificate(request: HttpRequest, pid: str) -> HttpResponse:
    """A certificate of hours, made to be printed; it says where the hours have changed since."""
    rights = need_office(request)
    found = HoursCertificate.objects.select_related("volunteer__team__place", "volunteer__named")
    one = found.filter(rights.seen("volunteer__team__place"), pid=pid[:16]).first()
    if one is None:
        raise Http404
    show(request, one.volunteer.team.place)
    now = queries.hours_of(one.volunteer, one.year)
    context = {
        "one": one, "name": queries.name_of(one.volunteer), "hours": words.hours(one.minutes),
        "changed": words.hours(now[0]) if now != (one.minutes, one.services) else "",
        "kind": words.label("kinds", one.volunteer.team.kind),
    }  # fmt: skip
    return render(request, "governance/volunteers/certificate.html", context)
