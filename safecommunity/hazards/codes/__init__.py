"""Code lists of the room as data: ways to assess a risk, four colours, GB/T 13861, what people call hazards."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from safecommunity.indicators.languages import in_language

HERE = Path(__file__).resolve().parent
LANGUAGES = ("zh-hans", "zh-hant", "en")
COLORS = ("red", "orange", "yellow", "blue")


@lru_cache
def load(name: str) -> dict[str, Any]:
    """A file of this folder."""
    found: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def said(label: list[str]) -> str:
    """A label in the language of the page."""
    return in_language(dict(zip(LANGUAGES, label, strict=True)), get_language() or LANGUAGES[0])


def kinds() -> dict[str, dict[str, Any]]:
    """What people call hazards."""
    return dict(load("kinds")["kinds"])


def classes() -> dict[str, dict[str, Any]]:
    """Classes of GB/T 13861 by code."""
    return dict(load("gb_t_13861")["classes"])


def methods() -> dict[str, dict[str, Any]]:
    """Ways to assess, with factors and bands."""
    return dict(load("risk")["methods"])


def levels() -> dict[str, dict[str, Any]]:
    """General and major hazards."""
    return dict(load("risk")["levels"])


def five() -> dict[str, dict[str, Any]]:
    """What must be in place before a major hazard is assigned."""
    return dict(load("risk")["five"])


def label(group: dict[str, dict[str, Any]], code: str) -> str:
    """The words of a code; an unknown one stands for itself, nothing for nothing."""
    return said(group[code]["label"]) if code in group else code


def label_of(told: dict[str, Any]) -> str:
    """What a method is called."""
    return said(told["title"])


def colour_name(code: str) -> str:
    """Major, larger, ordinary, low risk."""
    return label(load("risk")["colors"], code)


def colour_mark(code: str) -> str:
    """The one character that stands in the colour's shape."""
    return said(load("risk")["colors"][code]["mark"])


def class_name(code: str) -> str:
    """A class of GB/T 13861 with its number."""
    return f"{code} {label(classes(), code)}" if code else ""


def working_days(level: str) -> int:
    """Working days a hazard of this level has by default."""
    return int(levels()[level]["working_days"])


def again_within() -> int:
    """Days within which the same kind at the same spot counts as recurrence."""
    return int(load("risk")["again_within_days"])


def score(method: str, factors: dict[str, float]) -> tuple[float, str]:
    """(product, colour) of an assessment; lower bounds of bands are inclusive. Raises KeyError, ValueError."""
    told = methods()[method]
    product = 1.0
    for name, factor in told["factors"].items():
        allowed = {float(one["v"]) for one in factor["values"]}
        if float(factors[name]) not in allowed:
            raise ValueError(name)
        product *= float(factors[name])
    product = round(product, 6)
    return product, next(str(band["color"]) for band in told["bands"] if product >= band["from"])
