"""What a number must be before it is calculated with; every refusal names the quantity and what came."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safecommunity.epi.errors import MethodError, QuantityError

Values = NDArray[np.float64]
"""One number a cell, any shape; NaN where there is none. Of single numbers given, a single number comes back."""


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


def items(name: str, values: Any) -> list[Any]:
    """The members of a list; one number, a word, a mapping or nothing is refused by name."""
    if not isinstance(values, str | bytes | Mapping):
        try:
            return list(values)
        except TypeError:
            pass
    raise QuantityError(f"{name}: got {values!r:.80}, allowed is a list of numbers")


def level(value: object) -> float:
    """A confidence level: more than 0 and less than 1."""
    found = number("confidence", value, least=0.0, above=True)
    if found >= 1:
        raise QuantityError(f"confidence: got {value!r}, allowed is more than 0 and less than 1")
    return found


def numbers(name: str, values: Any, *, least: float = -math.inf, above: bool = False) -> Values:
    """Finite numbers of any shape, not below `least` or above it; None and NaN are missing and stay so, as NaN."""
    allowed = f"finite numbers {'above' if above else 'not below'} {least:g}, or none"
    try:
        raw = np.asarray(values)
        if raw.dtype.kind not in "iufO" or (raw.dtype.kind == "O" and _holds_words(raw)):
            raise TypeError
        found = raw.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise QuantityError(f"{name}: got {values!r:.80}, allowed are {allowed}") from None
    wrong = np.isinf(found) | ((found <= least) if above else (found < least))
    if wrong.any():
        raise QuantityError(f"{name}: got {found[wrong].flat[0]:g}, allowed are {allowed}")
    return found


def wholes(name: str, values: Any) -> Values:
    """Counts of any shape: whole numbers from 0 up; None and NaN are missing and stay so, as NaN."""
    found = numbers(name, values, least=0.0)
    raw = np.asarray(values)
    if raw.dtype.kind not in "iu":
        wrong = found != np.floor(found)
        wrong &= ~np.isnan(found)
        if wrong.any():
            raise QuantityError(
                f"{name}: got {found[wrong].flat[0]:g}, allowed are whole numbers from 0 up, or none"
            )
    return found


def floats(name: str, values: Any) -> Values:
    """Numbers of any shape as float64; words, lists of unequal length and the like are refused by name."""
    try:
        found = np.asarray(values)
        if found.dtype.kind not in "biufO" or (found.dtype.kind == "O" and _holds_words(found)):
            raise TypeError
        return found.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise QuantityError(f"{name}: got {values!r:.80}, allowed are numbers") from None


def seed_of(value: object) -> int:
    """The seed of chance: a whole number from 0 up, so that every answer can be had again."""
    return whole("seed", value)


def same_shape(names: str, *arrays: Values) -> list[Values]:
    """The arrays brought to one shape by NumPy's rule of broadcasting."""
    try:
        return [np.asarray(one) for one in np.broadcast_arrays(*arrays)]
    except ValueError:
        shapes = ", ".join(str(one.shape) for one in arrays)
        raise QuantityError(f"{names}: got shapes {shapes}, allowed are shapes that fit each other") from None


def chosen(*, function: str, method: object, allowed: tuple[str, ...]) -> str:
    """The method named by the caller, when the function knows it."""
    if not isinstance(method, str) or method not in allowed:
        raise MethodError(f"method of {function}: got {method!r}, allowed are {', '.join(allowed)}")
    return method


def _holds_words(raw: NDArray[Any]) -> bool:
    return any(isinstance(one, str | bytes | bool) for one in raw.flat)
