"""What the records themselves offer an item: the records behind the figures that answer it, and returns of the year."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from safecommunity.accreditation.queries import evidence
from safecommunity.accreditation.standards import Item
from safecommunity.figures import queries as figures
from safecommunity.figures import registry, stores
from safecommunity.governance.models import Return
from safecommunity.governance.returns import forms_known
from safecommunity.governance.returns import queries as returns
from safecommunity.indicators.figure import Figure
from safecommunity.places import queries as places
from safecommunity.places.models import Place

DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
# records about single people and homes: they are proved by their figures, and no title of ours repeats what they say
ABOUT_PEOPLE = frozenset({
    "injury", "vulnerable", "vulnerable_group", "care_visit", "opinion", "dwelling", "retrofit", "household_letters",
    "certified_post", "membership",
})  # fmt: skip
MOST_FIGURES, MOST_RECORDS, MOST_RETURNS = 8, 12, 24
HANDED_IN = (Return.State.SUBMITTED, Return.State.LOCKED)


@dataclass(frozen=True)
class Offer:
    """One record or return a reader may open, ready to become evidence."""

    ref: str
    title: str
    url: str
    happened_on: date


@dataclass(frozen=True)
class Behind:
    """Records behind one figure: the first that open for the reader, of how many."""

    code: str
    figure: Figure
    offers: tuple[Offer, ...]
    total: int
    openable: int
    about_people: bool
    shown_above: bool


def behind(reader: Any, item: Item, place: Place, year: int, now: datetime) -> list[Behind]:
    """Records behind the figures that answer an item; records closed to the reader are counted, never named."""
    told = [one for one in evidence.of_codes(item.figures, place, year, now) if one.n > 0]
    shown: set[str] = set()
    return [_behind(reader, figure, now.date(), shown) for figure in told[:MOST_FIGURES]]


def first_of(reader: Any, figure: Figure, most: int, today: date) -> list[Offer]:
    """A few records behind one figure, spread over its rows, without counting how many there are."""
    if figure.definition.fact in ABOUT_PEOPLE:
        return []
    found = stores.store(figure.definition.fact).view().listing(figures.condition_behind(figure))
    step = max(1, len(found) // most)
    refs = [ref for at in range(0, len(found), step) for ref in found.refs(at, at + 1)][:most]
    rows = registry.fact(figure.definition.fact).rows_by_refs(reader, refs).rows
    return _offers(figure, {row.url: row for row in rows if row.url}.values(), today)


def _behind(reader: Any, figure: Figure, today: date, shown: set[str]) -> Behind:
    """The rows of one figure; a record an earlier figure showed is not shown again."""
    page = figures.rows_behind(reader, figure)
    about_people = figure.definition.fact in ABOUT_PEOPLE
    found = {} if about_people else {row.url: row for row in page.rows.rows if row.url}
    rows = [row for url, row in found.items() if url not in shown][:MOST_RECORDS]
    shown.update(row.url for row in rows)
    return Behind(
        evidence.name_of(figure), figure, tuple(_offers(figure, rows, today)), page.total, page.openable,
        about_people=about_people, shown_above=bool(found) and not rows,
    )  # fmt: skip


def _offers(figure: Figure, rows: Iterable[registry.RowView], today: date) -> list[Offer]:
    some = list(rows)
    facts = registry.fact(figure.definition.fact).rows([row.ref for row in some])
    return [Offer(row.ref, _title(row), row.url, _day(row, facts.get(row.ref, {}), today)) for row in some]


def _title(row: registry.RowView) -> str:
    """A record in one line: its cells as its list shows them, each once, without the day that stands beside it."""
    return " · ".join(dict.fromkeys(cell for cell in row.cells if cell and not DAY.fullmatch(cell)))[:200]


def _day(row: registry.RowView, fact: Any, today: date) -> date:
    """When a record happened: the day its line names, else the last of its month; never later than today."""
    for cell in row.cells:
        if (found := DAY.search(cell)) is not None:
            try:
                return min(today, date(*map(int, found.groups())))
            except ValueError:
                continue
    year, month = int(fact.get("year", today.year)), int(fact.get("month", 12))
    month = month if 1 <= month <= 12 else 12
    return min(today, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))


def record(reader: Any, figure: Figure, ref: str, now: datetime) -> Offer | None:
    """One record behind a figure, where it is among its rows and open to the reader."""
    if figure.definition.fact in ABOUT_PEOPLE:
        return None
    row = registry.fact(figure.definition.fact).rows_by_refs(reader, [ref]).rows
    condition = figures.condition_behind(figure)
    view = stores.store(figure.definition.fact).view()
    if not row or not row[0].url or not view.among({ref}, condition):
        return None
    return _offers(figure, row[:1], now.date())[0]


def _handed_in(reader: Any, place: Place, year: int) -> Any:
    """Returns of a place and below it for months of a year, handed in or locked, as far as the reader sees them."""
    inside = places.keys_under(places.open_paths([place.pid]).values())
    return returns.register(returns.hands(reader)).filter(
        place_id__in=inside, state__in=HANDED_IN, last__gte=year * 12, last__lt=year * 12 + 12
    )


def returns_of(reader: Any, place: Place, year: int, today: date, most: int = MOST_RETURNS) -> list[Offer]:
    """The newest of them."""
    return [_of_return(one, today) for one in _handed_in(reader, place, year).order_by("-last", "-pk")[:most]]


def one_return(reader: Any, place: Place, year: int, pid: str, today: date) -> Offer | None:
    """One of them."""
    found = _handed_in(reader, place, year).filter(pid=pid).first()
    return _of_return(found, today) if found is not None else None


def _of_return(one: Return, today: date) -> Offer:
    title = forms_known.spec_of(one.form).title(get_language() or "zh-hans")
    ended = date((one.last + 1) // 12, (one.last + 1) % 12 + 1, 1) - timedelta(days=1)
    says = " · ".join((title, returns.label(one), returns.filler_name(one)))
    return Offer(one.pid, says[:200], reverse("return", args=[one.pid]), min(today, ended))
