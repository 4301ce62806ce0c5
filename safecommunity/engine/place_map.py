"""The tree of places as paths, of one day or dated: what rolls up into what.

Places stand in the order of their paths, each followed by all beneath it, so a place with everything below is one
run of positions and one running sum answers for all levels at once, whichever levels a part of the country leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from safecommunity.engine.columns import Array
from safecommunity.engine.errors import FactError

Steps = tuple[str, ...]
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class PlaceMap:
    """The map of one day. `pids` in the order of their paths; `ends[i]` is the position after the last one beneath
    place i; `parents[i]` is the position of the nearest place above that is on the map, -1 for none."""

    pids: tuple[str, ...]
    ends: Array
    parents: Array

    @classmethod
    def of_paths(cls, paths: Mapping[str, str]) -> PlaceMap:
        """From the path of each place: "/province/…/itself/". A path that does not end in its place is refused."""
        stood = sorted((_steps(path), pid) for pid, path in paths.items())
        ends = np.full(len(stood), len(stood), dtype=np.int64)
        parents = np.full(len(stood), NOWHERE, dtype=np.int64)
        above: list[tuple[Steps, int]] = []
        for at, (steps, pid) in enumerate(stood):
            if not steps or steps[-1] != pid:
                raise FactError(
                    f"path of place {pid}: got {'/'.join(steps)!r}, allowed is one that ends in it"
                )
            while above and steps[: len(above[-1][0])] != above[-1][0]:
                ends[above.pop()[1]] = at
            if above:
                parents[at] = above[-1][1]
            above.append((steps, at))
        return cls(tuple(pid for _, pid in stood), ends, parents)

    @property
    def size(self) -> int:
        return len(self.pids)

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each place stands."""
        return {pid: at for at, pid in enumerate(self.pids)}

    def positions(self, pids: Iterable[str]) -> Array:
        """Where these places stand; the position after the last for a place that is not on the map."""
        own = self.position
        return np.array([own.get(pid, self.size) for pid in pids], dtype=np.int64)

    def beneath(self, pid: str) -> tuple[str, ...]:
        """A place and all beneath it."""
        at = self.position[pid]
        return self.pids[at : int(self.ends[at])]

    def above(self, pid: str) -> tuple[str, ...]:
        """A place and all above it, itself first; nothing for one that is not on the map."""
        at, found = self.position.get(pid, NOWHERE), []
        while at != NOWHERE:
            found.append(self.pids[at])
            at = int(self.parents[at])
        return tuple(found)

    def roll_up(self, own: Array) -> Array:
        """Each place with everything beneath it. `own` has one line a place and may be overwritten; whole numbers,
        for which a difference of running sums is exact."""
        running = np.cumsum(own, axis=0, out=own)
        ends = running[self.ends - 1] if self.size else running
        ends[1:] -= running[:-1]
        return ends

    @cached_property
    def depths(self) -> Array:
        """How many places stand above each."""
        found = np.zeros(self.size, dtype=np.int64)
        for at, parent in enumerate(self.parents.tolist()):
            found[at] = 0 if parent == NOWHERE else found[parent] + 1
        return found


@dataclass(frozen=True, slots=True)
class PathSpan:
    """The path of a place from a day on, up to the day before `ends`; None has not ended."""

    pid: str
    path: str
    starts: date
    ends: date | None = None


class DatedMap:
    """All paths of all places, dated: the map of any day.

    A place that has no path on a day keeps its last one before, or takes its first one after: a record is never
    lost because its place was dissolved in the middle of a month or entered late.
    """

    def __init__(self, spans: Iterable[PathSpan]) -> None:
        self._spans: dict[str, list[PathSpan]] = {}
        for span in spans:
            self._spans.setdefault(span.pid, []).append(span)
        for found in self._spans.values():
            found.sort(key=lambda span: span.starts)
        self._changes = sorted({span.starts for found in self._spans.values() for span in found})
        self._maps: dict[int, PlaceMap] = {}

    def on(self, day: date) -> PlaceMap:
        """The map of a day; days with no change between them share one."""
        era = sum(change <= day for change in self._changes)
        if era not in self._maps:
            self._maps[era] = PlaceMap.of_paths(
                {pid: _chosen(found, day) for pid, found in self._spans.items()}
            )
        return self._maps[era]


def _chosen(spans: list[PathSpan], day: date) -> str:
    return next((span.path for span in reversed(spans) if span.starts <= day), spans[0].path)


def _steps(path: str) -> Steps:
    return tuple(step for step in path.split("/") if step)
