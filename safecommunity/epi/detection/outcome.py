"""What goes in and what comes out of every detection method: series × weeks, and why a week has no bound.

A week without a bound has one of these reasons: SHORT_HISTORY, FEW_CASES, NOT_REPORTED, FEW_REFERENCE_WEEKS,
NO_POPULATION, NOT_CONVERGED, NO_SPREAD, UNBOUNDED.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safecommunity.epi.errors import QuantityError

Numbers = NDArray[np.float64]
LATEST, ALL = "latest", "all"


class Reason(IntEnum):
    """Why a week of a series has no bound; BOUND where it has one."""

    BOUND = 0
    SHORT_HISTORY = 1  # the series begins after the first week the method refers to
    FEW_CASES = 2  # fewer cases in the last weeks than are worth judging
    NOT_REPORTED = 3  # the count of the week itself is missing
    FEW_REFERENCE_WEEKS = 4  # too few known weeks for the model, or none of the week's own season
    NO_POPULATION = 5  # an offset is asked for and the week has no people
    NOT_CONVERGED = 6  # the model has no solution, with or without trend
    NO_SPREAD = 7  # reference values all alike, or a mean of nought: a distance has no unit
    UNBOUNDED = 8  # the bound is beyond any number of cases (a mean above 1e12)


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of S series over T weeks in a row, the oldest first; NaN is a week without a report.

    `period` is the number of weeks to a year; with `first_day`, reference weeks are found by calendar
    date instead. `population`, shape (S, T), is needed only where an offset is asked for.
    """

    counts: Numbers
    period: int = 52
    first_day: date | None = None
    population: Numbers | None = None

    def __post_init__(self) -> None:
        """Keep plain contiguous arrays; refuse what is no count."""
        counts = _table("counts", self.counts)
        object.__setattr__(self, "counts", counts)
        if self.population is not None:
            population = _table("population", self.population)
            if population.shape != counts.shape:
                raise QuantityError(
                    f"population: got shape {population.shape}, allowed is that of the counts, {counts.shape}"
                )
            object.__setattr__(self, "population", population)
        if self.period < 2:
            raise QuantityError(f"period: got {self.period!r}, allowed is a whole number from 2 up")
        if self.first_day is not None and self.period != 52:
            raise QuantityError(
                f"period: got {self.period} with first_day, allowed is 52: only weeks are found by date"
            )

    @property
    def length(self) -> int:
        """How many weeks there are."""
        return self.counts.shape[1]

    def day(self, week: int) -> date | None:
        """The first day of a week; None where the series have no dates."""
        return None if self.first_day is None else self.first_day + timedelta(days=7 * week)

    def positions(self, weeks: str | Sequence[int]) -> NDArray[np.int64]:
        """The weeks asked for as positions from 0: "latest", "all", or the positions themselves, ascending."""
        if isinstance(weeks, str):
            if weeks not in (LATEST, ALL):
                raise QuantityError(f"weeks: got {weeks!r}, allowed are 'latest', 'all' or positions")
            return np.arange(self.length - 1 if weeks == LATEST else 0, self.length)
        found = np.asarray(list(weeks), dtype=np.int64)
        if not found.size or found[0] < 0 or found[-1] >= self.length or (np.diff(found) <= 0).any():
            raise QuantityError(
                f"weeks: got {list(weeks)[:5]}…, allowed are positions from 0 to {self.length - 1}, ascending"
            )
        return found


@dataclass(frozen=True, slots=True)
class Alarms:
    """What a method says of S series in K weeks; every table has the shape (S, K).

    `weeks` (K) are positions in the series. `expected` and `upper` are NaN where there is no bound, and
    `reason` (codes of Reason) says why. `alarm` is True where the count is above the bound. `score` is
    how far: 1 at the bound (standard deviations for EARS, the running sum for CUSUM, the log ratio for
    `likelihood_ratio`, which has no bound in cases). `trend` tells whether the model had one, `slope` its
    size in log counts a week (NaN without); `dispersion` is the variance over the mean, 1 or more (NaN
    where the method has none).
    """

    method: str
    weeks: NDArray[np.int64]
    observed: Numbers
    expected: Numbers
    upper: Numbers
    alarm: NDArray[np.bool_]
    score: Numbers
    trend: NDArray[np.bool_]
    slope: Numbers
    dispersion: Numbers
    reason: NDArray[np.int8]


def weekly_series(
    *, counts: ArrayLike, period: int = 52, first_day: date | None = None, population: ArrayLike | None = None
) -> Series:
    """Series of weekly counts to be watched, many at once.

    counts: a table series × weeks, the oldest week first, NaN where a week was not reported; one series may
    come as a plain row. first_day: the first day of the first week; with it, the same week of another year is
    the one whose day of the week is nearest to the anniversary (years of 53 weeks), without it, `period` weeks
    away. population: as large as the counts, for methods with an offset. Months work as well, with period 12.

    Decided cases: a week without a report is NaN, never 0: it has no bound, and no method takes it for a fall; a week
    that reported none is 0. Leading weeks before reporting began are NaN too.
    Source: for the calendar Höhle M. (2007) Comput Stat 22:571-582, doi:10.1007/s00180-007-0074-8.
    Raises QuantityError for negative or infinite numbers and for tables of different shape.
    """
    return Series(
        _table("counts", counts),
        period,
        first_day,
        None if population is None else _table("population", population),
    )


def _table(name: str, values: ArrayLike) -> Numbers:
    """A table of numbers from 0 up, or missing; one series may come as a plain row."""
    allowed = "a table series × weeks of numbers from 0 up, or NaN"
    try:
        found = np.ascontiguousarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise QuantityError(f"{name}: got {type(values).__name__}, allowed is {allowed}") from None
    found = found[np.newaxis] if found.ndim == 1 else found
    if found.ndim != 2 or not found.size:
        raise QuantityError(f"{name}: got shape {found.shape}, allowed is {allowed}")
    if np.isinf(found).any() or (found < 0).any():
        worst = found[np.isinf(found) | (found < 0)][0]
        raise QuantityError(f"{name}: got {worst:g}, allowed is {allowed}")
    return found


def _alarms(
    *,
    method: str,
    series: Series,
    weeks: NDArray[np.int64],
    expected: Numbers,
    upper: Numbers,
    reason: NDArray[np.int8],
    score: Numbers,
    alarm: NDArray[np.bool_] | None = None,
    slope: Numbers | None = None,
    dispersion: Numbers | None = None,
) -> Alarms:
    """The result with everything blank where there is no bound, and nothing that can be written to."""
    observed = series.counts[:, weeks]
    silent = reason != Reason.BOUND
    nothing = np.full(observed.shape, np.nan)
    slope = nothing if slope is None else slope
    found = (observed > upper) if alarm is None else alarm
    answer = Alarms(
        method,
        weeks,
        observed,
        np.where(silent, np.nan, expected),
        np.where(silent, np.nan, upper),
        found & ~silent,
        np.where(silent, np.nan, score),
        ~np.isnan(slope),
        slope,
        nothing if dispersion is None else dispersion,
        reason,
    )
    for table in (answer.weeks, observed, answer.expected, answer.upper, answer.alarm, answer.score,
                  answer.trend, answer.slope, answer.dispersion, answer.reason):  # fmt: skip
        table.flags.writeable = False
    return answer
