"""The order: ties, completeness and chance stand beside each place; N14: a bottom rank needs its uncertainty."""

from datetime import date
from decimal import Decimal

import pytest

from safecommunity.governance.appraisal import order
from safecommunity.governance.appraisal.spec import Spec
from safecommunity.governance.models import Appraisal, AppraisalMark, AppraisalParty
from tests.governance.appraisal.ground import NOW, judged, sheet

SPEC = sheet(
    "community", judged("a", 60),
    judged("s", 40, "figure", figure="opinions.satisfied", none=0.0, full=100.0, sample=True),
)  # fmt: skip


def row(n: int, ends: date | None = None) -> AppraisalParty:
    return AppraisalParty(
        pk=n, pid=f"p{n}", name=f"示{n}社区", order=n, appraisal=Appraisal(year=2026), ends=ends
    )


def mark(n: int, item: str, points: float, told: dict | None = None) -> AppraisalMark:
    return AppraisalMark(
        party_id=n,
        item=item,
        points=Decimal(str(points)),
        by_code=told is not None,
        told=told or {},
        by="t",
        at=NOW,
    )


def satisfied(n: int, yes: int, asked: int) -> AppraisalMark:
    share = 100 * yes / asked
    told = {"numerator": float(yes), "denominator": float(asked), "value": share, "kind": "proportion", "per": 100.0,
            "sample": True}  # fmt: skip
    return mark(n, "s", round(0.4 * share, 2), told)


def told(spec: Spec, marks: list[AppraisalMark], many: int) -> dict[str, order.Line]:
    by_party: order.Marks = {}
    for one in marks:
        by_party.setdefault(one.party_id, {})[one.item] = one
    return {one.party.pid: one for one in order.lines(spec, [row(n) for n in range(1, many + 1)], by_party)}


def test_few_answers_leave_the_last_looking_last_and_say_why() -> None:
    marks = [mark(n, "a", 50) for n in range(1, 7)]
    marks += [satisfied(n, yes, 10) for n, yes in enumerate((10, 9, 8, 8, 7, 6), 1)]
    found = told(SPEC, marks, 6)
    last = found["p6"]
    assert last.rank == 6
    assert last.last == "looks"
    assert last.lower is not None
    assert last.lower < 4  # others could as well stand among the last three
    assert any("chance" in one or "偶然" in one for one in last.why)
    assert found["p1"].last == ""


def test_many_answers_make_the_same_shares_credible() -> None:
    marks = [mark(n, "a", 50) for n in range(1, 7)]
    marks += [satisfied(n, yes * 400, 4000) for n, yes in enumerate((10, 9, 8, 7, 4, 2), 1)]
    found = told(SPEC, marks, 6)
    assert [found[f"p{n}"].last for n in range(1, 7)] == ["", "", "", "credible", "credible", "credible"]
    assert (found["p6"].lower, found["p6"].upper) == (6, 6)


def test_judged_points_alone_have_no_bounds_and_ties_share_a_place() -> None:
    spec = sheet("community", judged("a", 100))
    found = told(spec, [mark(n, "a", points) for n, points in enumerate((90, 80, 80, 70, 60), 1)], 5)
    assert [(one.rank, one.tied, one.lower, one.upper) for one in found.values()] == [
        (1, 1, 1, 1), (2, 2, 2, 3), (2, 2, 2, 3), (4, 1, 4, 4), (5, 1, 5, 5),
    ]  # fmt: skip
    assert [one.last for one in found.values()] == ["", "looks", "looks", "credible", "credible"]


def test_what_is_not_scored_may_still_be_given_so_that_nobody_is_credibly_last() -> None:
    spec = sheet("community", judged("a", 60), judged("b", 40))
    marks = [mark(n, "a", 50) for n in range(1, 6)] + [mark(n, "b", 30) for n in range(1, 5)]
    found = told(spec, marks, 5)
    last = found["p5"]
    assert (last.rank, last.lower, last.upper, last.missing, last.complete) == (5, 1, 5, Decimal(40), False)
    assert last.last == "looks"


def test_who_ended_within_the_year_or_is_vetoed_stands_beside_and_moves_nobody() -> None:
    spec = sheet("community", judged("a", 100), judged("v", 0, "veto"))
    by_party = {
        1: {"a": mark(1, "a", 90)}, 2: {"a": mark(2, "a", 95), "v": mark(2, "v", -1)}, 3: {"a": mark(3, "a", 10)},
    }  # fmt: skip
    found = order.lines(spec, [row(1), row(2), row(3, date(2026, 6, 1))], by_party)
    assert [(one.party.pid, one.rank, one.out) for one in found] == [
        ("p1", 1, ""), ("p2", None, "veto"), ("p3", None, "ended"),
    ]  # fmt: skip
    assert found[0].last == ""  # one alone is last of nothing


@pytest.mark.parametrize(
    ("points", "last"),
    [
        ((80,), [""]),  # one alone is last of nothing
        ((80, 70), ["", "credible"]),
        ((80, 70, 60), ["", "credible", "credible"]),  # the sheet names the last three; the first of three is none
        ((80, 80, 80, 80), ["", "", "", ""]),  # all alike: nobody is behind anybody
        ((80, 80, 80, 60), ["", "", "", "credible"]),  # who shares the first place is not last
        ((80, 60, 60, 60), ["", "credible", "credible", "credible"]),
    ],
)  # fmt: skip
def test_few_parties_and_ties_name_nobody_last_who_leads(points: tuple[int, ...], last: list[str]) -> None:
    spec = sheet("community", judged("a", 100))
    assert spec.last == 3
    found = told(spec, [mark(n, "a", one) for n, one in enumerate(points, 1)], len(points))
    assert [found[f"p{n}"].last for n in range(1, len(points) + 1)] == last


def test_nobody_scored_and_nobody_there() -> None:
    spec = sheet("community", judged("a", 100))
    assert order.lines(spec, [], {}) == []
    empty = order.lines(spec, [row(1), row(2)], {})
    assert [(one.rank, one.tied, one.lower, one.upper) for one in empty] == [(1, 2, 1, 2), (1, 2, 1, 2)]


@pytest.mark.parametrize("many", [1200])
def test_a_thousand_merchants_are_ordered_at_once(many: int) -> None:
    spec = sheet("unit", judged("a", 100))
    marks = {n: {"a": mark(n, "a", n % 100)} for n in range(1, many + 1)}
    found = order.lines(spec, [row(n) for n in range(1, many + 1)], marks)
    assert found[0].tied == 12  # 1,200 parties over 100 different points
    assert found[-1].rank == 1189
