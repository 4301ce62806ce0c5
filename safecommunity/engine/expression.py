"""A condition as an ibis expression: what the analysis engines run.

Values become typed literals of the expression tree; none is ever pasted into a query as text.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from safecommunity.engine.conditions import AllOf, AnyOf, Condition, Not, Where
from safecommunity.engine.errors import ConditionError
from safecommunity.engine.schema import FactSchema

BEYOND = 2**40


def compile_expression(condition: Condition, table: Any, schema: FactSchema) -> Any:
    """A boolean ibis value over `table`, whose columns are those of the schema and never null."""
    match condition:
        case Where():
            return _comparison(condition, table[condition.column], schema)
        case AllOf(parts):
            compiled = [compile_expression(part, table, schema) for part in parts]
            return reduce(and_, compiled, ibis.literal(value=True))
        case AnyOf(parts):
            compiled = [compile_expression(part, table, schema) for part in parts]
            return reduce(or_, compiled, ibis.literal(value=False))
        case Not(part):
            return ~compile_expression(part, table, schema)
    raise ConditionError(f"condition: got {condition!r}, allowed are Where, AllOf, AnyOf, Not")


def _comparison(where: Where, column: Any, schema: FactSchema) -> Any:
    numeric = schema.column(where.column).numeric
    unknown = column == (-1 if numeric else "")
    values = [_literal(value) for value in where.values]
    match where.op:
        case "eq":
            return column == values[0]
        case "ne":
            return column != values[0]
        case "in":
            return column.isin(values) if values else ibis.literal(value=False)
        case "not_in":
            return ~column.isin(values) if values else ibis.literal(value=True)
        case "ge":
            return ~unknown & (column >= values[0])
        case "le":
            return ~unknown & (column <= values[0])
        case "between":
            return ~unknown & (column >= values[0]) & (column <= values[1])
        case "known":
            return ~unknown
        case _:
            return unknown


def _literal(value: int | str) -> Any:
    if isinstance(value, str):
        return ibis.literal(value, type="string")
    # Facts fit 32 bits, so a larger number compares like any other beyond them.
    return ibis.literal(max(-BEYOND, min(BEYOND, value)), type="int64")
