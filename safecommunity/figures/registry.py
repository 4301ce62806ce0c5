"""What upper rooms register here: fact tables, how to read their rows, and who has reported."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from safecommunity.engine.conditions import Condition
from safecommunity.engine.schema import FactSchema
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.period import Period


@dataclass(frozen=True)
class Received:
    """Who owed reports for a place and period, and who gave them. A missing month is never read as a fall."""

    facilities_due: int
    facilities_complete: int
    months_due: int
    months_received: int
    missing: tuple[tuple[str, str, int], ...] = ()
    """(facility pid, facility name, month index) of each report not received"""

    @property
    def complete(self) -> bool:
        return self.months_received >= self.months_due


@dataclass(frozen=True)
class RowView:
    """One record behind a figure as its reader may see it; `url` is empty where he may not open it."""

    ref: str
    cells: tuple[str, ...]
    url: str = ""
    changed_after: bool = False


@dataclass(frozen=True)
class Rows:
    """A page of records behind a figure."""

    headings: tuple[str, ...]
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class Opening:
    """What of a fact a reader may open, said by the fact's columns; `own` are the few records he may open besides."""

    condition: Condition
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fact:
    """A fact table with its doors. How much of it a reader may open is told by one of two.

    `opening` says it by columns, so that a million records are counted at once; `openable` counts given refs, for facts
    whose rights are not in their columns and of which there are some thousand.
    """

    schema: FactSchema
    rows: Callable[[Iterable[str]], Mapping[str, Mapping[str, Any]]]
    all_rows: Callable[[], Iterator[Mapping[str, Any]]]
    rows_by_refs: Callable[[Any, list[str]], Rows]
    openable: Callable[[Any, list[str]], int] | None = None
    opening: Callable[[Any], Opening] | None = None
    received: Callable[[Iterable[str], Period, date], Received] | None = None
    option_label: Callable[[str, int], str] | None = None
    received_of: Callable[[Definition, Iterable[str], Period, date], Received] | None = None
    """who has reported, where that differs from figure to figure of one fact"""
    elapsed: Callable[[int, date], int] | None = None
    """days of the room's own clock (working days, say) from a day (`date.toordinal`) to another; calendar days where
    it has none of its own"""
    standing_in: Callable[[int], Iterable[str]] | None = None
    """the refs a year has of all that stands without an end: told at New Year, or an untouched register would end"""
    handed_in: bool = False
    """holds only what was handed in, so that levels above may be told its figures too"""
    tables: tuple[str, ...] = ()
    """the models the rows are read from, as `room.Model`"""
    screens: tuple[tuple[Any, str], ...] = ()
    """where the records are entered and listed: (title, name of the address); titles are said lazily"""

    def __post_init__(self) -> None:
        if (self.openable is None) == (self.opening is None):
            raise ValueError(f"fact {self.schema.name}: allowed is one of openable and opening")


_facts: dict[str, Fact] = {}


class UnknownFact(LookupError):
    """No room publishes this fact."""


def register_fact(fact: Fact) -> None:
    """Called once by the owning room in AppConfig.ready()."""
    _facts[fact.schema.name] = fact


def fact(name: str) -> Fact:
    """A registered fact. Raises UnknownFact naming what is known."""
    try:
        return _facts[name]
    except KeyError:
        raise UnknownFact(f"fact {name!r} is not published; known: {', '.join(sorted(_facts))}") from None


def known(name: str) -> Fact | None:
    """A registered fact, None where no room publishes it."""
    return _facts.get(name)


def facts() -> list[Fact]:
    """All registered facts."""
    return list(_facts.values())
