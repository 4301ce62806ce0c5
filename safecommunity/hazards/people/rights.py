"""Who sees the register: the worker of a place keeps it and may open names, the office sees rows without names."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import STRONG, Reader, signed_in
from safecommunity.hazards.models import VulnerablePerson
from safecommunity.hazards.rights import ROOM
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

KEEPS = (Role.GRID,)
OPENS = (Role.GRID, Role.CHIEF)
LOOKS = (Role.GRID, Role.CLERK, Role.CHIEF, Role.AUDITOR)


@dataclass(frozen=True)
class Rights:
    """A reader's rights on the register, unfolded once a request."""

    reader: Reader

    @cached_property
    def keeps_in(self) -> frozenset[str]:
        """Places whose people this reader enters, visits and asks."""
        return places.reach(self.reader, ROOM, *KEEPS)

    @cached_property
    def opens_in(self) -> frozenset[str]:
        """Places whose names may be opened, each time with a purpose."""
        return places.reach(self.reader, ROOM, *OPENS)

    @property
    def keeps(self) -> bool:
        """Whether this is a worker of a place."""
        return bool(self.reader.place_scopes(ROOM, *KEEPS))

    @property
    def looks(self) -> bool:
        """Whether the register is open, names or not."""
        return bool(self.reader.place_scopes(ROOM, *LOOKS))

    @property
    def heads(self) -> bool:
        """Whether this is the chief of an office."""
        return bool(self.reader.place_scopes(ROOM, Role.CHIEF))

    @property
    def proved(self) -> bool:
        """Whether the sign-in proved two things: names are opened by no other."""
        return self.reader.signed_in_by in STRONG

    def seen(self) -> Q:
        """Condition on people of places the reader looks at."""
        return self._in(LOOKS)

    def kept(self) -> Q:
        """Condition on people of places the reader works in."""
        return self._in(KEEPS)

    @property
    def look_paths(self) -> tuple[str, ...]:
        """Paths of the places the reader looks at."""
        return tuple(sorted(places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values()))

    def _in(self, roles: tuple[Role, ...]) -> Q:
        paths = sorted(places.open_paths(self.reader.place_scopes(ROOM, *roles)).values())
        return Q(place_id__in=places.keys_under(paths)) if paths else Q(pk__in=[])

    def may_keep(self, one: VulnerablePerson) -> bool:
        """Whether the reader is a worker of the person's place."""
        return one.place.pid in self.keeps_in

    def may_open(self, one: VulnerablePerson) -> bool:
        """Whether the reader may open the name, for a purpose."""
        return one.place.pid in self.opens_in and self.proved

    def may_erase(self, one: VulnerablePerson) -> bool:
        """Whether a request to be erased may be met here: by the worker of the place or the chief."""
        return one.place.pid in self.opens_in

    def places(self) -> list[Place]:
        """Places to enter people for, the widest first."""
        return places.widest_first(self.keeps_in)


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
