"""The words of `words.yaml`, read once and made into patterns."""

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@functools.cache
def words() -> Mapping[str, Any]:
    """All of them."""
    import yaml

    found: Mapping[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))
    return found


def any_of(some: Iterable[str]) -> str:
    """A pattern for one of some words, the longest first."""
    return "|".join(re.escape(one) for one in sorted(set(some), key=lambda one: (-len(one), one)))


@functools.cache
def unit_names() -> tuple[str, ...]:
    """Every unit as papers write it."""
    units = words()["units"]
    return (*units["measures"], *units["counters"], *units["same"])


@functools.cache
def unit_pattern() -> str:
    """One unit, with what may not follow it."""
    refused: Mapping[str, list[str]] = words()["not_before"]
    parts = []
    for name in sorted(set(unit_names()), key=lambda one: (-len(one), one)):
        follows = refused.get(name, ())
        parts.append(re.escape(name) + (rf"(?!{any_of(follows)})" if follows else ""))
    return f"(?:{'|'.join(parts)})"


@functools.cache
def qualifiers() -> tuple[tuple[str, str], ...]:
    """(word, meaning) of words before a number, the longest first."""
    found = [(word, meaning) for meaning, some in words()["before"].items() for word in some]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


@functools.cache
def idioms() -> re.Pattern[str]:
    """Fixed words with numerals in them that count nothing."""
    return re.compile(words()["idioms"])
