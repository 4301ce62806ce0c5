"""Who keeps a register: the office its own; an auditor looks. Levels above see no register of an office below."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.models import RegisterEntry
from safecommunity.shell.slots import once

ROOM = "reports"
OFFICE = (Role.CLERK, Role.CHIEF)
LOOKS = (*OFFICE, Role.AUDITOR)


class NotYours(PermissionDenied):
    """A write outside the writer's rights."""


@dataclass(frozen=True)
class Rights:
    """A reader's rights over registers, unfolded once a request."""

    reader: Reader

    @property
    def looks(self) -> bool:
        """Whether any register is open to him."""
        return bool(self.reader.place_scopes(ROOM, *LOOKS))

    @cached_property
    def offices(self) -> list[Place]:
        """Places whose register he keeps: those he holds an office of, not those beneath."""
        held = self.reader.place_scopes(ROOM, *OFFICE)
        return list(Place.objects.filter(pid__in=held).order_by("order", "pk"))

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """Places whose register he sees."""
        return places.reach(self.reader, ROOM, *LOOKS)

    def seen(self) -> QuerySet[RegisterEntry]:
        """Entries open to him."""
        roots = places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values()
        found = RegisterEntry.objects.select_related("place", "document")
        return found.filter(place_id__in=places.keys_under(roots)) if roots else found.none()

    def keeps(self, place: Place) -> bool:
        """Whether his office keeps the register of a place."""
        return places.within(self.reader, place.pid, ROOM, *OFFICE)

    def need(self, place: Place) -> None:
        """Refuse a write outside his places."""
        if not self.keeps(place):
            raise NotYours(f"{place.pid}: not a place whose register this reader keeps")


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None


def may_open(reader: Any, ref: str) -> bool:
    """Scans are open to who may open the entry."""
    return Rights(reader).seen().filter(pid=ref[:16]).exists()


def place_for(reader: Any, ref: str) -> str | None:
    """Where a scan is added later: by who keeps the register."""
    rights = Rights(reader)
    one = rights.seen().filter(pid=ref[:16], cancelled_on__isnull=True).first()
    return one.place.pid if one is not None and rights.keeps(one.place) else None
