"""Who scores and who looks: the office its places; levels above see what was handed in; standards are open to all."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader, signed_in
from safecommunity.accreditation.models import Application, Ask, Finding, Panel, PanelMember, Round
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import once

ROOM = "accreditation"
OFFICE = (Role.CLERK, Role.CHIEF)
LOOKS = (*OFFICE, Role.AUDITOR)
# who may look up what a standard asks for
READS = (*LOOKS, Role.SUPERVISOR, Role.ADMIN, Role.CDC, Role.AGENCY, Role.REVIEWER)
LOWEST = ("street", "district", "city", "province")  # levels that are scored as a whole


class NotYours(PermissionDenied):
    """A write outside the writer's rights."""


@dataclass(frozen=True)
class Rights:
    """A reader's rights in this room, unfolded once a request."""

    reader: Reader

    @cached_property
    def office(self) -> frozenset[str]:
        """Places this office scores."""
        return places.reach(self.reader, ROOM, *OFFICE)

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """Places whose rounds this reader sees as they stand."""
        return places.reach(self.reader, ROOM, *LOOKS)

    @cached_property
    def above(self) -> frozenset[str]:
        """Places below this level of supervision: what they handed in is seen."""
        return places.reach(self.reader, ROOM, Role.SUPERVISOR)

    @property
    def scores(self) -> bool:
        """Whether this is an office that scores."""
        return bool(self.reader.place_scopes(ROOM, *OFFICE))

    @property
    def decides(self) -> bool:
        """Whether a chief is reading: he hands in and opens again."""
        return bool(self.reader.place_scopes(ROOM, Role.CHIEF))

    @property
    def looks(self) -> bool:
        """Whether any round is open to this reader."""
        return bool(self.reader.place_scopes(ROOM, *LOOKS, Role.SUPERVISOR))

    @property
    def reads(self) -> bool:
        """Whether the standards are open to this reader."""
        return self.reader.has(*READS)

    @property
    def brings(self) -> bool:
        """Whether this reader may bring in another edition of a standard, for the whole installation."""
        return self.reader.has(Role.ADMIN)

    @property
    def reviews(self) -> bool:
        """Whether this is a reviewer: what he is assigned to is open to him."""
        return self.reader.has(Role.REVIEWER)

    @cached_property
    def reviewing(self) -> tuple[Panel, ...]:
        """Panels on which this reviewer still has work: while they score and agree, and until findings are closed."""
        if not self.reviews:
            return ()
        waits = Finding.objects.exclude(state__in=[Finding.State.CLOSED, Finding.State.DROPPED])
        going = Q(state__in=[Panel.State.FORMING, Panel.State.SCORING, Panel.State.CONSENSUS])
        going |= Q(state=Panel.State.PUBLISHED, pk__in=waits.values("panel"))
        return tuple(self._panels().filter(going).select_related("round"))

    def _panels(self) -> QuerySet[Panel]:
        """Panels this reviewer has accepted, with what he declared."""
        sits = PanelMember.objects.filter(user=self.reader.pid, state=PanelMember.State.ACCEPTED)
        return Panel.objects.filter(pk__in=sits.values("panel")).exclude(state=Panel.State.DISSOLVED)

    def seen(self) -> Q:
        """Condition on rounds."""
        own = places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values()
        below = places.open_paths(self.reader.place_scopes(ROOM, Role.SUPERVISOR)).values()
        found = Q(pk__in=[])
        if own:
            found |= Q(place_id__in=places.keys_under(own))
        if below:
            found |= Q(place_id__in=places.keys_under(below), state=Round.State.HANDED_IN)
        if self.reviews:
            found |= Q(pk__in=self._panels().values("round")) | Q(pk__in=self._panels().values("result"))
        return found

    def seen_under(self, place: Place) -> Q | None:
        """The same of rounds at or below one place, None where it is not open now.

        A place that lies in one of the reader's own is looked up once, not once more for his rights.
        """
        path = places.open_paths([place.pid]).get(place.pid)
        if path is None:
            return None
        here = Q(place_id__in=places.keys_under([path]))
        if self.reviews:
            return here & self.seen()
        if any(
            path.startswith(root)
            for root in places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values()
        ):
            return here
        above = places.open_paths(self.reader.place_scopes(ROOM, Role.SUPERVISOR)).values()
        if any(path.startswith(root) for root in above):
            # of what lies deeper the reader may still look at some as it stands
            own = places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values()
            if not any(root.startswith(path) for root in own):
                return here & Q(state=Round.State.HANDED_IN)
        return here & self.seen()

    def seen_applications(self) -> Q:
        """Condition on applications: levels above see them once they are filed."""
        own = places.open_paths(self.reader.place_scopes(ROOM, *LOOKS)).values()
        below = places.open_paths(self.reader.place_scopes(ROOM, Role.SUPERVISOR)).values()
        found = Q(pk__in=[])
        if own:
            found |= Q(place_id__in=places.keys_under(own))
        if below:
            found |= Q(place_id__in=places.keys_under(below), filed_on__isnull=False)
        if self.reviews:
            found |= Q(pk__in=self._panels().filter(application__isnull=False).values("application"))
        return found

    def sees_application(self, one: Application) -> bool:
        """The same of one application in hand."""
        pid = one.place.pid
        if pid in self.looks_in or (one.filed_on is not None and pid in self.above):
            return True
        return self.reviews and self._panels().filter(application=one).exists()

    def keeps(self, place: Place) -> bool:
        """Whether the reader's office scores this place."""
        return place.pid in self.office

    def chief_of(self, place: Place) -> bool:
        """Whether the reader decides for this place."""
        return places.within(self.reader, place.pid, ROOM, Role.CHIEF)

    def need(self, place: Place) -> None:
        """Refuse a write outside the office's places."""
        if not self.keeps(place):
            raise NotYours(f"{place.pid}: not a place of this office")

    @cached_property
    def sectors(self) -> tuple[tuple[str, str], ...]:
        """(place, sector) the reader works for as one of an agency's own people."""
        return self.reader.sectors(ROOM)

    @property
    def own_units(self) -> tuple[str, ...]:
        """Units the reader answers for."""
        return self.reader.unit_scopes(ROOM, Role.UNIT)

    @property
    def is_asked(self) -> bool:
        """Whether questions about items may be put to this reader."""
        return bool(self.sectors or self.own_units)

    def answers(self, ask: Ask) -> bool:
        """Whether a question is put to this reader."""
        if ask.unit is not None:
            return ask.unit.pid in self.own_units
        return (ask.round.place.pid, ask.sector) in self.sectors

    def places(self) -> list[Place]:
        """Places this office may open a round for: whole streets, districts and above."""
        return list(Place.objects.filter(pid__in=self.office, level__in=LOWEST).order_by("order", "pk")[:300])


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The reader's rights, made once a request; None where nobody is signed in."""
    reader = signed_in(request)
    return Rights(reader) if reader is not None else None
