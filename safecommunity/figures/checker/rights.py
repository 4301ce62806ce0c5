"""Claims and findings are read by who reads numbers, entered and answered by office and CDC, accepted by the chief."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.figures import choice
from safecommunity.places import queries as places
from safecommunity.shell.slots import once

ROOM = "figures"
WRITES = (Role.CLERK, Role.CHIEF, Role.CDC)


@dataclass(frozen=True)
class Rights:
    """A reader's rights over claims and findings, unfolded once a request."""

    reader: Any

    @cached_property
    def looks_in(self) -> frozenset[str]:
        """Places whose claims and findings this reader sees."""
        return places.reach(choice.Opened(self.reader))

    @cached_property
    def writes_in(self) -> frozenset[str]:
        """Places whose claims he enters and whose findings he answers."""
        return places.reach(self.reader, ROOM, *WRITES)

    @cached_property
    def accepts_in(self) -> frozenset[str]:
        """Places whose findings he may accept as they are."""
        return places.reach(self.reader, ROOM, Role.CHIEF)

    @property
    def looks(self) -> bool:
        """Whether anything of it is open."""
        return bool(choice.reads(self.reader))

    @property
    def writes(self) -> bool:
        """Whether he enters claims anywhere."""
        return bool(self.reader.place_scopes(ROOM, *WRITES))

    def sees(self, place: str) -> bool:
        """Whether what was found in a place is open to him."""
        return place in self.looks_in

    def answers(self, place: str) -> bool:
        """Whether he enters and answers here."""
        return place in self.writes_in

    def accepts(self, place: str) -> bool:
        """Whether he may say: so be it."""
        return place in self.accepts_in


@once
def of_request(request: HttpRequest) -> Rights | None:
    """The rights of who asks; None for who reads no numbers."""
    reader = getattr(request, "reader", None)
    held = Rights(reader) if reader is not None else None
    return held if held is not None and held.looks else None


def need(request: HttpRequest) -> Rights:
    """The same for a page that is theirs only."""
    held = of_request(request)
    if held is None:
        raise PermissionDenied
    return held
