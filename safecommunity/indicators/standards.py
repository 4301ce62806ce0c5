"""Standard populations: data with their source, how far they were checked, and a warning for the reader."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from safecommunity.indicators.ages import BANDS, Ages
from safecommunity.indicators.errors import DefinitionError
from safecommunity.indicators.languages import Texts, check_texts, in_language

FILE = Path(__file__).with_name("standards.yaml")


@dataclass(frozen=True)
class Standard:
    """One standard population. `groups` are whole ages, both included, None for no upper limit;
    `weights` one number each, persons or percent: only their proportions count."""

    id: str
    titles: Texts
    warnings: Texts
    source: str
    basis: str
    groups: tuple[Ages, ...]
    weights: tuple[float, ...]

    def title(self, language: str) -> str:
        return in_language(self.titles, language)

    def warning(self, language: str) -> str:
        """What to beware of, in a sentence or two."""
        return in_language(self.warnings, language)

    @property
    def group_of_band(self) -> tuple[int, ...]:
        """For every age band of the facts, the position of the group it falls into."""
        return tuple(
            next(
                at
                for at, (low, high) in enumerate(self.groups)
                if low <= band.lower and (high is None or (band.upper is not None and band.upper <= high))
            )
            for band in BANDS
        )


def ages_of(label: str) -> Ages:
    """The ages a label writes: "0-4", "85+", "0"."""
    low, dash, high = label.rstrip("+").partition("-")
    try:
        return int(low), (None if label.endswith("+") else int(high) if dash else int(low))
    except ValueError:
        raise DefinitionError(f"age group: got {label!r}, allowed are like 0-4, 85+ and 0") from None


def _standard(data: Mapping[str, Any]) -> Standard:
    name = data["id"]
    groups = tuple(ages_of(label) for label in data["weights"])
    weights = tuple(float(weight) for weight in data["weights"].values())
    check_texts(f"title of standard {name}", data["title"])
    check_texts(f"warning of standard {name}", data["warning"])
    meets = all(one[1] is not None and one[1] + 1 == two[0] for one, two in itertools.pairwise(groups))
    if not meets or groups[0][0] != 0 or groups[-1][1] is not None:
        raise DefinitionError(
            f"ages of standard {name}: got {', '.join(data['weights'])}, allowed is all ages once"
        )
    if not math.isclose(math.fsum(weights), data["total"], rel_tol=1e-9) or min(weights) < 0:
        raise DefinitionError(
            f"weights of standard {name}: got a sum of {math.fsum(weights)}, allowed is {data['total']}"
        )
    return Standard(name, data["title"], data["warning"], data["source"], data["basis"], groups, weights)


@cache
def standards() -> Mapping[str, Standard]:
    """All standards by id; read from the file once."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {data["id"]: _standard(data) for data in content["standards"]}


def get(name: str) -> Standard:
    """The standard of an id."""
    try:
        return standards()[name]
    except KeyError:
        raise DefinitionError(
            f"standard population: got {name!r}, allowed are {', '.join(standards())}"
        ) from None
