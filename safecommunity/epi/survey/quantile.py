"""Quantiles of a population from a sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from safecommunity.epi.errors import MethodError
from safecommunity.epi.quantities import level, number
from safecommunity.epi.survey._columns import Array, numbers
from safecommunity.epi.survey.design import Design
from safecommunity.epi.survey.estimates import _domain, critical, mean

METHODS = ("woodruff",)


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value that a part of the population does not exceed; all None for an empty domain. Limits that the sample
    is too small to tell are None, each by itself."""

    estimate: float | None
    lower: float | None
    upper: float | None
    probability: float
    n: int
    confidence: float
    method: str


def quantile(
    found: Design,
    *,
    values: ArrayLike,
    probability: float,
    domain: ArrayLike | None = None,
    confidence: float = 0.95,
    method: str,
) -> Quantile:
    """The smallest value of the sample that at least this part of the population does not exceed.

    values: one a row. probability: more than 0, less than 1. method: "woodruff": limits of the part at the
    estimate, with the design's error and t quantile, carried back to the values. Decided cases: an empty domain has no
    quantile; a limit beyond the sample's ends is None, by itself. Limits: values that many rows share make it jump.
    Source: Woodruff R.S. (1952) J Am Stat Assoc 47:635-646, doi:10.1080/01621459.1952.10483443; Särndal, Swensson and
    Wretman (1992) section 5.11, doi:10.1007/978-1-4612-4378-6. Raises QuantityError, MethodError.
    """
    if method not in METHODS:
        raise MethodError(f"method of quantile: got {method!r}, allowed are {', '.join(METHODS)}")
    column = numbers("values", values, rows=found.rows)
    part = min(level(probability), 1 - 1e-15)
    inside = _domain(found, domain)[0] >= 0
    used = inside & (found.weights > 0)
    sureness = level(confidence)
    if not used.any():
        return Quantile(None, None, None, part, 0, sureness, method)
    order = np.argsort(column[used], kind="stable")
    ranked, weight = column[used][order], found.weights[used][order]
    reached = np.cumsum(weight) / weight.sum()
    middle = _value_at(ranked, reached, part)
    assert middle is not None  # noqa: S101 — a part below 1 is always reached
    told = mean(found, values=column <= middle, domain=inside, confidence=sureness, interval="normal")
    times = critical("t", confidence=sureness, degrees_of_freedom=told.degrees_of_freedom)
    if times is None or told.se is None:
        return Quantile(middle, None, None, part, told.n, sureness, method)
    step = times * number("error", told.se, least=0.0)
    lower, upper = (_value_at(ranked, reached, part + sign * step) for sign in (-1, 1))
    return Quantile(middle, lower, upper, part, told.n, sureness, method)


def _value_at(ranked: Array, reached: Array, part: float) -> float | None:
    """The first value at which the sum of weights has come to this part; None outside 0 to 1."""
    if not 0 < part < 1:
        return None
    at = int(np.searchsorted(reached, part - 1e-12))
    return float(ranked[min(at, len(ranked) - 1)])
