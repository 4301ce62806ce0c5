"""Rates of events in person-time: one at a time or thousands at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.epi.poisson import COUNT_METHODS, count_interval
from safecommunity.epi.quantiles import poisson_limits
from safecommunity.epi.quantities import Values, chosen, level, number, numbers, same_shape, whole, wholes

METHODS = COUNT_METHODS


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in cases per `per` person-years. `estimate`, `lower` and `upper` are None together,
    where there was no person-time to divide by."""

    estimate: float | None
    lower: float | None
    upper: float | None
    cases: int
    person_years: float
    per: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates in cases per `per` person-years, arrays of one shape; NaN where there is no estimate or no limit."""

    estimate: Values
    lower: Values
    upper: Values
    cases: Values
    person_years: Values
    per: float
    confidence: float
    method: str


def crude_rate(
    *, cases: int, person_years: float, per: float = 100_000, confidence: float = 0.95, method: str
) -> Rate:
    """Cases per `per` person-years, with a confidence interval.

    cases: a whole number from 0 up. person_years: years lived by those at risk, from 0 up.
    per: the size the rate is told for, above 0. confidence: between 0 and 1.
    method: "garwood", the exact Poisson interval, or another of `count_interval`, which says their limits.
    Source: Garwood F. (1936) Biometrika 28:437-442, doi:10.1093/biomet/28.3-4.437; as chi-square
    quantiles in Ulm K. (1990) Am J Epidemiol 131:373-375, doi:10.1093/oxfordjournals.aje.a115507.

    Decided cases (garwood): zero cases give estimate 0, lower 0 and the upper limit of the two-sided
    interval (3.69 cases at 95 %); one case gives limits of 0.0253 and 5.57 cases; zero
    person-years give no estimate and no limits, whatever the cases.

    Raises QuantityError for numbers out of range and MethodError for an unknown method.
    """
    chosen(function="crude_rate", method=method, allowed=METHODS)
    counted = whole("cases", cases)
    years = number("person_years", person_years, least=0.0)
    scale = number("per", per, least=0.0, above=True)
    sureness = level(confidence)
    if years == 0:
        return Rate(None, None, None, counted, years, scale, sureness, method)
    factor = scale / years
    lower, upper = (None if limit is None else limit * factor for limit in _limits(counted, sureness, method))
    return Rate(counted * factor, lower, upper, counted, years, scale, sureness, method)


def _limits(cases: int, sureness: float, method: str) -> tuple[float | None, float | None]:
    """Limits of one count; a page asks for many of them one by one, so the usual method has a short way."""
    if method == "garwood":
        return poisson_limits(cases, sureness)
    found = count_interval(cases=cases, confidence=sureness, method=method)
    lower, upper = float(found.lower), float(found.upper)
    return (None, None) if lower != lower or upper != upper else (lower, upper)


def crude_rates(
    *, cases: Any, person_years: Any, per: float = 100_000, confidence: float = 0.95, method: str
) -> Rates:
    """Many rates at once: cases per `per` person-years cell by cell, with intervals.

    With one cell an age band these are age-specific rates. cases: whole numbers from 0 up.
    person_years: from 0 up; both of any shapes that fit each other by NumPy's rule. per: the size the rates
    are told for. confidence: between 0 and 1. method: as in `count_interval`.

    Decided cases: a cell without person-years has no rate, whatever its cases; a missing number (None, NaN) in
    either gives no rate there; the others are as `crude_rate` tells them.

    Source: as in `count_interval`. Raises QuantityError for numbers out of range, MethodError.
    """
    chosen(function="crude_rates", method=method, allowed=METHODS)
    counts, years = same_shape(
        "cases and person_years", wholes("cases", cases), numbers("person_years", person_years, least=0.0)
    )
    scale, sureness = number("per", per, least=0.0, above=True), level(confidence)
    factor = scale / np.where(years > 0, years, np.nan)
    limits = count_interval(cases=counts, confidence=sureness, method=method)
    return Rates(
        (counts * factor)[()], (limits.lower * factor)[()], (limits.upper * factor)[()], counts[()], years[()], scale,
        sureness, method,
    )  # fmt: skip
