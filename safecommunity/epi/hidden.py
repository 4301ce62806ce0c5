"""Cases that no list holds: capture and recapture with two sources, log-linear models with more."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi._glm import Fit, fit_poisson
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import level, whole

TWO_METHODS = ("chapman", "lincoln_petersen")
INTERVALS = ("log_normal", "normal")
MODEL_INTERVALS = ("log_normal", "log_cell")
CRITERIA = ("aic", "bic")
MODELS = (
    "m0", "mt", "mh_chao", "mh_poisson", "mh_darroch", "mh_gamma",
    "mth_chao", "mth_poisson", "mth_darroch", "mth_gamma", "mb", "mbh",
)  # fmt: skip
MOST_LISTS = 5
FEW_MATCHES = 7
# warnings, as codes that a page words in the reader's language
FEW_IN_BOTH, SPARSE, SATURATED, DISAGREE, NOT_CONVERGED, NO_ESTIMATE = (
    "fewer_than_7_in_both",
    "cells_with_fewer_than_5_expected",
    "model_fits_every_cell_exactly",
    "good_models_differ_by_half",
    "did_not_converge",
    "empty_cells_leave_no_estimate",
)
History = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """An estimate of all cases, found and hidden. `found` are those on at least one list.

    `estimate` and what follows are None where the method cannot tell; `completeness` is found / estimate.
    """

    estimate: float | None
    error: float | None
    lower: float | None
    upper: float | None
    found: int
    completeness: float | None
    warnings: tuple[str, ...]
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One log-linear model: `interactions` are the groups of lists that hang together. Where empty cells leave the
    hidden without a finite number, it, its error and limits are NaN, and a warning says so; the choice then warns too,
    where that model fitted better."""

    interactions: tuple[tuple[str, ...], ...]
    estimate: float
    lower: float
    upper: float
    hidden: float
    log_error: float
    deviance: float
    free: int
    aic: float
    bic: float
    weight: float
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """All candidates, best first by `criterion`; `chosen` is the first that is not saturated, or the only one."""

    chosen: Candidate
    candidates: tuple[Candidate, ...]
    found: int
    lists: tuple[str, ...]
    warnings: tuple[str, ...]
    criterion: str
    confidence: float


def two_sources(
    *, first: int, second: int, both: int, confidence: float = 0.95, interval: str = "log_normal", method: str
) -> Total:
    """How many cases there are in all, from two lists and those found on both.

    first, second: cases on each list; both: on the two, not more than either.
    method: "chapman", (n₁+1)(n₂+1)/(m+1) - 1 with Seber's variance, told also where nobody is on both;
    "lincoln_petersen", n₁n₂/m, None without anybody on both, no error told.
    interval: "log_normal", of the hidden ones, never below those found; "normal".

    Source: Chapman D.G. (1951) Univ Calif Publ Stat 1:131-160; variance: Seber G.A.F. (1970) Biometrics
    26:313-318, doi:10.2307/2529081; log-normal interval: Burnham K.P. et al. (1987) Am Fish Soc Monogr 5, in
    Chao A. (1989) Biometrics 45:427-438, doi:10.2307/2531487.
    Limits: the lists must be independent, complete in who could be on them, and matched without error;
    lists that send cases to each other give too few. Fewer than seven on both is a warning: the estimate
    is then too low. Raises QuantityError, MethodError.
    """
    if method not in TWO_METHODS:
        raise MethodError(f"method of two_sources: got {method!r}, allowed are {', '.join(TWO_METHODS)}")
    if interval not in INTERVALS:
        raise MethodError(f"interval: got {interval!r}, allowed are {', '.join(INTERVALS)}")
    n1, n2, m, sureness = (
        whole("first", first),
        whole("second", second),
        whole("both", both),
        level(confidence),
    )
    if m > min(n1, n2):
        raise QuantityError(f"both: got {m}, allowed is no more than either list has ({n1} and {n2})")
    found = n1 + n2 - m
    doubts = (FEW_IN_BOTH,) if m < FEW_MATCHES else ()
    if method == "lincoln_petersen":
        total = n1 * n2 / m if m else None
        return Total(
            total, None, None, None, found, found / total if total else None, doubts, sureness, method
        )
    estimate = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    z, hidden = NormalDist().inv_cdf((1 + sureness) / 2), estimate - found
    if interval == "normal":
        lower, upper = estimate - z * math.sqrt(variance), estimate + z * math.sqrt(variance)
    elif hidden > 0:
        factor = math.exp(z * math.sqrt(math.log1p(variance / hidden**2)))
        lower, upper = found + hidden / factor, found + hidden * factor
    else:
        lower = upper = estimate
    share = found / estimate if estimate > 0 else None
    return Total(estimate, math.sqrt(variance), lower, upper, found, share, doubts, sureness, method)


def log_linear(
    *,
    counts: Mapping[History, int],
    lists: Sequence[str],
    criterion: str = "aic",
    interactions: Iterable[Sequence[Sequence[str]]] | None = None,
    confidence: float = 0.95,
    interval: str = "log_normal",
) -> Choice:
    """Cases hidden from three or more lists, by the model of their dependence that fits best for its size.

    counts: cases by history, a tuple of 0 and 1 for each list in turn; histories not given have 0 cases, the
    one of only zeros is what is estimated and must not be given. lists: their names, 3 to 5.
    interactions: the models to try, each a list of groups of names that hang together, with all their
    parts; None tries every set of pairs (8 models of 3 lists, 64 of 4, 1,024 of 5).
    criterion: "aic" or "bic" (with the number of cells, as R's BIC of such a model).
    interval: "log_normal", of the total, chance in who is hidden included (ln hidden has the variance
    of its estimate and 1/hidden); "log_cell", of the expected number of hidden ones only, as
    often printed and narrower than it should be.

    Source: Fienberg S.E. (1972) The multiple recapture census for closed populations and incomplete 2^k contingency
    tables. Biometrika 59:591-603, doi:10.1093/biomet/59.3.591; International Working Group for Disease
    Monitoring and Forecasting (1995) Am J Epidemiol 142:1047-1058, doi:10.1093/oxfordjournals.aje.a117558;
    variance of the total: Cormack R.M., Jupp P.E. (1991) Biometrika 78:911-916, doi:10.1093/biomet/78.4.911.

    Limits: dependence of all lists together cannot be seen, so the saturated model is never chosen while there is
    another. Expected cells below five, models within two of the best that differ by half, and failed
    fits are warnings.
    Decided cases: where empty cells leave a model without a finite number of hidden ones (as where no two lists
    share a case), it has no estimate and is chosen only if none has one. No cases at all, or a list that is empty
    or holds everybody, is refused. Raises QuantityError, MethodError.
    """
    if criterion not in CRITERIA:
        raise MethodError(f"criterion: got {criterion!r}, allowed are {', '.join(CRITERIA)}")
    if interval not in MODEL_INTERVALS:
        raise MethodError(f"interval: got {interval!r}, allowed are {', '.join(MODEL_INTERVALS)}")
    names, sureness = tuple(lists), level(confidence)
    if not 3 <= len(names) <= MOST_LISTS or len(set(names)) != len(names):
        raise QuantityError(f"lists: got {names!r}, allowed are 3 to {MOST_LISTS} different names")
    histories, y = _cells(counts, len(names))
    for at, name in enumerate(names):
        on = y[histories[:, at] == 1].sum()
        if on in {0, y.sum()}:
            raise QuantityError(
                f"{name}: got a list of {on:g} of {y.sum():g} cases, allowed is some, not all"
            )
    tried = (
        _pair_models(names) if interactions is None else [_parts(groups, names) for groups in interactions]
    )
    told = _weighed(
        [(groups, _fit(histories, y, names, groups)) for groups in tried], y, criterion, sureness, interval
    )
    chosen, doubts = _chosen(told, criterion)
    return Choice(chosen, tuple(told), int(y.sum()), names, doubts, criterion, sureness)


def _chosen(told: list[Candidate], criterion: str) -> tuple[Candidate, tuple[str, ...]]:
    """The first that has an estimate and is not saturated, where there is one, and what to beware of."""
    known = [one for one in told if not math.isnan(one.estimate)] or told
    open_ones = [one for one in known if one.free > 0] or known
    chosen = open_ones[0]
    good = [o for o in open_ones if _score(o, criterion) <= _score(chosen, criterion) + 2]
    spread = max(o.estimate for o in good) > 1.5 * min(o.estimate for o in good)
    lost = any(
        math.isnan(o.estimate) and _score(o, criterion) < _score(chosen, criterion) for o in told if o.free
    )
    doubts = [*chosen.warnings, *((DISAGREE,) if spread else ())]
    if lost and NO_ESTIMATE not in doubts:
        doubts.append(NO_ESTIMATE)
    return chosen, tuple(doubts)


def _weighed(
    fits: list[tuple[tuple[tuple[str, ...], ...], Fit]], y: NDArray[np.float64], criterion: str, sureness: float,
    interval: str,
) -> list[Candidate]:  # fmt: skip
    """The candidates with their weights of evidence, best first and the simpler one first where equal."""
    penalty = 2.0 if criterion == "aic" else math.log(len(y))
    scores = np.array([-2 * fit.log_likelihood + penalty * fit.rank for _, fit in fits])
    heavy = np.exp(-(scores - scores.min()) / 2)
    told = [
        _candidate(groups, fit, y, weight, sureness, interval)
        for (groups, fit), weight in zip(fits, heavy / heavy.sum(), strict=True)
    ]
    return sorted(told, key=lambda one: (_score(one, criterion), len(one.interactions)))


def _score(candidate: Candidate, criterion: str) -> float:
    return candidate.aic if criterion == "aic" else candidate.bic


def _cells(counts: Mapping[History, int], size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    for history in counts:
        if len(history) != size or not set(history) <= {0, 1} or not any(history):
            raise QuantityError(
                f"history: got {history!r}, allowed are {size} values of 0 and 1, at least one of them 1"
            )
    every = [h for h in itertools.product((1, 0), repeat=size) if any(h)]
    y = np.array([whole("counts", counts.get(h, 0)) for h in every], dtype=np.float64)
    if not y.sum():
        raise QuantityError("counts: got no cases, allowed is at least one")
    return np.array(every, dtype=np.float64), y


def _pair_models(names: tuple[str, ...]) -> list[tuple[tuple[str, ...], ...]]:
    pairs = list(itertools.combinations(names, 2))
    return [chosen for size in range(len(pairs) + 1) for chosen in itertools.combinations(pairs, size)]


def _parts(groups: Sequence[Sequence[str]], names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The groups with all their parts of two and more, in the order of the lists."""
    found: set[tuple[str, ...]] = set()
    for group in groups:
        if not 2 <= len(group) < len(names) or not set(group) <= set(names):
            raise QuantityError(
                f"interactions: got {tuple(group)!r}, allowed are groups of 2 to {len(names) - 1} of {names!r}"
            )
        ordered = tuple(name for name in names if name in group)
        found |= {p for size in range(2, len(ordered) + 1) for p in itertools.combinations(ordered, size)}
    return tuple(sorted(found, key=lambda p: (len(p), [names.index(name) for name in p])))


def _fit(
    histories: NDArray[np.float64],
    y: NDArray[np.float64],
    names: tuple[str, ...],
    groups: tuple[tuple[str, ...], ...],
) -> Fit:
    columns = [np.ones(len(y)), *histories.T]
    columns += [histories[:, [names.index(name) for name in group]].prod(axis=1) for group in groups]
    return fit_poisson(np.column_stack(columns), y, np.zeros(len(y)))


def _candidate(
    groups: tuple[tuple[str, ...], ...],
    fit: Fit,
    y: NDArray[np.float64],
    weight: float,
    sureness: float,
    interval: str,
) -> Candidate:
    log_hidden = fit.told(0)
    hidden, error, factor = math.nan, math.nan, math.nan
    if math.isfinite(log_hidden):
        hidden, error = math.exp(log_hidden), math.sqrt(float(fit.covariance[0, 0]))
        spread = error if interval == "log_cell" else _log_error(hidden, error**2)
        factor = math.exp(min(NormalDist().inv_cdf((1 + sureness) / 2) * spread, 700.0))
    found = float(y.sum())
    free = len(y) - fit.rank
    doubts = {
        SPARSE: bool((fit.fitted < 5).any()),
        SATURATED: free == 0,
        NOT_CONVERGED: not fit.converged,
        NO_ESTIMATE: math.isnan(hidden),
    }
    return Candidate(
        groups, found + hidden, found + hidden / factor, found + hidden * factor, hidden, error, fit.deviance, free,
        -2 * fit.log_likelihood + 2 * fit.rank, -2 * fit.log_likelihood + math.log(len(y)) * fit.rank,
        float(weight), tuple(doubt for doubt, holds in doubts.items() if holds),
    )  # fmt: skip


def _log_error(hidden: float, variance: float) -> float:
    """Standard error of ln hidden with chance in who is hidden, for a log-normal interval."""
    return math.sqrt(variance + 1 / hidden) if hidden > 0 else 0.0


def closed_population(*, counts: Mapping[History, int], confidence: float = 0.95, method: str) -> Total:
    """All cases from several lists or rounds, under one of the classic models of how they come to be found.

    counts: cases by history, as in `log_linear`, of 3 and more lists.
    method: "m0", every list finds equally well; "mt", each by itself; "mh_…", people differ: Chao's lower
    bound, or a shape ("poisson", "darroch", "gamma") of how much; "mth_…", both; "mb" and "mbh", being
    found once changes the rest, for rounds in the order of time (mbh: the first round by itself).
    Source: Otis D.L. et al. (1978) Wildlife Monogr 62:3-135; as log-linear models: Rivest L.-P., Lévesque T. (2001)
    Can J Stat 29:555-572, doi:10.2307/3316007; Cormack R.M. (1989) Biometrics 45:395-413,
    doi:10.2307/2531485. The error is √(hidden + hidden² · var ln hidden), limits are log-normal.
    Limits: the shapes of difference fit alike and tell totals that differ widely; prefer the lower bound.
    Decided cases: where empty cells leave the hidden without a finite number there is no estimate, and a warning
    says so; no cases at all, and for mb and mbh first findings that do not fall, are refused.
    Raises QuantityError, MethodError.
    """
    if method not in MODELS:
        raise MethodError(f"method of closed_population: got {method!r}, allowed are {', '.join(MODELS)}")
    size, sureness = len(next(iter(counts), ())), level(confidence)
    if size < 3:
        raise QuantityError(f"counts: got histories of {size} lists, allowed are 3 and more")
    histories, y = _cells(counts, size)
    if method in {"mb", "mbh"}:
        fit, log_hidden, slope = _behaviour(histories, y, first_apart=method == "mbh")
        variance = float(slope @ fit.covariance @ slope)
    else:
        fit = _heterogeneity(histories, y, method)
        log_hidden, variance = fit.told(0), float(fit.covariance[0, 0])
    found = int(y.sum())
    if not math.isfinite(log_hidden):
        return Total(None, None, None, None, found, None, (NO_ESTIMATE,), sureness, method)
    hidden = math.exp(log_hidden)
    factor = math.exp(min(NormalDist().inv_cdf((1 + sureness) / 2) * _log_error(hidden, variance), 700.0))
    return Total(
        found + hidden, math.sqrt(hidden + hidden**2 * variance), found + hidden / factor,
        found + hidden * factor, found, found / (found + hidden),
        () if fit.converged else (NOT_CONVERGED,), sureness, method,
    )  # fmt: skip


def _heterogeneity(histories: NDArray[np.float64], y: NDArray[np.float64], method: str) -> Fit:
    times, one = histories.sum(axis=1), np.ones(len(y))
    base = [one, *histories.T] if method.startswith("mt") else [one, times]
    shapes = {
        "poisson": [2.0**times - 1],
        "darroch": [times**2 / 2],
        "gamma": [math.log(3.5) - np.log(3.5 + times)],
        "chao": [np.maximum(times - more, 0.0) for more in range(2, histories.shape[1])],
    }
    extra = shapes.get(method.rsplit("_", 1)[-1], [])
    while True:
        fit = fit_poisson(np.column_stack([*base, *extra]), y, np.zeros(len(y)))
        # Chao's bound holds for slopes that rise; a falling one is dropped
        kept = [e for e, slope in zip(extra, fit.coefficients[len(base) :], strict=True) if slope >= 0]
        if not method.endswith("chao") or len(kept) == len(extra):
            return fit
        extra = kept


def _behaviour(
    histories: NDArray[np.float64], y: NDArray[np.float64], *, first_apart: bool
) -> tuple[Fit, float, NDArray[np.float64]]:
    """The fit, ln of the hidden, and its gradient by the coefficients: a first time after j - 1 misses."""
    rounds, first = histories.shape[1], histories.argmax(axis=1)
    misses = np.maximum(first - 1, 0) if first_apart else first
    columns = [np.ones(len(y)), misses, histories.sum(axis=1) - 1]
    if first_apart:
        columns.append(first == 0)
    fit = fit_poisson(np.column_stack(columns).astype(np.float64), y, np.zeros(len(y)))
    level_, fall, again = (fit.told(at) for at in range(3))
    rest = rounds - 1 if first_apart else rounds
    if not all(math.isfinite(value) for value in (level_, fall, again)):
        return fit, math.nan, np.zeros(len(fit.coefficients))
    more, share = math.log1p(math.exp(again)), 1 / (1 + math.exp(-again))
    log_miss = fall - more
    miss = math.exp(log_miss)
    if miss > 1 - 1e-9:
        raise QuantityError(
            "counts: got first findings that do not fall, allowed are ones that do for mb and mbh"
        )
    # hidden = Σ over first findings at j > rounds of e^level (1 + e^again)^(rounds - j) e^(fall (j - 1))
    log_hidden = level_ + (rest - 1) * more + rest * log_miss - math.log(1 - miss)
    by_miss = rest + miss / (1 - miss)
    slope = np.zeros(len(fit.coefficients))
    slope[:3] = 1.0, by_miss, (rest - 1) * share - by_miss * share
    return fit, log_hidden, slope
