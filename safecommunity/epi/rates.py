"""Rates of events in person-time."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantiles import poisson_limits

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
    counted = _whole("cases", cases)
    years = _number("person_years", person_years, least=0.0)
    scale = _number("per", per, least=0.0, above=True)
    level = _number("confidence", confidence, least=0.0, above=True)
    if level >= 1:
        raise QuantityError(f"confidence: got {confidence!r}, allowed is more than 0 and less than 1")
    if years == 0:
        return Rate(None, None, None, counted, years, scale, level, method)
    lower, upper = poisson_limits(counted, level)
    factor = scale / years
    return Rate(counted * factor, lower * factor, upper * factor, counted, years, scale, level, method)


def _whole(name: str, value: object) -> int:
    allowed = "a whole number from 0 up"
    if isinstance(value, bool):
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}")
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}") from None
    if number < 0:
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}")
    return number


def _number(name: str, value: object, *, least: float, above: bool = False) -> float:
    allowed = f"a finite number {'above' if above else 'not below'} {least:g}"
    try:
        if isinstance(value, bool | str):
            raise TypeError
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}") from None
    if not math.isfinite(number) or number < least or (above and number == least):
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}")
    return number
