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


@dataclass(frozen=True)
class _Known:
    """A figure made ready for matching: phrases in parts, words that mean something else, signs of its titles."""

    code: str
    phrases: tuple[tuple[str, ...], ...]
    refused: tuple[str, ...]
    titles: tuple[tuple[str, frozenset[str]], ...]


class Linker:
    """Names figures of a catalogue for many numbers of a paper; made ready once."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._definitions = list(definitions)
        self._by_unit: dict[str, list[_Known]] = {}

    def suggest(self, one: Quantity) -> list[Suggestion]:
        """Up to three figures, best first; none for changes, ranks and sets without a noun."""
        if one.kind in ("set", "change", "rank") and one.unit != "大":
            return []
        about = SIGNS.sub("", plain(one.about)).lower()
        if len(about) < 2:
            return []
        signs = _signs_of(about)
        found = []
        for known in self._fitting(one.unit):
            score, matched = _match(about, signs, known)
            if score:
                found.append(Suggestion(known.code, round(score, 2), (*matched, one.unit)))
        return sorted(found, key=lambda each: (-each.score, each.code))[:MOST]

    def _fitting(self, unit: str) -> list[_Known]:
        if unit not in self._by_unit:
            self._by_unit[unit] = [_known(one) for one in self._definitions if fits(unit, one)]
        return self._by_unit[unit]


def suggest(one: Quantity, definitions: Iterable[Definition]) -> list[Suggestion]:
    """The same for one number."""
    return Linker(definitions).suggest(one)


def _known(definition: Definition) -> _Known:
    data = _data()["figures"].get(definition.code, {})
    titles = tuple((title, _signs_of(title)) for title in _titles(definition) if len(title) > 3)
    phrases = tuple(tuple(phrase.split()) for phrase in data.get("any", ()))
    return _Known(definition.code, phrases, tuple(data.get("not", ())), titles)


def _match(about: str, signs: frozenset[str], known: _Known) -> tuple[float, tuple[str, ...]]:
    """(how well, the words) of the best phrase or title."""
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for parts in known.phrases:
        if all(part in about for part in parts):
            # longer words say more; words near the number more than those far before it
            near = max(about.rfind(part) for part in parts) / len(about)
            best = max(best, (sum(map(len, parts)) + near, parts))
    for title, wanted in known.titles:
        common = len(wanted & signs)
        if common >= LEAST * len(wanted):
            best = max(best, (len(title) * common / len(wanted), (title,)))
    if best[0] and any(word in about for word in known.refused):
        return 0.0, ()
    return best


def _signs_of(title: str) -> frozenset[str]:
    return frozenset(title[at : at + 2] for at in range(len(title) - 1))


def _titles(definition: Definition) -> tuple[str, ...]:
    """Titles of the three languages in plain signs; traditional ones fall together with simplified ones."""
    return tuple(dict.fromkeys(SIGNS.sub("", plain(text)).lower() for text in definition.titles.values()))
