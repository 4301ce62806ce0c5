"""The codes of NEISS as data: what a number or a label of a published file means, and what the card says for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CODES = Path(__file__).resolve().parent.parent / "codes"
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
DIMENSIONS = ("diagnosis", "product", "body", "disposition", "location", "sex", "alcohol", "stratum")

# "87", "87.0" as written by spreadsheets, "87 - NOT STATED/UNK" as written by the code formats
NUMBER = re.compile(r"(\d{1,6})(?:\.0+)?", re.ASCII)
NUMBERED = re.compile(r"(\d{1,6}) ?- ?(\S.*)", re.ASCII)
HIGHEST_PRODUCT = 9999


class UnknownDimension(LookupError):
    """A kind of code NEISS does not have."""


@dataclass(frozen=True)
class Entry:
    """One code: its names, and the card's answer where both mean the same for certain."""

    code: int
    label: Mapping[str, str]
    card: int | None = None
    card_by_body: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """All codes of one kind, found by number or by any spelling."""

    entries: Mapping[int, Entry]
    names: Mapping[str, int]

    def find(self, text: str) -> int | None:
        """The code of a cell, whichever way it is written; None when NEISS does not have it."""
        if plain := NUMBER.fullmatch(text):
            code = int(plain[1])
            return code if code in self.entries else None
        if (known := self.names.get(same(text))) is not None:
            return known
        if both := NUMBERED.fullmatch(text):
            code = int(both[1])
            return code if code in self.entries and self.names.get(same(both[2]), code) == code else None
        return None

    def card(self, code: int | None) -> int | None:
        """The card's answer for a code, empty where it has none for certain."""
        return None if code is None else self.entries[code].card

    def allowed(self) -> str:
        """The codes in one line, for a person who has to correct a cell."""
        return ", ".join(str(code) for code in sorted(self.entries))


@dataclass(frozen=True)
class Layout:
    """Files that are not laid out like NEISS: what their headings are called and what they need."""

    key: str
    headings: frozenset[str]
    rename: Mapping[str, str]
    age_in_months: bool
    needed: tuple[str, ...]


@dataclass(frozen=True)
class Products:
    """Product codes with their published titles, and what a title means."""

    titles: Mapping[int, str]
    names: Mapping[str, int]
    before: Mapping[str, tuple[int, int]]
    """title → (year, code): until that year the title meant another code"""

    def find(self, text: str, year: int) -> int | None:
        """The product a cell names; numbers NEISS may have added since are kept as they are. 0 is none."""
        if plain := NUMBER.fullmatch(text):
            code = int(plain[1])
            return code if code <= HIGHEST_PRODUCT else None
        name = same(text)
        if name in self.before and year < self.before[name][0]:
            return self.before[name][1]
        return self.names.get(name)


def same(text: str) -> str:
    """What remains of a name when case, blanks and punctuation do not count."""
    return " ".join(re.sub(r"[^\w<]+|_", " ", text.casefold().replace("&", " and ")).split())


def _load(name: str) -> Any:
    # The C loader reads the products in milliseconds; they are the first thing a page of real data asks for.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((CODES / name).read_text(encoding="utf-8"), loader)  # noqa: S506 — a safe loader, in C


@lru_cache
def source() -> Mapping[str, Any]:
    """codes/neiss.yaml as it stands."""
    data: Mapping[str, Any] = _load("neiss.yaml")
    return data


@lru_cache
def table(name: str) -> Table:
    """The codes of one kind. Raises UnknownDimension for a kind NEISS does not have."""
    if name not in DIMENSIONS or name == "product":
        raise UnknownDimension(f"NEISS table: got {name!r}, allowed: {', '.join(DIMENSIONS)}")
    entries: dict[int, Entry] = {}
    names: dict[str, int] = {}
    for one in source()[name]:
        code = one["c"]
        entries[code] = Entry(code, one["label"], one.get("card"), one.get("card_by_body", {}))
        for spelling in (one["label"]["en"], *one.get("names", ())):
            if names.setdefault(same(spelling), code) != code:
                raise ValueError(f"neiss.yaml, {name}: {spelling!r} stands for two codes")
    return Table(entries, names)


@lru_cache
def products() -> Products:
    """The product codes."""
    data = _load("neiss_products.yaml")
    names = {same(title): code for code, title in sorted(data["titles"].items(), reverse=True)}
    names |= {same(title): code for code, more in data["also"].items() for title in more}
    shared = {same(one["title"]): one for one in data["same_title"]}
    names |= {name: one["code"] for name, one in shared.items()}
    before = {
        name: (one["before"]["year"], one["before"]["code"])
        for name, one in shared.items()
        if "before" in one
    }
    return Products(data["titles"], names, before)


@lru_cache
def headings() -> Mapping[str, str]:
    """Heading, compared without case and signs → the field it holds."""
    return {same(name): key for key, names in source()["columns"].items() for name in names}


@lru_cache
def layouts() -> tuple[Layout, ...]:
    """Known files that are laid out otherwise."""
    return tuple(
        Layout(
            one["key"],
            frozenset(one["headings"]),
            one["rename"],
            one.get("age") == "months",
            tuple(one["needed"]),
        )
        for one in source()["layouts"]
    )


@lru_cache
def empty() -> frozenset[str]:
    """What stands in a cell that holds nothing."""
    return frozenset(text.casefold() for text in source()["empty"])


def label_of(dimension: str, code: int, language: str = "zh-hans") -> str:
    """The name of a NEISS code for the screen.

    `dimension`: diagnosis, product, body, disposition, location, sex, alcohol or stratum. Product titles exist in
    English only, as published. A code NEISS does not have is shown as its number, a missing one (below 0) as nothing.
    """
    if code < 0:
        return ""
    if dimension == "product":
        title = products().titles.get(code)
        return f"{title[:1]}{title[1:].lower()}" if title else str(code)
    entry = table(dimension).entries.get(code)
    return entry.label[TAGS.get(language.lower(), "zh-Hans")] if entry else str(code)
