"""When a publisher calls an estimate from its own sample unstable: its rule as data, with its basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from safecommunity.indicators.errors import DefinitionError
from safecommunity.indicators.languages import Texts, check_texts, in_language

FILE = Path(__file__).with_name("stability.yaml")
REASONS = ("n", "estimate", "cv")


@dataclass(frozen=True)
class Rule:
    """An estimate is unstable with fewer records than `least_n`, below `least_estimate`, or with a coefficient of
    variation above `largest_cv` (a part of 1). `populations`: what its estimates speak of."""

    id: str
    titles: Texts
    populations: Texts
    least_n: int
    least_estimate: float
    largest_cv: float
    basis: str
    source: str

    def title(self, language: str) -> str:
        """The publisher."""
        return in_language(self.titles, language)

    def population(self, language: str) -> str:
        """What its estimates speak of."""
        return in_language(self.populations, language)

    def reasons(self, *, n: int, estimate: float, cv: float | None) -> tuple[str, ...]:
        """Why an estimate is unstable by this rule: some of "n", "estimate", "cv"; empty where it is not.
        `cv` is None where nothing was observed, which the other two tell."""
        unstable = (n < self.least_n, estimate < self.least_estimate, cv is not None and cv > self.largest_cv)
        return tuple(reason for reason, holds in zip(REASONS, unstable, strict=True) if holds)


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id; read from the file once."""
    found = {}
    for data in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rules"]:
        name = data["id"]
        check_texts(f"title of rule {name}", data["title"])
        check_texts(f"population of rule {name}", data["population"])
        numbers = (int(data["least_n"]), float(data["least_estimate"]), float(data["largest_cv"]))
        found[name] = Rule(
            name, data["title"], data["population"], *numbers, data["basis"], " ".join(data["source"].split())
        )
    return found


def get(name: str) -> Rule:
    """The rule of an id."""
    try:
        return rules()[name]
    except KeyError:
        raise DefinitionError(f"stability: got {name!r}, allowed are {', '.join(rules())}") from None
