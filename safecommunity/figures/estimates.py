"""From counts and people to a figure: its denominator, its estimate, its interval by the definition's method."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from safecommunity.epi.rates import Rate, crude_rate
from safecommunity.epi.standardised import direct_rate, stratum_rates
from safecommunity.figures import lengths, registry, sums, weighted
from safecommunity.figures.registry import Received
from safecommunity.indicators import ages as age_bands
from safecommunity.indicators import standards
from safecommunity.indicators.ages import Ages, Band
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places

Dimensions = tuple[tuple[str, int | str], ...]
Counts = Mapping[Any, int]
AGES: dict[str, Callable[[int], Band]] = {"age_band": age_bands.band, "age_group": age_bands.group}


class HasPeople(Protocol):
    """What knows the residents; it reads them when it is first asked."""

    @property
    def people(self) -> places.PopulationTables: ...


@dataclass(frozen=True)
class Question:
    """What is asked: a definition for one place and period, perhaps of a part of the cases."""

    definition: Definition
    place: str
    period: Period
    now: datetime
    dimensions: Dimensions = ()

    @property
    def by(self) -> tuple[str, ...]:
        """The columns its counts must be split by: a standardised rate is made of its ages, a weighted total of its
        sampling units, a total of its quantities, a duration of its days."""
        if self.definition.kind == weighted.KIND:
            return weighted.BY
        if self.definition.kind == lengths.KIND:
            return lengths.columns(self.definition)
        if self.definition.quantity:
            return sums.columns(self.definition)
        return ("age_band",) if self.definition.standard else ()

    @property
    def years(self) -> float:
        """The part of the period that has passed, in years: what one resident contributes."""
        return self.period.years(timezone.localdate(self.now))

    @property
    def sex(self) -> int:
        return next((int(value) for name, value in self.dimensions if name == "sex"), 0)

    @property
    def ages(self) -> Ages | None:
        """The ages of the people who make the denominator; None for everybody."""
        for name, value in self.dimensions:
            if name in AGES:
                band = AGES[name](int(value))
                return band.lower, band.upper
        return self.definition.population_ages


@dataclass(frozen=True)
class Stratum:
    """One age group of a standardised rate: its own rate, its people, its weight in per cent."""

    label: str
    dimension: tuple[str, int]
    people: int
    rate: Rate
    weight: float


def people_of(question: Question, ground: HasPeople) -> places.People | None:
    """Residents who make the denominator: of the period's first year (or the latest table before it)."""
    if not question.definition.needs_population:
        return None
    return ground.people.people(
        question.place, question.period.start.year, sex=question.sex, ages=question.ages
    )


def figure_of(
    question: Question,
    counts: Counts,
    wholes: Counts,
    seq: int,
    ground: HasPeople,
    received: Received | None,
) -> Figure:
    """The figure that answers a question. `counts` are split by `question.by`; `wholes` are what a share divides by,
    of a weighted total its sampling units and, by (), all its records."""
    definition, n = question.definition, sum(int(number) for number in counts.values())
    base = Figure(
        definition=definition,
        place=question.place,
        period=question.period,
        dimensions=question.dimensions,
        value=None,
        n=n,
        seq=seq,
        computed_at=question.now,
        numerator=float(n),
        received=received.facilities_complete if received else None,
        due=received.facilities_due if received else None,
    )
    if definition.kind == "count":
        return replace(base, value=float(n))
    if definition.kind == "total":
        return _total(base, counts)
    if definition.kind == weighted.KIND:
        units = {key: number for key, number in wholes.items() if key}
        return weighted.estimated(base, counts, units, wholes.get((), n))
    if definition.kind == lengths.KIND:
        today = timezone.localdate(question.now)
        return lengths.told(base, counts, today, registry.fact(definition.fact).elapsed)
    if definition.over:
        return sums.share(base, counts)
    if definition.kind == "proportion":
        return _share(base, n, sum(int(number) for number in wholes.values()))
    return (
        _standardised(question, base, counts, ground)
        if definition.standard
        else _crude(question, base, ground)
    )


def _total(base: Figure, counts: Counts) -> Figure:
    """What the records add up to. A register without records says zero; a return that did not come says nothing."""
    added = sum(int(key[0]) * int(number) for key, number in counts.items() if int(key[0]) > 0)
    told = bool(base.n) or not base.definition.basis
    value = round(added * base.definition.per, 6) if told else None
    return replace(base, value=value, numerator=None if value is None else float(value))


def _share(base: Figure, part: int, whole: int) -> Figure:
    """So many of so many, all of them known: no interval. Without a denominator there is no share."""
    value = base.definition.per * part / whole if whole else None
    return replace(base, value=value, n=whole, denominator=float(whole))


def _crude(question: Question, base: Figure, ground: HasPeople) -> Figure:
    residents = people_of(question, ground)
    years = residents.count * question.years if residents else 0.0
    if not years:
        return base
    definition = question.definition
    rate = crude_rate(cases=base.n or 0, person_years=years, per=definition.per, method=definition.interval)
    return replace(
        base, value=rate.estimate, lower=rate.lower, upper=rate.upper, method=rate.method, denominator=years
    )


def _by_group(
    question: Question, counts: Counts, ground: HasPeople
) -> tuple[standards.Standard, list[int], places.PeopleByAge] | None:
    """Cases and residents by the standard's age groups; None where the ages of the residents are not known."""
    standard = standards.get(question.definition.standard)
    known = ground.people.by_ages(
        question.place, question.period.start.year, standard.groups, sex=question.sex
    )
    if known is None:
        return None
    cases, group_of = [0] * len(standard.groups), standard.group_of_band
    for (band, *_rest), number in counts.items():
        cases[group_of[int(band)]] += int(number)
    return standard, cases, known


def _standardised(question: Question, base: Figure, counts: Counts, ground: HasPeople) -> Figure:
    """Without people by age, or with cases at an age nobody is said to have, there is no standardised rate."""
    found = _by_group(question, counts, ground)
    if found is None or not question.years:
        return base
    standard, cases, known = found
    rate = direct_rate(
        cases=cases,
        person_years=[count * question.years for count in known.counts],
        standard_population=standard.weights,
        per=question.definition.per,
        method=question.definition.interval,
    )
    if rate.estimate is None:
        return base
    return replace(
        base,
        value=rate.estimate,
        lower=rate.lower,
        upper=rate.upper,
        method=rate.method,
        denominator=rate.person_years,
    )


def strata_of(question: Question, counts: Counts, ground: HasPeople) -> tuple[Stratum, ...]:
    """The age-specific rates a standardised rate is made of; empty where the ages of the residents are not known."""
    found = _by_group(question, counts, ground)
    if found is None or not question.years:
        return ()
    standard, cases, known = found
    years = [count * question.years for count in known.counts]
    rates = stratum_rates(cases=cases, person_years=years, per=question.definition.per, method="garwood")
    whole = sum(standard.weights)
    return tuple(
        Stratum(
            f"{low}–{high}" if high is not None else f"{low}+",
            _dimension((low, high)),
            count,
            rate,
            100 * weight / whole,
        )
        for (low, high), count, rate, weight in zip(
            standard.groups, known.counts, rates, standard.weights, strict=True
        )
    )


def _dimension(wanted: Ages) -> tuple[str, int]:
    """The dimension of a fact that picks these ages: a band, or one of the broad groups."""
    for name, bands in (("age_band", age_bands.BANDS), ("age_group", age_bands.GROUPS)):
        for band in bands:
            if (band.lower, band.upper) == wanted:
                return name, band.code
    raise LookupError(f"ages {wanted}: no dimension of the facts picks them")
