"""CUSUM: small excesses that last, summed up week by week until they pass a limit."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from safecommunity.epi.detection.outcome import Alarms, Numbers, Reason, Series, _alarms
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import number

MEANS = ("earlier", "harmonic")
ROUNDS, CLOSE = 25, 1e-8
LEAST = float(np.finfo(float).eps)  # a fitted mean is kept from becoming nought


def cusum(
    *,
    series: Series,
    first: int,
    method: str,
    mean: str | float,
    reference: float = 1.04,
    limit: float = 2.26,
    dispersion: float = 0.1,
) -> Alarms:
    """Weeks at which the running sum of standardised counts, less `reference` each, reaches `limit`.

    The sum S starts at 0 with week `first` (a position) and never falls below 0; every later week is
    judged. mean: what is expected, a number, or from the weeks before `first`: "earlier", their mean, or
    "harmonic", a Poisson model with one sine wave a year. `score` is S; `upper` is the count that would
    have brought S to the limit. The sum goes on after an alarm.

    method: how counts become about normal. "standard": (y − m) / √m; "rossi": (y − 3m + 2√(ym)) / (2√m);
    "anscombe": 3/2 (y^⅔ − m^⅔) / m^⅙; "anscombe2nd": the same about its mean, m^⅔ − m^−⅓ / 9; "negative_binomial":
    (y − m) / √(m + dispersion m²); "none": y itself, without expectation.

    Source: Page E.S. (1954) Continuous inspection schemes. Biometrika 41:100-115, doi:10.1093/biomet/41.1-2.100;
    Rossi G., Lampugnani L., Marchi M. (1999) An approximate CUSUM procedure for surveillance of health events.
    Stat Med 18:2111-2122. Bounds agree with R's surveillance 1.20.3.

    Decided cases: a missing week leaves the sum as it is and has no bound; a mean of 0, or none known
    before `first`, gives no bounds; a harmonic model without solution gives none for its series. Where even
    no case would reach the limit, the bound tells that the sum alone has passed it: with "rossi" it is then
    the lower root of a square, as in the reference implementation, and without meaning as a count.

    Limits: the mean must hold for the whole run; no trend.
    Raises QuantityError, and MethodError for an unknown method or mean.
    """
    if method not in TRANSFORMATIONS:
        raise MethodError(f"method of cusum: got {method!r}, allowed are {', '.join(TRANSFORMATIONS)}")
    if not 1 <= first < series.length:
        raise QuantityError(f"first: got {first}, allowed is a position from 1 to {series.length - 1}")
    k, h = number("reference", reference, least=0.0), number("limit", limit, least=0.0, above=True)
    alpha = number("dispersion", dispersion, least=0.0)
    weeks = np.arange(first, series.length)
    reason = np.where(np.isnan(series.counts[:, weeks]), Reason.NOT_REPORTED, Reason.BOUND).astype(np.int8)
    expected, failed = _means(series, first, mean)
    reason[failed & (reason == Reason.BOUND)] = Reason.NOT_CONVERGED
    forward, back = TRANSFORMATIONS[method]
    sums, upper = np.zeros(expected.shape), np.full(expected.shape, np.nan)
    before = np.zeros(len(expected))
    with np.errstate(all="ignore"):
        standard = forward(series.counts[:, weeks], expected, alpha)
        reason[(reason == Reason.BOUND) & ~np.isfinite(standard)] = Reason.NO_SPREAD
        for place in range(len(weeks)):
            upper[:, place] = back(h + k - before, expected[:, place], alpha)
            after = np.maximum(0.0, before + standard[:, place] - k)
            before = np.where(reason[:, place] == Reason.BOUND, after, before)
            sums[:, place] = before
    return _alarms(method=f"cusum {method}", series=series, weeks=weeks, expected=expected,
                   upper=np.maximum(upper, 0.0), reason=reason, score=sums, alarm=sums >= h)  # fmt: skip


def _rossi_back(z: Numbers, m: Numbers, _: float) -> Numbers:
    """(√y + √m)² = 2 z √m + 4 m, solved for the count."""
    square = 2 * z * np.sqrt(m) + 4 * m
    return np.where(square < 0, 0.0, (np.sqrt(np.maximum(square, 0.0)) - np.sqrt(m)) ** 2)


def _power_back(z: Numbers, m: Numbers, centre: Numbers) -> Numbers:
    return np.asarray(np.maximum(2 / 3 * np.cbrt(np.sqrt(m)) * z + centre, 0.0) ** 1.5)


Transformation = Callable[[Numbers, Numbers, float], Numbers]
TRANSFORMATIONS: dict[str, tuple[Transformation, Transformation]] = {
    "standard": (
        lambda y, m, _: (y - m) / np.sqrt(m),
        lambda z, m, _: np.ceil(np.sqrt(m) * z + m),
    ),
    "rossi": (
        lambda y, m, _: (y - 3 * m + 2 * np.sqrt(y * m)) / (2 * np.sqrt(m)),
        _rossi_back,
    ),
    "anscombe": (
        lambda y, m, _: 1.5 * (np.cbrt(y * y) - np.cbrt(m * m)) / m ** (1 / 6),
        lambda z, m, _: _power_back(z, m, np.cbrt(m * m)),
    ),
    "anscombe2nd": (
        lambda y, m, _: 1.5 * (np.cbrt(y * y) - (np.cbrt(m * m) - 1 / np.cbrt(m) / 9)) / m ** (1 / 6),
        lambda z, m, _: _power_back(z, m, np.cbrt(m * m) - 1 / np.cbrt(m) / 9),
    ),
    "negative_binomial": (
        lambda y, m, a: (y - m) / np.sqrt(m + a * m * m),
        lambda z, m, a: np.sqrt(m + a * m * m) * z + m,
    ),
    "none": (lambda y, m, _: y + 0.0 * m, lambda z, m, _: z + 0.0 * m),
}


def _means(series: Series, first: int, mean: str | float) -> tuple[Numbers, np.ndarray]:
    """What is expected in every week from `first` on, and where a model failed."""
    shape = (len(series.counts), series.length - first)
    failed = np.zeros(shape, dtype=bool)
    if not isinstance(mean, str):
        return np.full(shape, number("mean", mean, least=0.0)), failed
    if mean not in MEANS:
        raise MethodError(f"mean of cusum: got {mean!r}, allowed are {', '.join(MEANS)}, or a number")
    earlier = series.counts[:, :first]
    known = ~np.isnan(earlier)
    if mean == "earlier":
        with np.errstate(invalid="ignore"):
            found = np.where(known, earlier, 0.0).sum(1) / known.sum(1)
        return np.repeat(found[:, None], shape[1], axis=1), failed
    angle = 2 * math.pi / series.period * np.arange(series.length)
    design = np.stack([np.ones_like(angle), np.cos(angle), np.sin(angle)], axis=1)
    betas, good = _poisson(np.where(known, earlier, 0.0), known.astype(float), design[:first])
    with np.errstate(over="ignore"):
        return np.maximum(np.exp(betas @ design[first:].T), LEAST), failed | ~good[:, None]


def _poisson(counts: Numbers, known: Numbers, design: Numbers) -> tuple[Numbers, np.ndarray]:
    """Poisson regressions of many series on one design: coefficients, and whether they converged."""
    mean = counts + 0.1
    betas, good = np.full((len(counts), design.shape[1]), np.nan), np.zeros(len(counts), dtype=bool)
    going, deviance = np.flatnonzero(known.sum(1) > design.shape[1]), np.full(len(counts), np.inf)
    products = design[:, :, None] * design[:, None, :]
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            y, seen, mu = counts[going], known[going], mean[going]
            work = seen * mu
            right = (work * np.log(mu) + seen * (y - mu)) @ design
            matrix = np.tensordot(work, products, axes=1)
            bad = ~(np.linalg.cond(matrix) < 1e14)
            matrix[bad] = np.eye(design.shape[1])
            found = np.linalg.solve(matrix, right[..., None])[..., 0]
            mu = np.maximum(np.exp(found @ design.T), LEAST)
            new = 2 * (seen * (np.where(y > 0, y * np.log(y / mu), 0.0) - y + mu)).sum(1)
            done = np.abs(new - deviance[going]) < CLOSE * (np.abs(new) + 0.1)
            betas[going], mean[going], deviance[going], good[going] = found, mu, new, done & ~bad
            going = going[~done & ~bad & np.isfinite(new)]
            if not going.size:
                break
    return betas, good
