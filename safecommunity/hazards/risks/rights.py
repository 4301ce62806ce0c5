"""Who sees and does what in the register: as with hazards, and an agency's own people the risks of its settings."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.reader import signed_in
from safecommunity.governance import codes as governance
from safecommunity.hazards import rights
from safecommunity.hazards.models import Risk
from safecommunity.places import queries as places
from safecommunity.shell.slots import once

OFFICE, ROOM = rights.OFFICE, rights.ROOM


@dataclass(frozen=True)
class Rights(rights.Rights):
    """A reader's rights in the register, unfolded once a request."""

    @cached_property
    def sector_settings(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(path, settings) whose risks an agency's own people see: those their sector answers for."""
        listed = governance.load("agencies")
        told = {
            one["code"]: tuple(one.get("settings", ())) for one in (*listed["sectors"], *listed["further"])
        }
        return tuple((path, told.get(sector, ())) for path, sector in self.agency_paths if sector)

    @property
    def opens(self) -> bool:
        """Whether the register is for this reader at all."""
        return self.looks or bool(self.sector_settings)

    def seen_risks(self) -> Q:
        """Condition on risks of these places, of the reader's own units, of an agency's settings."""
        found = Q(place_id__in=places.keys_under(self.look_paths)) if self.look_paths else Q(pk__in=[])
        if self.units:
            found |= Q(unit__pid__in=self.units)
        for path, settings in self.sector_settings:
            found |= Q(place_id__in=places.keys_under([path]), setting__in=settings)
        return found

    def keeps_risk(self, one: Risk) -> bool:
        """Whether the reader's office assesses it."""
        return one.place.pid in self.office

    def works_on(self, one: Risk) -> bool:
        """Whether the reader enters and corrects risks of its place."""
        return one.place.pid in self.finds_in


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
