"""Code lists of the room, as data (emergency.yaml), in the reader's language."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from safecommunity.indicators.languages import in_language

FILE = Path(__file__).resolve().parent / "emergency.yaml"
LANGUAGES = ("zh-hans", "zh-hant", "en")
PHASES = ("before", "during", "after")
SORTS = {"team": "team_sorts", "shelter": "shelter_sorts", "stock": "stock_sorts"}
BEFORE = ("near", "approx")  # these words stand before the number, the others behind


@dataclass(frozen=True)
class Word:
    """One code of a list."""

    id: str
    code: int
    labels: Mapping[str, str]

    @property
    def label(self) -> str:
        """In the language of the page."""
        return in_language(self.labels, get_language() or LANGUAGES[0])


@lru_cache
def told() -> dict[str, Any]:
    """The whole file."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return data


@lru_cache
def words(name: str) -> dict[str, Word]:
    """A list by id, in its order."""
    return {
        one: Word(one, given["code"], dict(zip(LANGUAGES, given["label"], strict=True)))
        for one, given in told()[name].items()
    }


def choices(name: str) -> list[tuple[str, str]]:
    """A list as choices of a form or filter."""
    return [(word.id, word.label) for word in words(name).values()]


def label(name: str, code: str) -> str:
    """A code in words; an unknown one stands for itself."""
    word = words(name).get(code)
    return word.label if word is not None else code


def number(name: str, code: str) -> int:
    """The number of a code in facts; -1 where nothing is said."""
    word = words(name).get(code)
    return word.code if word is not None else -1


def label_of_number(name: str, value: int) -> str:
    """The words of a number in facts."""
    return next((word.label for word in words(name).values() if word.code == value), str(value))


def _plain(text: str) -> str:
    """One spelling: a cell of a list comes with full-width signs and Roman numerals folded."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def code_of(name: str, text: str) -> str:
    """The code a cell of a list says: the code itself or its word in any language; "" where none fits."""
    plain = _plain(text)
    for word in words(name).values():
        if plain and plain in (word.id, *(_plain(said) for said in word.labels.values())):
            return word.id
    return ""


def sort_label(kind: str, sort: str) -> str:
    """What sort of team, shelter or supplies, in words."""
    return label(SORTS[kind], sort) if kind in SORTS else sort


def clock(name: str) -> int:
    """A time limit of the file."""
    return int(told()["clocks"][name])


def source(name: str) -> str:
    """Where a list comes from, with its basis."""
    return str(told()["sources"][name]["says"])


def split(text: str) -> tuple[int | None, str]:
    """A number as papers write it, with a word for more or nearly, and its qualifier; None where unreadable."""
    written, qualifier = told()["numbers"], "exact"
    plain = "".join(text.replace(",", "").replace("，", "").split())
    for word, code in written["qualifiers"].items():
        if word in plain:
            plain, qualifier = plain.replace(word, ""), str(code)
    for word in written["counters"]:
        plain = plain.removesuffix(word)
    good = plain.isascii() and plain.isdigit() and len(plain) < 8
    return (int(plain) if good else None), qualifier


def written(number: int | None, qualifier: str) -> str | int:
    """A number with its word as papers write it and `split` reads it: 近300, 约300, 300余, 300以上."""
    word = next((word for word, code in told()["numbers"]["qualifiers"].items() if code == qualifier), "")
    if number is None or not word:
        return "" if number is None else number
    return f"{word}{number}" if qualifier in BEFORE else f"{number}{word}"


def said_yes(text: str) -> bool:
    """Whether a cell of a list says yes."""
    return text.strip().casefold() in {one.casefold() for one in str(told()["yes"]).split()}
