"""Which cards and columns a dashboard has, as data (cards.yaml), and to whom any is open."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from safecommunity.accounts.models import Role
from safecommunity.figures import choice
from safecommunity.indicators.languages import LANGUAGES, in_language

ROOM = "reports"
FILE = Path(__file__).with_name("cards.yaml")
EVERY = ("community", "street", "district", "city", "province")


@dataclass(frozen=True)
class Card:
    """One figure of a group. `chance`: whether its change is compared by chance."""

    code: str
    levels: tuple[str, ...]
    chance: bool


@dataclass(frozen=True)
class Group:
    """Cards that stand together."""

    id: str
    titles: tuple[tuple[str, str], ...]
    page: str
    cards: tuple[Card, ...]

    def title(self, language: str) -> str:
        """Its heading."""
        return in_language(dict(self.titles), language)


@cache
def groups() -> tuple[Group, ...]:
    """Every group in its order."""
    return tuple(
        Group(
            row["id"],
            tuple(zip(LANGUAGES, row["title"], strict=True)),
            row["page"],
            tuple(
                Card(card["code"], tuple(card.get("levels", EVERY)), bool(card.get("chance")))
                for card in row["cards"]
            ),
        )
        for row in _content()["groups"]
    )


@cache
def columns(level: str) -> tuple[str, ...]:
    """Figures of the table of places beneath one of this level."""
    return tuple(_content()["beside"].get(level, ()))


@cache
def codes() -> frozenset[str]:
    """Every figure that stands on some dashboard."""
    content = _content()
    shown = {card["code"] for row in content["groups"] for card in row["cards"]}
    return frozenset(shown.union(*content["beside"].values()))


@cache
def _content() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def may_open(reader: Any) -> bool:
    """Whether any dashboard is open to a reader: to who reads numbers, and to levels above."""
    return bool(choice.reads(reader) or reader.place_scopes(ROOM, Role.SUPERVISOR))
