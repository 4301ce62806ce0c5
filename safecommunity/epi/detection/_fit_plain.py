"""The same models by NumPy alone: all series of a week at once. See `_fit` for the rules and the names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.detection.outcome import Reason

Numbers = NDArray[np.float64]
ROUNDS, CLOSE, NOISE = 25, 1e-8, 4e-15
TOGETHER = 150  # series whose tables fit into a processor's cache


@dataclass
class Rows:
    """The reference weeks of many series: counts, people and weights (rows, weeks), with 0 where unknown."""

    counts: Numbers
    people: Numbers
    weight: Numbers
    back: Numbers  # weeks, negative
    member: Numbers  # (weeks, seasons), 1 where the week is of the season

    def of(self, chosen: NDArray[Any]) -> Rows:
        """Some of the series."""
        return Rows(self.counts[chosen], self.people[chosen], self.weight[chosen], self.back, self.member)


@dataclass
class Fit:
    """Fitted models of many series; `work` are the working weights behind the last step, `sums` their sums."""

    level: Numbers
    slope: Numbers
    information: Numbers
    mean: Numbers
    work: Numbers
    converged: NDArray[np.bool_]

    def put(self, at: NDArray[Any], other: Fit) -> None:
        """Take over the models of some series."""
        for name in ("level", "slope", "information", "mean", "work", "converged"):
            getattr(self, name)[at] = getattr(other, name)


@dataclass
class Sums:
    """What the rounds need of every series beyond its working weights: sums of weighted counts by season and times
    week, and the part of half the deviance that no model changes."""

    counted: Numbers
    dated: Numbers
    own: Numbers

    def of(self, chosen: NDArray[Any]) -> Sums:
        """Some of the series."""
        return Sums(self.counted[chosen], self.dated[chosen], self.own[chosen])


def _step(
    sums: Numbers, right: Numbers, dated: Numbers, seasons: int, trend: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """Solve the normal equations of every series, slope first: steps of the season levels and the slope, information.

    sums: of working weights by season, of those × week by season, of those × week². A slope that cannot be told
    has information −1.
    """
    s0, s1, s2 = sums[:, :seasons], sums[:, seasons:-1], sums[:, -1]
    seen = s0 > 0
    safe = np.where(seen, s0, 1.0)
    if not trend:
        return np.where(seen, right / safe, 0.0), np.zeros(len(sums)), np.zeros(len(sums))
    information = s2 - (s1**2 / safe).sum(1)
    told = information > 1e-12 * s2
    rest = dated - (s1 * right / safe).sum(1)
    slope = np.where(told, rest / np.where(told, information, 1.0), 0.0)
    level = np.where(seen, (right - s1 * slope[:, None]) / safe, 0.0)
    return level, slope, np.where(told, information, -1.0)


def _start(rows: Rows, offset: Numbers) -> tuple[Sums, Numbers, Numbers, Numbers]:
    """Sums of the counts, and of the first round, where every mean is the week's own count + 0.1: working weights,
    weights × working response, deviance."""
    first, weighted = rows.counts + 0.1, rows.weight * rows.counts
    log_first, log_count = np.log(first), np.log(np.where(rows.counts > 0, rows.counts, 1.0))
    own = (weighted * (log_count - 1.0 - offset)).sum(1)
    work = rows.weight * first
    z = work * (log_first - offset) - 0.1 * rows.weight
    deviance = 2.0 * (weighted * (log_count - log_first) + 0.1 * rows.weight).sum(1)
    return Sums(weighted @ rows.member, weighted @ rows.back, own), work, z, deviance


def _iterated(rows: Rows, trend: bool) -> Fit:
    """Iteratively reweighted least squares; a series leaves the rounds when it has converged or failed."""
    (many, weeks), seasons = rows.counts.shape, rows.member.shape[1]
    fit = Fit(np.zeros((many, seasons)), np.zeros(many), np.zeros(many), rows.counts + 0.1,
              np.zeros((many, weeks)), np.zeros(many, dtype=bool))  # fmt: skip
    offset = np.log(rows.people)
    known, work, z, deviance = _start(rows, offset)
    back = rows.back[:, None]
    moments = np.hstack([rows.member, rows.member * back, back**2])
    weighted, sums, right, dated = rows.weight * rows.people, work @ moments, z @ rows.member, z @ rows.back
    going, level, slope = np.arange(many), np.zeros((many, seasons)), np.zeros(many)
    for _ in range(ROUNDS):
        with np.errstate(all="ignore"):  # a mean of 0 or beyond any number makes the deviance so, too
            step, turn, information = _step(sums, right, dated, seasons, trend)
            level, slope, used = level + step, slope + turn, work
            rate = np.exp(level @ rows.member.T + slope[:, None] * rows.back)
            work = weighted * rate
            sums = work @ moments
            terms, total = level * known.counted, sums[:, :seasons].sum(1)
            before, deviance = deviance, 2.0 * (known.own - terms.sum(1) - slope * known.dated + total)
            change, noise = np.abs(deviance - before), NOISE * (np.abs(terms).sum(1) + np.abs(known.own))
            done = (change < CLOSE * (np.abs(deviance) + 0.1)) | (change < noise)
        failed = (information < 0) | ~np.isfinite(deviance)
        keep = ~done & ~failed
        if not keep.all():
            out, at = ~keep, going[~keep]
            mean = rate[out] * rows.people[at]
            fit.put(at, Fit(level[out], slope[out], information[out], mean, used[out], (done & ~failed)[out]))
        going, level, slope, work, sums = going[keep], level[keep], slope[keep], work[keep], sums[keep]
        deviance, weighted, known, used, rate = (
            deviance[keep],
            weighted[keep],
            known.of(keep),
            used[keep],
            rate[keep],
        )
        if not going.size:
            return fit
        right, dated = known.counted - sums[:, :seasons], known.dated - sums[:, seasons:-1].sum(1)
    fit.put(
        going,
        Fit(level, slope, information[keep], rate * rows.people[going], used, np.zeros(len(going), bool)),
    )
    return fit


def _spread(rows: Rows, fit: Fit) -> tuple[Numbers, Numbers]:
    """Sums of squared relative residuals by working weights and by weights alone."""
    with np.errstate(all="ignore"):
        square = np.where(rows.weight > 0, ((rows.counts - fit.mean) / fit.mean) ** 2, 0.0)
    return (fit.work * square).sum(1), (rows.weight * square).sum(1)


def _reweighted(rows: Rows, fit: Fit, phi: Numbers, limit: float) -> Numbers:
    """New weights: less for weeks whose Anscombe residual is above the limit; they sum to the number of weeks."""
    s0 = fit.work @ rows.member
    safe = np.where(s0 > 0, s0, 1.0)
    leverage = (1 / safe) @ rows.member.T
    told = fit.information > 0
    middle = (((fit.work * rows.back) @ rows.member) / safe) @ rows.member.T
    distance = (rows.back - middle) ** 2 / np.where(told, fit.information, 1.0)[:, None]
    leverage += np.where(told[:, None], distance, 0.0)
    free = phi[:, None] * (1 - fit.work * leverage)
    with np.errstate(all="ignore"):
        residual = 1.5 * (np.cbrt(rows.counts**2) / fit.mean ** (1 / 6) - np.sqrt(fit.mean))
        square = np.where((rows.counts > fit.mean) & (free > 1e-12 * phi[:, None]), residual**2 / free, 0.0)
        omega = np.where(square > limit**2, 1 / square, 1.0)
    omega[rows.weight == 0] = 0.0
    return omega * ((rows.weight > 0).sum(1) / omega.sum(1))[:, None]


@dataclass
class Models:
    """Chosen models of many series with what follows from them; `phi` is −1 where nothing converged."""

    fit: Fit
    phi: Numbers
    spread: Numbers
    freedom: NDArray[np.int64]

    def put(self, at: NDArray[Any], other: Models) -> None:
        """Take over the models of some series."""
        self.fit.put(at, other.fit)
        self.phi[at], self.spread[at], self.freedom[at] = other.phi, other.spread, other.freedom


def _fits(rows: Rows, trend: NDArray[np.bool_]) -> Fit:
    """Models with or without trend, as each series asks."""
    if trend.all() or not trend.any():
        return _iterated(rows, bool(trend.all()))
    fit = _iterated(rows, False)
    fit.put(trend, _iterated(rows.of(trend), True))
    return fit


def _models(rows: Rows, trend: bool, rules: Numbers) -> Models:
    """Fit, weight down old outbreaks, fit again."""
    _, reweight, limit, _, by_omega = rules
    fit = _iterated(rows, trend)
    with_trend = fit.converged.copy() if trend else np.zeros(len(fit.slope), dtype=bool)
    if trend and not fit.converged.all():
        again = ~fit.converged
        fit.put(again, _iterated(rows.of(again), False))
    known = (rows.weight > 0).astype(float)
    freedom = (known.sum(1) - ((known @ rows.member) > 0).sum(1) - with_trend).astype(np.int64)
    good = fit.converged.copy()
    working, plain = _spread(rows, fit)
    if reweight > 0:
        phi = np.where(good, np.maximum(working / freedom, 1.0), 1.0)
        omega = _reweighted(rows, fit, phi, limit)
        rows = Rows(rows.counts, rows.people, np.where(good[:, None], omega, known), rows.back, rows.member)
        fit.put(good, _fits(rows.of(good), with_trend[good]))
        working, plain = _spread(rows, fit)
    spread = (plain if reweight > 0 and by_omega > 0 else working) / freedom
    return Models(fit, np.where(good, np.maximum(working / freedom, 1.0), -1.0), spread, freedom)


def _chosen(rows: Rows, people_now: Numbers, critical: Numbers, rules: Numbers) -> Models:
    """A trend only where it is clear, the history long enough, and it leads no higher than ever seen."""
    models = _models(rows, rules[0] > 0, rules)
    tried = (models.phi > 0) & (models.fit.information > 0)
    with np.errstate(all="ignore"):
        unit = np.sqrt(models.spread / models.fit.information)
        clear = np.abs(models.fit.slope) > critical[models.freedom] * unit
        inside = people_now * np.exp(models.fit.level[:, 0]) <= rows.counts.max(1)
    drop = tried & ~(clear & inside & (rules[3] >= 3))
    if drop.any():
        models.put(drop, _models(rows.of(drop), False, rules))
    return models


def _week(
    rows: Rows, people_now: Numbers, critical: Numbers, rules: Numbers, answer: Numbers
) -> NDArray[np.int8]:
    """Models of all series in one week; fills `answer` (series, row) and returns the reasons."""
    known = (rows.weight > 0) @ rows.member > 0
    rank = known.sum(1) + (rules[0] > 0)
    reason = np.where(
        known[:, 0] & ((rows.weight > 0).sum(1) > rank), Reason.BOUND, Reason.FEW_REFERENCE_WEEKS
    ).astype(np.int8)
    never = (reason == Reason.BOUND) & (rows.counts.max(1) == 0)
    answer[never] = -np.inf, 0.0, 1.0, np.nan  # never a case: none is expected
    fit = (reason == Reason.BOUND) & ~never
    if not fit.any():
        return reason
    rows, people_now = rows.of(fit), people_now[fit]
    models = _chosen(rows, people_now, critical, rules)
    sums = models.fit.work @ rows.member[:, :1]
    told = models.fit.information > 0
    with np.errstate(all="ignore"):
        middle = ((models.fit.work * rows.back) @ rows.member[:, :1] / sums)[:, 0]
        variance = 1 / sums[:, 0] + np.where(told, middle**2 / models.fit.information, 0.0)
        spread = models.spread if rules[4] > 0 else models.phi
        found = np.stack([models.fit.level[:, 0] + np.log(people_now), np.sqrt(spread * variance), models.phi,
                          np.where(told, models.fit.slope, np.nan)], axis=1)  # fmt: skip
    failed = models.phi < 0
    found[failed] = np.nan
    answer[fit] = found
    reason[np.flatnonzero(fit)[failed]] = Reason.NOT_CONVERGED
    return reason


def _fit_plain(
    counts: Any, people: Any, weeks: Any, of_week: Any, starts: Any, offsets: Any, groups: Any, seasons: int,
    table: Any, critical: Any, rules: Any, answer: Any, reason: Any,
) -> None:  # fmt: skip
    """Fit every series and week whose `reason` is still BOUND; fills `answer` (series, week, row) and `reason`."""
    for k, (week, number) in enumerate(zip(weeks.tolist(), of_week.tolist(), strict=True)):
        if number < 0:
            continue
        part = slice(starts[number], starts[number + 1])
        now = people[:, week] if people.shape[1] else np.ones(len(counts))
        reason[(reason[:, k] == Reason.BOUND) & ~(now > 0), k] = Reason.NO_POPULATION
        chosen = np.flatnonzero(reason[:, k] == Reason.BOUND)
        places, member = week + offsets[part], (groups[part][:, None] == np.arange(seasons)).astype(float)
        for some in np.array_split(chosen, -(-chosen.size // TOGETHER) or 1):
            if not some.size:
                continue
            values = counts[np.ix_(some, places)]
            folk = people[np.ix_(some, places)] if people.shape[1] else np.ones(values.shape)
            known = (values >= 0) & (folk > 0)
            rows = Rows(np.where(known, values, 0.0), np.where(known, folk, 1.0), known.astype(float),
                        offsets[part].astype(float), member)  # fmt: skip
            found = np.full((some.size, answer.shape[2]), np.nan)
            reason[some, k] = _week(rows, now[some], critical, rules, found)
            answer[some, k] = found
