"""The integrity rules as data: N1 to N16 with level and basis, and the limits their checks use."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safecommunity.indicators.languages import in_language

CODES = Path(__file__).resolve().parent.parent / "codes"
LEVELS = ("error", "warn")


@dataclass(frozen=True)
class Rule:
    """One rule: what it asks, how grave a breach is, where it is known from."""

    id: str
    level: str
    basis: str
    titles: Mapping[str, str] = field(hash=False)

    def title(self, language: str) -> str:
        """Its words."""
        return in_language(self.titles, language)

    @property
    def number(self) -> int:
        """N10 after N9."""
        return int(self.id[1:])


@dataclass(frozen=True)
class PerHead:
    """What one head, household or session can bear (N13); judged from records and from numbers on paper."""

    id: str
    low: float
    high: float
    titles: Mapping[str, str] = field(hash=False)
    topics: tuple[str, ...]
    per: tuple[str, ...]

    def title(self, language: str) -> str:
        """Its words."""
        return in_language(self.titles, language)


@functools.cache
def _data() -> Mapping[str, Any]:
    import yaml

    return yaml.safe_load((CODES / "rules.yaml").read_text("utf-8"))


def _titles(row: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: str(row[name]) for name in ("zh-hans", "zh-hant", "en")}


@functools.cache
def rules() -> dict[str, Rule]:
    """All rules by id, in their order."""
    return {row["id"]: Rule(row["id"], row["level"], row["basis"], _titles(row)) for row in _data()["rules"]}


@functools.cache
def per_head() -> dict[str, PerHead]:
    """Bounds by id."""
    return {
        row["id"]: PerHead(
            row["id"], row["low"], row["high"], _titles(row), tuple(row["topics"]), tuple(row["per"])
        )
        for row in _data()["per_head"]
    }


def limit(name: str) -> float:
    """A limit of the checks."""
    return float(_data()["limits"][name])


def qualifiers() -> Mapping[str, Any]:
    """Words beside a number and what they are stored as."""
    found: Mapping[str, Any] = _data()["qualifiers"]
    return found


def source(language: str) -> str:
    """Where the rules come from."""
    return in_language(_data()["source"], language)
