"""The same people asked twice: change between two answers of one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.epi.proportions import wilson
from safecommunity.epi.quantiles import normal_quantile
from safecommunity.epi.quantities import Values, chosen, level, same_shape, wholes

TESTS = ("exact", "mid_p", "chi_square", "chi_square_corrected")
DIFFERENCE_METHODS = ("newcombe", "wald")


@dataclass(frozen=True, slots=True)
class PairedTest:
    """McNemar's test: `changed` people, `statistic` (NaN for exact tests), two-sided `p_value`."""

    changed: Values
    statistic: Values
    p_value: Values
    method: str


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Share after less share before of the same `n` people, with limits."""

    estimate: Values
    lower: Values
    upper: Values
    before: Values
    after: Values
    n: Values
    confidence: float
    method: str


def mcnemar(*, only_before: Any, only_after: Any, method: str) -> PairedTest:
    """Did as many people change to yes as changed to no? Those who answered alike both times say nothing here.

    only_before: people with yes before and no after; only_after: the other way round; whole numbers from 0 up, single
    numbers or arrays that fit each other. method:

    - "exact": binomial with one half; never rejects more often than it says.
    - "mid_p": the same less half the probability of what was seen on both sides; recommended for few changes.
      Fagerland M.W., Lydersen S., Laake P. (2013) BMC Med Res Methodol 13:91, doi:10.1186/1471-2288-13-91.
    - "chi_square": McNemar Q. (1947) Psychometrika 12:153-157, doi:10.1007/BF02295996; for 10 and more changes.
    - "chi_square_corrected": with Edwards' continuity correction, for comparison; too careful. Edwards A.L. (1948)
      Psychometrika 13:185-187, doi:10.1007/BF02289261.

    Decided cases: nobody changed: p is 1 and there is no statistic; missing numbers give NaN there.
    Raises QuantityError for numbers out of range and MethodError. Source: with each method.
    """
    from scipy.special import betainc, gammaln, ndtr

    chosen(function="mcnemar", method=method, allowed=TESTS)
    lost, gained = same_shape(
        "only_before and only_after", wholes("only_before", only_before), wholes("only_after", only_after)
    )
    changed, fewer = lost + gained, np.minimum(lost, gained)
    with np.errstate(divide="ignore", invalid="ignore"):
        if method in ("exact", "mid_p"):
            statistic = np.full(changed.shape, np.nan)
            p_value = 2 * betainc(np.maximum(changed - fewer, 0.5), fewer + 1, 0.5)
            if method == "mid_p":
                likely = gammaln(changed + 1) - gammaln(fewer + 1) - gammaln(changed - fewer + 1)
                p_value = p_value - np.exp(likely - changed * np.log(2))
            p_value = np.minimum(p_value, 1.0)
        else:
            correction = 1.0 if method == "chi_square_corrected" else 0.0
            distance = np.maximum(abs(lost - gained) - correction, 0.0)
            statistic = np.where(changed > 0, distance**2 / changed, np.nan)
            p_value = 2 * ndtr(-np.sqrt(statistic))
    return PairedTest(changed[()], statistic[()], np.where(changed == 0, 1.0, p_value)[()], method)


def paired_difference(
    *, both: Any, only_before: Any, only_after: Any, neither: Any, confidence: float = 0.95, method: str
) -> PairedDifference:
    """How much higher a share is after than before, among the same people.

    both, only_before, only_after, neither: people by their two answers, whole numbers from 0 up, single numbers or
    arrays that fit each other. confidence: between 0 and 1. method:

    - "newcombe": from Wilson's limits of both shares and their correlation (method 10). Newcombe R.G. (1998) Improved
      confidence intervals for the difference between binomial proportions based on paired data. Stat Med
      17:2635-2650, doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C.
    - "wald": for comparison only; too narrow for small samples, no width where nobody changed.

    Decided cases: nobody asked gives no difference; nobody changed gives 0 with limits on either side (wald: 0 and 0);
    missing numbers give NaN there. Those who answered only once must not be left out silently: tell how many.

    Raises QuantityError for numbers out of range and MethodError. Source: with each method.
    """
    chosen(function="paired_difference", method=method, allowed=DIFFERENCE_METHODS)
    a, b, c, d = same_shape(
        "answers", wholes("both", both), wholes("only_before", only_before), wholes("only_after", only_after),
        wholes("neither", neither),
    )  # fmt: skip
    sureness = level(confidence)
    z = normal_quantile(sureness)
    with np.errstate(divide="ignore", invalid="ignore"):
        n = a + b + c + d
        after, before, estimate = (a + c) / n, (a + b) / n, (c - b) / n
        if method == "wald":
            step = z * np.sqrt(np.maximum(b + c - (c - b) ** 2 / n, 0.0)) / n
            lower, upper = estimate - step, estimate + step
        else:
            correlation = _correlation(a, b, c, d)
            low, high = wilson(events=a + c, n=n, z=z)
            low_before, high_before = wilson(events=a + b, n=n, z=z)
            lower = estimate - _joined(after - low, high_before - before, correlation)
            upper = estimate + _joined(high - after, before - low_before, correlation)
    lower, upper = (np.where(n > 0, one, np.nan) for one in (lower, upper))
    return PairedDifference(
        estimate[()], lower[()], upper[()], before[()], after[()], n[()], sureness, method
    )


def _joined(one: Values, two: Values, correlation: Values) -> Values:
    return np.asarray(np.sqrt(np.maximum(one**2 - 2 * correlation * one * two + two**2, 0.0)))


def _correlation(a: Values, b: Values, c: Values, d: Values) -> Values:
    """Phi of the two answers; where positive, with a continuity correction; 0 where a margin is empty."""
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    cross = a * d - b * c
    corrected = np.where(cross > 0, np.maximum(cross - (a + b + c + d) / 2, 0.0), cross)
    return np.where(margins > 0, corrected / np.sqrt(margins), 0.0)
