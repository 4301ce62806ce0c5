"""Places as a list of an office names them: by name, code or permanent id."""

from collections.abc import Iterable

from safecommunity.places.models import Place, PlaceCode


def by_word(places: Iterable[Place]) -> dict[str, Place]:
    """Places by what a cell may say; a name two of them bear says none of them. One query."""
    keys = {place.pk: place for place in places}
    found: dict[str, Place | None] = {}
    for place in keys.values():
        found[place.name] = None if place.name in found else place
    for code, pk in PlaceCode.objects.filter(place_id__in=keys).values_list("code", "place_id"):
        found.setdefault(code, keys[pk])
    return {word: place for word, place in found.items() if place is not None} | {
        place.pid: place for place in keys.values()
    }
