"""Generalised likelihood ratio: has the level risen since any earlier week, by any factor?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from safecommunity.epi._glm import Fit, fit_negative_binomial, fit_poisson
from safecommunity.epi.compiled import kernel
from safecommunity.epi.detection.outcome import Alarms, Numbers, Reason, Series, _alarms
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import number

METHODS = ("negative_binomial", "poisson")
ROUNDS, CLOSE, FEWEST = 50, 1e-11, 4


def likelihood_ratio(*, series: Series, first: int, method: str, limit: float = 5.0) -> Alarms:
    """Weeks at which the counts since some earlier week speak for a raised level: log ratio at `limit` or more.

    What is expected from week `first` (a position) on comes from the weeks before it, by a model with one sine
    wave a year. `score` is the greatest log likelihood ratio over all beginnings and factors above 1 of a rise
    that still lasts; after an alarm only weeks behind it are looked at. The statistic has no bound in
    cases: `upper` stays empty; `dispersion` is the variance over the mean expected.

    method: "negative_binomial", with the dispersion of the weeks before; "poisson", without.

    Source: Höhle M., Paul M. (2008) Count data regression charts for the monitoring of surveillance time
    series. Comput Stat Data Anal 52:4357-4368, doi:10.1016/j.csda.2008.02.015 (intercept chart). Agrees with
    R's surveillance 1.20.3.

    Decided cases: missing weeks are left out and have no score; counts before `first` that vary less than
    Poisson counts are taken for Poisson; none, or fewer than 4 weeks, or no convergence: no score for that
    series. Scores agree to 1e-6, those near 0 to 3e-7 as they are. Work grows with the third power of the
    weeks judged, and series are fitted one by one. Limits: no trend; `limit` sets no rate of false
    alarms by itself. Raises QuantityError, MethodError.
    """
    if method not in METHODS:
        raise MethodError(f"method of likelihood_ratio: got {method!r}, allowed are {', '.join(METHODS)}")
    if not 1 <= first < series.length:
        raise QuantityError(f"first: got {first}, allowed is a position from 1 to {series.length - 1}")
    ceiling = number("limit", limit, least=0.0, above=True)
    weeks = np.arange(first, series.length)
    counts = series.counts[:, weeks]
    score, expected = np.zeros(counts.shape), np.full(counts.shape, np.nan)
    dispersion = np.full(counts.shape, np.nan)
    reason = np.where(np.isnan(counts), Reason.NOT_REPORTED, Reason.BOUND).astype(np.int8)
    angle = 2 * math.pi / series.period * np.arange(series.length)
    design = np.stack([np.ones_like(angle), np.cos(angle), np.sin(angle)], axis=1)
    for row in range(len(counts)):
        fit = _expectation(series.counts[row, :first], design[:first], method)
        if fit is None:
            reason[row, reason[row] == Reason.BOUND] = Reason.NOT_CONVERGED
            continue
        alpha = 0.0 if math.isinf(fit.theta) else 1 / fit.theta
        expected[row] = np.exp(design[first:] @ fit.coefficients)
        dispersion[row] = 1 + alpha * expected[row]
        known = np.flatnonzero(reason[row] == Reason.BOUND)
        found = np.zeros(known.size)
        _ratios(np.ascontiguousarray(counts[row, known]), np.ascontiguousarray(expected[row, known]), alpha,
                ceiling, found)  # fmt: skip
        score[row, known] = found
    return _alarms(method=f"likelihood_ratio {method}", series=series, weeks=weeks, expected=expected,
                   upper=np.full(counts.shape, np.nan), reason=reason, score=score, alarm=score >= ceiling,
                   dispersion=dispersion)  # fmt: skip


def _expectation(counts: Numbers, design: Numbers, method: str) -> Fit | None:
    """The model of the known weeks before the first one judged; None where there is none."""
    known = ~np.isnan(counts)
    if known.sum() < FEWEST or not counts[known].any():
        return None
    asked = fit_negative_binomial if method == "negative_binomial" else fit_poisson
    fit = asked(design[known], counts[known], np.zeros(int(known.sum())))
    return fit if fit.converged and not np.isnan(fit.coefficients).any() else None


def _ratios_plain(counts: Any, mean: Any, alpha: float, limit: float, score: Any) -> None:
    """See `_ratios`; all beginnings of a week together."""
    begin = 0
    for week in range(len(counts)):
        y, m = counts[begin : week + 1], mean[begin : week + 1]
        since = np.triu(np.ones((len(y), len(y))))  # row: beginning, column: week
        cases, awaited = since @ y, since @ m
        rise = np.log(np.maximum(cases / awaited, 1e-9))
        for _ in range(ROUNDS if alpha > 0 else 0):
            rate = np.exp(rise)[:, None] * m
            pull = (since * (y - rate) / (1 + alpha * rate)).sum(1)
            step = pull / (since * rate * (1 + alpha * y) / (1 + alpha * rate) ** 2).sum(1)
            rise = np.maximum(rise + step, -18.0)
            if np.abs(step).max() < CLOSE:
                break
        rise = np.maximum(rise, 0.0)
        if alpha > 0:
            fall = np.log((1 + alpha * m) / (1 + alpha * np.exp(rise)[:, None] * m))
            value = rise * cases + (since * (y + 1 / alpha) * fall).sum(1)
        else:
            value = rise * cases + (1 - np.exp(rise)) * awaited
        score[week] = value.max()
        if score[week] >= limit:
            begin = week + 1


@kernel(plain=_ratios_plain)
def _ratios(counts: Any, mean: Any, alpha: float, limit: float, score: Any) -> None:
    """The greatest log ratio of every week; beginnings start afresh after a week that reaches the limit.

    Source: Höhle and Paul (2008) section 2: the factor of a rise since a week by Newton's steps.
    """
    begin = 0
    for week in range(len(counts)):
        best = cases = awaited = 0.0
        for since in range(week, begin - 1, -1):
            cases += counts[since]
            awaited += mean[since]
            rise = math.log(max(cases / awaited, 1e-9))
            if alpha == 0.0:
                rise = max(rise, 0.0)
                best = max(best, rise * cases + (1.0 - math.exp(rise)) * awaited)
                continue
            for _ in range(ROUNDS):
                pull = slope = 0.0
                factor = math.exp(rise)
                for i in range(since, week + 1):
                    rate = factor * mean[i]
                    below = 1.0 + alpha * rate
                    pull += (counts[i] - rate) / below
                    slope += rate * (1.0 + alpha * counts[i]) / (below * below)
                step = pull / slope
                rise = max(rise + step, -18.0)
                if abs(step) < CLOSE or rise < -1.0:  # a fall is of no interest
                    break
            rise = max(rise, 0.0)
            if rise == 0.0:
                continue
            value, factor = rise * cases, math.exp(rise)
            for i in range(since, week + 1):
                ratio = (1.0 + alpha * mean[i]) / (1.0 + alpha * factor * mean[i])
                value += (counts[i] + 1.0 / alpha) * math.log(ratio)
            best = max(best, value)
        score[week] = best
        if best >= limit:
            begin = week + 1
