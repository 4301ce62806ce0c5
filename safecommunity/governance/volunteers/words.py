"""Codes of teams and of what hours are for, and how numbers of people are told."""

import re
import unicodedata
from functools import lru_cache

from safecommunity.governance import codes, words
from safecommunity.shell.numbers import number

BEFORE = ("near", "approx")  # 近30人, 约30人; the other words stand behind: 30余人


@lru_cache
def ids(listed: str) -> tuple[str, ...]:
    """The codes of a list (kinds, whats) in the order facts know them by."""
    return tuple(str(one["id"]) for one in codes.load("volunteers")[listed])


def label(listed: str, code: str) -> str:
    """A code in the reader's language; an unknown one stands for itself."""
    return next(
        (codes.said(one["title"]) for one in codes.load("volunteers")[listed] if one["id"] == code), code
    )


def choices(listed: str) -> list[tuple[str, str]]:
    """Codes with their words."""
    return [(code, label(listed, code)) for code in ids(listed)]


def code_of(listed: str, text: str) -> str:
    """The code of a word in any of the languages, of the code itself, or of the word's beginning; "" if none."""
    plain = text.strip().casefold()
    if not plain:
        return ""
    for one in codes.load("volunteers")[listed]:
        said = [str(one["id"]), *(str(text) for text in one["title"].values())]
        if any(plain == word.casefold() for word in said):
            return str(one["id"])
    return ""


def told(count: int, qualifier: str = "exact") -> str:
    """30, or 30 with the word that was told beside it."""
    return f"{words.qualifier(qualifier)} {number(count)}".strip()


def split(text: str) -> tuple[int | None, str]:
    """A number of people as papers write it, with a word for more or nearly, and its qualifier; None if unreadable."""
    listed, qualifier = codes.load("volunteers"), "exact"
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    for word, code in listed["qualifiers"].items():
        if word in plain:
            plain, qualifier = plain.replace(word, ""), code
    for word in listed["counters"]:
        plain = plain.removesuffix(word)
    good = plain.isascii() and plain.isdigit() and len(plain) < 7
    return (int(plain) if good else None), qualifier


def written(number: int | None, qualifier: str) -> str:
    """A number of people as a list says it, with the first word of its qualifier; empty for none."""
    if number is None:
        return ""
    listed = codes.load("volunteers")["qualifiers"].items()
    word = next((word for word, code in listed if code == qualifier), "")
    return f"{word}{number}" if qualifier in BEFORE else f"{number}{word}"


def hours(minutes: int) -> str:
    """Minutes as hours with one place: 90 is 1.5."""
    return number(minutes / 60, 0 if minutes % 60 == 0 else 1)
