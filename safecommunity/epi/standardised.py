"""Rates by stratum, rates standardised by age, and what population alone would lead one to expect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantiles import gamma_quantile, poisson_limits
from safecommunity.epi.quantities import level, number, whole
from safecommunity.epi.rates import Rate, crude_rate

METHODS = ("fay_feuer", "dobson")


@dataclass(frozen=True, slots=True)
class StandardisedRate:
    """A directly standardised rate in cases per `per` person-years of the standard population.

    `estimate` is None where it cannot be told; `lower` and `upper` are None together. `strata` were
    used, `strata_empty` had neither people nor cases and were left out.
    """

    estimate: float | None
    lower: float | None
    upper: float | None
    cases: int
    person_years: float
    strata: int
    strata_empty: int
    per: float
    confidence: float
    method: str


def direct_rate(
    *,
    cases: Sequence[int],
    person_years: Sequence[float],
    standard_population: Sequence[float],
    per: float = 100_000,
    confidence: float = 0.95,
    method: str,
) -> StandardisedRate:
    """The rate a standard population would have with the rates of these strata, with an interval.

    cases, person_years, standard_population: one value a stratum (usually an age band), of equal
    length; cases whole numbers from 0 up, the others from 0 up in any unit; the standard is divided
    by its sum. per: the size the rate is told for. confidence: between 0 and 1.

    method: "fay_feuer", the gamma interval. Source: Fay M.P., Feuer E.J. (1997) Confidence intervals
    for directly standardized rates: a method based on the gamma distribution. Stat Med 16:791-801,
    doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#.
    "dobson", exact Poisson limits of the total, rescaled. Source: Dobson A.J. et al. (1991)
    Confidence intervals for weighted sums of Poisson parameters. Stat Med 10:457-462,
    doi:10.1002/sim.4780100317.

    Decided cases:

    - zero cases: estimate and lower 0; fay_feuer's upper is 3.69 times the largest weight, dobson
      has no limits, because it divides by the number of cases;
    - a stratum with no person-years and no cases says nothing: it is left out and the weights of
      the others are divided by their own sum; `strata_empty` says how many;
    - a stratum with cases and no person-years, or no person-years or no standard people at all: no
      estimate;
    - one stratum: the crude rate, with Garwood's limits.

    Raises QuantityError for numbers out of range or of unequal length, MethodError for an unknown method.
    """
    if method not in METHODS:
        raise MethodError(f"method of direct_rate: got {method!r}, allowed are {', '.join(METHODS)}")
    counts = [whole("cases", value) for value in cases]
    years = [number("person_years", value, least=0.0) for value in person_years]
    standard = [number("standard_population", value, least=0.0) for value in standard_population]
    if not len(counts) == len(years) == len(standard) > 0:
        raise QuantityError(
            f"strata: got {len(counts)} cases, {len(years)} person_years and {len(standard)} "
            "standard_population, allowed is the same number of each, at least one"
        )
    scale, sureness = number("per", per, least=0.0, above=True), level(confidence)
    used = [row for row in zip(counts, years, standard, strict=True) if row[0] or row[1]]
    all_people = math.fsum(people for _, _, people in used)
    if not all_people or any(not time for _, time, _ in used):
        limits: tuple[float | None, float | None, float | None] = (None, None, None)
    else:
        weights = [people / all_people / time for _, time, people in used]
        limits = _limits([n for n, _, _ in used], weights, sureness, method)
    estimate, lower, upper = (None if value is None else value * scale for value in limits)
    return StandardisedRate(
        estimate, lower, upper, sum(counts), math.fsum(years), len(used), len(counts) - len(used), scale,
        sureness, method,
    )  # fmt: skip


def _limits(
    counts: list[int], weights: list[float], sureness: float, method: str
) -> tuple[float, float | None, float | None]:
    """Estimate and limits of a sum of Poisson counts, each times its weight."""
    total, tail = sum(counts), (1 - sureness) / 2
    mean = math.fsum(w * n for w, n in zip(weights, counts, strict=True))
    variance = math.fsum(w * w * n for w, n in zip(weights, counts, strict=True))
    if method == "dobson":
        if not total:
            return mean, None, None
        lower, upper = poisson_limits(total, sureness)
        step = math.sqrt(variance / total)
        return mean, mean + step * (lower - total), mean + step * (upper - total)
    heaviest = max(weights)
    lower = gamma_quantile(tail, mean**2 / variance) * variance / mean if mean else 0.0
    more, spread = mean + heaviest, variance + heaviest**2
    return mean, lower, gamma_quantile(1 - tail, more**2 / spread) * spread / more


def stratum_rates(
    *,
    cases: Sequence[int],
    person_years: Sequence[float],
    per: float = 100_000,
    confidence: float = 0.95,
    method: str,
) -> tuple[Rate, ...]:
    """The rate of every stratum (age-specific rates, where strata are ages), each as `crude_rate` tells it.

    cases, person_years: one value a stratum, of equal length. method: as in `crude_rate`.
    Source: Garwood F. (1936) Biometrika 28:437-442, doi:10.1093/biomet/28.3-4.437.
    A stratum without person-years has no rate, whatever its cases. Raises QuantityError, MethodError.
    """
    if len(cases) != len(person_years):
        raise QuantityError(
            f"strata: got {len(cases)} cases and {len(person_years)} person_years, allowed is the same number"
        )
    return tuple(
        crude_rate(cases=n, person_years=time, per=per, confidence=confidence, method=method)
        for n, time in zip(cases, person_years, strict=True)
    )


def expected_by_population(*, cases: int, people: Sequence[float]) -> tuple[float | None, ...]:
    """Cases each stratum would have if everybody ran the same risk: the cases shared out by people.

    cases: all cases of the strata together. people: residents of each stratum, from 0 up, in any unit.
    Without any people there is nothing to share by: None for every stratum.
    Source: indirect standardisation with the whole's own crude rate; Breslow N.E., Day N.E. (1987)
    Statistical Methods in Cancer Research II, ISBN 92-832-1182-8, chapter 2.
    """
    total = whole("cases", cases)
    counts = [number("people", value, least=0.0) for value in people]
    everybody = math.fsum(counts)
    return tuple(total * count / everybody if everybody else None for count in counts)
