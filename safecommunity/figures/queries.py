"""Computing figures from counts, and opening the rows behind them within the reader's rights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import product
from typing import Any

from django.utils import timezone

from safecommunity.engine.conditions import AllOf, Condition, Not, Where
from safecommunity.engine.listing import Listing
from safecommunity.engine.overlay import View
from safecommunity.figures import registry, stores, sums, weighted
from safecommunity.figures.estimates import (
    AGES,
    Dimensions,
    Question,
    Stratum,
    figure_of,
    people_of,
    strata_of,
)
from safecommunity.figures.registry import Received, Rows
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import FigureError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places

PAGE = 25
MOST_CHANGES = 20_000


@dataclass
class Ground:
    """Places with all beneath them and their people: read once, for any number of figures of a page.

    Each part is read when it is first needed, in two queries.
    """

    pids: tuple[str, ...]
    year: int
    _received: dict[Any, Received | None] = field(default_factory=dict)

    @cached_property
    def trees(self) -> dict[str, frozenset[str]]:
        """Each place with everything beneath it."""
        return places.subtrees(self.pids)

    @cached_property
    def people(self) -> places.PopulationTables:
        """Residents up to the year."""
        return places.population_tables(self.pids, self.year)

    def received(
        self, fact: str, pid: str, period: Period, now: datetime, definition: Definition | None = None
    ) -> Received | None:
        """Who has reported; asked once for a fact (or a definition, where it differs), place and period."""
        asked = definition if registry.fact(fact).received_of is not None else None
        key = (fact, asked.key if asked else "", pid, period)
        if key not in self._received:
            self._received[key] = reported(fact, self.trees[pid], period, now=now, definition=asked)
        return self._received[key]


def ground_of(pid: str, year: int, *, also: Iterable[str] = ()) -> Ground:
    """The ground of a place (and others) with people up to a year."""
    return Ground((pid, *also), year)


def condition_of(
    definition: Definition,
    place_pids: Iterable[str],
    period: Period,
    dimensions: Iterable[tuple[str, int | str]] = (),
) -> Condition:
    """The rows a figure counts: its numerator, its place with everything below, its period, its dimensions."""
    parts = [
        definition.numerator,
        Where(definition.place_column, "in", tuple(sorted(place_pids))),
        _when(definition, period),
        *(Where(name, "eq", (value,)) for name, value in dimensions),
    ]
    return AllOf(tuple(parts))


def _when(definition: Definition, period: Period) -> Condition:
    """The months of a period; of what is told for years the year in which the period ends."""
    return Where("year", "eq", (period.end.year,)) if definition.of_year else period.condition()


def whole_of(
    definition: Definition,
    place_pids: Iterable[str],
    period: Period,
    dimensions: Iterable[tuple[str, int | str]] = (),
) -> Condition:
    """The rows a figure is made of: of a share its denominator, of everything else the rows it counts."""
    share = definition.denominator if definition.kind == "proportion" else None
    condition = definition.numerator if share is None or isinstance(share, str) else share
    return condition_of(replace(definition, numerator=condition), place_pids, period, dimensions)


def compute(key: FigureKey, *, now: datetime, fresh: bool = True, ground: Ground | None = None) -> Figure:
    """One figure by its key. Raises IndicatorError for a key that names no figure this place can have."""
    definition = catalogue.get(key.code, key.version)
    _check_dimensions(definition, key)
    found = compute_many(
        [definition], key.place, key.period, now=now, dimensions=key.dimensions, fresh=fresh, ground=ground
    )
    return found[0]


def people_behind(figure: Figure, ground: Ground) -> places.People | None:
    """The residents a rate is divided by."""
    return people_of(_question(figure), ground)


def strata_behind(figure: Figure, ground: Ground) -> tuple[Stratum, ...]:
    """The age-specific rates a standardised rate is made of."""
    if not figure.definition.standard:
        return ()
    question = _question(figure)
    condition = condition_of(figure.definition, ground.trees[figure.place], figure.period, figure.dimensions)
    counts = stores.store(figure.definition.fact).counts(condition, question.by)
    return strata_of(question, counts, ground)


def _question(figure: Figure) -> Question:
    return Question(figure.definition, figure.place, figure.period, figure.computed_at, figure.dimensions)


def _check_dimensions(definition: Definition, key: FigureKey) -> None:
    schema = registry.fact(definition.fact).schema
    for name, value in key.dimensions:
        if name not in definition.dimensions:
            raise FigureError(
                f"dimension of {definition.code}: got {name!r}, allowed are {', '.join(definition.dimensions)}"
            )
        if isinstance(value, int) != schema.column(name).numeric:
            raise FigureError(
                f"dimension {name} of {definition.code}: got {value!r}, a value of another kind"
            )
        if name in AGES and definition.population_ages and isinstance(value, int):
            band, (low, high) = AGES[name](value), definition.population_ages
            if band.lower < low or (high is not None and (band.upper is None or band.upper > high)):
                raise FigureError(
                    f"{name} of {definition.code}: got {band.label}, which lies outside its ages"
                )
    if definition.needs_population and set(AGES) <= {name for name, _ in key.dimensions}:
        raise FigureError(
            f"dimensions of {definition.code}: got {' and '.join(AGES)}, one of them is allowed"
        )


def compute_many(
    definitions: Iterable[Definition],
    pid: str,
    period: Period,
    *,
    now: datetime,
    dimensions: Dimensions = (),
    fresh: bool = True,
    ground: Ground | None = None,
    with_received: bool = True,
) -> list[Figure]:
    """Several figures of one place and period; the store is asked once for what is new.

    A page with many figures reads its `ground` once and passes it to each question. Who has
    reported need not be asked for figures that are only compared with.
    """
    wanted = list(definitions)
    ground = ground or ground_of(pid, period.start.year)
    pids = ground.trees[pid]
    views = {fact: _view(fact, fresh=fresh) for fact in {d.fact for d in wanted}}
    answer = []
    for definition in wanted:
        view, question = views[definition.fact], Question(definition, pid, period, now, dimensions)
        condition = condition_of(definition, pids, period, dimensions)
        stores.store(definition.fact).schema.check(condition)
        counts = view.counts(condition, question.by)
        wholes = _wholes(view, question, pids)
        received = ground.received(definition.fact, pid, period, now, definition) if with_received else None
        answer.append(figure_of(question, counts, wholes, view.seq, ground, received))
    return answer


def _wholes(view: View, question: Question, pids: Iterable[str], by: tuple[str, ...] = ()) -> dict[Any, int]:
    """What a figure is a part of, by some columns: see `figure_of`. Nothing for counts and rates."""
    definition, pids = question.definition, tuple(pids)
    if definition.kind == weighted.KIND:
        every = condition_of(weighted.unweighted(definition), pids, question.period, question.dimensions)
        units = weighted.units_of(view, definition, pids, question.period, by)
        return {**units, **view.counts(every, by)}
    if definition.kind == "proportion" and not definition.over:
        return view.counts(whole_of(definition, pids, question.period, question.dimensions), by)
    return {}


def _view(fact: str, *, fresh: bool) -> View:
    """The state to count from. One view gives counts and their change number that belong together."""
    store = stores.store(fact)
    return store.refresh() if fresh else store.view()


def compute_places(
    definition: Definition,
    pids: Iterable[str],
    period: Period,
    *,
    now: datetime,
    ground: Ground | None = None,
) -> dict[str, Figure]:
    """One figure for each of several places (each with everything below); one count, constant queries."""
    wanted = list(pids)
    if not wanted:
        return {}
    ground = ground or ground_of(wanted[0], period.start.year, also=wanted)
    everyone = frozenset().union(*(ground.trees[pid] for pid in wanted))
    view = _view(definition.fact, fresh=False)
    question = Question(definition, "", period, now)
    by = (definition.place_column, *question.by)
    counts = view.counts(condition_of(definition, everyone, period), by)
    wholes = _wholes(view, question, everyone, (definition.place_column,))
    answer = {}
    for pid in wanted:
        own, whole = (_beneath(found, ground.trees[pid]) for found in (counts, wholes))
        answer[pid] = figure_of(Question(definition, pid, period, now), own, whole, view.seq, ground, None)
    return answer


def _beneath(counts: Mapping[Any, int], pids: frozenset[str]) -> dict[Any, int]:
    """Counts by (place, rest) summed over the places: by (rest)."""
    found: dict[Any, int] = {}
    for (where, *rest), n in counts.items():
        if where in pids:
            found[tuple(rest)] = found.get(tuple(rest), 0) + int(n)
    return found


def compute_by(
    definition: Definition,
    pid: str,
    period: Period,
    by: Mapping[str, Iterable[int]],
    *,
    now: datetime,
    ground: Ground,
) -> dict[tuple[int, ...], Figure]:
    """A figure for every combination of the given values of some dimensions; one count for all of them."""
    return compute_cells(definition, pid, period, tuple(by), product(*by.values()), now=now, ground=ground)


def compute_cells(
    definition: Definition,
    pid: str,
    period: Period,
    by: tuple[str, ...],
    cells: Iterable[tuple[Any, ...]],
    *,
    now: datetime,
    ground: Ground,
) -> dict[tuple[Any, ...], Figure]:
    """A figure for each of some combinations of values of the dimensions `by`; one count for all of them."""
    view, names, pids = _view(definition.fact, fresh=False), by, ground.trees[pid]
    whole = Question(definition, pid, period, now)
    counts = _parts(view.counts(condition_of(definition, pids, period), (*names, *whole.by)), len(names))
    units: Mapping[Any, int] = {}
    records: Mapping[Any, int] = {}
    if definition.kind == weighted.KIND:
        units = weighted.units_of(view, definition, pids, period)
        records = view.counts(condition_of(weighted.unweighted(definition), pids, period), names)
    answer = {}
    for values in cells:
        question = replace(whole, dimensions=tuple(zip(names, values, strict=True)))
        wholes = {**units, (): records.get(values, 0)} if units else {}
        answer[values] = figure_of(question, counts.get(values, {}), wholes, view.seq, ground, None)
    return answer


def _parts(counts: Mapping[Any, int], names: int) -> dict[Any, dict[Any, int]]:
    """Counts by (names…, rest…) as {names: {rest: n}}."""
    found: dict[Any, dict[Any, int]] = {}
    for key, n in counts.items():
        found.setdefault(key[:names], {})[key[names:]] = n
    return found


def counts_by(
    definition: Definition,
    pid: str,
    period: Period,
    *by: str,
    dimensions: Dimensions = (),
    ground: Ground | None = None,
) -> dict[Any, int]:
    """A figure's counts by dimensions: {value: n} by one, {(value, value): n} by several."""
    pids = ground.trees[pid] if ground else places.subtree(pid)
    condition, store = condition_of(definition, pids, period, dimensions), stores.store(definition.fact)
    counts: Mapping[Any, int] = store.counts(
        condition, by if not definition.summed else (*by, definition.summed)
    )
    if definition.summed:
        counts = sums.folded(counts, len(by))
    return {key[0] if len(by) == 1 else key: int(number) for key, number in counts.items()}


def months_of(
    definition: Definition, pid: str, period: Period, *, ground: Ground | None = None
) -> dict[int, int]:
    """Counts by month index of the period; months without any are zero."""
    counts = counts_by(definition, pid, period, "year", "month", ground=ground)
    found = {int(year) * 12 + int(month) - 1: number for (year, month), number in counts.items()}
    return {month: found.get(month, 0) for month in period.months}


def reported(
    fact: str,
    pids: Iterable[str],
    period: Period,
    *,
    now: datetime,
    definition: Definition | None = None,
) -> Received | None:
    """Who has reported, as the owning room tells it; None where nobody owes reports."""
    doors, today = registry.fact(fact), timezone.localdate(now)
    if doors.received_of is not None and definition is not None:
        told = doors.received_of(definition, pids, period, today)
    elif doors.received is not None:
        told = doors.received(pids, period, today)
    else:
        return None
    return told if told.facilities_due else None


def years_on_record(definition: Definition, pids: Iterable[str]) -> list[tuple[int, int]]:
    """(year, n) of the records of a place tree: before the first of them a count is unknown, not zero."""
    here = Where(definition.place_column, "in", tuple(sorted(pids)))
    counts = stores.store(definition.fact).counts(here, by=("year",))
    return sorted((int(year), int(n)) for (year,), n in counts.items())


def axis_of(figures: Iterable[Figure]) -> tuple[float, float]:
    """One axis for strips that stand under each other: round numbers around all their intervals."""
    figures = list(figures)
    if any(f.definition.unit == "percent" for f in figures):
        return 0.0, 100.0
    known = [limit for f in figures for limit in (f.lower, f.upper, f.value) if limit is not None]
    if not known or max(known) <= 0:
        return 0.0, 1.0
    step = 10 ** max(0, len(str(int(max(known)))) - 1) / 2
    return step * int(min(known) / step), step * (int(max(known) / step) + 1)


@dataclass(frozen=True)
class Behind:
    """A page of the rows behind a figure, and how many of them this reader may open."""

    total: int
    openable: int
    changed: int
    many: bool
    """whether more changed than were looked at"""
    rows: Rows
    start: int
    following: str
    previous: bool


def condition_behind(figure: Figure) -> Condition:
    """The rows that make a figure."""
    return whole_of(figure.definition, places.subtree(figure.place), figure.period, figure.dimensions)


def rows_behind(reader: Any, figure: Figure, after: str = "", *, since: int | None = None) -> Behind:
    """The rows of a figure, newest first, a page at a time; each row as far as the reader may see it.

    However many records the figure has, a page of them is read; the others are counted by their columns.
    """
    fact = registry.fact(figure.definition.fact)
    condition, view = condition_behind(figure), stores.store(fact.schema.name).view()
    fact.schema.check(condition)
    found = view.listing(condition)
    start = found.after(after) if after else 0
    page = found.refs(start, start + PAGE)
    many = since is not None and view.seq - since > MOST_CHANGES
    changed = _changed_since(view, condition, since) if since is not None else set()
    rows = fact.rows_by_refs(reader, page)
    marked = tuple(replace(row, changed_after=row.ref in changed) for row in rows.rows)
    more = start + PAGE < len(found)
    return Behind(
        total=len(found),
        openable=_openable(reader, fact, view, condition, found),
        changed=len(changed),
        many=many,
        rows=Rows(rows.headings, marked),
        start=start,
        following=page[-1] if more and page else "",
        previous=start > 0,
    )


def _openable(reader: Any, fact: registry.Fact, view: View, condition: Condition, found: Listing) -> int:
    """How many of the rows behind a figure a reader may open."""
    if fact.opening is None:
        return sum(fact.openable(reader, some) for some in found.chunks()) if fact.openable else 0
    may = fact.opening(reader)
    besides = AllOf((condition, Not(may.condition)))
    return view.counts(AllOf((condition, may.condition)), ())[()] + len(view.among(may.own, besides))


def _changed_since(view: View, condition: Condition, seq: int) -> set[str]:
    """Of the rows those that changed since; after an import of a million only the latest changes are looked at."""
    from safecommunity.journal import queries as journal

    feed = journal.changes(view.schema.name, max(seq, view.seq - MOST_CHANGES))
    return view.among({*feed.refs, *feed.pending}, condition)


def fed_by(fact: str, row: Mapping[str, Any]) -> list[Definition]:
    """The figures a record feeds: every definition whose numerator its row meets."""
    from safecommunity.engine.predicate import compile_predicate

    return [
        definition
        for definition in catalogue.CATALOGUE.of_fact(fact)
        if row.get(definition.place_column) and compile_predicate(definition.numerator)(row)
    ]
