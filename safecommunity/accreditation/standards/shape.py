"""What a standard is: elements of items, and for a score sheet the parts, grades and verdicts.

Points and shares are fractions, so that a total is exact: fifty items of 3 points are 150, forty-five of 20/9 are 100.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

Texts = Mapping[str, str]

KINDS = ("scored", "criteria")
LEVELS = ("", "municipal", "provincial", "national", "international", "regional", "setting", "appraisal")
STATUSES = ("current", "superseded", "regional", "setting", "draft")
# how a text is known; only what is read (or replaced by an operator holding the paper) may decide anything
BASES = ("read", "recalled", "reconstructed", "derived", "mixed", "operator")
FIRM = ("read", "operator")
# the grades of a set of criteria: met, met in part, not met; a set has no points and no total
CRITERION_GRADES = ("met", "part", "unmet")
WHOLE = "whole"


@dataclass(frozen=True)
class Part:
    """One part of every item of a score sheet, e.g. 有无, 痕迹, 效果."""

    code: str
    title: Texts
    points: Fraction


@dataclass(frozen=True)
class Grade:
    """A grade and the share of a part's points it gives."""

    code: str
    title: Texts
    share: Fraction


@dataclass(frozen=True)
class Verdict:
    """A verdict: the first whose conditions hold is given. ``every_item_above`` None asks nothing of single items."""

    code: str
    title: Texts
    at_least: Fraction
    every_item_above: Fraction | None = None


# records that may tell whether a veto holds; `built` is a limit of the procedure (how long it has stood in building)
TOLD_BY = ("work_deaths", "larger_event", "falsified", "built")


@dataclass(frozen=True)
class Veto:
    """What fails a place whatever its score. `told_by`: the records that may tell; empty where only a person can."""

    id: str
    text: Texts
    basis: str
    told_by: str = ""


@dataclass(frozen=True)
class Item:
    """One item that is judged.

    ``weight`` multiplies the points of its parts; ``points`` are those a set of criteria prints. ``answers`` names what
    it answers in other standards (``standard:item`` or ``standard:element``), ``records`` what is asked for as evidence
    in the source's words, ``figures`` the definitions of our catalogue that speak to it.
    """

    id: str
    text: Texts
    basis: str
    weight: Fraction = Fraction(1)
    points: Fraction | None = None
    records: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Element:
    """A heading of a standard with its items in order."""

    id: str
    title: Texts
    basis: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Standard:
    """A whole standard in one version. Immutable: an application keeps the version it was begun with."""

    id: str
    version: str
    kind: str
    level: str
    status: str
    publisher: Texts
    title: Texts
    languages: tuple[str, ...]
    elements: tuple[Element, ...]
    total: Fraction | None = None
    scoring_basis: str = ""
    parts: tuple[Part, ...] = ()
    grades: tuple[Grade, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Mapping[str, str], ...] = ()
    note: Texts = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Id and version as one word."""
        return f"{self.id}@{self.version}"

    def items(self) -> Iterator[Item]:
        """Every item in order."""
        for element in self.elements:
            yield from element.items

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Items by their id."""
        return {one.id: one for one in self.items()}

    @cached_property
    def element_of(self) -> Mapping[str, Element]:
        """The element an item stands under, by the item's id."""
        return {one.id: element for element in self.elements for one in element.items}

    @property
    def part_codes(self) -> tuple[str, ...]:
        """What is graded of each item: the parts of a score sheet, or the criterion as a whole."""
        return tuple(part.code for part in self.parts) or (WHOLE,)

    @property
    def grade_codes(self) -> tuple[str, ...]:
        """The grades that may be given, best first."""
        return tuple(grade.code for grade in self.grades) or CRITERION_GRADES

    def points_of(self, item: Item) -> Fraction:
        """The most an item can bring."""
        return item.weight * sum((part.points for part in self.parts), Fraction(0))

    @property
    def firm(self) -> bool:
        """Is every text it decides by read from its source or set by an operator who holds the paper?"""
        return all(one.basis in FIRM for one in self.items()) and self.scoring_basis in ("", *FIRM)
