"""Letting a program in: its token, its language, and how often it may ask."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from safecommunity.exchange import actions, queries
from safecommunity.exchange.models import ApiToken, May
from safecommunity.exchange.problems import Problem, language_of

PER_MINUTE = 120


class Bearer(HttpBearer):
    """`Authorization: Bearer sc_…`; nothing else counts, least of all a session."""

    def __call__(self, request: HttpRequest) -> Any:
        translation.activate(language_of(request))
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        now = timezone.now()
        found = queries.token(secret.strip(), now) if scheme.lower() == "bearer" else None
        if found is None:
            raise Problem(
                401,
                "token",
                _(
                    "The token is missing, unknown, revoked or expired. Send: Authorization: Bearer and the token."
                ),
                "Authorization",
                headers={"WWW-Authenticate": 'Bearer realm="safecommunity"'},
            )
        _count(found, now)
        actions.note_use(token=found, at=now)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Not used: the header is read above, so that a refusal says what is missing."""
        raise NotImplementedError


def _count(token: ApiToken, now: datetime) -> None:
    """At most so many requests in each minute of the clock, over all processes."""
    minute = int(now.timestamp()) // 60
    key = f"exchange:{token.pid}:{minute}"
    asked = 1 if cache.add(key, 1, timeout=120) else cache.incr(key)
    if asked > PER_MINUTE:
        wait = 60 - int(now.timestamp()) % 60
        says = _(
            "Too many requests: got %(came)s in this minute; allowed: %(most)s. Ask again in %(wait)s seconds."
        )
        shown = {"came": asked, "most": PER_MINUTE, "wait": wait}
        raise Problem(
            429, "rate", says % shown, came=asked, allowed=PER_MINUTE, headers={"Retry-After": str(wait)}
        )


def need(request: HttpRequest, *may: May) -> ApiToken:
    """The token of the request, if it was made for any of these; without one named any token will do."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    if may and not set(may) & set(token.may):
        says = _("This token may %(came)s; this address asks for %(allowed)s.")
        allowed = [str(one.value) for one in may]
        shown = {"came": ", ".join(token.may), "allowed": ", ".join(allowed)}
        raise Problem(403, "scope", says % shown, "Authorization", ", ".join(token.may), allowed)
    return token
