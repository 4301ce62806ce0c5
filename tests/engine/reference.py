"""The slow engine that exists to be obviously right: plain Python over a list of rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from safecommunity.engine.conditions import AllOf, AnyOf, Condition, Not, Where


def holds(condition: Condition, row: Mapping[str, Any]) -> bool:
    """Written out again, apart from the product's own predicate."""
    if isinstance(condition, AllOf):
        return all(holds(part, row) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(holds(part, row) for part in condition.parts)
    if isinstance(condition, Not):
        return not holds(condition.part, row)
    assert isinstance(condition, Where)
    value, wanted = row[condition.column], list(condition.values)
    unknown = value in (-1, "")
    if condition.op == "eq":
        return value == wanted[0]
    if condition.op == "ne":
        return value != wanted[0]
    if condition.op == "in":
        return value in wanted
    if condition.op == "not_in":
        return value not in wanted
    if condition.op == "known":
        return not unknown
    if condition.op == "unknown":
        return unknown
    if unknown:
        return False
    if condition.op == "ge":
        return value >= wanted[0]
    if condition.op == "le":
        return value <= wanted[0]
    if condition.op == "between":
        return wanted[0] <= value <= wanted[1]
    raise AssertionError(condition)


def counts(rows: Iterable[Mapping[str, Any]], condition: Condition, by: tuple[str, ...] = ()) -> dict:
    """The same answer as Store.counts."""
    result: dict[tuple, int] = {} if by else {(): 0}
    for row in rows:
        if holds(condition, row):
            key = tuple(row[name] for name in by)
            result[key] = result.get(key, 0) + 1
    return result


def refs(rows: Iterable[Mapping[str, Any]], condition: Condition) -> list[str]:
    """The same answer as Store.refs: year, month and day downwards, then ref upwards."""
    found = [row for row in rows if holds(condition, row)]
    return [
        row["ref"]
        for row in sorted(found, key=lambda row: (-row["year"], -row["month"], -row["day"], row["ref"]))
    ]
