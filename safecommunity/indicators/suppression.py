"""Which cells to hide besides the small ones: linear programs over everything a reader could add up.

The variables are how far the true table may be from what it is without any told cell or any sum being different. A
program that moves a small cell up by enough, and hides only cells it may move, proves that this cell is protected.
SciPy is imported here and only where a table is released: see `disclosure.protect`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from safecommunity.indicators.released import Cell, Release

if TYPE_CHECKING:
    from safecommunity.indicators.disclosure import Protected

Floats = NDArray[np.float64]
TOLD, SMALL, HIDDEN, HELD = "told", "small", "hidden", "held"
MOVED = 1e-6
NEXT_TO_NOTHING = 1e-4  # the price of moving what is hidden already: programs stay bounded and simple
SINGLES = 3  # programs of one cell between two of all that are left


@dataclass(frozen=True)
class Wanted:
    """A variable that must be able to move by `step` (up, or down where negative)."""

    at: int
    step: float


@dataclass
class System:
    """Everything a reader knows, as bounds and equations of the distances of the variables from the truth.

    `cells`: (release, cell) of each variable; release −1 is the new one. `low`, `high`: how far each may move.
    """

    cells: list[tuple[int, Cell]] = field(default_factory=list)
    at: dict[tuple[int, Cell], int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    price: list[float] = field(default_factory=list)
    equal: list[dict[int, float]] = field(default_factory=list)
    least: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def add(self, key: tuple[int, Cell], count: int, price: float) -> None:
        """A cell that is hidden or may be: it is known to be at least 1."""
        self.at[key] = len(self.cells)
        self.cells.append(key)
        self.low.append(1.0 - count)
        self.high.append(np.inf)
        self.price.append(price)

    def add_sums(self, number: int, release: Release) -> None:
        """The sums of one release, as far as they hold anything that may move."""
        for whole, parts in release.sums():
            row = {self.at[number, part]: 1.0 for part in parts if (number, part) in self.at}
            if (number, whole) in self.at:
                row[self.at[number, whole]] = -1.0
            if row:
                self.equal.append(row)

    def add_same(self, before: int | None, after: int | None) -> None:
        """A reader who supposes that nothing has changed between two tables that have this cell."""
        if before is not None and after is not None:
            self.equal.append({after: 1.0, before: -1.0})
        for at in (before, after):
            if at is not None and (before is None or after is None):
                self.low[at] = max(self.low[at], 0.0)
                self.high[at] = min(self.high[at], 0.0)

    def add_growth(self, first: int, second: int, grown: Mapping[Cell, int], same: bool) -> None:
        """A reader who supposes that counts only grow, wherever that is so; with `same`, that what has not grown is
        what it was."""
        for cell, grown_by in grown.items():
            before, after = self.at.get((first, cell)), self.at.get((second, cell))
            if grown_by < 0 or (before is None and after is None):
                continue
            if same and not grown_by:
                self.add_same(before, after)
                continue
            if before is None and after is not None:
                self.low[after] = max(self.low[after], -float(grown_by))
            elif after is None and before is not None:
                self.high[before] = min(self.high[before], float(grown_by))
            elif before is not None and after is not None:
                self.least.append(({after: 1.0, before: -1.0}, -float(grown_by)))

    def matrices(self) -> tuple[Any, Any, Floats]:
        """Equations, and inequalities written as at most, over (up, down) of every variable."""
        equal = _matrix(self.equal, len(self.cells))
        least = _matrix([row for row, _bound in self.least], len(self.cells))
        bounds = np.array([-bound for _row, bound in self.least])
        return sparse.hstack([equal, -equal]).tocsr(), sparse.hstack([-least, least]).tocsr(), bounds


def _matrix(rows: Sequence[Mapping[int, float]], width: int) -> Any:
    entries = [(number, at, value) for number, row in enumerate(rows) for at, value in row.items()]
    if not entries:
        return sparse.csr_matrix((len(rows), width))
    lines, columns, values = zip(*entries, strict=True)
    return sparse.csr_matrix((values, (lines, columns)), shape=(len(rows), width))


def completed(
    release: Release, status: Mapping[Cell, str], before: Sequence[Protected], threshold: int
) -> dict[Cell, str]:
    """The status of every cell once nothing small can be worked out. `status` has the cells hidden for themselves."""
    found, system = dict(status), _system(release, before)
    wanted = list(_wanted(release, found, before, system, threshold))
    proofs = _proofs(system, found, wanted)
    if proofs is None:  # what was told before leaves no other way
        return {
            cell: told if told != TOLD or not release.counts[cell] else HIDDEN for cell, told in found.items()
        }
    for proof in proofs:
        for at in np.flatnonzero(np.abs(proof) > MOVED).tolist():
            number, cell = system.cells[at]
            if number == -1 and found[cell] == TOLD:
                found[cell] = HIDDEN
    return found


def _system(release: Release, before: Sequence[Protected]) -> System:
    system = System()
    for number, one in enumerate(before):
        for cell, n in one.release.counts.items():
            if one.status[cell] != TOLD:
                system.add((number, cell), n, NEXT_TO_NOTHING)
    for cell, n in release.counts.items():
        if n:
            system.add((-1, cell), n, 1.0 + float(np.log1p(n)))
    for number, one in enumerate(before):
        system.add_sums(number, one.release)
    system.add_sums(-1, release)
    _link(system, [*(one.release for one in before), release])
    return system


def _link(system: System, tables: Sequence[Release]) -> None:
    """Each cell with the same cell of the latest table before that has it."""
    latest: dict[Cell, int] = {}
    for number, table in enumerate(tables):
        linked: dict[int, dict[Cell, int]] = {}
        for cell, n in table.counts.items():
            if cell in latest:
                first = latest[cell]
                linked.setdefault(first, {})[cell] = n - tables[first].counts[cell]
            latest[cell] = number
        for first, grown in linked.items():
            same = table.axes[0] != tables[first].axes[0]  # tables of other places may be of the same day
            system.add_growth(first, number if number < len(tables) - 1 else -1, grown, same)


def _wanted(
    release: Release, status: Mapping[Cell, str], before: Sequence[Protected], system: System, threshold: int
) -> Iterator[Wanted]:
    step = threshold - 1.0
    for number, one in enumerate(before):
        for cell, n in one.release.counts.items():
            if 0 < n < threshold:
                yield Wanted(system.at[number, cell], step)
    for cell, told in status.items():
        if told == SMALL:
            yield Wanted(system.at[-1, cell], step)
        elif told == HELD:
            fell = any(
                one.status.get(cell) == TOLD and one.release.counts[cell] > release.counts[cell]
                for one in before
            )
            yield Wanted(system.at[-1, cell], -step if fell else step)


def _proofs(system: System, status: Mapping[Cell, str], wanted: Sequence[Wanted]) -> list[Floats] | None:
    """Movements that together move everything wanted, with as little newly hidden as they need; None where the
    program finds none."""
    program = _Program(system, status)
    proofs: list[Floats] = []
    left, singles = list(wanted), 0
    while left:
        proof = program.many(left) if singles == 0 else None
        if proof is None or not any(_moves(proof, one) for one in left):
            proof = program.single(min(left, key=lambda one: system.cells[one.at]))
            if proof is None:
                return None
            program.hide(proof)
            singles = (singles + 1) % SINGLES
        proofs.append(proof)
        left = [one for one in left if not _moves(proof, one)]
    return _needed(proofs, wanted)


def _moves(proof: Floats, one: Wanted) -> bool:
    return bool(proof[one.at] * np.sign(one.step) >= abs(one.step) - MOVED)


def _needed(proofs: list[Floats], wanted: Sequence[Wanted]) -> list[Floats]:
    """The proofs without those whose work others do as well; the latest, which know most, are kept first."""
    moved = [{number for number, one in enumerate(wanted) if _moves(proof, one)} for proof in proofs]
    kept = list(range(len(proofs)))
    for number in range(len(proofs)):
        others = set().union(*(moved[one] for one in kept if one != number))
        if moved[number] <= others:
            kept.remove(number)
    return [proofs[number] for number in kept]


class _Program:
    """The linear program of a system, asked again and again with other bounds and prices."""

    def __init__(self, system: System, status: Mapping[Cell, str]) -> None:
        self._equal, self._most, self._bounds = system.matrices()
        self._low, self._high = np.array(system.low), np.array(system.high)
        self._price = np.array(system.price)
        self._hidden = np.array([number >= 0 or status[cell] != TOLD for number, cell in system.cells])

    def hide(self, proof: Floats) -> None:
        """From now on these cells may move without a price."""
        self._hidden |= np.abs(proof) > MOVED

    def single(self, one: Wanted) -> Floats | None:
        """The cheapest movement with one wanted, over cells hidden and not hidden."""
        up, down = self._reach(np.ones(len(self._low), dtype=bool))
        side = up if one.step > 0 else down
        if side[one.at, 1] < abs(one.step):
            return None
        side[one.at, 0] = abs(one.step)
        (down if one.step > 0 else up)[one.at] = 0.0
        price = np.where(self._hidden, NEXT_TO_NOTHING, self._price)
        return self._solved(np.concatenate([price, price]), np.vstack([up, down]))

    def many(self, wanted: Sequence[Wanted]) -> Floats:
        """One movement of the hidden cells alone that moves as much of what is wanted as it can."""
        size = len(self._low)
        up, down = self._reach(self._hidden)
        price = np.full(2 * size, NEXT_TO_NOTHING)
        for one in wanted:
            # what is beyond the step earns nothing, so each is moved by its step and no further
            sides = (up, down) if one.step > 0 else (down, up)
            sides[0][one.at, 1] = min(sides[0][one.at, 1], abs(one.step))
            sides[1][one.at] = 0.0
            price[one.at + (0 if one.step > 0 else size)] = -1.0
        found = self._solved(price, np.vstack([up, down]))
        return np.zeros(size) if found is None else found

    def _reach(self, free: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Bounds of moving up and down: (variable, [least, most])."""
        zeros = np.zeros(len(self._low))
        up = np.column_stack([zeros, np.where(free, np.maximum(self._high, 0.0), 0.0)])
        down = np.column_stack([zeros, np.where(free, np.maximum(-self._low, 0.0), 0.0)])
        return up, down

    def _solved(self, price: Floats, bounds: Floats) -> Floats | None:
        most = {"A_ub": self._most, "b_ub": self._bounds} if self._bounds.size else {}
        found = linprog(
            price,
            A_eq=self._equal,
            b_eq=np.zeros(self._equal.shape[0]),
            bounds=bounds,
            method="highs",
            **most,
        )
        if found.x is None or found.status != 0:
            return None
        size = len(self._low)
        return np.asarray(found.x[:size] - found.x[size:], dtype=np.float64)
