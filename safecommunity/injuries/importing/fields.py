"""The fields a list may fill, how each is recognised, and spellings of answers (codes/lists.yaml)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.checks import title
from safecommunity.injuries.checks.fields import REQUIRED

SIGNS = re.compile(r"[\s\W_]+")
SECRETS = frozenset({"name", "id_number", "phone", "address"})
MASKED = frozenset({"id_number", "phone"})
HIDDEN = SECRETS | {"narrative", "diagnosis"}  # what came is never repeated on a page or kept with an error
LONG_NUMBER = re.compile(r"(?<!\d)\d{11}(?!\d)|\d{15}|\d{17}[\dXx]")
NEEDED = ("injury_time",)
FILE = "lists.yaml"
ROW_KEY = "safecommunity_row_key"
REMARKS = "safecommunity_remarks"


@dataclass(frozen=True)
class Field:
    """One field of the register a column may hold."""

    id: str
    kind: str
    words: tuple[str, ...]

    @property
    def list(self) -> str:
        """The option list it is answered from; "" for others."""
        return codes.LISTS.get(self.id, "")

    @property
    def required(self) -> bool:
        """The card wants it answered."""
        return self.id in REQUIRED["card"] or self.id == "age"

    def __str__(self) -> str:
        extra = {
            "age": _("Age"), "injury_hour": _("Hour of injury"), "original_date": _("Date on the paper"),
        }  # fmt: skip
        return extra.get(self.id) or title(self.id)


def same(text: str) -> str:
    """One spelling for a word however it is written: full width, case, blanks and signs do not count."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache
def data() -> Mapping[str, Any]:
    """The file as it is."""
    return yaml.safe_load((codes.HERE / FILE).read_text(encoding="utf-8"))


@lru_cache
def fields() -> Mapping[str, Field]:
    """All fields in the template's order."""
    return {
        one["id"]: Field(one["id"], one["kind"], tuple(str(word) for word in one["words"]))
        for one in data()["fields"]
    }


@lru_cache
def headings() -> Mapping[str, str]:
    """Normalised heading → field, in all languages; the words of the file and the titles of the card."""
    found: dict[str, str] = {}
    for item in codes.card().items:
        if item.id in fields():
            for word in item.label.by_tag.values():
                found.setdefault(same(word), item.id)
    for field in fields().values():
        for word in field.words:
            found.setdefault(same(word), field.id)
    for language, _name in settings.LANGUAGES:  # as the own template and the pages call them
        with translation.override(language):
            for field in fields().values():
                found.setdefault(same(str(field)), field.id)
    return found


@lru_cache
def answers(list_name: str) -> Mapping[str, int]:
    """Normalised spelling → number of a list: number, label, number with label, and the certain aliases."""
    found: dict[str, int] = {}
    doubtful: set[str] = set()

    def learn(word: str, code: int) -> None:
        if found.setdefault(word, code) != code:
            doubtful.add(word)

    for option in codes.card().options(list_name):
        learn(str(option.code), option.code)
        for label in option.label.by_tag.values():
            learn(same(label), option.code)
            learn(same(f"{option.code}{label}"), option.code)
    for code, words in data()["values"].get(list_name, {}).items():
        for word in words:
            learn(same(str(word)), int(code))
    return {word: code for word, code in found.items() if word not in doubtful}


@lru_cache
def hints(list_name: str) -> Mapping[str, int]:
    """Search words that lead to one option only: good enough to offer, not to take."""
    found: dict[str, set[int]] = {}
    for option in codes.card().options(list_name):
        for word in option.words:
            found.setdefault(same(word), set()).add(option.code)
    return {word: next(iter(of)) for word, of in found.items() if len(of) == 1}


@lru_cache
def elsewhere() -> frozenset[str]:
    """Words that say: does not live here."""
    return frozenset(same(word) for word in data()["elsewhere"])


@lru_cache
def suffixes() -> tuple[str, ...]:
    """Endings of place names that are often left away, longest first."""
    return tuple(data()["suffixes"])


@lru_cache
def empty() -> frozenset[str]:
    """What stands for nothing."""
    return frozenset(str(word).casefold() for word in data()["empty"])
