"""The organisation: bodies in two tiers, who sits in them, their papers; agencies with names and duties."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.files import queries as files
from safecommunity.governance import actions, codes, words
from safecommunity.governance.facts.organisation import name_on
from safecommunity.governance.forms import DutiesForm, NameForm, PaperForm, SeatForm
from safecommunity.governance.models import Agency, Body
from safecommunity.governance.plans import words as reviewing
from safecommunity.governance.queries import work
from safecommunity.governance.rights import LOOKS, Rights
from safecommunity.governance.views.common import need, need_office, proofs, show
from safecommunity.indicators import catalogue
from safecommunity.places.models import Place, new_pid

FIGURES = (
    "bodies.groups",
    "bodies.liaison_units",
    "agencies.count",
    "units.safety_bodies",
    "units.safety_staff",
)


def need_looks(request: HttpRequest) -> Rights:
    """The reader's rights, for who looks at the organisation: office and auditor."""
    rights = need(request)
    if not rights.reader.has(*LOOKS):
        raise PermissionDenied
    if rights.street is not None:
        show(request, rights.street)
    return rights


def office_of(request: HttpRequest) -> tuple[Rights, Place]:
    """The rights of somebody of an office and the place he writes for; 404 for who only looks."""
    rights = need_looks(request)
    if not rights.tops or rights.street is None:
        raise Http404
    return rights, rights.street


@login_required
@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """Who leads, who promotes, who works at what."""
    rights, today = need_looks(request), timezone.localdate()
    found = list(work.bodies(rights))
    standing = [one for one in found if one.ends is None or one.ends > today]
    context: dict[str, Any] = {
        "tiers": [(words.tier(tier), [one for one in standing if one.tier == tier]) for tier in Body.Tier.values],
        "past": [one for one in found if one not in standing], "any": bool(standing), "office": bool(rights.tops),
    }  # fmt: skip
    if rights.reader.place_scopes("figures", *choice.READS):
        chosen = choice.current(request, today)
        told = figures.compute_many(
            [catalogue.get(code) for code in FIGURES], chosen.place.pid, chosen.period, now=timezone.now()
        )
        context["figures"] = [{"figure": one, "url": reverse("figure", args=[one.key])} for one in told]
    return render(request, "governance/organisation.html", context)


@login_required
@require_POST
def found_bodies(request: HttpRequest) -> HttpResponse:
    """Make leading group, promotion committee and the twelve working groups."""
    rights = need_office(request)
    if rights.street is None:
        raise Http404
    now = timezone.now()
    made = actions.found_bodies(
        reader=rights.reader, place=rights.street, starts=timezone.localdate(now), at=now
    )
    messages.success(request, _("%(n)s bodies made") % {"n": made})
    return redirect("organisation")


def _body(request: HttpRequest, pid: str) -> tuple[Rights, Any]:
    rights = need_looks(request)
    found = work.body_of(rights, pid)
    if found is None:
        raise Http404
    show(request, found.place)
    return rights, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body(request: HttpRequest, pid: str) -> HttpResponse:
    """One body: who sits in it and sat, its papers, its meetings."""
    rights, one = _body(request, pid)
    office = one.place.pid in rights.office_reach
    form = SeatForm(
        request.POST if request.method == "POST" else None,
        initial={"starts": timezone.localdate(), "key": new_pid()},
    )
    if request.method == "POST" and not office:
        raise PermissionDenied
    if form.is_valid():
        try:
            actions.seat_member(reader=rights.reader, body=one, at=timezone.now(), **form.cleaned_data)
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("body", pid)
    today = timezone.localdate()
    context = {
        "body": one, "tier": words.tier(one.tier), "setting": codes.setting_name(one.setting) if one.setting else "",
        "seats": [
            {"seat": seat, "part": words.part(seat.part), "past": seat.ends is not None and seat.ends <= today}
            for seat in work.seats(one)
        ],
        "papers": [(paper, files.attachments(rights.reader, "paper", paper.pid)) for paper in one.papers.all()],
        "reviews": [
            {"review": told, "verdict": reviewing.verdict(told.verdict), "after": reviewing.after(told.after)}
            for told in one.reviews.filter(replaced=False)
        ],
        "meetings": work.meetings(rights).filter(body=one)[:10], "office": office and one.ends is None,
        "form": form, "paper": PaperForm(initial={"on": today, "key": new_pid()}), "today": today,
        "duties": DutiesForm(initial={"duties": one.duties}), "duty_lines": one.duties.splitlines(),
    }  # fmt: skip
    return render(request, "governance/body.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def body_duties(request: HttpRequest, pid: str) -> HttpResponse:
    """What a body is there for."""
    rights, one = _body(request, pid)
    if one.place.pid not in rights.office_reach:
        raise Http404
    form = DutiesForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        actions.set_body_duties(reader=rights.reader, body=one, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("body", pid)


@login_required
@require_POST
def body_paper(request: HttpRequest, pid: str) -> HttpResponse:
    """Add an order or a rule."""
    rights, one = _body(request, pid)
    if one.place.pid not in rights.office_reach:
        raise Http404
    form = PaperForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        actions.add_paper(
            reader=rights.reader, body=one, at=timezone.now(), proofs=proofs(request), **form.cleaned_data
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("body", pid)


@login_required
@require_POST
def seat_end(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody sits there no more, or his name is erased."""
    rights = need_looks(request)
    seat = work.seat_of(rights, ref)
    if seat is None or seat.body.place.pid not in rights.office_reach:
        raise Http404
    now = timezone.now()
    try:
        if request.POST.get("what") == "erase":
            actions.erase_person(reader=rights.reader, seat=seat, at=now)
        else:
            actions.end_membership(reader=rights.reader, seat=seat, on=timezone.localdate(now), at=now)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("body", seat.body.pid)


@login_required
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies that take part: what they are called now and were called, and what they answer for."""
    rights, today = need_looks(request), timezone.localdate()
    lines = [
        {
            "agency": one, "sector": codes.said(codes.sectors()[one.sector]["title"]), "name": name_on(one, today),
            "before": [name for name in one.names.all() if name.ends is not None and name.ends <= today],
            "duties": [
                (codes.setting_name(duty.setting) if duty.setting else "", duty.text)
                for duty in one.duties.all()
                if duty.ends is None or duty.ends > today
            ],
        }
        for one in work.agencies(rights)
    ]  # fmt: skip
    context = {"lines": lines, "office": bool(rights.tops), "form": NameForm(initial={"on": today})}
    return render(request, "governance/agencies.html", context)


@login_required
@require_POST
def found_agencies(request: HttpRequest) -> HttpResponse:
    """Enter the agencies of the fourteen sectors."""
    rights = need_office(request)
    if rights.street is None:
        raise Http404
    made = actions.found_agencies(reader=rights.reader, place=rights.street, at=timezone.now())
    messages.success(request, _("%(n)s agencies entered") % {"n": made})
    return redirect("agencies")


@login_required
@require_POST
def agency_rename(request: HttpRequest, pid: str) -> HttpResponse:
    """An agency has a new name from a day on."""
    rights = need_looks(request)
    agency = Agency.objects.filter(rights.seen(), pid=pid).select_related("place").first()
    if agency is None or agency.place.pid not in rights.office_reach:
        raise Http404
    form = NameForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        actions.rename_agency(reader=rights.reader, agency=agency, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("agencies")
