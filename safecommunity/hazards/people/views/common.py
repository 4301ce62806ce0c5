"""What every page of the register begins with."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from safecommunity.hazards.models import VulnerablePerson
from safecommunity.hazards.people import queries
from safecommunity.hazards.people.rights import Rights, of_request
from safecommunity.shell.slots import show_place


def need(request: HttpRequest, *, keeps: bool = False) -> Rights:
    """The reader's rights where the register is open to him; with `keeps` where he works on it."""
    held = of_request(request)
    if held is None or not (held.keeps if keeps else held.looks):
        raise PermissionDenied
    return held


def asked(
    request: HttpRequest, pid: str, *, keeps: bool = False, erases: bool = False
) -> tuple[Rights, VulnerablePerson]:
    """The reader's rights and the person of an address; 404 where it is not open to him."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    if (keeps and not held.may_keep(found)) or (erases and not held.may_erase(found)):
        raise PermissionDenied
    show_place(request, found.place.pid)
    return held, found


def private(answer: Any) -> HttpResponse:
    """A page with names is kept nowhere."""
    answer["Cache-Control"] = "private, no-store"
    found: HttpResponse = answer
    return found
