"""Estimates of a population from the weighted records of a sample, with the error of the way it was drawn.

Records are counted by stratum, sampling unit and weight, which is all an estimate needs; the units that have none of
the records asked about stay in the design, found among all weighted records of the place and the period's years.
Several years are one sample: a unit that stays from year to year is one unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.engine.overlay import View
from safecommunity.epi import survey
from safecommunity.indicators import stability
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure, Sampling
from safecommunity.indicators.period import Period
from safecommunity.indicators.weighted import DESIGN_COLUMNS, WEIGHT_SCALE

KIND = "weighted_total"
BY = (*DESIGN_COLUMNS, "weight")
# a stratum of one unit takes its distance from the mean of all: the error is not made to look small
SINGLE_UNIT = "centre"
INTERVAL = "normal"
METHOD = "linearised, normal"
# the estimate that stands beside a count of the same records
TWINS = {"injury.count": "injury.estimate"}

Units = Mapping[Any, int]


def frame_of(definition: Definition, place_pids: Iterable[str], period: Period) -> Condition:
    """All weighted records of a place in the years a period touches: they tell which units the sample has."""
    years = Where("year", "between", (period.start.year, period.end.year))
    return AllOf(
        (definition.numerator, Where(definition.place_column, "in", tuple(sorted(place_pids))), years)
    )


def units_of(
    view: View, definition: Definition, place_pids: Iterable[str], period: Period, by: tuple[str, ...] = ()
) -> Units:
    """The sampling units of a place and period: {(*by, stratum, unit): records}."""
    return view.counts(frame_of(definition, place_pids, period), (*by, *DESIGN_COLUMNS))


def unweighted(definition: Definition) -> Definition:
    """The same question of all records, weighted or not."""
    return replace(definition, numerator=EVERYTHING)


def estimated(base: Figure, counts: Units, units: Units, records: int) -> Figure:
    """The estimate of a question. `counts`: {(stratum, unit, weight): records}; `units` as of `units_of`;
    `records`: how many the question has in all, weighted or not.

    Without any weighted record of the place and years there is no estimate; where the sample has units and none
    of the records asked about, the estimate is 0 without limits.
    """
    n = sum(counts.values())
    if not units:
        return base
    columns = [(*unit, WEIGHT_SCALE, 0) for unit in units] + [
        (*key, number) for key, number in counts.items()
    ]
    stratum, unit, weight, number = np.array(columns, dtype=np.int64).T
    drawn = survey.design(
        weights=weight / WEIGHT_SCALE,
        stages=[survey.Drawn(strata=stratum, clusters=unit)],
        single_unit=SINGLE_UNIT,
    )
    told = survey.total(drawn, values=number, interval=INTERVAL)
    value = float(told.estimate or 0.0)
    known = n > 0 and told.lower is not None
    rule = stability.get(base.definition.stability)
    sampling = Sampling(
        se=told.se if n else None,
        cv=told.cv if n else None,
        strata=drawn.strata,
        clusters=drawn.clusters,
        degrees_of_freedom=drawn.degrees_of_freedom,
        single=int(np.count_nonzero(drawn.stages[0].sampled == 1)),
        without_weight=records - n,
        unstable=rule.reasons(n=n, estimate=value, cv=told.cv if n else None),
    )
    return replace(
        base,
        value=value,
        lower=max(0.0, told.lower) if known and told.lower is not None else None,
        upper=told.upper if known else None,
        method=METHOD if known else "",
        sampling=sampling,
    )
