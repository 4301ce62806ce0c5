"""Lists of records: declared columns, filters and orders, paged by key.

A list declares the (filter, order) pairs its indexes support; anything else is refused, so no
request can make the database sort a million rows. Pages are found by the key of the last row seen
(keyset), never by counting rows off, so page 1,000 costs what page 1 costs. Queries per page: the
rows, and where no total is given one count that stops at `most`. A list that says how to `read` the
rows of some keys finds its page in the index alone. Rows that no one index holds in order (those of many
places) come as `Paged`: they find each page by themselves.

    class Cards(Table):
        name = "cards"
        columns = (Column("no", _("Number"), "number", link="url"), Column("day", _("Day"), "happened_on"))
        filters = (Filter("unit", _("Institution"), unit_choices, "unit_id"),)
        orders = (Order("recent", _("newest first"), ("-happened_on", "-pk")),)
        pairs = (("", "recent"), ("unit", "recent"))

    table = Cards(injuries_visible_to(reader), request.GET)      # raises Refused (400)
    {% table table %}
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from safecommunity.shell.errors import Refused
from safecommunity.shell.forms import came
from safecommunity.shell.numbers import number

Words = str | Promise
Choices = Sequence[tuple[str, Words]]

COUNT_LIMIT = 10_000
MOST_WALKED = 1000  # counting where an index is walked costs more than where keys are known
CHUNK = 2000
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True)
class Column:
    """One column; ``value`` is an attribute path or a function of the row.

    ``link`` is an attribute path or a function giving an address. ``wide`` cells come first on a
    phone; ``num`` is set right; ``kind`` is ``text``, ``day``, ``moment`` or ``html`` (safe markup
    made by ``format_html``). ``head`` marks the row's head cell.
    """

    name: str
    title: Words
    value: str | Callable[[Any], Any]
    link: str | Callable[[Any], str] | None = None
    num: bool = False
    wide: bool = False
    head: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class Filter:
    """A choice that narrows the list; ``field`` is a lookup or a function (queryset, value)."""

    name: str
    title: Words
    choices: Choices | Callable[[], Choices]
    field: str | Callable[[QuerySet[Any], str], QuerySet[Any]]

    def options(self) -> list[tuple[str, str]]:
        """The choices as plain text."""
        given = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(title)) for value, title in given]

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that fit the chosen value."""
        return self.field(rows, value) if callable(self.field) else rows.filter(**{self.field: value})


@dataclass(frozen=True)
class Order:
    """An order: fields that may not be null, the last one unique; ``-`` is descending."""

    name: str
    title: Words
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One page of rows with the addresses of its neighbours."""

    rows: list[Any]
    first: int
    previous_url: str
    next_url: str
    says: str


@dataclass(frozen=True)
class Cell:
    """A cell ready to print."""

    column: Column
    value: Any
    url: str = ""


@dataclass(frozen=True)
class Chosen:
    """What the address asks for, checked against what the list declares."""

    order: Order
    filters: Mapping[str, str] = field(default_factory=dict)
    direction: str = ""
    key: tuple[Any, ...] = ()
    passed: int = 0


Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]


class Paged(Protocol):
    """Rows that find their own pages: the list says how it narrows them, and in which order."""

    model: type[Model]

    @property
    def rows(self) -> QuerySet[Any]:
        """All of them, for exports."""

    def first(self, narrow: Narrow, fields: Sequence[str], many: int) -> list[Any]:
        """The first of those that are left, in this order."""

    def count(self, narrow: Narrow, most: int) -> int:
        """How many are left; counting stops beyond `most`."""


class Table:
    """A list of records. Subclasses declare; an instance answers one request."""

    name: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    filters: ClassVar[tuple[Filter, ...]] = ()
    orders: ClassVar[tuple[Order, ...]]
    pairs: ClassVar[tuple[tuple[str, str], ...]]
    size: ClassVar[int] = 50
    empty: ClassVar[Words] = ""
    caption: ClassVar[Words] = ""
    keep: ClassVar[tuple[str, ...]] = ("place", "period")  # parameters of the page that its links carry on

    most: int | None = None  # counting stops there, or at COUNT_LIMIT
    read: Callable[[list[Any]], Iterable[Any]] | None = None

    def __init__(
        self,
        rows: QuerySet[Any] | Paged,
        given: Mapping[str, str],
        total: int | None = None,
        *,
        most: int | None = None,
    ) -> None:
        if most is not None:
            self.most = most
        self.paged = None if isinstance(rows, QuerySet) else rows
        self.model, self.given, self._total = rows.model, given, total
        if isinstance(rows, QuerySet):
            self.source = rows
        self._check_declaration()
        self.chosen = self._chosen()

    @cached_property
    def source(self) -> QuerySet[Any]:
        """The rows, before anything is chosen."""
        return self.paged.rows if self.paged is not None else self.model._default_manager.none()

    # -- what is declared ------------------------------------------------------------------

    def _check_declaration(self) -> None:
        """A list that could answer wrongly does not start."""
        filters, orders = {"", *(f.name for f in self.filters)}, {o.name: o for o in self.orders}
        for filter_name, order_name in self.pairs:
            if filter_name not in filters or order_name not in orders:
                raise ImproperlyConfigured(
                    f"{self.name}: pair {(filter_name, order_name)} names nothing declared"
                )
        for order in self.orders:
            fields = [_model_field(self.model, path.lstrip("-")) for path in order.fields]
            nullable = [f.name for f in fields if f.null]
            if nullable:
                raise ImproperlyConfigured(f"{self.name}: order {order.name} may not use nullable {nullable}")
            if not fields[-1].unique:
                raise ImproperlyConfigured(f"{self.name}: order {order.name} must end in a unique field")

    def allowed_orders(self) -> list[Order]:
        """The orders that fit the filters now chosen."""
        wanted = list(self.chosen.filters) or [""]
        return [order for order in self.orders if all((name, order.name) in self.pairs for name in wanted)]

    # -- what is asked ---------------------------------------------------------------------

    def _chosen(self) -> Chosen:
        filters = {f.name: self.given[f.name] for f in self.filters if self.given.get(f.name)}
        for declared in self.filters:
            self._check_value(declared, filters.get(declared.name))
        order = self._order(filters)
        cursor = self.given.get("page", "")
        return self._at(order, filters, cursor) if cursor else Chosen(order, filters)

    def _check_value(self, declared: Filter, value: str | None) -> None:
        if value is None:
            return
        allowed = [option for option, _ in declared.options()]
        if value not in allowed:
            shown = ", ".join(allowed[:20]) + (" …" if len(allowed) > 20 else "")
            raise Refused(
                gettext("The filter %(name)s has no such value. You sent: %(came)s. Allowed: %(allowed)s.")
                % {"name": declared.title, "came": came(value), "allowed": shown}
            )

    def _order(self, filters: Mapping[str, str]) -> Order:
        wanted = list(filters) or [""]
        fitting = [order for order in self.orders if all((name, order.name) in self.pairs for name in wanted)]
        asked = self.given.get("order", "")
        if not asked and fitting:
            return fitting[0]
        for order in fitting:
            if order.name == asked:
                return order
        raise Refused(
            gettext("This list cannot be ordered like that. You sent: %(came)s. Allowed: %(allowed)s.")
            % {
                "came": came(asked or " + ".join(wanted)),
                "allowed": ", ".join(o.name for o in fitting) or "—",
            }
        )

    # -- paging ----------------------------------------------------------------------------

    def _salt(self, order: Order, filters: Mapping[str, str]) -> str:
        # a mark made for one order or filter must not be used with another
        return "|".join(("table", self.name, order.name, *(f"{k}={v}" for k, v in sorted(filters.items()))))

    def _at(self, order: Order, filters: Mapping[str, str], cursor: str) -> Chosen:
        try:
            direction, passed, *texts = signing.loads(cursor, salt=self._salt(order, filters))
            fields = [_model_field(self.model, path.lstrip("-")) for path in order.fields]
            key = tuple(f.to_python(text) for f, text in zip(fields, texts, strict=True))
        except (signing.BadSignature, ValueError, ValidationError, TypeError):
            raise Refused(
                gettext("This page mark does not belong to this list. Start again from the first page.")
            ) from None
        return Chosen(order, filters, direction, key, passed)

    def _mark(self, row: Any, direction: str, passed: int) -> str:
        order, filters = self.chosen.order, self.chosen.filters
        texts = []
        for path in order.fields:
            plain = path.lstrip("-")
            model_field, value = _model_field(self.model, plain), _follow(row, plain)
            texts.append(
                str(model_field.get_prep_value(value))
                if not hasattr(value, "isoformat")
                else value.isoformat()
            )
        return signing.dumps([direction, passed, *texts], salt=self._salt(order, filters), compress=False)

    def _filtered(self) -> QuerySet[Any]:
        return self._narrowed(self.source)

    def _narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for declared in self.filters:
            if declared.name in self.chosen.filters:
                rows = declared.apply(rows, self.chosen.filters[declared.name])
        return rows

    @cached_property
    def page(self) -> Page:
        """The asked page."""
        chosen, back = self.chosen, self.chosen.direction == BEFORE
        paths = [_turned(path) for path in chosen.order.fields] if back else list(chosen.order.fields)
        found = self._first(paths, self.size + 1)
        more, found = len(found) > self.size, found[: self.size]
        if back:
            found.reverse()
        first = max(chosen.passed - len(found), 0) if back else chosen.passed
        has_previous = more if back else bool(chosen.key)
        has_next = bool(chosen.key) if back else more
        if back and not has_previous:
            first = 0  # rows may have gone meanwhile; the first page starts at one
        if not more and not chosen.key and self._total is None:
            self._total = len(found)
        return Page(
            found,
            first + 1,
            self._url(page=self._mark(found[0], BEFORE, first)) if has_previous and found else "",
            self._url(page=self._mark(found[-1], AFTER, first + len(found))) if has_next and found else "",
            self._says(first, len(found)),
        )

    def _first(self, paths: Sequence[str], many: int) -> list[Any]:
        key = self.chosen.key

        def narrow(rows: QuerySet[Any]) -> QuerySet[Any]:
            return self._narrowed(rows).filter(beyond(paths, key)) if key else self._narrowed(rows)

        if self.paged is not None:
            return self.paged.first(narrow, paths, many)
        rows = narrow(self.source).order_by(*paths)
        if self.read is None:
            return list(rows[:many])
        return self._read(list(rows.values_list("pk", flat=True)[:many]))

    def _read(self, keys: list[Any]) -> list[Any]:
        known = {row.pk: row for row in self.read(keys)} if self.read else {}
        return [known[key] for key in keys if key in known]

    @cached_property
    def total(self) -> tuple[int, bool]:
        """How many rows there are, and whether there may be more than that."""
        if self._total is not None:
            return self._total, False
        most = self.most or COUNT_LIMIT
        if self.paged is not None:
            counted = self.paged.count(self._narrowed, most)
        else:
            counted = self._filtered().order_by()[: most + 1].count()
        return min(counted, most), counted > most

    def _says(self, first: int, shown: int) -> str:
        total, more = self.total
        words = {"first": number(first + 1), "last": number(first + shown), "total": number(total)}
        if not shown:
            return gettext("Nothing on this page")
        if more:
            return gettext("%(first)s–%(last)s of %(total)s+") % words
        return gettext("%(first)s–%(last)s of %(total)s") % words

    # -- all of it -------------------------------------------------------------------------

    def everything(self) -> Iterator[list[Any]]:
        """The values of all rows that fit the filters, in the chosen order, streamed: for exports."""
        for row in self.records():
            yield [_cell(column, row).value for column in self.columns]

    def records(self) -> Iterator[Any]:
        """The records themselves, for exports in another shape than the list's."""
        rows = self._filtered().order_by(*self.chosen.order.fields)
        return rows.iterator(chunk_size=CHUNK) if self.read is None else self._in_chunks(rows)

    def _in_chunks(self, rows: QuerySet[Any]) -> Iterator[Any]:
        keys = rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
        while some := list(islice(keys, CHUNK)):
            yield from self._read(some)

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """What the list is narrowed to: (filter, value) in words."""
        return [
            (str(f.title), dict(f.options()).get(self.chosen.filters[f.name], ""))
            for f in self.filters
            if f.name in self.chosen.filters
        ]

    @property
    def export_query(self) -> str:
        """The query that asks for the same list as a workbook."""
        return self._url()

    # -- printing --------------------------------------------------------------------------

    def _url(self, **changes: str) -> str:
        """An address of this list with what is chosen, and changes (an empty value removes)."""
        kept = {name: self.given[name] for name in self.keep if self.given.get(name)}
        asked = {"order": self.given.get("order", ""), **self.chosen.filters}
        return "?" + urlencode({k: v for k, v in {**kept, **asked, **changes}.items() if v})

    @property
    def first_url(self) -> str:
        """The first page of what is chosen."""
        return self._url()

    @property
    def order_choices(self) -> list[tuple[str, str, bool]]:
        """Name, title and whether chosen, of the orders that fit."""
        return [(o.name, str(o.title), o == self.chosen.order) for o in self.allowed_orders()]

    @property
    def filter_choices(self) -> list[dict[str, Any]]:
        """The filters with their options, the chosen one marked."""
        return [
            {
                "name": f.name,
                "title": f.title,
                "options": [(v, t, self.chosen.filters.get(f.name) == v) for v, t in f.options()],
                "off_url": self._url(**{f.name: ""}) if f.name in self.chosen.filters else "",
                "value": dict(f.options()).get(self.chosen.filters.get(f.name, ""), ""),
            }
            for f in self.filters
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters of the page that the filter form carries on."""
        return [(name, self.given[name]) for name in self.keep if self.given.get(name)]

    @property
    def body(self) -> list[list[Cell]]:
        """The cells of the page, row by row."""
        return [[_cell(column, row) for column in self.columns] for row in self.page.rows]

    def render(self, request: HttpRequest | None = None) -> SafeString:
        """The list as HTML; on a phone its rows become cards."""
        return render_to_string("shell/table.html", {"table": self, "page": self.page}, request)


def so_many(count: int, most: int = COUNT_LIMIT) -> str:
    """A count that stopped beyond `most`, as it is printed: "10,000+"."""
    return number(count) if count <= most else f"{number(most)}+"


def beyond(paths: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows after ``key`` in the order ``paths``: a > x, or a = x and b > y, and so on.

    The outer bound on the first field looks redundant; it lets the index be entered at the key.
    """
    after, equal = Q(), Q()
    for path, value in zip(paths, key, strict=True):
        plain = path.lstrip("-")
        step = Q(**{f"{plain}__{'lt' if path.startswith('-') else 'gt'}": value})
        after |= equal & step
        equal &= Q(**{plain: value})
    first = paths[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if paths[0].startswith('-') else 'gte'}": key[0]}) & after


def _turned(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"


def _model_field(model: type[Model], path: str) -> Any:
    """The field at the end of a path such as ``injury__happened_on``."""
    *steps, last = path.split("__")
    for step in steps:
        found = model._meta.get_field(step).related_model
        if not isinstance(found, type):
            raise FieldDoesNotExist(path)
        model = found
    return model._meta.pk if last == "pk" else model._meta.get_field(last)


def _follow(row: Any, path: str) -> Any:
    for step in path.replace("__", ".").split("."):
        row = getattr(row, step, None)
        if callable(row):
            row = row()
        if row is None:
            return None
    return row


def _cell(column: Column, row: Any) -> Cell:
    value = column.value(row) if callable(column.value) else _follow(row, column.value)
    if column.link is None:
        return Cell(column, value)
    url = column.link(row) if callable(column.link) else _follow(row, column.link)
    return Cell(column, value, str(url or ""))
