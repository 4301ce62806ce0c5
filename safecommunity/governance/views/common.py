"""What every page of this room begins with."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safecommunity.figures.cards import said as said
from safecommunity.files import actions as files
from safecommunity.governance.actions.proof import File
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.facts.organisation import name_on
from safecommunity.governance.models import Agency
from safecommunity.governance.queries import work
from safecommunity.governance.rights import Rights
from safecommunity.places.models import Place, PlaceCode
from safecommunity.shell.slots import show_place

MOST_FILES = 10


def need(request: HttpRequest) -> Rights:
    """The reader's rights in this room. Raises PermissionDenied where nothing of it is open to him."""
    reader = getattr(request, "reader", None)
    rights = Rights(reader) if reader is not None else None
    if rights is None or not rights.looks:
        raise PermissionDenied
    return rights


def need_office(request: HttpRequest) -> Rights:
    """The same for pages of an office."""
    rights = need(request)
    if not rights.tops:
        raise PermissionDenied
    return rights


def show(request: HttpRequest, place: Place) -> None:
    """Tell the frame whose label stands over the page."""
    show_place(request, place.pid)


def proofs(request: HttpRequest, name: str = "proof") -> list[File]:
    """Photos or scans sent with a form."""
    sent = request.FILES.getlist(name)
    if len(sent) > MOST_FILES:
        says = _("Files: got %(came)s; allowed: up to %(most)s at a time")
        raise Refused(says % {"came": len(sent), "most": MOST_FILES})
    found = []
    for one in sent:
        if (one.size or 0) > files.MOST:
            says = _("%(name)s has %(came)s MB; allowed: up to %(most)s MB")
            raise Refused(says % {"name": one.name, "came": (one.size or 0) >> 20, "most": files.MOST >> 20})
        try:
            found.append(files.looked_at(one.read(), one.name or "file"))
        except files.Refused as reason:
            raise Refused(f"{one.name}: {reason}") from reason
    return found


def agencies_of(rights: Rights, place: Place, today: date) -> list[tuple[Agency, str]]:
    """Agencies of a place by the names they bear today."""
    return [(one, name_on(one, today)) for one in work.agencies(rights) if one.place_id == place.pk]


def number_of(text: str) -> int:
    """A version number a form sends; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def first_error(form: Any) -> str:
    """All that a small form refuses, in one sentence."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def places_by_word(rights: Rights) -> dict[str, Place]:
    """Places of the office by permanent id, by code, and by name where only one bears it."""
    mine = list(Place.objects.filter(pid__in=rights.office_reach))
    names: dict[str, int] = {}
    for place in mine:
        names[place.name] = names.get(place.name, 0) + 1
    found = {place.pid: place for place in mine}
    coded = PlaceCode.objects.filter(place__in=mine).values_list("code", "place__pid")
    found |= {code: found[pid] for code, pid in coded}
    return found | {place.name: place for place in mine if names[place.name] == 1}
