"""Who sees and does what: the office its places, a village recorder his own, a unit its own, an auditor looks."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

ROOM = "emergency"
OFFICE = (Role.CLERK, Role.CHIEF)
WORKERS = (*OFFICE, Role.GRID)
LOOKS = (*WORKERS, Role.AUDITOR)


@dataclass(frozen=True)
class Rights:
    """A reader's rights in this room, unfolded once a request."""

    reader: Reader

    @cached_property
    def office(self) -> frozenset[str]:
        """Places whose plans, drills, resources and duty this office keeps."""
        return places.reach(self.reader, ROOM, *OFFICE)

    @cached_property
    def works_in(self) -> frozenset[str]:
        """Places where this reader enters drills and lines of the duty log."""
        return places.reach(self.reader, ROOM, *WORKERS)

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """Places this reader may look at."""
        return places.reach(self.reader, ROOM, *LOOKS)

    @property
    def keeps(self) -> bool:
        """Whether this is an office."""
        return bool(self.reader.place_scopes(ROOM, *OFFICE))

    @property
    def works(self) -> bool:
        """Whether this reader enters anything at all."""
        return bool(self.reader.place_scopes(ROOM, *WORKERS))

    @property
    def looks(self) -> bool:
        """Whether the pages of the room are open."""
        return bool(self.reader.place_scopes(ROOM, *LOOKS))

    @property
    def units(self) -> tuple[str, ...]:
        """Units this reader answers for."""
        return self.reader.unit_scopes(ROOM, Role.UNIT)

    def paths(self, *roles: str) -> list[str]:
        """Paths of the places held by any of these roles."""
        return sorted(places.open_paths(self.reader.place_scopes(ROOM, *roles)).values())

    def seen(self, field: str = "place") -> Q:
        """Condition on records of places the reader may look at."""
        paths = self.paths(*LOOKS)
        return Q(**{f"{field}_id__in": places.keys_under(paths)}) if paths else Q(pk__in=[])

    def seen_or_own(self) -> Q:
        """The same, and records of the reader's own units."""
        found = self.seen()
        return found | Q(unit__pid__in=self.units) if self.units else found

    def kept(self, field: str = "place") -> Q:
        """Condition on records of the office's places."""
        paths = self.paths(*OFFICE)
        return Q(**{f"{field}_id__in": places.keys_under(paths)}) if paths else Q(pk__in=[])

    def keeps_of(self, place: Place) -> bool:
        """Whether the office of a place is the reader's."""
        return place.pid in self.office

    def works_at(self, place: Place) -> bool:
        """Whether the reader enters things for a place."""
        return place.pid in self.works_in

    def knows_names(self, place: Place) -> bool:
        """Names and phones are for office and workers of the place; an auditor sees posts."""
        return place.pid in self.works_in

    def places(self, *, office: bool = True) -> list[Place]:
        """Places to enter records for, the widest first."""
        return places.widest_first(self.office if office else self.works_in)

    @cached_property
    def street(self) -> Place | None:
        """The street or town the reader's first place of work lies in (or is)."""
        own = self.reader.place_scopes(ROOM, *LOOKS)
        return places.street_above(own)


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
