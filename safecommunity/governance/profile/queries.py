"""Reading profiles: the sheet of a place and year, its years, earlier versions."""

from typing import Any

from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import ProfileNumber
from safecommunity.governance.profile import items
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place

ROOM = "governance"
KEEPS = (Role.CLERK, Role.CHIEF, Role.GRID)
LOOKS = (*KEEPS, Role.CDC)
SIGNS = {"gt": "%s+", "approx": "≈ %s", "ge": "≥ %s"}


def pids(reader: Reader) -> frozenset[str]:
    """All places whose profile a reader sees: his own and beneath."""
    found = places.subtrees(reader.place_scopes(ROOM, *LOOKS))
    return frozenset().union(*found.values()) if found else frozenset()


def own(reader: Reader) -> list[Place]:
    """The places a reader may look at: streets and communities."""
    found = Place.objects.filter(
        pid__in=pids(reader), level__in=(Level.STREET, Level.COMMUNITY, Level.DISTRICT)
    )
    return list(found.order_by("level", "order", "pk"))


def looks(reader: Reader) -> bool:
    """Whether there is a sheet for this reader at all: a grid has none of its own."""
    if reader.place_scopes(ROOM, *(role for role in LOOKS if role != Role.GRID)):
        return True
    held = reader.place_scopes(ROOM, Role.GRID)
    return bool(held) and Place.objects.filter(pid__in=held).exclude(level=Level.GRID).exists()


def keeps(reader: Reader, place: Place) -> bool:
    """Whether this reader's office keeps the profile of a place: its own, or one beneath."""
    return places.within(reader, place.pid, ROOM, *KEEPS)


def years(place: Place) -> list[int]:
    """Years with a sheet, newest first."""
    found = ProfileNumber.objects.filter(place=place, current=True).values_list("year", flat=True)
    return sorted(set(found), reverse=True)


def told(row: ProfileNumber) -> str:
    """A number with its qualifier: 余, 近, 以上 are kept."""
    text = f"{row.value / 100:,.2f}".rstrip("0").rstrip(".")
    return f"{_('nearly')} {text}" if row.qualifier == "near" else SIGNS.get(row.qualifier, "%s") % text


def sheet(place: Place, year: int) -> list[dict[str, Any]]:
    """The whole sheet, group by group, with the numbers that hold and how often each was corrected."""
    rows = {row.item: row for row in ProfileNumber.objects.filter(place=place, year=year, current=True)}
    return [
        {"titles": titles, "lines": [{"item": item, "row": rows.get(item.code)} for item in found]}
        for titles, found in items.groups()
    ]


def versions(place: Place, year: int) -> list[ProfileNumber]:
    """Numbers that were corrected, newest first."""
    return list(
        ProfileNumber.objects.filter(place=place, year=year, current=False).order_by("-at", "item")[:200]
    )
