"""Did it work, against those where nothing began: differences in differences, controlled before and after."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi._glm import fit_poisson, independent_columns
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import items, level, number, whole

METHODS = ("linear", "poisson")
BEFORE_AFTER = ("log_normal",)
FEW_CLUSTERS, NOT_CONVERGED, NO_CASES = (
    "fewer_than_20_clusters", "did_not_converge", "no_cases_so_no_limits"
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """The coefficient of one column. `ratio` is its exponential, told for "poisson" only."""

    name: str
    estimate: float
    error: float
    lower: float
    upper: float
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Differences:
    """Effects in the order given, the exposure first; `error_model` takes observations as independent."""

    effects: tuple[Effect, ...]
    error_model: tuple[float, ...]
    observations: int
    free: int
    clusters: int
    warnings: tuple[str, ...]
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class RatioOfRatios:
    """How much the programme's rate ratio differs from the control's; None where a count is zero.

    `programme` and `control` are after over before.
    """

    estimate: float | None
    lower: float | None
    upper: float | None
    programme: float | None
    control: float | None
    dispersion: float
    confidence: float
    method: str


def difference_in_differences(
    *,
    outcome: Sequence[float],
    unit: Sequence[Hashable],
    time: Sequence[Hashable],
    exposure: Sequence[float],
    controls: Mapping[str, Sequence[float]] | None = None,
    person_years: Sequence[float] | None = None,
    confidence: float = 0.95,
    method: str,
) -> Differences:
    """The change where something began, less the change elsewhere, with a level for every unit and every time.

    outcome, unit, time, exposure: one value an observation, of equal length; exposure is 1 from the time on
    that the programme runs in a unit (or a dose), 0 elsewhere. controls: further columns by name.
    method: "linear", least squares on the outcome as given (a rate, say); "poisson", counts with
    person_years as offset, effects on the log scale. Errors hold for units whose observations hang
    together: the cluster-robust sandwich with the factor G/(G - 1), for "linear" also (n - 1)/(n - k).

    Source: Angrist J.D., Pischke J.-S. (2009) Mostly Harmless Econometrics, ISBN 978-0-691-12035-5, section 5.2;
    cluster-robust errors: Liang K.-Y., Zeger S.L. (1986) Biometrika 73:13-22, doi:10.1093/biomet/73.1.13;
    Cameron A.C., Miller D.L. (2015) J Hum Resour 50:317-372, doi:10.3368/jhr.50.2.317. Limits use normal
    quantiles. With programmes that begin at different times and effects that grow the linear estimate is
    a mixture: Goodman-Bacon A. (2021) J Econom 225:254-277, doi:10.1016/j.jeconom.2021.03.014.

    Limits: parallel trends are assumed, not tested; fewer than 20 clusters is a warning, errors are then too
    small. Units with no case at all say nothing under "poisson" and are left out. An exposure that does not
    vary within units cannot be told from them: refused.
    Decided cases, "poisson": no case under the exposure, or none without it: the ratio is 0 or infinite without limits
    (NaN where the other observations cannot tell it), with the warning no_cases_so_no_limits; no case at all, or no
    observations, are refused. "linear": an outcome that units and times explain wholly has an error of 0.
    Raises QuantityError, MethodError.
    """
    if method not in METHODS:
        raise MethodError(
            f"method of difference_in_differences: got {method!r}, allowed are {', '.join(METHODS)}"
        )
    given = {"exposure": exposure, **(controls or {})}
    _as_many({"outcome": outcome, "unit": unit, "time": time, **given})
    sureness, y = level(confidence), np.array([number("outcome", v, least=-math.inf) for v in outcome])
    columns = np.column_stack(
        [[number(name, v, least=-math.inf) for v in values] for name, values in given.items()]
    )
    people = np.ones(len(y))
    if person_years is not None:
        people = np.array(
            [number("person_years", v, least=0.0, above=True) for v in items("person_years", person_years)]
        )
    group, moment = _numbered(unit), _numbered(time)
    if method == "poisson":
        if (y < 0).any() or len(people) != len(y):
            raise QuantityError(
                "outcome: allowed are counts from 0 up, with as many person_years, for poisson"
            )
        kept = np.bincount(group, weights=y)[group] > 0
        if not kept.any():
            raise QuantityError(f"outcome: got no case in {len(y)} observations, allowed is one and more")
        y, columns, people = y[kept], columns[kept], people[kept]
        group, moment = _numbered(group[kept].tolist()), _numbered(moment[kept].tolist())
    return _fitted(y, columns, people, group, moment, list(given), sureness, method)


def _as_many(columns: Mapping[str, Sequence[object]]) -> None:
    sizes = {
        name: len(values if isinstance(values, str) else items(name, values))
        for name, values in columns.items()
    }
    if len(set(sizes.values())) != 1:
        raise QuantityError(f"observations: got {sizes}, allowed is the same number of each")
    if not sizes["outcome"]:
        raise QuantityError("observations: got none, allowed is one and more")


def _numbered(values: Sequence[Hashable]) -> NDArray[np.intp]:
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], dtype=np.intp)


def _fitted(
    y: Floats,
    columns: Floats,
    people: Floats,
    group: NDArray[np.intp],
    moment: NDArray[np.intp],
    names: list[str],
    sureness: float,
    method: str,
) -> Differences:
    levels = np.column_stack(
        [group[:, None] == np.arange(group.max() + 1), moment[:, None] == np.arange(1, moment.max() + 1)]
    ).astype(np.float64)
    x = np.column_stack([levels, columns])
    used = independent_columns(x)
    at = [int(np.searchsorted(used, levels.shape[1] + i)) for i in range(columns.shape[1])]
    for i, name in enumerate(names):
        if levels.shape[1] + i not in used:
            raise QuantityError(
                f"{name}: got a column that units and times already explain, allowed is one that varies "
                "within units between times"
            )
    x = x[:, used]
    free = len(y) - x.shape[1]
    if free <= 0:
        raise QuantityError(
            f"observations: got {len(y)} for {x.shape[1]} terms, allowed is more observations than terms"
        )
    converged = True
    if method == "linear":
        beta: Floats = np.linalg.lstsq(x, y, rcond=None)[0].astype(np.float64)
        rest = y - x @ beta
        bread = np.linalg.inv(x.T @ x)
        plain = bread * float(rest @ rest) / free
    else:
        fit = fit_poisson(x, y, np.log(people))
        beta, rest, converged = fit.coefficients, y - fit.fitted, fit.converged
        beta[at] = [fit.told(place) for place in at]
        bread = plain = fit.covariance
    scores = np.zeros((group.max() + 1, x.shape[1]))
    np.add.at(scores, group, x * rest[:, None])
    clusters = len(scores)
    factor = clusters / max(clusters - 1, 1)
    if method == "linear":
        factor *= (len(y) - 1) / free
    spread = bread @ (scores.T @ scores) @ bread * factor
    doubts = {
        FEW_CLUSTERS: clusters < 20,
        NOT_CONVERGED: not converged,
        NO_CASES: not np.isfinite(beta[at]).all(),
    }
    warnings = tuple(doubt for doubt, holds in doubts.items() if holds)
    effects, model = _effects(names, beta[at], spread.diagonal()[at], sureness, method), plain.diagonal()[at]
    errors = tuple(np.where(np.isfinite(beta[at]), np.sqrt(model), np.nan).tolist())
    return Differences(effects, errors, len(y), free, clusters, warnings, sureness, method)


def _effects(
    names: list[str], values: Floats, variances: Floats, sureness: float, method: str
) -> tuple[Effect, ...]:
    z, found = NormalDist().inv_cdf((1 + sureness) / 2), []
    for name, value, variance in zip(names, values.tolist(), variances.tolist(), strict=True):
        error = math.sqrt(max(variance, 0.0)) if math.isfinite(value) else math.nan
        ratio = float(np.exp(value)) if method == "poisson" else None
        found.append(Effect(name, value, error, value - z * error, value + z * error, ratio))
    return tuple(found)


def controlled_before_after(
    *,
    programme_before: tuple[int, float],
    programme_after: tuple[int, float],
    control_before: tuple[int, float],
    control_after: tuple[int, float],
    dispersion: float = 1.0,
    confidence: float = 0.95,
    method: str,
) -> RatioOfRatios:
    """The rate ratio after/before where a programme ran, over that of places without it.

    Each argument: (cases, person-years). dispersion: by how much counts of such places vary beyond Poisson, 1 up;
    the error is widened by its root. method: "log_normal", error √(dispersion · Σ 1/cases).
    Source: ratio of two independent rate ratios, Rothman K.J., Greenland S., Lash T.L. (2008) Modern
    Epidemiology, ISBN 978-0-7817-5564-1, chapter 14; as used in Lindqvist K. et al. (2002) Inj Prev 8:23-26,
    doi:10.1136/ip.8.1.23.
    Limits: one place on either side cannot tell its own chance course from the effect. Any count of zero gives
    no estimate. Raises QuantityError, MethodError.
    """
    if method not in BEFORE_AFTER:
        raise MethodError(
            f"method of controlled_before_after: got {method!r}, allowed are {', '.join(BEFORE_AFTER)}"
        )
    wide, sureness = number("dispersion", dispersion, least=1.0), level(confidence)
    cells = []
    for pair in (programme_before, programme_after, control_before, control_after):
        cells.append((whole("cases", pair[0]), number("person_years", pair[1], least=0.0, above=True)))
    (a0, t0), (a1, t1), (c0, s0), (c1, s1) = cells
    programme = a1 / t1 / (a0 / t0) if a0 else None
    control = c1 / s1 / (c0 / s0) if c0 else None
    if not (a0 and a1 and c0 and c1) or programme is None or control is None:
        return RatioOfRatios(None, None, None, programme, control, wide, sureness, method)
    estimate = programme / control
    half = NormalDist().inv_cdf((1 + sureness) / 2) * math.sqrt(wide * (1 / a0 + 1 / a1 + 1 / c0 + 1 / c1))
    return RatioOfRatios(
        estimate,
        estimate * math.exp(-half),
        estimate * math.exp(half),
        programme,
        control,
        wide,
        sureness,
        method,
    )
