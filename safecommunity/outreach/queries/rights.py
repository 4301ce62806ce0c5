"""Who may see or write what: the office of a place all of it, a village recorder his own lines, a sibling nothing.

Levels above see what was submitted, as figures of returns; no supervisor reads the ledger of a street.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.outreach.models import Entry, Item, Session
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

ROOM = "outreach"
OFFICE = (Role.CLERK, Role.CHIEF)
WRITERS = (Role.GRID, *OFFICE)


@dataclass(frozen=True)
class Rights:
    """A reader's rights in this room; unfolded over the place tree once."""

    reader: Reader

    @cached_property
    def _trees(self) -> dict[str, frozenset[str]]:
        return places.subtrees(self.reader.place_scopes(ROOM, *WRITERS))

    def reach(self, *roles: str) -> frozenset[str]:
        """Places where any of these roles is held, with everything below."""
        held = set(self.reader.place_scopes(ROOM, *roles))
        return frozenset().union(*(tree for pid, tree in self._trees.items() if pid in held))

    @cached_property
    def office(self) -> frozenset[str]:
        """Places whose whole ledger this reader keeps."""
        return self.reach(*OFFICE)

    @cached_property
    def writes_in(self) -> frozenset[str]:
        """Places for which this reader may enter a line."""
        return self.reach(*WRITERS)

    @property
    def keeps(self) -> bool:
        """Whether this reader keeps the ledger of an office."""
        return bool(self.reader.place_scopes(ROOM, *OFFICE))

    @property
    def writes(self) -> bool:
        """Whether this reader may enter lines at all."""
        return bool(self.reader.place_scopes(ROOM, *WRITERS))

    @property
    def own(self) -> str:
        """Whose own lines are open besides: a village recorder's."""
        return self.reader.pid if self.reader.place_scopes(ROOM, Role.GRID) else ""

    @cached_property
    def office_paths(self) -> tuple[str, ...]:
        """Paths of the office's places: each means itself and all below."""
        return tuple(sorted(places.open_paths(self.reader.place_scopes(ROOM, *OFFICE)).values()))

    def may_see(self, entry: Entry) -> bool:
        """The office, and who entered it."""
        return entry.place.pid in self.office or (bool(self.own) and entry.entered_by == self.own)

    def may_correct(self, entry: Entry) -> bool:
        """The office of the place, or who entered it where he may still write."""
        own = entry.entered_by == self.reader.pid and entry.place.pid in self.writes_in
        return own or entry.place.pid in self.office

    def may_write(self, place: Place) -> bool:
        """Inside the reader's scopes."""
        return place.pid in self.writes_in

    def may_stock(self, item: Item) -> bool:
        """Stock is the office's."""
        return item.place.pid in self.office

    def may_train(self, session: Session) -> bool:
        """Sessions are the office's."""
        return session.place.pid in self.office

    def places(self) -> list[Place]:
        """Places to enter lines for, the widest first."""
        return places.widest_first(self.writes_in)


def rights(reader: Reader) -> Rights:
    """The rights of a reader; make it once a request."""
    return Rights(reader)


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None


def inside(pids: Iterable[str]) -> list[int]:
    """Database keys of places."""
    return list(Place.objects.filter(pid__in=list(pids)).values_list("pk", flat=True))
