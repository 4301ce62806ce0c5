"""Rates of events in person-time."""

from __future__ import annotations

from dataclasses import dataclass

from safecommunity.epi.errors import MethodError
from safecommunity.epi.quantiles import poisson_limits
from safecommunity.epi.quantities import level, number, whole

METHODS = ("garwood",)


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


def crude_rate(
    *, cases: int, person_years: float, per: float = 100_000, confidence: float = 0.95, method: str
) -> Rate:
    """Cases per `per` person-years, with a confidence interval.

    cases: a whole number from 0 up. person_years: years lived by those at risk, from 0 up.
    per: the size the rate is told for, above 0. confidence: between 0 and 1.
    method: "garwood", the exact Poisson interval. Source: Garwood F. (1936) Biometrika
    28:437-442, doi:10.1093/biomet/28.3-4.437; as chi-square quantiles in Ulm K. (1990)
    Am J Epidemiol 131:373-375, doi:10.1093/oxfordjournals.aje.a115507.

    Decided cases: zero cases give estimate 0, lower 0 and the upper limit of the two-sided
    interval (3.69 cases at 95 %); one case gives limits of 0.0253 and 5.57 cases; zero
    person-years give no estimate and no limits, whatever the cases.

    Raises QuantityError for numbers out of range and MethodError for an unknown method.
    """
    if method not in METHODS:
        raise MethodError(f"method of crude_rate: got {method!r}, allowed are {', '.join(METHODS)}")
    counted = whole("cases", cases)
    years = number("person_years", person_years, least=0.0)
    scale = number("per", per, least=0.0, above=True)
    sureness = level(confidence)
    if years == 0:
        return Rate(None, None, None, counted, years, scale, sureness, method)
    lower, upper = poisson_limits(counted, sureness)
    factor = scale / years
    return Rate(counted * factor, lower * factor, upper * factor, counted, years, scale, sureness, method)
