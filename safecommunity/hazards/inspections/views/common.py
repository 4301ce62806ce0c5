"""What the pages share."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from safecommunity.hazards.inspections import queries
from safecommunity.hazards.inspections.rights import Rights, of_request
from safecommunity.hazards.models import Inspection
from safecommunity.shell.slots import show_place


def need(request: HttpRequest) -> Rights:
    """The reader's rights where the list is open to him."""
    held = of_request(request)
    if held is None or not held.opens:
        raise PermissionDenied
    return held


def need_office(request: HttpRequest) -> Rights:
    """The reader's rights where his office plans."""
    held = of_request(request)
    if held is None or not held.keeps:
        raise PermissionDenied
    show_place(request, held.tops[0] if held.tops else "")
    return held


def the_inspection(request: HttpRequest, pid: str) -> tuple[Rights, Inspection]:
    """The reader's rights and an inspection open to him. Raises PermissionDenied, Http404."""
    held = of_request(request)
    if held is None or not (held.opens or held.units):
        raise PermissionDenied
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found
