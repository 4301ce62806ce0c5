"""One definition for every place and month at once: the same figures, computed over arrays instead of one by one.

    table = figures_of(get("injury.rate"), view, places=a_map, months=Months(first, last), people=people)
    table.value[table.position["street1"], 0]         # January of that street with everything beneath it
    table.figure("street1", 0, computed_at=now)       # the same as a Figure, with all its checks

`view` is `Store.view()`; `people` are residents by the nineteen age bands (`engine.population.people_of`, width 19).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from safecommunity.engine.conditions import AllOf, Where
from safecommunity.engine.overlay import View
from safecommunity.engine.periods import Months
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.population import People
from safecommunity.engine.rollup import Axis, PlaceCounts, counts_of_places
from safecommunity.epi.rates import crude_rates
from safecommunity.epi.standardised import direct_rates
from safecommunity.indicators import standards
from safecommunity.indicators.ages import BANDS
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import FigureError
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period

Floats = NDArray[np.float64]
CHUNK = 4096  # places whose intervals are computed at a time: what is in between stays small
METHODS = {"total", "count", "proportion", "rate"}


@dataclass(frozen=True, eq=False)
class FigureTable:
    """`value`, `n`, `numerator`, `denominator`, `lower` and `upper` have shape (places, months); NaN where a figure
    cannot be told or has no interval. `n` is never missing."""

    definition: Definition
    pids: tuple[str, ...]
    months: Months
    seq: int
    value: Floats
    n: NDArray[np.int64]
    numerator: Floats
    denominator: Floats
    lower: Floats
    upper: Floats
    method: str

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each place stands."""
        return {pid: at for at, pid in enumerate(self.pids)}

    def figure(self, pid: str, slot: int, *, computed_at: datetime) -> Figure:
        """One cell as a figure: what is stored, printed or sent is always one of these."""
        cell = self.position[pid], slot
        month = self.months.first + slot
        lower = _told(self.lower[cell])
        return Figure(
            definition=self.definition,
            place=pid,
            period=Period(month, month),
            value=_told(self.value[cell]),
            n=int(self.n[cell]),
            seq=self.seq,
            computed_at=computed_at,
            numerator=_told(self.numerator[cell]),
            denominator=_told(self.denominator[cell]),
            lower=lower,
            upper=_told(self.upper[cell]),
            method="" if lower is None else self.method,
        )


def _told(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def figures_of(
    definition: Definition, view: View, *, places: PlaceMap, months: Months, people: People | None = None
) -> FigureTable:
    """The figures of every place of the map (with everything beneath it) in every month. Raises FigureError for kinds
    that are made of single records (weighted totals, durations) and for rates without people."""
    if definition.kind not in METHODS:
        raise FigureError(
            f"{definition.key} over arrays: got a {definition.kind}, allowed are {', '.join(sorted(METHODS))}"
        )
    if definition.needs_population and people is None:
        raise FigureError(f"{definition.key} over arrays: got no people, allowed is a rate with people")
    if definition.standard and people is not None:
        return _standardised(definition, view, places, months, people)
    counts = _counts(definition, view, places, months)
    n, missing = counts.counts, np.full(counts.counts.shape, np.nan)
    if definition.kind == "total" or definition.over:
        return _added(definition, view, places, months, counts)
    if definition.kind == "proportion" and not isinstance(definition.denominator, str | None):
        whole = _counts(replace(definition, numerator=definition.denominator), view, places, months).counts
        share = definition.per * _divided(n, whole)
        return _table(definition, counts, share, whole, n, whole, missing, missing, "")
    if people is not None and definition.needs_population:
        return _crude(definition, counts, _lived(definition, people, months))
    return _table(definition, counts, n.astype(np.float64), n, n, missing, missing, missing, "")


def _counts(
    definition: Definition,
    view: View,
    places: PlaceMap,
    months: Months,
    axes: tuple[Axis, ...] = (),
    weight: str = "",
) -> PlaceCounts:
    if definition.of_year:
        return _of_years(definition, view, places, months, weight)
    return counts_of_places(
        view, definition.numerator, place=definition.place_column, periods=months, places=places, axes=axes,
        weight=weight,
    )  # fmt: skip


def _of_years(
    definition: Definition, view: View, places: PlaceMap, months: Months, weight: str
) -> PlaceCounts:
    """Registers are told for the whole year in which a month lies; the month of a row may not be known."""
    counts = np.zeros((places.size + 1, months.count), dtype=np.int64)
    for year in range(months.years[0], months.years[1] + 1):
        asked = AllOf((definition.numerator, Where("year", "eq", (year,))))
        by = (definition.place_column, *([weight] if weight else []))
        own = np.zeros(places.size + 1, dtype=np.int64)
        found = view.counts(asked, by)
        at = places.positions(str(key[0]) for key in found)
        much = [n * max(0, int(key[1])) if weight else n for key, n in found.items()]
        np.add.at(own, at, np.array(much, dtype=np.int64))
        rolled = np.append(places.roll_up(own[:-1].copy()), own[-1])
        first = max(0, year * 12 - months.first)
        counts[:, first : year * 12 + 12 - months.first] = rolled[:, None]
    return PlaceCounts(places.pids, months, counts[:-1], counts[-1], view.seq)


def _table(
    definition: Definition, counts: PlaceCounts, value: Floats, n: NDArray[np.int64], numerator: NDArray[np.generic],
    denominator: NDArray[np.generic], lower: Floats, upper: Floats, method: str,
) -> FigureTable:  # fmt: skip
    """Denominators of nobody are told as none, as a single figure tells them."""
    part, whole = (np.asarray(each, dtype=np.float64) for each in (numerator, denominator))
    if definition.needs_population:
        whole = np.where(whole > 0, whole, np.nan)
    return FigureTable(
        definition, counts.pids, counts.periods if isinstance(counts.periods, Months) else Months(0, 0), counts.seq,
        value, n, part, whole, lower, upper, method,
    )  # fmt: skip


def _divided(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Floats:
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)


def _added(
    definition: Definition, view: View, places: PlaceMap, months: Months, counts: PlaceCounts
) -> FigureTable:
    """What the records add up to, or the share of two such totals."""
    n, missing = counts.counts, np.full(counts.counts.shape, np.nan)
    total = _counts(definition, view, places, months, weight=definition.quantity).counts
    if definition.over:
        whole = _counts(definition, view, places, months, weight=definition.over).counts
        return _table(
            definition, counts, definition.per * _divided(total, whole), n, total, whole, missing, missing, ""
        )
    told = np.round(total * definition.per, 6)
    value = np.where(n > 0, told, np.nan) if definition.basis else told
    return _table(definition, counts, value, n, value, missing, missing, missing, "")


def _lived(definition: Definition, people: People, months: Months) -> Floats:
    """Years lived by the people of the denominator, shape (places, months)."""
    ages = definition.population_ages
    chosen = [
        band.code for band in BANDS
        if ages is None or (band.lower >= ages[0] and (ages[1] is None or band.lower <= ages[1]))
    ]  # fmt: skip
    known = People(people.pids, people.first_year, people.people[:, :, chosen], people.of_year)
    return np.asarray(known.person_years(months).sum(axis=2), dtype=np.float64)


def _crude(definition: Definition, counts: PlaceCounts, years: Floats) -> FigureTable:
    found = crude_rates(
        cases=counts.counts, person_years=np.nan_to_num(years), per=definition.per, method=definition.interval
    )
    return _table(
        definition,
        counts,
        found.estimate,
        counts.counts,
        counts.counts,
        years,
        found.lower,
        found.upper,
        found.method,
    )


def _standardised(
    definition: Definition, view: View, places: PlaceMap, months: Months, people: People
) -> FigureTable:
    """Rates of the standard's age groups weighted by it; a stretch of places at a time."""
    standard = standards.get(definition.standard)
    bands = Axis("age_band", tuple(range(len(BANDS))), standard.group_of_band)
    counts = _counts(definition, view, places, months, (bands,))
    shape = counts.counts.shape[:2]
    value, lower, upper, lived = (np.full(shape, np.nan) for _ in range(4))
    fold = np.zeros((len(BANDS), len(standard.groups)))
    fold[np.arange(len(BANDS)), standard.group_of_band] = 1.0
    for begin in range(0, shape[0], CHUNK):
        part = slice(begin, begin + CHUNK)
        own = People(people.pids[part], people.first_year, people.people[part] @ fold, people.of_year[part])
        years = own.person_years(months)
        found = direct_rates(
            cases=counts.counts[part], person_years=years, standard_population=standard.weights,
            per=definition.per, method=definition.interval,
        )  # fmt: skip
        value[part], lower[part], upper[part] = found.estimate, found.lower, found.upper
        lived[part] = np.where(np.isnan(found.estimate), np.nan, years.sum(axis=2))
    n = counts.counts.sum(axis=2)
    return _table(definition, counts, value, n, n, lived, lower, upper, definition.interval)
