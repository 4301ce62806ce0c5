"""Shares of two totals: households that signed of those due. `n` stays the number of records behind them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure


def columns(definition: Definition) -> tuple[str, ...]:
    """The columns counts are split by, so that their values can be added up."""
    return tuple(name for name in (definition.quantity, definition.over) if name)


def share(base: Figure, counts: Mapping[Any, int]) -> Figure:
    """The share of two totals over the same records; without anything due there is none."""
    total, whole = added(counts, 0), added(counts, 1)
    value = base.definition.per * total / whole if whole else None
    return replace(base, value=value, numerator=float(total), denominator=float(whole))


def added(counts: Mapping[Any, int], at: int) -> int:
    """The values at one place of the keys, each times how often it stands; nobody's word (below 0) adds nothing."""
    return sum(max(0, int(key[at])) * int(number) for key, number in counts.items())


def folded(counts: Mapping[Any, int], names: int) -> dict[tuple[Any, ...], int]:
    """Counts by (names…, value) as {names: total}."""
    found: dict[tuple[Any, ...], int] = {}
    for key, number in counts.items():
        found[key[:names]] = found.get(key[:names], 0) + max(0, int(key[names])) * int(number)
    return found
