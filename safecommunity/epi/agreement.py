"""How far people who judge the same things agree, beyond what chance would bring.

Things stand in rows, judges in columns; a category is its place in an order, 0 for the first, None or NaN where
somebody did not judge. Every interval takes the judges as they are and the things as a sample: it says how the same
judges would agree on other things like these. Things that belong together (parts of one item) are named by `clusters`,
and only the clusters count as independent.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.errors import QuantityError
from safecommunity.epi.quantiles import student_quantile
from safecommunity.epi.quantities import Values, chosen, level, numbers, whole

AGREEMENT_METHODS = ("linearised", "jackknife")
ALPHA_METHODS = ("jackknife",)
WEIGHTS = ("none", "linear", "quadratic")
DIFFERENCES = ("nominal", "ordinal", "interval")
BENCHMARKS = (
    (0.0, "slight"),
    (0.2, "fair"),
    (0.4, "moderate"),
    (0.6, "substantial"),
    (0.8, "almost_perfect"),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient with its limits: 1 is full agreement, 0 what chance brings, below 0 less than that.

    `observed` is the (weighted) share of pairs that agree, `expected` what chance would bring. `things` were judged by
    two or more, in `clusters` independent groups. What cannot be told is NaN: a coefficient where chance alone explains
    everything, limits where there is one cluster or nobody ever differed.
    """

    estimate: float
    lower: float
    upper: float
    error: float
    observed: float
    expected: float
    things: int
    judges: int
    clusters: int
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A coefficient, what was seen and expected, and how much each thing moves the coefficient."""

    estimate: float
    observed: float
    expected: float
    moves: Values


Formula = Callable[[Values], _Told]


def percent_agreement(
    *, ratings: Any, categories: int, weights: str = "none", clusters: Any = None, confidence: float = 0.95, method: str
) -> Agreement:  # fmt: skip
    """The share of pairs of judgements of one thing that agree; chance is not taken off.

    ratings: things × judges, places in the order of `categories`, None where not judged. weights: "none" counts only
    the same category, "linear" and "quadratic" count a near one in part. method: "linearised" or "jackknife". Decided
    cases: nothing judged twice gives NaN; nobody differing gives 1 without limits. Raises QuantityError and
    MethodError. Source: Gwet K.L. (2008) Br J Math Stat Psychol 61:29-48, doi:10.1348/000711006X126600.
    """
    table, groups, near = _asked("percent_agreement", ratings, categories, weights, clusters, method)

    def formula(rows: Values) -> _Told:
        counts = _counts(rows, categories)
        seen, observed, apart = _seen(counts, near)
        return _Told(observed, observed, math.nan, np.where(seen, apart, 0.0))

    return _with_limits(formula, table, groups, confidence, method)


def cohen_kappa(
    *, first: Any, second: Any, categories: int, weights: str = "none", clusters: Any = None, confidence: float = 0.95,
    method: str,
) -> Agreement:  # fmt: skip
    """Cohen's kappa of two judges, each with his own habit of using the categories; weighted where asked.

    first, second: one place in the order of `categories` a thing, None where not judged; things only one judged are
    left out. weights: "none" (Cohen J. (1960) Educ Psychol Meas 20:37-46, doi:10.1177/001316446002000104), "linear" or
    "quadratic" (Cohen J. (1968) Psychol Bull 70:213-220, doi:10.1037/h0026256). method: "linearised", the large-sample
    variance of Fleiss J.L., Cohen J., Everitt B.S. (1969) Psychol Bull 72:323-327, doi:10.1037/h0028106, with n - 1 and
    Student's t; or "jackknife". Decided cases: both always one category: NaN; nobody differing: 1 without limits.

    Raises QuantityError and MethodError. Source: with each choice.
    """
    pair = _columns(first, second)
    table, groups, near = _asked("cohen_kappa", pair, categories, weights, clusters, method)
    both = ~np.isnan(table).any(axis=1)
    table, groups = table[both], groups[both]

    def formula(rows: Values) -> _Told:
        one, two = rows[:, 0].astype(int), rows[:, 1].astype(int)
        habit_one, habit_two = (np.bincount(x, minlength=categories) / max(len(x), 1) for x in (one, two))
        agree = near[one, two]
        observed = float(agree.mean()) if len(agree) else math.nan
        expected = float(habit_one @ near @ habit_two)
        chance = (near @ habit_two)[one] + (habit_one @ near)[two] - 2 * expected
        return _beyond_chance(observed, expected, agree - observed, chance)

    return _with_limits(formula, table, groups, confidence, method)


def fleiss_kappa(
    *, ratings: Any, categories: int, weights: str = "none", clusters: Any = None, confidence: float = 0.95, method: str
) -> Agreement:  # fmt: skip
    """Fleiss' kappa of any number of judges, who are taken to use the categories alike; some may be missing.

    ratings, weights, method: as for `percent_agreement`. Fleiss J.L. (1971) Psychol Bull 76:378-382,
    doi:10.1037/h0031619; of two judges it is Scott's pi. "linearised": Gwet K.L. (2021) Educ Psychol Meas 81:781-790,
    doi:10.1177/0013164420973080, with Student's t. Decided cases: one category used by all gives NaN, for chance
    explains everything then; where nearly all judgements are one category kappa is near 0 although nearly all agree:
    read it beside `gwet_coefficient`. Raises QuantityError and MethodError. Source: as named.
    """
    table, groups, near = _asked("fleiss_kappa", ratings, categories, weights, clusters, method)

    def formula(rows: Values) -> _Told:
        counts = _counts(rows, categories)
        seen, observed, apart = _seen(counts, near)
        shares, mean = _shares(counts)
        expected = float(mean @ near @ mean)
        chance = np.where(counts.sum(axis=1) > 0, 2 * (shares @ (near @ mean) - expected), 0.0)
        return _beyond_chance(observed, expected, np.where(seen, apart, 0.0), chance)

    return _with_limits(formula, table, groups, confidence, method)


def gwet_coefficient(
    *, ratings: Any, categories: int, weights: str = "none", clusters: Any = None, confidence: float = 0.95, method: str
) -> Agreement:  # fmt: skip
    """Gwet's AC1 (weights "none") or AC2 of any number of judges: stays sensible where nearly all use one category.

    ratings, weights, method: as for `percent_agreement`. Gwet K.L. (2008) Br J Math Stat Psychol 61:29-48,
    doi:10.1348/000711006X126600, and Handbook of Inter-Rater Reliability, 4th edition (2014) for weights and Student's
    t. Decided cases: `categories` are those that could be given, used or not; one category used by all gives 1 without
    limits. Raises QuantityError and MethodError. Source: as named.
    """
    table, groups, near = _asked("gwet_coefficient", ratings, categories, weights, clusters, method)
    scale = float(near.sum()) / (categories * (categories - 1))

    def formula(rows: Values) -> _Told:
        counts = _counts(rows, categories)
        seen, observed, apart = _seen(counts, near)
        shares, mean = _shares(counts)
        expected = scale * float(mean @ (1 - mean))
        chance = np.where(counts.sum(axis=1) > 0, 2 * scale * (mean @ mean - shares @ mean), 0.0)
        return _beyond_chance(observed, expected, np.where(seen, apart, 0.0), chance)

    return _with_limits(formula, table, groups, confidence, method)


def krippendorff_alpha(
    *, ratings: Any, categories: int, difference: str, clusters: Any = None, confidence: float = 0.95, method: str
) -> Agreement:  # fmt: skip
    """Krippendorff's alpha of any number of judges, some of whom may be missing; small samples are allowed for.

    ratings: as for `percent_agreement`. difference: "nominal", "ordinal" (how many judgements lie between) or
    "interval" (squared distance). Krippendorff K. (2004) Content Analysis, 2nd edition, chapter 11; Hayes A.F.,
    Krippendorff K. (2007) Commun Methods Meas 1:77-89, doi:10.1080/19312450709336664. method: "jackknife" over
    clusters: Efron B., Stein C. (1981) Ann Stat 9:586-596, doi:10.1214/aos/1176345462, with Student's t; the ordinal
    difference hangs on the whole sample, so no short formula serves. Decided cases: one category used by all gives NaN.

    Raises QuantityError and MethodError. Source: as named.
    """
    chosen(function="krippendorff_alpha difference", method=difference, allowed=DIFFERENCES)
    chosen(function="krippendorff_alpha", method=method, allowed=ALPHA_METHODS)
    table, groups, _near = _asked("krippendorff_alpha", ratings, categories, "none", clusters, method)

    def formula(rows: Values) -> _Told:
        counts = _counts(rows, categories)
        counts = counts[counts.sum(axis=1) >= 2]
        totals = counts.sum(axis=0)
        n = float(totals.sum())
        if n == 0:
            return _Told(math.nan, math.nan, math.nan, np.zeros(len(rows)))
        apart = _apart(totals, difference)
        pairs = (counts[:, :, None] * counts[:, None, :]) / (counts.sum(axis=1) - 1)[:, None, None]
        differ = float((pairs.sum(axis=0) * apart).sum()) / n
        by_chance = float(totals @ apart @ totals) / (n * (n - 1))
        found = 1 - differ / by_chance if by_chance > 0 else math.nan
        most = float(apart.max()) or 1.0
        return _Told(found, 1 - differ / most, 1 - by_chance / most, np.zeros(len(rows)))

    return _with_limits(formula, table, groups, confidence, method)


def benchmark(value: float) -> str:
    """A word for a coefficient: poor, slight, fair, moderate, substantial, almost_perfect; "" for NaN.

    Named by custom, not by nature: read it of the lower limit, never of the estimate alone.
    Source: Landis J.R., Koch G.G. (1977) Biometrics 33:159-174, doi:10.2307/2529310.
    """
    if math.isnan(value):
        return ""
    return next(
        (word for least, word in reversed(BENCHMARKS) if value > least), "poor" if value < 0 else "slight"
    )


def _columns(first: Any, second: Any) -> Values:
    one, two = numbers("first", first), numbers("second", second)
    if one.ndim != 1 or one.shape != two.shape:
        raise QuantityError(
            f"first and second: got shapes {one.shape} and {two.shape}, allowed are two lists of one length"
        )
    return np.column_stack((one, two))


def _asked(
    function: str, ratings: Any, categories: int, weights: str, clusters: Any, method: str
) -> tuple[Values, NDArray[np.int64], Values]:
    """What came, checked: things × judges, the number of each thing's cluster, how near categories are."""
    chosen(function=function, method=method, allowed=AGREEMENT_METHODS)
    chosen(function=f"{function} weights", method=weights, allowed=WEIGHTS)
    if whole("categories", categories) < 2:
        raise QuantityError(f"categories: got {categories}, allowed are 2 and more")
    table = numbers("ratings", ratings, least=0.0)
    if table.ndim != 2 or table.shape[1] < 2:
        raise QuantityError(f"ratings: got shape {table.shape}, allowed are things × two or more judges")
    wrong = (table >= categories) | (table != np.floor(table))
    wrong &= ~np.isnan(table)
    if wrong.any():
        raise QuantityError(
            f"ratings: got {table[wrong].flat[0]:g}, allowed are whole numbers 0 to {categories - 1}, or none"
        )
    if clusters is None:
        groups = np.arange(len(table))
    else:
        names = list(clusters)
        if len(names) != len(table):
            raise QuantityError(f"clusters: got {len(names)}, allowed is one a thing ({len(table)})")
        groups = np.unique(np.asarray([str(name) for name in names]), return_inverse=True)[1]
    return table, groups, _near(categories, weights)


def _near(categories: int, weights: str) -> Values:
    """How far two categories count as agreement: 1 the same, 0 the ends."""
    steps = np.abs(np.subtract.outer(np.arange(categories), np.arange(categories))) / (categories - 1)
    found = {"none": (steps == 0).astype(np.float64), "linear": 1 - steps, "quadratic": 1 - steps**2}
    return np.asarray(found[weights])


def _apart(totals: Values, difference: str) -> Values:
    """How far two categories are apart."""
    places = np.arange(len(totals), dtype=np.float64)
    if difference == "nominal":
        return (np.subtract.outer(places, places) != 0).astype(np.float64)
    if difference == "ordinal":  # judgements up to the middle of each category
        places = np.cumsum(totals) - totals / 2
    return np.asarray(np.subtract.outer(places, places) ** 2)


def _counts(rows: Values, categories: int) -> Values:
    """Things × categories: how many judges gave each."""
    return np.stack([(rows == c).sum(axis=1) for c in range(categories)], axis=1).astype(np.float64)


def _seen(counts: Values, near: Values) -> tuple[NDArray[np.bool_], float, Values]:
    """Things judged by two or more, the share of pairs that agree, and how far each thing is from it, for the mean."""
    many = counts.sum(axis=1)
    seen = many >= 2
    if not seen.any():
        return seen, math.nan, np.zeros(len(counts))
    with np.errstate(divide="ignore", invalid="ignore"):
        agree = (counts * (counts @ near - 1)).sum(axis=1) / (many * (many - 1))
    observed = float(agree[seen].mean())
    return seen, observed, (agree - observed) * len(counts) / seen.sum()


def _shares(counts: Values) -> tuple[Values, Values]:
    """Each thing's shares of the categories, and their mean over things judged at all."""
    many = counts.sum(axis=1, keepdims=True)
    shares = counts / np.where(many > 0, many, 1.0)
    judged = many[:, 0] > 0
    return shares, shares[judged].mean(axis=0) if judged.any() else np.zeros(counts.shape[1])


def _beyond_chance(observed: float, expected: float, agree: Values, chance: Values) -> _Told:
    left = 1 - expected
    if math.isnan(observed) or left < 1e-12:
        return _Told(math.nan, observed, expected, np.zeros(len(agree)))
    found = (observed - expected) / left
    return _Told(found, observed, expected, (agree - (1 - found) * chance) / left)


def _with_limits(
    formula: Formula, table: Values, groups: NDArray[np.int64], confidence: float, method: str
) -> Agreement:
    """The coefficient with limits by the clusters that were judged by two or more."""
    sureness, judges = level(confidence), table.shape[1]
    told = formula(table)
    twice = (~np.isnan(table)).sum(axis=1) >= 2
    names = np.unique(groups[twice])
    many = len(names)
    error = math.nan
    if many >= 2 and not math.isnan(told.estimate) and _differs(table):
        error = _jackknife(formula, table, groups, names) if method == "jackknife" else _spread(told, groups)
    step = student_quantile(many - 1, sureness) * error if many >= 2 else math.nan
    lower, upper = max(told.estimate - step, -1.0), min(told.estimate + step, 1.0)
    if math.isnan(error):
        lower = upper = math.nan
    return Agreement(
        told.estimate, lower, upper, error, told.observed, told.expected, int(twice.sum()), judges, many, sureness,
        method,
    )  # fmt: skip


def _differs(table: Values) -> bool:
    """Did anybody ever differ from somebody else about one thing?"""
    known = (
        np.where(np.isnan(table), -np.inf, table).max(axis=1),
        np.where(np.isnan(table), np.inf, table).min(axis=1),
    )
    return bool((known[0] > known[1]).any())


def _spread(told: _Told, groups: NDArray[np.int64]) -> float:
    """Standard error from how much each cluster moves the coefficient."""
    sums = np.bincount(groups, weights=told.moves)
    many = len(sums)
    return math.sqrt(many / (many - 1) * float((sums**2).sum())) / len(groups)


def _jackknife(formula: Formula, table: Values, groups: NDArray[np.int64], names: NDArray[np.int64]) -> float:
    """Standard error from leaving out one cluster at a time; NaN where what is left has no coefficient."""
    left = np.array([formula(table[groups != name]).estimate for name in names])
    many = len(left)
    return math.sqrt((many - 1) / many * float(((left - left.mean()) ** 2).sum()))
