"""Proportions of simple random samples or complete counts: intervals for one, comparisons of two independent ones.

For samples with clusters or weights use `safecommunity.epi.survey`; for the same people asked twice
`safecommunity.epi.paired`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.epi.errors import QuantityError
from safecommunity.epi.quantiles import normal_quantile
from safecommunity.epi.quantities import Values, chosen, level, same_shape, wholes
from safecommunity.epi.roots import rising_root

PROPORTION_METHODS = ("wilson", "clopper_pearson", "agresti_coull", "jeffreys", "wald")
DIFFERENCE_METHODS = ("newcombe", "miettinen_nurminen", "agresti_caffo", "wald")
RATIO_METHODS = ("miettinen_nurminen", "log_normal")
TESTS = ("fisher", "chi_square", "yates")
Pair = tuple[Values, Values]

MOST_TABLES = 10_000_000  # with the same margins; each takes some bytes


@dataclass(frozen=True, slots=True)
class Proportion:
    """`events` of `n` as a share between 0 and 1, with limits; NaN where n is 0 or a number is missing."""

    estimate: Values
    lower: Values
    upper: Values
    events: Values
    n: Values
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class ProportionComparison:
    """A proportion less the reference proportion, or divided by it, with limits; its `n` are NaN where 0 or unknown."""

    estimate: Values
    lower: Values
    upper: Values
    n: Values
    reference_n: Values
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class ProportionTest:
    """A test of equal proportions: `statistic` (NaN for Fisher's) and two-sided `p_value`."""

    statistic: Values
    p_value: Values
    method: str


def proportion(*, events: Any, n: Any, confidence: float = 0.95, method: str) -> Proportion:
    """A share of a sample, with an interval.

    events: whole numbers from 0 to n; n: whole numbers from 0 up; single numbers or arrays that fit each other.
    confidence: between 0 and 1. method:

    - "wilson": score interval, good at every n; on average it covers what it says. Wilson E.B. (1927) J Am Stat
      Assoc 22:209-212, doi:10.1080/01621459.1927.10502953.
    - "clopper_pearson": exact; never covers less than it says, for small n much more. Clopper C.J., Pearson E.S. (1934)
      Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.
    - "agresti_coull": adds z²/2 events and as many others, clipped to 0 and 1; a bit wider than Wilson's. Agresti A.,
      Coull B.A. (1998) Am Stat 52:119-126, doi:10.1080/00031305.1998.10480550.
    - "jeffreys": Bayesian with prior beta(1/2, 1/2), with limit 0 for no events and 1 for all. Brown L.D., Cai T.T.,
      DasGupta A. (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286.
    - "wald": for comparison only; no width for none or all, and covers far less than it says for small n.

    Decided cases: none of n and all of n have limits on the inner side (wald has not); n of 0 gives no share; missing
    numbers (None, NaN) give NaN there.

    Raises QuantityError for numbers out of range, more events than n among them, and MethodError.
    Source: with each method.
    """
    chosen(function="proportion", method=method, allowed=PROPORTION_METHODS)
    part, whole = _parts("events", events, n)
    sureness = level(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = _one(part, whole, sureness, method)
        lower, upper = np.where(whole > 0, lower, np.nan), np.where(whole > 0, upper, np.nan)
        share = part / whole
    return Proportion(share[()], lower[()], upper[()], part[()], whole[()], sureness, method)


def _parts(name: str, events: Any, n: Any) -> Pair:
    part, whole = same_shape(f"{name} and n", wholes(name, events), wholes("n", n))
    wrong = part > whole
    if wrong.any():
        raise QuantityError(
            f"{name}: got {part[wrong].flat[0]:g} of {whole[wrong].flat[0]:g}, allowed are 0 to n"
        )
    return part, whole


def _one(part: Values, whole: Values, sureness: float, method: str) -> Pair:
    z = normal_quantile(sureness)
    if method == "wilson":
        return wilson(events=part, n=whole, z=z)
    if method in ("clopper_pearson", "jeffreys"):
        from scipy.special import betaincinv

        tail, more = (1 - sureness) / 2, 1.0 if method == "clopper_pearson" else 0.5
        lower = betaincinv(part + 1 - more, whole - part + more, tail)
        upper = betaincinv(part + more, whole - part + 1 - more, 1 - tail)
        return np.where(part == 0, 0.0, lower), np.where(part == whole, 1.0, upper)
    added = z * z if method == "agresti_coull" else 0.0
    share = (part + added / 2) / (whole + added)
    step = z * np.sqrt(share * (1 - share) / (whole + added))
    return np.maximum(share - step, 0.0), np.minimum(share + step, 1.0)


def wilson(*, events: Values, n: Values, z: float) -> Pair:
    """Wilson's limits at a normal quantile z, as other intervals are made of.

    events, n: whole numbers as arrays that fit each other, already checked; z: above 0, as 1.96. For numbers from
    outside use `proportion`, which checks them. Decided cases: no events have the lower limit 0, nothing but events
    the upper limit 1; n of 0 and NaN give NaN. Limits: of simple random samples; for a sample with clusters or weights
    use `safecommunity.epi.survey`.
    Source: Wilson (1927) as in `proportion`, roots of (share - p)² = z² p (1 - p) / n.
    """
    middle, step = events + z * z / 2, z * np.sqrt(events * (n - events) / n + z * z / 4)
    lower, upper = (middle - step) / (n + z * z), (middle + step) / (n + z * z)
    # at the ends the roots are exactly 0 and 1
    return np.where(events == 0, 0.0, lower), np.where(events == n, 1.0, upper)


def proportion_difference(
    *, events: Any, n: Any, reference_events: Any, reference_n: Any, confidence: float = 0.95, method: str
) -> ProportionComparison:
    """One share less another, of different people: after less before, here less there.

    events, reference_events: whole numbers from 0 to n and reference_n; single numbers or arrays that fit each other.
    confidence: between 0 and 1. method:

    - "newcombe": from Wilson's limits of both (method 10). Newcombe R.G. (1998) Interval estimation for the difference
      between independent proportions. Stat Med 17:873-890,
      doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    - "miettinen_nurminen": score interval, both shares fitted under the difference, with N/(N-1). Miettinen O.,
      Nurminen M. (1985) Stat Med 4:213-226, doi:10.1002/sim.4780040211.
    - "agresti_caffo": one event and one other added on both sides, clipped to -1 and 1. Agresti A., Caffo B. (2000)
      Am Stat 54:280-288, doi:10.1080/00031305.2000.10474560.
    - "wald": for comparison only; too narrow for small samples, no width for 0 and 1.

    All hold for simple random samples; with clusters they are too narrow. Decided cases: a side with n of 0 gives no
    difference; missing numbers give NaN there.

    Raises QuantityError for numbers out of range and MethodError. Source: with each method.
    """
    chosen(function="proportion_difference", method=method, allowed=DIFFERENCE_METHODS)
    sides = _four(events, n, reference_events, reference_n)
    sureness = level(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = sides[0] / sides[1] - sides[2] / sides[3]
        if method == "newcombe":
            lower, upper = _square_and_add(sides, sureness)
        elif method == "miettinen_nurminen":
            lower, upper = _score(sides, sureness)
        else:
            lower, upper = _added(sides, sureness, 1.0 if method == "agresti_caffo" else 0.0)
    lower, upper = (np.where(np.isnan(estimate), np.nan, one) for one in (lower, upper))
    return ProportionComparison(
        estimate[()], lower[()], upper[()], sides[1][()], sides[3][()], sureness, method
    )


Sides = tuple[Values, Values, Values, Values]


def _four(events: Any, n: Any, reference_events: Any, reference_n: Any) -> Sides:
    ours, theirs = _parts("events", events, n), _parts("reference_events", reference_events, reference_n)
    one, two, three, four = same_shape("events and n of both", *ours, *theirs)
    return one, np.where(two > 0, two, np.nan), three, np.where(four > 0, four, np.nan)


def _square_and_add(sides: Sides, sureness: float) -> Pair:
    part, whole, other, base = sides
    z, one, two = normal_quantile(sureness), part / whole, other / base
    low, high = wilson(events=part, n=whole, z=z)
    low_two, high_two = wilson(events=other, n=base, z=z)
    return one - two - np.hypot(one - low, high_two - two), one - two + np.hypot(high - one, two - low_two)


def _added(sides: Sides, sureness: float, more: float) -> Pair:
    part, whole, other, base = sides[0] + more, sides[1] + 2 * more, sides[2] + more, sides[3] + 2 * more
    one, two = part / whole, other / base
    step = normal_quantile(sureness) * np.sqrt(one * (1 - one) / whole + two * (1 - two) / base)
    return np.maximum(one - two - step, -1.0), np.minimum(one - two + step, 1.0)


def _score(sides: Sides, sureness: float) -> Pair:
    """Differences at which the score statistic is z."""
    part, whole, other, base = sides
    z, estimate = normal_quantile(sureness), part / whole - other / base
    inflation = (whole + base) / (whole + base - 1)

    def distance(difference: Values) -> Values:
        two = _fitted(sides, difference)
        one = two + difference
        variance = (one * (1 - one) / whole + two * (1 - two) / base) * inflation
        return np.asarray((difference - estimate) / np.sqrt(np.maximum(variance, 1e-300)))

    ends = np.ones_like(estimate)
    lower = rising_root(distance, level=-z, low=-ends, high=estimate)
    return lower, rising_root(distance, level=z, low=estimate, high=ends)


def _fitted(sides: Sides, difference: Values) -> Values:
    """The likeliest reference share when ours is higher by `difference`: the middle root of a cubic equation."""
    part, whole, other, base = sides
    total = whole + base
    c2 = (whole + 2 * base) * difference - total - part - other
    c1 = (base * difference - total - 2 * other) * difference + part + other
    c0 = other * difference * (1 - difference)
    q = (c2 / (3 * total)) ** 3 - c1 * c2 / (6 * total**2) + c0 / (2 * total)
    p = np.copysign(np.sqrt(np.maximum((c2 / (3 * total)) ** 2 - c1 / (3 * total), 0.0)), q)
    ratio = np.clip(np.divide(q, p**3, out=np.zeros_like(q), where=p != 0), -1.0, 1.0)
    root = 2 * p * np.cos((np.pi + np.arccos(ratio)) / 3) - c2 / (3 * total)
    return np.clip(root, np.maximum(0.0, -difference), np.minimum(1.0, 1 - difference))


def proportion_ratio(
    *, events: Any, n: Any, reference_events: Any, reference_n: Any, confidence: float = 0.95, method: str
) -> ProportionComparison:
    """One share divided by another, of different people (risk ratio, prevalence ratio).

    events, n, reference_events, reference_n, confidence: as in `proportion_difference`. method:

    - "miettinen_nurminen": score interval with N/(N-1). Miettinen and Nurminen (1985), as there.
    - "log_normal": Wald on the logarithm, for 10 and more events on both sides. Katz D. et al. (1978) Biometrics
      34:469-474, doi:10.2307/2530610.

    Decided cases: no events on both sides give no ratio (NaN); none in the reference give infinity, without upper
    limit; log_normal then has no limits at all; a side with n of 0 or a missing number gives NaN.

    Raises QuantityError for numbers out of range and MethodError. Source: with each method.
    """
    chosen(function="proportion_ratio", method=method, allowed=RATIO_METHODS)
    sides = part, whole, other, base = _four(events, n, reference_events, reference_n)
    sureness = level(confidence)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        estimate = (part / whole) / (other / base)
        if method == "log_normal":
            both = np.where((part > 0) & (other > 0), 1.0, np.nan)
            error = np.sqrt(1 / part - 1 / whole + 1 / other - 1 / base) * both
            step = np.exp(normal_quantile(sureness) * error)
            lower, upper = estimate / step, estimate * step
        else:
            lower, upper = _score_ratio(sides, sureness)
            lower = np.where(part == 0, 0.0, lower)
            upper = np.where(other == 0, np.inf, upper)
    lower, upper = (np.where(np.isnan(estimate), np.nan, one) for one in (lower, upper))
    return ProportionComparison(estimate[()], lower[()], upper[()], whole[()], base[()], sureness, method)


def _score_ratio(sides: Sides, sureness: float) -> Pair:
    """Ratios at which the score statistic is z, sought on the logarithm."""
    part, whole, other, base = sides
    z, total = normal_quantile(sureness), whole + base
    inflation = total / (total - 1)

    def distance(logarithm: Values) -> Values:
        ratio = np.exp(logarithm)
        b = ratio * (whole + other) + part + base
        two = 2 * (part + other) / (b + np.sqrt(np.maximum(b * b - 4 * total * ratio * (part + other), 0.0)))
        one = np.minimum(two * ratio, 1.0)
        variance = (one * (1 - one) / whole + ratio**2 * two * (1 - two) / base) * inflation
        return np.asarray((ratio * other / base - part / whole) / np.sqrt(np.maximum(variance, 1e-300)))

    ends = np.full(part.shape, 40.0)  # e^40, far beyond any sample
    lower, upper = (rising_root(distance, level=one, low=-ends, high=ends) for one in (-z, z))
    return np.exp(lower), np.exp(upper)


def proportion_test(
    *, events: Any, n: Any, reference_events: Any, reference_n: Any, method: str
) -> ProportionTest:
    """Are two shares of different people equal?

    events, n, reference_events, reference_n: as in `proportion_difference`. method: "fisher", exact, by the
    probability of all tables that are no likelier (Fisher R.A. (1935) J R Stat Soc 98:39-54, doi:10.2307/2342435);
    "chi_square", Pearson's, for 5 and more expected in every cell; "yates", with continuity correction, for comparison
    (Yates F. (1934) J R Stat Soc Suppl 1:217-235, doi:10.2307/2983604).

    Decided cases: no events at all or nothing but events: p is 1 and there is no statistic; a side with n of 0 or a
    missing number gives NaN. Raises QuantityError for numbers out of range, and with "fisher" for more than 10 million
    tables; MethodError. Source: with each method.
    """
    chosen(function="proportion_test", method=method, allowed=TESTS)
    part, whole, other, base = _four(events, n, reference_events, reference_n)
    same = ((part + other) == 0) | ((part + other) == whole + base)
    if method == "fisher":
        p_value = _fisher(part, whole, other, base)
        statistic = np.full(p_value.shape, np.nan)
    else:
        from scipy.special import ndtr

        with np.errstate(divide="ignore", invalid="ignore"):
            cross = abs(part * (base - other) - other * (whole - part))
            total = whole + base
            if method == "yates":
                cross = np.maximum(cross - total / 2, 0.0)
            margins = whole * base * (part + other) * (total - part - other)
            statistic = np.where(same, np.nan, total * cross**2 / margins)
            p_value = 2 * ndtr(-np.sqrt(statistic))
    return ProportionTest(statistic[()], np.where(same, 1.0, p_value)[()], method)


def _fisher(part: Values, whole: Values, other: Values, base: Values) -> Values:
    from scipy.stats import hypergeom

    found = np.full(part.shape, np.nan)
    for at in np.ndindex(part.shape):
        if np.isnan([part[at], whole[at], other[at], base[at]]).any():
            continue
        n, m, events = int(whole[at]), int(base[at]), int(part[at] + other[at])
        least, most = max(0, events - m), min(n, events)
        if most - least > MOST_TABLES:
            raise QuantityError(
                f"tables of fisher: got {most - least:,}, allowed are up to {MOST_TABLES:,}; chi_square is for so many"
            )
        likely = hypergeom.pmf(np.arange(least, most + 1), n + m, events, n)
        found[at] = min(1.0, likely[likely <= likely[int(part[at]) - least] * (1 + 1e-7)].sum())
    return found
