"""Requests as a reader may see them: an office those of its units, a unit its own; counts of what waits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.governance.models import UnitAnswer, UnitRequest
from safecommunity.governance.rights import LOOKS, Rights
from safecommunity.places import queries as places
from safecommunity.places import scopes
from safecommunity.places.models import SocialUnit


def requests(rights: Rights) -> QuerySet[UnitRequest]:
    """Of the places an office or auditor looks at, and of the reader's own units."""
    return UnitRequest.objects.filter(seen(rights)).select_related("unit__place")


def listed(rights: Rights) -> scopes.Within:
    """The same for a list of any length: by the units that were asked."""
    own = [Q(unit__pid=pid) for pid in rights.own_units]
    found = UnitRequest.objects.select_related("unit__place")
    return scopes.Within(found, rights.paths(LOOKS), own, by="unit_id", keys=places.units_under)


def seen(rights: Rights) -> Q:
    """Condition on the requests a reader may open."""
    paths = rights.paths(LOOKS)
    found = Q(unit__place_id__in=places.keys_under(paths)) if paths else Q(pk__in=[])
    return found | Q(unit__pid__in=rights.own_units) if rights.own_units else found


def one(rights: Rights, pid: str) -> UnitRequest | None:
    """One request, if it is open to the reader."""
    return requests(rights).filter(pid=pid).first()


def open_ones(found: QuerySet[UnitRequest]) -> QuerySet[UnitRequest]:
    """Neither taken nor withdrawn."""
    return found.filter(taken_on__isnull=True, withdrawn_on__isnull=True)


def of_unit(rights: Rights, unit: SocialUnit, most: int = 10) -> list[UnitRequest]:
    """A unit's requests: what waits for it first, then the newest."""
    found = requests(rights).filter(unit=unit)
    waiting = list(open_ones(found).order_by("due", "pk")[:most])
    ended = found.exclude(pk__in=[row.pk for row in waiting]).order_by("-pk")
    return waiting + list(ended[: max(0, most - len(waiting))])


def units_asked(
    rights: Rights, kinds: Iterable[str], community: str, only: str, today: date
) -> list[SocialUnit]:
    """Whom a request would go to: units that are there, of these kinds, in a community or everywhere of the office."""
    found = SocialUnit.objects.filter(starts__lte=today).exclude(ends__lte=today)
    found = found.filter(place_id__in=places.keys_under(rights.paths(("clerk", "chief"))))
    if only:
        return list(found.filter(pid=only).select_related("place"))
    found = found.filter(kind__in=list(kinds))
    if community:
        found = found.filter(place_id__in=places.keys_under(places.open_paths([community]).values()))
    return list(found.select_related("place").order_by("place__order", "order", "pk"))


def may_open_answer(reader: Any, ref: str) -> bool:
    """An answer's files are open to who may open its request."""
    found = UnitAnswer.objects.filter(pid=ref).first()
    return found is not None and requests(Rights(reader)).filter(pk=found.request_id).exists()
