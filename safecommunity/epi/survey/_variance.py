"""The variance of weighted sums under a design: between the units of each stratum, stage by stage."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from safecommunity.epi.survey._columns import Array
from safecommunity.epi.survey.design import Adjustment, Design, DesignError, Stage

Gather = Callable[[Stage], Array]


def variance_of_sums(found: Design, columns: Array) -> Array:
    """Variances of the sums of weighted columns, shape (rows, k) → (k,).

    Source: Särndal, Swensson and Wretman (1992) doi:10.1007/978-1-4612-4378-6, sections 2.8 and 4.3, as the sum of
    the stages in Lumley (2004) doi:10.18637/jss.v009.i08. Weights that were made to meet totals take away what the
    totals explain: Deville and Särndal (1992) doi:10.1080/01621459.1992.10475217.
    """
    for adjustment in found.adjustments:
        columns = np.stack([_residual(adjustment, column) for column in columns.T], axis=1)

    def gather(stage: Stage) -> Array:
        return np.stack([np.bincount(stage.unit, column, stage.units) for column in columns.T], axis=1)

    return _staged(found, gather)


def variance_by(found: Design, *, values: Array, by: Array, groups: int) -> Array:
    """Variances of the sums of one weighted column within each group of rows: (rows,) → (groups,).

    by: the group of each row, -1 for none. Source: domains as in Särndal, Swensson and Wretman (1992)
    doi:10.1007/978-1-4612-4378-6, chapter 10: units outside the group stay in the design with zero.
    """
    if found.adjustments:
        columns = np.stack([np.where(by == group, values, 0.0) for group in range(groups)], axis=1)
        return variance_of_sums(found, columns)
    inside = by >= 0
    everybody = bool(inside.all())
    weighted, group = (values, by) if everybody else (values[inside], by[inside])

    def gather(stage: Stage) -> Array:
        unit = stage.unit if everybody else stage.unit[inside]
        cell = unit * groups + group if groups > 1 else unit
        return np.bincount(cell, weighted, stage.units * groups).reshape(stage.units, groups)

    return _staged(found, gather)


def _staged(found: Design, gather: Gather) -> Array:
    total: Array | float = 0.0
    for stage in found.stages:
        total = total + _of_stage(stage, gather(stage), found.single_unit)
    return np.asarray(total)


def _of_stage(stage: Stage, sums: Array, single_unit: str) -> Array:
    """Between units: (1 - f) n / (n - 1) Σ (sum - mean of the stratum)², for every stratum."""
    n = stage.sampled
    mean = np.add.reduceat(sums, stage.starts, axis=0) / n[:, None]
    apart = sums - mean[stage.stratum]
    alone = (n == 1) & (stage.fraction < 1)
    scale = stage.carried * (1 - stage.fraction) * n / np.maximum(n - 1, 1)
    if alone.any():
        if single_unit == "refuse":
            raise DesignError("a stratum has a single unit; allowed is single_unit 'certainty' or 'centre'")
        if single_unit == "centre":
            rows = stage.starts[alone]
            apart[rows] = sums[rows] - sums.mean(axis=0)
    return np.asarray((np.add.reduceat(apart**2, stage.starts, axis=0) * scale[:, None]).sum(axis=0))


def _residual(adjustment: Adjustment, column: Array) -> Array:
    """A weighted column without what the known totals explain."""
    weight = adjustment.after
    plain = np.divide(column, weight, out=np.zeros_like(column), where=weight > 0)
    for _ in range(1 if len(adjustment.groups) == 1 else 200):
        moved = 0.0
        for group in adjustment.groups:
            base = np.bincount(group, adjustment.before)
            mean = np.bincount(group, adjustment.before * plain) / np.where(base > 0, base, 1.0)
            plain = plain - mean[group]
            moved = max(moved, float(np.abs(mean).max()))
        if moved <= 1e-14 * max(1.0, float(np.abs(plain).max())):
            break
    return plain * weight
