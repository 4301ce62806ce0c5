"""A condition as a plain function of one row: for lists of a page, one changed row, one claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from safecommunity.engine.conditions import AllOf, AnyOf, Condition, Not, Where
from safecommunity.engine.errors import ConditionError

Predicate = Callable[[Mapping[str, Any]], bool]


def compile_predicate(condition: Condition) -> Predicate:
    """A function that says whether a row meets the condition; None in a row counts as unknown."""
    match condition:
        case Where():
            return _comparison(condition)
        case AllOf(parts):
            every = [compile_predicate(part) for part in parts]
            return lambda row: all(part(row) for part in every)
        case AnyOf(parts):
            some = [compile_predicate(part) for part in parts]
            return lambda row: any(part(row) for part in some)
        case Not(part):
            inner = compile_predicate(part)
            return lambda row: not inner(row)
    raise ConditionError(f"condition: got {condition!r}, allowed are Where, AllOf, AnyOf, Not")


def _comparison(where: Where) -> Predicate:
    column, values = where.column, where.values
    members = frozenset(values)
    test: Callable[[Any], bool]
    match where.op:
        case "eq" | "in":
            test = members.__contains__
        case "ne" | "not_in":
            test = lambda value: value not in members  # noqa: E731
        case "ge":
            test = lambda value: is_known(value) and value >= values[0]  # noqa: E731
        case "le":
            test = lambda value: is_known(value) and value <= values[0]  # noqa: E731
        case "between":
            test = lambda value: is_known(value) and values[0] <= value <= values[1]  # noqa: E731
        case "known":
            test = is_known
        case _:
            test = lambda value: not is_known(value)  # noqa: E731
    return lambda row: test(_value(row, column))


def is_known(value: Any) -> bool:
    """Unknown is written -1 in numbers and "" in texts; None is read as either."""
    return value is not None and value != -1 and value != ""


def _value(row: Mapping[str, Any], column: str) -> Any:
    try:
        return row[column]
    except KeyError:
        raise ConditionError(f"column of the row: got {column!r}, allowed are {', '.join(row)}") from None
