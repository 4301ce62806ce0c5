"""Computing figures from counts, and opening the rows behind them within the reader's rights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from safecommunity.engine.conditions import AllOf, Condition, Where
from safecommunity.engine.overlay import View
from safecommunity.epi.rates import crude_rate
from safecommunity.figures import registry, stores
from safecommunity.figures.registry import Received, Rows
from safecommunity.indicators import ages as age_bands
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import FigureError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places

PAGE = 25


@dataclass(frozen=True)
class Asked:
    """One question to the store, asked once for many figures: same place tree, same moment."""

    now: datetime

    @property
    def today(self) -> Any:
        return timezone.localdate(self.now)


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
        period.condition(),
        *(Where(name, "eq", (value,)) for name, value in dimensions),
    ]
    return AllOf(tuple(parts))


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


def compute(key: FigureKey, *, now: datetime, fresh: bool = True) -> Figure:
    """One figure by its key. Raises IndicatorError for a key that names no figure this place can have."""
    definition = catalogue.get(key.code, key.version)
    _check_dimensions(definition, key)
    return compute_many([definition], key.place, key.period, now=now, dimensions=key.dimensions, fresh=fresh)[
        0
    ]


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
        if name == "age_band" and definition.population_ages and isinstance(value, int):
            band, (low, high) = age_bands.band(value), definition.population_ages
            if band.lower < low or (high is not None and (band.upper is None or band.upper > high)):
                raise FigureError(
                    f"age_band of {definition.code}: got {band.label}, which lies outside its ages"
                )


def compute_many(
    definitions: Iterable[Definition],
    pid: str,
    period: Period,
    *,
    now: datetime,
    dimensions: tuple[tuple[str, int | str], ...] = (),
    fresh: bool = True,
) -> list[Figure]:
    """Several figures of one place and period; the store is asked once for what is new."""
    wanted = list(definitions)
    pids = places.subtree(pid)
    received = {fact: reported(fact, pids, period, now=now) for fact in {d.fact for d in wanted}}
    views = {fact: _view(fact, fresh=fresh) for fact in received}
    answer = []
    for definition in wanted:
        view = views[definition.fact]
        condition = condition_of(definition, pids, period, dimensions)
        stores.store(definition.fact).schema.check(condition)
        n = int(view.counts(condition, ()).get((), 0))
        if definition.kind == "proportion":
            of = int(view.counts(whole_of(definition, pids, period, dimensions), ()).get((), 0))
            answer.append(
                _share(definition, pid, period, (n, of), view.seq, now, received[definition.fact], dimensions)
            )
            continue
        answer.append(
            _figure(definition, pid, period, n, view.seq, now, received[definition.fact], dimensions)
        )
    return answer


def _view(fact: str, *, fresh: bool) -> View:
    """The state to count from. One view gives counts and their change number that belong together."""
    store = stores.store(fact)
    return store.refresh() if fresh else store.view()


def compute_places(
    definition: Definition, pids: Iterable[str], period: Period, *, now: datetime
) -> dict[str, Figure]:
    """One figure for each of several places (each with everything below); one count, constant queries."""
    wanted = list(pids)
    trees = places.subtrees(wanted)
    everyone = frozenset().union(*trees.values()) if trees else frozenset()
    view = _view(definition.fact, fresh=False)
    column = definition.place_column
    counts = view.counts(condition_of(definition, everyone, period), (column,)) if everyone else {}
    share = definition.kind == "proportion"
    wholes = view.counts(whole_of(definition, everyone, period), (column,)) if share and everyone else {}
    people = people_of(definition, wanted, period)
    answer = {}
    for pid in wanted:
        n = sum(int(number) for (where,), number in counts.items() if where in trees[pid])
        if share:
            of = sum(int(number) for (where,), number in wholes.items() if where in trees[pid])
            answer[pid] = _share(definition, pid, period, (n, of), view.seq, now, None)
            continue
        answer[pid] = _figure(
            definition,
            pid,
            period,
            n,
            view.seq,
            now,
            None,
            (),
            person_years(definition, people.get(pid), period, now),
        )
    return answer


def counts_by(
    definition: Definition,
    pid: str,
    period: Period,
    by: str,
    *,
    dimensions: tuple[tuple[str, int | str], ...] = (),
) -> dict[int | str, int]:
    """A figure's counts by one dimension."""
    store = stores.store(definition.fact)
    condition = condition_of(definition, places.subtree(pid), period, dimensions)
    return {value: int(number) for (value,), number in store.counts(condition, by=(by,)).items()}


def months_of(definition: Definition, pid: str, period: Period) -> dict[int, int]:
    """Counts by month index of the period; months without any are zero."""
    store = stores.store(definition.fact)
    counts = store.counts(condition_of(definition, places.subtree(pid), period), by=("year", "month"))
    found = {int(year) * 12 + int(month) - 1: int(number) for (year, month), number in counts.items()}
    return {month: found.get(month, 0) for month in period.months}


def people_of(
    definition: Definition,
    pids: Iterable[str],
    period: Period,
    dimensions: Iterable[tuple[str, int | str]] = (),
) -> dict[str, places.People]:
    """Residents who make the denominator: of the period's first year (or the latest table before it)."""
    if not definition.needs_population:
        return {}
    sex, ages = 0, definition.population_ages
    for name, value in dimensions:
        if name == "sex":
            sex = int(value)
        elif name == "age_band":
            band = age_bands.band(int(value))
            ages = (band.lower, band.upper)
    return places.populations(pids, period.start.year, sex=sex, ages=ages)


def person_years(
    definition: Definition, people: places.People | None, period: Period, now: datetime
) -> float | None:
    """Residents × the part of the period that has passed, in years."""
    if not definition.needs_population or people is None:
        return None
    return people.count * period.years(timezone.localdate(now))


def _figure(
    definition: Definition,
    pid: str,
    period: Period,
    n: int,
    seq: int,
    now: datetime,
    received: Received | None,
    dimensions: tuple[tuple[str, int | str], ...] = (),
    years: float | str | None = "ask",
) -> Figure:
    base = Figure(
        definition=definition,
        place=pid,
        period=period,
        dimensions=dimensions,
        value=None,
        n=n,
        seq=seq,
        computed_at=now,
        numerator=float(n),
        received=received.facilities_complete if received else None,
        due=received.facilities_due if received else None,
    )
    if definition.kind == "count":
        return replace(base, value=float(n))
    if years == "ask":
        people = people_of(definition, [pid], period, dimensions).get(pid)
        years = person_years(definition, people, period, now)
    if not years:
        return base
    rate = crude_rate(cases=n, person_years=float(years), per=definition.per, method=definition.interval)
    return replace(
        base,
        value=rate.estimate,
        lower=rate.lower,
        upper=rate.upper,
        method=rate.method,
        denominator=rate.person_years,
    )


def _share(
    definition: Definition,
    pid: str,
    period: Period,
    counted: tuple[int, int],
    seq: int,
    now: datetime,
    received: Received | None,
    dimensions: tuple[tuple[str, int | str], ...] = (),
) -> Figure:
    """So many of so many, all of them known: no interval. Without a denominator there is no share."""
    part, whole = counted
    return Figure(
        definition=definition,
        place=pid,
        period=period,
        dimensions=dimensions,
        value=definition.per * part / whole if whole else None,
        n=whole,
        seq=seq,
        computed_at=now,
        numerator=float(part),
        denominator=float(whole),
        received=received.facilities_complete if received else None,
        due=received.facilities_due if received else None,
    )


def reported(fact: str, pids: Iterable[str], period: Period, *, now: datetime) -> Received | None:
    """Who has reported, as the owning room tells it; None where nobody owes reports."""
    door = registry.fact(fact).received
    if door is None:
        return None
    told = door(pids, period, timezone.localdate(now))
    return told if told.facilities_due else None


def axis_of(figures: Iterable[Figure]) -> tuple[float, float]:
    """One axis for strips that stand under each other: round numbers around all their intervals."""
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
    rows: Rows
    start: int
    following: str
    previous: bool


def rows_behind(reader: Any, figure: Figure, after: str = "", *, since: int | None = None) -> Behind:
    """The rows of a figure, newest first, a page at a time; each row as far as the reader may see it."""
    definition = figure.definition
    fact, store = registry.fact(definition.fact), stores.store(definition.fact)
    condition = whole_of(definition, places.subtree(figure.place), figure.period, figure.dimensions)
    refs = store.refs(condition)
    start = 0
    if after:
        start = refs.index(after) + 1 if after in refs else 0
    page = refs[start : start + PAGE]
    changed = _changed_since(definition.fact, since, set(refs)) if since is not None else set()
    rows = fact.rows_by_refs(reader, page)
    marked = tuple(replace(row, changed_after=row.ref in changed) for row in rows.rows)
    more = start + PAGE < len(refs)
    return Behind(
        total=len(refs),
        openable=fact.openable(reader, refs),
        changed=len(changed),
        rows=Rows(rows.headings, marked),
        start=start,
        following=page[-1] if more and page else "",
        previous=start > 0,
    )


def _changed_since(fact: str, seq: int, refs: set[str]) -> set[str]:
    from safecommunity.journal import queries as journal

    feed = journal.changes(fact, seq)
    return refs & set(feed.refs + feed.pending)


def fed_by(fact: str, row: Mapping[str, Any]) -> list[Definition]:
    """The figures a record feeds: every definition whose numerator its row meets."""
    from safecommunity.engine.predicate import compile_predicate

    return [
        definition
        for definition in catalogue.CATALOGUE.of_fact(fact)
        if row.get(definition.place_column) and compile_predicate(definition.numerator)(row)
    ]
