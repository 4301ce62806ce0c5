"""Where cases crowd together: Kulldorff's scan statistic, in space and in space and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safecommunity.epi import _scan as kernels
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import floats, number, seed_of, whole

METHODS = ("poisson_population", "poisson_expectation")
LOOKS_FOR = ("high", "low", "both")
WINDOWS = ("until_now", "any")
DISTANCES = ("plane", "great_circle")
EARTH_KM = 6371.0088
LANES = 8  # replications side by side in a kernel
BATCH = 16  # blocks of them drawn at a time; bounds memory
EXACT_IN_SINGLE = 2**24


@dataclass(frozen=True, slots=True)
class Cluster:
    """One zone in which cases crowd together (or are few), `first` to `last` its periods.

    members: places in order of distance from `centre`, or as the zone was given (`centre` None then).
    `p_value` is the share of replications whose greatest ratio is at least this one's, the
    observation counted among them; None where none were made.
    """

    members: tuple[int, ...]
    centre: int | None
    radius: float | None
    first: int
    last: int
    cases: float
    expected: float
    relative_risk: float
    log_likelihood_ratio: float
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Scan:
    """Clusters that share no place, most likely first; `greatest` holds every replication's best ratio."""

    clusters: tuple[Cluster, ...]
    cases: float
    places: int
    periods: int
    zones: int
    greatest: NDArray[np.float64]
    replications: int
    seed: int
    method: str


@dataclass(frozen=True, slots=True)
class Zones:
    """Sets of places to look at, written as a walk; see `_scan`. Made by `circles` or `listed_zones`."""

    member: NDArray[np.int32]
    restart: NDArray[np.bool_]
    end: NDArray[np.bool_]
    centre: NDArray[np.int32]
    radius: NDArray[np.float64]
    places: int


def circles(
    *, x: ArrayLike, y: ArrayLike, population: ArrayLike, share: float = 0.5, distance: str = "plane"
) -> Zones:
    """Circles around every place that hold at most a share of the population.

    x, y: coordinates of the places, in any one unit ("plane"), or longitude and latitude in degrees
    ("great_circle", radius in kilometres). population: of each place, from 0 up. share: above 0, to 1.
    Places at the same distance enter a circle together, so a circle does not hang on the order of the list.
    Source: Kulldorff M. (1997) A spatial scan statistic. Commun Stat Theory Methods 26:1481-1496,
    doi:10.1080/03610929708831995.
    Limits: a share of 0.5 finds what is large, 0.1 what a street can act on; clusters larger than the share are cut.
    Decided cases: a place with more people than the share allows is the centre of no circle; no places, no circles.
    Raises QuantityError, MethodError.
    """
    if distance not in DISTANCES:
        raise MethodError(f"distance: got {distance!r}, allowed are {', '.join(DISTANCES)}")
    at, up = _finite("x", x), _finite("y", y)
    people = _finite("population", population, least=0.0)
    if not at.shape == up.shape == people.shape or at.ndim != 1:
        raise QuantityError(
            f"places: got {at.size} x, {up.size} y and {people.size} population, allowed is the same number"
        )
    most = number("share", share, least=0.0, above=True)
    if most > 1:
        raise QuantityError(f"share: got {share!r}, allowed is above 0 and up to 1")
    limit = most * people.sum()
    members, ends, radii, centres = [], [], [], []
    for centre in range(len(at)):
        away = _away(at, up, centre, distance)
        order = np.argsort(away, kind="stable").astype(np.int32)
        sorted_away, inside = away[order], np.cumsum(people[order])
        ends_here = np.append(sorted_away[1:] > sorted_away[:-1], True)
        # the last complete circle within the limit; a ring that breaks it is left out as a whole
        whole_circles = np.flatnonzero(ends_here & (inside <= limit))
        keep = int(whole_circles[-1]) + 1 if len(whole_circles) else 0
        members.append(order[:keep])
        ends.append(ends_here[:keep])
        radii.append(sorted_away[:keep][ends_here[:keep]])
        centres.append(np.full(len(radii[-1]), centre, dtype=np.int32))
    sizes = np.array([len(one) for one in members], dtype=np.int64)
    restart = np.zeros(int(sizes.sum()), dtype=bool)
    restart[(np.cumsum(sizes) - sizes)[sizes > 0]] = True
    return Zones(
        _joined(members, np.int32), restart, _joined(ends, bool), _joined(centres, np.int32),
        _joined(radii, np.float64), len(at),
    )  # fmt: skip


def listed_zones(*, zones: Sequence[Sequence[int]], places: int) -> Zones:
    """Zones as given, each a list of place numbers from 0; any shape may be looked at.

    Source: Tango T., Takahashi K. (2005) Int J Health Geogr 4:11, doi:10.1186/1476-072X-4-11 (zones that are
    no circles). Limits: the more zones, the greater chance's best; choose them before looking at the cases. Raises
    QuantityError for an empty zone, a place twice in one, or a number out of range.
    """
    for at, zone in enumerate(zones):
        if not zone or len(set(zone)) != len(zone) or not all(0 <= place < places for place in zone):
            raise QuantityError(
                f"zone {at}: got {list(zone)!r}, allowed are different places from 0 to {places - 1}"
            )
    sizes = np.array([len(zone) for zone in zones], dtype=np.int64)
    restart, end = np.zeros((2, int(sizes.sum())), dtype=bool)
    restart[np.cumsum(sizes) - sizes] = True
    end[np.cumsum(sizes) - 1] = True
    flat = np.array([place for zone in zones for place in zone], dtype=np.int32)
    return Zones(flat, restart, end, np.full(len(zones), -1, np.int32), np.full(len(zones), np.nan), places)


def scan(
    *,
    zones: Zones,
    cases: ArrayLike,
    expected: ArrayLike,
    replications: int = 999,
    seed: int = 1,
    most_clusters: int = 10,
    looks_for: str = "high",
    windows: str = "until_now",
    longest: int | None = None,
    method: str,
) -> Scan:
    """The zones in which chance explains the cases worst, with Monte Carlo p-values.

    zones: from `circles` or `listed_zones`. cases, expected: shape (places,) for space alone or
    (periods, places) for space and time, the last period the latest; cases may be fractions, as where
    shared out between places. looks_for: more cases than expected, fewer, or both.
    windows: "until_now", cylinders that reach the last period (an alarm), or "any"; `longest` bounds their
    number of periods, at most half of all for "any" and all for "until_now" where not given.
    method: "poisson_population": expected is rescaled to the total of the cases, and chance shares out that
    total (multinomial); the ratio is c·ln(c/e) + (C - c)·ln((C - c)/(C - e)). "poisson_expectation":
    expected is taken as it is, chance is Poisson in every cell; the ratio is c·ln(c/e) - (c - e).
    replications: from 0 up; `seed` fixes them, so the same call gives the same p-values.

    Source: Kulldorff M. (1997) Commun Stat Theory Methods 26:1481-1496, doi:10.1080/03610929708831995;
    space-time: Kulldorff M. (2001) J R Stat Soc A 164:61-72, doi:10.1111/1467-985X.00186; expectation-based:
    Neill D.B. et al. (2005) Detection of emerging space-time clusters, KDD '05, doi:10.1145/1081870.1081897.

    Decided cases: no cases at all, one place, or no zone: no clusters. All cases in one cell: that cell, with
    the ratio of everything inside. Cases where nobody is expected are refused: their ratio is infinite.
    Fractions of cases are drawn as their rounded total. Secondary clusters share no place with a likelier
    one; their p-values compare with the greatest of each replication, which makes them cautious.
    Limits: circles find round clusters; p-values are no finer than 1 / (replications + 1).
    Raises QuantityError, MethodError.
    """
    for name, value, allowed in (("method of scan", method, METHODS), ("looks_for", looks_for, LOOKS_FOR),
                                 ("windows", windows, WINDOWS)):  # fmt: skip
        if value not in allowed:
            raise MethodError(f"{name}: got {value!r}, allowed are {', '.join(allowed)}")
    counted, awaited = _tables(cases, expected, zones.places)
    population, total = method == "poisson_population", float(counted.sum())
    if population and awaited.sum() > 0:
        awaited = awaited * (total / awaited.sum())
    spans = _spans(len(counted), windows, longest)
    kind = (looks_for in {"high", "both"}, looks_for in {"low", "both"}, population)
    repeats = whole("replications", replications)
    found = _observed(zones, counted, awaited, spans, kind, whole("most_clusters", most_clusters))
    greatest = (
        _replicated(zones, counted, awaited, spans, kind, repeats, seed) if found and repeats else np.zeros(0)
    )
    return Scan(
        tuple(_told(cluster, greatest) for cluster in found), total, zones.places, len(counted),
        int(zones.end.sum()) * len(spans), greatest, len(greatest), seed, method,
    )  # fmt: skip


def _finite(name: str, values: ArrayLike, least: float | None = None) -> NDArray[np.float64]:
    found = floats(name, values)
    wrong = ~np.isfinite(found) if least is None else ~(np.isfinite(found) & (found >= least))
    if wrong.any():
        allowed = "finite numbers" if least is None else f"finite numbers not below {least:g}"
        raise QuantityError(f"{name}: got {found[wrong][0]!r}, allowed are {allowed}")
    return found


def _joined(parts: list[Any], kind: Any) -> Any:
    return np.concatenate(parts).astype(kind) if parts else np.zeros(0, dtype=kind)


def _away(x: Any, y: Any, centre: int, distance: str) -> NDArray[np.float64]:
    if distance == "plane":
        return np.asarray(np.hypot(x - x[centre], y - y[centre]))
    east, north = np.radians(x), np.radians(y)
    half = (
        np.sin((north - north[centre]) / 2) ** 2
        + np.cos(north) * np.cos(north[centre]) * np.sin((east - east[centre]) / 2) ** 2
    )  # haversine: exact enough for near places too
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def _tables(cases: ArrayLike, expected: ArrayLike, places: int) -> tuple[Any, Any]:
    counted, awaited = _finite("cases", cases, 0.0), _finite("expected", expected, 0.0)
    if counted.shape != awaited.shape or counted.ndim not in {1, 2} or counted.shape[-1] != places:
        raise QuantityError(
            f"tables: got cases {counted.shape} and expected {awaited.shape}, "
            f"allowed is ({places},) or (periods, {places}) for both"
        )
    if ((counted > 0) & (awaited == 0)).any():
        cell = np.argwhere((counted > 0) & (awaited == 0))[0].tolist()
        raise QuantityError(
            f"cell {cell}: got cases where none are expected, allowed is an expectation above 0"
        )
    return np.atleast_2d(counted), np.atleast_2d(awaited)


def _spans(periods: int, windows: str, longest: int | None) -> list[tuple[int, int]]:
    """First and last period of every window, latest and shortest first."""
    most = whole("longest", longest) if longest is not None else periods
    if longest is None and windows == "any":
        most = max(periods // 2, 1)
    if not 1 <= most <= periods:
        raise QuantityError(f"longest: got {longest!r}, allowed is 1 to {periods} periods")
    lasts = [periods - 1] if windows == "until_now" else list(range(periods - 1, -1, -1))
    return [(last - size + 1, last) for last in lasts for size in range(1, most + 1) if size <= last + 1]


def _windowed(table: Any, spans: list[tuple[int, int]]) -> Any:
    """Shape (…, periods, places) to (…, places, windows): the sums over each window."""
    sums = np.concatenate([np.zeros_like(table[..., :1, :]), np.cumsum(table, axis=-2)], axis=-2)
    first, last = np.array(spans).T
    return np.ascontiguousarray(np.moveaxis(sums[..., last + 1, :] - sums[..., first, :], -2, -1))


def _observed(zones: Zones, counted: Any, awaited: Any, spans: Any, kind: Any, most: int) -> list[Cluster]:
    walk = (zones.member, zones.restart, zones.end)
    cases = kernels.zone_sums(*walk, _windowed(counted, spans))
    expected = kernels.zone_sums(*walk, _windowed(awaited, spans))
    total = counted.sum()
    value = kernels.ratios(cases, expected, total, *kind)
    if not value.size:
        return []
    window = value.argmax(axis=1)
    best = np.take_along_axis(value, window[:, None], axis=1)[:, 0]
    # the same zone around two centres adds up in two orders: to nine places they tie, and the first one counts
    order = np.argsort(-np.round(best, 9), kind="stable")
    order = order[best[order] > 0]
    ends = np.flatnonzero(zones.end)
    runs = np.flatnonzero(zones.restart)
    first, last = runs[np.searchsorted(runs, ends, side="right") - 1], ends + 1
    used, position = np.zeros(zones.places, dtype=bool), 0
    found: list[Cluster] = []
    while len(found) < most:
        position = int(kernels.next_apart(order, first, last, zones.member, used, position))
        if position < 0:
            break
        zone = int(order[position])
        members = zones.member[first[zone] : last[zone]]
        used[members] = True
        centre = int(zones.centre[zone])
        c, e = float(cases[zone, window[zone]]), float(expected[zone, window[zone]])
        others = float(awaited.sum()) - e
        rest = (total - c) / others if others > 0 else 0.0
        found.append(
            Cluster(
                members=tuple(members.tolist()),
                centre=centre if centre >= 0 else None,
                radius=float(zones.radius[zone]) if centre >= 0 else None,
                first=spans[window[zone]][0],
                last=spans[window[zone]][1],
                cases=c,
                expected=e,
                relative_risk=float(c / e / rest) if rest > 0 else float("inf"),
                log_likelihood_ratio=float(best[zone]),
                p_value=None,
            )
        )
    return found


def _replicated(
    zones: Zones, counted: Any, awaited: Any, spans: Any, kind: Any, repeats: int, seed: int
) -> NDArray[np.float64]:
    random, shape = np.random.default_rng(seed_of(seed)), awaited.shape
    expected, total = _windowed(awaited, spans), round(float(counted.sum()))
    if kind[2]:
        chance = (awaited / awaited.sum()).ravel()
        scale = total / counted.sum() if counted.sum() else 1.0
        expected = expected * scale  # drawn totals are whole
    single = kind[2] and total < EXACT_IN_SINGLE
    found = []
    for start in range(0, repeats, BATCH * LANES):
        size = min(BATCH * LANES, repeats - start)
        if kind[2]:
            drawn = random.multinomial(total, chance / chance.sum(), size).reshape(size, *shape)
        else:
            drawn = random.poisson(awaited, (size, *shape))
        counts = _windowed(drawn, spans)
        blocks = -(-size // LANES)
        side = np.zeros((blocks * LANES, *expected.shape), dtype=np.float32 if single else np.float64)
        side[:size] = counts
        side = np.ascontiguousarray(np.moveaxis(side.reshape(blocks, LANES, *expected.shape), 1, -1))
        best = kernels.best_of_replications(
            zones.member, zones.restart, zones.end, expected, side, float(total), *kind
        )
        found.append(best.ravel()[:size])
    return np.concatenate(found)


def _told(cluster: Cluster, greatest: NDArray[np.float64]) -> Cluster:
    if not len(greatest):
        return cluster
    from dataclasses import replace

    # the same ratio reached by another way of adding counts as reached
    reached = int((greatest >= cluster.log_likelihood_ratio * (1 - 1e-10)).sum())
    return replace(cluster, p_value=(reached + 1) / (len(greatest) + 1))
