"""Intervals of a count of events: the mean of a Poisson distribution of which one count was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.epi.errors import MethodError
from safecommunity.epi.quantiles import TABLE_LEVEL, gamma_quantiles, normal_quantile, table
from safecommunity.epi.quantities import Values, chosen, level, wholes
from safecommunity.epi.roots import rising_root

Pair = tuple[Values, Values]


@dataclass(frozen=True, slots=True)
class CountInterval:
    """Limits of the expected number of events, of the shape of `cases`; NaN where there is no limit."""

    cases: Values
    lower: Values
    upper: Values
    confidence: float
    method: str


def count_interval(*, cases: Any, confidence: float = 0.95, method: str) -> CountInterval:
    """Limits of the expected number of events behind a count, for one count or an array of counts.

    cases: whole numbers from 0 up, any shape. confidence: between 0 and 1. method:

    - "garwood": exact, half the error in either tail. Garwood F. (1936) Biometrika 28:437-442,
      doi:10.1093/biomet/28.3-4.437. Never covers less than it says, often more.
    - "mid_p": half the probability of the count itself counts for either tail. Cohen G.R., Yang S.Y. (1994)
      Mid-P confidence intervals for the Poisson expectation. Stat Med 13:2189-2203, doi:10.1002/sim.4780132102.
      On average it covers what it says, for some means a little less.
    - "byar": Byar's approximation to the exact limits. Breslow N.E., Day N.E. (1987) Statistical Methods in Cancer
      Research II, ISBN 92-832-1182-8, equation 2.10. Within 1 % of exact from 5 cases up.
    - "byar_mid_p": the same with half a case added on both sides, which comes near mid-P. Rothman K.J., Greenland S.
      (1998) Modern Epidemiology, 2nd edition, ISBN 0-316-75780-2, chapter 14.
    - "daly": garwood, except that zero cases get a one-sided upper limit (3.00 at 95 %). Daly L. (1992) Comput Biol
      Med 22:351-361, doi:10.1016/0010-4825(92)90023-G.
    - "vandenbroucke": square root. Vandenbroucke J.P. (1982) Am J Epidemiol 115:303-304,
      doi:10.1093/oxfordjournals.aje.a113306. Its upper limit lies 6 % below the exact one at 10 cases, 1 % at 100.
    - "ury_wiggins": square root with constants, at 90, 95 and 99 % only. Ury H.K., Wiggins A.D. (1985) Am J Epidemiol
      122:197-198, doi:10.1093/oxfordjournals.aje.a114083. Within 1 % of exact from 10 cases up; of a few cases the
      lower limit is far too high (0.42 instead of 0.005 for one case at 99 %).
    - "rothman_greenland": normal on the logarithm. Rothman and Greenland as above. Its lower limit
      lies 12 % above the exact one at 10 cases, 1 % at 100.
    - "normal": count plus and minus z times its root; for comparison only, it reaches below zero.

    Decided cases: zero cases have lower limit 0 and an upper limit by every method but "rothman_greenland" (none) and
    "normal" (0 and 0); no lower limit is below 0 but that of "normal"; a missing count has no limits.

    Raises QuantityError for numbers out of range and MethodError for an unknown method or, with "ury_wiggins", level.
    Source: with each method.
    """
    name = chosen(function="count_interval", method=method, allowed=COUNT_METHODS)
    counts, sureness = wholes("cases", cases), level(confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        lower, upper = _INTERVALS[name](counts, sureness)
    return CountInterval(counts[()], lower[()], upper[()], sureness, name)


def _garwood(cases: Values, sureness: float) -> Pair:
    if sureness == TABLE_LEVEL and cases.size and np.nanmax(cases, initial=0) < len(table()):
        place = np.where(np.isnan(cases), 0, cases).astype(np.int64)
        found = np.where(np.isnan(cases)[..., None], np.nan, table()[place])
        return found[..., 0], found[..., 1]
    tail = (1 - sureness) / 2
    return (
        gamma_quantiles(cases, tail=tail, upper=False),
        gamma_quantiles(cases + 1, tail=tail, upper=True),
    )


def _mid_p(cases: Values, sureness: float) -> Pair:
    """Each different count is solved once."""
    different, place = np.unique(cases, return_inverse=True)
    lower, upper = _mid_p_of(different, sureness)
    return lower[place].reshape(cases.shape), upper[place].reshape(cases.shape)


def _mid_p_of(cases: Values, sureness: float) -> Pair:
    """P(more) + P(as many) / 2 rises with the mean; the exact limits lie outside its roots."""
    from scipy.special import gammainc

    def beyond(mean: Values) -> Values:
        more, same_or_more = gammainc(cases + 1, mean), np.where(cases > 0, gammainc(cases, mean), 1.0)
        return np.asarray((more + same_or_more) / 2)

    tail = (1 - sureness) / 2
    least, most = _garwood(cases, sureness)
    lower = rising_root(beyond, level=tail, low=least, high=most)
    return np.where(cases == 0, 0.0, lower), rising_root(beyond, level=1 - tail, low=least, high=most)


def _byar(cases: Values, sureness: float) -> Pair:
    z = normal_quantile(sureness)
    return np.where(cases == 0, 0.0, _cubed(cases, -z)), _cubed(cases + 1, z)


def _byar_mid_p(cases: Values, sureness: float) -> Pair:
    z = normal_quantile(sureness)
    lower = np.where(cases == 0, 0.0, np.maximum(_cubed(cases + 0.5, -z), 0.0))
    return lower, _cubed(cases + 0.5, z)


def _cubed(number: Values, z: float) -> Values:
    """Wilson and Hilferty's normal approximation to the gamma quantile."""
    return np.asarray(number * (1 - 1 / (9 * number) + z / (3 * np.sqrt(number))) ** 3)


def _daly(cases: Values, sureness: float) -> Pair:
    lower, upper = _garwood(cases, sureness)
    return lower, np.where(cases == 0, -np.log(1 - sureness), upper)


def _vandenbroucke(cases: Values, sureness: float) -> Pair:
    half = normal_quantile(sureness) / 2
    root = np.sqrt(cases)
    return np.maximum(root - half, 0.0) ** 2, (root + half) ** 2


def _ury_wiggins(cases: Values, sureness: float) -> Pair:
    known = {0.90: (0.65, 1.65), 0.95: (1.0, 2.0), 0.99: (2.0, 3.0)}
    if sureness not in known:
        raise MethodError(f"confidence of ury_wiggins: got {sureness:g}, allowed are 0.9, 0.95 and 0.99")
    below, above = known[sureness]
    step = normal_quantile(sureness) * np.sqrt(cases)
    return np.where(cases == 0, 0.0, np.maximum(cases - step + below, 0.0)), cases + step + above


def _rothman_greenland(cases: Values, sureness: float) -> Pair:
    factor = np.exp(normal_quantile(sureness) / np.sqrt(cases))
    none = cases == 0
    return np.where(none, np.nan, cases / factor), np.where(none, np.nan, cases * factor)


def _normal(cases: Values, sureness: float) -> Pair:
    step = normal_quantile(sureness) * np.sqrt(cases)
    return cases - step, cases + step


_INTERVALS: dict[str, Callable[[Values, float], Pair]] = {
    "garwood": _garwood,
    "mid_p": _mid_p,
    "byar": _byar,
    "byar_mid_p": _byar_mid_p,
    "daly": _daly,
    "vandenbroucke": _vandenbroucke,
    "ury_wiggins": _ury_wiggins,
    "rothman_greenland": _rothman_greenland,
    "normal": _normal,
}
COUNT_METHODS = tuple(_INTERVALS)
