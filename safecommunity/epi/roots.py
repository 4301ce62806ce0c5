"""Roots of monotone functions for whole arrays at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from safecommunity.epi.quantities import Values

STEPS = 200  # halvings allowed; about sixty are needed


def rising_root(function: Callable[[Values], Values], *, level: float, low: Values, high: Values) -> Values:
    """Where a rising function reaches `level`, between `low` and `high`, cell by cell, by halving.

    Halving ends when no number lies between the two ends. NaN at either end gives NaN; a function that never
    reaches the level gives the end that is nearest. Source: bisection; Press W.H. et al. (2007) Numerical Recipes,
    3rd edition, ISBN 978-0-521-88068-8, section 9.1.
    """
    low, high = np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
    for _ in range(STEPS):
        middle = low + (high - low) / 2
        if np.all((middle == low) | (middle == high) | np.isnan(middle)):
            break
        short = function(middle) < level
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return low + (high - low) / 2
