"""The card as data: items in paper order, option lists by card version, cross-checks, crosswalks, clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from safecommunity.engine.conditions import Condition, from_data
from safecommunity.engine.predicate import Predicate, compile_predicate

HERE = Path(__file__).resolve().parent
DEFAULT = "niss-1"
CARD = "card"
FILES = {"niss-1": "card_niss_1.yaml", "niss-2": "card_niss_2.yaml"}
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}

# Which stored field answers which list.
LISTS = {
    "sex": "sex", "household": "household", "education": "education", "occupation": "occupation",
    "cause": "cause", "place_kind": "place", "activity": "activity", "intent": "intent", "alcohol": "alcohol",
    "nature": "nature", "body_part": "body_part", "system": "system", "severity": "severity", "outcome": "outcome",
}  # fmt: skip


class UnknownVersion(LookupError):
    """A card version nobody has described."""


@dataclass(frozen=True)
class Text:
    """A label in the product's three languages."""

    by_tag: Mapping[str, str]

    def __str__(self) -> str:
        return self.by_tag[TAGS.get(get_language() or "", "zh-Hans")]


@dataclass(frozen=True)
class Option:
    """One choice of a list: its number on the card and how people search for it."""

    code: int
    label: Text
    py: str = ""
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    to: Mapping[str, int] = field(default_factory=dict)
    lossy: bool = False

    @property
    def search(self) -> str:
        """Everything a picker may match, separated by blanks."""
        parts = [self.py, self.py.replace("/", ""), *self.py.split("/"), *self.also, *self.words]
        return " ".join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class Item:
    """One numbered question of the paper card."""

    number: int
    id: str
    part: str
    kind: str
    label: Text
    required: bool
    basis: str
    list: str = ""
    widget: str = ""
    help: Text | None = None


@dataclass(frozen=True)
class Rule:
    """A cross-check: speaks when `when` holds and `expect` does not. `scope`: a card, a pair of reports, a month."""

    id: str
    level: str
    field: str
    scope: str
    basis: str
    when: Predicate
    expect: Predicate
    message: Text
    fix: Mapping[str, int]


@dataclass(frozen=True)
class Card:
    """One version of the card."""

    version: str
    title: Text
    note: Text
    numbers: str
    parts: tuple[tuple[str, Text], ...]
    items: tuple[Item, ...]
    lists: Mapping[str, tuple[Option, ...]]

    def options(self, name: str) -> tuple[Option, ...]:
        """The options of a list in paper order."""
        return self.lists[name]

    def option(self, name: str, code: int) -> Option | None:
        """The option that bears a number, if there is one."""
        return next((option for option in self.lists[name] if option.code == code), None)

    def codes(self, name: str) -> frozenset[int]:
        """The numbers allowed in a list."""
        return frozenset(option.code for option in self.lists[name])

    def stored(self, name: str, fieldname: str, code: int) -> dict[str, int]:
        """What to store for a number of this version, in the codes of the default version."""
        option = self.option(name, code)
        if option is None:
            raise LookupError(
                f"{name}: got {code}, allowed: {', '.join(str(c) for c in sorted(self.codes(name)))}"
            )
        return dict(option.to) or {fieldname: code}


def _load(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _option(data: Mapping[str, Any]) -> Option:
    return Option(
        code=data["c"], label=Text(data["label"]), py=data.get("py", ""), also=tuple(data.get("also", ())),
        words=tuple(data.get("words", ())), to=data.get("to", {}), lossy=data.get("lossy", False),
    )  # fmt: skip


def _item(data: Mapping[str, Any]) -> Item:
    return Item(
        number=data["number"], id=data["id"], part=data["part"], kind=data["kind"], label=Text(data["label"]),
        required=data["required"], basis=data["basis"], list=data.get("list", ""), widget=data.get("widget", ""),
        help=Text(data["help"]) if "help" in data else None,
    )  # fmt: skip


@lru_cache
def card(version: str = DEFAULT) -> Card:
    """A version of the card; a later one may replace lists of the one it extends."""
    if version not in FILES:
        raise UnknownVersion(f"card version: got {version!r}, allowed: {', '.join(FILES)}")
    data = _load(FILES[version])
    base = card(data["extends"]) if "extends" in data else None
    lists = {name: tuple(_option(one) for one in options) for name, options in data["lists"].items()}
    return Card(
        version=data["version"],
        title=Text(data["title"]),
        note=Text(data["basis"]["note"]),
        numbers=data["basis"]["numbers"],
        parts=base.parts if base else tuple((part["id"], Text(part["label"])) for part in data["parts"]),
        items=base.items if base else tuple(_item(one) for one in data["items"]),
        lists={**base.lists, **lists} if base else lists,
    )


def label(list_name: str, code: int | None) -> str:
    """The words of a stored code in the current language; unknown codes show as the number itself."""
    if code is None or code < 0:
        return ""
    option = card().option(list_name, code)
    return str(option.label) if option else str(code)


def numbered(list_name: str, code: int | None) -> str:
    """Number and words, as the card prints them: “3 跌倒/坠落”."""
    return f"{code} {label(list_name, code)}" if code is not None and code >= 0 else ""


@lru_cache
def all_rules() -> tuple[Rule, ...]:
    """The quality rules of the card, compiled; those of single cards first."""
    return tuple(
        Rule(
            id=one["id"], level=one["level"], field=one["field"], scope=one.get("scope", CARD), basis=one["basis"],
            when=compile_predicate(_condition(one["when"])),
            expect=compile_predicate(_condition(one["expect"])),
            message=Text(one["message"]), fix=one.get("fix", {}),
        )
        for one in _load("rules.yaml")["rules"]
    )  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """The rules that look at one card: run when it is entered, imported or corrected."""
    return tuple(rule for rule in all_rules() if rule.scope == CARD)


@lru_cache
def conditions() -> Mapping[str, tuple[str, Condition, Condition]]:
    """The same rules as conditions: id → level, when, expect."""
    return {
        one["id"]: (one["level"], _condition(one["when"]), _condition(one["expect"]))
        for one in _load("rules.yaml")["rules"]
        if one.get("scope", CARD) == CARD
    }


def _condition(data: Mapping[str, Any]) -> Condition:
    return from_data(data)


@lru_cache
def review() -> Mapping[str, Mapping[str, Any]]:
    """Settings of the checks a person reviews later (possible duplicates, share of unknown answers)."""
    return {one["id"]: one["settings"] for one in _load("rules.yaml")["rules"] if "settings" in one}


@lru_cache
def crosswalk() -> Mapping[str, Any]:
    """From the card to the WHO minimum data set, and from cause to ranges of ICD-10."""
    return _load("crosswalk.yaml")


def icd10_ranges(cause: int) -> tuple[str, ...]:
    """Ranges of ICD-10 chapter XX a cause stands for; the card alone never yields a single code."""
    return tuple(crosswalk()["icd10"]["map"].get(cause, ()))


def who(item: str, code: int) -> int | None:
    """The WHO minimum data set code of a stored card code; item: mechanism, place, activity, intent."""
    return crosswalk()["who_mds"][item].get(code)


@lru_cache
def deadline_day() -> int:
    """Day of the next month after which a facility's month is late."""
    return int(_load("reporting.yaml")["deadline_day"])


def return_deadline_day() -> int:
    """The day of the next month after which a street's return to its district is late."""
    return int(_load("reporting.yaml")["return_deadline_day"])
