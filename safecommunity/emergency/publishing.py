"""How the room's facts are read: one row a record, or one row for each year in which a record stood."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.emergency.rights import Rights
from safecommunity.engine.conditions import AnyOf, Where
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Fact, Opening, Rows, RowView
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.actions import year_ref

CHUNK = 2000
FIRST_YEAR = 2015
UNKNOWN = -1
Screens = tuple[tuple[Any, str], ...]


def schema(name: str, ints: str, codes: str, counted: str, version: int = 1) -> FactSchema:
    """A fact of this room: year and month, numbers, codes, the place; what counts are kept by.

    Another `version` is another meaning of the same columns: what is stored is read from the records again.
    """
    columns = (
        *(Column(one, "int") for one in ("year", "month", *ints.split())),
        *(Column(one, "code") for one in codes.split()), Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=version, columns=columns, count_columns=("year", "place", *counted.split())
    )


@dataclass(frozen=True)
class Source:
    """Where a fact comes from. A ref that is missing was withdrawn."""

    schema: FactSchema
    records: Callable[[], QuerySet[Any]]
    row_of: Callable[[Any], dict[str, Any]]
    headings: Callable[[], tuple[str, ...]]
    cells: Callable[[Any], tuple[str, ...]]
    url: Callable[[Any], str]
    option_label: Callable[[str, int], str]
    tables: tuple[str, ...]
    screens: Screens
    place_of: Callable[[Any], str] = lambda one: str(one.place.pid)

    def found(self, refs: Iterable[str]) -> Iterator[Any]:
        """Records of some refs."""
        wanted = list(refs)
        for start in range(0, len(wanted), CHUNK):
            yield from self.records().filter(ref__in=wanted[start : start + CHUNK])

    def rows(self, refs: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """Present rows of these refs."""
        return {one.ref: self.row_of(one) for one in self.found(refs)}

    def all_rows(self) -> Iterator[Mapping[str, Any]]:
        """Every row, streamed."""
        return (self.row_of(one) for one in self.records().order_by("pk").iterator(chunk_size=CHUNK))

    def rows_by_refs(self, reader: Any, refs: list[str]) -> Rows:
        """The records behind a figure in the order asked, each as far as the reader may see it."""
        headings, inside = self.headings(), Rights(reader).looks_in
        found = {one.ref: one for one in self.found(refs)}
        closed = (_("not open to you"), *("" for _n in headings[1:]))
        lines = (
            RowView(ref, self.cells(found[ref]), self.url(found[ref]))
            if self.place_of(found[ref]) in inside else RowView(ref, closed)
            for ref in refs if ref in found
        )  # fmt: skip
        return Rows(headings, tuple(lines))

    def opening(self, reader: Any) -> Opening:
        """What a reader may open, told by the place."""
        inside = tuple(sorted(Rights(reader).looks_in))
        return Opening(Where("place", "in", inside) if inside else AnyOf(()))

    def standing_in(self, year: int) -> Iterator[str]:
        """The refs a year has of all that stands without an end: none of what happens once."""
        yield from ()

    def publish(self) -> Fact:
        """The fact with its doors."""
        return Fact(
            schema=self.schema, rows=self.rows, all_rows=self.all_rows, rows_by_refs=self.rows_by_refs,
            opening=self.opening, option_label=self.option_label, standing_in=self.standing_in,
            tables=self.tables, screens=self.screens,
        )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A record as it stood in one year, under the name of that year's fact."""

    ref: str
    year: int
    record: Any
    day: date


@dataclass(frozen=True)
class Yearly(Source):
    """What stands for years: one row for each year in which the record stood at the end (of this year: stands now).

    The ref of a record ends in four zeros; the fact of a year has the year there instead.
    """

    place_of: Callable[[Any], str] = lambda one: str(one.record.place.pid)

    def found(self, refs: Iterable[str]) -> Iterator[Any]:
        """Records of some refs as they stood in the year each ref names."""
        years: dict[str, list[int]] = {}
        for ref in refs:
            years.setdefault(f"{ref[:28]}0000", []).append(int(ref[28:], 16))
        for record in super().found(years):
            for year in years[record.ref]:
                if (stood := standing(record, year)) is not None:
                    yield stood

    def standing_in(self, year: int) -> Iterator[str]:
        """The refs a year has of all records without an end."""
        for record in self.records().prefetch_related(None).order_by("pk").iterator(chunk_size=CHUNK):
            if record.starts is not None and record.ends is None:
                yield year_ref(record.ref, year)

    def all_rows(self) -> Iterator[Mapping[str, Any]]:
        """Every year of every record, streamed."""
        last = timezone.localdate().year + 1
        for record in self.records().order_by("pk").iterator(chunk_size=CHUNK):
            for year in range(max(FIRST_YEAR, record.starts.year), last + 1):
                if (stood := standing(record, year)) is not None:
                    yield self.row_of(stood)


def standing(record: Any, year: int) -> Standing | None:
    """A record at the end of a year, or now; None where it was not there."""
    day = min(date(year, 12, 31), max(timezone.localdate(), date(year, 1, 1)))
    if record.starts is None or record.starts > day or (record.ends is not None and record.ends <= day):
        return None
    return Standing(year_ref(record.ref, year), year, record, day)


def yearly_changes(fact: str, record: Any, this_year: int) -> list[ChangeOf]:
    """The facts of a record that stands for years are new."""
    if record.starts is None:
        return []
    first = max(FIRST_YEAR, record.starts.year)
    return [ChangeOf(fact, year_ref(record.ref, year)) for year in range(first, this_year + 2)]
