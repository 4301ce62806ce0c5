"""Reading and writing the numbers of a form, and what does not add up in them, by how much."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.returns.spec import LARGEST, Check, Spec, Values


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be read: which, what came, what is allowed."""

    cell: str
    came: str
    says: str


@dataclass(frozen=True)
class Finding:
    """Two numbers of a return that contradict each other: by which rule, where, what they are, by how much."""

    rule: str
    says: str
    left: int
    right: int
    cells: tuple[str, ...]

    @property
    def difference(self) -> int:
        """Left minus right, in smallest steps."""
        return self.left - self.right

    def to_data(self) -> dict[str, Any]:
        """Plain data, as it is frozen with what was handed in."""
        return {
            "rule": self.rule,
            "says": self.says,
            "left": self.left,
            "right": self.right,
            "cells": list(self.cells),
        }


def parse(text: str, decimals: int) -> int | None:
    """A number as people write it, in smallest steps; None for an empty cell. Raises ValueError: what is allowed."""
    plain = unicodedata.normalize("NFKC", str(text)[:60]).strip().replace(",", "").replace(" ", "")
    if not plain:
        return None
    allowed = (
        _("a whole number from 0 up") if not decimals
        else _("a number from 0 up with at most %(n)s decimals") % {"n": decimals}
    )  # fmt: skip
    raised = any(unicodedata.category(char) == "No" for char in str(text)[:60])  # 5² is not 52
    if raised or not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        raise ValueError(allowed)
    try:
        scaled = Decimal(plain).scaleb(decimals)
    except InvalidOperation as reason:
        raise ValueError(allowed) from reason
    if scaled != scaled.to_integral_value():
        raise ValueError(allowed)
    if scaled > LARGEST:
        raise ValueError(_("a smaller number"))
    return int(scaled)


def parse_all(spec: Spec, given: Mapping[str, str]) -> tuple[Values, list[Wrong]]:
    """All cells of a filled form, and all that cannot be read."""
    values, wrong = {}, []
    for cell in spec.cells:
        text = given.get(cell, "")
        try:
            value = parse(text, spec.decimals(cell))
        except ValueError as reason:
            wrong.append(Wrong(cell, str(text)[:40], str(reason)))
        else:
            if value is not None:
                values[cell] = value
    return values, wrong


def written(value: int | None, decimals: int, *, grouped: bool = True) -> str:
    """A value as the form shows it: 1,250 of two decimals is 12.50; missing is empty, never 0."""
    if value is None:
        return ""
    number = Decimal(value).scaleb(-decimals)
    return f"{number:,.{decimals}f}" if grouped else f"{number:.{decimals}f}"


def missing(spec: Spec, values: Mapping[str, int]) -> list[str]:
    """Cells that are empty and may not be: missing is missing, not zero."""
    return [cell for cell in spec.cells if cell not in values and not spec.optional(cell)]


def is_zero(spec: Spec, values: Mapping[str, int]) -> bool:
    """A zero report: everything is said to be zero."""
    return not missing(spec, values) and not any(values.values())


def findings(spec: Spec, values: Mapping[str, int], language: str) -> list[Finding]:
    """Where the form's own checks fail (N2): both sides as they stand, and by how much they differ."""
    found = []
    for check in spec.checks:
        lines = spec.columns if check.across == "rows" else spec.rows
        for line in lines:
            one = _compare(spec, check, line.key, values, language)
            if one is not None:
                found.append(one)
    return found


def _compare(spec: Spec, check: Check, line: str, values: Mapping[str, int], language: str) -> Finding | None:
    left, right = (_cells(check, side, line) for side in (check.left, check.right))
    named = [*left, *right]
    if not all(cell in values or spec.optional(cell) for cell in named):
        return None  # what is missing is said elsewhere, once
    steps = max(spec.decimals(cell) for cell in named)
    a, b = (
        sum(values.get(cell, 0) * 10 ** (steps - spec.decimals(cell)) for cell in side)
        for side in (left, right)
    )
    holds = a == b if check.op == "=" else a <= b if check.op == "<=" else a >= b
    if holds:
        return None
    words = {
        "left": _names(spec, left, language), "a": written(a, steps), "right": _names(spec, right, language),
        "b": written(b, steps), "by": written(abs(a - b), steps),
    }  # fmt: skip
    says = {
        "=": _("%(left)s is %(a)s, %(right)s together %(b)s: %(by)s apart"),
        "<=": _("%(left)s is %(a)s, more than %(right)s with %(b)s, by %(by)s"),
        ">=": _("%(left)s is %(a)s, less than %(right)s with %(b)s, by %(by)s"),
    }[check.op]
    return Finding(check.rule, says % words, a, b, tuple(named))


def _cells(check: Check, keys: tuple[str, ...], line: str) -> list[str]:
    return [f"{key}.{line}" if check.across == "rows" else f"{line}.{key}" for key in keys]


def _names(spec: Spec, cells: list[str], language: str) -> str:
    shown = [spec.cell_title(cell, language) for cell in cells]
    return " + ".join(shown) if len(shown) < 4 else f"{shown[0]} + … + {shown[-1]}"


def summed(spec: Spec, parts: Iterable[Mapping[str, int]]) -> Values:
    """The parts added up, cell by cell; a cell no part has stays missing."""
    found: Values = {}
    for values in parts:
        for cell in spec.cells:
            if cell in values:
                found[cell] = found.get(cell, 0) + values[cell]
    return found


def against_parts(
    spec: Spec, values: Mapping[str, int], below: Mapping[str, int], language: str
) -> list[Finding]:
    """Where the number above differs from the sum beneath (N4): below it is an error, above it is to be explained."""
    found = []
    for cell in spec.cells:
        if cell not in values or cell not in below or values[cell] == below[cell]:
            continue
        decimals, a, b = spec.decimals(cell), values[cell], below[cell]
        words = {
            "cell": spec.cell_title(cell, language), "a": written(a, decimals), "b": written(b, decimals),
            "by": written(abs(a - b), decimals),
        }  # fmt: skip
        says = (
            _("%(cell)s is %(a)s, the parts below add to %(b)s: %(by)s too few")
            if a < b
            else _("%(cell)s is %(a)s, the parts below add to %(b)s: %(by)s more than they have")
        )
        found.append(Finding("N4" if a < b else "N2", says % words, a, b, (cell,)))
    return found
