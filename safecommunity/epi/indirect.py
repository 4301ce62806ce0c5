"""Indirect standardisation: observed against expected events (SMR, SIR), and what is expected by reference rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.epi.errors import QuantityError
from safecommunity.epi.poisson import COUNT_METHODS, count_interval
from safecommunity.epi.quantities import Values, chosen, level, number, numbers, same_shape, wholes

TESTS = ("exact", "mid_p", "byar", "chi_square")


@dataclass(frozen=True, slots=True)
class StandardisedRatio:
    """Observed divided by expected events, 1 for as many as expected; NaN where nothing was expected or is known."""

    estimate: Values
    lower: Values
    upper: Values
    cases: Values
    expected: Values
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class RatioTest:
    """A test of as many events as expected: `statistic` (NaN for exact tests) and two-sided `p_value`."""

    statistic: Values
    p_value: Values
    method: str


def expected_cases(*, person_years: Any, reference_rates: Any, per: float = 100_000) -> Values:
    """Events that the rates of a reference population would cause here: summed over the strata of the last axis.

    person_years: from 0 up, last axis the strata. reference_rates: one a stratum (or a shape that fits), in cases
    per `per` person-years. Decided cases: a missing number in a stratum leaves the sum missing (NaN); nobody
    anywhere gives 0. Limits: the rates are taken as known; reference rates of few cases make the ratio doubtful.
    Source: Breslow N.E., Day N.E. (1987) Statistical Methods in Cancer Research II, ISBN 92-832-1182-8, chapter 2.
    Raises QuantityError for numbers out of range.
    """
    scale = number("per", per, least=0.0, above=True)
    years, rates = same_shape(
        "person_years and reference_rates",
        numbers("person_years", person_years, least=0.0),
        numbers("reference_rates", reference_rates, least=0.0),
    )
    if not years.ndim:
        raise QuantityError("strata: got a single number, allowed is one value a stratum")
    return np.asarray((years * rates).sum(axis=-1) / scale)[()]


def standardised_ratio(
    *, cases: Any, expected: Any, confidence: float = 0.95, method: str
) -> StandardisedRatio:
    """Observed divided by expected events (indirectly standardised ratio, SMR or SIR), with an interval.

    cases: whole numbers from 0 up. expected: from 0 up, known without error (from a much larger population); both
    single numbers or arrays that fit each other. confidence: between 0 and 1.
    method: "garwood" (exact), "byar", "vandenbroucke", "rothman_greenland", "ury_wiggins", "mid_p" or another of
    `count_interval`, which says the source and limits of each.

    Two ratios standardised to different populations do not compare with each other, each only with its reference.

    Decided cases: nothing expected gives no ratio, whatever was seen; zero cases give 0, lower 0 and the upper limit
    of a count of zero; a missing number in either gives no ratio there.

    Source: as in `count_interval`; Breslow and Day (1987), chapter 2. Raises QuantityError and MethodError.
    """
    chosen(function="standardised_ratio", method=method, allowed=COUNT_METHODS)
    counts, wanted = same_shape(
        "cases and expected", wholes("cases", cases), numbers("expected", expected, least=0.0)
    )
    sureness = level(confidence)
    base = np.where(wanted > 0, wanted, np.nan)
    limits = count_interval(cases=counts, confidence=sureness, method=method)
    return StandardisedRatio(
        (counts / base)[()], (limits.lower / base)[()], (limits.upper / base)[()], counts[()], wanted[()],
        sureness, method,
    )  # fmt: skip


def standardised_ratio_test(*, cases: Any, expected: Any, method: str) -> RatioTest:
    """Is the number of events another than expected?

    cases, expected: as in `standardised_ratio`. method: "exact" (Poisson, twice the smaller tail, at most 1);
    "mid_p" (the same with half the probability of the count itself); "byar", approximately normal; "chi_square",
    Pearson's with one degree of freedom, for 5 and more expected. The exact tests agree with the intervals
    "garwood" and "mid_p": p is below 0.05 where 1 lies outside.

    Decided cases: nothing expected gives no test; so does a missing number; zero cases have no "byar".
    Source: Breslow and Day (1987) as above, section 2.3. Raises QuantityError and MethodError.
    """
    from scipy.special import gammainc, gammaincc, ndtr

    chosen(function="standardised_ratio_test", method=method, allowed=TESTS)
    counts, wanted = same_shape(
        "cases and expected", wholes("cases", cases), numbers("expected", expected, least=0.0)
    )
    mean = np.where(wanted > 0, wanted, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        if method in ("byar", "chi_square"):
            if method == "chi_square":
                statistic = (counts - mean) ** 2 / mean
                normal = np.sqrt(statistic)
            else:
                nearer = np.where(counts > mean, counts, counts + 1)
                nearer = np.where(counts == 0, np.nan, nearer)
                statistic = normal = np.sqrt(9 * nearer) * (1 - 1 / (9 * nearer) - np.cbrt(mean / nearer))
            return RatioTest(statistic[()], (2 * ndtr(-abs(normal)))[()], method)
        as_many_or_more = np.where(counts == 0, np.where(np.isnan(mean), np.nan, 1.0), gammainc(counts, mean))
        as_many_or_less = gammaincc(counts + 1, mean)
        if method == "mid_p":
            same = (as_many_or_more + as_many_or_less - 1) / 2
            as_many_or_more, as_many_or_less = as_many_or_more - same, as_many_or_less - same
    p_value = np.minimum(1.0, 2 * np.minimum(as_many_or_more, as_many_or_less))
    return RatioTest(np.full(p_value.shape, math.nan)[()], p_value[()], method)
