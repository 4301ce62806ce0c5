"""From grades to a total and a verdict.

Rule of the provisional national on-site form (as read): each of fifty items has three parts (0.8, 1.0 and 1.2 points);
a grade gives a share of a part (a 1, b 0.7, c 0.3, d 0); 100 of 150 points with no item at zero passes, 75 to 100 is
rectified in time, all else fails. The rule itself is data of the standard.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from safecommunity.accreditation.standards.shape import CRITERION_GRADES, Item, Standard, Verdict

Grades = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Score:
    """What the grades come to. ``verdict`` is None until every part of every item is graded.

    ``zero`` names graded items that stand at zero; ``met`` counts criteria by grade for a set without points;
    ``official`` is False while any text or rule it rests on is recalled or reconstructed.
    """

    total: Fraction
    most: Fraction
    by_item: Mapping[str, Fraction]
    by_element: Mapping[str, Fraction]
    graded: frozenset[str]
    begun: frozenset[str]
    zero: tuple[str, ...]
    met: Mapping[str, int]
    verdict: Verdict | None
    official: bool

    @property
    def whole(self) -> bool:
        """Is every item graded?"""
        return len(self.graded) == len(self.by_item)


def score(standard: Standard, grades: Grades) -> Score:
    """The score of a sheet from ``{(item id, part code): grade code}``.

    ValueError names a grade for an item, part or grade the standard does not have: a total is never made of what is
    not on the sheet.
    """
    _known(standard, grades)
    shares = {one.code: one.share for one in standard.grades}
    by_item: dict[str, Fraction] = {}
    graded, begun, zero = set(), set(), []
    for item in standard.items():
        given = {part: grades[item.id, part] for part in standard.part_codes if (item.id, part) in grades}
        by_item[item.id] = _points(standard, item, given, shares)
        if given:
            begun.add(item.id)
        if len(given) == len(standard.part_codes):
            graded.add(item.id)
            if standard.parts and not by_item[item.id]:
                zero.append(item.id)
    total = sum(by_item.values(), Fraction(0))
    by_element = {e.id: sum((by_item[i.id] for i in e.items), Fraction(0)) for e in standard.elements}
    whole = len(graded) == len(by_item)
    return Score(
        total=total,
        most=sum((standard.points_of(one) for one in standard.items()), Fraction(0)),
        by_item=by_item,
        by_element=by_element,
        graded=frozenset(graded),
        begun=frozenset(begun),
        zero=tuple(zero),
        met={code: sum(g == code for g in grades.values()) for code in CRITERION_GRADES}
        if not standard.parts
        else {},
        verdict=_verdict(standard, total, by_item) if whole and standard.verdicts else None,
        official=standard.firm,
    )


def _known(standard: Standard, grades: Grades) -> None:
    """Refuse what is not on the sheet."""
    for (item, part), grade in grades.items():
        if item not in standard.by_id:
            raise ValueError(
                f"{standard.key}: got item {item!r}; it has {len(standard.by_id)} items, none of that id"
            )
        if part not in standard.part_codes:
            raise ValueError(
                f"{standard.key} {item}: got part {part!r}; allowed: {', '.join(standard.part_codes)}"
            )
        if grade not in standard.grade_codes:
            raise ValueError(
                f"{standard.key} {item}: got grade {grade!r}; allowed: {', '.join(standard.grade_codes)}"
            )


def _points(
    standard: Standard, item: Item, given: Mapping[str, str], shares: Mapping[str, Fraction]
) -> Fraction:
    """The points of one item, of the parts graded so far."""
    parts = {part.code: part.points for part in standard.parts}
    return item.weight * sum(
        (parts[part] * shares[grade] for part, grade in given.items() if part in parts), Fraction(0)
    )


def _verdict(standard: Standard, total: Fraction, by_item: Mapping[str, Fraction]) -> Verdict:
    """The first verdict whose conditions hold; the validator has seen to it that the last always does."""
    for one in standard.verdicts:
        low = one.every_item_above
        if total >= one.at_least and (low is None or all(points > low for points in by_item.values())):
            return one
    return standard.verdicts[-1]


def gains(standard: Standard, grades: Grades) -> list[tuple[str, Fraction]]:
    """What each item could still bring, most first: where the next hour of work pays best."""
    now = score(standard, grades).by_item
    left = [(one.id, standard.points_of(one) - now[one.id]) for one in standard.items()]
    return sorted(((number, points) for number, points in left if points), key=lambda pair: -pair[1])
