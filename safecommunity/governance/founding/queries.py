"""The guide of a street: its steps as all rooms tell them, what is done without, how far it is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import reader_of
from safecommunity.governance.models import SetupMark
from safecommunity.governance.rights import OFFICE, Rights
from safecommunity.places import offices
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place
from safecommunity.places.offices import Office
from safecommunity.shell import slots
from safecommunity.shell.slots import SetupStep

MOST = 300


@dataclass(frozen=True)
class Stand:
    """One step with what was said of it."""

    number: int
    step: SetupStep
    mark: SetupMark | None

    @property
    def state(self) -> str:
        """done, without (said to be not needed), begun, open."""
        if self.step.done:
            return "done"
        if self.mark is not None:
            return "without"
        return "begun" if self.step.begun else "open"

    @property
    def settled(self) -> bool:
        """Nothing waits here."""
        return self.state in ("done", "without")


@dataclass(frozen=True)
class Guide:
    """All steps of one street, or of an installation without any."""

    place: Place | None
    stands: tuple[Stand, ...]
    keeps: bool

    @property
    def settled(self) -> int:
        """How many steps wait no more."""
        return sum(one.settled for one in self.stands)

    @property
    def next(self) -> Stand | None:
        """The first step this reader can do that is needed and lacks something, else the first optional one."""
        waiting = [one for one in self.stands if not one.settled and one.step.links]
        return next((one for one in waiting if not one.step.optional), waiting[0] if waiting else None)

    @property
    def needed_left(self) -> int:
        """Steps that are needed and lack something."""
        return sum(not one.settled and not one.step.optional for one in self.stands)


def opens(reader: Any) -> bool:
    """The guide is for an office and for the administrator of an installation."""
    return bool(reader.place_scopes("governance", *OFFICE)) or (
        reader.has(Role.ADMIN) and Office(reader, (Role.ADMIN,)).any
    )


def streets(reader: Any) -> list[Place]:
    """Streets and towns a guide may be opened for: of an office its own, of an administrator all he looks after."""
    own = Rights(reader).street if reader.place_scopes("governance", *OFFICE) else None
    if own is not None:
        return [own]
    reach = Office(reader, (Role.ADMIN,)).reach
    found = Place.objects.filter(level=Level.STREET, ends__isnull=True, pid__in=reach)
    return offices.in_order(found[:MOST])


def guide(request: HttpRequest, place: Place | None) -> Guide:
    """Every room is asked for its steps; what each says is counted now, so leaving loses nothing."""
    reader = reader_of(request)
    inside = frozenset(places.subtree(place.pid)) if place is not None else frozenset()
    told: list[SetupStep] = slots.collect("setup.step", request, place=place, inside=inside)
    marks = {one.step: one for one in SetupMark.objects.filter(place=place)} if place is not None else {}
    steps = sorted(told, key=lambda one: one.order)
    stands = tuple(Stand(n, one, marks.get(one.key)) for n, one in enumerate(steps, 1))
    keeps = place is not None and place.pid in Rights(reader).office_reach
    return Guide(place, stands, keeps)
