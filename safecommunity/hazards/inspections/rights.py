"""Who plans, who inspects, who looks: the office plans; office, the place's workers, the team's agencies inspect."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.reader import signed_in
from safecommunity.hazards import rights
from safecommunity.hazards.models import Inspection
from safecommunity.places import queries as places
from safecommunity.shell.slots import once

OFFICE, ROOM = rights.OFFICE, rights.ROOM


@dataclass(frozen=True)
class Rights(rights.Rights):
    """A reader's rights about inspections, unfolded once a request."""

    @property
    def tops(self) -> tuple[str, ...]:
        """Places of the reader's offices."""
        return self.reader.place_scopes(ROOM, *OFFICE)

    @property
    def opens(self) -> bool:
        """Whether there is a list for this reader."""
        return self.looks or self.goes_along

    @property
    def goes_along(self) -> bool:
        """Whether he is of an agency that teams are made of."""
        return any(sector for _path, sector in self.agency_paths)

    def _of_team(self) -> Q:
        found = Q(pk__in=[])
        for path, sector in self.agency_paths:
            if sector:
                found |= Q(place_id__in=places.keys_under([path]), round__teams__sector=sector)
        return found

    def seen_inspections(self) -> Q:
        """Condition on inspections: of places looked at, of a team gone along, of the own unit once they are done."""
        found = Q(place_id__in=places.keys_under(self.look_paths)) if self.look_paths else Q(pk__in=[])
        if self.units:
            found |= Q(unit__pid__in=self.units, rank=Inspection.Rank.DONE)
        return (
            found | Q(pk__in=Inspection.objects.filter(self._of_team()).values("pk"))
            if self.goes_along
            else found
        )

    def inspects(self, one: Inspection) -> bool:
        """Whether the reader may carry it out."""
        if one.place.pid in self.finds_in:
            return True
        asked = {team.sector for team in one.round.teams.all()}
        return any(sector in asked and place in self._above(one) for place, sector in self.agency if sector)

    def _above(self, one: Inspection) -> tuple[str, ...]:
        return tuple(places.open_paths([one.place.pid]).get(one.place.pid, "").split("/"))

    def plans(self, one: Inspection) -> bool:
        """Whether the reader's office planned it and may cancel it."""
        return one.place.pid in self.office

    def signs(self, one: Inspection) -> bool:
        """Whether it is of the reader's own unit."""
        return one.unit is not None and one.unit.pid in self.units


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
