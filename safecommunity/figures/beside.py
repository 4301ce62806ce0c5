"""The estimate that stands beside a count of a sample."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.figures import queries, stores, weighted
from safecommunity.indicators import catalogue, stability
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.shell.numbers import number

Cell = tuple[Any, ...]


def estimates(
    definition: Definition,
    pid: str,
    period: Period,
    by: tuple[str, ...],
    cells: Iterable[Cell],
    *,
    now: datetime,
    ground: queries.Ground,
) -> dict[Cell, Figure]:
    """What a count of a sample says of its population, group by group: the cells of the dimensions `by`, one cell ()
    where there are none. Empty where the records of the place carry no weights: they are no sample then."""
    twin = catalogue.get(weighted.TWINS.get(definition.code, definition.code))
    if twin.kind != weighted.KIND:
        return {}
    if not weighted.units_of(stores.store(twin.fact).view(), twin, ground.trees[pid], period):
        return {}
    found = queries.compute_cells(twin, pid, period, by, cells, now=now, ground=ground)
    return {cell: figure for cell, figure in found.items() if figure.sampling is not None}


def sample_data(figure: Figure) -> dict[str, Any]:
    """An estimate as plain data: with its error, its n, its design and why it would be called unstable."""
    told = figure.sampling
    if told is None:
        return {}
    return {
        "estimate": figure.value,
        "lower": figure.lower,
        "upper": figure.upper,
        "se": told.se,
        "cv": told.cv,
        "n": figure.n,
        "design": {
            "method": figure.method,
            "strata": told.strata,
            "units": told.clusters,
            "degrees_of_freedom": told.degrees_of_freedom,
            "single_unit_strata": told.single,
            "records_without_weight": told.without_weight,
            "rule": figure.definition.stability,
        },
        "unstable": list(told.unstable),
    }


def why_unstable(figure: Figure) -> list[str]:
    """Why the publisher of a sample would call an estimate unstable, in words; empty where he would not."""
    if figure.sampling is None:
        return []
    rule = stability.get(figure.definition.stability)
    words = {
        "n": _("fewer than %(least)s records") % {"least": number(rule.least_n)},
        "estimate": _("estimate below %(least)s") % {"least": number(rule.least_estimate)},
        "cv": _("coefficient of variation above %(most)s%%") % {"most": number(100 * rule.largest_cv, 0)},
    }
    return [words[reason] for reason in figure.sampling.unstable]
