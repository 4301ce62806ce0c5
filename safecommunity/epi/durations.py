"""How long things take while some have not ended: the time by which a half (or another share) of them is done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import items, level, number, whole

DURATION_METHODS = ("brookmeyer_crowley", "brookmeyer_crowley_log_log")
SAME = 1e-9  # products of shares are not exact

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Duration:
    """The time by which a share of all is done, open ones counted as open; None where that share was never reached.

    `lower` and `upper` bound it; an `upper` of None says that no bound can be told yet, a `lower` of None that there
    are too few. `followed` is the longest time anything was followed: where `estimate` is None it is longer than that.
    """

    estimate: float | None
    lower: float | None
    upper: float | None
    share: float
    done: int
    still_open: int
    followed: float | None
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class _Curve:
    """The share still open after each time at which something ended; `error` is that of its logarithm."""

    times: Floats
    left: Floats
    error: Floats
    last: float


def durations(
    *,
    days: Sequence[float],
    finished: Sequence[bool],
    counts: Sequence[int] | None = None,
    shares: Sequence[float] = (0.25, 0.5, 0.75),
    confidence: float = 0.95,
    method: str,
) -> tuple[Duration, ...]:
    """The times by which a quarter, a half, three quarters of all is done, those still open counted as open so far.

    days: time from start to end, or until now where still open, from 0 up, one value a line. finished: whether it
    ended. counts: how many each line stands for; none means one each. shares: more than 0, less than 1.
    method: the Kaplan-Meier quantile with limits where the share still open does not differ from 1 - share:
    "brookmeyer_crowley" measures the distance as it is, "brookmeyer_crowley_log_log" on the scale of log(-log), whose
    limits stay between 0 and 1 and hold better for few. Where the curve lies exactly at 1 - share for a while, the
    middle of that while (so that with all done a half is the usual median).

    Source: Kaplan E.L., Meier P. (1958) J Am Stat Assoc 53:457-481, doi:10.1080/01621459.1958.10501452; limits:
    Brookmeyer R., Crowley J. (1982) Biometrics 38:29-41, doi:10.2307/2530286; the log-log scale: Kalbfleisch J.D.,
    Prentice R.L. (2002) The Statistical Analysis of Failure Time Data, ISBN 978-0-471-36357-6, section 1.4. The same
    numbers as quantile(survfit(...)) of R's survival with conf.type "plain" and "log-log".
    Limits: leaving out open ones would make slow offices look fast; nothing at all gives None. It is taken that open
    ones would end like the others: an office that shelves what is hard looks faster than it is.
    Raises QuantityError, MethodError.
    """
    if method not in DURATION_METHODS:
        raise MethodError(f"method of durations: got {method!r}, allowed are {', '.join(DURATION_METHODS)}")
    spans, ended, many = _lines(days, finished, counts)
    asked = [number("share", value, least=0.0, above=True) for value in items("shares", shares)]
    if any(value >= 1 for value in asked):
        raise QuantityError(f"share: got {max(asked):g}, allowed is more than 0 and less than 1")
    sureness = level(confidence)
    done, still = int(many[ended].sum()), int(many[~ended].sum())
    curve = _curve(spans[many > 0], ended[many > 0], many[many > 0])
    followed = curve.last if len(curve.times) or done + still else None
    found = []
    for share in asked:
        low, high = _limits(curve, sureness, method)
        estimate, lower, upper = (
            _reached(curve.times, left, share, curve.last) for left in (curve.left, low, high)
        )
        found.append(Duration(estimate, lower, upper, share, done, still, followed, sureness, method))
    return tuple(found)


def _lines(
    days: Sequence[float], finished: Sequence[bool], counts: Sequence[int] | None
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    spans = np.array([number("days", value, least=0.0) for value in items("days", days)])
    ended = np.array([bool(value) for value in items("finished", finished)], dtype=np.bool_)
    given = [1] * len(spans) if counts is None else items("counts", counts)
    many = np.array([whole("counts", value) for value in given], dtype=np.float64)
    if not len(spans) == len(ended) == len(many):
        raise QuantityError(
            f"lines: got {len(spans)} days, {len(ended)} finished, {len(many)} counts, "
            "allowed is the same number of each"
        )
    return spans, ended, many


def _curve(spans: Floats, ended: NDArray[np.bool_], many: Floats) -> _Curve:
    """Kaplan-Meier with Greenwood's error; nothing at all is a curve without steps."""
    times, at = np.unique(spans, return_inverse=True)
    everybody = np.bincount(at, weights=many, minlength=len(times))
    events = np.bincount(at, weights=many * ended, minlength=len(times))
    at_risk = np.cumsum(everybody[::-1])[::-1]
    steps = events > 0
    events, at_risk = events[steps], at_risk[steps]
    with np.errstate(divide="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
    left: Floats = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    error: Floats = np.sqrt(greenwood).astype(np.float64)
    return _Curve(times[steps], left, error, float(times[-1]) if len(times) else 0.0)


def _limits(curve: _Curve, sureness: float, method: str) -> tuple[Floats, Floats]:
    """Lower and upper curve; NaN where all is done, which has no error."""
    z, left = NormalDist().inv_cdf((1 + sureness) / 2), np.where(curve.left > SAME, curve.left, np.nan)
    if method == "brookmeyer_crowley":
        half = z * curve.error * left
        return np.maximum(left - half, 0.0), np.minimum(left + half, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * curve.error / -np.log(left)
        return left ** np.exp(half), left ** np.exp(-half)


def _reached(times: Floats, left: Floats, share: float, last: float) -> float | None:
    """The first time at which no more than 1 - share is left; the middle of the while where it is exactly that."""
    known = ~np.isnan(left)
    times, gone = times[known], 1 - left[known]
    if not len(times) or gone.max() < share - SAME:
        return None
    first = float(times[np.argmax(gone >= share - SAME)])
    later = gone >= share + SAME
    after = float(times[np.argmax(later)]) if later.any() else last
    if math.isclose(float(gone[np.argmax(gone >= share - SAME)]), share, abs_tol=SAME):
        return (first + after) / 2
    return first
