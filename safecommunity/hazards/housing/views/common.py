"""What every page of dwellings begins with."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from safecommunity.hazards.housing import queries
from safecommunity.hazards.housing.rights import Rights, of_request
from safecommunity.hazards.models import Dwelling
from safecommunity.shell.slots import show_place


def need(request: HttpRequest, *, enters: bool = False) -> Rights:
    """The reader's rights where the register is open to him; with `enters` where he adds to it."""
    held = of_request(request)
    if held is None or not (held.finds if enters else held.opens):
        raise PermissionDenied
    return held


def asked(request: HttpRequest, pid: str, *, enters: bool = False) -> tuple[Rights, Dwelling]:
    """The reader's rights and the dwelling of an address; 404 where it is not open to him."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    if enters and not held.may_enter(found):
        raise PermissionDenied
    show_place(request, found.place.pid)
    return held, found
