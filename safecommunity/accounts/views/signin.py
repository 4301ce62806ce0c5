"""Password and second factor: allauth's views in our frame, and what they change in the session."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safecommunity.accounts import actions, queries
from safecommunity.accounts.forms import dress
from safecommunity.accounts.reader import reader_of
from safecommunity.accounts.views.phone import COOKIE


class Dressed:
    """Forms in our look."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """allauth's form with our labels and classes."""
        return dress(super().get_form(*args, **kwargs))  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Dress again: errors are known only now."""
        data: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if data.get("form") is not None:
            dress(data["form"])
        return data


class Login(Dressed, account.LoginView):
    """User name and password; an enrolled phone is led to its PIN."""

    template_name = "accounts/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, or the PIN page on a phone we know."""
        cookie = request.COOKIES.get(COOKIE, "")
        if cookie and "by" not in request.GET and queries.device_by_cookie(cookie):
            query = {"next": request.GET["next"]} if "next" in request.GET else {}
            return redirect(reverse("accounts_pin") + (f"?{urlencode(query)}" if query else ""))
        return super().get(request, *args, **kwargs)


class Logout(account.LogoutView):
    """Leave."""

    template_name = "accounts/logout.html"


class Inactive(account.AccountInactiveView):
    """A closed account."""

    template_name = "accounts/inactive.html"


class Reauthenticate(Dressed, account.ReauthenticateView):
    """The password once more, before something important."""

    template_name = "accounts/reauthenticate.html"


class PasswordChange(Dressed, account.PasswordChangeView):
    """One's own password."""

    template_name = "accounts/password_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only for people who have one; others sign in by phone."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Authenticate(Dressed, mfa.AuthenticateView):
    """The second step of signing in."""

    template_name = "accounts/mfa_authenticate.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Log the wrong code."""
        name = self.stage.login.user.username
        actions.record_refused_sign_in(username=name, locked=False, at=timezone.now())
        return super().form_invalid(form)


class MfaReauthenticate(Dressed, mfa.ReauthenticateView):
    """The second factor once more; it makes a password session a strong one."""

    template_name = "accounts/reauthenticate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember what was proved."""
        actions.record_second_factor(user=self.request.user, change="proved", at=timezone.now())
        self.request.session["signed_in_by"] = "totp"
        return super().form_valid(form)


class Security(mfa.IndexView):
    """How I sign in: password, second factor, recovery codes, phones."""

    template_name = "accounts/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With my phones."""
        data: dict[str, Any] = super().get_context_data(**kwargs)
        recovery = data["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        data["codes_left"] = len(recovery.get_unused_codes()) if recovery else 0
        data["devices"] = self.request.user.devices.filter(revoked_at=None)
        return data


class ActivateTotp(Dressed, totp.ActivateTOTPView):
    """Set up the code generator; afterwards this session has proved two things."""

    template_name = "accounts/totp_activate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """One transaction with its audit event."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            actions.record_second_factor(user=self.request.user, change="set up", at=timezone.now())
        self.request.session["signed_in_by"] = "totp"
        return response


class DeactivateTotp(totp.DeactivateTOTPView):
    """Remove the code generator; the session falls back to what a password proves."""

    template_name = "accounts/totp_deactivate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """One transaction with its audit event."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            actions.record_second_factor(user=self.request.user, change="removed", at=timezone.now())
        if self.request.session.get("signed_in_by") == "totp":
            self.request.session["signed_in_by"] = "password"
        return response


class RecoveryCodes(codes.ViewRecoveryCodesView):
    """Codes for the day the phone is lost."""

    template_name = "accounts/recovery_codes.html"


class GenerateCodes(codes.GenerateRecoveryCodesView):
    """New codes instead of the old ones."""

    template_name = "accounts/recovery_generate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """One transaction with its audit event."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            actions.record_second_factor(user=self.request.user, change="codes renewed", at=timezone.now())
        return response


@require_safe
@never_cache
@login_required
def totp_qr(request: HttpRequest) -> HttpResponse:
    """The QR code of the set-up page, as a file: the page may hold no data: address."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_mfa_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a password alone is not enough here, and the two ways on."""
    if not reader_of(request).needs_second_factor:
        return redirect("/")
    has_totp = Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.TOTP).exists()
    return render(request, "accounts/second_factor.html", {"has_totp": has_totp})
