"""Two answers every page carries: what a browser may load here, and the language it is in."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob:",  # previews of a photo that is still on the phone
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)


def policy() -> str:
    """The policy; pictures of one more host where the operator has set map tiles, and nothing else of it."""
    host = settings.TILES_HOST
    return POLICY.replace("img-src 'self'", f"img-src 'self' {host}") if host else POLICY


class Around:
    """Something done before and after a view, under WSGI and ASGI without a change of thread."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.waits = iscoroutinefunction(get_response)
        if self.waits:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.waits:
            return self._later(request)
        self.before(request)
        return self.after(request, self.get_response(request))

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        self.before(request)
        return self.after(request, await self.get_response(request))

    def before(self, request: HttpRequest) -> None:
        """Prepare the request."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Complete the response."""
        return response


class ContentSecurity(Around):
    """Only our own files: no inline script or style, no foreign host, no framing."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Security-Policy", policy())
        return response


class Legible(Around):
    """An address holding the null character is refused at the door: PostgreSQL would fail on it, SQLite would not."""

    def before(self, request: HttpRequest) -> None:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest


class FormOnly(Around):
    """An address that only takes forms, opened as a page (reloaded, or by signing in between), says so in words."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET" or response.content:
            return response
        page: HttpResponseBase = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page


class Language(Around):
    """The language the reader chose, else the default.

    The browser's own wish is not followed: office machines are often set to English while
    everybody at the desk reads Chinese.
    """

    def before(self, request: HttpRequest) -> None:
        language = chosen(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        # pages for everybody say their language in the address
        if not getattr(response, "same_for_all", False):
            patch_vary_headers(response, ("Cookie",))
        return response


def chosen(request: HttpRequest) -> str:
    """The language of the cookie where it is one of ours, else the default."""
    wished = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
