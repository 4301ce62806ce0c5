"""Lists within places, of any length: few rows are looked up, of many the indexes by place are merged, or one walked.

No index holds the rows of many places in the order of a list. But an index that begins with the place holds those of
each place in that order, and a page is the beginning of all these merged: the database reads as many entries as the
page has lines and there are places, however long the list is. `Within` asks that way; `listed` is for who walks one
index for all places, which is good where most of what it holds lies within them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, F, Func, Q, QuerySet
from django.db.models.lookups import In

from safecommunity.places.queries import keys_under, open_paths
from safecommunity.shell.tables import COUNT_LIMIT, Narrow, so_many

FEW = 2000  # rows up to which a scope is looked up by key, not walked
PARTS = 400  # selects merged in one statement: SQLite takes 500
MOST = 1200  # places whose indexes are merged; of more, much of the table is within and is walked
MARK = -987_654_321  # stands for a place's key in a statement that is written once for all places

Said = tuple[str, tuple[Any, ...]]
Keys = Callable[[Iterable[str]], QuerySet[Any, int]]


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
    return Within(rows, roots).rows if roots else rows.none()


class Within:
    """Rows at or beneath some paths, and those that `besides` open: pages and totals of a list of any length.

    `rows` says how rows are read for printing. Each filter and order of the list wants an index that begins with the
    place, each of `besides` one of its own. Rows that lie in a place by something else they belong to (a unit, a body)
    name that column as `by` and its keys beneath paths as `keys`. `apart`: no row is opened by two of `besides`.
    """

    def __init__(
        self,
        rows: QuerySet[Any],
        roots: Iterable[str],
        besides: Sequence[Q] = (),
        by: str = "place_id",
        keys: Keys = keys_under,
        apart: bool = False,
    ) -> None:
        self.printed, self.model, self.roots = rows, rows.model, tuple(roots)
        self.besides, self.by, self.keys, self.apart = tuple(besides), by, keys, apart
        self.plain = rows.select_related(None).prefetch_related(None).order_by()

    def at(self, pid: str) -> "Within":
        """Those of one place and beneath it, by its permanent id."""
        paths = list(open_paths([pid]).values())
        inside = [path for path in paths if any(path.startswith(root) for root in self.roots)]
        there = self._tested(paths)
        return Within(self.printed, inside, [one & there for one in self.besides], self.by, self.keys)

    def only(self, condition: Q) -> "Within":
        """Those that a condition opens, wherever they are: one of `besides`, or narrower than it."""
        return Within(self.printed, (), [condition], self.by, self.keys)

    # -- as one queryset ---------------------------------------------------------------------

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """All of them, for exports: looked up where they are few, else tested one by one. One query."""
        keys = self._few(self.plain.filter(self._opened(self._found())))
        if keys is not None:
            return self.printed.filter(pk__in=keys)
        return self.printed.filter(self._opened(self._tested(self.roots)))

    @property
    def plainly(self) -> QuerySet[Any]:
        """All of them as anybody would ask, without any help to the database: right, and slow where they are many."""
        return self.printed.filter(self._opened(self._found()))

    def _found(self) -> Q:
        return Q(**{f"{self.by}__in": self.keys(self.roots)}) if self.roots else Q(pk__in=[])

    def _tested(self, roots: Iterable[str]) -> Q:
        roots = tuple(roots)
        return Q(In(Aside(F(self.by)), self.keys(roots))) if roots else Q(pk__in=[])

    def _opened(self, found: Q) -> Q:
        for one in self.besides:
            found |= one
        return found

    @staticmethod
    def _few(rows: QuerySet[Any]) -> list[Any] | None:
        keys = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
        return keys if len(keys) <= FEW else None

    # -- a page and the total ----------------------------------------------------------------

    @cached_property
    def known(self) -> list[int]:
        """Keys of the places within; one more than are merged, where there are too many."""
        return list(self.keys(self.roots)[: MOST + 1]) if self.roots else []

    def first(self, narrow: Narrow, fields: Sequence[str], many: int) -> list[Any]:
        """The first of those a list leaves, in its order."""
        if len(self.known) > MOST:
            few = self._few(narrow(self.plain.filter(self._opened(self._found()))))
            rows = self.printed.filter(self._opened(self._tested(self.roots)))
            rows = narrow(rows) if few is None else self.printed.filter(pk__in=few)
            return list(rows.order_by(*fields)[:many])
        parts, found = self._parts(narrow, fields), set()
        # a row may come from its place and by each of what opens rows besides: so often it is taken twice
        most = many * (1 + len(self.besides))
        for start in range(0, len(parts), PARTS):
            found |= _merged(parts[start : start + PARTS], fields, most)
        return list(self.printed.filter(pk__in=found).order_by(*fields)[:many]) if found else []

    def count(self, narrow: Narrow, most: int) -> int:
        """How many a list leaves; counting stops beyond `most`."""
        found = narrow(self.plain.filter(self._found()))[: most + 1].count() if self.roots else 0
        for one in self.besides if self.apart else ():
            found += narrow(self.plain.filter(one))[: most + 1].count() if found <= most else 0
        if self.besides and not self.apart and found <= most:
            others = narrow(self.plain.filter(self._opened(Q(pk__in=[]))))
            others = others.filter(~self._tested(self.roots)) if self.roots else others
            found += others[: most + 1].count()
        return found

    def so_many(self, narrow: Narrow = lambda rows: rows) -> str:
        """The same in words, for a line above a list: "10,000+", or nothing where there are none."""
        found = self.count(narrow, COUNT_LIMIT)
        return so_many(found, COUNT_LIMIT) if found else ""

    def _parts(self, narrow: Narrow, fields: Sequence[str]) -> list[Said]:
        """A select for each place and each of what opens rows besides: of what is left, the fields of the order."""
        names = [one.lstrip("-") for one in fields]

        def said(condition: Q) -> list[Said]:
            try:
                asked = narrow(self.plain.filter(condition)).order_by().values_list(*names)
                return [asked.query.sql_with_params()]
            except EmptyResultSet:
                return []

        parts = [part for one in self.besides for part in said(one)]
        for sql, given in said(Q(**{self.by: MARK})) if self.known else ():
            parts += [(sql, tuple(key if one == MARK else one for one in given)) for key in self.known]
        return parts


def _merged(parts: Sequence[Said], fields: Sequence[str], many: int) -> set[Any]:
    """Keys of the first rows of some selects, each of which an index holds in this order: read side by side."""
    order = ", ".join(
        f"{number} {'DESC' if one.startswith('-') else 'ASC'}" for number, one in enumerate(fields, 1)
    )
    # the selects are the framework's own, with places for their values; the order is numbers of columns
    sql = " ".join([" UNION ALL ".join(sql for sql, _given in parts), "ORDER BY", order, "LIMIT %s"])
    values = [value for _sql, given in parts for value in given]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, many])
        return {row[-1] for row in cursor.fetchall()}
