"""The fact `profile_number` and a figure for each item that is no share; a place counts beyond what its parts say."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.engine.conditions import Where
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Rows, RowView
from safecommunity.governance.models import ProfileNumber
from safecommunity.governance.profile import queries
from safecommunity.governance.profile.items import Item, items
from safecommunity.governance.returns.words import words
from safecommunity.indicators.definition import Definition

FACT = "profile_number"
CHUNK = 1000

SCHEMA = FactSchema(
    name=FACT, version=1,
    columns=(Column("year", "int"), Column("month", "int"), Column("value", "int"), Column("item", "text"),
             Column("place", "place")),
    count_columns=("year", "item", "place", "value"),
)  # fmt: skip


def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Present rows of these refs; a number that was corrected is gone."""
    wanted, found = list(refs), {}
    for start in range(0, len(wanted), CHUNK):
        known = ProfileNumber.objects.filter(ref__in=wanted[start : start + CHUNK], current=True)
        found.update(_rows_of(list(known.select_related("place"))))
    return found


def all_rows() -> Iterator[dict[str, Any]]:
    """Every number that holds."""
    last = 0
    known = ProfileNumber.objects.filter(current=True).select_related("place").order_by("pk")
    while some := list(known.filter(pk__gt=last)[:CHUNK]):
        last = some[-1].pk
        yield from _rows_of(some).values()


def _rows_of(found: list[ProfileNumber]) -> dict[str, dict[str, Any]]:
    below: dict[tuple[int, int, str], int] = {}
    parts = ProfileNumber.objects.filter(
        place__parent__in={row.place_id for row in found}, year__in={row.year for row in found}, current=True
    )
    for parent, year, item, value in parts.values_list("place__parent", "year", "item", "value"):
        if parent is not None:
            below[parent, year, item] = below.get((parent, year, item), 0) + value
    return {
        row.ref: {
            "ref": row.ref, "year": row.year, "month": 12, "item": row.item, "place": row.place.pid,
            "value": max(0, row.value - below.get((row.place_id, row.year, row.item), 0)),
        }
        for row in found
    }  # fmt: skip


def rows_by_refs(reader: Reader, refs: list[str]) -> Rows:
    """The numbers behind a figure; those of other offices keep their line without content."""
    heads = (_("Item"), _("Place"), _("Year"), _("Value"), _("Source"))
    mine = queries.pids(reader)
    at = get_language() or "zh-hans"
    found = {row.ref: row for row in ProfileNumber.objects.filter(ref__in=refs).select_related("place")}
    views = []
    for ref in refs:
        row = found.get(ref)
        if row is None:
            continue
        if row.place.pid not in mine:
            views.append(RowView(ref, (_("not open to you"),) + ("",) * (len(heads) - 1)))
            continue
        item = items().get(row.item)
        title = item.title(at) if item else row.item
        cells = (title, row.place.name, str(row.year), queries.told(row), row.source)
        views.append(RowView(ref, cells, f"{reverse('profile')}?at={row.place.pid}&year={row.year}"))
    return Rows(heads, tuple(views))


def openable(reader: Reader, refs: list[str]) -> int:
    """How many of these numbers a reader may open."""
    return ProfileNumber.objects.filter(Q(ref__in=refs[:CHUNK]), place__pid__in=queries.pids(reader)).count()


class ProfileSource:
    """Definitions `profile.<item>`, told for the year in which a period ends."""

    def one(self, code: str, version: int | None) -> Definition | None:
        """The definition of an item; there is one version."""
        item = items().get(code.partition(".")[2])
        return None if item is None or item.is_share or version not in (None, 1) else definition_of(item)

    def every(self) -> Iterable[Definition]:
        """All of them."""
        return [definition_of(item) for item in items().values() if not item.is_share]


def definition_of(item: Item) -> Definition:
    """The figure of an item."""
    said = words()["profile"]
    return Definition(
        code=f"profile.{item.code}", version=1, titles=item.titles, unit=item.unit, kind="total", fact=FACT,
        numerator=Where("item", "eq", (item.code,)), denominator=None, place_column="place", dimensions=("year",),
        direction="neither", interval="", per=0.01, source=said["source"], counts=said["counts"],
        excludes=said["excludes"], quantity="value", basis="stated", of_year=True,
    )  # fmt: skip
