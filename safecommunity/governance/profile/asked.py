"""Whose sheet and which year a page is asked for."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from safecommunity.figures import choice
from safecommunity.governance.profile import queries
from safecommunity.places.models import Place
from safecommunity.shell.slots import show_place


def asked(request: HttpRequest, *, keeps: bool = False) -> tuple[Any, Place, list[Place]]:
    """The reader, the place asked for or his first, and all he may ask for. Raises PermissionDenied."""
    reader = choice.reader_of(request)
    found = queries.own(reader)
    wanted = request.GET.get("at", "") or request.POST.get("at", "")
    first = reader.place_scopes(queries.ROOM, *queries.LOOKS)
    pid = wanted or next((one for one in first if any(p.pid == one for p in found)), "")
    place = next((one for one in found if one.pid == pid), None)
    if place is None or (keeps and not queries.keeps(reader, place)):
        raise PermissionDenied
    show_place(request, place.pid)
    return reader, place, found


def year_of(text: str, otherwise: int) -> int:
    """A year as an address or a form says it."""
    return int(text) if re.fullmatch(r"[12]\d{3}", text) else otherwise


def year_asked(request: HttpRequest, place: Place) -> int:
    """The year asked for; else the last on record, else the last that is over."""
    wanted = request.POST.get("year", "") or request.GET.get("year", "")
    if re.fullmatch(r"[12]\d{3}", wanted):
        return int(wanted)
    years = queries.years(place)
    return years[0] if years else timezone.localdate().year - 1
