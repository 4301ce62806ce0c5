"""Coverage of the intervals of agreement between judges: three who see a hidden truth, each with his own errors."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi import agreement

TRUTH = np.array([0.35, 0.4, 0.2, 0.05])  # how often each grade is the right one
SKEWED = np.array([0.9, 0.06, 0.03, 0.01])
SHARP, LAX = 0.8, 0.65  # how often a judge gives the right grade; else a neighbour


def _judge(right: float) -> NDArray[np.float64]:
    """Grades given by the right one: rows of shares."""
    found = np.zeros((4, 4))
    for grade in range(4):
        near = [other for other in (grade - 1, grade + 1) if 0 <= other < 4]
        found[grade, grade] = right
        found[grade, near] = (1 - right) / len(near)
    return found


JUDGES = (_judge(SHARP), _judge(LAX), _judge(SHARP))


def patterns(share: NDArray[np.float64], judges: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Every line of grades a thing can get, and how likely it is."""
    lines = np.array(list(product(range(4), repeat=judges)))
    likely = sum(
        share[true] * np.prod([JUDGES[j][true, lines[:, j]] for j in range(judges)], axis=0)
        for true in range(4)
    )
    return lines, np.asarray(likely)


def simulated(ask: Callable[[Any], Any], share: NDArray[np.float64], n: int, judges: int) -> Any:
    """n things judged; the truth is the coefficient of very many things, each line as often as it is likely."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        lines, likely = patterns(share, judges)
        truth = ask(np.repeat(lines, np.rint(likely * 400_000).astype(int), axis=0)).estimate
        inside = []
        for _draw in range(draws):
            found = ask(lines[dice.choice(len(lines), size=n, p=likely / likely.sum())])
            if not np.isnan(found.lower):  # where nobody differs no limits are given
                inside.append(found.lower <= truth <= found.upper)
        return np.asarray(inside)

    return simulate


def _many(function: Any, method: str, **more: Any) -> Callable[[Any], Any]:
    # of the whole population only the coefficient is asked: leaving out each of very many is not
    return lambda rows: function(
        ratings=rows, categories=4, method=method, **more,
        clusters=[0] * len(rows) if len(rows) > 1000 else None,
    )  # fmt: skip


def _pair(method: str, weights: str) -> Callable[[Any], Any]:
    return lambda rows: agreement.cohen_kappa(
        first=rows[:, 0], second=rows[:, 1], categories=4, weights=weights, method=method,
        clusters=[0] * len(rows) if len(rows) > 1000 else None,
    )  # fmt: skip


KINDS = {
    "percent_agreement": agreement.percent_agreement,
    "fleiss_kappa": agreement.fleiss_kappa,
    "gwet_coefficient": agreement.gwet_coefficient,
}
METHODS = {
    **{
        f"agreement.{name} {method} {n} things": Method(
            simulated(_many(function, method, weights="linear"), TRUTH, n, 3), slack=0.03, short=600
        )
        for name, function in KINDS.items()
        for method, n in (("linearised", 50), ("linearised", 20), ("jackknife", 20))
    },
    **{
        f"agreement.cohen_kappa {method} {n} things": Method(
            simulated(_pair(method, "linear"), TRUTH, n, 2), slack=0.03, short=600
        )
        for method, n in (("linearised", 50), ("jackknife", 20))
    },
    **{
        f"agreement.krippendorff_alpha jackknife {difference} {n} things": Method(
            simulated(_many(agreement.krippendorff_alpha, "jackknife", difference=difference), TRUTH, n, 3),
            slack=0.03,
            short=400,
        )
        for difference, n in (("nominal", 20), ("ordinal", 50))
    },
    # nearly all one grade: few things differ, and what they say is coarse
    "agreement.gwet_coefficient linearised 50 things nearly all one grade": Method(
        simulated(_many(agreement.gwet_coefficient, "linearised"), SKEWED, 50, 3), slack=0.04, short=600
    ),
}
