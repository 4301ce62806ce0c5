"""Amounts of money or days: how many, in all, and in the middle. A mean alone misleads where a few are very large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safecommunity.epi.quantities import whole


@dataclass(frozen=True, slots=True)
class Amounts:
    """`n` amounts, their `total`, the `median` and the quartiles around it; all but n and total None for none."""

    n: int
    total: int
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


def amounts(*, counts: Mapping[int, int]) -> Amounts:
    """Describe whole amounts given as {amount: how many have it}.

    Quantiles are inverses of the empirical distribution with averaging at steps (type 2). Decided cases: no amounts
    have a total of 0 and no quantiles; one amount is its own median. Limits: no interval; a few amounts tell little.
    Source: Hyndman R.J., Fan Y. (1996) Sample quantiles in statistical packages. Am Stat 50:361-365,
    doi:10.1080/00031305.1996.10473566, definition 2. Raises QuantityError for negative numbers.
    """
    rows = sorted((whole("amount", amount), whole("how many", many)) for amount, many in counts.items())
    n = sum(many for _, many in rows)
    total = sum(amount * many for amount, many in rows)
    if not n:
        return Amounts(0, 0, None, None, None)
    lower, middle, upper = (_at(rows, n, quarter) for quarter in (1, 2, 3))
    return Amounts(n, total, lower, middle, upper)


def _at(rows: list[tuple[int, int]], n: int, quarter: int) -> float:
    """The amount of rank n × quarter / 4; between two ranks the mean of both."""
    exact = n * quarter
    ranks = (exact // 4, exact // 4 + 1) if exact % 4 == 0 else (exact // 4 + 1, exact // 4 + 1)
    return sum(_ranked(rows, rank) for rank in ranks) / 2


def _ranked(rows: list[tuple[int, int]], rank: int) -> int:
    passed = 0
    for amount, many in rows:
        passed += many
        if passed >= rank:
            return amount
    return rows[-1][0]
