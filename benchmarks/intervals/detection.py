"""How often detection stays silent while nothing happens: the bound of a week as the upper end of an interval."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi.detection.ears import ears
from safecommunity.epi.detection.farrington import farrington, improved_farrington
from safecommunity.epi.detection.outcome import Alarms, Series
from safecommunity.epi.detection.recent import bayes

Simulation = Callable[[np.random.Generator, int], NDArray[np.bool_]]
WEEKS = 300


def calm(
    judge: Callable[..., Alarms], level: float, season: float, size: float | None = None, **given: Any
) -> Simulation:
    """Negative binomial weeks with a season and no outbreak, the variance twice the mean at the level unless `size`
    says otherwise; the last, in the trough of the season, is judged."""
    size = level if size is None else size

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        phase = 2 * np.pi * np.arange(WEEKS) / 52
        mean = level * np.exp(season * np.sin(phase))
        silent = []
        for first in range(0, draws, 2000):
            counts = dice.negative_binomial(
                size, size / (size + mean), size=(min(2000, draws - first), WEEKS)
            )
            told = judge(series=Series(counts.astype(float)), weeks="latest", **given)
            silent.append(~told.alarm[:, 0])
        return np.concatenate(silent)

    return simulate


METHODS = {
    f"detection.improved_farrington {name} mean {level:g}": Method(
        calm(improved_farrington, level, 0.4, method=name, alpha=0.05), slack=slack
    )
    for name, level, slack in (
        ("nb_plugin", 8.0, 0.03), ("nb_plugin", 50.0, 0.03), ("muan", 8.0, 0.02), ("muan", 50.0, 0.02),
        ("delta", 8.0, 0.03),
    )
}  # fmt: skip
METHODS |= {
    "detection.farrington 2/3 mean 8": Method(
        calm(farrington, 8.0, 0.4, method="2/3", alpha=0.1), slack=0.06
    ),
    "detection.ears C1 of 28 weeks": Method(
        calm(ears, 60.0, 0.0, method="C1", baseline=28, alpha=0.05), slack=0.02
    ),
    "detection.ears C2 of 28 weeks": Method(
        calm(ears, 60.0, 0.0, method="C2", baseline=28, alpha=0.05), slack=0.02
    ),
    "detection.bayes mean 5": Method(calm(bayes, 5.0, 0.0, size=1e9, half_width=6), slack=0.01),
}
