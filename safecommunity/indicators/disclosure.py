"""What of a table may be told to everybody: small counts hidden, with whatever would give them away.

A reader of a public table may add and subtract, may know that a hidden cell is not zero (zeros are always told), and
may hold every earlier release of the same table. He must not be able to bound a small count, or a small change between
two releases, more tightly than the rule allows: from what he knows its largest possible value stays at least
`threshold` − 1 above the true one (sliding protection), so it may always be one that could have been told.

Which further cells to hide is found by linear programs: the cheapest set of cells that could all be otherwise together
without any sum that is told coming out wrong. What such a program finds is itself the proof of protection.
Source: Kelly, Golden and Assad 1992, doi:10.1002/net.3230220407; Fischetti and Salazar 2001,
doi:10.1287/opre.49.5.771.10617. Method and limits in words: docs/explanation/what-everybody-may-see.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from safecommunity.indicators.errors import ReleaseError
from safecommunity.indicators.period import Period
from safecommunity.indicators.released import Cell, Release, united

FILE = Path(__file__).with_name("disclosure.yaml")
TOLD, SMALL, HIDDEN, HELD = "told", "small", "hidden", "held"


@dataclass(frozen=True)
class Rule:
    """`threshold`: the smallest count above zero that is told. `levels`, `months`: the grid, levels of places and
    lengths of periods that begin at a multiple of their length. `largest_table`: cells a release may have."""

    id: str
    threshold: int
    levels: tuple[str, ...]
    months: tuple[int, ...]
    largest_table: int
    basis: str
    source: str

    def check_place(self, level: str) -> None:
        """Refuse a place off the grid."""
        if level not in self.levels:
            raise ReleaseError(f"place for everybody: got a {level}, allowed are {', '.join(self.levels)}")

    def check_period(self, period: Period) -> None:
        """Refuse a period off the grid."""
        length = period.last - period.first + 1
        if length not in self.months or period.first % length:
            allowed = ", ".join(f"{months} months from a multiple of {months}" for months in self.months)
            raise ReleaseError(f"period for everybody: got {period}, allowed are {allowed}")


@cache
def rule(name: str = "public") -> Rule:
    """A rule by its id; read from the file once."""
    known = {data["id"]: data for data in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rules"]}
    if name not in known:
        raise ReleaseError(f"rule of disclosure: got {name!r}, allowed are {', '.join(known)}")
    data = known[name]
    return Rule(
        name, int(data["threshold"]), tuple(data["levels"]), tuple(data["months"]), int(data["largest_table"]),
        data["basis"], " ".join(data["source"].split()),
    )  # fmt: skip


@dataclass(frozen=True)
class Protected:
    """A table as everybody may see it. `status`: of each cell "told", "small" (hidden, below the threshold),
    "hidden" (so that others cannot be worked out) or "held" (its small change since an earlier release would show).
    `stands`: too few records changed since the last release that has these cells, so that one stands as it is."""

    release: Release
    status: Mapping[Cell, str]
    stands: bool = False

    def told(self, cell: Cell) -> int | None:
        """The count of a cell, None where it is hidden."""
        return self.release.counts[cell] if self.status[cell] == TOLD else None

    @property
    def hidden(self) -> int:
        """How many cells are not told."""
        return sum(status != TOLD for status in self.status.values())


def protect(release: Release, by: Rule, earlier: Sequence[Protected] = ()) -> Protected:
    """What may be told of a table, given what was told before, oldest first: of the same table, or of the same counts
    for places above it, beneath it or beside it.

    A value of a split that no earlier release had was zero in those. Raises ReleaseError for a table that is too
    large, or whose axes differ from those of an earlier release.
    """
    release, before = _alike(release, [one for one in earlier if not one.stands])
    if len(release.counts) > by.largest_table:
        raise ReleaseError(
            f"table for everybody: got {len(release.counts)} cells, allowed are {by.largest_table}"
        )
    last = next((one for one in reversed(before) if one.release.holds(release)), None)
    if last is not None and _too_little_changed(last.release, release, by):
        cells = release.counts
        told = Release(release.axes, {cell: last.release.counts[cell] for cell in cells})
        return Protected(told, {cell: last.status[cell] for cell in cells}, stands=True)
    status = {cell: SMALL if 0 < n < by.threshold else TOLD for cell, n in release.counts.items()}
    for one in before:
        for cell in one.release.counts.keys() & status.keys():
            change = abs(release.counts[cell] - one.release.counts[cell])
            if status[cell] == TOLD and one.status[cell] == TOLD and 0 < change < by.threshold:
                status[cell] = HELD
    if any(told != TOLD for told in status.values()) or any(one.hidden for one in before):
        from safecommunity.indicators import suppression

        status = suppression.completed(release, status, before, by.threshold)
    return Protected(release, status)


def _alike(release: Release, earlier: Sequence[Protected]) -> tuple[Release, list[Protected]]:
    """All tables with the same values on the axes after the places."""
    names = [axis.name for axis in release.axes]
    if any([axis.name for axis in one.release.axes] != names for one in earlier):
        raise ReleaseError(
            "table for everybody: got other axes than an earlier release, allowed are the same"
        )
    values = [
        united([*(one.release.axes[at] for one in earlier), release.axes[at]]) for at in range(1, len(names))
    ]
    wider = [one.release.widened(values) for one in earlier]
    before = [
        Protected(table, {**dict.fromkeys(table.counts, TOLD), **one.status})
        for one, table in zip(earlier, wider, strict=True)
    ]
    return release.widened(values), before


def _too_little_changed(old: Release, new: Release, by: Rule) -> bool:
    """Fewer records came or went than the smallest count that is told, or none: a release would point at them."""
    return sum(abs(new.counts[cell] - old.counts[cell]) for cell in new.leaf_cells()) < by.threshold


def to_data(table: Protected) -> dict[str, Any]:
    """Plain data, with the hidden counts too: for the house's own keeping, never for sending."""
    return {
        "axes": [[axis.name, dict(axis.parents)] for axis in table.release.axes],
        "cells": [[list(cell), n, table.status[cell]] for cell, n in table.release.counts.items()],
    }


def from_data(data: Mapping[str, Any]) -> Protected:
    """The table that `to_data` wrote."""
    from safecommunity.indicators.released import Axis

    axes = tuple(Axis(name, parents) for name, parents in data["axes"])
    counts = {tuple(cell): n for cell, n, _status in data["cells"]}
    status = {tuple(cell): status for cell, _n, status in data["cells"]}
    return Protected(Release(axes, counts), status)
