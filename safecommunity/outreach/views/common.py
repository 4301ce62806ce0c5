"""What the pages share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from safecommunity.files import actions as files
from safecommunity.outreach.checks import NotYours, Refused
from safecommunity.outreach.queries.rights import Rights, of_request


def need(request: HttpRequest) -> Rights:
    """The reader's rights where he may enter lines at all."""
    held = of_request(request)
    if held is None or not held.writes:
        raise PermissionDenied
    return held


def need_office(request: HttpRequest) -> Rights:
    """The same for what belongs to an office."""
    held = need(request)
    if not held.keeps:
        raise PermissionDenied
    return held


def photos_of(request: HttpRequest, name: str = "photos") -> list[tuple[str, bytes]]:
    """What was sent as files, cut just above what is allowed."""
    return [(one.name or "", one.read(files.MOST + 1)) for one in request.FILES.getlist(name)]


def tried(request: HttpRequest, deed: Callable[[], Any], done: str) -> bool:
    """Do something, say how it went. Raises PermissionDenied for what is not the reader's."""
    try:
        deed()
    except NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, done)
    return True
