"""Small areas side by side: rates that borrow strength, and whether neighbours are alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import floats, seed_of, whole

SMOOTHERS = ("global", "local")
STYLES = ("binary", "row_standardised")
CONTIGUITIES = ("queen", "rook")
MORAN_METHODS = ("randomisation", "normality", "permutation")
LOCAL_METHODS = ("conditional", "permutation")
QUADRANTS = ("high_high", "low_low", "high_low", "low_high")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Weighted links from `source` to `target`, areas numbered from 0; areas may have none."""

    source: NDArray[np.intp]
    target: NDArray[np.intp]
    weight: Floats
    areas: int

    def lag(self, values: Floats) -> Floats:
        """For each area the weighted sum over its neighbours."""
        return np.bincount(self.source, self.weight * values[self.target], self.areas).astype(np.float64)

    def sums(self) -> tuple[float, float, float]:
        """S₀, S₁ and S₂ of the theory: Σw, ½Σ(wᵢⱼ + wⱼᵢ)², Σ(row + column)²."""
        forth = {
            (int(i), int(j)): float(w) for i, j, w in zip(self.source, self.target, self.weight, strict=True)
        }
        s1 = (
            sum(
                (w + forth.get((j, i), 0.0)) ** 2 * (1 if (j, i) in forth else 2)
                for (i, j), w in forth.items()
            )
            / 2
        )
        both = np.bincount(self.source, self.weight, self.areas) + np.bincount(
            self.target, self.weight, self.areas
        )
        return float(self.weight.sum()), float(s1), float((both**2).sum())


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Rates pulled towards the mean of all areas, or of the neighbourhood, the more the fewer people.

    NaN where nobody lives. `mean` and `between` (variance between areas beyond chance, 0 at least for
    "local") are one value, or one an area.
    """

    rates: Floats
    mean: Floats
    between: Floats
    method: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A measure of how alike neighbours are, what chance alone would give, and the p-value (one-sided, more alike).

    `islands` areas have no neighbours. `replications` is 0 for the analytic methods.
    """

    estimate: float
    expected: float
    variance: float
    z: float
    p_value: float
    islands: int
    replications: int
    method: str


@dataclass(frozen=True, slots=True)
class Local:
    """A measure for every area, NaN where it has no neighbours; p-values are two-sided."""

    estimates: Floats
    expected: Floats
    variance: Floats
    z: Floats
    p_values: Floats
    quadrant: tuple[str, ...]
    replications: int
    method: str


def neighbours(
    *, links: Iterable[tuple[int, int]], areas: int, style: str, weights: Sequence[float] | None = None
) -> Neighbours:
    """Neighbours from links (from, to), areas numbered from 0; a link back is a link of its own.

    weights: one a link, above 0; 1 where None. style: "binary" as given, "row_standardised" so that each
    area's weights add to 1. Source: Cliff A.D., Ord J.K. (1981) Spatial Processes, ISBN 0-85086-081-4.
    Decided cases: no links leave every area without neighbours, which every measure then leaves out.
    Raises QuantityError for an area out of range, a link to itself or twice.
    """
    if style not in STYLES:
        raise MethodError(f"style: got {style!r}, allowed are {', '.join(STYLES)}")
    pairs = list(links)
    if len(set(pairs)) != len(pairs) or any(
        i == j or not (0 <= i < areas and 0 <= j < areas) for i, j in pairs
    ):
        raise QuantityError(
            f"links: allowed are different pairs of different areas from 0 to {areas - 1}, each once"
        )
    heavy = np.ones(len(pairs)) if weights is None else floats("weights", weights)
    if heavy.shape != (len(pairs),) or not ((heavy > 0) & np.isfinite(heavy)).all():
        raise QuantityError(
            f"weights: got {heavy.size} for {len(pairs)} links, allowed is one above 0 for each"
        )
    source = np.array([i for i, _ in pairs], dtype=np.intp)
    target = np.array([j for _, j in pairs], dtype=np.intp)
    if style == "row_standardised" and len(pairs):
        heavy = heavy / np.bincount(source, heavy, areas)[source]
    return Neighbours(source, target, heavy, areas)


def contiguity(
    *, rings: Sequence[Sequence[Sequence[Sequence[float]]]], style: str, kind: str, digits: int = 7
) -> Neighbours:
    """Areas that touch: share a corner ("queen") or an edge ("rook") of their outlines.

    rings: for each area its rings, each a list of points (x, y), as in GeoJSON; points are compared after
    rounding to `digits` decimals, so outlines must have been drawn from common points.
    Source: Anselin L. (1988) Spatial Econometrics, ISBN 90-247-3735-4, section 3.1.
    Limits: outlines drawn apart from each other share no points and touch nowhere: use `nearest` for them. Islands
    and a single area have no neighbours. Raises MethodError.
    """
    if kind not in CONTIGUITIES:
        raise MethodError(f"kind: got {kind!r}, allowed are {', '.join(CONTIGUITIES)}")
    owners: dict[Any, set[int]] = {}
    for area, outline in enumerate(rings):
        for ring in outline:
            points = [(round(p[0], digits), round(p[1], digits)) for p in ring]
            keys: list[Any] = points
            if kind == "rook":
                keys = [tuple(sorted(pair)) for pair in zip(points, points[1:] + points[:1], strict=True)]
                keys = [key for key in keys if key[0] != key[1]]
            for key in keys:
                owners.setdefault(key, set()).add(area)
    links = {(i, j) for touching in owners.values() for i in touching for j in touching if i != j}
    return neighbours(links=sorted(links), areas=len(rings), style=style)


def nearest(*, x: ArrayLike, y: ArrayLike, count: int, style: str) -> Neighbours:
    """The `count` nearest areas of each, by distance between points in a plane; ties go to the first listed.

    Limits: degrees are no plane; turn them into kilometres first. Decided cases: points in one place are near each
    other, the first listed first; a count that is not below the number of areas is refused, so one area has none.
    Source: Cliff A.D., Ord J.K. (1981) Spatial Processes, ISBN 0-85086-081-4. Raises QuantityError.
    """
    at, up = floats("x", x), floats("y", y)
    size = at.size
    if not (np.isfinite(at).all() and np.isfinite(up).all()):
        raise QuantityError("x and y: got a value that is not finite, allowed are finite numbers")
    if at.ndim != 1 or up.shape != at.shape or not 1 <= whole("count", count) < size:
        raise QuantityError(f"count: got {count} for {size} x and {up.size} y, allowed is 1 to {size - 1}")
    links = []
    for area in range(size):
        away = np.hypot(at - at[area], up - up[area])
        away[area] = np.inf
        links += [(area, int(other)) for other in np.argsort(away, kind="stable")[:count]]
    return neighbours(links=links, areas=size, style=style)


def smoothed_rates(
    *, cases: ArrayLike, population: ArrayLike, near: Neighbours | None = None, method: str
) -> Smoothed:
    """Empirical Bayes rates: what is known of an area, filled up with what is known of all, or of its neighbours.

    cases, population: one value an area. method: "global", towards the rate of all areas; "local", towards that of
    the area with its neighbours (`near`; weights play no part).
    Source: Marshall R.J. (1991) Mapping disease and mortality rates using empirical Bayes estimators. J R Stat Soc C
    40:283-294, doi:10.2307/2347593; local variance about each neighbour's own neighbourhood mean, as in
    Bivand R. (spdep, EBlocal).
    Limits: where areas differ no more than by chance all get the mean; under "global" that variance may come
    out negative and is then taken as 0. The rates have no intervals: they are for maps, not for judging a place.
    Decided cases: no cases anywhere give rates of 0; an area without people has none; one area, or under "local" one
    without neighbours, keeps its own rate. Raises QuantityError, MethodError.
    """
    if method not in SMOOTHERS:
        raise MethodError(f"method of smoothed_rates: got {method!r}, allowed are {', '.join(SMOOTHERS)}")
    counts, people = _pair(cases, population)
    if method == "local" and near is None:
        raise MethodError("method local of smoothed_rates: got no neighbours, allowed is a value of `near`")
    if near is not None:
        _as_many(near, counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = counts / people
        known = np.where(people > 0, raw, 0.0)
        if near is None or method == "global":
            mean = np.full(len(raw), counts.sum() / people.sum() if people.sum() else np.nan)
            spread = (people * (known - mean) ** 2).sum() / people.sum() if people.sum() else 0.0
            between = np.full(len(raw), spread) - mean / people[people > 0].mean() if people.any() else mean
        else:
            around = Neighbours(near.source, near.target, np.ones(len(near.source)), near.areas)
            everybody = people + around.lag(people)
            mean = (counts + around.lag(counts)) / everybody
            size = 1 + np.bincount(near.source, minlength=near.areas)
            apart = people * np.nan_to_num((known - mean) ** 2)
            between = (apart + around.lag(apart)) / everybody - mean * size / everybody
        between = np.maximum(np.nan_to_num(between), 0.0)
        share = np.where(between > 0, between / (between + mean / people), 0.0)
        rates = np.where(people > 0, mean + (known - mean) * share, np.nan)
    return Smoothed(rates, mean, between, method)


def moran(
    *,
    values: ArrayLike,
    near: Neighbours,
    replications: int = 999,
    seed: int = 1,
    method: str,
) -> Alike:
    """Moran's I: are neighbours more alike than chance would have it?

    values: one an area, finite. method: "randomisation" (the values met any order) or "normality", analytic;
    "permutation", `replications` orders drawn with a fixed seed; the p-value is then (reached + 1) / (drawn + 1).
    Source: Moran P.A.P. (1950) Biometrika 37:17-23, doi:10.1093/biomet/37.1-2.17; moments: Cliff A.D., Ord J.K.
    (1981) Spatial Processes, ISBN 0-85086-081-4. Areas without neighbours are not counted in n.
    Limits: rates of unequal populations break the assumptions: see `moran_of_rates`.
    Decided cases: all values equal, or no links: NaN; no replications: no p-value; fewer than four areas are refused.
    Raises QuantityError, MethodError.
    """
    if method not in MORAN_METHODS:
        raise MethodError(f"method of moran: got {method!r}, allowed are {', '.join(MORAN_METHODS)}")
    found, linked = _values(values, near), np.unique(near.source)
    return _moran(found, near, len(linked), replications, seed, method)


def moran_of_rates(
    *,
    cases: ArrayLike,
    population: ArrayLike,
    near: Neighbours,
    replications: int = 999,
    seed: int = 1,
    method: str,
) -> Alike:
    """Moran's I of rates freed of unequal populations, tested by permutation.

    method: "permutation". Each rate enters as its distance from the rate of all in units of the error that its
    population allows. Source: Assunção R.M., Reis E.A. (1999) A new proposal to adjust Moran's I for population
    density. Stat Med 18:2147-2162, doi:10.1002/(SICI)1097-0258(19990830)18:16<2147::AID-SIM179>3.0.CO;2-I.
    Every area counts in n. Decided cases: an area without people is refused; no cases anywhere: NaN.
    Raises QuantityError, MethodError.
    """
    if method != "permutation":
        raise MethodError(f"method of moran_of_rates: got {method!r}, allowed is permutation")
    counts, people = _pair(cases, population)
    _as_many(near, counts)
    if not (people > 0).all():
        raise QuantityError("population: got an area without people, allowed is above 0")
    rate, mean = counts / people, counts.sum() / people.sum()
    between = (people * (rate - mean) ** 2).sum() / people.sum() - mean / people.mean()
    error = between + mean / people
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.nan_to_num((rate - mean) / np.sqrt(np.where(error > 0, error, mean / people)))
    return _moran(z, near, near.areas, replications, seed, method)


def _moran(values: Floats, near: Neighbours, size: int, replications: int, seed: int, method: str) -> Alike:
    from scipy.special import ndtr

    islands = near.areas - len(np.unique(near.source))
    s0, s1, s2 = near.sums()
    z = values - values.mean()
    square = float(z @ z)
    if not square > 0 or not s0 > 0:
        nan = math.nan
        return Alike(nan, nan, nan, nan, nan, islands, 0, method)
    n = float(size)
    estimate, expected = n / s0 * float(z @ near.lag(z)) / square, -1 / (n - 1)
    if method == "permutation":
        random, drawn = np.random.default_rng(seed_of(seed)), whole("replications", replications)
        orders = (random.permutation(z) for _ in range(drawn))
        others = np.array([n / s0 * float(o @ near.lag(o)) / square for o in orders])
        reached = int((others >= estimate).sum())
        variance = float(others.var()) if drawn else math.nan
        p = (reached + 1) / (drawn + 1) if drawn else math.nan
        expected = float(others.mean()) if drawn else expected
        score = (estimate - expected) / math.sqrt(variance) if variance > 0 else math.nan
        return Alike(estimate, expected, variance, score, p, islands, drawn, method)
    if method == "normality":
        variance = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - expected**2
    else:
        peak = float((z**4).mean() / (z**2).mean() ** 2)
        variance = (
            n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
            - peak * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
        ) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected**2
    score = (estimate - expected) / math.sqrt(variance) if variance > 0 else math.nan
    return Alike(estimate, expected, variance, score, float(ndtr(-score)), islands, 0, method)


def geary(*, values: ArrayLike, near: Neighbours, method: str) -> Alike:
    """Geary's C: the squared difference of neighbours over that of all; below 1 they are alike.

    method: "randomisation". The p-value is that of a C as low or lower.
    Source: Geary R.C. (1954) Inc Stat 5:115-146, doi:10.2307/2986645; moments: Cliff A.D., Ord J.K. (1981)
    Spatial Processes, ISBN 0-85086-081-4. Decided cases as for `moran`. Raises QuantityError, MethodError.
    """
    if method != "randomisation":
        raise MethodError(f"method of geary: got {method!r}, allowed is randomisation")
    from scipy.special import ndtr

    found = _values(values, near)
    size = len(np.unique(near.source))
    islands, n, (s0, s1, s2) = near.areas - size, float(size), near.sums()
    z = found - found.mean()
    square = float(z @ z)
    if not square > 0 or not s0 > 0:
        nan = math.nan
        return Alike(nan, nan, nan, nan, nan, islands, 0, method)
    apart = float((near.weight * (found[near.source] - found[near.target]) ** 2).sum())
    estimate, peak = (n - 1) / (2 * s0) * apart / square, float((z**4).mean() / (z**2).mean() ** 2)
    variance = (
        (n - 1) * s1 * (n * n - 3 * n + 3 - peak * (n - 1))
        - (n - 1) * s2 * (n * n + 3 * n - 6 - peak * (n * n - n + 2)) / 4
        + s0 * s0 * (n * n - 3 - peak * (n - 1) ** 2)
    ) / (n * (n - 2) * (n - 3) * s0 * s0)
    score = (1 - estimate) / math.sqrt(variance) if variance > 0 else math.nan
    return Alike(estimate, 1.0, variance, score, float(ndtr(-score)), islands, 0, method)


def local_moran(
    *, values: ArrayLike, near: Neighbours, replications: int = 999, seed: int = 1, method: str
) -> Local:
    """For every area: is it like its neighbours, and is that more than chance?

    method: "conditional", analytic moments given the area's own value; "permutation", the other areas' values drawn
    into its neighbourhood `replications` times with a fixed seed; the p-value is then twice the rarer side.
    `quadrant` tells high or low of the area, then of its neighbours, against the mean of all (R's spdep holds the
    neighbours against the mean of the neighbours' sums instead).
    Source: Anselin L. (1995) Local indicators of spatial association. Geogr Anal 27:93-115,
    doi:10.1111/j.1538-4632.1995.tb00338.x; conditional moments: Sokal R.R. et al. (1998) Geogr Anal 30:331-354,
    doi:10.1111/j.1538-4632.1998.tb00406.x.
    Limits: many areas are tested at once: some fall below 0.05 by chance.
    Decided cases: all values equal, and areas without neighbours: NaN; where one area has everything its own measure
    has no variance ("conditional") and no p-value; no replications: no p-values; fewer than four areas are refused.
    Raises QuantityError, MethodError.
    """
    if method not in LOCAL_METHODS:
        raise MethodError(f"method of local_moran: got {method!r}, allowed are {', '.join(LOCAL_METHODS)}")
    found, size = _values(values, near), near.areas
    z = found - found.mean()
    m2 = float(z @ z) / size
    sums = np.bincount(near.source, near.weight, size)
    squares = np.bincount(near.source, near.weight**2, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.where(sums > 0, z * near.lag(z) / m2, np.nan)
        expected = np.where(sums > 0, -(z**2) * sums / ((size - 1) * m2), np.nan)
        variance = (
            (z / m2) ** 2 * (size / (size - 2)) * (squares - sums**2 / (size - 1)) * (m2 - z**2 / (size - 1))
        )
    return _local(estimate, expected, variance, found, near, replications, seed, method, m2)


def _local(
    estimate: Floats, expected: Floats, variance: Floats, values: Floats, near: Neighbours, replications: int,
    seed: int, method: str, m2: float,
) -> Local:  # fmt: skip
    z, drawn = values - values.mean(), 0
    if method == "permutation":
        drawn = whole("replications", replications)
        expected, variance, p = _conditional_draws(z, near, estimate, drawn, seed, m2)
        with np.errstate(divide="ignore", invalid="ignore"):
            score = (estimate - expected) / np.sqrt(variance)
    else:
        from scipy.special import ndtr

        with np.errstate(divide="ignore", invalid="ignore"):
            score = (estimate - expected) / np.sqrt(variance)
        p = 2 * ndtr(-np.abs(score))
    lag = near.lag(z)
    high, around = z > 0, lag > 0
    names = np.where(high, np.where(around, "high_high", "high_low"), np.where(around, "low_high", "low_low"))
    return Local(
        estimate, expected, variance, score, p,
        tuple("" if math.isnan(e) else str(n) for e, n in zip(estimate, names, strict=True)), drawn, method,
    )  # fmt: skip


def _conditional_draws(
    z: Floats, near: Neighbours, estimate: Floats, drawn: int, seed: int, m2: float
) -> tuple[Floats, Floats, Floats]:
    random, size = np.random.default_rng(seed_of(seed)), len(z)
    expected, variance, p = np.full((3, size), np.nan)
    order = np.argsort(near.source, kind="stable")
    starts = np.searchsorted(near.source[order], np.arange(size + 1))
    for area in range(size):
        heavy = near.weight[order[starts[area] : starts[area + 1]]]
        if not len(heavy) or math.isnan(estimate[area]) or not drawn:
            continue
        others = np.delete(z, area)
        # different neighbours in each draw: the smallest of random keys
        picked = np.argpartition(random.random((drawn, size - 1)), len(heavy) - 1, axis=1)[:, : len(heavy)]
        told = z[area] * (others[picked] @ heavy) / m2
        above, below = int((told >= estimate[area]).sum()), int((told <= estimate[area]).sum())
        expected[area], variance[area] = told.mean(), told.var()
        p[area] = min(2 * (min(above, below) + 1) / (drawn + 1), 1.0)
    return expected, variance, p


def hot_spots(*, values: ArrayLike, near: Neighbours, itself: bool, method: str) -> Local:
    """Getis-Ord G as z-scores: high values together (above 0), low values together (below 0).

    itself: whether the area counts among its own neighbours (G*, weight 1 before standardising) or not (G).
    method: "normal", p-values from the z-scores. values must not be negative for the reading to hold.
    Source: Ord J.K., Getis A. (1995) Local spatial autocorrelation statistics. Geogr Anal 27:286-306,
    doi:10.1111/j.1538-4632.1995.tb00912.x. Limits: many tests at once, as for `local_moran`. Decided cases: all values
    equal, or all the other areas': NaN; fewer than four areas are refused. Raises QuantityError, MethodError.
    """
    if method != "normal":
        raise MethodError(f"method of hot_spots: got {method!r}, allowed is normal")
    from scipy.special import ndtr

    found, size = _values(values, near), near.areas
    sums: Floats = np.bincount(near.source, near.weight, size).astype(np.float64)
    squares: Floats = np.bincount(near.source, near.weight**2, size).astype(np.float64)
    lag = near.lag(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        if itself:
            # its own weight is that of its heaviest link
            own = np.zeros(size)
            np.maximum.at(own, near.source, near.weight)
            own = np.where(own > 0, own, 1.0)
            sums, squares, lag = sums + own, squares + own**2, lag + own * found
            mean, spread, n = found.mean(), found.std(), size
        else:
            n = size - 1
            mean = (found.sum() - found) / n
            spread = np.sqrt(np.maximum(((found**2).sum() - found**2) / n - mean**2, 0.0))
        score = (lag - mean * sums) / (spread * np.sqrt((n * squares - sums**2) / (n - 1)))
    score = np.where(np.isfinite(score), score, np.nan)
    zeros = np.where(np.isnan(score), np.nan, 0.0)
    names = tuple("" if math.isnan(s) else ("high_high" if s > 0 else "low_low") for s in score)
    return Local(score, zeros, zeros + 1, score, 2 * ndtr(-np.abs(score)), names, 0, method)


def chance_of_counts(*, cases: ArrayLike, population: ArrayLike, method: str) -> Floats:
    """For every area the chance of a count as far out as its own, were the rate the same everywhere.

    method: "choynowski", the Poisson tail on the side the count lies. Source: Choynowski M. (1959) Maps based on
    probabilities. J Am Stat Assoc 54:385-388, doi:10.1080/01621459.1959.10501979.
    Limits: large populations reach small chances with small differences. Decided cases: NaN where nobody lives; no
    cases anywhere: 1.
    Raises QuantityError, MethodError.
    """
    if method != "choynowski":
        raise MethodError(f"method of chance_of_counts: got {method!r}, allowed is choynowski")
    from scipy.stats import poisson

    counts, people = _pair(cases, population)
    awaited = people * (counts.sum() / people.sum() if people.sum() else np.nan)
    below, above = poisson.cdf(counts, awaited), poisson.sf(counts - 1, awaited)
    return np.where(people > 0, np.where(counts < awaited, below, above), np.nan)


def _pair(cases: ArrayLike, population: ArrayLike) -> tuple[Floats, Floats]:
    counts, people = floats("cases", cases), floats("population", population)
    wrong = not (np.isfinite(counts).all() and np.isfinite(people).all())
    if counts.shape != people.shape or counts.ndim != 1 or wrong or (counts < 0).any() or (people < 0).any():
        raise QuantityError(
            f"areas: got {counts.size} cases and {people.size} population, "
            "allowed is the same number of finite values from 0 up"
        )
    if ((people == 0) & (counts > 0)).any():
        raise QuantityError(
            f"area {int(np.flatnonzero((people == 0) & (counts > 0))[0])}: got cases and nobody, allowed is people"
        )
    return counts, people


def _as_many(near: Neighbours, counts: Floats) -> None:
    if near.areas != len(counts):
        raise QuantityError(
            f"near: got neighbours of {near.areas} areas, allowed is {len(counts)}, as many as cases"
        )


def _values(values: ArrayLike, near: Neighbours) -> Floats:
    found = floats("values", values)
    if found.shape != (near.areas,) or not np.isfinite(found).all() or near.areas < 4:
        raise QuantityError(
            f"values: got shape {found.shape}, allowed are finite values, one for each of 4 and more areas "
            f"(here {near.areas})"
        )
    return found
