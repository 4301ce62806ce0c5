"""Code lists of the room, as data (ledger.yaml), in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language

FILE = Path(__file__).resolve().parent / "ledger.yaml"
LANGUAGES = ("zh-hans", "zh-hant", "en")
LISTS = ("groups", "kinds", "qualifiers", "enters", "audiences", "settings", "conditions", "posts", "weekly")
UNKNOWN = -1


@dataclass(frozen=True)
class Word:
    """One code of a list."""

    id: str
    code: int
    labels: Mapping[str, str]
    group: str = ""
    unit: str = ""
    quick: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """In the language of the page."""
        return in_language(self.labels, get_language() or LANGUAGES[0])

    @property
    def unit_label(self) -> str:
        """The unit of measure in the language of the page."""
        return in_language(UNITS[self.unit], get_language() or LANGUAGES[0]) if self.unit else ""


@lru_cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return told


@lru_cache
def words(name: str) -> dict[str, Word]:
    """A list by id, in its order."""
    return {
        one: Word(
            one, given["code"], dict(zip(LANGUAGES, given["label"], strict=True)), given.get("group", ""),
            given.get("unit", ""), bool(given.get("quick")), tuple(given.get("kinds", ())),
        )
        for one, given in _told()[name].items()
    }  # fmt: skip


def kinds() -> dict[str, Word]:
    """Kinds of entries."""
    return words("kinds")


def choices(name: str) -> list[tuple[str, str]]:
    """A list as choices of a form or filter."""
    return [(word.id, word.label) for word in words(name).values()]


def number(name: str, value: str) -> int:
    """The code in facts; unknown where nothing is said."""
    return words(name)[value].code if value else UNKNOWN


def label(name: str, value: str) -> str:
    """The words of a value; "" where nothing is said."""
    known = words(name).get(value)
    return known.label if known else value


def label_of_code(name: str, code: int) -> str:
    """The words of a code of facts."""
    return next((word.label for word in words(name).values() if word.code == code), str(code))


def amount(kind: str, quantity: int, qualifier: str) -> str:
    """A quantity as people write it: 700,000 余份, 近 300 人, 20 以上."""
    shown, unit = f"{quantity:,}", kinds()[kind].unit_label
    if qualifier in ("near", "about"):
        return f"{label('qualifiers', qualifier)} {shown} {unit}"
    if qualifier in ("over", "least"):
        return f"{shown} {label('qualifiers', qualifier)} {unit}"
    return f"{shown} {unit}"


@lru_cache
def headings() -> dict[str, str]:
    """What headings of a list may be called: word → field."""
    return {word.lower(): field for field, said in _told()["headings"].items() for word in str(said).split()}


def written_headings() -> dict[str, str]:
    """Our heading of each field of a list."""
    return {str(field): str(said).split()[0] for field, said in _told()["headings"].items()}


def template_headings() -> list[str]:
    """Headings as our template writes them."""
    return [str(said).split()[0] for said in _told()["headings"].values()]


@lru_cache
def said(name: str) -> dict[str, str]:
    """What a cell of a list may say: any label or id → id."""
    found: dict[str, str] = {}
    for word in words(name).values():
        for spoken in (word.id, *word.labels.values()):
            found.setdefault(spoken.lower(), word.id)
    if name == "kinds":
        for one, spoken in _told()["also"].items():
            for word_said in str(spoken).split():
                found.setdefault(word_said.lower(), one)
    return found


@dataclass(frozen=True)
class Written:
    """How people write numbers in lists."""

    qualifiers: Mapping[str, str]
    ten_thousands: tuple[str, ...]
    units: tuple[str, ...]


@lru_cache
def written_numbers() -> Written:
    """Words for more and nearly, for ten thousands, and units of measure behind a number."""
    told = _told()["numbers"]
    return Written(told["qualifiers"], tuple(told["ten_thousands"]), tuple(told["units"]))


@lru_cache
def obliged_kinds() -> tuple[str, ...]:
    """Kinds of units whose head and safety staff must hold a certificate."""
    return tuple(_told()["obliged"]["kinds"])
