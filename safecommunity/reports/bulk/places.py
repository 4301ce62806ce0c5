"""Which places a bulk is for."""

from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place

MOST = 20_000


def streets(place: Place) -> list[Place]:
    """Every street and town of a place, in the order of the tree; a street itself is its own."""
    keys = places.keys_under(places.open_paths([place.pid]).values())
    return list(Place.objects.filter(pk__in=keys, level=Level.STREET).order_by("order", "pk")[:MOST])
