"""Who opens figures: whoever answers for a place's numbers. Who sees the desk of it: readers of those numbers."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.reader import signed_in
from safecommunity.figures import choice
from safecommunity.places import queries as places
from safecommunity.places.models import Place


class NotYours(PermissionDenied):
    """An edition of a place whose numbers the writer does not answer for."""


@dataclass(frozen=True)
class Rights:
    """A reader's rights over editions."""

    reader: Any

    @property
    def looks(self) -> bool:
        """Whether any edition's desk is open to him."""
        return bool(choice.reads(self.reader))

    def seen(self) -> Q:
        """Condition on editions: those of places whose numbers he reads."""
        own = places.open_paths(choice.reads(self.reader)).values()
        return Q(place_id__in=places.keys_under(own)) if own else Q(pk__in=[])

    def publishes(self, place: Place) -> bool:
        """Whether he tells everybody the numbers of a place."""
        return choice.may_tell(self.reader, place.pid)

    def need(self, place: Place) -> None:
        """Refuse who does not."""
        if not self.publishes(place):
            raise NotYours(f"{place.pid}: whoever answers for its numbers tells them to everybody")


def need(request: HttpRequest) -> Rights:
    """The rights of who asks; the desk is closed to who reads no numbers."""
    reader = signed_in(request)
    held = Rights(reader) if reader is not None else None
    if held is None or not held.looks:
        raise PermissionDenied
    return held
