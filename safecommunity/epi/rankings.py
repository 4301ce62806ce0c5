"""Comparing many units: funnel limits, ranks with their intervals, and orders of scores that are no samples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import items, level, number, seed_of, whole

FUNNEL_METHODS = ("poisson_exact", "binomial_exact")
OVERDISPERSION = ("none", "winsorised")
RANK_METHODS = ("draws", "joint")
KINDS = ("rate", "proportion")
WINSORISED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Funnel:
    """Control limits around a target, one column a unit, one row a level; NaN where nobody was at risk.

    `limits_lower` and `limits_upper` have the shape (levels, units) and the size of the estimates;
    `outside` holds for each unit the number of levels it lies beyond, negative below, positive above.
    `dispersion` is 1 where limits were not widened.
    """

    estimates: NDArray[np.float64]
    target: float
    levels: tuple[float, ...]
    limits_lower: NDArray[np.float64]
    limits_upper: NDArray[np.float64]
    outside: NDArray[np.int64]
    dispersion: float
    per: float
    method: str


@dataclass(frozen=True, slots=True)
class Ranks:
    """Rank 1 is the lowest estimate, or the highest where `lowest_first` is False; ties share the middle rank.

    `lower` and `upper` bound the rank; `credibly_first` and `credibly_last` are those whose interval is
    that one place. A unit without people at risk has NaN everywhere and is not ranked.
    """

    estimates: NDArray[np.float64]
    rank: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    credibly_first: NDArray[np.bool_]
    credibly_last: NDArray[np.bool_]
    ranked: int
    lowest_first: bool
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class ScoreOrder:
    """An order of scores that carry no sampling error: `rank` leaves places free after ties (1, 2, 2, 4).

    None where there is no score. `tied` counts the units on the same place, itself included;
    `completeness` is the share filled of what was due, None where nothing was due.
    """

    rank: tuple[int | None, ...]
    tied: tuple[int, ...]
    completeness: tuple[float | None, ...]
    ranked: int


def funnel_limits(
    *,
    cases: Sequence[int],
    at_risk: Sequence[float],
    target: float | None = None,
    levels: Sequence[float] = (0.95, 0.998),
    per: float = 1.0,
    overdispersion: str = "none",
    method: str,
) -> Funnel:
    """Limits within which units with the same true rate or proportion would lie.

    cases, at_risk: one value a unit, of equal length; person-years for "poisson_exact", people asked or
    due (whole, not below the cases) for "binomial_exact". target: per `per`; None takes all units together.
    levels: coverages of the limits, each between 0 and 1. overdispersion: "winsorised" widens the limits
    by the root of the mean squared z-score (on the square-root or arc-sine scale, a tenth of the units
    pulled in at either end) where that exceeds 1 + 2·√(2/units), so that common unmeasured differences
    make nobody an outlier; the limits are then normal ones on that scale.

    Source: Spiegelhalter D.J. (2005) Funnel plots for comparing institutional performance. Stat Med
    24:1185-1202, doi:10.1002/sim.1970 (exact interpolated limits: appendix A.1; over-dispersion: 5).
    Limits: a target of zero has limits of zero; units without people at risk get NaN; with fewer than
    three units at risk no dispersion is told and it stays 1.
    Raises QuantityError, MethodError.
    """
    if method not in FUNNEL_METHODS:
        raise MethodError(f"method of funnel_limits: got {method!r}, allowed are {', '.join(FUNNEL_METHODS)}")
    if overdispersion not in OVERDISPERSION:
        raise MethodError(f"overdispersion: got {overdispersion!r}, allowed are {', '.join(OVERDISPERSION)}")
    binomial, scale = method == "binomial_exact", number("per", per, least=0.0, above=True)
    counts, sizes = _units(cases, at_risk, proportion=binomial)
    sure = tuple(level(value) for value in levels)
    total = sizes.sum()
    aim = math.nan if not total else counts.sum() / total
    if target is not None:
        aim = number("target", target, least=0.0) / scale
        if binomial and aim > 1:
            raise QuantityError(f"target: got {target!r}, allowed is a proportion from 0 to {scale:g}")
    with np.errstate(invalid="ignore", divide="ignore"):
        estimates = np.where(sizes > 0, counts / sizes, np.nan)
    spread = _dispersion(estimates, sizes, aim, binomial) if overdispersion == "winsorised" else 1.0
    lower, upper = np.full((2, len(sure), len(counts)), np.nan)
    here = (sizes > 0) & np.isfinite(aim)
    for row, share in enumerate(sure):
        tails = ((1 - share) / 2, (1 + share) / 2)
        for bound, tail in zip((lower, upper), tails, strict=True):
            if spread > 1:
                bound[row, here] = _normal_limit(tail, sizes[here], aim, spread, binomial)
            else:
                bound[row, here] = _exact_limit(tail, sizes[here], aim, binomial)
    with np.errstate(invalid="ignore"):
        outside = (estimates > upper).sum(axis=0) - (estimates < lower).sum(axis=0)
    return Funnel(
        estimates * scale, aim * scale, sure, lower * scale, upper * scale, outside, spread, scale, method
    )


def _units(
    cases: Sequence[int], at_risk: Sequence[float], *, proportion: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    cases, at_risk = items("cases", cases), items("at_risk", at_risk)
    if not len(cases) == len(at_risk) > 0:
        raise QuantityError(
            f"units: got {len(cases)} cases and {len(at_risk)} at_risk, allowed is the same number, at least one"
        )
    counts = np.array([whole("cases", value) for value in cases], dtype=np.float64)
    sizes = np.array([number("at_risk", value, least=0.0) for value in at_risk])
    if proportion and ((sizes != np.floor(sizes)) | (counts > sizes)).any():
        at = int(np.flatnonzero((sizes != np.floor(sizes)) | (counts > sizes))[0])
        raise QuantityError(
            f"unit {at}: got {counts[at]:g} of {sizes[at]:g}, allowed are whole numbers with the cases within"
        )
    if ((sizes == 0) & (counts > 0)).any():
        at = int(np.flatnonzero((sizes == 0) & (counts > 0))[0])
        raise QuantityError(
            f"unit {at}: got {counts[at]:g} cases and nobody at risk, allowed is no case there"
        )
    return counts, sizes


def _exact_limit(tail: float, sizes: NDArray[np.float64], aim: float, binomial: bool) -> NDArray[np.float64]:
    """Interpolated quantile of the count, as a rate: (r - (F(r) - p) / (F(r) - F(r - 1))) / size."""
    from scipy import stats

    spread = stats.binom(sizes, aim) if binomial else stats.poisson(sizes * aim)
    edge = spread.ppf(tail)
    at, before = spread.cdf(edge), np.where(edge > 0, spread.cdf(edge - 1), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        back = np.where(at > before, (at - tail) / (at - before), 0.0)
    return np.asarray(np.maximum(edge - back, 0.0) / sizes)


def _normal_limit(
    tail: float, sizes: NDArray[np.float64], aim: float, spread: float, binomial: bool
) -> NDArray[np.float64]:
    """Limits on the scale where the variance does not hang on the mean, widened by the root of `spread`."""
    from scipy.special import ndtri

    step = ndtri(tail) * math.sqrt(spread) / (2 * np.sqrt(sizes))
    if binomial:
        return np.asarray(np.sin(np.clip(math.asin(math.sqrt(aim)) + step, 0, math.pi / 2)) ** 2)
    return np.asarray(np.maximum(math.sqrt(aim) + step, 0.0) ** 2)


def _dispersion(
    estimates: NDArray[np.float64], sizes: NDArray[np.float64], aim: float, binomial: bool
) -> float:
    here = sizes > 0
    units = int(here.sum())
    if units < 3 or not aim > 0:
        return 1.0
    told = np.sqrt(np.maximum(estimates[here], 0.0))
    if binomial:
        z = (np.arcsin(told) - math.asin(math.sqrt(aim))) * 2 * np.sqrt(sizes[here])
    else:
        z = (told - math.sqrt(aim)) * 2 * np.sqrt(sizes[here])
    low, high = np.quantile(z, [WINSORISED_SHARE, 1 - WINSORISED_SHARE])
    spread = float((np.clip(z, low, high) ** 2).mean())
    return spread if spread > 1 + 2 * math.sqrt(2 / units) else 1.0


def rank_intervals(
    *,
    cases: Sequence[int],
    at_risk: Sequence[float],
    kind: str,
    lowest_first: bool = True,
    confidence: float = 0.95,
    draws: int = 10_000,
    seed: int = 1,
    method: str,
) -> Ranks:
    """Ranks of units with intervals: how far chance alone could have moved each of them.

    cases, at_risk: one value a unit, of equal length. kind: "rate" (person-years) or "proportion" (people
    in the sample, whole). confidence: between 0 and 1.
    method: "draws", ranks of `draws` random draws with a fixed `seed` from each unit's own posterior under
    Jeffreys' prior, gamma(cases + ½) or beta(cases + ½, rest + ½); the interval holds for each unit by itself.
    Source: Marshall E.C., Spiegelhalter D.J. (1998) Reliability of league tables of in vitro fertilisation
    clinics. BMJ 316:1701-1704, doi:10.1136/bmj.316.7146.1701.
    "joint", from exact intervals (Garwood; Clopper-Pearson) made to hold together by Šidák's level: a unit
    cannot stand before those that lie wholly below it. All intervals hold at once with at least the stated
    confidence; they are wide. Source: Klein M., Wright T., Wieczorek J. (2020) A joint confidence region for
    an overall ranking of populations. J R Stat Soc C 69:589-606, doi:10.1111/rssc.12402.

    Limits: a count of injuries itself is never ranked; it punishes those who record.
    Decided cases: ties share the middle rank; one unit has rank 1, from 1 to 1, and is credibly neither first nor last;
    a unit without people at risk is not ranked. Raises QuantityError, MethodError.
    """
    if method not in RANK_METHODS:
        raise MethodError(f"method of rank_intervals: got {method!r}, allowed are {', '.join(RANK_METHODS)}")
    if kind not in KINDS:
        raise MethodError(f"kind: got {kind!r}, allowed are {', '.join(KINDS)}")
    proportion = kind == "proportion"
    counts, sizes = _units(cases, at_risk, proportion=proportion)
    sureness, here = level(confidence), np.flatnonzero(sizes > 0)
    estimates, rank, lower, upper = np.full((4, len(counts)), np.nan)
    estimates[here] = counts[here] / sizes[here]
    sign = 1.0 if lowest_first else -1.0
    if len(here):
        rank[here] = _middle_ranks(sign * estimates[here])
        if method == "draws":
            told = _drawn(counts[here], sizes[here], sign, sureness, whole("draws", draws), seed, proportion)
        else:
            told = _joint(counts[here], sizes[here], sign, sureness, proportion)
        lower[here], upper[here] = told
    several = len(here) > 1  # one alone is neither first nor last of anything
    return Ranks(
        estimates, rank, lower, upper, (upper == 1) & several, (lower == len(here)) & several, len(here), lowest_first,
        sureness, method,
    )  # fmt: skip


def _middle_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return np.asarray((last - (size - 1) / 2)[place], dtype=np.float64)


def _drawn(
    counts: NDArray[np.float64],
    sizes: NDArray[np.float64],
    sign: float,
    sureness: float,
    draws: int,
    seed: int,
    proportion: bool,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if draws < 100:
        raise QuantityError(f"draws: got {draws}, allowed is 100 and more")
    random = np.random.default_rng(seed_of(seed))
    shape = (draws, len(counts))
    if proportion:
        drawn = random.beta(counts + 0.5, sizes - counts + 0.5, shape)
    else:
        drawn = random.gamma(counts + 0.5, 1.0, shape) / sizes
    ranks = (sign * drawn).argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - sureness) / 2
    # whole places: the interval holds every rank it cannot exclude
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return low.astype(np.float64), high.astype(np.float64)


def _joint(
    counts: NDArray[np.float64],
    sizes: NDArray[np.float64],
    sign: float,
    sureness: float,
    proportion: bool,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from scipy.special import betaincinv, gammainccinv, gammaincinv

    tail = (1 - sureness ** (1 / len(counts))) / 2
    rest = sizes - counts
    with np.errstate(invalid="ignore"):
        if proportion:
            low = np.where(counts > 0, betaincinv(np.maximum(counts, 1), rest + 1, tail), 0.0)
            high = np.where(rest > 0, betaincinv(counts + 1, np.maximum(rest, 1), 1 - tail), 1.0)
        else:
            low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), tail), 0.0) / sizes
            high = gammainccinv(counts + 1, tail) / sizes
    if sign < 0:
        low, high = -high, -low
    before = np.searchsorted(np.sort(high), low, side="left")  # lie wholly before
    after = len(low) - np.searchsorted(np.sort(low), high, side="right")  # lie wholly after
    return before.astype(np.float64) + 1, len(low) - after.astype(np.float64)


def order_scores(
    *,
    scores: Sequence[float | None],
    filled: Sequence[int],
    due: Sequence[int],
    highest_first: bool = True,
) -> ScoreOrder:
    """An order of scores given by people, which have no sampling error and so no interval.

    scores: one a unit, None where none was given. filled, due: how many of the due items each unit
    answered, shown beside its place. Equal scores share a place and the next ones stay free.
    Decided cases: no score has no place and counts for nobody's; nothing due has no completeness; all scores equal
    share the first place.
    Source: definition (standard competition ranking): a place is one more than the number of better scores.
    Raises QuantityError for unequal lengths, more filled than due or a score that is no finite number.
    """
    scores, filled, due = items("score", scores), items("filled", filled), items("due", due)
    if not len(scores) == len(filled) == len(due):
        raise QuantityError(
            f"units: got {len(scores)} scores, {len(filled)} filled and {len(due)} due, allowed is the same number"
        )
    told = [None if value is None else number("score", value, least=-math.inf) for value in scores]
    shares: list[float | None] = []
    for done, asked in zip(filled, due, strict=True):
        if whole("filled", done) > whole("due", asked):
            raise QuantityError(f"filled: got {done} of {asked} due, allowed is no more than is due")
        shares.append(done / asked if asked else None)
    known = np.sort(np.array([value for value in told if value is not None], dtype=np.float64))
    rank: list[int | None] = []
    tied: list[int] = []
    for value in told:
        if value is None:
            rank.append(None)
            tied.append(0)
            continue
        first, last = (int(np.searchsorted(known, value, side)) for side in ("left", "right"))
        rank.append((len(known) - last if highest_first else first) + 1)
        tied.append(last - first)
    return ScoreOrder(tuple(rank), tuple(tied), tuple(shares), len(known))
