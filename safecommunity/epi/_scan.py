"""The inner loops of the scan statistic.

A *walk* lists places so that every zone is a run of it: `restart` begins a new sum, `end` completes a zone.
Nested circles share one run a centre; zones given as lists have a run each. Columns of counts are
replications, or windows of time within each replication.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.compiled import kernel, prange

Floats = NDArray[np.float64]
CHUNK = 200_000  # rows a step of the plain path, to bound its memory


@kernel()
def ratio(cases: float, expected: float, total: float, population: bool) -> float:
    """Log likelihood ratio of one zone, as stated in scan.py."""
    if population:
        rest, others = total - cases, total - expected
        value = 0.0
        if cases > 0.0:
            value += cases * math.log(cases / expected)
        if rest > 0.0:
            value += rest * math.log(rest / others)
        return value
    if cases > 0.0:
        return cases * math.log(cases / expected) - (cases - expected)
    return expected


def ratios(cases: Any, expected: Any, total: float, high: bool, low: bool, population: bool) -> Floats:
    """The same for arrays; 0 where a zone is not of the kind looked for, or holds nobody or everybody."""
    counted, awaited = np.asarray(cases, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    wanted = awaited > 0
    if population:
        wanted = wanted & (awaited < total)
    wanted = wanted & ((high & (counted > awaited)) | (low & (counted < awaited)))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(counted > 0, counted * np.log(counted / awaited), 0.0)
        if population:
            rest = total - counted
            value += np.where(rest > 0, rest * np.log(rest / (total - awaited)), 0.0)
        else:
            value -= counted - awaited
    return np.asarray(np.where(wanted, value, 0.0))


def zone_sums(member: Any, restart: Any, end: Any, values: Any) -> Floats:
    """Sums of `values`, shape (places, columns), over every zone: shape (zones, columns)."""
    found = []
    starts = np.flatnonzero(restart)
    begin = 0
    while begin < len(starts):
        # whole runs only, so that a sum never crosses a step
        stop = max(int(np.searchsorted(starts, starts[begin] + CHUNK, side="left")), begin + 1)
        first, last = starts[begin], starts[stop] if stop < len(starts) else len(member)
        sums = np.cumsum(values[member[first:last]], axis=0, dtype=np.float64)
        runs = np.flatnonzero(restart[first:last])
        before = np.zeros((len(runs), sums.shape[1]))
        before[1:] = sums[runs[1:] - 1]
        sums -= np.repeat(before, np.diff([*runs, last - first]), axis=0)
        found.append(sums[end[first:last]])
        begin = stop
    return np.concatenate(found) if found else np.zeros((0, values.shape[1]))


def _best_plain(
    member: Any, restart: Any, end: Any, expected: Any, counts: Any, total: float, high: bool, low: bool,
    population: bool,
) -> Floats:  # fmt: skip
    """See `best_of_replications`."""
    awaited = zone_sums(member, restart, end, expected)
    blocks, _, windows, lanes = counts.shape
    best = np.zeros((blocks, lanes))
    for block in range(blocks):
        for window in range(windows):
            cases = zone_sums(member, restart, end, counts[block, :, window])
            value = ratios(cases, awaited[:, window, None], total, high, low, population)
            best[block] = np.maximum(best[block], value.max(axis=0, initial=0.0))
    return best


@kernel(plain=_best_plain, parallel=True)
def best_of_replications(
    member: Any, restart: Any, end: Any, expected: Any, counts: Any, total: float, high: bool, low: bool,
    population: bool,
) -> Any:  # fmt: skip
    """The greatest ratio of each replication, shape (blocks, lanes).

    expected: (places, windows). counts: (blocks, places, windows, lanes), a few replications side by side so that
    one step of the walk serves them all. A zone is looked at closely only where a bound says that it may
    be the greatest: the ratio is at most (c - e)² / e · C / (C - e), and at most half of that while
    e < c ≤ C - e, because there the curvature is greatest at e. Sums of counts may be in single
    precision (whole numbers below 2²⁴ are exact); the bound has slack for it and ratios are computed in double.
    """
    blocks, windows, lanes = len(counts), expected.shape[1], counts.shape[3]
    best = np.zeros((blocks, lanes))
    for block in prange(blocks):
        cases = np.zeros((windows, lanes), dtype=counts.dtype)
        top = np.zeros(lanes, dtype=counts.dtype)
        awaited = np.zeros(windows)
        for step in range(len(member)):
            place = member[step]
            if restart[step]:
                cases[:] = 0.0
                awaited[:] = 0.0
            for window in range(windows):
                awaited[window] += expected[place, window]
                for lane in range(lanes):
                    cases[window, lane] += counts[block, place, window, lane]
            if not end[step]:
                continue
            for window in range(windows):
                e = awaited[window]
                if e <= 0.0 or (population and e >= total):
                    continue
                factor, edge = 1.001 / e, np.inf
                if population:
                    factor *= total / (total - e)
                    edge = total - e
                if high and not low:
                    factor *= 0.5
                mean, slope, most = cases.dtype.type(e), cases.dtype.type(factor), cases.dtype.type(edge)
                near = 0
                for lane in range(lanes):
                    away = cases[window, lane] - mean
                    wanted = (high and away > 0.0) or (low and away < 0.0)
                    near += wanted and (away * away * slope > top[lane] or cases[window, lane] > most)
                if near == 0:
                    continue
                for lane in range(lanes):
                    c = float(cases[window, lane])
                    if (high and c > e) or (low and c < e):
                        value = ratio(c, e, total, population)
                        if value > best[block, lane]:
                            best[block, lane] = value
                            top[lane] = value
    return best


@kernel()
def next_apart(order: Any, first: Any, last: Any, member: Any, used: Any, begin: int) -> int:
    """Position in `order`, from `begin` on, of the first zone that shares no place with `used`; -1 if none."""
    for position in range(begin, len(order)):
        zone = order[position]
        free = True
        for step in range(first[zone], last[zone]):
            if used[member[step]]:
                free = False
                break
        if free:
            return position
    return -1
