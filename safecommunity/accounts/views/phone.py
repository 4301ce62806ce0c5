"""Signing in on a phone: enrol it once by QR code, then a PIN; and the demo's one-click entrance."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import actions, queries
from safecommunity.accounts.adapter import qr_svg
from safecommunity.accounts.forms import EnrolForm, PinForm, dress
from safecommunity.accounts.models import Device, Enrolment, User
from safecommunity.accounts.reader import reader_of

COOKIE = "sc_device"
A_YEAR = 365 * 24 * 3600
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _enter(request: HttpRequest, user: User, how: str) -> None:
    login(request, user, backend=BACKEND)
    request.session["signed_in_by"] = how
    actions.record_sign_in(user=user, how=how, at=timezone.now())


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Sign in on an enrolled phone."""
    device = queries.device_by_cookie(request.COOKIES.get(COOKIE, ""))
    if device is None:
        return render(request, "accounts/pin_unknown.html", status=404 if request.method == "POST" else 200)
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = actions.try_pin(device=device, pin=form.cleaned_data["pin"], at=timezone.now())
        if outcome is actions.PinOutcome.RIGHT:
            _enter(request, device.user, "device")
            request.session["device"] = device.pid
            return redirect(_next(request))
        if outcome is actions.PinOutcome.REVOKED:
            return render(request, "accounts/pin_unknown.html", {"revoked": True}, status=403)
        device.refresh_from_db()
        form.add_error("pin", _refusal(device, outcome))
    context = {"form": dress(form), "person": device.user, "next": request.GET.get("next", "")}
    return render(request, "accounts/pin.html", context)


def _refusal(device: Device, outcome: actions.PinOutcome) -> str:
    if outcome is actions.PinOutcome.LOCKED and device.locked_until:
        until = timezone.localtime(device.locked_until).strftime("%H:%M")
        return _("Too many wrong PINs. This phone is locked until %(until)s.") % {"until": until}
    left = actions.LOCK_AFTER - device.failures % actions.LOCK_AFTER
    return _("This PIN is wrong. Attempts left before a pause: %(left)s.") % {"left": left}


def _next(request: HttpRequest) -> str:
    wished = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if wished and safe else "/"


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR code: set a PIN, and this phone is known."""
    enrolment = queries.open_enrolment(token, timezone.now())
    if enrolment is None:
        return render(request, "accounts/enrol_closed.html", status=410)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            device, secret = actions.enrol_device(
                token=token, pin=data["pin"], name=data["name"], at=timezone.now()
            )
        except ValidationError:
            return render(request, "accounts/enrol_closed.html", status=410)
        _enter(request, device.user, "device")
        request.session["device"] = device.pid
        response = redirect("/")
        _remember(response, f"{device.pid}.{secret}")
        return response
    return render(request, "accounts/enrol.html", {"form": dress(form), "person": enrolment.user})


def _remember(response: HttpResponse, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, value, max_age=A_YEAR, httponly=True, samesite="Strict", secure=secure)


@require_POST
@login_required
def enrol_mine(request: HttpRequest) -> HttpResponse:
    """Invite a phone of one's own."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - narrows the type
    enrolment = actions.start_enrolment(user=user, by=user.pid, at=timezone.now())
    return redirect("accounts_enrolment", enrolment.pid)


def _my_enrolment(request: HttpRequest, pid: str) -> Enrolment:
    """An open invitation made by this very reader; anything else does not exist for him."""
    found = get_object_or_404(Enrolment.objects.select_related("user"), pid=pid, by=reader_of(request).pid)
    if not found.is_open(timezone.now()):
        raise Http404
    return found


@require_safe
@never_cache
@login_required
def enrolment(request: HttpRequest, pid: str) -> HttpResponse:
    """The invitation as a QR code."""
    found = _my_enrolment(request, pid)
    context = {
        "enrolment": found,
        "link": _link(request, found),
        "here_only": _is_loopback(request.get_host().rsplit(":", 1)[0]),
    }
    return render(request, "accounts/enrolment.html", context)


@require_safe
@never_cache
@login_required
def enrolment_qr(request: HttpRequest, pid: str) -> HttpResponse:
    """The QR code as a file."""
    return HttpResponse(qr_svg(_link(request, _my_enrolment(request, pid))), content_type="image/svg+xml")


def _link(request: HttpRequest, enrolment: Enrolment) -> str:
    return request.build_absolute_uri(reverse("accounts_enrol", args=[enrolment.token]))


@require_POST
@login_required
def revoke_mine(request: HttpRequest, pid: str) -> HttpResponse:
    """Forget one of one's own phones."""
    device = get_object_or_404(Device, pid=pid, user=request.user)
    actions.revoke_device(device=device, by=reader_of(request).pid, at=timezone.now())
    return redirect("mfa_index")


def _is_loopback(address: str) -> bool:
    if address in ("localhost", "testserver"):
        return address == "localhost"
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def demo_is_open(request: HttpRequest) -> bool:
    """Only a demo, only on this very machine, never through a proxy."""
    forwarded = any(request.headers.get(name) for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return bool(settings.DEMO) and not forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))


@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """One click into a demo account."""
    if not demo_is_open(request):
        raise Http404
    name = request.POST.get("username", "").replace("\x00", "")
    user = get_object_or_404(User, username=name, is_demo=True, is_active=True)
    _enter(request, user, "demo")
    return redirect("/")
