"""Ranks of totals that add points people gave to points read from rates and samples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import items, level, number, seed_of, whole
from safecommunity.epi.rankings import KINDS

TOTAL_METHODS = ("draws",)
CLOSE = 1e-9  # points are told to hundredths; sums of them differ by rounding only


@dataclass(frozen=True, slots=True)
class SampledPart:
    """One unit's points from one rate or sample: `most` points spread evenly from the value `none` to the value `full`.

    `full` may lie below `none`, where lower is better. at_risk: person-years for "rate", people asked for "proportion".
    """

    cases: int
    at_risk: float
    kind: str
    none: float
    full: float
    most: float
    per: float = 1.0

    def points(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """The points of values, told for `per`."""
        return self.most * np.clip((value - self.none) / (self.full - self.none), 0.0, 1.0)

    def points_now(self) -> float:
        """The points of the value as observed."""
        return float(self.points(np.asarray(self.cases / self.at_risk * self.per)))


@dataclass(frozen=True, slots=True)
class TotalRanks:
    """Rank 1 is the highest total. `rank` is told by what is known now, ties on the better place (1, 2, 2, 4).

    `lower` and `upper` bound the place; `credibly_first` and `credibly_last` are those whose bounds are that one
    place. `last_places` tells for k = 1, 2, ... whether a unit lies credibly among the last k: `lower` > units - k.
    """

    totals: NDArray[np.float64]
    rank: NDArray[np.int64]
    tied: NDArray[np.int64]
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    credibly_first: NDArray[np.bool_]
    credibly_last: NDArray[np.bool_]
    ranked: int
    confidence: float
    method: str

    def among_last(self, places: int) -> NDArray[np.bool_]:
        """Those whose whole interval lies within the last so many places."""
        if self.ranked < 2:
            return np.zeros(self.ranked, dtype=bool)
        return np.asarray(self.lower > self.ranked - places)


def rank_totals(
    *,
    known: Sequence[float],
    missing: Sequence[float],
    sampled: Sequence[Sequence[SampledPart]],
    confidence: float = 0.95,
    draws: int = 4_000,
    seed: int = 1,
    method: str,
) -> TotalRanks:
    """Ranks of totals with bounds: how far chance in their samples, ties and what is missing could have moved them.

    known: points without sampling error, one sum a unit. missing: points a unit could still be given for what was not
    scored, 0 where nothing lacks. sampled: the parts of each unit that come from rates and samples.
    method: "draws": each part is drawn from its posterior under Jeffreys' prior, gamma(cases + ½) or
    beta(cases + ½, rest + ½), turned into points and added to what is known; what is missing may be nothing or all of
    it, and equal totals may stand either way, so that a draw bounds a place from both sides:
    1 + those above whatever lacks, and units - those below whatever lacks. The interval is that of these bounds.
    Without samples it holds exactly; without ties and gaps it is that of Marshall and Spiegelhalter.
    Source: Marshall E.C., Spiegelhalter D.J. (1998) Reliability of league tables of in vitro fertilisation
    clinics. BMJ 316:1701-1704, doi:10.1136/bmj.316.7146.1701, extended to sums by drawing every part.

    Limits: points people gave carry no sampling error, and their own error is not told.
    Decided cases: no unit gives empty results; one unit is credibly neither first nor last. Raises QuantityError,
    MethodError.
    """
    if method not in TOTAL_METHODS:
        raise MethodError(f"method of rank_totals: got {method!r}, allowed are {', '.join(TOTAL_METHODS)}")
    known, missing, sampled = items("known", known), items("missing", missing), items("sampled", sampled)
    if not len(known) == len(missing) == len(sampled):
        raise QuantityError(
            f"units: got {len(known)} known, {len(missing)} missing and {len(sampled)} sampled, "
            "allowed is the same number"
        )
    fixed = np.array([number("known", value, least=-math.inf) for value in known], dtype=np.float64)
    gaps = np.array([number("missing", value, least=0.0) for value in missing], dtype=np.float64)
    sure, units = level(confidence), len(fixed)
    parts = [[_checked(part) for part in one] for one in sampled]
    totals = fixed + np.array([sum(part.points_now() for part in one) for one in parts], dtype=np.float64)
    some = any(parts)
    if some and whole("draws", draws) < 100:
        raise QuantityError(f"draws: got {draws}, allowed is 100 and more")
    drawn = _drawn(fixed, parts, draws if some else 1, seed)
    best, worst = _bounds(drawn, gaps)
    tail = (1 - sure) / 2
    lower = np.quantile(best, tail, axis=0, method="inverted_cdf").astype(np.int64)
    upper = np.quantile(worst, 1 - tail, axis=0, method="inverted_cdf").astype(np.int64)
    above = (totals[None, :] > totals[:, None] + CLOSE).sum(axis=1)
    tied = (np.abs(totals[None, :] - totals[:, None]) <= CLOSE).sum(axis=1)
    several = units > 1
    return TotalRanks(
        totals, above + 1, tied, lower, upper, (upper == 1) & several, (lower == units) & several, units, sure, method
    )  # fmt: skip


def _checked(part: SampledPart) -> SampledPart:
    if part.kind not in KINDS:
        raise MethodError(f"kind: got {part.kind!r}, allowed are {', '.join(KINDS)}")
    cases, at_risk = whole("cases", part.cases), number("at_risk", part.at_risk, least=0.0, above=True)
    if part.kind == "proportion" and (cases > at_risk or at_risk != math.floor(at_risk)):
        raise QuantityError(
            f"part: got {cases} of {at_risk:g}, allowed are whole numbers with the cases within"
        )
    number("most", part.most, least=0.0)
    number("per", part.per, least=0.0, above=True)
    if number("none", part.none, least=-math.inf) == number("full", part.full, least=-math.inf):
        raise QuantityError(f"part: got {part.none:g} for no points and for all, allowed are two values")
    return part


def _drawn(
    fixed: NDArray[np.float64], parts: list[list[SampledPart]], draws: int, seed: int
) -> NDArray[np.float64]:
    random = np.random.default_rng(seed_of(seed))
    found = np.tile(fixed, (draws, 1))
    for column, one in enumerate(parts):
        for part in one:
            if part.kind == "proportion":
                value = random.beta(part.cases + 0.5, part.at_risk - part.cases + 0.5, draws)
            else:
                value = random.gamma(part.cases + 0.5, 1.0, draws) / part.at_risk
            found[:, column] += part.points(value * part.per)
    return found


def _bounds(
    drawn: NDArray[np.float64], gaps: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each draw the best and the worst place of each unit, whatever lacks and however ties are broken."""
    units = drawn.shape[1]
    best, worst = np.empty(drawn.shape, dtype=np.int64), np.empty(drawn.shape, dtype=np.int64)
    for row, low in enumerate(drawn):
        high = low + gaps
        lows, highs = np.sort(low), np.sort(high)
        best[row] = 1 + units - np.searchsorted(lows, high + CLOSE, side="right")  # surely above me
        worst[row] = units - np.searchsorted(highs, low - CLOSE, side="left")  # not surely below me
    return best, worst
