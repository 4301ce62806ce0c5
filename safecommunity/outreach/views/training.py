"""Trainings: the list, one session with its sign-in code, who came, the test; certificates and what runs out."""

import io
import secrets
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.files import queries as files
from safecommunity.indicators import catalogue
from safecommunity.outreach import actions, codes
from safecommunity.outreach.forms import SessionForm, SignForm
from safecommunity.outreach.models import Session
from safecommunity.outreach.queries import training
from safecommunity.outreach.queries.rights import Rights
from safecommunity.outreach.views.common import need_office, tried
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Order, Table

FIGURES = ("training.certified", "training.sessions", "training.people", "training.passed")
DEVICE = "training_device"
YEAR = 365 * 24 * 3600


class Sessions(Table):
    """Trainings, newest first."""

    name = "trainings"
    caption = gettext_lazy("Trainings")
    empty = gettext_lazy("Trainings appear here as soon as they are entered.")
    columns = (
        Column("day", gettext_lazy("Day"), "happened_on", kind="day"),
        Column("title", gettext_lazy("Subject"), "title",
               link=lambda one: reverse("training_session", args=[one.ref]), wide=True, head=True),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("people", gettext_lazy("Who came"), "people", num=True),
        Column("passed", gettext_lazy("Passed / tested"),
               lambda one: f"{one.passed} / {one.tested}" if one.tested else "—", num=True),
        Column("state", gettext_lazy("State"), lambda one: _("withdrawn") if one.withdrawn_at else ""),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-happened_on", "-pk")),)
    pairs = (("", "recent"),)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Trainings under their figures, and what runs out soon."""
    held, now = need_office(request), timezone.now()
    today = timezone.localdate(now)
    chosen = choice.current(request, today)
    ground = figures.ground_of(chosen.place.pid, chosen.period.start.year)
    wanted = [catalogue.get(code) for code in FIGURES]
    found = figures.compute_many(wanted, chosen.place.pid, chosen.period, now=now, ground=ground)
    within = training.listed(held, chosen.period.start, chosen.period.end)
    context = {
        "figures": [{"figure": one, "url": reverse("figure", args=[one.key])} for one in found],
        "table": Sessions(within, request.GET), "place": chosen.place,
        "expiring": [
            (one, codes.label("posts", one.post), (one.expires_on - today).days)
            for one in training.expiring(held, today)[:8]
        ],
        "today": today,
    }  # fmt: skip
    return render(request, "outreach/trainings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a training; a photographed sheet goes with it."""
    held, today = need_office(request), timezone.localdate()
    places = [place for place in held.places() if place.pid in held.office]
    form = SessionForm(request.POST if request.method == "POST" else None, places=places, today=today)
    if form.is_valid():
        try:
            made = actions.record_session(reader=held.reader, at=timezone.now(), values=form.cleaned_data)
            return redirect("training_session", ref=made.ref)
        except actions.Refused as refused:
            form.take_findings(refused.findings)
    return render(
        request, "outreach/training_form.html", {"form": form}, status=422 if form.is_bound else 200
    )


def _session(held: Rights, ref: str) -> Session:
    found = training.session_of(held, ref)
    if found is None:
        raise Http404(_("No such training, or it is not open to you"))
    return found


@login_required
@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """One training."""
    held, now = need_office(request), timezone.now()
    session = _session(held, ref)
    show_place(request, session.place.pid)
    open_now = bool(session.sign_code and session.sign_until and session.sign_until > now)
    address = (
        request.build_absolute_uri(reverse("training_sign", args=[session.sign_code])) if open_now else ""
    )
    context = {
        "session": session, "open": open_now, "address": address,
        "who": [
            (one, one.trainee.named.name if hasattr(one.trainee, "named") else "")
            for one in training.attendances(session)[:500]
        ],
        "files": files.attachments(held.reader, "training", session.ref),
        "setting": codes.label("settings", session.setting), "audience": codes.label("audiences", session.audience),
    }  # fmt: skip
    return render(request, "outreach/training.html", context)


@login_required
@require_safe
def code(request: HttpRequest, ref: str) -> HttpResponse:
    """The sign-in code as a picture, while it is open."""
    held = need_office(request)
    session = _session(held, ref)
    if not session.sign_code or not session.sign_until or session.sign_until <= timezone.now():
        raise Http404
    address = request.build_absolute_uri(reverse("training_sign", args=[session.sign_code]))
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=6, border=2)
    answer = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def step(request: HttpRequest, ref: str) -> HttpResponse:
    """Open or close the sign-in, note the test, withdraw."""
    held, at = need_office(request), timezone.now()
    session, what = _session(held, ref), request.POST.get("what", "")

    def number(name: str) -> int:
        text = request.POST.get(name, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise actions.Refused.because(_("Not a whole number: %(came)s") % {"came": text[:20] or "—"})
        return int(text)

    deeds: dict[str, tuple[Any, str]] = {
        "open": (lambda: actions.open_signing(reader=held.reader, session=session, at=at),
                 _("The sign-in is open for three hours")),
        "close": (lambda: actions.close_signing(reader=held.reader, session=session, at=at),
                  _("The sign-in is closed")),
        "test": (lambda: actions.mark_test(reader=held.reader, session=session, at=at, tested=number("tested"),
                                           passed=number("passed")), _("Noted")),
        "withdraw": (lambda: actions.withdraw_session(reader=held.reader, session=session, at=at,
                                                      reason=request.POST.get("reason", "")), _("Withdrawn")),
    }  # fmt: skip
    if what not in deeds:
        messages.error(
            request,
            _("Step: got %(came)s; allowed: %(allowed)s")
            % {"came": what[:20] or "—", "allowed": ", ".join(deeds)},
        )
    else:
        tried(request, *deeds[what])
    return redirect("training_session", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """The page those present open with their phones; it knows nobody and shows nobody."""
    at = timezone.now()
    session = training.signable(code, at)
    if session is None:
        return render(request, "outreach/sign.html", {"closed": True}, status=404)
    device = request.COOKIES.get(DEVICE, "")
    if not (len(device) == 32 and device.isalnum()):
        device = secrets.token_hex(16)
    form, done = SignForm(request.POST if request.method == "POST" else None), False
    if form.is_valid():
        try:
            actions.sign_in(
                code=code, device=device, name=form.cleaned_data["name"], post=form.cleaned_data["post"],
                agreed=form.cleaned_data["agreed"], at=at,
            )  # fmt: skip
            done = True
        except actions.Refused as refused:
            form.take_findings(refused.findings)
    context = {"form": form, "session": session, "done": done}
    status = 422 if form.is_bound and not done else 200
    answer = render(request, "outreach/sign.html", context, status=status)
    answer.set_cookie(DEVICE, device, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def erase(request: HttpRequest, pid: str) -> HttpResponse:
    """Forget who somebody on a list was."""
    from safecommunity.outreach.models import Trainee

    held = need_office(request)
    trainee = Trainee.objects.filter(pid=pid[:16]).select_related("place").first()
    if trainee is None or trainee.place.pid not in held.office:
        raise Http404
    tried(
        request,
        lambda: actions.erase_trainee(reader=held.reader, trainee=trainee, at=timezone.now()),
        _("Erased; the counts stay"),
    )
    session = trainee.attendances.first()
    return (
        redirect("training_session", ref=session.session.ref)
        if session
        else redirect("training_certificates")
    )
