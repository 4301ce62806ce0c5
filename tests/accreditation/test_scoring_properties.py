"""Scores of any sheet and any grades: exact, bounded, monotone, the same in any order; bad sheets are refused.

The rule and its worked example (20 a, 20 b, 10 c = 111.0 of 150, pass) come from the provisional national on-site form.
"""

import copy
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from safecommunity.accreditation import codes, standards
from safecommunity.accreditation.standards import Standard

NATIONAL, MUNICIPAL = codes.shipped()["cn-national"], codes.shipped()["cn-municipal"]
SHEETS = (NATIONAL, MUNICIPAL)
# a machine that is busy with other work draws slowly; that says nothing about a sheet
calm = settings(suppress_health_check=[HealthCheck.too_slow])
Grades = dict[tuple[str, str], str]


@st.composite
def whole(draw: st.DrawFn, sheet: Standard = NATIONAL) -> Grades:
    """Every part of every item graded."""
    letters = draw(st.lists(st.sampled_from(sheet.grade_codes), min_size=1, max_size=12))
    keys = [(item.id, part) for item in sheet.items() for part in sheet.part_codes]
    shift = draw(st.integers(0, len(letters) - 1))
    return {key: letters[(at + shift) % len(letters)] for at, key in enumerate(keys)}


def by_hand(sheet: Standard, grades: Grades) -> Fraction:
    """The plain sum the form describes: points of a part times the share of its grade, written out anew here."""
    share = {"a": Fraction(1), "b": Fraction(7, 10), "c": Fraction(3, 10), "d": Fraction(0)}
    points = {part.code: part.points for part in sheet.parts}
    return sum(
        (sheet.by_id[item].weight * points[part] * share[g] for (item, part), g in grades.items()),
        Fraction(0),
    )


def test_the_worked_score_of_the_form_is_exactly_111_and_passes() -> None:
    letters = ["a"] * 20 + ["b"] * 20 + ["c"] * 10
    grades = {
        (item.id, part): letter
        for item, letter in zip(NATIONAL.items(), letters, strict=True) for part in NATIONAL.part_codes
    }  # fmt: skip
    found = standards.score(NATIONAL, grades)
    assert found.total == Fraction(111)
    assert found.verdict is not None
    assert found.verdict.code == "pass"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.id)
@calm
@given(st.data())
def test_a_total_is_the_exact_sum_and_lies_between_0_and_the_sheet_s_total(
    sheet: Standard, data: Any
) -> None:
    grades = data.draw(whole(sheet))
    found = standards.score(sheet, grades)
    assert found.total == by_hand(sheet, grades)
    assert isinstance(found.total, Fraction)
    assert 0 <= found.total <= (sheet.total or 0)
    assert sum(found.by_item.values()) == sum(found.by_element.values()) == found.total


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.id)
@calm
@given(st.data())
def test_a_better_grade_never_lowers_the_total_nor_the_verdict(sheet: Standard, data: Any) -> None:
    grades = data.draw(whole(sheet))
    key = data.draw(st.sampled_from(sorted(grades)))
    totals, ranks = [], []
    order = [verdict.code for verdict in sheet.verdicts]
    for letter in reversed(sheet.grade_codes):  # d, c, b, a
        found = standards.score(sheet, grades | {key: letter})
        assert found.verdict is not None
        totals.append(found.total)
        ranks.append(-order.index(found.verdict.code))
    assert all(one < other for one, other in pairwise(totals))
    assert ranks == sorted(ranks)


@calm
@given(whole(), st.data())
def test_one_item_at_zero_fails_whatever_the_rest(grades: Grades, data: Any) -> None:
    item = data.draw(st.sampled_from(sorted(NATIONAL.by_id)))
    found = standards.score(NATIONAL, grades | {(item, part): "d" for part in NATIONAL.part_codes})
    assert item in found.zero
    assert found.verdict is not None
    assert found.verdict.code == "fail"


@calm
@given(whole(), st.randoms(use_true_random=False))
def test_the_order_in_which_grades_were_given_changes_nothing(grades: Grades, chance: Any) -> None:
    shuffled = list(grades.items())
    chance.shuffle(shuffled)
    assert standards.score(NATIONAL, dict(shuffled)) == standards.score(NATIONAL, grades)


@calm
@given(whole(), st.permutations([item.id for item in NATIONAL.items()]))
def test_which_items_bear_which_grades_changes_no_total_where_all_weigh_the_same(
    grades: Grades, order: list[str]
) -> None:
    moved = dict(zip(NATIONAL.by_id, order, strict=True))
    swapped = {(moved[item], part): grade for (item, part), grade in grades.items()}
    one, other = standards.score(NATIONAL, grades), standards.score(NATIONAL, swapped)
    assert (one.total, one.verdict) == (other.total, other.verdict)


@calm
@given(whole())
def test_taking_a_grade_away_takes_the_verdict_away(grades: Grades) -> None:
    left = dict(list(grades.items())[1:])
    assert standards.score(NATIONAL, left).verdict is None


@calm
@given(st.sampled_from(sorted(NATIONAL.by_id)), st.fractions(0, 10, max_denominator=30))
def test_a_sheet_whose_weights_do_not_add_up_is_refused_with_the_rule(item: str, weight: Fraction) -> None:
    assume(weight != 1)
    data = copy.deepcopy(standards.written(NATIONAL))
    for element in data["elements"]:
        for one in element["items"]:
            if one["id"] == item:
                one["weight"] = str(weight)
    with pytest.raises(standards.BadStandard, match="N2"):
        standards.read(data)


@calm
@given(st.lists(st.integers(7, 60), min_size=1, max_size=6), st.integers(1, 9))
def test_any_weights_that_add_up_are_scored_exactly(numerators: list[int], denominator: int) -> None:
    data = copy.deepcopy(standards.written(MUNICIPAL))
    items = [one for element in data["elements"] for one in element["items"]]
    weights = [Fraction(numerators[at % len(numerators)], denominator) for at in range(len(items))]
    for one, weight in zip(items, weights, strict=True):
        one["weight"] = str(weight)
    points = sum((part.points for part in MUNICIPAL.parts), Fraction(0))
    total = sum(weights, Fraction(0)) * points
    assume(total >= max(verdict.at_least for verdict in MUNICIPAL.verdicts))
    data["scoring"]["total"] = str(total)
    sheet = standards.read(data)
    best = {(item.id, part): "a" for item in sheet.items() for part in sheet.part_codes}
    assert standards.score(sheet, best).total == total
