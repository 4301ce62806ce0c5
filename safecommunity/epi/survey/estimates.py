"""Totals, means and ratios of a population from a sample, with standard errors that know how it was drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import level
from safecommunity.epi.survey._columns import Array, codes, numbers, sums
from safecommunity.epi.survey._variance import variance_by
from safecommunity.epi.survey.design import Design

INTERVALS = ("normal", "t")
DESIGN_EFFECTS = ("", "without_replacement", "with_replacement")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity of the population. `n`: rows of the sample it rests on; `degrees_of_freedom`: of the standard error.

    `cv` is se / |estimate|. `se` and the limits are None where nothing was observed (n = 0); the estimate
    itself is None where it would divide by nothing. `design_effect` is None where it was not asked for, or where
    a simple random sample would have no error either.
    """

    estimate: float | None
    se: float | None
    lower: float | None
    upper: float | None
    n: int
    degrees_of_freedom: int
    confidence: float
    method: str
    interval: str
    design_effect: float | None = None

    @property
    def cv(self) -> float | None:
        """Standard error as a part of the estimate; None for an estimate of 0."""
        return self.se / abs(self.estimate) if self.se is not None and self.estimate else None


def total(
    found: Design,
    *,
    values: ArrayLike,
    domain: ArrayLike | None = None,
    confidence: float = 0.95,
    interval: str,
    design_effect: str = "",
) -> Estimate:
    """The total of a value in the population: the sum of weight times value.

    values: one a row, in any unit; 1 for all counts the population. domain: True for the rows asked about; the
    others stay in the design. interval: "normal" or "t" with the design's degrees of freedom.
    design_effect: "without_replacement" or "with_replacement" compares with such a simple random sample.

    Decided cases: an empty domain has total 0 without standard error; all values 0 give 0 with error 0; a sample
    without error (every unit drawn) has limits equal to the estimate.
    Source: Särndal C.-E., Swensson B., Wretman J. (1992) Model Assisted Survey Sampling, sections 2.8, 4.3 and 10.3,
    doi:10.1007/978-1-4612-4378-6; Lumley T. (2004) doi:10.18637/jss.v009.i08. Raises QuantityError, MethodError.
    """
    by, groups = _domain(found, domain)
    return _totals(
        found, numbers("values", values, rows=found.rows), by, groups, confidence, interval, design_effect
    )[0]


def totals(
    found: Design, *, values: ArrayLike, by: ArrayLike, confidence: float = 0.95, interval: str
) -> dict[int | str, Estimate]:
    """The total of a value in each group of the population, all in one pass over the rows.

    values: one a row. by: the group of each row, a whole number or a text. Other arguments as in `total`.
    Decided cases: a group that no row is in is not in the answer; one whose rows all have weight 0 has total 0 without
    standard error. Limits: groups of few units have errors that are themselves badly known; many groups at once
    need wider limits than each by itself.
    Source: Särndal C.-E., Swensson B., Wretman J. (1992) chapter 10, doi:10.1007/978-1-4612-4378-6. Raises
    QuantityError, MethodError.
    """
    index, levels = codes("by", by, rows=found.rows)
    told = _totals(
        found, numbers("values", values, rows=found.rows), index, len(levels), confidence, interval, ""
    )
    return dict(zip(levels.tolist(), told, strict=True))


def mean(
    found: Design,
    *,
    values: ArrayLike,
    domain: ArrayLike | None = None,
    confidence: float = 0.95,
    interval: str,
    design_effect: str = "",
) -> Estimate:
    """The mean of a value in the population; of values 0 and 1 the proportion (but see `proportion` for limits).

    Arguments as in `total`. The standard error is that of a ratio of two totals, by linearisation.
    Decided cases: an empty domain, or one without weight, has no mean.
    Source: Särndal, Swensson and Wretman (1992) section 5.7, doi:10.1007/978-1-4612-4378-6; Binder D.A. (1983)
    Int Stat Rev 51:279-292, doi:10.2307/1402588. Raises QuantityError, MethodError.
    """
    by, groups = _domain(found, domain)
    column = numbers("values", values, rows=found.rows)
    ones = np.ones(found.rows)
    return _ratios(found, column, ones, by, groups, confidence, interval, design_effect, "mean, linearised")[
        0
    ]


def means(
    found: Design, *, values: ArrayLike, by: ArrayLike, confidence: float = 0.95, interval: str
) -> dict[int | str, Estimate]:
    """The mean of a value in each group of the population, all in one pass. Arguments as in `totals`.

    Decided cases: a group that no row is in is not in the answer; one without weight has no mean. Limits: as for
    `totals`; the size of a group is estimated too, so in small groups the mean is slightly off.
    Source: Särndal, Swensson and Wretman (1992) section 10.3, doi:10.1007/978-1-4612-4378-6. Raises QuantityError,
    MethodError.
    """
    index, levels = codes("by", by, rows=found.rows)
    column, ones = numbers("values", values, rows=found.rows), np.ones(found.rows)
    told = _ratios(found, column, ones, index, len(levels), confidence, interval, "", "mean, linearised")
    return dict(zip(levels.tolist(), told, strict=True))


def ratio(
    found: Design,
    *,
    numerator: ArrayLike,
    denominator: ArrayLike,
    domain: ArrayLike | None = None,
    confidence: float = 0.95,
    interval: str,
) -> Estimate:
    """The ratio of two totals of the population.

    numerator, denominator: one a row each. Decided cases: no ratio where the denominator comes to 0.
    Source: Särndal, Swensson and Wretman (1992) section 5.6, doi:10.1007/978-1-4612-4378-6; Wolter K.M. (2007)
    Introduction to Variance Estimation, chapter 6, doi:10.1007/978-0-387-35099-8. Raises QuantityError, MethodError.
    """
    by, groups = _domain(found, domain)
    above, below = (
        numbers(name, given, rows=found.rows)
        for name, given in (("numerator", numerator), ("denominator", denominator))
    )
    return _ratios(found, above, below, by, groups, confidence, interval, "", "ratio, linearised")[0]


def critical(interval: str, *, confidence: float, degrees_of_freedom: int) -> float | None:
    """The quantile an interval is made with; None for "t" without degrees of freedom.

    interval: "normal" or "t". Decided cases: "normal" needs no degrees of freedom and ignores them. Limits: units less
    strata is a rule of thumb for degrees of freedom; where weight lies in few strata there are really fewer.
    Source: Korn E.L., Graubard B.I. (1999) Analysis of Health Surveys, section 2.2, doi:10.1002/9781118032619. Raises
    QuantityError, MethodError.
    """
    if interval not in INTERVALS:
        raise MethodError(f"interval: got {interval!r}, allowed are {', '.join(INTERVALS)}")
    if interval == "normal":
        return NormalDist().inv_cdf((1 + level(confidence)) / 2)
    if degrees_of_freedom < 1:
        return None
    from scipy.special import stdtrit

    return float(stdtrit(degrees_of_freedom, (1 + level(confidence)) / 2))


def _domain(found: Design, domain: ArrayLike | None) -> tuple[Array, int]:
    if domain is None:
        return np.zeros(found.rows, dtype=np.int64), 1
    inside = np.asarray(domain)
    if inside.dtype.kind != "b" or inside.shape != (found.rows,):
        raise QuantityError(
            f"domain: got {inside.dtype} of shape {inside.shape}, allowed is True or False a row ({found.rows})"
        )
    return np.where(inside, 0, -1), 1


def _totals(
    found: Design, values: Array, by: Array, groups: int, confidence: float, interval: str, effect: str
) -> list[Estimate]:
    weighted = found.weights * values
    estimates, n = sums(by, groups=groups, values=weighted), _counted(found, by, groups)
    errors = np.sqrt(variance_by(found, values=weighted, by=by, groups=groups))
    effects = _effects(found, values, by, groups, effect, errors**2, as_total=True)
    return _told(found, estimates, errors, n, confidence, interval, "total", effects)


def _ratios(
    found: Design, above: Array, below: Array, by: Array, groups: int,
    confidence: float, interval: str, effect: str, method: str,
) -> list[Estimate]:  # fmt: skip
    top, bottom = (sums(by, groups=groups, values=found.weights * column) for column in (above, below))
    defined = bottom != 0
    estimates = np.divide(top, bottom, out=np.full(groups, np.nan), where=defined)
    known = np.where(defined, estimates, 0.0)
    apart = found.weights * (above - known[by] * below) / np.where(defined, bottom, 1.0)[by]
    errors = np.sqrt(variance_by(found, values=apart, by=by, groups=groups))
    effects = _effects(found, above, by, groups, effect, errors**2, as_total=False)
    return _told(found, estimates, errors, _counted(found, by, groups), confidence, interval, method, effects)


def _counted(found: Design, by: Array, groups: int) -> Array:
    """Rows with weight in each group."""
    return sums(np.where(found.weights > 0, by, -1), groups=groups)


def _effects(
    found: Design, values: Array, by: Array, groups: int, effect: str, variance: Array, *, as_total: bool
) -> list[float | None]:
    """Design effects: the variance over that of a simple random sample of as many rows."""
    if effect not in DESIGN_EFFECTS:
        raise MethodError(f"design_effect: got {effect!r}, allowed are {', '.join(DESIGN_EFFECTS)}")
    if not effect:
        return [None] * groups
    weight, n = sums(by, groups=groups, values=found.weights), _counted(found, by, groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = sums(by, groups=groups, values=found.weights * values) / weight
        around = (values - middle[by]) ** 2
        around[around < (1e-12 * (1 + np.abs(values))) ** 2] = 0.0  # a constant, but for rounding
        simple = sums(by, groups=groups, values=found.weights * around) / weight * n / (n - 1) / n
        if effect == "without_replacement":
            simple = simple * (weight - n) / weight
        told = variance / (simple * weight**2 if as_total else simple)
    return [float(one) if math.isfinite(one) else None for one in told]


def _told(
    found: Design, estimates: Array, errors: Array, n: Array,
    confidence: float, interval: str, method: str, effects: list[float | None],
) -> list[Estimate]:  # fmt: skip
    df, sureness = found.degrees_of_freedom, level(confidence)
    times = critical(interval, confidence=sureness, degrees_of_freedom=df)
    result = []
    for value, se, count, effect in zip(
        estimates.tolist(), errors.tolist(), n.tolist(), effects, strict=True
    ):
        known = value if math.isfinite(value) else None
        error = se if count and known is not None else None
        limits = (None, None)
        if error is not None and known is not None and times is not None:
            limits = (known - times * error, known + times * error)
        result.append(Estimate(known, error, *limits, int(count), df, sureness, method, interval, effect))
    return result
