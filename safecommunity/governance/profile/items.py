"""What a profile holds, from data."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from safecommunity.indicators.languages import in_language

FILE = Path(__file__).resolve().parent.parent / "codes" / "profile.yaml"


@dataclass(frozen=True)
class Item:
    """One number of the profile."""

    code: str
    titles: dict[str, str] = field(hash=False)
    unit: str
    depth: int

    def title(self, language: str) -> str:
        """Its words."""
        return in_language(self.titles, language)

    @property
    def is_share(self) -> bool:
        """A share stands as stated: without its denominator it is no figure (N1)."""
        return self.unit == "percent"


@lru_cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@lru_cache
def groups() -> tuple[tuple[dict[str, str], tuple[Item, ...]], ...]:
    """Groups with their items, in the order of the sheet."""
    return tuple(
        (
            group["title"],
            tuple(Item(i["code"], i["title"], i["unit"], i.get("depth", 0)) for i in group["items"]),
        )
        for group in _data()["groups"]
    )


@lru_cache
def items() -> dict[str, Item]:
    """All items by code."""
    return {item.code: item for _title, found in groups() for item in found}


def qualifiers() -> dict[str, str]:
    """Words that are kept with a number, by what they mean."""
    return {word: code for code, found in _data()["qualifiers"].items() for word in found}


def limits() -> list[tuple[str, str]]:
    """(smaller, larger) pairs that must hold: residents are not more than the population."""
    return [tuple(check["at_most"]) for check in _data()["checks"]]
