"""Proportions of a population from a sample, with limits that stay between 0 and 1."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import level
from safecommunity.epi.survey.design import Design
from safecommunity.epi.survey.estimates import Estimate, critical, mean

METHODS = ("logit", "beta", "likelihood", "asin", "wilson", "mean")


@dataclass(frozen=True, slots=True)
class Proportion:
    """A part of the population, from 0 to 1. `n`: rows asked about; `effective_n`: the simple random sample with the
    same error, None without error. `estimate` is None for an empty domain, the limits where the method has none."""

    estimate: float | None
    se: float | None
    lower: float | None
    upper: float | None
    n: int
    effective_n: float | None
    degrees_of_freedom: int
    confidence: float
    method: str


def proportion(
    found: Design,
    *,
    flags: ArrayLike,
    domain: ArrayLike | None = None,
    confidence: float = 0.95,
    method: str,
) -> Proportion:
    """The part of the population that has something, with limits by the t quantile of the design.

    flags: True or 1 for the rows that have it. domain: True for the rows asked about.

    method:

    - "logit": on the log odds and back;
    - "beta": exact binomial limits at the effective sample size. Korn E.L., Graubard B.I. (1998) Survey Methodology
      24:193-201;
    - "likelihood": the binomial likelihood ratio scaled by its design effect. Rao J.N.K., Scott A.J. (1984)
      Ann Stat 12:46-60, doi:10.1214/aos/1176346391;
    - "asin": on the arc sine of the root;
    - "wilson": Wilson's score limits at the effective sample size. Kott P.S., Carr D.A. (1997) J Off Stat 13:337-348;
      Franco C. et al. (2019) J Surv Stat Methodol 7:334-364, doi:10.1093/jssam/smy019;
    - "mean": estimate and standard error as they are; may leave 0 to 1.

    Decided cases: an empty domain has no proportion; where nobody or everybody has it the standard error is 0 and
    says nothing: "beta" and "wilson" then take the rows themselves as effective sample, the others have no limits;
    without degrees of freedom there are no limits.
    Source: Lumley T. (2004) doi:10.18637/jss.v009.i08 and the above. Raises QuantityError, MethodError.
    """
    if method not in METHODS:
        raise MethodError(f"method of proportion: got {method!r}, allowed are {', '.join(METHODS)}")
    column = np.asarray(flags)
    if column.dtype.kind not in "biuf" or not np.isin(column, (0, 1)).all():
        raise QuantityError("flags: got a value that is neither, allowed are 0 and 1 or False and True")
    told = mean(found, values=column, domain=domain, confidence=confidence, interval="normal")
    part, se = told.estimate, told.se
    if part is None or se is None:
        return Proportion(None, None, None, None, told.n, None, told.degrees_of_freedom, confidence, method)
    part = min(1.0, max(0.0, part))
    edge = part in (0.0, 1.0)
    spread = part * (1 - part)
    size = spread / se**2 if se > 0 and not edge else None
    times = critical("t", confidence=confidence, degrees_of_freedom=told.degrees_of_freedom)
    limits: tuple[float, float] | tuple[None, None] = (None, None)
    if times is not None and (size is not None or (edge and method in ("beta", "wilson"))):
        limits = _limits(method, part, se, size, times, told, level(confidence))
    elif times is not None and se == 0 and not edge:
        limits = (part, part)
    lower, upper = limits
    return Proportion(part, se, lower, upper, told.n, size, told.degrees_of_freedom, told.confidence, method)


def _limits(
    method: str, part: float, se: float, size: float | None, times: float, told: Estimate, sureness: float
) -> tuple[float, float]:
    spread = part * (1 - part)
    if method == "logit":
        odds, step = math.log(part / (1 - part)), times * se / spread
        return tuple(1 / (1 + math.exp(-(odds + sign * step))) for sign in (-1, 1))  # type: ignore[return-value]
    if method == "asin":
        angle, step = math.asin(math.sqrt(part)), times * se / (2 * math.sqrt(spread))
        return math.sin(max(0.0, angle - step)) ** 2, math.sin(min(math.pi / 2, angle + step)) ** 2
    if method == "beta":
        return _beta(part, size, told, sureness, times)
    if method == "wilson":
        return _wilson(part, float(told.n) if size is None else size, times)
    if method == "likelihood":
        dispersion = told.n / max(told.n - 1, 1)  # Pearson's, of rows
        return _likelihood(part, times**2 * se**2 / spread * dispersion)
    return part - times * se, part + times * se


def _beta(
    part: float, size: float | None, told: Estimate, sureness: float, times: float
) -> tuple[float, float]:
    """Clopper and Pearson's limits at the effective size, made smaller by the ratio of two t quantiles."""
    from scipy.special import betaincinv

    simple = critical("t", confidence=sureness, degrees_of_freedom=max(told.n - 1, 1))
    effective = (told.n if size is None else size) * ((simple or times) / times) ** 2
    tail, yes, no = (1 - sureness) / 2, effective * part, effective * (1 - part)
    lower = float(betaincinv(yes, no + 1, tail)) if yes > 0 else 0.0
    return lower, float(betaincinv(yes + 1, no, 1 - tail)) if no > 0 else 1.0


def _wilson(part: float, size: float, times: float) -> tuple[float, float]:
    square = times**2 / size
    middle = part + square / 2
    around = math.sqrt(square * (part * (1 - part) + square / 4))
    return (
        max(0.0, (middle - around) / (1 + square)) if part > 0 else 0.0,
        min(1.0, (middle + around) / (1 + square)) if part < 1 else 1.0,
    )


def _likelihood(part: float, distance: float) -> tuple[float, float]:
    """Where twice the log-likelihood of one row, scaled, has fallen by `distance`."""
    from scipy.optimize import brentq

    def fall(odds: float) -> float:
        # log p and log(1 - p) at these log odds, without loss near 0 and 1
        yes, no = -np.logaddexp(0.0, -odds), -np.logaddexp(0.0, odds)
        return float(2 * (part * (math.log(part) - yes) + (1 - part) * (math.log1p(-part) - no)) - distance)

    middle = math.log(part / (1 - part))
    answer = []
    for sign in (-1.0, 1.0):
        step = 1.0
        while fall(middle + sign * step) < 0:
            step *= 2
        odds = brentq(fall, middle, middle + sign * step, xtol=1e-13, rtol=1e-14)
        answer.append(1 / (1 + math.exp(-odds)))
    return answer[0], answer[1]
