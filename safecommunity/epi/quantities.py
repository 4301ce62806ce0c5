"""What a number must be before it is calculated with; every refusal names the quantity and what came."""

from __future__ import annotations

import math
import operator

from safecommunity.epi.errors import QuantityError


def whole(name: str, value: object) -> int:
    """A count: a whole number from 0 up."""
    allowed = "a whole number from 0 up"
    if isinstance(value, bool):
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}")
    try:
        found = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}") from None
    if found < 0:
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}")
    return found


def number(name: str, value: object, *, least: float, above: bool = False) -> float:
    """A finite number not below `least`, or above it."""
    allowed = f"a finite number {'above' if above else 'not below'} {least:g}"
    try:
        if isinstance(value, bool | str):
            raise TypeError
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}") from None
    if not math.isfinite(found) or found < least or (above and found == least):
        raise QuantityError(f"{name}: got {value!r}, allowed is {allowed}")
    return found


def level(value: object) -> float:
    """A confidence level: more than 0 and less than 1."""
    found = number("confidence", value, least=0.0, above=True)
    if found >= 1:
        raise QuantityError(f"confidence: got {value!r}, allowed is more than 0 and less than 1")
    return found
