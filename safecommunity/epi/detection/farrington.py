"""Farrington's method and the improved one of Noufaily: a week against the same season of earlier years."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.detection._fit import ERROR, ETA, PHI, SLOPE, _fit_all, _tabled
from safecommunity.epi.detection._quantiles import _upper_quantiles
from safecommunity.epi.detection._reference import Window, _patterns
from safecommunity.epi.detection.outcome import Alarms, Numbers, Reason, Series, _alarms
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import number, whole

IMPROVED = ("delta", "nb_plugin", "muan")
POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
SMALL = 4000  # series × weeks that one thread does before a second one is worth its start


@dataclass(frozen=True)
class _Model:
    """What the two methods fit: see `improved_farrington`; `error_by_omega` is told in `_fit`."""

    window: Window
    trend: bool
    trend_alpha: float
    reweight: bool
    reweight_above: float
    error_by_omega: bool
    offset: bool
    fewest: tuple[int, int]


def improved_farrington(
    *,
    series: Series,
    weeks: str | Sequence[int],
    method: str,
    alpha: float = 0.01,
    years: int = 5,
    half_width: int = 3,
    seasons: int = 10,
    skipped_weeks: int = 26,
    trend: bool = True,
    trend_alpha: float = 1.0,
    reweight: bool = True,
    reweight_above: float = 2.58,
    fewest_cases: tuple[int, int] = (5, 4),
    power: str = "2/3",
    offset: bool = False,
) -> Alarms:
    """Weeks with more cases than a quasi-Poisson model of the years before leads one to expect.

    series: counts by week. weeks: "latest", "all", or positions. The model has `seasons` levels to a year
    and a slope, fitted to `years` years without the last `skipped_weeks`; weeks whose Anscombe residual is
    above `reweight_above` (old outbreaks) count less. The slope stays where its p-value is below
    `trend_alpha`, years are 3 or more and it leads no higher than any reference week. A week is judged only
    if the last `fewest_cases[1]` weeks, itself included, have `fewest_cases[0]` cases.

    method: "nb_plugin", the 1 − alpha quantile of a negative binomial count of the fitted mean and dispersion;
    "muan", the same at the upper 1 − alpha limit of that mean; "delta", a normal limit after taking counts to
    `power` ("2/3", "1/2", "none"). offset: the population is an offset.

    Source: Noufaily A. et al. (2013) An improved algorithm for outbreak detection in multiple surveillance
    systems. Stat Med 32:1206-1222, doi:10.1002/sim.5595; Farrington C.P. et al. (1996), see `farrington`.
    Standard errors use the weights of the weeks as R's surveillance 1.20.3 does; bounds agree with it to 1e-6.
    Without any outbreak, at alpha 0.05 and 8 cases a week "muan" alarms in about 5, "nb_plugin" in 6 and
    "delta" in 7 of 100 weeks (simulated).

    Limits: a slow rise is learnt as a trend; reporting delays are not allowed for; alarms of many series a week
    are many, so look at the highest scores first. Decided cases: see `farrington`.
    Raises QuantityError, and MethodError for an unknown method or power.
    """
    if method not in IMPROVED:
        raise MethodError(f"method of improved_farrington: got {method!r}, allowed are {', '.join(IMPROVED)}")
    window = _window(years, half_width, seasons, skipped_weeks)
    z = NormalDist().inv_cdf(1 - _share("alpha", alpha, most=0.5))
    above = number("reweight_above", reweight_above, least=0.0)
    model = _Model(window, trend, trend_alpha, reweight, above, True, offset, fewest_cases)
    places, answer, reason = _fitted(series, weeks, model)
    eta, error, phi, slope = (np.ascontiguousarray(answer[..., row]) for row in (ETA, ERROR, PHI, SLOPE))
    with np.errstate(over="ignore"):
        expected = np.exp(eta)
        if method == "delta":
            upper = _delta(expected, error * expected, phi, z, _power(power))
        else:
            upper = _upper_quantiles(
                np.exp(eta + z * error) if method == "muan" else expected, phi, 1 - alpha
            )
    return _told(f"improved_farrington {method}", series, places, reason, expected, upper, slope, phi)


def farrington(
    *,
    series: Series,
    weeks: str | Sequence[int],
    method: str,
    alpha: float = 0.05,
    years: int = 5,
    half_width: int = 3,
    trend: bool = True,
    reweight: bool = True,
    fewest_cases: tuple[int, int] = (5, 4),
    offset: bool = False,
) -> Alarms:
    """Weeks with more cases than the same weeks of earlier years lead one to expect.

    The model, a mean and perhaps a slope (kept where its p-value is below 0.05, years are 3 or more and it
    leads no higher than any reference week), is fitted to 2 half_width + 1 weeks of each of `years` years;
    weeks whose Anscombe residual is above 1 count less. The bound is the upper one of a two-sided interval
    of level 1 − alpha. method: how counts are made normal, "2/3", "1/2" (powers) or "none".

    Source: Farrington C.P., Andrews N.J., Beale A.D., Catchpole M.A. (1996) A statistical algorithm for the
    early detection of outbreaks of infectious disease. J R Stat Soc A 159:547-563, doi:10.2307/2983331.

    Decided cases, here and in `improved_farrington` (Reason says which):

    - a week whose whole history is not in the series, without a report, or with too few cases in the
      last weeks (missing ones count none) has no bound;
    - missing reference weeks, and with an offset those without people, are left out; fewer left than
      the model has levels: no bound;
    - no convergence with a slope: the model without; nor without: no bound, and no series stops another;
    - not one case in any reference week: no model; nothing is expected, the bound is 0;
    - counts need not be whole; the score is (count − expected) / (bound − expected).

    Limits: so low a threshold of the weights hides dispersion, and counts that vary more than Poisson counts
    alarm about twice as often as said (simulated); the improved method does not.
    Raises QuantityError, and MethodError for an unknown method.
    """
    exponent = _power(method)
    z = NormalDist().inv_cdf(1 - _share("alpha", alpha, most=1.0) / 2)
    window = _window(years, half_width, 1, half_width)
    model = _Model(window, trend, 0.05, reweight, 1.0, False, offset, fewest_cases)
    places, answer, reason = _fitted(series, weeks, model)
    with np.errstate(over="ignore"):
        expected = np.exp(answer[..., ETA])
    upper = _delta(expected, answer[..., ERROR] * expected, answer[..., PHI], z, exponent)
    slope, phi = answer[..., SLOPE].copy(), answer[..., PHI].copy()
    return _told(f"farrington {method}", series, places, reason, expected, upper, slope, phi)


def _window(years: int, half_width: int, seasons: int, skipped: int) -> Window:
    found = Window(whole("years", years), whole("half_width", half_width), whole("seasons", seasons),
                   whole("skipped_weeks", skipped))  # fmt: skip
    for name, value in (("years", found.years), ("seasons", found.seasons)):
        if value < 1:
            raise QuantityError(f"{name}: got {value}, allowed is a whole number from 1 up")
    return found


def _share(name: str, value: float, most: float) -> float:
    found = number(name, value, least=0.0, above=True)
    if found >= most:
        raise QuantityError(f"{name}: got {value}, allowed is more than 0 and less than {most:g}")
    return found


def _power(name: str) -> float:
    if name not in POWERS:
        raise MethodError(f"power of the counts: got {name!r}, allowed are {', '.join(POWERS)}")
    return POWERS[name]


def _fitted(
    series: Series, weeks: str | Sequence[int], model: _Model
) -> tuple[NDArray[np.int64], Numbers, NDArray[np.int8]]:
    """The model of every series and week: weeks, answers (series, week, row of `_fit`) and reasons."""
    places = series.positions(weeks)
    if model.offset and series.population is None:
        raise QuantityError("population: got none, allowed with offset is a table as large as the counts")
    patterns = _patterns(series, places, model.window)
    counts = series.counts
    reason = np.where(_enough(counts, places, model.fewest), Reason.BOUND, Reason.FEW_CASES)
    reason[np.isnan(counts[:, places])] = Reason.NOT_REPORTED
    reason[:, patterns.of_week < 0] = Reason.SHORT_HISTORY
    reason = np.ascontiguousarray(reason, dtype=np.int8)
    people = series.population if model.offset else np.empty((len(counts), 0))
    assert people is not None  # noqa: S101 — asked above
    answer = np.full((len(counts), len(places), 4), np.nan)
    rules = np.array([model.trend, model.reweight, model.reweight_above, model.window.years,
                      model.error_by_omega], dtype=float)  # fmt: skip
    longest = int(np.diff(patterns.starts).max(initial=0))
    critical = _critical(model.trend_alpha, longest)

    def run(part: slice) -> None:
        _fit_all(
            counts[part], people[part], places,
            patterns.of_week, patterns.starts, patterns.offsets, patterns.groups, model.window.seasons,
            _tabled(), critical, rules, answer[part], reason[part],
        )  # fmt: skip

    threads = min(len(os.sched_getaffinity(0)), 8, max(1, reason.size // SMALL))
    step = -(-len(counts) // threads)
    parts = [slice(first, first + step) for first in range(0, len(counts), step)]
    if len(parts) == 1:
        run(parts[0])
    else:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(run, parts))
    return places, answer, reason


def _enough(counts: Numbers, places: NDArray[np.int64], fewest: tuple[int, int]) -> NDArray[np.bool_]:
    """Whether the last weeks of each week judged have cases enough; a missing week counts none."""
    cases, last = whole("fewest_cases", fewest[0]), max(1, whole("fewest_cases", fewest[1]))
    total = np.zeros((len(counts), len(places)))
    for lag in range(min(last, counts.shape[1])):
        found = counts[:, np.maximum(places - lag, 0)]
        total += np.where((places >= lag) & ~np.isnan(found), found, 0.0)
    return np.asarray(total >= cases)


def _critical(trend_alpha: float, longest: int) -> Numbers:
    """Student's t a slope must pass, by degrees of freedom; with trend_alpha 1 any slope but 0 (to rounding)."""
    share = number("trend_alpha", trend_alpha, least=0.0, above=True)
    if share > 1:
        raise QuantityError(f"trend_alpha: got {trend_alpha}, allowed is more than 0 and at most 1")
    found = np.full(longest + 1, 1e-9)
    if share < 1:
        from scipy.special import stdtrit

        found[1:] = stdtrit(np.arange(1, longest + 1), 1 - share / 2)
    return found


def _delta(mean: Numbers, error: Numbers, phi: Numbers, z: float, exponent: float) -> Numbers:
    """The upper limit of a count whose power is about normal (delta method); 0 for a mean of 0.

    Source: Farrington et al. (1996) section 3.4: variance of a count phi × mean, that of the mean error².
    """
    with np.errstate(all="ignore"):
        unit = exponent * mean ** (exponent - 1) * np.sqrt(phi * mean + error**2)
        return np.where(
            mean > 0, (mean**exponent + z * unit) ** (1 / exponent), np.where(mean == 0, 0.0, np.nan)
        )


def _told(
    method: str, series: Series, places: NDArray[np.int64], reason: NDArray[np.int8],
    expected: Numbers, upper: Numbers, slope: Numbers, phi: Numbers,
) -> Alarms:  # fmt: skip
    """The result; a bound beyond any number is none."""
    reason = np.where((reason == Reason.BOUND) & ~np.isfinite(upper), Reason.UNBOUNDED, reason).astype(
        np.int8
    )
    with np.errstate(all="ignore"):
        score = (series.counts[:, places] - expected) / (upper - expected)
        score[~np.isfinite(score)] = np.nan
    return _alarms(method=method, series=series, weeks=places, expected=expected, upper=upper, reason=reason,
                   score=score, slope=slope, dispersion=phi)  # fmt: skip
