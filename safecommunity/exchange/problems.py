"""Refusals of the interface: one shape for all of them, in the language the program asked for."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from ninja import NinjaAPI
from ninja.errors import ValidationError

from safecommunity.injuries.queries.checking import shorten


@dataclass
class Problem(Exception):
    """A request that cannot be answered: which field, what came, what is allowed."""

    status: int
    rule: str
    message: str
    name: str = ""
    came: Any = None
    allowed: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """As the program reads it."""
        error: dict[str, Any] = {"field": self.name, "rule": self.rule, "message": self.message}
        if self.came is not None:
            error["came"] = shorten(self.came)
        if self.allowed is not None:
            error["allowed"] = self.allowed
        return {"errors": [error]}


def wrong(name: str, came: Any, allowed: Any, *, status: int = 422, rule: str = "value") -> Problem:
    """A parameter with a value it cannot have."""
    told = ", ".join(map(str, allowed)) if isinstance(allowed, list | tuple) else str(allowed)
    says = _("%(field)s: got %(came)s; allowed: %(allowed)s")
    shown = {"field": name, "came": shorten(came) or "-", "allowed": told}
    return Problem(status, rule, says % shown, name, came, allowed)


def missing() -> Problem:
    """No such thing, or not open to this token: the two look alike."""
    return Problem(404, "missing", _("There is nothing at this address, or it is not open to this token."))


def language_of(request: HttpRequest) -> str:
    """The language of the answer: `language=`, else the first of Accept-Language that is ours, else the default."""
    asked, ours = request.GET.get("language", ""), dict(settings.LANGUAGES)
    if asked:
        if asked not in ours:
            translation.activate(_wished(request))
            raise wrong("language", asked, list(ours))
        return asked
    return _wished(request)


def _wished(request: HttpRequest) -> str:
    header = request.headers.get("Accept-Language", "")[:200]
    for tag, _weight in parse_accept_lang_header(header):
        try:
            return get_supported_language_variant(tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def install(api: NinjaAPI) -> None:
    """Answer every refusal in our shape."""

    def problem(request: HttpRequest, reason: Any) -> HttpResponse:
        answer = api.create_response(request, reason.body(), status=reason.status)
        answer["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        for name, text in reason.headers.items():
            answer[name] = text
        return answer

    def too_big(request: HttpRequest, _reason: Any) -> HttpResponse:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        says = _("The request is too big; allowed: %(limit)s bytes") % {"limit": limit}
        return problem(request, Problem(413, "size", says, allowed=limit))

    def not_there(request: HttpRequest, _reason: Any) -> HttpResponse:
        return problem(request, missing())

    def misread(request: HttpRequest, reason: Any) -> HttpResponse:
        first = reason.errors[0] if reason.errors else {}
        name = str((first.get("loc") or ("",))[-1])
        return problem(request, wrong(name, "-", _("a value of this field's type")))

    api.exception_handler(Problem)(problem)
    api.exception_handler(RequestDataTooBig)(too_big)
    api.exception_handler(Http404)(not_there)
    api.exception_handler(ValidationError)(misread)
