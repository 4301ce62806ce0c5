"""Upper quantiles of negative binomial counts, many at once: mean and dispersion in, whole numbers out.

With variance = dispersion × mean, neighbouring probabilities stand in the ratio (k q + c) / (k + 1), q = 1 − 1 /
dispersion and c = mean / dispersion; with a dispersion of 1 that is the Poisson distribution. The compiled way sums
these ratios from the mode to either side, so no gamma function is called and nothing cancels.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.compiled import kernel

LONG = 200_000  # beyond so many terms the incomplete beta function is quicker
FUZZ = 64 * np.finfo(float).eps  # of a probability, where a sum falls on the level itself
SURE = 1e-17
LARGEST = 1e12  # a mean above is no number of cases


def _by_search(mean: Any, phi: Any, probability: float, upper: Any) -> None:
    """The quantiles by SciPy's distribution functions: a bracket, then halving, all points together."""
    from scipy.special import betainc, gammainc

    tail = (1.0 - probability) + FUZZ
    q, c = (phi - 1) / phi, mean / phi

    def beyond(k: NDArray[Any], at: NDArray[Any]) -> NDArray[Any]:
        poisson = phi[at] <= 1.0
        size = np.where(poisson, 1.0, c[at] / np.where(poisson, 1.0, q[at]))
        found = betainc(k + 1, size, np.where(poisson, 0.5, q[at]))
        return np.asarray(np.where(poisson, gammainc(k + 1, mean[at]), found) > tail)

    fit = np.flatnonzero((mean > 0) & (mean < LARGEST) & (phi < LARGEST))
    upper[:] = np.where(mean == 0, 0.0, np.nan)
    low, width = np.full(len(fit), -1.0), np.sqrt(mean[fit] * phi[fit]) * 3 + 2
    high = np.floor(mean[fit] + width)
    rising = np.flatnonzero(beyond(high, fit))
    while rising.size:
        low[rising] = high[rising]
        high[rising] += np.floor(width[rising])
        rising = rising[beyond(high[rising], fit[rising])]
    going = np.flatnonzero(high - low > 1)
    while going.size:
        middle = np.floor((low[going] + high[going]) / 2)
        more = beyond(middle, fit[going])
        low[going[more]], high[going[~more]] = middle[more], middle[~more]
        going = going[high[going] - low[going] > 1]
    upper[fit] = high


@kernel(plain=_by_search)
def _summed(mean: Any, phi: Any, probability: float, upper: Any) -> None:
    """Fill `upper` with the quantiles; −1 where the sum would be too long, NaN where there is none."""
    level = probability * (1.0 - FUZZ)
    for i in range(len(mean)):
        m, p = mean[i], phi[i]
        if not (m < LARGEST and p < LARGEST):
            upper[i] = math.nan
            continue
        if 45.0 * p + 14.0 * math.sqrt(m * p) > LONG:
            upper[i] = -1.0
            continue
        q, c = (p - 1.0) / p, m / p
        mode = max(0.0, math.ceil((c - 1.0) * p))
        below, term, k = 1.0, 1.0, mode
        while k > 0.0 and term > SURE * below:  # towards zero the terms fall faster and faster
            term *= k / ((k - 1.0) * q + c)
            k -= 1.0
            below += term
        total, term, k = below, 1.0, mode
        while True:
            ratio = (k * q + c) / (k + 1.0)
            term *= ratio
            k += 1.0
            total += term
            if not term > SURE * total * (1.0 - ratio):
                break
        wanted, term, k, reached = level * total, 1.0, mode, below
        while reached < wanted:
            term *= (k * q + c) / (k + 1.0)
            k += 1.0
            reached += term
            if term == 0.0:
                break
        while k > 0.0 and reached - term >= wanted:
            reached -= term
            term *= k / ((k - 1.0) * q + c)
            k -= 1.0
        upper[i] = k


def _upper_quantiles(mean: NDArray[Any], phi: NDArray[Any], probability: float) -> NDArray[Any]:
    """The smallest whole numbers that are not passed with the given probability; NaN for a mean beyond 1e12."""
    upper = np.empty(mean.size)
    flat_mean, flat_phi = np.ascontiguousarray(mean).ravel(), np.ascontiguousarray(phi).ravel()
    _summed(flat_mean, flat_phi, probability, upper)
    long = np.flatnonzero(upper == -1.0)
    if long.size:
        found = np.empty(long.size)
        _by_search(flat_mean[long], flat_phi[long], probability, found)
        upper[long] = found
    return upper.reshape(mean.shape)
