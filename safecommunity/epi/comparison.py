"""Two rates compared: their ratio and their difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.epi.poisson import count_interval
from safecommunity.epi.quantiles import normal_quantile
from safecommunity.epi.quantities import Values, chosen, level, number, numbers, same_shape, wholes
from safecommunity.epi.roots import rising_root

RATIO_METHODS = ("exact", "mid_p", "log_normal")
DIFFERENCE_METHODS = ("miettinen_nurminen", "mover", "wald")

LISTED = 100_000  # more divisions than these are not written down


@dataclass(frozen=True, slots=True)
class RateRatio:
    """One rate divided by the reference rate. `median_unbiased` is the estimate that fits "mid_p", NaN for the others;
    `p_value` is two-sided, of equal rates. Infinite where only the reference has no cases."""

    estimate: Values
    lower: Values
    upper: Values
    median_unbiased: Values
    p_value: Values
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class RateDifference:
    """One rate less the reference rate, in cases per `per` person-years."""

    estimate: Values
    lower: Values
    upper: Values
    per: float
    confidence: float
    method: str


def rate_ratio(
    *,
    cases: Any,
    person_years: Any,
    reference_cases: Any,
    reference_person_years: Any,
    confidence: float = 0.95,
    method: str,
) -> RateRatio:
    """How many times the reference rate a rate is, with an interval and a test of equality.

    cases, reference_cases: whole numbers from 0 up; person_years, reference_person_years: from 0 up; single numbers or
    arrays that fit each other. confidence: between 0 and 1. method:

    - "exact": given all cases of both, those of the one are binomial; Clopper-Pearson limits; p by the
      probability of all divisions that are no likelier. Never covers less than it says. Przyborowski J., Wilenski H.
      (1940) Biometrika 31:313-323, doi:10.1093/biomet/31.3-4.313; Clopper C.J., Pearson E.S. (1934)
      Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.
    - "mid_p": the same with half the probability of what was seen; covers what it says on average. Rothman K.J.,
      Greenland S. (1998) Modern Epidemiology, 2nd edition, ISBN 0-316-75780-2, chapter 14.
    - "log_normal": Wald on the logarithm, for 10 and more cases on both sides. Rothman and Greenland, chapter 14.

    Decided cases: no person-years on either side, or no cases on both, give no ratio (NaN; of no cases at all the exact
    limits are 0 and infinity); no cases on the one side give 0 with lower limit 0; none on the reference side
    give infinity with upper limit infinity; log_normal then has no limits; missing numbers give NaN there.

    Raises QuantityError for numbers out of range and MethodError. Source: with each method.
    """
    chosen(function="rate_ratio", method=method, allowed=RATIO_METHODS)
    ours, years, theirs, other = _four(cases, person_years, reference_cases, reference_person_years)
    sureness = level(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        time = np.where((years > 0) & (other > 0), other / years, np.nan)
        estimate = ours / theirs * time
        if method == "log_normal":
            found = _log_normal(ours, theirs, estimate, sureness)
        else:
            found = _conditional(ours, theirs, time, sureness, method)
    lower, upper, middle, p_value = found
    return RateRatio(
        estimate[()], lower[()], upper[()], middle[()], np.where(np.isnan(time), np.nan, p_value)[()], sureness,
        method,
    )  # fmt: skip


Found = tuple[Values, Values, Values, Values]


def _four(cases: Any, years: Any, reference_cases: Any, reference_years: Any) -> list[Values]:
    return same_shape(
        "cases and person_years of both",
        wholes("cases", cases),
        numbers("person_years", years, least=0.0),
        wholes("reference_cases", reference_cases),
        numbers("reference_person_years", reference_years, least=0.0),
    )


def _log_normal(ours: Values, theirs: Values, estimate: Values, sureness: float) -> Found:
    from scipy.special import ndtr

    both = np.where((ours > 0) & (theirs > 0), 1.0, np.nan)
    error = np.sqrt(1 / ours + 1 / theirs) * both
    step = np.exp(normal_quantile(sureness) * error)
    p_value = 2 * ndtr(-abs(np.log(estimate) / error))
    return estimate / step, estimate * step, np.full(estimate.shape, np.nan), p_value


def _conditional(ours: Values, theirs: Values, time: Values, sureness: float, method: str) -> Found:
    """Limits of the share of all cases that is ours, turned into ratios: share / (1 - share) × time."""
    from scipy.special import betaincinv

    tail, total = (1 - sureness) / 2, ours + theirs
    least = np.where(ours == 0, 0.0, betaincinv(ours, theirs + 1, tail))
    most = np.where(theirs == 0, 1.0, betaincinv(ours + 1, theirs, 1 - tail))
    least, most = (np.where(np.isnan(total), np.nan, one) for one in (least, most))
    equal = 1 / (1 + time)  # our share where the rates are equal
    if method == "exact":
        middle = np.full(total.shape, np.nan)
        return _odds(least) * time, _odds(most) * time, middle, _no_likelier(ours, total, equal)

    def beyond(share: Values) -> Values:
        return _mid_tail(ours, theirs, share)

    lower = np.where(ours == 0, 0.0, rising_root(beyond, level=tail, low=least, high=most))
    upper = np.where(theirs == 0, 1.0, rising_root(beyond, level=1 - tail, low=least, high=most))
    middle = rising_root(beyond, level=0.5, low=least, high=most)
    middle = np.where(total == 0, np.nan, np.where(ours == 0, 0.0, np.where(theirs == 0, 1.0, middle)))
    one = beyond(equal)
    p_value = np.minimum(1.0, 2 * np.minimum(one, 1 - one))
    return _odds(lower) * time, _odds(upper) * time, _odds(middle) * time, p_value


def _odds(share: Values) -> Values:
    return np.asarray(share / (1 - share))


def _mid_tail(ours: Values, theirs: Values, share: Values) -> Values:
    """P(more of ours) + P(as many) / 2; it rises with the share."""
    from scipy.special import betainc

    more = np.where(theirs == 0, 0.0, betainc(ours + 1, np.maximum(theirs, 0.5), share))
    as_many_or_more = np.where(ours == 0, 1.0, betainc(np.maximum(ours, 0.5), theirs + 1, share))
    return np.asarray((more + as_many_or_more) / 2)


def _no_likelier(ours: Values, total: Values, share: Values) -> Values:
    """Probability of all divisions of the cases that are at most as likely as the one seen, cell by cell.

    Of many cases the division on the other side that is as likely is searched for, not all of them written down.
    """
    from scipy.stats import binom, binomtest

    found = np.full(total.shape, np.nan)
    for at in np.ndindex(total.shape):
        if np.isnan(total[at]) or np.isnan(share[at]):
            continue
        n, k, p = int(total[at]), int(ours[at]), float(share[at])
        if n > LISTED:
            found[at] = binomtest(k, n, p).pvalue
            continue
        likely = binom.pmf(np.arange(n + 1), n, p)
        found[at] = min(1.0, likely[likely <= likely[k] * (1 + 1e-7)].sum())
    return found


def rate_difference(
    *,
    cases: Any,
    person_years: Any,
    reference_cases: Any,
    reference_person_years: Any,
    per: float = 100_000,
    confidence: float = 0.95,
    method: str,
) -> RateDifference:
    """How much higher than the reference rate a rate is, in cases per `per` person-years, with an interval.

    cases, person_years, reference_cases, reference_person_years, confidence: as in `rate_ratio`. method:

    - "miettinen_nurminen": score interval, good from a few cases up. Miettinen O., Nurminen M. (1985) Comparative
      analysis of two rates. Stat Med 4:213-226, doi:10.1002/sim.4780040211.
    - "mover": from the exact limits of both rates; leans to the wide side. Zou G.Y., Donner A. (2008) Stat Med
      27:1693-1702, doi:10.1002/sim.3095.
    - "wald": normal, for comparison only; too narrow for few cases, no width for none.

    Decided cases: no person-years on either side give no difference; no cases on both sides give 0 with limits on
    either side (wald: 0 and 0); missing numbers give NaN there.

    Raises QuantityError for numbers out of range and MethodError. Source: with each method.
    """
    chosen(function="rate_difference", method=method, allowed=DIFFERENCE_METHODS)
    ours, years, theirs, other = _four(cases, person_years, reference_cases, reference_person_years)
    scale, sureness = number("per", per, least=0.0, above=True), level(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        known = (years > 0) & (other > 0)
        years, other = np.where(known, years, np.nan), np.where(known, other, np.nan)
        estimate = ours / years - theirs / other
        if method == "wald":
            step = normal_quantile(sureness) * np.sqrt(ours / years**2 + theirs / other**2)
            lower, upper = estimate - step, estimate + step
        elif method == "mover":
            lower, upper = _mover(ours, years, theirs, other, sureness)
        else:
            lower, upper = _score(ours, years, theirs, other, sureness)
    return RateDifference(
        (estimate * scale)[()], (lower * scale)[()], (upper * scale)[()], scale, sureness, method
    )


def _mover(
    ours: Values, years: Values, theirs: Values, other: Values, sureness: float
) -> tuple[Values, Values]:
    one = count_interval(cases=ours, confidence=sureness, method="garwood")
    two = count_interval(cases=theirs, confidence=sureness, method="garwood")
    rate, reference = ours / years, theirs / other
    below = np.hypot(rate - one.lower / years, two.upper / other - reference)
    above = np.hypot(one.upper / years - rate, reference - two.lower / other)
    return rate - reference - below, rate - reference + above


def _score(
    ours: Values, years: Values, theirs: Values, other: Values, sureness: float
) -> tuple[Values, Values]:
    """Differences at which the score statistic is z; both rates are fitted under the difference."""
    z, estimate = normal_quantile(sureness), ours / years - theirs / other
    span = years + other

    def distance(difference: Values) -> Values:
        """Rises with the difference; z and -z at the limits."""
        b = span * difference - ours - theirs
        root = np.sqrt(np.maximum(b * b + 4 * span * theirs * difference, 0.0))
        # the root that does not cancel
        fitted = np.where(b > 0, 2 * theirs * difference / (b + root), (root - b) / (2 * span))
        fitted = np.maximum(fitted, np.maximum(0.0, -difference))
        error = np.sqrt((fitted + difference) / years + fitted / other)
        return np.asarray((difference - estimate) / error)

    exact_below, exact_above = _mover(ours, years, theirs, other, max(sureness, 0.5))
    reach = 4 * (exact_above - exact_below) + z * z * (1 / years + 1 / other)
    lower = rising_root(distance, level=-z, low=estimate - reach, high=estimate)
    return lower, rising_root(distance, level=z, low=estimate, high=estimate + reach)
