"""What every page of a review begins with."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from safecommunity.accreditation.models import Panel, PanelMember
from safecommunity.accreditation.review import actions, queries
from safecommunity.accreditation.review.rights import Rights, of_request
from safecommunity.accreditation.standards import Element, Standard
from safecommunity.shell.slots import show_place


def need(request: HttpRequest) -> Rights:
    """The reader's rights where reviews are open to him."""
    held = of_request(request)
    if held is None or not held.opens:
        raise PermissionDenied
    return held


def the_panel(request: HttpRequest, pid: str) -> tuple[Rights, Panel, PanelMember | None]:
    """A panel open to the reader, with his seat if he has one."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found, held.member(found)


def my_panel(request: HttpRequest, pid: str, *, lead: bool = False) -> tuple[Rights, Panel, PanelMember]:
    """A panel the reader sits on, has accepted, and where asked leads."""
    held, found, seat = the_panel(request, pid)
    if seat is None or seat.state != PanelMember.State.ACCEPTED or (lead and not seat.lead):
        raise PermissionDenied
    return held, found, seat


def element_of(standard: Standard, wanted: str) -> Element:
    """An element of the sheet, 404 where it has none of that id."""
    found = next((one for one in standard.elements if one.id == wanted), None)
    if found is None:
        raise Http404
    return found


def tried(request: HttpRequest, deed: Callable[[], Any]) -> bool:
    """Do it; a refusal is told on the next page."""
    try:
        deed()
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return False
    return True
