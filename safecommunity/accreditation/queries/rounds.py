"""Rounds as a reader may see them, and one round as a tree with its marks: constant queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet

from safecommunity.accreditation import standards
from safecommunity.accreditation.models import EvidenceUse, Mark, MarkStep, Round
from safecommunity.accreditation.queries import sheets, uses
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.standards import Element, Item, Score, Standard
from safecommunity.accreditation.standards.scoring import gains


def rounds(rights: Rights) -> QuerySet[Round]:
    """Those open to the reader; the text of the sheet is not read along."""
    return Round.objects.filter(rights.seen()).select_related("place")


def one(rights: Rights, pid: str) -> Round | None:
    """One, if it is open to the reader, with its sheet."""
    return Round.objects.filter(rights.seen()).select_related("place", "sheet").filter(pid=pid).first()


def pieces_open(rights: Rights, one: Round) -> bool:
    """Whether the evidence of a round is open to the reader: he looks at the place, or reviews what it handed in."""
    return one.place.pid in rights.looks_in or any(panel.round_id == one.pk for panel in rights.reviewing)


@dataclass(frozen=True)
class Line:
    """One item of a round: what it stands at, how far it is graded, how much proof is used."""

    item: Item
    points: Fraction
    most: Fraction
    graded: bool
    begun: bool
    evidence: int
    gaps: int
    grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    """One element with its items."""

    element: Element
    lines: tuple[Line, ...]
    points: Fraction
    most: Fraction

    @property
    def graded(self) -> int:
        """Items with every grade."""
        return sum(line.graded for line in self.lines)

    @property
    def share(self) -> float:
        """Points of the most, 0 to 1; of a set of criteria the share that is judged."""
        if self.most:
            return float(self.points / self.most)
        return self.graded / len(self.lines) if self.lines else 0.0


@dataclass(frozen=True)
class Tree:
    """A whole round."""

    round: Round
    standard: Standard
    score: Score
    branches: tuple[Branch, ...]
    gains: tuple[tuple[Item, Fraction], ...]


def tree(one: Round) -> Tree:
    """A round with all its items: two queries whatever its size."""
    standard = sheets.of_sheet(one.sheet)
    marks = list(one.marks.values_list("item", "part", "grade", "gap"))
    grades = {(item, part): grade for item, part, grade, _gap in marks}
    gaps: dict[str, int] = {}
    for item, _part, _grade, gap in marks:
        gaps[item] = gaps.get(item, 0) + bool(gap)
    found = standards.score(standard, grades)
    proof = proofs(one)
    branches = []
    for element in standard.elements:
        lines = tuple(
            Line(
                item, found.by_item[item.id], standard.points_of(item), item.id in found.graded,
                item.id in found.begun, proof.get(item.id, 0), gaps.get(item.id, 0),
                tuple(grades.get((item.id, part), "") for part in standard.part_codes),
            )
            for item in element.items
        )  # fmt: skip
        branches.append(
            Branch(element, lines, found.by_element[element.id], sum((x.most for x in lines), Fraction(0)))
        )
    begun = {key: grade for key, grade in grades.items() if key[0] in found.graded}
    best = [(standard.by_id[name], points) for name, points in gains(standard, begun)[:3]] if begun else []
    return Tree(one, standard, found, tuple(branches), tuple(best))


def proofs(one: Round) -> Mapping[str, int]:
    """Pieces of evidence of the place used for each item of the round's edition."""
    found = uses.of_round(one)
    return dict(found.values_list("item").annotate(n=Count("evidence", distinct=True)).order_by())


@dataclass(frozen=True)
class Judged:
    """One part of an item as its page shows it."""

    code: str
    points: Fraction
    most: Fraction
    mark: Mark | None
    uses: tuple[EvidenceUse, ...]


def item(one: Round, item_id: str) -> tuple[Standard, Item, list[Judged]] | None:
    """An item of a round with its marks and evidence, None where the sheet has no such item."""
    standard = sheets.of_sheet(one.sheet)
    found = standard.by_id.get(item_id)
    if found is None:
        return None
    marks = {mark.part: mark for mark in one.marks.filter(item=item_id)}
    used = list(uses.of_round(one).filter(item=item_id).select_related("evidence").order_by("pk"))
    shares = {grade.code: grade.share for grade in standard.grades}
    points = {part.code: found.weight * part.points for part in standard.parts}
    judged = []
    for code in standard.part_codes:
        mark, most = marks.get(code), points.get(code, Fraction(0))
        judged.append(Judged(
            code, most * shares.get(mark.grade, Fraction(0)) if mark else Fraction(0), most, mark,
            tuple(use for use in used if use.part == code),
        ))  # fmt: skip
    return standard, found, judged


def history(one: Round, item_id: str) -> list[MarkStep]:
    """What an item was graded over time, newest first."""
    return list(one.steps.filter(item=item_id)[:30])


def others(rights: Rights, one: Round) -> list[Round]:
    """Other rounds of the same place and standard to compare with, newest first."""
    return list(
        rounds(rights).filter(place=one.place, code=one.code).exclude(pk=one.pk).order_by("-year", "-pk")[:20]
    )


def newest_of_places(found: QuerySet[Round], code: str, year: int) -> list[Round]:
    """The newest round of every place by one standard in one year, the best total first."""
    newest: dict[int, Round] = {}
    for one in (
        found.filter(code=code, year=year, kind=Round.Kind.SELF).select_related("sheet").order_by("-pk")
    ):
        newest.setdefault(one.place_id, one)
    return sorted(newest.values(), key=lambda one: (-one.points, one.place.order, one.pk))


def side_by_side(one: Tree, other: Tree) -> list[dict[str, Any]]:
    """Two rounds of one standard, item by item; of another edition the item whose text went here, or none.

    ``again``: by this edition the item is to be scored again.
    """
    same = one.standard.key == other.standard.key
    back = {} if same else {new: old for old, new in standards.carried(other.standard, one.standard).items()}
    again = set() if same else {
        change.item for change in standards.compare(other.standard, one.standard) if change.again
    }  # fmt: skip
    lines = {line.item.id: line for branch in other.branches for line in branch.lines}
    rows = []
    for branch in one.branches:
        for line in branch.lines:
            theirs = line.item.id if same else back.get(line.item.id, "")
            before = lines.get(theirs)
            rows.append({
                "element": branch.element, "item": line.item, "now": line, "before": before, "other_id": theirs,
                "apart": line.points - before.points if before else None, "again": line.item.id in again,
                "now_grades": line.grades, "before_grades": before.grades if before else (),
            })  # fmt: skip
    return rows
