"""What the pages share: the reader's rights, and where a reader may place a record."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from safecommunity.injuries.queries.rights import Rights
from safecommunity.injuries.slots import held_by
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, SocialUnit

# Residence and occurrence are asked no finer than the community.
ASKED_LEVELS = (Level.STREET, Level.COMMUNITY)
MOST_PLACES = 600


def need(request: HttpRequest) -> Rights:
    """The reader's rights in this room."""
    held = held_by(request)
    if held is None:
        raise PermissionDenied
    return held


def units_to_write(held: Rights) -> list[SocialUnit]:
    """Facilities this reader may record cards for."""
    reach = held.card_reach
    found = SocialUnit.objects.filter(reports_injuries=True).filter(
        Q(pid__in=held.own_units) | Q(place__pid__in=reach)
    )
    return list(found.select_related("place").order_by("place__order", "order", "pk"))


def places_around(pid: str) -> list[Place]:
    """Streets and communities of the district a place lies in (or of its highest known ancestor)."""
    above = places.ancestors(pid)
    district = next((place for place in above if place.level == Level.DISTRICT), above[0] if above else None)
    if district is None:
        return []
    return _asked(places.subtree(district.pid))


def places_to_report(held: Rights) -> list[Place]:
    """Places a grid worker may report from."""
    return list(Place.objects.filter(pid__in=held.grid_reach).order_by("level", "order", "pk")[:MOST_PLACES])


def _asked(pids: tuple[str, ...]) -> list[Place]:
    found = Place.objects.filter(pid__in=pids, level__in=ASKED_LEVELS).select_related("parent")
    return sorted(
        found[:MOST_PLACES],
        key=lambda p: (
            (p.order, p.pk)
            if p.level == Level.STREET
            else (p.parent.order, p.parent.pk)
            if p.parent
            else (0, 0),
            p.level != Level.STREET,
            p.order,
            p.pk,
        ),
    )
