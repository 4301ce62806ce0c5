"""Drawing from tables of weights with a fixed seed. Simulation, not secrets."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np

Key = TypeVar("Key")


class Dice:
    """Equal seeds give equal worlds. Tables must stay as they are: their running sums are made once."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._made: dict[int, tuple[Any, list[float], list[Any]]] = {}

    def chance(self, probability: float) -> bool:
        """True so often."""
        return float(self._rng.random()) < probability

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, not including, `limit`."""
        return int(self._rng.random() * limit)

    def count(self, expected: float) -> int:
        """A Poisson count."""
        return int(self._rng.poisson(expected))

    def index(self, weights: Sequence[float]) -> int:
        """A position, as often as its weight says."""
        return int(self._draw(weights, range(len(weights)), weights))

    def pick(self, table: Mapping[Key, float]) -> Key:
        """A key, as often as its weight says."""
        found: Key = self._draw(table, table, table.values())
        return found

    def one_of(self, choices: Sequence[Key]) -> Key:
        """Any of them, equally often."""
        return choices[self.below(len(choices))]

    def _draw(self, table: Any, keys: Iterable[Any], weights: Iterable[float]) -> Any:
        if id(table) not in self._made:  # the table is held as well, so that its id is not given to another
            self._made[id(table)] = (table, list(accumulate(weights)), list(keys))
        _table, steps, known = self._made[id(table)]
        return known[min(bisect(steps, self._rng.random() * steps[-1]), len(steps) - 1)]
