"""Coverage of the intervals of effects: interrupted series, differences in differences, controlled before and after."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi.differences import controlled_before_after, difference_in_differences
from safecommunity.epi.interrupted import interrupted_series

Simulation = Callable[[np.random.Generator, int], NDArray[np.bool_]]
MONTHS, START, STEP = 72, 36, 0.7
T = np.arange(MONTHS)
CALM = 50 * np.exp(0.2 * np.sin(2 * math.pi * (T + 1) / 12))


def interrupted(method: str, *, averted: bool = False, size: float | None = None, **more: Any) -> Simulation:
    """72 months around 50 with a season; three in ten fewer from the middle on. `size`: of a negative binomial."""
    mean = CALM * np.where(T >= START, STEP, 1.0)
    truth = float(CALM[START:].sum() * (1 - STEP)) if averted else STEP

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        held = np.zeros(draws, np.bool_)
        for draw in range(draws):
            counts = (
                dice.poisson(mean) if size is None else dice.negative_binomial(size, size / (size + mean))
            )
            told = interrupted_series(
                cases=counts.tolist(), start=START, season="harmonic", harmonics=1, slope=False, method=method,
                **more,
            )  # fmt: skip
            step = told.term("step")
            lower, upper = (told.averted_lower, told.averted_upper) if averted else (step.lower, step.upper)
            held[draw] = lower <= truth <= upper
        return held

    return simulate


def differences(method: str) -> Simulation:
    """Forty places over six years whose errors hang together; in twenty something begins in the fourth."""
    unit, time = np.repeat(np.arange(40), 6), np.tile(np.arange(6), 40)
    exposure = ((unit < 20) & (time >= 3)).astype(float)

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        held = np.zeros(draws, np.bool_)
        for draw in range(draws):
            drift = (dice.normal(0, 1, (40, 1)) * np.linspace(-1, 1, 6)).ravel()
            if method == "linear":
                outcome, truth, more = 5 + exposure * 2 + drift + dice.normal(0, 1, 240), 2.0, {}
            else:
                truth = math.log(STEP)
                mean = 30 * np.exp(exposure * truth + 0.2 * drift)
                outcome, more = dice.poisson(mean), {"person_years": [1000.0] * 240}
            told = difference_in_differences(
                outcome=outcome.tolist(), unit=unit.tolist(), time=time.tolist(), exposure=exposure.tolist(),
                method=method, **more,
            )  # fmt: skip
            held[draw] = told.effects[0].lower <= truth <= told.effects[0].upper
        return held

    return simulate


def controlled(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
    """Four Poisson counts of 40 to 100."""
    counts = dice.poisson([60.0, 42.0, 100.0, 90.0], (draws, 4))
    truth = (42 / 60) / (90 / 100)

    def one(row: Any) -> bool:
        told = controlled_before_after(
            programme_before=(int(row[0]), 10.0), programme_after=(int(row[1]), 10.0),
            control_before=(int(row[2]), 20.0), control_after=(int(row[3]), 20.0), method="log_normal",
        )  # fmt: skip
        return told.lower is not None and told.upper is not None and told.lower <= truth <= told.upper

    return np.array([one(row) for row in counts])


# 72 months estimate dispersion and clusters imperfectly: normal quantiles then hold a little less than they say
METHODS = {
    "effect.interrupted_series poisson": Method(interrupted("poisson"), short=200),
    "effect.interrupted_series poisson averted": Method(interrupted("poisson", averted=True), short=200),
    "effect.interrupted_series poisson robust": Method(
        interrupted("poisson", errors="robust", size=25), slack=0.03, short=200
    ),
    "effect.interrupted_series quasi_poisson": Method(
        interrupted("quasi_poisson", size=25), slack=0.02, short=200
    ),
    "effect.interrupted_series negative_binomial": Method(
        interrupted("negative_binomial", size=25), slack=0.03, short=120
    ),
    "effect.interrupted_series log_rate": Method(interrupted("log_rate", size=25), slack=0.02, short=200),
    # its docstring warns of many lags on a short series; a year of them here, then three months
    "effect.interrupted_series log_rate newey_west 12 lags": Method(
        interrupted("log_rate", errors="newey_west", lags=12, size=25), slack=0.25, most=0.85, short=150
    ),
    "effect.interrupted_series log_rate newey_west 3 lags": Method(
        interrupted("log_rate", errors="newey_west", lags=3, size=25), slack=0.08, short=150
    ),
    "effect.difference_in_differences linear": Method(differences("linear"), slack=0.02, short=150),
    "effect.difference_in_differences poisson": Method(differences("poisson"), slack=0.02, short=60),
    "effect.controlled_before_after log_normal": Method(controlled, slack=0.005, short=1000),
}
