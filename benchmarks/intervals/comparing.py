"""Coverage of limits around a target, of ranks, and of what injuries cost: years, severity, durations."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi.burden import (
    disability_adjusted_years,
    severity_index,
    years_lived_with_disability,
    years_of_life_lost,
)
from safecommunity.epi.durations import durations
from safecommunity.epi.indirect import standardised_ratio
from safecommunity.epi.rankings import funnel_limits, rank_intervals

Simulation = Callable[[np.random.Generator, int], NDArray[np.bool_]]
DEATHS, LEFT = np.array([0.5, 2.0, 6.0]), (70.0, 40.0, 9.0)
HURT, WEIGHTS, LONG = np.array([40.0, 5.0]), (0.05, 0.4), (0.2, 30.0)
RATES, TIME = np.arange(1, 9) / 100, 2000.0


def funnel(expected: float, method: str) -> Simulation:
    """Units with the same true rate: how many lie within the limits of 95 %."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        if method == "poisson_exact":
            cases, size, target = dice.poisson(expected, draws), expected, 1.0
        else:
            size, target = 200.0, expected / 200
            cases = dice.binomial(200, target, draws)
        told = funnel_limits(
            cases=cases.tolist(), at_risk=[size] * draws, target=target, levels=[0.95], method=method
        )
        return told.outside == 0

    return simulate


def ranks(method: str) -> Simulation:
    """Eight units with rates of 1 to 8 in 100: "draws" holds for each of them, "joint" for all at once."""
    true = np.arange(1, 9)

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        held = []
        for _ in range(draws):
            told = rank_intervals(
                cases=dice.poisson(RATES * TIME).tolist(), at_risk=[TIME] * 8, kind="rate", draws=500,
                method=method,
            )  # fmt: skip
            inside = (told.lower <= true) & (true <= told.upper)
            held.append(inside if method == "draws" else inside.all())
        return np.ravel(held)

    return simulate


def years(method: str, what: str) -> Simulation:
    """Years lost, lived with disability, and both, from Poisson counts."""
    lost, lived = float(DEATHS @ LEFT), float((HURT * WEIGHTS) @ LONG)
    truth = {"lost": lost, "lived": lived, "both": lost + lived}[what]

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        held = np.zeros(draws, np.bool_)
        for draw in range(draws):
            dead, hurt = dice.poisson(DEATHS).tolist(), dice.poisson(HURT).tolist()
            one = years_of_life_lost(deaths=dead, years_left=LEFT, method=method)
            two = years_lived_with_disability(
                cases=hurt, disability_weights=WEIGHTS, years=LONG, method=method
            )
            told = {"lost": one, "lived": two}.get(what) or disability_adjusted_years(lost=one, lived=two)
            held[draw] = (
                told.lower is not None and told.upper is not None and told.lower <= truth <= told.upper
            )
        return held

    return simulate


def severity(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
    """60 cases in three classes."""
    told = [
        severity_index(cases=row, weights=(0, 0.5, 1), method="multinomial")
        for row in dice.multinomial(60, [0.6, 0.3, 0.1], draws).tolist()
    ]
    return np.array([one.lower <= 0.25 <= one.upper for one in told])  # type: ignore[operator]


def duration(method: str, size: int) -> Simulation:
    """Tasks of an exponential time, median 10 days, seen for 20 days at most."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        held = np.zeros(draws, np.bool_)
        for draw in range(draws):
            days = dice.exponential(10 / np.log(2), size)
            (told,) = durations(
                days=np.minimum(days, 20).tolist(),
                finished=(days <= 20).tolist(),
                shares=[0.5],
                method=method,
            )
            held[draw] = (told.lower or 0) <= 10 <= (told.upper or np.inf)
        return held

    return simulate


def observed(method: str) -> Simulation:
    """A ratio of 1.5 with 20 expected."""

    def simulate(dice: np.random.Generator, draws: int) -> Any:
        found = standardised_ratio(cases=dice.poisson(30.0, draws), expected=20.0, method=method)
        return (found.lower <= 1.5) & (found.upper >= 1.5)

    return simulate


METHODS = {
    # exact limits are interpolated between whole cases: on average they hold what they say, for one size a bit less
    f"rankings.funnel_limits {name} {expected:g} expected": Method(funnel(expected, name), slack=slack)
    for name, expected, slack in (
        ("poisson_exact", 5.0, 0.03), ("poisson_exact", 60.0, 0.015), ("binomial_exact", 10.0, 0.03),
        ("binomial_exact", 90.0, 0.015),
    )
}  # fmt: skip
METHODS |= {
    "rankings.rank_intervals draws": Method(ranks("draws"), slack=0.01, short=100),
    "rankings.rank_intervals joint": Method(ranks("joint"), short=200),
    "burden.years_of_life_lost fay_feuer": Method(years("fay_feuer", "lost"), short=500),
    "burden.years_of_life_lost dobson": Method(years("dobson", "lost"), slack=0.05, short=500),
    "burden.years_lived_with_disability fay_feuer": Method(years("fay_feuer", "lived"), short=500),
    "burden.years_lived_with_disability dobson": Method(years("dobson", "lived"), slack=0.03, short=500),
    "burden.disability_adjusted_years fay_feuer": Method(years("fay_feuer", "both"), short=500),
    "burden.severity_index multinomial": Method(severity, slack=0.02),
    # for few the limits measured on the plain scale are too narrow: 89 % for ten tasks
    **{
        f"durations.durations {name} {size} tasks": Method(duration(name, size), slack=slack, short=300)
        for name, size, slack in (
            ("brookmeyer_crowley", 10, 0.07),
            ("brookmeyer_crowley", 60, 0.01),
            ("brookmeyer_crowley_log_log", 10, 0.01),
            ("brookmeyer_crowley_log_log", 60, 0.01),
        )
    },
    "indirect.standardised_ratio garwood": Method(observed("garwood")),
    "indirect.standardised_ratio byar": Method(observed("byar")),
}
