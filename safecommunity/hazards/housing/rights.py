"""Who does what with dwellings: worker and office of the place screen; office and housing agency confirm."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import signed_in
from safecommunity.hazards import rights as room
from safecommunity.hazards.models import Dwelling
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

SECTOR = "housing"
OFFICE = (Role.CLERK, Role.CHIEF)


@dataclass(frozen=True)
class Rights(room.Rights):
    """A reader's rights on dwellings, unfolded once a request."""

    @cached_property
    def confirms_in(self) -> frozenset[str]:
        """Places whose dwellings this reader confirms as one of the housing agency's own people."""
        mine = [place for place, sector in self.reader.sectors(room.ROOM) if sector == SECTOR]
        return frozenset(pid for found in places.subtrees(mine).values() for pid in found)

    @property
    def opens(self) -> bool:
        """Whether the pages of dwellings are for this reader."""
        return self.looks or bool(self.confirms_in)

    def seen(self) -> Q:
        """Condition on dwellings of places the reader looks at or confirms in."""
        paths = sorted(places.open_paths(self.reader.place_scopes(room.ROOM, *room.LOOKS)).values())
        found = Q(place_id__in=places.keys_under(paths)) if paths else Q(pk__in=[])
        return found | Q(place__pid__in=self.confirms_in) if self.confirms_in else found

    def may_enter(self, one: Dwelling) -> bool:
        """Whether the reader enters and screens dwellings there."""
        return one.place.pid in self.finds_in

    def may_confirm(self, one: Dwelling) -> bool:
        """Whether the reader confirms there: the office, or the housing agency's own people."""
        return one.place.pid in self.office or one.place.pid in self.confirms_in

    def near(self) -> list[Place]:
        """Places to enter dwellings for, the narrowest first."""
        return list(reversed(self.places()))


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
