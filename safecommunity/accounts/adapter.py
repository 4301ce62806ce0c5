"""How django-allauth behaves here: no sign-up, no e-mail, secrets lie sealed, every attempt is logged."""

import io
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safecommunity.accounts import actions
from safecommunity.accounts.fields import open_text, seal_text
from safecommunity.accounts.models import User

MFA_LABEL = "accounts.second_factor"


class NoOpenSignUp(DefaultAccountAdapter):
    """Sign-in by user name and password; people are made by their office."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. A code is valid for half a minute."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Sign-in is locked; try again in 5 minutes."),
        "username_password_mismatch": _("User name and password do not fit together."),
        "rate_limited": _("Too many attempts. Sign-in is locked; try again in 5 minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No pop-ups: the page shows the result."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Offices have no mail server; nothing here depends on mail."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Likewise."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Counted for name and address together, so that a stranger cannot lock a nurse out of her own clinic.
        return f"{credentials.get('username', '').casefold()}|{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse while locked, before the password is looked at."""
        name = str(credentials.get("username", ""))
        # Slow guessing from many addresses meets a second, wider limit on the name alone.
        wide = ratelimit.consume(
            request, app="allauth.account", action="login_failed_name", key=name.casefold()
        )
        self._name_usage = wide
        try:
            if not wide:
                raise self.validation_error("too_many_login_attempts")
            super().pre_authenticate(request, **credentials)
        except Exception:
            actions.record_refused_sign_in(username=name, locked=True, at=timezone.now())
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """A right password gives back the attempt it used."""
        user = super().authenticate(request, **credentials)
        if user and self._name_usage:
            self._name_usage.rollback()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log it."""
        name = str(credentials.get("username", ""))
        actions.record_refused_sign_in(username=name, locked=False, at=timezone.now())

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and remember in the session by which proof."""
        methods = {step["method"] for step in get_authentication_records(request, user)}
        super().login(request, user)
        how = "totp" if "mfa" in methods else "password"
        request.session["signed_in_by"] = how
        assert isinstance(user, User)  # noqa: S101 - narrows the type; allauth knows AbstractBaseUser only
        actions.record_sign_in(user=user, how=how, at=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        """Log it, then leave."""
        if isinstance(request.user, User):
            actions.record_sign_out(user=request.user, at=timezone.now())
        super().logout(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return "/"

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The person's own change of password, as an action."""
        assert isinstance(user, User)  # noqa: S101
        actions.set_password(user=user, password=password, by=user.pid, at=timezone.now())


class SecretsAtRest(DefaultMFAAdapter):
    """Second factors: their secrets lie sealed in the database, and the QR code needs no data: address."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. A code is valid for half a minute."),
    }

    def encrypt(self, text: str) -> str:
        """Seal."""
        return seal_text(text, MFA_LABEL)

    def decrypt(self, encrypted_text: str) -> str:
        """Open."""
        return open_text(encrypted_text, MFA_LABEL)

    def build_totp_svg(self, url: str) -> str:
        """The QR code of the set-up page."""
        return qr_svg(url)


def qr_svg(text: str) -> str:
    """A QR code as a complete SVG file, black on white with its quiet zone, without style attributes."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=6, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, nl=False
    )
    return out.getvalue().decode("utf-8")
