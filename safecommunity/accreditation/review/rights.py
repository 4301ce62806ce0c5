"""Who appoints, who reviews, who is reviewed; and the one rule all reading of marks goes through."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.accreditation.models import Panel, PanelMember
from safecommunity.accreditation.queries.objections import works_at
from safecommunity.accreditation.rights import LOOKS, OFFICE, ROOM
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

SITS = (PanelMember.State.INVITED, PanelMember.State.ACCEPTED)
OPEN = (Panel.State.CONSENSUS, Panel.State.PUBLISHED)


@dataclass(frozen=True)
class Rights:
    """A reader's rights about reviews, unfolded once a request."""

    reader: Reader

    @property
    def reviews(self) -> bool:
        """Whether this is a reviewer."""
        return self.reader.has(Role.REVIEWER)

    @cached_property
    def above(self) -> frozenset[str]:
        """Places this level appoints panels for."""
        return places.reach(self.reader, ROOM, Role.SUPERVISOR)

    @cached_property
    def office(self) -> frozenset[str]:
        """Places this office answers for."""
        return places.reach(self.reader, ROOM, *OFFICE)

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """Places whose own side this reader sees."""
        return places.reach(self.reader, ROOM, *LOOKS)

    @property
    def opens(self) -> bool:
        """Whether the list of reviews is open to this reader."""
        return self.reviews or bool(self.reader.place_scopes(ROOM, *LOOKS, Role.SUPERVISOR))

    @property
    def appoints_somewhere(self) -> bool:
        """Whether this reader appoints panels at all."""
        return bool(self.reader.place_scopes(ROOM, Role.SUPERVISOR))

    def appoints(self, place: Place) -> bool:
        """Whether this reader appoints the panel of a place."""
        return place.pid in self.above

    def answers_for(self, place: Place) -> bool:
        """Whether this reader's office is the one reviewed."""
        return place.pid in self.office

    def chief_of(self, place: Place) -> bool:
        """Whether this reader heads the office reviewed."""
        return places.within(self.reader, place.pid, ROOM, Role.CHIEF)

    def seen(self) -> Q:
        """Condition on panels: one's own as a reviewer, those of places below, those of one's own place."""
        found = Q(pk__in=[])
        if self.reviews:
            own = PanelMember.objects.filter(user=self.reader.pid, state__in=SITS)
            found |= Q(pk__in=own.values("panel"))
        near = places.open_paths(self.reader.place_scopes(ROOM, *LOOKS, Role.SUPERVISOR)).values()
        if near:
            found |= Q(place_id__in=places.keys_under(near))
        return found

    def member(self, panel: Panel) -> PanelMember | None:
        """The reader's own seat, while he is not out of the panel and still a reviewer."""
        if not self.reviews:
            return None
        return panel.members.filter(user=self.reader.pid, state__in=SITS).first()

    def sees_marks(self, panel: Panel, seat: PanelMember | None) -> bool:
        """Marks of all: the panel and who appointed it, once consensus is opened; the place reviewed never."""
        inside = seat is not None and seat.state == PanelMember.State.ACCEPTED
        return (
            panel.state in OPEN and (inside or self.appoints(panel.place)) and not self.works_for(panel.place)
        )

    def works_for(self, place: Place) -> bool:
        """The reader himself holds a role at the place or one of its units: the rule “works there”."""
        return works_for(self.reader, place)


def works_for(reader: Reader, place: Place) -> bool:
    """Somebody holds a role at this place, beneath it, or at a unit that lies there; or his office answers for it.

    An office above scores and answers for the places beneath it: it is as much the reviewed side as theirs.
    """
    if places.within(reader, place.pid, ROOM, *OFFICE):
        return True
    return works_at(reader, place)


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
