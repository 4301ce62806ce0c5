"""How many of those on their way will have arrived by a day, told from how long each stage took others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import items, level, number, whole

ATTAINMENT_METHODS = ("semi_markov_bayesian_bootstrap",)
ARRIVED, LOST = "arrived", "lost"
FEWEST = 8  # ended stays of a stage below which nothing is told
REPLICATES = 2000
MOST_STAGES_PASSED = 60
SURE = 1 - 1e-12

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a stage: its days (so far, where `to` is empty) and where it led: a stage, "arrived" or "lost"."""

    stage: str
    days: float
    to: str = ""


@dataclass(frozen=True, slots=True)
class Attainment:
    """How many will have arrived by the day; None everywhere where a stage still to be passed has ended too seldom.

    `estimate` is the mean, `lower` and `upper` bound the number that will be counted (not its mean). `chances` holds
    the chance of each number from 0 up. `too_few` names stages with fewer ended stays than `fewest`.
    """

    estimate: float | None
    lower: int | None
    upper: int | None
    chances: tuple[float, ...]
    on_the_way: int
    too_few: tuple[str, ...]
    fewest: int
    confidence: float
    method: str

    def at_least(self, wanted: float) -> float | None:
        """The chance that so many or more arrive."""
        if self.estimate is None:
            return None
        return float(sum(chance for n, chance in enumerate(self.chances) if n >= wanted - 1e-9))


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stage's stays in order of days (what ended before what is open, on one day), a row of steps a replicate."""

    days: Floats
    to: Ints
    gone: Floats  # (replicates, stays): the share that has left after each stay, Kaplan-Meier with that row's weights


def attainment(
    *,
    stays: Sequence[Stay],
    standing: Sequence[tuple[str, float]],
    days: float,
    confidence: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 1,
    fewest: int = FEWEST,
    method: str,
) -> Attainment:
    """How many of those now standing in a stage will have arrived within so many days, with an interval.

    stays: every stay on record, those that are going on included (`to` empty): they count as open so far. standing:
    who is on the way, as (stage, days in it so far). days: from now to the deadline, from 0 up. A stay leads to another
    stage (also one before it), to "arrived" or to "lost". Whoever is in a stage leaves it like those who passed it: the
    time is drawn from the stage's Kaplan-Meier curve beyond the days already spent there, and he goes on where that
    stay led. What nobody was followed long enough to see is taken to lie beyond the deadline, so the number is told
    rather too low than too high. Every replicate weighs the stays anew (exponential weights), so that the interval
    holds both the chance of each one and how little is known from few stays.

    Source: semi-Markov process of stages, Andersen P.K., Keiding N. (2002) Stat Methods Med Res 11:91-115,
    doi:10.1191/0962280202SM276ra; curves: Kaplan E.L., Meier P. (1958) doi:10.1080/01621459.1958.10501452; weights:
    Rubin D.B. (1981) Ann Stat 9:130-134, doi:10.1214/aos/1176345338, for censored times Lo A.Y. (1993) Ann Stat
    21:100-123, doi:10.1214/aos/1176349017.
    Limits: nothing is said of those who have not begun; stages are taken to last as before, and to be independent of
    each other. Raises QuantityError, MethodError.
    """
    if method not in ATTAINMENT_METHODS:
        raise MethodError(
            f"method of attainment: got {method!r}, allowed are {', '.join(ATTAINMENT_METHODS)}"
        )
    sureness, horizon = level(confidence), number("days", days, least=0.0)
    many, least = whole("replicates", replicates), whole("fewest", fewest)
    if not many:
        raise QuantityError("replicates: got 0, allowed is a whole number from 1 up")
    by_stage = _by_stage(stays)
    now = [(str(stage), number("days", spent, least=0.0)) for stage, spent in items("standing", standing)]
    passed = _passed({stage for stage, _spent in now}, by_stage)
    few = tuple(
        sorted(one for one in passed if sum(bool(s.to) for s in by_stage.get(one, ())) < max(1, least))
    )
    if few:
        return Attainment(None, None, None, (), len(now), few, least, sureness, method)
    if not now:
        return Attainment(0.0, 0, 0, (1.0,), 0, (), least, sureness, method)
    numbers = {name: n for n, name in enumerate(passed)}
    draw = np.random.default_rng(seed)
    stages = [_stage(by_stage[name], numbers, many, draw) for name in passed]
    arrived = _walked(stages, [(numbers[stage], spent) for stage, spent in now], horizon, many, draw)
    tail = (1 - sureness) / 2
    lower, upper = np.quantile(arrived, (tail, 1 - tail), method="inverted_cdf")
    chances = np.bincount(arrived, minlength=len(now) + 1) / many
    return Attainment(
        float(arrived.mean()), int(lower), int(upper), tuple(map(float, chances)), len(now), (), least, sureness, method
    )  # fmt: skip


def _by_stage(stays: Sequence[Stay]) -> dict[str, list[Stay]]:
    found: dict[str, list[Stay]] = {}
    for one in items("stays", stays):
        number("days", one.days, least=0.0)
        found.setdefault(one.stage, []).append(one)
    return found


def _passed(first: set[str], by_stage: dict[str, list[Stay]]) -> list[str]:
    """The stages somebody on the way may come through, in the order they are met."""
    found, waiting = sorted(first), sorted(first)
    while waiting:
        beyond = {one.to for one in by_stage.get(waiting.pop(0), ())} - {"", ARRIVED, LOST} - set(found)
        found.extend(sorted(beyond))
        waiting.extend(sorted(beyond))
    return found


def _stage(stays: list[Stay], numbers: dict[str, int], many: int, draw: np.random.Generator) -> _Stage:
    """Curves of one stage, one a replicate: the share gone after each stay, by weighted counts at risk."""
    ordered = sorted(stays, key=lambda one: (one.days, not one.to))
    targets = {**numbers, ARRIVED: -1, LOST: -2, "": -3}
    to = np.array([targets[one.to] for one in ordered], dtype=np.int64)
    weights = draw.standard_exponential((many, len(ordered)))
    at_risk = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1]
    stays_on = np.where(to == -3, 1.0, 1 - weights / at_risk)
    stays_on[:, -1] = 1.0 if to[-1] == -3 else 0.0  # the last one's weight is all that is at risk
    gone: Floats = np.asarray(1 - np.cumprod(stays_on, axis=1), dtype=np.float64)
    return _Stage(np.array([one.days for one in ordered], dtype=np.float64), to, gone)


def _walked(
    stages: list[_Stage], now: list[tuple[int, float]], horizon: float, many: int, draw: np.random.Generator
) -> Ints:
    """In each replicate, how many have arrived: everybody goes from stage to stage until arrival or the deadline."""
    shape = (many, len(now))
    at = np.broadcast_to(np.array([stage for stage, _spent in now]), shape).copy()
    spent = np.broadcast_to(np.array([days for _stage, days in now]), shape).copy()
    left = np.full(shape, horizon)
    arrived = np.zeros(shape, dtype=bool)
    for _step in range(MOST_STAGES_PASSED):
        if not (at >= 0).any():
            break
        before = at.copy()
        for stage, one in enumerate(stages):
            rows, columns = np.nonzero(before == stage)
            if not len(rows):
                continue
            lasts, to = _drawn(one, rows, spent[rows, columns], draw)
            left[rows, columns] -= lasts - spent[rows, columns]
            in_time = left[rows, columns] >= 0
            arrived[rows, columns] = in_time & (to == -1)
            at[rows, columns] = np.where(in_time, to, -2)
        spent[:] = 0.0
    return arrived.sum(axis=1).astype(np.int64)


def _drawn(one: _Stage, rows: Ints, spent: Floats, draw: np.random.Generator) -> tuple[Floats, Ints]:
    """Days in a stage, longer than those spent, and where it leads; endless where nobody was followed so far."""
    many, n = one.gone.shape
    before = np.searchsorted(one.days, spent, side="right") - 1
    passed = np.where(spent > 0, before, -1)
    gone = np.where(passed >= 0, one.gone[rows, np.maximum(passed, 0)], 0.0)
    wanted = gone + (1 - gone) * (1 - draw.uniform(size=len(rows)))  # above what is gone, up to 1
    flat = (one.gone + np.arange(many)[:, None]).ravel()  # one row after another: one search for all
    found = np.searchsorted(flat, wanted + rows, side="left") - rows * n
    never = (found >= n) | (gone >= SURE)
    found = np.minimum(found, n - 1)
    return np.where(never, np.inf, one.days[found]), np.where(never, -2, one.to[found])
