"""A table of counts with all its margins, as it would be released: axes that are trees, one count a cell.

A cell is named by one node of each axis; the first axis are the places. Places add up to their street, streets to their
district; a share is a table with one more axis whose two leaves (counted, not counted) add up to its denominator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from safecommunity.indicators.errors import ReleaseError

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Axis:
    """One axis. `parents`: node to the node it adds up to, "" where it adds up to nothing that is shown."""

    name: str
    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        for node, parent in self.parents.items():
            if not node or (parent and parent not in self.parents):
                raise ReleaseError(
                    f"axis {self.name}: got {node!r} beneath {parent!r}, allowed are nodes of the axis"
                )
            self._climb(node)

    def _climb(self, node: str) -> None:
        seen = {node}
        while node := self.parents[node]:
            if node in seen:
                raise ReleaseError(f"axis {self.name}: got {node!r} above itself, allowed is a tree")
            seen.add(node)

    @classmethod
    def flat(cls, name: str, leaves: Sequence[str], total: str = "*") -> Axis:
        """Leaves that add up to one total."""
        return cls(name, {total: "", **dict.fromkeys(leaves, total)})

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Nodes that have others beneath them, with these."""
        found: dict[str, list[str]] = {}
        for node, parent in self.parents.items():
            if parent:
                found.setdefault(parent, []).append(node)
        return {node: tuple(below) for node, below in found.items()}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Nodes with nothing beneath them."""
        return tuple(node for node in self.parents if node not in self.children)

    def up(self, node: str) -> Iterator[str]:
        """A node and everything it adds up to."""
        while node:
            yield node
            node = self.parents[node]


@dataclass(frozen=True)
class Release:
    """Counts of every cell; built by `of_leaves`, which adds the margins up."""

    axes: tuple[Axis, ...]
    counts: Mapping[Cell, int]

    @classmethod
    def of_leaves(cls, axes: Sequence[Axis], leaves: Mapping[Cell, int]) -> Release:
        """The table with margins; leaf cells that are not given are zero."""
        counts = dict.fromkeys(product(*(axis.parents for axis in axes)), 0)
        known = set(product(*(axis.leaves for axis in axes)))
        for cell, number in leaves.items():
            if cell not in known or isinstance(number, bool) or not isinstance(number, int) or number < 0:
                raise ReleaseError(
                    f"cell {cell!r}: got {number!r}, allowed are whole numbers from 0 up in leaves of "
                    f"{', '.join(axis.name for axis in axes)}"
                )
            for above in product(*(axis.up(node) for axis, node in zip(axes, cell, strict=True))):
                counts[above] += number
        return cls(tuple(axes), counts)

    def holds(self, other: Release) -> bool:
        """Whether the other table is a part of this one: of the places a branch, of all else the same."""
        tree, branch = self.axes[0], other.axes[0]
        return self.axes[1:] == other.axes[1:] and all(
            node in tree.parents and set(tree.children.get(node, ())) == set(branch.children.get(node, ()))
            for node in branch.parents
        )

    def widened(self, values: Sequence[Axis]) -> Release:
        """The same table with values, on the axes after the places, of which nothing was counted."""
        axes = (self.axes[0], *values)
        counts = dict.fromkeys(product(*(axis.parents for axis in axes)), 0)
        return Release(axes, {**counts, **self.counts})

    def sums(self) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
        """Every sum a reader can check: a cell, and the cells that add up to it along one axis."""
        for at, axis in enumerate(self.axes):
            others = [one.parents for one in self.axes[:at]], [one.parents for one in self.axes[at + 1 :]]
            for node, below in axis.children.items():
                for before in product(*others[0]):
                    for after in product(*others[1]):
                        yield (*before, node, *after), tuple((*before, child, *after) for child in below)

    def leaf_cells(self) -> list[Cell]:
        """The cells that are no margin of anything."""
        return list(product(*(axis.leaves for axis in self.axes)))


def united(axes: Sequence[Axis]) -> Axis:
    """One axis with the nodes of all of them, in order. Raises ReleaseError where a node adds up to different ones."""
    parents: dict[str, str] = {}
    for axis in axes:
        for node, above in axis.parents.items():
            if axis.name != axes[0].name or parents.setdefault(node, above) != above:
                raise ReleaseError(
                    f"axis {axis.name}: got {node!r} beneath {above!r}, allowed is what earlier releases have"
                )
    return Axis(axes[0].name, parents)
