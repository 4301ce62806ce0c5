"""A board: the totals of many counts, of all places of all levels by month, in memory and in step with every record.

Building it is one roll-up a count. A record that comes, goes or is corrected is then added to, or taken from, exactly
the totals it feeds: its month, at its place and at every place above. A dashboard that shows many places at once reads
totals instead of counting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safecommunity.engine.columns import Table
from safecommunity.engine.conditions import Condition
from safecommunity.engine.overlay import View
from safecommunity.engine.periods import Months
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.predicate import compile_predicate
from safecommunity.engine.rollup import Axis, PlaceCounts, counts_of_places

Row = Mapping[str, Any]
Feeds = tuple[str, tuple[int, ...], int, tuple[int, ...]]


@dataclass(frozen=True)
class Count:
    """One thing a board counts, as `counts_of_places` is asked for it."""

    key: str
    condition: Condition
    place: str
    axes: tuple[Axis, ...] = ()
    weight: str = ""


class Board:
    """Totals by key, each a `PlaceCounts` whose numbers change with every record."""

    def __init__(self, view: View, counts: Sequence[Count], *, months: Months, places: PlaceMap) -> None:
        self.months, self.places, self.counts = months, places, tuple(counts)
        self._asked = [
            (count, compile_predicate(count.condition), [_places_on(axis) for axis in count.axes])
            for count in self.counts
        ]
        self._weights = {count.key: count.weight for count in self.counts}
        self._above: dict[str, tuple[int, ...]] = {}
        self.totals: dict[str, PlaceCounts] = {}
        self._view = view
        self._build(view)

    @property
    def seq(self) -> int:
        """Up to which change the board counts."""
        return self._view.seq

    def change(self, before: Row | None, after: Row | None) -> int:
        """A record came (`before` is None), went (`after` is None) or was corrected. Returns how many totals moved."""
        moved = 0
        for row, sign in ((before, -1), (after, 1)):
            if row is not None:
                for key, positions, slot, at in self.feeds(row):
                    found = self.totals[key]
                    much = sign * self._much(key, row)
                    for position in positions:
                        found.counts[(position, slot, *at)] += much
                    if not positions:
                        found.unplaced[(slot, *at)] += much
                    moved += max(1, len(positions))
        return moved

    def feeds(self, row: Row) -> Iterator[Feeds]:
        """The totals a record feeds: key, positions of its place and all above, slot, positions on the axes."""
        slot = row["year"] * 12 + row["month"] - 1 - self.months.first
        if row["year"] < 0 or row["month"] < 1 or not 0 <= slot < self.months.count:
            return
        for count, holds, axes in self._asked:
            at = tuple(places.get(row[name], -1) for name, places in axes)
            if min(at, default=0) >= 0 and holds(row):
                yield count.key, self._positions(row[count.place]), slot, at

    def follow(self, view: View) -> int:
        """Catch up with a later view of the same fact; a new base builds the board anew. Returns how many totals
        moved."""
        before, self._view = self._view, view
        if view.base is not before.base:
            self._build(view)
            return sum(found.counts.size for found in self.totals.values())
        old = _by_ref(before.added) | _gone(before)
        new = _by_ref(view.added) | _gone(view)
        moved = 0
        for ref in old.keys() | new.keys():
            was, now = old.get(ref), new.get(ref)
            if was != now:
                moved += self._step(ref, was, now)
        return moved

    def _step(self, ref: tuple[str, bool], was: Row | None, now: Row | None) -> int:
        _ref, in_base = ref
        return self.change(now, was) if in_base else self.change(was, now)

    def _build(self, view: View) -> None:
        for count in self.counts:
            self.totals[count.key] = counts_of_places(
                view, count.condition, place=count.place, periods=self.months, places=self.places,
                axes=count.axes, weight=count.weight,
            )  # fmt: skip

    def _positions(self, pid: str) -> tuple[int, ...]:
        found = self._above.get(pid)
        if found is None:
            found = tuple(self.places.position[each] for each in self.places.above(pid))
            self._above[pid] = found
        return found

    def _much(self, key: str, row: Row) -> int:
        weight = self._weights[key]
        return max(0, int(row[weight])) if weight else 1


def _places_on(axis: Axis) -> tuple[str, dict[Any, int]]:
    return axis.column, dict(zip(axis.values, axis.into, strict=True))


def _by_ref(table: Table) -> dict[tuple[str, bool], Row]:
    return {(row["ref"], False): row for row in table.rows()}


def _gone(view: View) -> dict[tuple[str, bool], Row]:
    """Base rows that left: they stand on the other side, so their coming here is a going there."""
    return {(row["ref"], True): row for row in view.removed.rows()}
