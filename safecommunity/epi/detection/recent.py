"""Two plain rules of public health offices: a week against a few recent or same-season weeks, without a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.detection._quantiles import _upper_quantiles
from safecommunity.epi.detection.outcome import Alarms, Numbers, Reason, Series, _alarms
from safecommunity.epi.errors import QuantityError
from safecommunity.epi.quantities import number, whole

# Upper 95 % limits of a Poisson mean for 0 to 20 cases, as the rule of the Robert Koch Institute tabulates them
# (shortest acceptance regions: Crow E.L., Gardner R.S. (1959) Biometrika 46:441-453).
LIMITS = (3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633, 19.050, 20.335, 21.364,
          22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017)  # fmt: skip


def bayes(
    *,
    series: Series,
    weeks: str | Sequence[int],
    half_width: int = 6,
    years: int = 0,
    this_year: bool = True,
    alpha: float = 0.05,
) -> Alarms:
    """Weeks above what a Poisson count with an unknown mean would be, given a few reference weeks.

    Reference weeks: the `half_width` weeks just before (this_year) and 2 half_width + 1 weeks around the
    same week of each of `years` earlier years. The bound is the 1 − alpha quantile of the predictive negative
    binomial distribution under Jeffreys' prior; `expected` is its mean, (sum + ½) / weeks.

    Source: Riebler A. (2004), Höhle M. (2007) surveillance: an R package for the monitoring of infectious
    diseases. Comput Stat 22:571-582, doi:10.1007/s00180-007-0074-8. Agrees with R's surveillance 1.20.3.

    Decided cases: missing reference weeks are left out, none known gives no bound. Limits: counts that vary
    more than Poisson counts alarm more often than said. Raises QuantityError.
    """
    share = number("alpha", alpha, least=0.0, above=True)
    if share >= 1:
        raise QuantityError(f"alpha: got {alpha}, allowed is more than 0 and less than 1")
    places = series.positions(weeks)
    values, reason = _references(series, places, half_width, years, this_year)
    known = (~np.isnan(values)).sum(0)
    with np.errstate(all="ignore"):
        mean = (np.nansum(values, axis=0) + 0.5) / known
        upper = _upper_quantiles(np.where(known > 0, mean, np.nan), (known + 1) / known, 1 - share)
        score = (series.counts[:, places] - mean) / (upper - mean)
    reason[(known == 0) & (reason == Reason.BOUND)] = Reason.FEW_REFERENCE_WEEKS
    return _alarms(method="bayes", series=series, weeks=places, expected=mean, upper=upper, reason=reason,
                   score=np.where(np.isfinite(score), score, np.nan))  # fmt: skip


def robert_koch(
    *,
    series: Series,
    weeks: str | Sequence[int],
    half_width: int = 4,
    years: int = 2,
    this_year: bool = False,
) -> Alarms:
    """Weeks above the mean of reference weeks: by two standard deviations, or for a mean up to 20 a Poisson limit.

    Reference weeks as in `bayes`. The limit for small means is the tabulated upper 95 % limit of the whole
    number below the mean.

    Source: the rule of the Robert Koch Institute as told by Höhle M. (2007) Comput Stat 22:571-582,
    doi:10.1007/s00180-007-0074-8. Agrees with R's surveillance 1.20.3.

    Decided cases: missing reference weeks are left out, fewer than 2 known give no bound. Limits: no level is
    promised. Raises QuantityError.
    """
    places = series.positions(weeks)
    values, reason = _references(series, places, half_width, years, this_year)
    known = (~np.isnan(values)).sum(0)
    with np.errstate(all="ignore"):
        mean = np.nansum(values, axis=0) / known
        deviation = np.sqrt(np.nansum((values - mean) ** 2, axis=0) / (known - 1))
        small = np.array(LIMITS)[np.clip(np.nan_to_num(mean), 0, 20).astype(np.int64)]
        upper = np.where(mean > 20, mean + 2 * deviation, small)
        score = (series.counts[:, places] - mean) / (upper - mean)
    reason[(known < 2) & (reason == Reason.BOUND)] = Reason.FEW_REFERENCE_WEEKS
    return _alarms(method="robert_koch", series=series, weeks=places, expected=mean, upper=upper, reason=reason,
                   score=np.where(np.isfinite(score), score, np.nan))  # fmt: skip


def _references(
    series: Series, places: NDArray[np.int64], half_width: int, years: int, this_year: bool
) -> tuple[Numbers, NDArray[np.int8]]:
    """Counts of the reference weeks (reference, series, week) and the reasons why a week has too few."""
    width, back = whole("half_width", half_width), whole("years", years)
    offsets = [-lag for lag in range(width, 0, -1)] if this_year else []
    for year in range(1, back + 1):
        offsets += [step - year * series.period for step in range(-width, width + 1)]
    if not offsets:
        raise QuantityError(
            "years: got 0 without this year, allowed is at least one year or this_year with a half width"
        )
    found = places[None, :] + np.array(offsets)[:, None]
    values = np.moveaxis(series.counts[:, np.maximum(found, 0)], 1, 0)
    reason = np.zeros((len(series.counts), len(places)), dtype=np.int8)
    reason[np.isnan(series.counts[:, places])] = Reason.NOT_REPORTED
    reason[:, (found < 0).any(0)] = Reason.SHORT_HISTORY
    return values, reason
