"""Coverage of the intervals of counts and rates."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi.quantiles import table

Simulation = Callable[[np.random.Generator, int], NDArray[np.bool_]]


def garwood(mean: float) -> Simulation:
    """A Poisson count of a known mean."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        lower, upper = table()[dice.poisson(mean, draws)].T
        return (lower <= mean) & (mean <= upper)

    return simulate


METHODS = {f"rates.garwood mean {mean:g}": Method(garwood(mean)) for mean in (0.5, 4.0, 40.0)}
