"""Whose letters, bodies, meetings and tasks are whose: the office of a place, its community workers, the units."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.places import queries as places
from safecommunity.places.models import Place

ROOM = "governance"
OFFICE = (Role.CLERK, Role.CHIEF)
LOOKS = (Role.CLERK, Role.CHIEF, Role.AUDITOR)
WORKER = (Role.GRID,)


class NotYours(PermissionDenied):
    """A write outside the writer's rights."""


@dataclass(frozen=True)
class Rights:
    """A reader's rights in this room, unfolded once a request."""

    reader: Reader

    def paths(self, roles: Iterable[str]) -> list[str]:
        """Paths of the places held by any of these roles."""
        return sorted(places.open_paths(self.reader.place_scopes(ROOM, *roles)).values())

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """The places an office is held at."""
        return self.reader.place_scopes(ROOM, *OFFICE)

    @cached_property
    def office_reach(self) -> frozenset[str]:
        """Places the reader keeps the organisation of."""
        return places.reach(self.reader, ROOM, *OFFICE)

    @cached_property
    def work_reach(self) -> frozenset[str]:
        """Places where the reader may bring in letters: as office, or as worker of a community."""
        return places.reach(self.reader, ROOM, *OFFICE, *WORKER)

    @cached_property
    def look_reach(self) -> frozenset[str]:
        """Places whose letters and tasks the reader may look at."""
        return places.reach(self.reader, ROOM, *LOOKS, *WORKER)

    @property
    def own_units(self) -> tuple[str, ...]:
        """Units the reader answers for."""
        return self.reader.unit_scopes(ROOM, Role.UNIT)

    @cached_property
    def street(self) -> Place | None:
        """The street or town the reader's first place of work lies in (or is)."""
        own = self.reader.place_scopes(ROOM, *LOOKS, *WORKER)
        return places.street_above(own)

    @property
    def looks(self) -> bool:
        """Whether anything of this room is open to the reader."""
        return self.reader.has(*LOOKS, *WORKER, Role.UNIT)

    @cached_property
    def sectors(self) -> tuple[tuple[str, str], ...]:
        """(place, sector) the reader works for as one of an agency's own people."""
        return self.reader.sectors(ROOM)

    def of_sector(self, place: Place, sector: str) -> bool:
        """Whether a task of a sector at this very place is the reader's agency's."""
        return bool(sector) and (place.pid, sector) in self.sectors

    def seen_paths(self) -> list[str]:
        """Paths of the places the reader may look at."""
        return self.paths((*LOOKS, *WORKER))

    def seen(self, field: str = "place") -> Q:
        """Condition on records of places the reader may look at."""
        paths = self.seen_paths()
        return Q(**{f"{field}_id__in": places.keys_under(paths)}) if paths else Q(pk__in=[])

    def need_office(self, place: Place) -> None:
        """Refuse a write outside the office's places."""
        if place.pid not in self.office_reach:
            raise NotYours(f"{place.pid}: not a place of this office")

    def need_work(self, place: Place) -> None:
        """Refuse a write outside the places of office and worker."""
        if place.pid not in self.work_reach:
            raise NotYours(f"{place.pid}: not a place of this worker")
