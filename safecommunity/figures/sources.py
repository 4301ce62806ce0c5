"""Facts out of a table: what a room says of its records, and the doors the registry asks for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.engine.schema import FactSchema
from safecommunity.figures.registry import Fact, Rows, RowView
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.actions import year_ref
from safecommunity.places.actions.units import FIRST_YEAR

CHUNK = 2000


@dataclass(frozen=True)
class Source:
    """Where a fact comes from: one row for each record. A ref that is missing was withdrawn."""

    schema: FactSchema
    records: Callable[[], QuerySet[Any]]
    row_of: Callable[[Any], dict[str, Any]]
    seen: Callable[[Any], Q]
    headings: Callable[[], tuple[str, ...]]
    cells: Callable[[Any], tuple[str, ...]]
    url: Callable[[Any], str]
    option_label: Callable[[str, int], str]
    elapsed: Callable[[int, date], int] | None = None
    """the clock of its durations, where it is not the calendar"""

    def standing_in(self, year: int) -> Iterator[str]:
        """The refs a year has of all that stands without an end: none of what happens once."""
        yield from ()

    def _found(self, refs: Iterable[str], seen: Q | None = None) -> Iterator[Any]:
        wanted = list(refs)
        for start in range(0, len(wanted), CHUNK):
            found = self.records().filter(ref__in=wanted[start : start + CHUNK])
            yield from found if seen is None else found.filter(seen)

    def rows(self, refs: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """Present rows of these refs."""
        return {one.ref: self.row_of(one) for one in self._found(refs)}

    def all_rows(self) -> Iterator[Mapping[str, Any]]:
        """Every row, streamed."""
        return (self.row_of(one) for one in self.records().order_by("pk").iterator(chunk_size=CHUNK))

    def rows_by_refs(self, reader: Any, refs: list[str]) -> Rows:
        """The records behind a figure in the order asked, each as far as the reader may see it."""
        headings = self.headings()
        found = {one.ref: one for one in self._found(refs)}
        may = {one.ref for one in self._found(refs, self.seen(reader))}
        closed = (_("not open to you"), *("" for _n in headings[1:]))
        lines = (
            RowView(ref, self.cells(found[ref]), self.url(found[ref])) if ref in may else RowView(ref, closed)
            for ref in refs
            if ref in found
        )
        return Rows(headings, tuple(lines))

    def openable(self, reader: Any, refs: list[str]) -> int:
        """How many of them a reader may open."""
        return sum(1 for _one in self._found(refs, self.seen(reader)))


def publish(source: Source, tables: tuple[str, ...], screens: tuple[tuple[Any, str], ...]) -> Fact:
    """A fact with its doors; the tables it is read from, and the pages (title, address) where they are kept."""
    return Fact(
        schema=source.schema, rows=source.rows, all_rows=source.all_rows, rows_by_refs=source.rows_by_refs,
        openable=source.openable, option_label=source.option_label, elapsed=source.elapsed,
        standing_in=source.standing_in, tables=tables, screens=screens,
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

    def _found(self, refs: Iterable[str], seen: Q | None = None) -> Iterator[Any]:
        years: dict[str, list[int]] = {}
        for ref in refs:
            years.setdefault(f"{ref[:28]}0000", []).append(int(ref[28:], 16))
        for record in super()._found(years, seen):
            for year in years[record.ref]:
                if (stood := standing(record, year)) is not None:
                    yield stood

    def standing_in(self, year: int) -> Iterator[str]:
        """The refs a year has of all records without an end."""
        for record in self.records().prefetch_related(None).order_by("pk").iterator(chunk_size=CHUNK):
            if record.ends is None:
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
    if record.starts > day or (record.ends is not None and record.ends <= day):
        return None
    return Standing(year_ref(record.ref, year), year, record, day)


def as_at(record: Any, name: str, day: date) -> Any:
    """What a field said on a day: as it was kept when it changed, else as it stands. A place by its permanent id."""
    for old in record.was:
        if name in old and day < date.fromisoformat(old["until"]):
            return old[name]
    return _plain(getattr(record, name))


def keep_was(record: Any, before: Mapping[str, Any], today: date) -> None:
    """Keep beside the record what fields said until today, before it is saved. Of one day the first word is kept."""
    said = {name: _plain(value) for name, value in before.items()}
    told = {name: value for name, value in said.items() if value != _plain(getattr(record, name))}
    if not told:
        return
    until, kept = today.isoformat(), list(record.was)
    last = kept.pop() if kept and kept[-1]["until"] == until else {"until": until}
    record.was = [*kept, {**told, **last}]


def _plain(value: Any) -> Any:
    return getattr(value, "pid", value)


def yearly_changes(fact: str, record: Any, this_year: int) -> list[ChangeOf]:
    """The facts of a record that stands for years are new."""
    first = max(FIRST_YEAR, record.starts.year)
    return [ChangeOf(fact, year_ref(record.ref, year)) for year in range(first, this_year + 2)]
