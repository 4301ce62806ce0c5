"""Weights that meet what is known of the population: post-stratification and raking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from safecommunity.epi.errors import EpiError, QuantityError
from safecommunity.epi.quantities import number
from safecommunity.epi.survey._columns import Array, codes
from safecommunity.epi.survey.design import Adjustment, Design

ROUNDS = 1000


class NotConverged(EpiError):
    """Totals that no weights meet: they contradict each other, or a group has nobody to stand for it."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the population: the group of each row, and how many the population has of each group."""

    groups: ArrayLike
    totals: Mapping[int | str, float]


def post_stratify(found: Design, *, known: Known) -> Design:
    """The design with weights that add up to the known number of each group.

    known: groups of the rows, totals of the groups. Every group of the sample must be known and every known group
    be in the sample with weight; otherwise join groups first. Standard errors then leave out what the groups explain.
    Limits: it mends what the groups explain, not who did not answer within them; keep ten and more rows a group.
    Source: Särndal, Swensson and Wretman (1992) section 7.6, doi:10.1007/978-1-4612-4378-6; Valliant R. (1993)
    J Am Stat Assoc 88:89-96, doi:10.1080/01621459.1993.10594298. Raises QuantityError, NotConverged.
    """
    group, totals = _read(found, known, "known")
    before = np.bincount(group, found.weights)
    after = found.weights * (totals / before)[group]
    return found.adjusted(Adjustment("post_stratify", found.weights, after, (group,)))


def rake(found: Design, *, margins: Sequence[Known], tolerance: float = 1e-12) -> Design:
    """The design with weights that meet the known numbers of several groupings at once.

    margins: one or more groupings with their totals, which must agree on the number of all. tolerance: the largest
    distance from a known total that is left, as a part of it. The rounds run until then, at most 1,000. Limits: as
    for `post_stratify`; look at the largest weights after it.
    Source: Deming W.E., Stephan F.F. (1940) Ann Math Stat 11:427-444, doi:10.1214/aoms/1177731829; errors as in
    Deville J.-C., Särndal C.-E. (1992) J Am Stat Assoc 87:376-382, doi:10.1080/01621459.1992.10475217.
    Raises QuantityError, and NotConverged where the margins contradict each other.
    """
    if not margins:
        raise QuantityError("margins: got none, allowed is at least one")
    least = number("tolerance", tolerance, least=0.0, above=True)
    read = [_read(found, known, f"margin {place}") for place, known in enumerate(margins, 1)]
    weights, apart = found.weights, np.inf
    for _ in range(ROUNDS):
        apart = 0.0
        for group, totals in read:
            present = np.bincount(group, weights)
            apart = max(apart, float(np.max(np.abs(present - totals) / np.maximum(totals, 1e-300))))
            factor = np.divide(totals, present, out=np.zeros_like(totals), where=present > 0)
            weights = weights * factor[group]
        if apart <= least:
            groups = tuple(group for group, _ in read)
            return found.adjusted(Adjustment("rake", found.weights, weights, groups))
    raise NotConverged(
        f"margins: {apart:.3g} of a total apart after {ROUNDS} rounds, allowed is {least:g}; "
        "the margins contradict each other or a combination they need is missing"
    )


def _read(found: Design, known: Known, name: str) -> tuple[Array, Array]:
    group, levels = codes(f"groups of {name}", known.groups, rows=found.rows)
    wanted = {level: number(f"totals of {name}", total, least=0.0) for level, total in known.totals.items()}
    there = set(levels.tolist())
    if there != set(wanted):
        raise QuantityError(
            f"totals of {name}: got {sorted(map(str, wanted))}, allowed are the groups of the sample: "
            f"{sorted(map(str, there))}"
        )
    totals = np.array([wanted[level] for level in levels.tolist()])
    weight = np.bincount(group, found.weights)
    if np.any((weight == 0) & (totals > 0)):
        empty = levels[int(np.argmax((weight == 0) & (totals > 0)))]
        raise NotConverged(f"{name}: group {empty} has no weight in the sample; join it with another")
    return group, np.where(weight > 0, totals, 0.0) if np.any(weight == 0) else totals
