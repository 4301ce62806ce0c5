"""Coverage of the intervals of all cases, found and hidden, where the lists are independent as the models take them."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi.hidden import closed_population, log_linear, two_sources

Simulation = Callable[[np.random.Generator, int], NDArray[np.bool_]]
PEOPLE = 500


def lists(shares: tuple[float, ...], ask: Callable[[dict[Any, int]], Any]) -> Simulation:
    """500 cases, each list holds its share of them."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        held = np.zeros(draws, np.bool_)
        for draw in range(draws):
            on = dice.random((PEOPLE, len(shares))) < shares
            histories = Counter(map(tuple, on[on.any(axis=1)].astype(int).tolist()))
            told = ask(dict(histories))
            held[draw] = told.lower <= PEOPLE <= told.upper
        return held

    return simulate


def chapman(interval: str) -> Callable[[dict[Any, int]], Any]:
    """Two lists and those on both."""

    def ask(counts: dict[Any, int]) -> Any:
        both, one, other = (counts.get(history, 0) for history in ((1, 1), (1, 0), (0, 1)))
        return two_sources(
            first=both + one, second=both + other, both=both, interval=interval, method="chapman"
        )

    return ask


def model(interval: str) -> Callable[[dict[Any, int]], Any]:
    """Three lists, taken as independent."""
    return lambda counts: log_linear(counts=counts, lists="abc", interactions=[[]], interval=interval).chosen


# log_cell leaves chance in who is hidden out and is narrower than it should be (its docstring says so)
METHODS = {
    f"hidden.two_sources {interval}": Method(lists((0.5, 0.4), chapman(interval)), slack=slack, short=400)
    for interval, slack in (("log_normal", 0.01), ("normal", 0.02))
}
METHODS |= {
    f"hidden.log_linear {interval}": Method(lists((0.4, 0.4, 0.3), model(interval)), slack=slack, short=200)
    for interval, slack in (("log_normal", 0.01), ("log_cell", 0.15))
}
METHODS |= {
    f"hidden.closed_population {name}": Method(
        lists((0.4, 0.4, 0.4), lambda counts, name=name: closed_population(counts=counts, method=name)),  # type: ignore[misc]
        slack=0.01,
        short=200,
    )
    for name in ("m0", "mt")
}
