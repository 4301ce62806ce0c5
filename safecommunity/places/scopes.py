"""Lists within places, of any length: few rows are looked up, of many an index of the list is walked."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, F, Func, Q, QuerySet
from django.db.models.lookups import In

from safecommunity.places.queries import keys_under

FEW = 2000  # rows up to which a scope is looked up by key, not walked


class Aside(Func):
    """A number that is tested, not searched for: no index by it is entered."""

    template = "+%(expressions)s"
    arity = 1
    output_field = BigIntegerField()


def listed(rows: QuerySet[Any], roots: Iterable[str]) -> QuerySet[Any]:
    """Rows at or beneath these paths by their `place`, for a list that declares its orders. One query.

    Left to itself a database may enter the index by place and sort everything in it for the first fifty.
    """
    roots = list(roots)
    if not roots:
        return rows.none()
    keys = keys_under(roots)
    few = list(
        rows.model._default_manager.filter(place_id__in=keys)
        .values_list("pk", flat=True)
        .order_by()[: FEW + 1]
    )
    return rows.filter(pk__in=few) if len(few) <= FEW else rows.filter(Q(In(Aside(F("place_id")), keys)))
