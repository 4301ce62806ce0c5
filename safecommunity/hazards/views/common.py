"""What every page of this room begins with."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from safecommunity.files import actions as stored
from safecommunity.hazards import actions, queries
from safecommunity.hazards.models import Hazard
from safecommunity.hazards.rights import Rights, of_request
from safecommunity.shell.slots import show_place

MOST_PHOTOS = 6


def need(request: HttpRequest) -> Rights:
    """The reader's rights where the list is open to him."""
    held = of_request(request)
    if held is None or not held.lists:
        raise PermissionDenied
    return held


def need_office(request: HttpRequest) -> Rights:
    """The reader's rights where he keeps an office."""
    held = need(request)
    if not held.keeps:
        raise PermissionDenied
    return held


def photos_of(request: HttpRequest, name: str) -> list[stored.Looked]:
    """Photos sent with a form. Raises Refused for what is none or too much."""
    sent = request.FILES.getlist(name)
    if len(sent) > MOST_PHOTOS:
        says = _("Files: got %(came)s; allowed: up to %(most)s at a time")
        raise actions.Refused(says % {"came": len(sent), "most": MOST_PHOTOS}, name)
    found = []
    for one in sent:
        try:
            looked = stored.looked_at(one.read(stored.MOST + 1), one.name or "photo")
        except stored.Refused as reason:
            raise actions.Refused(f"{one.name}: {reason}", name) from reason
        if looked.picture is None:
            raise actions.Refused(
                _("%(name)s is no photo; allowed: JPEG, PNG, WebP") % {"name": one.name}, name
            )
        found.append(looked)
    return found


def asked(request: HttpRequest, pid: str) -> tuple[Rights, Hazard]:
    """The reader's rights and the hazard asked for. Raises Http404 where it is not open to him."""
    held = of_request(request)
    if held is None or not (held.lists or held.units):
        raise PermissionDenied
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found
