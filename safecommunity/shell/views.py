"""The first page, the language switch, the service worker and the error pages."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from safecommunity.shell import slots
from safecommunity.shell.errors import Refused
from safecommunity.shell.middleware import chosen

A_YEAR = 365 * 24 * 3600
WORKER = Path(__file__).resolve().parent / "static" / "shell" / "worker.js"


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The first page; a signed-in reader goes on to the work of their role."""
    if getattr(getattr(request, "user", None), "is_authenticated", False):
        for address in slots.collect("landing", request):
            return redirect(address)
    offered = {name: slots.collect(f"front.{name}", request) for name in ("accounts", "links")}
    return render(request, "shell/front.html", offered)


@csrf_exempt  # it sets nothing but the language, and error pages without a session offer it too
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and return to the page one came from."""
    wished = request.POST.get("language", "")
    if wished not in dict(settings.LANGUAGES):
        allowed = ", ".join(dict(settings.LANGUAGES))
        raise Refused(
            translation.gettext("Unknown language. You sent: %(came)s. Allowed: %(allowed)s.")
            % {"came": wished[:40], "allowed": allowed}
        )
    response = HttpResponseRedirect(_way_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wished,
        max_age=A_YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


def _way_back(request: HttpRequest) -> str:
    """The page to return to, if it is one of ours; never another host."""
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if address and url_has_allowed_host_and_scheme(
            address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return address
    return "/"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it must stand at the root to look after every page."""
    response = HttpResponse(WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 with the reason where it is one of our refusals; 413 where too much was sent."""
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
        return _error(request, "413.html", 413, {"limit": f"{limit:,} kB"})
    reason = str(exception) if isinstance(exception, Refused) else ""
    return _error(request, "400.html", 400, {"reason": reason})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; a reason given by the view is shown."""
    return _error(request, "403.html", 403, {"reason": str(exception or "")})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the page names the address that was asked for."""
    return _error(request, "404.html", 404, {"asked": request.path[:200]})


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without request or database, in the language of the cookie."""
    with translation.override(chosen(request)):
        return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token has gone stale, usually after signing in again."""
    return _error(request, "403_csrf.html", 403, {})


def _error(request: HttpRequest, template: str, status: int, context: dict[str, str]) -> HttpResponse:
    """An error page in the reader's language.

    It asks no room for menu or switches, so that an error never causes the next one.
    """
    language = chosen(request)
    with translation.override(language):
        page = render_to_string(
            template, {**context, "back": request.path if request.method == "GET" else ""}
        )
    return HttpResponse(page, status=status)
