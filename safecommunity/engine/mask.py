"""A condition as a boolean NumPy array over the columns of a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from safecommunity.engine.columns import Array, Table
from safecommunity.engine.conditions import AllOf, AnyOf, Condition, Not, Where
from safecommunity.engine.errors import ConditionError

Mask = NDArray[np.bool_]


def compile_mask(condition: Condition, table: Table) -> Mask | None:
    """The rows that meet the condition; None means every row, so that callers may skip the copy."""
    match condition:
        case Where():
            return _comparison(condition, table)
        case AllOf(parts):
            return _all(parts, table)
        case AnyOf(parts):
            return _any(parts, table)
        case Not(part):
            inner = compile_mask(part, table)
            return np.zeros(table.size, dtype=np.bool_) if inner is None else ~inner
    raise ConditionError(f"condition: got {condition!r}, allowed are Where, AllOf, AnyOf, Not")


def _all(parts: tuple[Condition, ...], table: Table) -> Mask | None:
    result: Mask | None = None
    for part in parts:
        mask = compile_mask(part, table)
        if mask is not None:
            result = mask if result is None else result & mask
    return result


def _any(parts: tuple[Condition, ...], table: Table) -> Mask | None:
    result: Mask = np.zeros(table.size, dtype=np.bool_)
    for part in parts:
        mask = compile_mask(part, table)
        if mask is None:
            return None
        result = result | mask
    return result


def _comparison(where: Where, table: Table) -> Mask:
    try:
        array = table.values[where.column]
    except KeyError:
        allowed = ", ".join(table.values)
        raise ConditionError(f"column: got {where.column!r}, allowed are {allowed}") from None
    if where.column in table.words:
        return _text(where, array, table)
    return _number(where, array)


def _text(where: Where, array: Array, table: Table) -> Mask:
    """Look the words up once, in the short word list; the rows then only index a small table."""
    wanted = np.zeros(len(table.words[where.column]), dtype=np.bool_)
    if where.op in ("known", "unknown"):
        wanted[0] = True
        negate = where.op == "known"
    else:
        codes = table.codes(where.column)
        for value in where.values:
            code = codes.get(value)  # type: ignore[arg-type]
            if code is not None:  # a word no row has matches nothing
                wanted[code] = True
        negate = where.op in ("ne", "not_in")
    if negate:
        wanted = ~wanted
    result: Mask = wanted[array]
    return result


def _number(where: Where, array: Array) -> Mask:
    values = where.values
    match where.op:
        case "eq":
            result = array == values[0]
        case "ne":
            result = array != values[0]
        case "in":
            result = np.isin(array, _numbers(values))
        case "not_in":
            result = np.isin(array, _numbers(values), invert=True)
        case "ge":
            result = (array != -1) & (array >= values[0])
        case "le":
            result = (array != -1) & (array <= values[0])
        case "between":
            result = (array != -1) & (array >= values[0]) & (array <= values[1])
        case "known":
            result = array != -1
        case _:
            result = array == -1
    return result


def _numbers(values: tuple[int | str, ...]) -> Array:
    # Stored numbers fit 32 bits; larger ones match nothing and must not overflow.
    return np.array(
        [value for value in values if isinstance(value, int) and abs(value) < 2**31], dtype=np.int64
    )
