"""Exact 95 % limits of a Poisson mean from a shipped table, so that pages need no SciPy.

`poisson_limits_95.npy` holds one line (lower, upper) for each count from 0 to 10,000;
`scripts/make_quantiles.py` makes it. Other counts and levels are computed with SciPy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("poisson_limits_95.npy")
TABLE_LEVEL = 0.95


@cache
def table() -> NDArray[np.float64]:
    """The shipped table, shape (10001, 2), float64."""
    return np.asarray(np.load(TABLE, mmap_mode="r", allow_pickle=False))


def poisson_limits(cases: int, confidence: float) -> tuple[float, float]:
    """Lower and upper limit of the mean of a Poisson count.

    Source: Garwood F. (1936) Fiducial limits for the Poisson distribution.
    Biometrika 28:437-442, doi:10.1093/biomet/28.3-4.437. Half the tail on either side;
    for zero cases the lower limit is 0 and the upper one is still the two-sided limit.
    """
    if confidence == TABLE_LEVEL and cases < len(table()):
        lower, upper = table()[cases].tolist()
        return lower, upper
    return computed_limits(cases, confidence)


def computed_limits(cases: int, confidence: float) -> tuple[float, float]:
    """The same by SciPy, for any count and level: gamma quantiles of shape k and k + 1."""
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - confidence) / 2
    lower = float(gammaincinv(cases, tail)) if cases else 0.0
    return lower, float(gammainccinv(cases + 1, tail))


def gamma_quantile(probability: float, shape: float) -> float:
    """The quantile of a gamma distribution of scale 1, for any shape above 0, by SciPy.

    SciPy is loaded when first asked, so a process that only counts never pays for it.
    Source: inverse of the regularised incomplete gamma function, DLMF 8.2.4; Gil A., Segura J.,
    Temme N.M. (2012) SIAM J Sci Comput 34:A2965-A2981, doi:10.1137/120872553.
    """
    from scipy.special import gammaincinv

    return float(gammaincinv(shape, probability))
