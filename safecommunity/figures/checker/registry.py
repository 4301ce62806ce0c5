"""What rooms register for the checker: their checks, how their records are opened, and what several rooms share.

A room calls these from its `checks.py` in `AppConfig.ready()`:

- `register_check`: a check of one rule; it yields `Found`s, in a constant number of queries
- `register_opener`: the page of a kind of record, and who may open it
- `register_gatherings`: events that several groups may report (N5): outreach, trainings, meetings, drills
- `register_entries`: when records happened and when they were entered (N11); declared backfill is left out
- `register_reviews`: days of visits and reviews (N11), besides those entered by hand
- `register_rankings`: rankings that were published (N14)
- `register_held`: figures a report or judgement holds (N15)
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from safecommunity.figures.checker.rules import rules

T = TypeVar("T")
Link = tuple[str, str, str]
"""(kind of record, its public id, what it is called)"""
Say = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Found:
    """One thing that does not add up. `key` stays the same from run to run; `said` is what the sentence is made of.

    `loose` names what of it moves with every new record without being another thing: an answer holds all the same.
    """

    key: str
    place: str
    said: Mapping[str, Any] = field(hash=False)
    links: tuple[Link, ...] = ()
    level: str = ""
    loose: tuple[str, ...] = ()


@dataclass
class Asked:
    """One run: its moment, and what several checks of it read is read once."""

    now: datetime
    today: date
    _known: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """What `read` gives, read once a run."""
        if name not in self._known:
            self._known[name] = read()
        known: T = self._known[name]
        return known


@dataclass(frozen=True)
class Check:
    """A check of one rule in one room.

    `find` yields what does not add up; `say` makes its sentence in the reader's language. `reads`: kinds of the log
    whose deeds make it worth running again, empty for always; `daily`: also when a new day begins.
    """

    code: str
    rule: str
    title: Any
    find: Callable[[Asked], Iterable[Found]]
    say: Say
    reads: tuple[str, ...] = ()
    daily: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        if self.rule not in rules():
            raise ValueError(f"check {self.code}: got rule {self.rule!r}; allowed: {', '.join(rules())}")


@dataclass(frozen=True)
class Opener:
    """The page of a kind of record: `url(ref)`, who may open it, and what the kind is called."""

    url: Callable[[str], str]
    may_open: Callable[[Any, str], bool]
    title: Any = ""


@dataclass(frozen=True)
class Gathering:
    """An event with people, as one group reported it. `place` is a permanent id; `by` who entered it."""

    kind: str
    ref: str
    title: str
    place: str
    on: date
    by: str
    people: int | None = None
    judged: bool = False
    """whether its room has a queue of its own for doubles of this kind"""


@dataclass(frozen=True)
class Entered:
    """So many records of a place that happened on a day and were entered on another."""

    place: str
    happened: date
    entered: date
    n: int


@dataclass(frozen=True)
class Entries:
    """When records of one kind happened and were entered; `rows(since)` in one query, backfill left out."""

    kind: str
    title: Any
    rows: Callable[[date], Iterable[Entered]]


@dataclass(frozen=True)
class Review:
    """A visit or review of a place."""

    place: str
    on: date
    title: str
    link: Link = ("", "", "")


@dataclass(frozen=True)
class Ranking:
    """A published order of places or units; `interval` whether each rank carries its uncertainty."""

    key: str
    place: str
    title: str
    interval: bool
    link: Link = ("", "", "")


@dataclass(frozen=True)
class Held:
    """A rate a report or judgement holds, and the version of the population of a year it was divided by."""

    report: str
    report_title: str
    place: str
    figure: str
    year: int
    version: int
    link: Link = ("", "", "")


_checks: dict[str, Check] = {}
_openers: dict[str, Opener] = {}
_gatherings: dict[str, Callable[[Asked], Iterable[Gathering]]] = {}
_entries: dict[str, Entries] = {}
_reviews: dict[str, Callable[[Asked], Iterable[Review]]] = {}
_rankings: dict[str, Callable[[Asked], Iterable[Ranking]]] = {}
_held: dict[str, Callable[[Asked], Iterable[Held]]] = {}


def register_check(check: Check) -> None:
    """A check; the same code twice is the later one."""
    _checks[check.code] = check


def register_opener(kind: str, opener: Opener) -> None:
    """The page of a kind of record."""
    _openers[kind] = opener


def register_gatherings(name: str, read: Callable[[Asked], Iterable[Gathering]]) -> None:
    """Events that several groups may report: of one room."""
    _gatherings[name] = read


def register_entries(entries: Entries) -> None:
    """When records happened and were entered: of one kind."""
    _entries[entries.kind] = entries


def register_reviews(name: str, read: Callable[[Asked], Iterable[Review]]) -> None:
    """Days of visits and reviews: of one room."""
    _reviews[name] = read


def register_rankings(name: str, read: Callable[[Asked], Iterable[Ranking]]) -> None:
    """Published rankings: of one room."""
    _rankings[name] = read


def register_held(name: str, read: Callable[[Asked], Iterable[Held]]) -> None:
    """Figures held in reports or judgements: of one room."""
    _held[name] = read


def checks(rule: str = "") -> list[Check]:
    """All checks, or those of a rule, in the order of rules."""
    found = [one for one in _checks.values() if not rule or one.rule == rule]
    return sorted(found, key=lambda one: (rules()[one.rule].number, one.code))


def check(code: str) -> Check | None:
    """One check; None where its room is not there any more."""
    return _checks.get(code)


def opener(kind: str) -> Opener | None:
    """How records of a kind are opened."""
    return _openers.get(kind)


def gatherings(asked: Asked) -> list[Gathering]:
    """Events of all rooms."""
    return [one for read in _gatherings.values() for one in read(asked)]


def entries() -> list[Entries]:
    """Kinds of records whose entering is watched."""
    return list(_entries.values())


def reviews(asked: Asked) -> list[Review]:
    """Visits and reviews of all rooms."""
    return [one for read in _reviews.values() for one in read(asked)]


def rankings(asked: Asked) -> list[Ranking]:
    """Rankings of all rooms."""
    return [one for read in _rankings.values() for one in read(asked)]


def held(asked: Asked) -> list[Held]:
    """Held figures of all rooms."""
    return [one for read in _held.values() for one in read(asked)]
