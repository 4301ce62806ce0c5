"""Replicate weights: the sample many times over with units left out or drawn again, for any statistic at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import level, whole
from safecommunity.epi.survey._columns import Array
from safecommunity.epi.survey.design import Design, DesignError
from safecommunity.epi.survey.estimates import Estimate, critical

METHODS = ("JK1", "JKn", "bootstrap")
CENTRES = ("mean", "estimate")
Statistic = Callable[[Array], float]


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights. `factors`, shape (replicates, units): what each unit's weights are multiplied by;
    `scales`: what each replicate's squared distance counts for."""

    found: Design
    method: str
    factors: Array
    scales: Array

    def weights(self, replicate: int) -> Array:
        """The weights of all rows in one replicate."""
        return self.found.weights * self.factors[replicate][self.found.stages[0].unit]


def replicate_weights(
    found: Design, *, method: str, replicates: int | None = None, seed: int | None = None
) -> Replicates:
    """Replicate weights of a design's first stage.

    method: "JK1" leaves out one unit at a time of an unstratified sample; "JKn" one unit at a time of each stratum,
    both with the finite population of the first stage; "bootstrap" draws n - 1 units of each stratum again with
    replacement, `replicates` times by `seed` (both needed there, refused elsewhere).

    Decided cases: strata of a single unit are refused unless `single_unit` is "certainty", which never leaves it out;
    weights that were made to meet totals are refused: each replicate would have to be made to meet them again.
    Source: Wolter K.M. (2007) Introduction to Variance Estimation, chapters 4 and 5, doi:10.1007/978-0-387-35099-8;
    Rao J.N.K., Wu C.F.J. (1988) J Am Stat Assoc 83:231-241, doi:10.1080/01621459.1988.10478591.
    Raises MethodError, DesignError, QuantityError.
    """
    if method not in METHODS:
        raise MethodError(f"method of replicate_weights: got {method!r}, allowed are {', '.join(METHODS)}")
    if found.adjustments:
        raise DesignError("replicates: got weights made to meet totals, allowed are those of the sample")
    if (method == "bootstrap") != (replicates is not None) or (method == "bootstrap") != (seed is not None):
        raise QuantityError(f"replicates and seed of {method}: allowed are both for bootstrap, none else")
    first = found.stages[0]
    if method == "JK1" and found.strata != 1:
        raise DesignError(f"JK1: got {found.strata} strata, allowed is one; JKn is for strata")
    alone = (first.sampled == 1) & (first.fraction < 1)
    if alone.any() and found.single_unit != "certainty":
        raise DesignError(
            f"replicates: got {int(alone.sum())} strata of a single unit, allowed with single_unit 'certainty'"
        )
    if method == "bootstrap":
        many = whole("replicates", replicates)
        if many < 2:
            raise QuantityError(f"replicates: got {many}, allowed is 2 and more")
        return Replicates(found, method, _drawn_again(found, many, seed), np.full(many, 1 / (many - 1)))
    factors, scales = _left_out(found)
    return Replicates(found, method, factors, scales)


def _left_out(found: Design) -> tuple[Array, Array]:
    first = found.stages[0]
    units = np.flatnonzero(first.sampled[first.stratum] > 1)
    home = first.stratum[units]
    n = first.sampled[home]
    factors = np.ones((len(units), first.units))
    for row, (unit, stratum, size) in enumerate(zip(units, home, n, strict=True)):
        start = first.starts[stratum]
        factors[row, start : start + size] = size / (size - 1)
        factors[row, unit] = 0.0
    return factors, (n - 1) / n * (1 - first.fraction[home])


def _drawn_again(found: Design, many: int, seed: int | None) -> Array:
    first, chance = found.stages[0], np.random.default_rng(seed)
    factors = np.ones((many, first.units))
    for start, n, fraction in zip(first.starts, first.sampled, first.fraction, strict=True):
        if n == 1:
            continue
        drawn = chance.multinomial(n - 1, np.full(n, 1 / n), size=many) * (n / (n - 1))
        factors[:, start : start + n] = 1 + np.sqrt(1 - fraction) * (drawn - 1)
    return factors


def replicated(
    copies: Replicates, *, statistic: Statistic, around: str, confidence: float = 0.95, interval: str
) -> Estimate:
    """Any statistic of weights, with its error from the replicates.

    statistic: takes weights, one a row, gives a finite number. around: squared distances are taken from the
    "mean" of the replicates or from the "estimate" itself (never smaller). interval: "normal" or "t".
    Decided cases: a statistic that is not finite for some replicate is refused; a design of nothing but certain
    units has error 0; "t" without degrees of freedom has no limits. Limits: leaving one unit out ("JK1", "JKn")
    fails for medians and other quantiles: take "bootstrap"; a bootstrap of few replicates is itself a matter of chance.
    Source: Wolter (2007) equations 4.2.3 and 4.5.4, doi:10.1007/978-0-387-35099-8. Raises MethodError, QuantityError.
    """
    if around not in CENTRES:
        raise MethodError(f"around: got {around!r}, allowed are {', '.join(CENTRES)}")
    found = copies.found
    value = float(statistic(found.weights))
    told = np.array([statistic(copies.weights(number)) for number in range(len(copies.factors))])
    if not np.isfinite(value) or not np.isfinite(told).all():
        raise QuantityError("statistic: got a value that is not finite, allowed are finite numbers")
    centre = told.mean() if around == "mean" and len(told) else value
    se = float(np.sqrt(np.sum(copies.scales * (told - centre) ** 2)))
    df = found.degrees_of_freedom
    times = critical(interval, confidence=confidence, degrees_of_freedom=df)
    limits = (None, None) if times is None else (value - times * se, value + times * se)
    rows = int(np.count_nonzero(found.weights))
    method = f"{copies.method}, {len(told)} replicates"
    return Estimate(value, se, limits[0], limits[1], rows, df, level(confidence), method, interval)
