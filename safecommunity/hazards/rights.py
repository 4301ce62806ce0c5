"""Who sees and does what: the office its places, a grid worker his community, a unit its own, an auditor looks."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.hazards.models import Hazard
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

ROOM = "hazards"
OFFICE = (Role.CLERK, Role.CHIEF)
FINDERS = (*OFFICE, Role.GRID)
LOOKS = (*FINDERS, Role.AUDITOR)
MOST_PLACES = 600
LEVELS = {"province": 0, "city": 1, "district": 2, "street": 3, "community": 4, "grid": 5}


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

    def seen(self) -> Q:
        """Condition on hazards of these places and of the reader's own units."""
        paths = sorted(places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values())
        found = Q(place_id__in=places.keys_under(paths)) if paths else Q(pk__in=[])
        return found | Q(unit__pid__in=self.units) if self.units else found

    def sees(self, one: Hazard) -> bool:
        """Whether one hazard is open."""
        return one.place.pid in self.looks_in or self.own(one)

    def own(self, one: Hazard) -> bool:
        """Whether it is one of the reader's own unit."""
        return one.unit is not None and one.unit.pid in self.units

    def judges(self, one: Hazard) -> bool:
        """Whether the reader's office handles it."""
        return one.place.pid in self.office

    def mends(self, one: Hazard) -> bool:
        """Whether the reader may say what was done about it: its unit, a worker of the place, the office."""
        return self.own(one) or one.place.pid in self.finds_in

    def places(self) -> list[Place]:
        """Places to enter hazards for, the widest first."""
        found = Place.objects.filter(pid__in=self.finds_in)[:MOST_PLACES]
        return sorted(found, key=lambda place: (LEVELS.get(place.level, 9), place.order, place.pk))


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.is_authenticated:
        return None
    return Rights(reader)
