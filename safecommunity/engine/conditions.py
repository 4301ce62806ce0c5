"""Conditions are data: a tree of frozen values that every engine compiles for itself.

Meaning, the same on every engine:

* `eq`, `in` compare the stored value; `ne`, `not_in` and `Not` are plain complements,
  so a row whose value is unknown (-1, or "") is among them;
* `ge`, `le`, `between` (both ends included) never match an unknown value: nobody is
  younger than five because the age was not written down;
* `known`, `unknown` ask for exactly that;
* `AllOf(())` matches every row, `AnyOf(())` none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safecommunity.engine.errors import ConditionError

# Operator → how many values it takes (None: any number).
OPERATORS: dict[str, int | None] = {
    "eq": 1,
    "ne": 1,
    "in": None,
    "not_in": None,
    "ge": 1,
    "le": 1,
    "between": 2,
    "known": 0,
    "unknown": 0,
}
ORDERING = ("ge", "le", "between")

Value = int | str


@dataclass(frozen=True, slots=True)
class Where:
    """One comparison of one column."""

    column: str
    op: str
    values: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise ConditionError(
                f"operator of column {self.column!r}: got {self.op!r}, allowed are {', '.join(OPERATORS)}"
            )
        object.__setattr__(self, "values", tuple(self.values))
        wanted = OPERATORS[self.op]
        if wanted is not None and len(self.values) != wanted:
            raise ConditionError(
                f"{self.column} {self.op}: got {len(self.values)} values, allowed are exactly {wanted}"
            )
        for value in self.values:
            if isinstance(value, bool) or not isinstance(value, int | str):
                raise ConditionError(
                    f"{self.column} {self.op}: got {value!r}, allowed are whole numbers and texts"
                )
        if self.op in ORDERING and not all(isinstance(value, int) for value in self.values):
            raise ConditionError(f"{self.column} {self.op}: got {self.values!r}, allowed are whole numbers")


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Where | AllOf | AnyOf | Not

EVERYTHING: Condition = AllOf(())


def to_data(condition: Condition) -> dict[str, Any]:
    """Plain dicts and lists, fit for JSON; `from_data` reads them back."""
    match condition:
        case Where(column, op, values):
            return {"where": column, "op": op, "values": list(values)}
        case AllOf(parts):
            return {"all": [to_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_data(part) for part in parts]}
        case Not(part):
            return {"not": to_data(part)}
    raise _unknown(condition)


def from_data(data: Mapping[str, Any]) -> Condition:
    """The condition that `to_data` wrote; anything else is refused."""
    keys = set(data) if isinstance(data, Mapping) else set()
    if keys == {"where", "op", "values"}:
        return Where(data["where"], data["op"], tuple(data["values"]))
    if keys == {"all"}:
        return AllOf(tuple(from_data(part) for part in data["all"]))
    if keys == {"any"}:
        return AnyOf(tuple(from_data(part) for part in data["any"]))
    if keys == {"not"}:
        return Not(from_data(data["not"]))
    raise ConditionError(f"condition as data: got {data!r}, allowed are where/op/values, all, any, not")


def columns_of(condition: Condition) -> frozenset[str]:
    """The columns a condition looks at."""
    return frozenset(where.column for where in comparisons(condition))


def comparisons(condition: Condition) -> list[Where]:
    """Every comparison in the tree, from left to right."""
    match condition:
        case Where():
            return [condition]
        case AllOf(parts) | AnyOf(parts):
            return [where for part in parts for where in comparisons(part)]
        case Not(part):
            return comparisons(part)
    raise _unknown(condition)


def exclusive(one: Condition, other: Condition) -> bool:
    """Whether it is sure that no row meets both: some column would have to hold two values. False where not sure."""
    return any(
        mine.column == theirs.column and not _meet(mine, theirs)
        for mine in _demanded(one)
        for theirs in _demanded(other)
    )


def _demanded(condition: Condition) -> list[Where]:
    """Comparisons that every row of a condition meets."""
    if isinstance(condition, AllOf):
        return [where for part in condition.parts for where in _demanded(part)]
    return [condition] if isinstance(condition, Where) else []


def _meet(one: Where, other: Where) -> bool:
    """Whether a value may meet both; True where not sure."""
    if {one.op, other.op} == {"known", "unknown"}:
        return False
    mine, theirs = _listed(one), _listed(other)
    if mine is not None and theirs is not None:
        return not mine.isdisjoint(theirs)
    if mine is not None or theirs is not None:
        listed, asked = (mine, other) if mine is not None else (theirs, one)
        return asked.op not in ORDERING or any(_within(value, asked) for value in listed or ())
    if one.op in ORDERING and other.op in ORDERING:
        (low, high), (least, most) = _range(one), _range(other)
        return max(low, least) <= min(high, most)
    return True


def _listed(where: Where) -> frozenset[Value] | None:
    return frozenset(where.values) if where.op in ("eq", "in") else None


def _range(where: Where) -> tuple[float, float]:
    first, last = int(where.values[0]), int(where.values[-1])
    return (float("-inf") if where.op == "le" else first, float("inf") if where.op == "ge" else last)


def _within(value: Value, where: Where) -> bool:
    low, high = _range(where)
    return isinstance(value, int) and low <= value <= high


def _unknown(condition: object) -> ConditionError:
    return ConditionError(f"condition: got {condition!r}, allowed are Where, AllOf, AnyOf, Not")
