"""What headings and cells of the office's lists may be called; the words themselves are data (codes/lists.yaml)."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

FILE = Path(__file__).resolve().parent.parent / "codes" / "lists.yaml"
MALE, FEMALE, BOTH = 1, 2, 0
# Ages as people write them, also with the characters for year of age, "to", "and over".
YEARS = r"(?:\u5c81|\u5468\u5c81|\u6b72)?"
SPAN = re.compile(rf"(\d{{1,3}})\s*[-\u2013\u2014~\u81f3\u5230]\s*(\d{{1,3}})\s*{YEARS}", re.ASCII)
OPEN = re.compile(rf"(\d{{1,3}})\s*{YEARS}\s*(?:\+|\u53ca?\u4ee5\u4e0a|and over)", re.ASCII)
ONE = re.compile(rf"(\d{{1,3}})\s*{YEARS}", re.ASCII)
INFANTS = re.compile(r"(?:[\u4e0d\u672a]\u6ee1|<)\s*1\s*\u5c81?")
OLDEST = 130
Ages = tuple[int, int | None]


@lru_cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return told


@lru_cache
def listed(name: str) -> dict[str, str]:
    """Each word of a list with what it stands for."""
    return {word: str(code) for code, words in _told()[name].items() for word in str(words).split()}


@lru_cache
def written(name: str) -> dict[str, str]:
    """How our templates write each of a list."""
    return {str(code): str(words).split()[0] for code, words in _told()[name].items()}


def field(kind: str, heading: str) -> str:
    """The field of a heading in a kind of list; "" for what is not read."""
    return listed(kind).get(plain(heading), "")


def sex(text: str) -> int | None:
    """A sex, both where nothing is said; None for a word nobody knows."""
    found = listed("sexes").get(text.strip().lower(), "0" if not text.strip() else "")
    return int(found) if found else None


def answer(text: str) -> bool | None:
    """Yes or no, no where nothing is said; None for anything else."""
    found = listed("answers").get(text.strip().lower(), "no" if not text.strip() else "")
    return found == "yes" if found else None


def plain(heading: str) -> str:
    """A heading in one spelling, without blanks and marks of needed columns."""
    return re.sub(r"[\s*:()]", "", unicodedata.normalize("NFKC", heading)).lower()


def ages(text: str) -> Ages | None:
    """Ages from and to (None: and over) of a band such as 0-4, 85+ or 0; the whole is (0, None)."""
    told = text.strip().lower()
    if sex(told) == BOTH and told != "0":
        return 0, None
    if INFANTS.fullmatch(told):
        return 0, 0
    if found := SPAN.fullmatch(told):
        low, high = int(found[1]), int(found[2])
        return (low, high) if low <= high <= OLDEST else None
    if found := OPEN.fullmatch(told):
        return int(found[1]), None
    if found := ONE.fullmatch(told):
        return (int(found[1]), int(found[1])) if int(found[1]) <= OLDEST else None
    return None


def wide(heading: str) -> tuple[int, int, int | None] | None:
    """Sex and ages of a column of a wide list: a word for the sex before or behind the ages, or none for both."""
    told = plain(heading)
    if not told:
        return None
    for word, code in sorted(listed("sexes").items(), key=lambda pair: -len(pair[0])):
        if word.isascii() and len(word) < 2:
            continue  # a digit or one letter would be taken for part of the ages
        rest = told.removeprefix(word) if told.startswith(word) else told.removesuffix(word)
        if rest != told and (found := ages(rest)) is not None:
            return int(code), *found
    found = ages(told)
    return (BOTH, *found) if found is not None else None


def band(low: int, high: int | None) -> str:
    """A band as people write it."""
    if (low, high) == (0, None):
        return _("all ages")
    return f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"


def sex_name(code: int) -> str:
    """The words of a sex code."""
    return {MALE: _("Men"), FEMALE: _("Women")}.get(code, _("Both sexes"))
