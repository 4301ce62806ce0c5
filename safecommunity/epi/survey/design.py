"""How a sample was drawn: strata, clusters in one or more stages, finite populations, weights.

A design is prepared once: units are numbered so that those of a stratum stand together, and every question
after that is a few sums over that numbering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from safecommunity.epi.errors import EpiError, MethodError, QuantityError
from safecommunity.epi.survey._columns import Array, codes, compressed, numbers

SINGLE_UNIT = ("refuse", "certainty", "centre")


class DesignError(EpiError):
    """A sample that cannot have been drawn so."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """How one stage was drawn, one value a row each: whole numbers or texts.

    clusters: the unit the row belongs to; None where every row was drawn by itself. strata: the stratum it was
    drawn in; None for one stratum. population: units the stratum has in all, drawn or not; None where the sample
    is so small a part that it does not matter (or was drawn with replacement).
    """

    clusters: ArrayLike | None = None
    strata: ArrayLike | None = None
    population: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage, prepared. `unit`: the unit of each row; `stratum`: the stratum of each unit, ascending;
    `starts`: first unit of each stratum; `sampled`: units drawn in it; `fraction`: the part of its units that was
    drawn, 0 without finite population; `carried`: product of the fractions of the stages above."""

    unit: Array
    stratum: Array
    starts: Array
    sampled: Array
    fraction: Array
    carried: Array

    @property
    def units(self) -> int:
        return len(self.stratum)


@dataclass(frozen=True, eq=False)
class Adjustment:
    """Weights made to meet known totals: the groupings they meet, one group number a row each."""

    method: str
    before: Array
    after: Array
    groups: tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Design:
    """A prepared sample of `rows` rows. `weights`: how many of the population each row stands for."""

    weights: Array
    stages: tuple[Stage, ...]
    single_unit: str
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.weights)

    @property
    def strata(self) -> int:
        return len(self.stages[0].starts)

    @property
    def clusters(self) -> int:
        """Units of the first stage."""
        return self.stages[0].units

    @cached_property
    def degrees_of_freedom(self) -> int:
        """Units of the first stage less its strata, counting those with weight."""
        first = self.stages[0]
        units = np.unique(first.unit[self.weights > 0])
        return len(units) - len(np.unique(first.stratum[units]))

    def adjusted(self, adjustment: Adjustment) -> Design:
        """The design with other weights, and the reason kept: its standard errors need it."""
        return replace(self, weights=adjustment.after, adjustments=(*self.adjustments, adjustment))


def design(*, weights: ArrayLike, stages: Sequence[Drawn], single_unit: str) -> Design:
    """Prepare a sample for any number of questions.

    weights: one a row, from 0 up; the inverse of the chance to be drawn. stages: from the outermost inwards;
    units of a stage lie within those above, so numbers may repeat from one stratum or unit to the next.
    Stages below one without `population` say nothing more about the error and are left out.

    single_unit: what to do with a stratum of which one unit was drawn and not all there are:
    "refuse" raises; "certainty" takes it as drawn for certain, without error of its own (the error comes out
    too small); "centre" takes its distance from the mean of all units instead of its stratum's (usually too large).

    Decided cases: rows of weight 0 stay in the design and count for nothing; a stratum of which every unit was drawn
    (population as many as drawn) has no error of its own, and may have a single unit; more drawn than there
    are is refused.
    Limits: the error is that of drawing alone, not of who did not answer; with fewer than some 30 units of the first
    stage take limits by "t".

    Source: Lumley T. (2004) Analysis of complex survey samples. J Stat Softw 9(8), doi:10.18637/jss.v009.i08;
    Särndal C.-E., Swensson B., Wretman J. (1992) Model Assisted Survey Sampling, chapter 4,
    doi:10.1007/978-1-4612-4378-6. Raises DesignError, QuantityError, MethodError.
    """
    if single_unit not in SINGLE_UNIT:
        raise MethodError(f"single_unit: got {single_unit!r}, allowed are {', '.join(SINGLE_UNIT)}")
    found = numbers("weights", weights)
    if len(found) == 0:
        raise QuantityError("weights: got no rows, allowed is at least one")
    if found.min() < 0:
        raise QuantityError(f"weights: got {found.min():g}, allowed is a finite number not below 0")
    if not stages:
        raise DesignError("stages: got none, allowed is at least one")
    prepared: list[Stage] = []
    for number, drawn in enumerate(stages, 1):
        above = prepared[-1] if prepared else None
        if above is not None and not above.fraction.any():
            break
        prepared.append(_prepared(drawn, above, len(found), number))
    result = Design(found, tuple(prepared), single_unit)
    if single_unit == "refuse":
        _refuse_single(result)
    return result


def _prepared(drawn: Drawn, above: Stage | None, rows: int, number: int) -> Stage:
    within = np.zeros(rows, dtype=np.int64) if above is None else above.unit
    groups = 1 if above is None else above.units
    if drawn.strata is not None:
        within, groups = _nested(within, codes(f"strata of stage {number}", drawn.strata, rows=rows)[0])
    if drawn.clusters is None:
        inside = np.arange(rows)
    else:
        inside = codes(f"clusters of stage {number}", drawn.clusters, rows=rows)[0]
    unit, units = _nested(within, inside)
    stratum = np.empty(units, dtype=np.int64)
    stratum[unit] = within
    sampled = np.bincount(stratum, minlength=groups)
    starts = np.concatenate(([0], np.cumsum(sampled)[:-1]))
    fraction = _fractions(drawn.population, within, sampled, number)
    carried = np.ones(groups)
    if above is not None:
        upper = np.empty(groups, dtype=np.int64)
        upper[within] = above.stratum[above.unit]
        carried = above.carried[upper] * above.fraction[upper]
    return Stage(unit, stratum, starts, sampled, fraction, carried)


def _fractions(population: ArrayLike | None, stratum: Array, sampled: Array, number: int) -> Array:
    if population is None:
        return np.zeros(len(sampled))
    name = f"population of stage {number}"
    given = numbers(name, population, rows=len(stratum))
    known = np.empty(len(sampled))
    known[stratum] = given
    if np.any(known[stratum] != given):
        raise DesignError(f"{name}: got several values in one stratum, allowed is one")
    if np.any(known < sampled):
        worst = int(np.argmax(sampled - known))
        raise DesignError(
            f"{name}: got {known[worst]:g} for a stratum of which {sampled[worst]} units were drawn, "
            "allowed is that many or more"
        )
    return np.asarray(sampled / known)


def _refuse_single(found: Design) -> None:
    for number, stage in enumerate(found.stages, 1):
        alone = int(np.count_nonzero((stage.sampled == 1) & (stage.fraction < 1)))
        if alone:
            raise DesignError(
                f"strata of stage {number}: got {alone} with a single unit, allowed is two or more, "
                "or single_unit 'certainty' or 'centre'"
            )


def _nested(outer: Array, inner: Array) -> tuple[Array, int]:
    """Numbers for the distinct pairs, in the order of the outer, and how many there are."""
    index, present = compressed(outer * (int(inner.max()) + 1) + inner)
    return index, len(present)
