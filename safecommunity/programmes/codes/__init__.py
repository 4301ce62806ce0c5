"""Code lists of projects as data; the file says version, source and basis."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from safecommunity.governance import codes as governance
from safecommunity.indicators.ages import GROUPS

HERE = Path(__file__).resolve().parent
LISTS = (
    "measures",
    "sides",
    "sexes",
    "roles",
    "environments",
    "vulnerable",
    "situations",
    "lines",
    "sources",
    "groups",
)
SEXES = (1, 2)


@lru_cache
def load() -> dict[str, Any]:
    """The file of this room."""
    found: dict[str, Any] = yaml.safe_load((HERE / "projects.yaml").read_text(encoding="utf-8"))
    return found


@lru_cache
def codes(name: str) -> tuple[str, ...]:
    """The codes of a list in its order."""
    return tuple(str(one["code"]) for one in load()[name])


def label(name: str, code: str) -> str:
    """The words of a code in the reader's language; an unknown code stands for itself."""
    found = next((one for one in load()[name] if str(one["code"]) == code), None)
    return governance.said(found["title"]) if found else code


def choices(name: str) -> list[tuple[str, str]]:
    """Codes with their words."""
    return [(code, label(name, code)) for code in codes(name)]


def number(name: str, code: str) -> int:
    """A code as facts store it; -1 for none."""
    return codes(name).index(code) if code in codes(name) else -1


def ages() -> list[tuple[str, str]]:
    """Codes and labels of the broad age groups."""
    return [(str(one.code), one.label) for one in GROUPS]


def age_label(code: int) -> str:
    """An age group as people write it."""
    return GROUPS[code].label


def ages_of(setting: str) -> tuple[int, ...]:
    """The age groups a setting applies to."""
    return tuple(load()["applies"].get(setting, range(len(GROUPS))))


def few() -> int:
    """Fewer cases than this cannot tell."""
    return int(load()["few"])
