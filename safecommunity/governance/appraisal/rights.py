"""Whose appraisal is whose: the office scores, the chief publishes, a party reports itself and objects."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Appraisal, AppraisalParty
from safecommunity.governance.rights import ROOM, NotYours, Rights
from safecommunity.places import queries as places
from safecommunity.places.models import Place

SHOWN = (Appraisal.State.PUBLISHED, Appraisal.State.FINAL)


@dataclass(frozen=True)
class Seat:
    """Where a reader sits in an appraisal, unfolded once a request."""

    reader: Reader

    @cached_property
    def rights(self) -> Rights:
        """His rights in this room."""
        return Rights(self.reader)

    @cached_property
    def chief_reach(self) -> frozenset[str]:
        """Places he is the chief of."""
        return places.reach(self.reader, ROOM, Role.CHIEF)

    @cached_property
    def look_reach(self) -> frozenset[str]:
        """Places whose appraisals he looks at whatever their state: office and auditor."""
        return places.reach(self.reader, ROOM, Role.CLERK, Role.CHIEF, Role.AUDITOR)

    @cached_property
    def above_reach(self) -> frozenset[str]:
        """Places whose published appraisals he reads as a level above."""
        return places.reach(self.reader, ROOM, Role.SUPERVISOR)

    @cached_property
    def own_units(self) -> tuple[str, ...]:
        """Units he answers for."""
        return self.reader.unit_scopes(ROOM, Role.UNIT)

    @cached_property
    def own_places(self) -> tuple[str, ...]:
        """The very places he works for: a community's own people."""
        return self.reader.place_scopes(ROOM, Role.GRID, Role.CLERK, Role.CHIEF)

    def office(self, place: Place) -> bool:
        """Whether he scores there."""
        return place.pid in self.rights.office_reach

    def chief(self, place: Place) -> bool:
        """Whether he publishes there."""
        return place.pid in self.chief_reach

    def looks(self, appraisal: Appraisal) -> bool:
        """Whether he sees every party of an appraisal while it is worked on."""
        return appraisal.place.pid in self.look_reach

    def own(self, party: AppraisalParty) -> bool:
        """Whether a party is his own: he reports for it, and never scores it."""
        if party.agency is not None:
            return self.rights.of_sector(party.place, party.agency.sector)
        if party.community is not None:
            return party.community.pid in self.own_places
        return party.unit is not None and party.unit.pid in self.own_units

    def own_parties(self) -> Q:
        """Condition on parties that are the reader's own."""
        found = Q(pk__in=[])
        for pid, sector in self.rights.sectors:
            found |= Q(agency__sector=sector, place__pid=pid)
        if self.own_places:
            found |= Q(community__pid__in=self.own_places)
        if self.own_units:
            found |= Q(unit__pid__in=self.own_units)
        return found

    def need_office(self, appraisal: Appraisal) -> None:
        """Refuse a write outside the office's places."""
        if not self.office(appraisal.place):
            raise NotYours(f"{appraisal.pid}: not an appraisal of this office")

    def need_chief(self, appraisal: Appraisal) -> None:
        """Refuse what only a chief decides."""
        if not self.chief(appraisal.place):
            raise NotYours(f"{appraisal.pid}: a chief decides this")
