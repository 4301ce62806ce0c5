"""What goes into a year: the carriers of all rooms with their previews, what was taken over and taken back."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from safecommunity.governance.models import Carried
from safecommunity.places.models import Place
from safecommunity.shell import slots
from safecommunity.shell.slots import Carrier, CarryLine

SHOWN = 14


@dataclass(frozen=True)
class Part:
    """One carrier with its preview and its last taking over."""

    carrier: Carrier
    lines: tuple[CarryLine, ...]
    last: Carried | None

    @property
    def carries(self) -> bool:
        """Whether anything is written for it; what is not goes on by itself."""
        return self.carrier.carry is not None

    @property
    def new(self) -> int:
        """Lines that are not there yet."""
        return sum(not one.there for one in self.lines)

    @property
    def shown(self) -> tuple[CarryLine, ...]:
        """Those a page shows at first."""
        return self.lines[:SHOWN]

    @property
    def more(self) -> int:
        """Those it does not."""
        return max(0, len(self.lines) - SHOWN)


def carriers(request: HttpRequest, place: Place, year: int) -> list[Carrier]:
    """Every room's, in order."""
    found: list[Carrier] = slots.collect("new.year", request, place=place, year=year)
    return sorted(found, key=lambda one: one.order)


def parts(request: HttpRequest, place: Place, year: int) -> list[Part]:
    """The preview of a year."""
    last: dict[str, Carried] = {}
    for row in Carried.objects.filter(place=place, year=year).order_by("pk"):
        last[row.carrier] = row
    return [Part(one, tuple(one.preview()), last.get(one.key)) for one in carriers(request, place, year)]


def rows(place: Place, year: int) -> list[Carried]:
    """Everything that was taken over into a year, newest first."""
    return list(Carried.objects.filter(place=place, year=year).order_by("-pk")[:50])


def row(place: Place, pid: str) -> Carried | None:
    """One of them."""
    return Carried.objects.filter(place=place, pid=pid).first()


def usual_year(today: date) -> int:
    """The year one means: from October on the next."""
    return today.year + 1 if today.month >= 10 else today.year
