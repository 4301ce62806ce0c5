"""Coverage of the intervals of shares, of their differences and ratios, and of the same people asked twice."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi.paired import paired_difference
from safecommunity.epi.proportions import proportion, proportion_difference, proportion_ratio

Simulation = Callable[[np.random.Generator, int], NDArray[np.bool_]]
# shares of those who change to no and to yes, of those with yes and with no both times
ANSWERS = {"alike": (0.02, 0.08, 0.60, 0.30), "apart": (0.10, 0.30, 0.30, 0.30)}


def each_once(drawn: NDArray[Any], ask: Callable[..., Any], truth: float) -> NDArray[np.bool_]:
    """Ask once for each different column of what was drawn."""
    different, place = np.unique(drawn, axis=1, return_inverse=True)
    found = ask(*different)
    return np.asarray((found.lower <= truth) & (truth <= found.upper))[place.ravel()]


def share(true: float, n: int, method: str) -> Simulation:
    """A share of n people."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        return each_once(
            dice.binomial(n, true, (1, draws)), lambda x: proportion(events=x, n=n, method=method), true
        )

    return simulate


def two(first: tuple[float, int], second: tuple[float, int], function: Any, method: str) -> Simulation:
    """Two shares of different people: the first less the second, or divided by it."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        drawn = np.stack([dice.binomial(n, p, draws) for p, n in (first, second)])
        truth = first[0] - second[0] if function is proportion_difference else first[0] / second[0]

        def ask(ours: Any, theirs: Any) -> Any:
            return function(
                events=ours, n=first[1], reference_events=theirs, reference_n=second[1], method=method
            )

        return each_once(drawn, ask, truth)

    return simulate


def twice(n: int, answers: str, method: str) -> Simulation:
    """The same n people before and after."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        lost, gained, both, _ = ANSWERS[answers]
        drawn = dice.multinomial(n, ANSWERS[answers], draws).T

        def ask(only_before: Any, only_after: Any, yes: Any, no: Any) -> Any:
            return paired_difference(
                both=yes, only_before=only_before, only_after=only_after, neither=no, method=method
            )

        assert 0 < both < 1
        return each_once(drawn, ask, gained - lost)

    return simulate


# how far below its level a method falls in these situations by its own nature: the oscillation of discrete intervals,
# Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286
METHODS = {
    f"proportions.proportion {name} share {p:g} of {n}": Method(share(p, n, name), slack=slack)
    for name, p, n, slack in (
        ("wilson", 0.05, 20, 0.03), ("wilson", 0.3, 40, 0.01), ("wilson", 0.45, 400, 0.01),
        ("clopper_pearson", 0.05, 20, 0.0), ("clopper_pearson", 0.3, 40, 0.0), ("clopper_pearson", 0.45, 400, 0.0),
        ("agresti_coull", 0.05, 20, 0.03), ("agresti_coull", 0.3, 40, 0.005), ("jeffreys", 0.05, 20, 0.03),
        ("jeffreys", 0.3, 40, 0.01), ("wald", 0.45, 400, 0.01),
    )
}  # fmt: skip
METHODS |= {
    f"proportions.{function.__name__} {name} {a[0]:g} of {a[1]}, {b[0]:g} of {b[1]}": Method(
        two(a, b, function, name), slack=slack
    )
    for function, name, a, b, slack in (
        (proportion_difference, "newcombe", (0.45, 60), (0.3, 40), 0.01),
        (proportion_difference, "newcombe", (0.08, 30), (0.02, 50), 0.01),
        (proportion_difference, "miettinen_nurminen", (0.45, 60), (0.3, 40), 0.01),
        (proportion_difference, "miettinen_nurminen", (0.08, 30), (0.02, 50), 0.015),
        (proportion_difference, "agresti_caffo", (0.45, 60), (0.3, 40), 0.01),
        (proportion_difference, "agresti_caffo", (0.08, 30), (0.02, 50), 0.0),
        (proportion_difference, "wald", (0.45, 300), (0.3, 300), 0.01),
        (proportion_ratio, "miettinen_nurminen", (0.45, 60), (0.3, 40), 0.01),
        (proportion_ratio, "miettinen_nurminen", (0.2, 30), (0.1, 50), 0.015),
        (proportion_ratio, "log_normal", (0.45, 60), (0.3, 80), 0.01),
    )
}  # fmt: skip
METHODS |= {
    f"paired.paired_difference {name} {n} people {answers}": Method(twice(n, answers, name), slack=slack)
    for name, n, answers, slack in (
        ("newcombe", 40, "alike", 0.01), ("newcombe", 40, "apart", 0.01), ("newcombe", 200, "alike", 0.01),
        ("wald", 200, "apart", 0.01),
    )
}  # fmt: skip
