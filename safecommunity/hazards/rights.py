"""Who sees and does what: the office its places, a grid worker his community, a unit its own, an agency what was
transferred to its sector, the district what is major, what climbed to it and what it is asked; an auditor looks."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.hazards.models import UPWARD, Hazard
from safecommunity.hazards.models.loop import CHIEF_RANK
from safecommunity.hazards.models.loop import DISTRICT_LEVEL as DISTRICT
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

ROOM = "hazards"
OFFICE = (Role.CLERK, Role.CHIEF)
FINDERS = (*OFFICE, Role.GRID)
LOOKS = (*FINDERS, Role.AUDITOR)
CLERK_RANK, DISTRICT_RANK = 1, 3


@dataclass(frozen=True)
class Rights:
    """A reader's rights in this room, unfolded once a request."""

    reader: Reader

    @cached_property
    def office(self) -> frozenset[str]:
        """Places whose hazards this office handles."""
        return places.reach(self.reader, ROOM, *OFFICE)

    @cached_property
    def finds_in(self) -> frozenset[str]:
        """Places where this reader enters hazards."""
        return places.reach(self.reader, ROOM, *FINDERS)

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """Places whose hazards this reader sees."""
        return places.reach(self.reader, ROOM, *LOOKS)

    @property
    def keeps(self) -> bool:
        """Whether this is an office."""
        return bool(self.reader.place_scopes(ROOM, *OFFICE))

    @property
    def finds(self) -> bool:
        """Whether this reader enters hazards at all."""
        return bool(self.reader.place_scopes(ROOM, *FINDERS))

    @property
    def looks(self) -> bool:
        """Whether the list of places is open."""
        return bool(self.reader.place_scopes(ROOM, *LOOKS))

    @property
    def units(self) -> tuple[str, ...]:
        """Units this reader answers for."""
        return self.reader.unit_scopes(ROOM, Role.UNIT)

    @property
    def agency(self) -> tuple[tuple[str, str], ...]:
        """(place, sector) this reader does an agency's work for; an empty sector is every one."""
        held = (one for one in self.reader.scopes if one.role == Role.AGENCY and one.in_room(ROOM))
        return tuple(dict.fromkeys((one.place, one.sector) for one in held if one.place and not one.unit))

    @property
    def above(self) -> tuple[str, ...]:
        """Places this reader supervises from above."""
        return self.reader.place_scopes(ROOM, Role.SUPERVISOR)

    @property
    def lists(self) -> bool:
        """Whether there is a list for this reader: of places, of an agency, of a district."""
        return self.looks or bool(self.agency or self.above)

    @cached_property
    def look_paths(self) -> tuple[str, ...]:
        """Paths of the places looked at: each means itself and all below."""
        return tuple(sorted(places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values()))

    @cached_property
    def office_paths(self) -> tuple[str, ...]:
        """Paths of the office's own places: few, however many lie below."""
        return tuple(sorted(places.open_paths(self.reader.place_scopes(ROOM, *OFFICE)).values()))

    @cached_property
    def above_paths(self) -> tuple[str, ...]:
        """Paths of the places supervised from above."""
        return tuple(sorted(places.open_paths(self.above).values())) if self.above else ()

    @cached_property
    def agency_paths(self) -> tuple[tuple[str, str], ...]:
        """(path, sector) of an agency's work."""
        found = places.open_paths({place for place, _sector in self.agency}) if self.agency else {}
        return tuple((found[place], sector) for place, sector in self.agency if place in found)

    def some(self) -> list[tuple[Q, tuple[str, ...]]]:
        """What is open besides whole places: conditions, each found by an index, with the paths they hold in."""
        found: list[tuple[Q, tuple[str, ...]]] = [
            (Q(sector=sector) if sector else Q(sector__gt=""), (path,)) for path, sector in self.agency_paths
        ]
        if self.above_paths:
            found.append((UPWARD, self.above_paths))
        return found

    def seen(self) -> Q:
        """Condition on the hazards open to the reader."""
        found = Q(place_id__in=places.keys_under(self.look_paths)) if self.look_paths else Q(pk__in=[])
        for one, paths in self.some():
            found |= one & Q(place_id__in=places.keys_under(paths))
        return found | Q(unit__pid__in=self.units) if self.units else found

    def sees(self, one: Hazard) -> bool:
        """Whether one hazard is open."""
        return one.place.pid in self.looks_in or self.own(one) or self.serves(one) or self.oversees(one)

    def own(self, one: Hazard) -> bool:
        """Whether it is one of the reader's own unit."""
        return one.unit is not None and one.unit.pid in self.units

    def judges(self, one: Hazard) -> bool:
        """Whether the reader's office handles it."""
        return one.place.pid in self.office

    def mends(self, one: Hazard) -> bool:
        """Whether the reader may say what was done about it: its unit, a worker of the place, the office."""
        return self.own(one) or one.place.pid in self.finds_in

    def serves(self, one: Hazard) -> bool:
        """Whether it was transferred to the reader's agency."""
        if not one.sector:
            return False
        asked = {place for place, sector in self.agency if sector in ("", one.sector)}
        return bool(asked) and not asked.isdisjoint(self._path(one))

    def oversees(self, one: Hazard) -> bool:
        """Whether the reader's district has a say in it: major, climbed so far, asked by the chief."""
        told = one.level == Hazard.Level.MAJOR or one.climbed >= DISTRICT or one.asked_rank == CHIEF_RANK
        return told and bool(self.above) and not set(self.above).isdisjoint(self._path(one))

    def rank(self, one: Hazard) -> int:
        """0 unit, grid worker, agency; 1 clerk; 2 chief; 3 district: who grants what a lower one asks."""
        if self.oversees(one):
            return DISTRICT_RANK
        if one.place.pid not in self.office:
            return 0
        return CHIEF_RANK if one.place.pid in self.chief else CLERK_RANK

    def _path(self, one: Hazard) -> tuple[str, ...]:
        if one.place.pid not in self._paths:
            self._paths[one.place.pid] = tuple(
                places.open_paths([one.place.pid]).get(one.place.pid, "").split("/")
            )
        return self._paths[one.place.pid]

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def chief(self) -> frozenset[str]:
        """Places of which this reader is the chief."""
        return places.reach(self.reader, ROOM, Role.CHIEF)

    @property
    def climbs_to(self) -> int:
        """From which level of climbing what is overdue stands among this reader's exceptions; 0: nothing does."""
        if self.reader.place_scopes(ROOM, Role.CLERK):
            return 1
        if self.reader.place_scopes(ROOM, Role.CHIEF):
            return CHIEF_RANK
        return DISTRICT_RANK if self.above else 0

    def places(self) -> list[Place]:
        """Places to enter hazards for, the widest first."""
        return places.widest_first(self.finds_in)


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
