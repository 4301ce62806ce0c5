"""Who writes documents: the office of a place. Who reads them: readers of its numbers, and levels above once final."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.figures import choice
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.models import Document
from safecommunity.shell.slots import once

ROOM = "reports"
WRITES = (Role.CLERK, Role.CHIEF, Role.CDC)


class NotYours(PermissionDenied):
    """A write outside the writer's rights."""


@dataclass(frozen=True)
class Rights:
    """A reader's rights over documents, unfolded once a request."""

    reader: Reader

    @property
    def looks(self) -> bool:
        """Whether any document is open to him."""
        return bool(choice.reads(self.reader) or self.reader.place_scopes(ROOM, Role.SUPERVISOR))

    @property
    def writes(self) -> bool:
        """Whether he writes documents anywhere."""
        return bool(self.reader.place_scopes(ROOM, *WRITES))

    def seen(self) -> Q:
        """Condition on documents: all of the places whose numbers he reads, final ones of the places below him."""
        found = Q(pk__in=[])
        if own := places.open_paths(choice.reads(self.reader)).values():
            found |= Q(place_id__in=places.keys_under(own))
        if below := places.open_paths(self.reader.place_scopes(ROOM, Role.SUPERVISOR)).values():
            found |= Q(place_id__in=places.keys_under(below), state=Document.State.FINAL)
        return found

    def keeps(self, place: Place) -> bool:
        """Whether his office writes documents of a place, whose numbers he must be able to read."""
        return places.within(self.reader, place.pid, ROOM, *WRITES) and choice.may_read(
            self.reader, place.pid
        )

    def decides(self, place: Place) -> bool:
        """Whether he freezes documents of a place."""
        return self.keeps(place) and places.within(self.reader, place.pid, ROOM, Role.CHIEF, Role.CDC)

    def need(self, place: Place) -> None:
        """Refuse a write outside his places."""
        if not self.keeps(place):
            raise NotYours(f"{place.pid}: not a place whose documents this reader writes")


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
