"""What a panel goes by, as data: ties to declare, grades of findings with their days, least numbers."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from safecommunity.accreditation.codes import HERE
from safecommunity.accreditation.standards.shape import Texts


@dataclass(frozen=True)
class Tie:
    """A tie to the place; one that bars keeps a reviewer off the panel."""

    code: str
    bars: bool
    title: Texts


@dataclass(frozen=True)
class FindingGrade:
    """A grade of a finding and the working days to put it right; 0: nothing has to be put right."""

    code: str
    days: int
    title: Texts


@lru_cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / "review.yaml").read_text(encoding="utf-8"))
    return found


@lru_cache
def ties() -> dict[str, Tie]:
    """Ties by code, in the order they are asked."""
    return {one["code"]: Tie(one["code"], one["bars"], one["title"]) for one in _data()["conflicts"]}


@lru_cache
def finding_grades() -> dict[str, FindingGrade]:
    """Grades of findings by code, gravest first."""
    return {one["code"]: FindingGrade(one["code"], one["days"], one["title"]) for one in _data()["findings"]}


def least_members() -> int:
    """Fewer do not make a panel."""
    return int(_data()["panel"]["least"])


def most_members() -> int:
    """More are not asked."""
    return int(_data()["panel"]["most"])


def returned_days() -> int:
    """Working days for what was returned."""
    return int(_data()["returned_days"])


def least_items() -> int:
    """Below so many items agreement between reviewers is not told."""
    return int(_data()["agreement"]["least_items"])
