"""Who sees and does what: the office its projects, an agency those it leads, a chief decides, villages and units look.

Levels above see what was submitted, as figures; no supervisor reads the projects of a street.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes.models import Partner, Project, ProjectPlace, State
from safecommunity.shell.slots import once

ROOM = "programmes"
OFFICE = (Role.CLERK, Role.CHIEF)
LOOKS = (*OFFICE, Role.AUDITOR)
NEAR = (Role.GRID,)


@dataclass(frozen=True)
class Rights:
    """A reader's rights in this room, unfolded once a request."""

    reader: Reader

    @cached_property
    def office(self) -> frozenset[str]:
        """Places whose projects this office keeps."""
        return places.reach(self.reader, ROOM, *OFFICE)

    @cached_property
    def decide_reach(self) -> frozenset[str]:
        """Places whose projects this chief decides on."""
        return places.reach(self.reader, ROOM, Role.CHIEF)

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """Places all whose projects are open."""
        return places.reach(self.reader, ROOM, *LOOKS)

    @cached_property
    def sectors(self) -> tuple[tuple[str, str], ...]:
        """(place, sector) the reader works for as one of an agency's own people."""
        return self.reader.sectors(ROOM)

    @property
    def keeps_any(self) -> bool:
        """Whether this is an office."""
        return bool(self.reader.place_scopes(ROOM, *OFFICE))

    @property
    def enters(self) -> bool:
        """Whether this reader may enter a project: an office, or an agency of a sector."""
        return self.keeps_any or bool(self.sectors)

    @property
    def near(self) -> tuple[str, ...]:
        """Places of a village or grid worker."""
        return self.reader.place_scopes(ROOM, *NEAR)

    @property
    def units(self) -> tuple[str, ...]:
        """Units the reader answers for."""
        return self.reader.unit_scopes(ROOM, Role.UNIT)

    @property
    def looks(self) -> bool:
        """Whether anything of this room is open."""
        return bool(self.reader.place_scopes(ROOM, *LOOKS) or self.sectors or self.near or self.units)

    @cached_property
    def street(self) -> Place | None:
        """The street or town the reader enters projects for."""
        own = [*self.reader.place_scopes(ROOM, *LOOKS), *(pid for pid, _sector in self.sectors)]
        return places.street_above(own)

    @cached_property
    def condition(self) -> Q:
        """Condition on projects open to the reader."""
        found = Q(pk__in=[])
        paths = sorted(places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values())
        if paths:
            found |= Q(place_id__in=places.keys_under(paths))
        for pid, sector in self.sectors:
            takes_part = Partner.objects.filter(
                project=OuterRef("pk"), agency=sector, dropped_on__isnull=True
            )
            found |= Q(place__pid=pid) & (Q(agency=sector) | Q(Exists(takes_part)))
        return found | self._near() | self._own_units()

    def seen(self, field: str = "") -> Q:
        """The same for rows that name a project in `field`."""
        if not field:
            return self.condition
        return Q(**{f"{field}__in": Project.objects.filter(self.condition).values("pk")})

    def _near(self) -> Q:
        """What runs in the village or grid of its worker, or in the whole street; never mere ideas."""
        if not self.near:
            return Q(pk__in=[])
        above = {pid for line in places.paths_of(self.near).values() for pid in line}
        own = places.keys_under(places.open_paths(self.near).values())
        return _concerns(above) | (_told() & (Q(place_id__in=own) | Q(Exists(_there(Q(place_id__in=own))))))

    def _own_units(self) -> Q:
        """What a unit takes part in, and what runs where it stands; never mere ideas."""
        if not self.units:
            return Q(pk__in=[])
        where = list(SocialUnit.objects.filter(pid__in=self.units).values_list("place__pid", flat=True))
        above = {pid for line in places.paths_of(where).values() for pid in line}
        takes_part = Partner.objects.filter(
            project=OuterRef("pk"), unit__pid__in=self.units, dropped_on__isnull=True
        )
        return _told() & Q(Exists(takes_part)) | _concerns(above)

    def sees(self, one: Project) -> bool:
        """Whether one project is open."""
        return Project.objects.filter(self.condition, pk=one.pk).exists()

    def leads(self, one: Project) -> bool:
        """Whether it is one of the reader's agency's own."""
        return bool(one.agency) and (one.place.pid, one.agency) in self.sectors

    def keeps(self, one: Project) -> bool:
        """Whether the reader keeps it: its office, or the agency that leads it."""
        return one.place.pid in self.office or self.leads(one)

    def decides(self, one: Project) -> bool:
        """Whether the reader is its chief."""
        return one.place.pid in self.decide_reach


def _told() -> Q:
    return ~Q(state=State.IDEA)


def _there(where: Q) -> Any:
    return ProjectPlace.objects.filter(where, project=OuterRef("pk"), dropped_on__isnull=True)


def _concerns(above: set[str]) -> Q:
    """Projects of places above that name no place, or one of these."""
    whole = ~Q(Exists(_there(Q())))
    return _told() & Q(place__pid__in=above) & (whole | Q(Exists(_there(Q(place__pid__in=above)))))


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
