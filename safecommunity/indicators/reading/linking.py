"""Which figure of the catalogue a stated number may be: by its words, its unit and its kind. Always a suggestion."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from safecommunity.indicators.definition import UNITS, Definition
from safecommunity.indicators.reading.plain import plain
from safecommunity.indicators.reading.quantity import Quantity

HERE = Path(__file__).resolve().parent
LEAST = 0.6  # of the pairs of signs of a title, for a title to match
MOST = 3
SIGNS = re.compile(r"[\s（）()、，,。·“”\"的]+")


@dataclass(frozen=True)
class Suggestion:
    """A figure a number may be, with the words and the unit that matched, best first."""

    code: str
    score: float
    matched: tuple[str, ...]


@functools.cache
def _data() -> Mapping[str, Any]:
    import yaml

    found: Mapping[str, Any] = yaml.safe_load((HERE / "synonyms.yaml").read_text("utf-8"))
    return found


def fits(unit: str, definition: Definition) -> bool:
    """Whether a printed unit can be the unit of a figure."""
    return unit in _data()["units"].get(definition.unit, ()) or unit in _own(definition.unit)


@functools.cache
def _own(unit: str) -> tuple[str, ...]:
    return tuple(plain(name) for name in UNITS[unit].values())


def size_of(definition: Definition) -> Fraction:
    """What a printed value is divided by to be in the unit of the figure: papers in 元, some figures in 万元."""
    return Fraction(10000) if definition.unit == "ten_thousand_yuan" else Fraction(1)


def suggest(one: Quantity, definitions: Iterable[Definition]) -> list[Suggestion]:
    """Up to three figures of the catalogue, best first; none for targets' sets, changes and ranks."""
    if one.kind in ("set", "change", "rank") and one.unit != "大":
        return []
    about = SIGNS.sub("", plain(one.about))
    if len(about) < 2:
        return []
    found = []
    for definition in definitions:
        if not fits(one.unit, definition):
            continue
        score, matched = _match(about, definition)
        if score:
            found.append(Suggestion(definition.code, round(score, 2), (*matched, one.unit)))
    return sorted(found, key=lambda each: (-each.score, each.code))[:MOST]


def _match(about: str, definition: Definition) -> tuple[float, tuple[str, ...]]:
    """(how well, the words) of the best phrase or title."""
    known = _data()["figures"].get(definition.code, {})
    refused = any(word in about for word in known.get("not", ()))
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for phrase in () if refused else known.get("any", ()):
        parts = tuple(phrase.split())
        if all(part in about for part in parts):
            # longer words say more; words near the number more than those far before it
            near = max(about.rfind(part) for part in parts) / max(1, len(about))
            best = max(best, (sum(map(len, parts)) + near, parts))
    if refused:
        return best
    for title in _titles(definition):
        share = _share(about, title)
        if share >= LEAST and len(title) > 3:
            best = max(best, (len(title) * share, (title,)))
    return best


@functools.lru_cache(maxsize=4096)
def _signs_of(title: str) -> frozenset[str]:
    return frozenset(title[at : at + 2] for at in range(len(title) - 1))


def _titles(definition: Definition) -> tuple[str, ...]:
    """Titles of the three languages in plain signs; traditional ones fall together with simplified ones."""
    return tuple(dict.fromkeys(SIGNS.sub("", plain(text)).lower() for text in definition.titles.values()))


def _share(about: str, title: str) -> float:
    wanted = _signs_of(title)
    return len(wanted & _signs_of(about.lower())) / len(wanted) if wanted else 0.0
