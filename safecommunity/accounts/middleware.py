"""Every request gets its reader; a session short of a second factor gets to the page that explains it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone

from safecommunity.accounts import queries
from safecommunity.accounts.reader import ANYBODY, Reader

# Pages a half-signed-in person needs to become a fully signed-in one.
ALWAYS_OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_totp_qr",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "accounts_second_factor",
        "accounts_enrol",
        "accounts_pin",
    }
)
OPEN_PATHS = ("/language/", "/static/")
# No session is looked at there: programs show a token of their own, and what is open to everybody is the same for all.
WITHOUT_SESSION = ("/api/", "/open/", "/robots.txt")


class ReaderMiddleware:
    """Sets request.reader once; keeps weak sessions out of what needs a strong one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        unasked = request.path.startswith(WITHOUT_SESSION)
        request.reader = ANYBODY if unasked else reader_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.reader.is_authenticated:  # type: ignore[attr-defined]
            # a shared computer must not show the last person's pages to the next one, nor after signing out
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send a session that must prove or change something first to the page where it can."""
        reader: Reader = request.reader  # type: ignore[attr-defined]
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not reader.is_authenticated or name in ALWAYS_OPEN or request.path.startswith(OPEN_PATHS):
            return None
        if reader.needs_second_factor:
            return _go(request, "accounts_second_factor")
        if reader.signed_in_by in ("password", "totp") and request.user.password_given:  # type: ignore[union-attr]
            return _go(request, "account_change_password")
        return None


def reader_of(request: HttpRequest) -> Reader:
    """The reader behind a request; the day is read here, at the edge."""
    user = request.user
    if not user.is_authenticated:
        return ANYBODY
    how = request.session.get("signed_in_by", "password")
    if how == "device" and not queries.device_is_known(request.session.get("device", "")):
        logout(request)  # the phone was revoked while its session ran
        return ANYBODY
    reader = Reader.of(user, timezone.localdate(), how)
    user.is_staff = reader.has("admin")
    return reader


def _go(request: HttpRequest, name: str) -> HttpResponse:
    # A partial update must leave the page it sits in.
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(name)})
    return redirect(name)
