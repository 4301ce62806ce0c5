"""What a fact looks like: its columns, their kinds, and what a condition may ask of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from safecommunity.engine.conditions import Condition, comparisons
from safecommunity.engine.errors import ConditionError, FactError

KINDS = ("int", "code", "place", "text")
NAME = re.compile(r"[a-z][a-z0-9_]*")
REF = re.compile(r"[0-9a-f]{32}")
# The columns every cuboid counts by, besides its place and dimensions.
PERIOD = ("year", "month")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Kinds: `int` and `code` are whole numbers from 0 up, unknown is -1;
    `place` (a permanent id) and `text` are dictionary-encoded strings, unknown is ""."""

    name: str
    kind: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FactError(
                f"kind of column {self.name!r}: got {self.kind!r}, allowed are {', '.join(KINDS)}"
            )
        if not NAME.fullmatch(self.name) or self.name == "ref":
            raise FactError(
                f"name of a column: got {self.name!r}, allowed are a-z, 0-9 and _ after a letter; not 'ref'"
            )

    @property
    def numeric(self) -> bool:
        return self.kind in ("int", "code")


@dataclass(frozen=True, slots=True)
class CubeShape:
    """Stored counts by a place column, year, month and these dimensions."""

    place: str
    dimensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "dimensions", tuple(self.dimensions))

    @property
    def columns(self) -> frozenset[str]:
        """Every column a question to it may name."""
        return frozenset((self.place, *PERIOD, *self.dimensions))


@dataclass(frozen=True)
class FactSchema:
    """A fact table. Every row is a flat dict with `ref` (32 lower-case hex digits) and all columns.

    `count_columns` are the columns over which compaction stores grouped counts, so that the
    questions pages ask most do not look at rows; `cubes` are those it stores by place and month.
    """

    name: str
    version: int
    columns: tuple[Column, ...]
    partition: str = "year"
    count_columns: tuple[str, ...] = ()
    cubes: tuple[CubeShape, ...] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise FactError(f"name of a fact: got {self.name!r}, allowed are a-z, 0-9 and _")
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "count_columns", tuple(self.count_columns))
        object.__setattr__(self, "cubes", tuple(self.cubes))
        names = self.names
        if len(set(names)) != len(names):
            raise FactError(f"columns of {self.name}: got {', '.join(names)}, each name is allowed once")
        for wanted in (self.partition, *self.count_columns):
            self.column(wanted)
        if not self.column(self.partition).numeric:
            raise FactError(
                f"partition of {self.name}: got {self.partition!r}, allowed is an int or code column"
            )
        for shape in self.cubes:
            self._check_cube(shape)

    def _check_cube(self, shape: CubeShape) -> None:
        if self.column(shape.place).numeric:
            raise FactError(f"place of a cube of {self.name}: got {shape.place!r}, allowed is a place column")
        for name in PERIOD:
            if not self.column(name).numeric:
                raise FactError(f"cube of {self.name}: got {name!r} as text, allowed is a number")
        named = (shape.place, *PERIOD, *shape.dimensions)
        for name in shape.dimensions:
            self.column(name)
        if len(set(named)) != len(named):
            raise FactError(f"cube of {self.name}: got {', '.join(named)}, each column is allowed once")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise ConditionError(f"column of {self.name}: got {name!r}, allowed are {', '.join(self.names)}")

    def check(self, condition: Condition, by: Iterable[str] = ()) -> None:
        """Refuse a question this fact cannot answer, before any engine tries."""
        for where in comparisons(condition):
            column = self.column(where.column)
            wanted = int if column.numeric else str
            for value in where.values:
                if not isinstance(value, wanted):
                    allowed = "whole numbers" if column.numeric else "texts"
                    raise ConditionError(
                        f"{self.name}.{column.name} {where.op}: got {value!r}, allowed are {allowed}"
                    )
        asked = tuple(by)
        for name in asked:
            self.column(name)
        if len(set(asked)) != len(asked):
            raise ConditionError(f"dimensions of {self.name}: got {', '.join(asked)}, each is allowed once")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> FactSchema:
        """The schema that `to_data` wrote: what an old snapshot was made for."""
        return cls(
            data["name"],
            data["version"],
            tuple(Column(name, kind) for name, kind in data["columns"]),
            data["partition"],
            tuple(data["count_columns"]),
            tuple(CubeShape(place, tuple(dimensions)) for place, dimensions in data["cubes"]),
        )

    def to_data(self) -> dict[str, Any]:
        """The shape as plain data: a stored base of another shape is rebuilt."""
        return {
            "name": self.name,
            "version": self.version,
            "columns": [[column.name, column.kind] for column in self.columns],
            "partition": self.partition,
            "count_columns": list(self.count_columns),
            "cubes": [[shape.place, list(shape.dimensions)] for shape in self.cubes],
        }
