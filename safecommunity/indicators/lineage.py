"""From a definition to the columns it reads, and from a column to the definitions that read it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from safecommunity.engine.conditions import AllOf, AnyOf, Condition, Not, Where, columns_of
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import LANGUAGES, nearest

FILE = Path(__file__).with_name("columns.yaml")
WHEN = ("year", "month")
ROLES = ("numerator", "denominator", "quantity", "duration", "place", "period", "dimension")
SIGNS = {"eq": "=", "ne": "≠", "ge": "≥", "le": "≤", "in": "∈", "not_in": "∉"}


def columns_by_role(definition: Definition) -> dict[str, tuple[str, ...]]:
    """The columns of its fact a definition reads, by what it reads them for; roles without any are left out."""
    found = {
        "numerator": tuple(sorted(columns_of(definition.numerator))),
        "denominator": _divided_by(definition),
        "quantity": (definition.summed,) if definition.summed else (),
        "duration": (definition.quantity, definition.open_since) if definition.open_since else (),
        "place": (definition.place_column,),
        "period": WHEN[:1] if definition.of_year else WHEN,
        "dimension": definition.dimensions,
    }
    return {role: columns for role, columns in found.items() if columns}


def _divided_by(definition: Definition) -> tuple[str, ...]:
    share = definition.denominator
    asked = () if share is None or isinstance(share, str) else columns_of(share)
    return tuple(sorted({*asked, *([definition.over] if definition.over else [])}))


def using(
    definitions: Iterable[Definition], fact: str, column: str = ""
) -> dict[Definition, tuple[str, ...]]:
    """The definitions that read a fact, or one column of it, with what each reads it for."""
    found = {}
    for definition in definitions:
        if definition.fact != fact:
            continue
        roles = columns_by_role(definition)
        named = tuple(role for role, columns in roles.items() if not column or column in columns)
        if named:
            found[definition] = named
    return found


@cache
def _words(part: str) -> dict[str, dict[str, str]]:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))[part]
    return {name: dict(zip(LANGUAGES, texts, strict=True)) for name, texts in content.items()}


def column_label(name: str, language: str) -> str:
    """What a column is called; its own name where nobody wrote it down."""
    return _words("columns").get(name, {}).get(nearest(language), name)


def fact_label(name: str, language: str) -> str:
    """What a fact is called; its own name where nobody wrote it down."""
    return _words("facts").get(name, {}).get(nearest(language), name)


def formula(condition: Condition) -> str:
    """A condition as a line for people who check formulas: `cause = 3 ∧ age_years ≥ 65`."""
    match condition:
        case Where(column, op, values):
            if op in ("known", "unknown"):
                return f"{column} {op}"
            if op == "between":
                return f"{values[0]} ≤ {column} ≤ {values[1]}"
            told = ", ".join(map(str, values))
            return (
                f"{column} {SIGNS[op]} {{{told}}}"
                if op in ("in", "not_in")
                else f"{column} {SIGNS[op]} {told}"
            )
        case AllOf(parts):
            return " ∧ ".join(map(_inner, parts)) or "⊤"
        case AnyOf(parts):
            return " ∨ ".join(map(_inner, parts)) or "⊥"
        case Not(part):
            return f"¬{_inner(part)}"


def _inner(condition: Condition) -> str:
    simple = isinstance(condition, Where | Not) or (
        isinstance(condition, AllOf | AnyOf) and len(condition.parts) < 2
    )
    return formula(condition) if simple else f"({formula(condition)})"
