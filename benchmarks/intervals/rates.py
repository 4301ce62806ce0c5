"""Coverage of the intervals of counts and of standardised rates."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi.comparison import rate_difference, rate_ratio
from safecommunity.epi.poisson import count_interval
from safecommunity.epi.standardised import direct_rates

Simulation = Callable[[np.random.Generator, int], NDArray[np.bool_]]
YEARS = np.array([5000.0, 3000, 1500, 300])
STANDARD = np.array([4.0, 3, 2, 1])
RISKS = np.array([1.0, 2, 3, 9])


def count(mean: float, method: str) -> Simulation:
    """A Poisson count of a known mean."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        found = count_interval(cases=dice.poisson(mean, draws), method=method)
        return (found.lower <= mean) & (mean <= found.upper)

    return simulate


def standardised(cases: float, method: str) -> Simulation:
    """Four age groups, the oldest few and at nine times the risk; so many cases in all are expected."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        risks = RISKS * cases / (RISKS * YEARS).sum()
        truth = (risks * STANDARD).sum() / STANDARD.sum()
        found = direct_rates(
            cases=dice.poisson(risks * YEARS, size=(draws, 4)), person_years=YEARS, standard_population=STANDARD,
            per=1, method=method,
        )  # fmt: skip
        return (found.lower <= truth) & (truth <= found.upper)

    return simulate


METHODS = {f"counts.garwood mean {mean:g}": Method(count(mean, "garwood")) for mean in (0.5, 4.0, 40.0)}
METHODS |= {
    f"counts.{name} mean {mean:g}": Method(count(mean, name), slack=slack)
    for name, mean, slack in (
        ("mid_p", 4.0, 0.015), ("mid_p", 40.0, 0.01), ("byar", 4.0, 0.0), ("byar", 40.0, 0.002),
        ("byar_mid_p", 40.0, 0.01), ("daly", 4.0, 0.0), ("vandenbroucke", 40.0, 0.015),
        ("ury_wiggins", 40.0, 0.01), ("rothman_greenland", 40.0, 0.01), ("normal", 40.0, 0.015),
    )
}  # fmt: skip
METHODS |= {
    f"standardised.{name} {cases:g} cases": Method(standardised(cases, name), slack=slack)
    for name, cases, slack in (
        ("fay_feuer", 2.0, 0.0), ("fay_feuer", 10.0, 0.0), ("fay_feuer", 60.0, 0.0), ("tiwari", 10.0, 0.01),
        ("tiwari", 60.0, 0.01), ("dobson", 10.0, 0.02), ("dobson", 60.0, 0.01), ("normal", 60.0, 0.03),
    )
}  # fmt: skip


def compared(mean: float, reference_mean: float, function: Callable[..., Any], method: str) -> Simulation:
    """Two counts of known means over 1,000 and 2,000 person-years: their ratio or difference."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        rate, reference = mean / 1000, reference_mean / 2000
        ours, theirs = dice.poisson(mean, draws), dice.poisson(reference_mean, draws)
        different, place = np.unique(np.stack([ours, theirs]), axis=1, return_inverse=True)
        found = function(
            cases=different[0], person_years=1000, reference_cases=different[1], reference_person_years=2000,
            method=method, **({} if function is rate_ratio else {"per": 1}),
        )  # fmt: skip
        truth = rate / reference if function is rate_ratio else rate - reference
        return ((found.lower <= truth) & (truth <= found.upper))[place.ravel()]

    return simulate


METHODS |= {
    f"comparison.{function.__name__} {name} means {a:g} and {b:g}": Method(
        compared(a, b, function, name), slack=slack
    )
    for function, name, a, b, slack in (
        (rate_ratio, "exact", 4.0, 10.0, 0.0), (rate_ratio, "mid_p", 4.0, 10.0, 0.005),
        (rate_ratio, "log_normal", 20.0, 40.0, 0.005), (rate_difference, "miettinen_nurminen", 4.0, 10.0, 0.01),
        (rate_difference, "mover", 4.0, 10.0, 0.0), (rate_difference, "wald", 20.0, 40.0, 0.01),
    )
}  # fmt: skip
