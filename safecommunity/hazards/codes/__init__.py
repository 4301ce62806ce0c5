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


def five_lacking(told: dict[str, str]) -> list[str]:
    """Which of the five are not told yet, in words."""
    return [label(five(), name) for name in five() if not told.get(name)]


def turn_clock(state: str) -> tuple[str, int] | None:
    """How long the step after a state may take: ("days" or "working_days", n); None: until the hazard's own day."""
    told = load("loop")["turns"].get(state)
    if told is None:
        return None
    return ("days", int(told["days"])) if "days" in told else ("working_days", int(told["working_days"]))


def climbs() -> list[tuple[int, str, int]]:
    """(level, to whom, working days overdue) of climbing, the lowest first."""
    return [(int(one["level"]), str(one["to"]), int(one["after"])) for one in load("loop")["climbs"]]


def climb_name(level: int) -> str:
    """To whom a level climbs."""
    return next((said(one["label"]) for one in load("loop")["climbs"] if one["level"] == level), str(level))


def remind_before() -> list[int]:
    """Working days before its day on which whoever puts a hazard right is reminded."""
    return [int(one) for one in load("loop")["remind_before"]]


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
