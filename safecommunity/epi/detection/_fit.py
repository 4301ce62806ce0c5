"""The log-linear quasi-Poisson model of one series and week, compiled: season levels and at most one trend.

The design has one free level per season and one common slope, so the normal equations are an arrow: the
slope is eliminated by hand and no matrix is built. Weeks are whole numbers, so exp(slope × week) is a table
of powers. Iteration follows the usual rules (start at count + 0.1, stop at a relative change of the deviance
below 1e-8, 25 rounds), so that results agree with established tools to the last digits they give.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from safecommunity.epi.compiled import kernel
from safecommunity.epi.detection._fit_plain import _fit_plain
from safecommunity.epi.detection.outcome import Reason

# Rows of `data`, one column a reference week: the count; count + 0.1; its right side in the first round; its
# deviance there; count × log count − count; count^(2/3); people; weight; fitted mean; working weight.
Y, FIRST, RIGHT_1, START, OWN, ROOT, PEOPLE, OMEGA, MEAN, WORK = range(10)
# Rows of `level`, one column a season: log level now and a round before; sums of working weights, of those × week
# and × week²; the first two a round before; sums of weighted counts and of weighted people; right side; exp(LOG).
LOG, PAST, S0, S1, S2, P0, P1, COUNTED, FOLK, RIGHT, RATE = range(11)
DATA_ROWS, LEVEL_ROWS = 10, 11
BOUND, FEW, NO_PEOPLE, NO_CONVERGENCE = (
    int(Reason.BOUND), int(Reason.FEW_REFERENCE_WEEKS), int(Reason.NO_POPULATION), int(Reason.NOT_CONVERGED)
)  # fmt: skip
# Rows of the answer: log expected count, its standard error, dispersion, slope (NaN: none).
ETA, ERROR, PHI, SLOPE = range(4)
# What is asked for: a trend, less weight to old outbreaks and above which residual, years of history, standard errors
# by the weights of the weeks alone (as the improved method's reference implementation has them).
TREND, REWEIGHT, LIMIT, YEARS, ERROR_BY_OMEGA = range(5)
ROUNDS, CLOSE, NOISE = 25, 1e-8, 4e-15
TABLED = 4096


@cache
def _tabled() -> Any:
    """RIGHT_1, START, OWN and ROOT of every small count, so that no logarithm is taken in a loop."""
    y = np.arange(TABLED, dtype=np.float64)
    first, log_y = y + 0.1, np.log(np.where(y > 0, y, 1.0))
    columns = first * np.log(first) - 0.1, y * (log_y - np.log(first)) + 0.1, y * log_y - y, np.cbrt(y * y)
    return np.ascontiguousarray(np.stack(columns, axis=1))


@kernel()
def _gather(
    counts: Any,
    people: Any,
    week: int,
    offsets: Any,
    groups: Any,
    table: Any,
    data: Any,
    back: Any,
    group: Any,
) -> int:
    """Copy the known reference weeks of one week into `data`; returns how many."""
    n = 0
    for i in range(len(offsets)):
        y = counts[week + offsets[i]]
        folk = people[week + offsets[i]] if len(people) else 1.0
        if not (y >= 0.0 and folk > 0.0):
            continue
        first = y + 0.1
        if y < TABLED and y == math.floor(y):
            row = int(y)
            data[RIGHT_1, n], data[START, n] = table[row, 0], table[row, 1]
            data[OWN, n], data[ROOT, n] = table[row, 2], table[row, 3]
        else:
            data[RIGHT_1, n] = first * math.log(first) - 0.1
            data[START, n] = y * math.log(y / first) + 0.1
            data[OWN, n], data[ROOT, n] = y * math.log(y) - y, y ** (2.0 / 3.0)
        if folk != 1.0:
            data[RIGHT_1, n] -= first * math.log(folk)
            data[OWN, n] -= y * math.log(folk)
        data[Y, n], data[FIRST, n], data[PEOPLE, n], data[OMEGA, n] = y, first, folk, 1.0
        back[n], group[n] = -offsets[i], groups[i]
        n += 1
    return n


@kernel()
def _powers(slope: float, power: Any) -> None:
    """power[k] = exp(−slope × k), by four chains so that rounding does not pile up."""
    for k in range(min(4, len(power))):
        power[k] = math.exp(-slope * k)
    step = math.exp(-4.0 * slope)
    for k in range(4, len(power)):
        power[k] = power[k - 4] * step


@kernel()
def _begin(n: int, data: Any, back: Any, group: Any, level: Any) -> Any:
    """Sums of the first round, where every mean is the week's own count + 0.1.

    Returns the slope's right side, the sums of count × week and of OWN, and half the deviance.
    """
    level[:, :] = 0.0
    right = dated = own = deviance = 0.0
    for i in range(n):
        g, t, omega = group[i], -float(back[i]), data[OMEGA, i]
        work, z, y = omega * data[FIRST, i], omega * data[RIGHT_1, i], omega * data[Y, i]
        level[S0, g] += work
        level[S1, g] += work * t
        level[S2, g] += work * t * t
        level[RIGHT, g] += z
        level[COUNTED, g] += y
        level[FOLK, g] += omega * data[PEOPLE, i]
        right += z * t
        dated += y * t
        own += omega * data[OWN, i]
        deviance += omega * data[START, i]
    return right, dated, own, deviance


@kernel()
def _sums(n: int, data: Any, back: Any, group: Any, level: Any, power: Any, trend: bool) -> None:
    """Sums of working weights at the present levels and slope."""
    seasons = level.shape[1]
    if not trend:
        for g in range(seasons):
            level[RATE, g] = math.exp(level[LOG, g])
            level[S0, g] = level[RATE, g] * level[FOLK, g]
        return
    level[S0 : S2 + 1, :] = 0.0
    for i in range(n):
        g, t = group[i], -float(back[i])
        work = data[OMEGA, i] * data[PEOPLE, i] * power[back[i]]
        level[S0, g] += work
        level[S1, g] += work * t
        level[S2, g] += work * t * t
    for g in range(seasons):
        rate = math.exp(level[LOG, g])
        level[RATE, g] = rate
        level[S0, g] *= rate
        level[S1, g] *= rate
        level[S2, g] *= rate


@kernel()
def _solve(level: Any, right: float, trend: bool) -> Any:
    """The step from the present sums: the slope first, then every season's level (in RIGHT).

    Returns the slope's step and its information; −1 where the weeks cannot tell a slope from the seasons.
    """
    information = total = 0.0
    if trend:
        for g in range(level.shape[1]):
            if level[S0, g] > 0.0:
                information += level[S2, g] - level[S1, g] * level[S1, g] / level[S0, g]
                right -= level[S1, g] * level[RIGHT, g] / level[S0, g]
                total += level[S2, g]
        if not information > 1e-12 * total:
            return 0.0, -1.0
    step = right / information if trend else 0.0
    for g in range(level.shape[1]):
        if level[S0, g] > 0.0:
            level[RIGHT, g] = (level[RIGHT, g] - level[S1, g] * step) / level[S0, g]
    return step, information


@kernel()
def _iterate(n: int, data: Any, back: Any, group: Any, level: Any, powers: Any, trend: bool) -> Any:
    """Fit one model. Returns the slope, its information, the rounds taken (0: no convergence) and which row of
    `powers` is the present one; the sums behind the last step are in P0 and P1, the levels before it in PAST."""
    right, dated, own, deviance = _begin(n, data, back, group, level)
    if not trend:
        level[S1 : S2 + 1, :] = 0.0
        right = dated = 0.0
    slope, now = 0.0, 0
    powers[:, :] = 1.0
    deviance *= 2.0
    for turn in range(1, ROUNDS + 1):
        step, information = _solve(level, right, trend)
        if information < 0.0:
            return 0.0, -1.0, 0, now
        level[PAST, :], level[P0, :], level[P1, :] = level[LOG, :], level[S0, :], level[S1, :]
        level[LOG, :] += level[RIGHT, :]
        slope += step
        if trend:
            now = 1 - now
            _powers(slope, powers[now])
        _sums(n, data, back, group, level, powers[now], trend)
        fitted, counted, right, weight = own - slope * dated, 0.0, dated, 0.0
        for g in range(level.shape[1]):
            term = level[LOG, g] * level[COUNTED, g]
            fitted += level[S0, g] - term
            counted += abs(term)
            right -= level[S1, g]
            level[RIGHT, g] = level[COUNTED, g] - level[S0, g]
            weight += level[S0, g]
        before, deviance = deviance, 2.0 * fitted
        change = abs(deviance - before)
        if not math.isfinite(deviance) or not weight > 0.0:
            return slope, information, 0, now
        if change < CLOSE * (abs(deviance) + 0.1) or change < NOISE * (counted + abs(own)):
            return slope, information, turn, now
    return slope, information, 0, now


@kernel()
def _spread(n: int, data: Any, back: Any, group: Any, level: Any, powers: Any, turn: int, now: int) -> Any:
    """Sums of squared relative residuals, weighted by the working weights of the last step and by OMEGA.

    Leaves every week's fitted mean in MEAN and its working weight in WORK.
    """
    working = plain = 0.0
    for g in range(level.shape[1]):
        level[RATE, g] = math.exp(level[LOG, g])
        level[PAST, g] = math.exp(level[PAST, g])
    for i in range(n):
        g, folk = group[i], data[PEOPLE, i]
        mean = folk * level[RATE, g] * powers[now, back[i]]
        past = data[FIRST, i] if turn == 1 else folk * level[PAST, g] * powers[1 - now, back[i]]
        work = data[OMEGA, i] * past
        residual = (data[Y, i] - mean) / mean
        working += work * residual * residual
        plain += data[OMEGA, i] * residual * residual
        data[MEAN, i], data[WORK, i] = mean, work
    return working, plain


@kernel()
def _reweight(
    n: int, data: Any, back: Any, group: Any, level: Any, information: float, phi: float, limit: float
) -> None:
    """Give weeks far above their mean less weight: 1 / s² where the Anscombe residual s is above `limit`."""
    total = 0.0
    for i in range(n):
        g, y, mean = group[i], data[Y, i], data[MEAN, i]
        data[OMEGA, i] = 1.0
        if y > mean:
            leverage = 1.0 / level[P0, g]
            if information > 0.0:
                distance = -float(back[i]) - level[P1, g] / level[P0, g]
                leverage += distance * distance / information
            free = phi * (1.0 - data[WORK, i] * leverage)
            # an Anscombe residual is never above Pearson's: most weeks need no root
            if free > 1e-12 * phi and (y - mean) * (y - mean) > limit * limit * free * mean:
                residual = 1.5 * (data[ROOT, i] / mean ** (1.0 / 6.0) - math.sqrt(mean))
                if residual * residual > limit * limit * free:
                    data[OMEGA, i] = free / (residual * residual)
        total += data[OMEGA, i]
    for i in range(n):
        data[OMEGA, i] *= n / total


@kernel()
def _model(
    n: int, data: Any, back: Any, group: Any, level: Any, powers: Any, trend: bool, rank: int, rules: Any
) -> Any:
    """Fit, weight down old outbreaks, fit again.

    Returns slope, its information (0: no trend), dispersion of at least 1, dispersion for standard errors, degrees
    of freedom; a negative dispersion where nothing converged.
    """
    data[OMEGA, :n] = 1.0
    slope, information, turn, now = _iterate(n, data, back, group, level, powers, trend)
    if turn == 0 and trend:
        trend = False
        slope, information, turn, now = _iterate(n, data, back, group, level, powers, trend)
    if turn == 0:
        return 0.0, 0.0, -1.0, 0.0, 1
    freedom = n - rank - (1 if trend else 0)
    working, plain = _spread(n, data, back, group, level, powers, turn, now)
    if rules[REWEIGHT] > 0.0:
        _reweight(n, data, back, group, level, information, max(working / freedom, 1.0), rules[LIMIT])
        slope, information, turn, now = _iterate(n, data, back, group, level, powers, trend)
        working, plain = _spread(n, data, back, group, level, powers, turn, now)
    phi = max(working / freedom, 1.0)
    if rules[REWEIGHT] > 0.0 and rules[ERROR_BY_OMEGA] > 0.0:
        return slope, information, phi, plain / freedom, freedom
    return slope, information, phi, working / freedom, freedom


@kernel()
def _judge(
    n: int,
    folk: float,
    data: Any,
    back: Any,
    group: Any,
    level: Any,
    powers: Any,
    critical: Any,
    rules: Any,
    answer: Any,
) -> int:
    """Model one week and decide on its trend; fills `answer` and returns the reason why not."""
    level[FOLK, :] = 0.0
    highest = 0.0
    for i in range(n):
        level[FOLK, group[i]] += 1.0
        highest = max(highest, data[Y, i])
    rank = 0
    for g in range(level.shape[1]):
        rank += 1 if level[FOLK, g] > 0.0 else 0
    trend = rules[TREND] > 0.0
    if rank == 0 or level[FOLK, 0] == 0.0 or n - rank - (1 if trend else 0) <= 0:
        return FEW
    if highest == 0.0:  # never a case: none is expected
        answer[ETA], answer[ERROR], answer[PHI] = -math.inf, 0.0, 1.0
        return BOUND
    slope, information, phi, spread, freedom = _model(n, data, back, group, level, powers, trend, rank, rules)
    if phi > 0.0 and information > 0.0:
        clear = abs(slope) > critical[freedom] * math.sqrt(spread / information)
        if not (rules[YEARS] >= 3.0 and clear and folk * math.exp(level[LOG, 0]) <= highest):
            slope, information, phi, spread, freedom = _model(
                n, data, back, group, level, powers, False, rank, rules
            )
    if phi < 0.0:
        return NO_CONVERGENCE
    variance = 1.0 / level[P0, 0]
    if information > 0.0:
        variance += (level[P1, 0] / level[P0, 0]) ** 2 / information
        answer[SLOPE] = slope
    answer[ETA], answer[PHI] = level[LOG, 0] + math.log(folk), phi
    answer[ERROR] = math.sqrt((spread if rules[ERROR_BY_OMEGA] > 0.0 else phi) * variance)
    return BOUND


@kernel(plain=_fit_plain)
def _fit_all(
    counts: Any, people: Any, weeks: Any, of_week: Any, starts: Any, offsets: Any, groups: Any, seasons: int,
    table: Any, critical: Any, rules: Any, answer: Any, reason: Any,
) -> None:  # fmt: skip
    """Fit every series and week whose `reason` is still BOUND; fills `answer` (series, week, row) and `reason`."""
    longest, span = 0, 0
    for p in range(len(starts) - 1):
        longest = max(longest, starts[p + 1] - starts[p])
        for i in range(starts[p], starts[p + 1]):
            span = max(span, -offsets[i])
    data, level = np.empty((DATA_ROWS, longest)), np.zeros((LEVEL_ROWS, seasons))
    back, group = np.empty(longest, np.int64), np.empty(longest, np.int64)
    powers = np.ones((2, span + 1))
    for s in range(counts.shape[0]):
        for k in range(len(weeks)):
            if reason[s, k] != BOUND:
                continue
            week, p = weeks[k], of_week[k]
            folk = people[s, week] if people.shape[1] else 1.0
            if not folk > 0.0:
                reason[s, k] = NO_PEOPLE
                continue
            part = slice(starts[p], starts[p + 1])
            n = _gather(counts[s], people[s], week, offsets[part], groups[part], table, data, back, group)
            reason[s, k] = _judge(n, folk, data, back, group, level, powers, critical, rules, answer[s, k])
