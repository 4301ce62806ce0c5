"""EARS C1, C2 and C3: a week against the few weeks just before it; for series without years of history."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.detection.outcome import Alarms, Numbers, Reason, Series, _alarms
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import number, whole

# weeks left out between the baseline and the week itself, and earlier weeks whose excess is carried along
LAGS = {"C1": (0, 0), "C2": (2, 0), "C3": (2, 2)}
FEWEST = 3  # known weeks a baseline must have


def ears(
    *,
    series: Series,
    weeks: str | Sequence[int],
    method: str,
    baseline: int = 7,
    least_deviation: float = 0.0,
    alpha: float | None = None,
) -> Alarms:
    """Weeks far above the mean of the `baseline` weeks before them, in standard deviations of those weeks.

    method: "C1", the weeks just before; "C2", two weeks between them and the week judged, so that an
    outbreak's start does not raise its own bound; "C3", as C2, and what the two weeks before had above one
    deviation counts too. least_deviation: a deviation smaller than this is taken for this. alpha: the level;
    None for 0.001 (C1, C2) and 0.025 (C3), the usual 3 and 2 deviations. `score` is the week's distance in
    deviations, with C3 including what it carries; `expected` is the mean of the baseline.

    Source: Hutwagner L., Thompson W., Seeman G.M., Treadwell T. (2003) The bioterrorism preparedness and
    response Early Aberration Reporting System (EARS). J Urban Health 80:i89-i96,
    doi:10.1007/PL00022319; bounds as Fricker R.D. et al. (2008) Stat Med 27:3407-3429, doi:10.1002/sim.3197.
    Bounds agree with R's surveillance 1.20.3.

    Decided cases: missing weeks of a baseline are left out, fewer than 3 known give no bound; a baseline
    whose weeks are all alike has no deviation: C1 and C2 take their mean for the bound, C3 has no bound
    where that leaves what it carries without a unit. `least_deviation` avoids both.

    Limits: knows no season, so that every rise of one is an alarm; seven weeks tell the deviation poorly.
    Raises QuantityError, and MethodError for an unknown method.
    """
    if method not in LAGS:
        raise MethodError(f"method of ears: got {method!r}, allowed are {', '.join(LAGS)}")
    width, least = whole("baseline", baseline), number("least_deviation", least_deviation, least=0.0)
    if width < FEWEST:
        raise QuantityError(f"baseline: got {width}, allowed is a whole number from {FEWEST} up")
    share = number(
        "alpha", (0.025 if method == "C3" else 0.001) if alpha is None else alpha, least=0.0, above=True
    )
    if share >= 0.5:
        raise QuantityError(f"alpha: got {alpha}, allowed is more than 0 and less than 0.5")
    places, (gap, carried) = series.positions(weeks), LAGS[method]
    mean, deviation, known = _baselines(series.counts, width, gap)
    deviation = np.maximum(deviation, least)
    with np.errstate(all="ignore"):
        distance = (series.counts - mean) / deviation
        upper = mean + NormalDist().inv_cdf(1 - share) * deviation
        excess = np.zeros_like(mean)
        for lag in range(1, carried + 1):
            earlier = np.where(np.isnan(series.counts), 1.0, distance)  # a missing week carries nothing
            excess[:, lag:] += np.maximum(0.0, earlier[:, :-lag] - 1)
        if carried:
            upper = np.maximum(0.0, upper - mean + series.counts - excess * deviation)
    reason = _reasons(series.counts, known, places, width + gap, carried)
    mean, upper, score = mean[:, places], upper[:, places], (distance + excess)[:, places]
    reason[(reason == Reason.BOUND) & np.isnan(upper)] = Reason.NO_SPREAD
    return _alarms(method=f"ears {method}", series=series, weeks=places, expected=mean, upper=upper,
                   reason=reason, score=np.where(np.isfinite(score), score, np.nan))  # fmt: skip


def _baselines(counts: Numbers, width: int, gap: int) -> tuple[Numbers, Numbers, NDArray[np.int64]]:
    """Mean and standard deviation of the known weeks of every week's baseline, and how many those are."""
    length = counts.shape[1]
    known, total, square = (np.zeros(counts.shape) for _ in range(3))
    present = ~np.isnan(counts)
    values = np.where(present, counts, 0.0)
    lags = [lag for lag in range(gap + 1, gap + width + 1) if lag < length]
    for lag in lags:
        known[:, lag:] += present[:, : length - lag]
        total[:, lag:] += values[:, : length - lag]
    with np.errstate(all="ignore"):
        mean = total / known
        for lag in lags:
            square[:, lag:] += np.where(present[:, :-lag], (values[:, :-lag] - mean[:, lag:]) ** 2, 0.0)
        return mean, np.sqrt(square / (known - 1)), known.astype(np.int64)


def _reasons(
    counts: Numbers, known: NDArray[np.int64], places: NDArray[np.int64], span: int, carried: int
) -> NDArray[np.int8]:
    """Why a week cannot be judged by the weeks before it."""
    reason = np.where(known[:, places] < FEWEST, Reason.FEW_REFERENCE_WEEKS, Reason.BOUND)
    reason[np.isnan(counts[:, places])] = Reason.NOT_REPORTED
    reason[:, places < span + carried] = Reason.SHORT_HISTORY
    return reason.astype(np.int8)
