"""Long lists of one place. Where its rows are few they are looked up by their place; where they are many an index of
the list's order is walked and the place is tested, or the database would sort a million rows to show fifty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, Func, QuerySet
from django.db.models.lookups import In

from safecommunity.places import queries

FEW = 5000  # rows of a place that are sorted rather than walked to
MOST_WALKED = 1000  # counting stops there where rows are walked


class Tested(Func):
    """A number that is tested row by row: no index by it is entered."""

    template = "+%(expressions)s"
    arity = 1
    output_field = BigIntegerField()


@dataclass(frozen=True)
class Narrowed:
    """The rows of a list, and where counting them stops (None: where every list stops)."""

    rows: QuerySet[Any]
    most: int | None = None


def narrowed(every: QuerySet[Any], looks: Sequence[str], pid: str) -> Narrowed | None:
    """Of every row those of a place and below, if all of it lies in the paths a reader looks at; else None."""
    path = queries.open_paths([pid]).get(pid, "")
    if not path or not any(path.startswith(one) for one in looks):
        return None
    keys = queries.keys_under([path])
    near = every.model._default_manager.filter(place_id__in=keys).order_by().values_list("pk", flat=True)
    if near[: FEW + 1].count() <= FEW:
        return Narrowed(every.filter(place_id__in=keys))
    return Narrowed(every.filter(In(Tested(F("place_id")), keys)), MOST_WALKED)
