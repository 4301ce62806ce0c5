"""Quantiles the intervals are made of: exact, for whole arrays at once, and without SciPy at 95 %.

`poisson_limits_95.npy` holds one line (lower, upper) for each count from 0 to 10,000 and
`gamma_curves_95.npy` the gamma quantiles of every shape from 1 up; `scripts/make_quantiles.py` makes
both. Other levels are computed with SciPy, which is loaded when first asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.quantities import Values

TABLE = Path(__file__).with_name("poisson_limits_95.npy")
CURVES = Path(__file__).with_name("gamma_curves_95.npy")
TABLE_LEVEL = 0.95
SEGMENTS, DEGREE = 32, 8
STEEPEST = 1e-5  # tails further out are left to SciPy
LARGEST = 1e12  # and shapes beyond any count


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
    """The same by gamma quantiles of shape k and k + 1, for any count and level."""
    tail = (1 - confidence) / 2
    lower = float(gamma_quantiles(cases, tail=tail, upper=False)) if cases else 0.0
    return lower, float(gamma_quantiles(cases + 1, tail=tail, upper=True))


def gamma_quantiles(shapes: object, *, tail: float, upper: bool) -> Values:
    """Quantiles of gamma distributions of scale 1: where `tail` lies below, or above for `upper`.

    shapes: numbers above 0, of any shape; 0 gives 0 and NaN gives NaN. 12,000 take under a millisecond:
    the cube root of quantile / shape is a smooth function of 1 / sqrt(shape) (Wilson E.B., Hilferty M.M.
    (1931) PNAS 17:684-688, doi:10.1073/pnas.17.12.684) and stands as Chebyshev polynomials over 32 equal
    pieces of it, for shapes from 1 up; the error is below 1e-14 of the value. Smaller shapes by SciPy.
    Source: inverse of the regularised incomplete gamma function, DLMF 8.2.4; Gil A., Segura J.,
    Temme N.M. (2012) SIAM J Sci Comput 34:A2965-A2981, doi:10.1137/120872553.
    """
    given = np.asarray(shapes, dtype=np.float64)
    flat = given.ravel()
    smooth = (flat >= 1) & (flat <= LARGEST)
    if tail < STEEPEST:
        smooth[:] = False
    if smooth.all():
        return _on_curve(curve(tail, upper), flat).reshape(given.shape)
    found = np.where(flat == 0, 0.0, np.nan)
    if smooth.any():
        found[smooth] = _on_curve(curve(tail, upper), flat[smooth])
    rest = ~smooth & (flat > 0)
    if rest.any():
        found[rest] = _inverse(upper)(flat[rest], tail)
    return found.reshape(given.shape)


def gamma_quantile(probability: float, shape: float) -> float:
    """One quantile of a gamma distribution of scale 1, for any shape above 0; the same by `gamma_quantiles`."""
    upper = probability > 0.5
    return float(gamma_quantiles(shape, tail=1 - probability if upper else probability, upper=upper))


@cache
def curve(tail: float, upper: bool) -> Values:
    """Chebyshev coefficients of one quantile, shape (9, 32); the shipped ones at 95 %, else the same by SciPy."""
    if abs(tail - (1 - TABLE_LEVEL) / 2) < 1e-15 and CURVES.exists():
        return np.asarray(np.load(CURVES, allow_pickle=False)[int(upper)])
    return computed_curve(tail, upper)


def computed_curve(tail: float, upper: bool) -> Values:
    """The same by SciPy: the polynomial through the Chebyshev nodes of each piece."""
    nodes = np.cos((np.arange(DEGREE + 1) + 0.5) * np.pi / (DEGREE + 1))
    steps = (np.arange(SEGMENTS)[:, None] + (nodes + 1) / 2) / SEGMENTS
    shapes = 1 / steps**2
    values = np.cbrt(_inverse(upper)(shapes, tail) / shapes)
    return np.asarray(np.linalg.solve(np.polynomial.chebyshev.chebvander(nodes, DEGREE), values.T))


def _inverse(upper: bool) -> Callable[[Values, float], Values]:
    from scipy.special import gammainccinv, gammaincinv

    return gammainccinv if upper else gammaincinv


def _on_curve(coefficients: Values, shapes: Values) -> Values:
    """Clenshaw's recurrence in the piece of each shape."""
    place = SEGMENTS / np.sqrt(shapes)
    piece = np.minimum(place.astype(np.int64), SEGMENTS - 1)
    x = 2 * (place - piece) - 1
    last = before = np.zeros_like(x)
    for row in coefficients[:0:-1]:
        last, before = 2 * x * last - before + row[piece], last
    root = x * last - before + coefficients[0][piece]
    return np.asarray(shapes * root**3)


def normal_quantile(confidence: float) -> float:
    """The two-sided quantile of the standard normal distribution: 1.96 at 95 %.

    Source: Wichura M.J. (1988) Algorithm AS 241, J R Stat Soc C 37:477-484, doi:10.2307/2347330.
    """
    return -NormalDist().inv_cdf((1 - confidence) / 2)


@cache
def student_quantile(degrees: int, confidence: float) -> float:
    """The two-sided quantile of Student's t with whole degrees of freedom from 1 up: 12.71 for 1 at 95 %.

    By the finite series in the angle atan(t / sqrt(degrees)), turned round by halving the interval it lies in, so that
    no page that needs one has to load SciPy. Above 10,000 degrees the normal quantile stands, closer than 1e-3 of it.
    Source: Zelen M., Severo N.C. (1964) in Abramowitz M., Stegun I.A., Handbook of Mathematical Functions, 26.7.3-4.
    """
    if degrees > 10_000:
        return normal_quantile(confidence)
    low, high = 0.0, math.pi / 2
    for _step in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < confidence else (low, middle)
    return math.sqrt(degrees) * math.tan((low + high) / 2)


def _within(angle: float, degrees: int) -> float:
    """How likely Student's t lies between -t and t, t being sqrt(degrees) × tan(angle)."""
    cosine, sine = math.cos(angle), math.sin(angle)
    first = 1 + degrees % 2
    term = cosine if degrees % 2 else 1.0
    total = term if degrees > 1 else 0.0
    for step in range(first, degrees - 2, 2):
        term *= cosine**2 * step / (step + 1)
        total += term
    return 2 / math.pi * (angle + sine * total) if degrees % 2 else sine * total
