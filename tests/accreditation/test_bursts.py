"""Evidence entered in a burst before the hand-in (N11): the last 30 days, 30 days late, at least 10 and 3 in 10.

The limits are those of figures/codes/rules.yaml; every number below is counted by hand.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from safecommunity.accreditation import actions, checks
from safecommunity.accreditation.models import Evidence, Round
from safecommunity.accreditation.queries import bursts
from safecommunity.figures.checker.registry import Asked
from tests.accreditation.conftest import NOW, TODAY, Ground

END = date(2026, 11, 30)


def came(days_before: int, late: int) -> tuple[date, date]:
    """A piece that came in so many days before the end, so many days after it happened."""
    entered = END - timedelta(days=days_before)
    return entered - timedelta(days=late), entered


def test_pieces_spread_over_the_year_are_no_burst() -> None:
    found = bursts.measure([came(30 * month, 2) for month in range(1, 12)] + [came(3, 1)], END)
    assert (found.n, found.last, found.late, found.gap) == (12, 2, 0, 2)
    assert (found.spread, round(found.share or 0, 3)) == (10, 0.167)
    assert not found.suspicious


def test_ten_late_pieces_of_twenty_in_the_last_days_are_one() -> None:
    found = bursts.measure([came(200, 1)] * 10 + [came(5, 60)] * 10, END)
    assert (found.n, found.last, found.late) == (20, 10, 10)
    assert found.suspicious
    # the median of ten times 1 day and ten times 60 days
    assert found.gap == 30.5


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ([came(5, 60)] * 9, "nine are fewer than ten"),
        ([came(5, 29)] * 30, "29 days after is not late"),
        ([came(31, 60)] * 30, "31 days before is not the last days"),
        ([came(5, 60)] * 10 + [came(100, 0)] * 24, "10 of 34 are less than 3 in 10"),
    ],
)
def test_below_a_limit_it_is_none(days: list[tuple[date, date]], says: str) -> None:
    assert not bursts.measure(days, END).suspicious, says


def test_nothing_brought_in_has_no_share_and_no_gap() -> None:
    found = bursts.measure([], END)
    assert (found.n, found.share, found.gap, found.suspicious) == (0, None, None, False)
    assert [n for _month, n in found.months] == [0] * 12


def test_months_run_up_to_the_hand_in_and_hold_every_piece() -> None:
    found = bursts.measure([came(0, 0), came(29, 0), came(30, 0), came(500, 0)], END)
    assert (found.months[0][0], found.months[-1][0]) == ("2025-12", "2026-11")
    # 500 days before stands in the first month, 30 days before in October
    assert (found.months[0][1], found.months[-2][1], found.months[-1][1]) == (1, 1, 2)


def brought(ground: Ground, one: Round, n: int, at: datetime, **more: Any) -> None:
    for number in range(n):
        values = {"title": f"旧材料 {number}", "pointer": f"/x/{at:%j}{number}{len(more)}", **more}
        piece = actions.bring_evidence(reader=ground.clerk, place=ground.street, values=values, at=at)
        actions.use_evidence(
            reader=ground.clerk, evidence=piece, round=one, item="W1", parts=["whole"], at=at
        )


@pytest.mark.django_db
class TestOfARound:
    def test_declared_backfill_is_left_out_and_counted_beside(self, ground: Ground) -> None:
        one = ground.opened("who6")
        brought(ground, one, 12, NOW, happened_on=date(2024, 3, 1), binder="2024 第 3 盒")
        brought(ground, one, 2, NOW, happened_on=TODAY)
        found = bursts.of_round(one, TODAY)
        assert (found.n, found.backfill, found.late, found.suspicious) == (2, 12, 0, False)

    def test_the_same_without_a_binder_is_a_burst(self, ground: Ground) -> None:
        one = ground.opened("who6")
        brought(ground, one, 12, NOW, happened_on=date(2024, 3, 1))
        assert bursts.of_round(one, TODAY).suspicious

    def test_the_checker_is_told_of_days_and_rounds_handed_in_not_of_backfill(self, ground: Ground) -> None:
        one = ground.graded(ground.opened("who6"), "met")
        brought(ground, one, 3, NOW, happened_on=date(2026, 3, 1))
        brought(ground, one, 4, NOW, happened_on=date(2024, 3, 1), binder="第 3 盒")
        actions.hand_in(reader=ground.chief, round=one, at=NOW)
        told = list(checks._entered(date(2026, 1, 1)))
        assert [(row.place, row.happened, row.entered, row.n) for row in told] == [
            (ground.street.pid, date(2026, 3, 1), TODAY, 3)
        ]
        reviews = list(checks._handed_in(Asked(NOW, TODAY)))
        assert [(row.place, row.on) for row in reviews] == [(ground.street.pid, TODAY)]

    def test_a_withdrawn_piece_is_not_counted(self, ground: Ground) -> None:
        one = ground.opened("who6")
        brought(ground, one, 1, NOW, happened_on=TODAY)
        actions.withdraw_evidence(
            reader=ground.clerk, evidence=Evidence.objects.get(), reason="拿错了", at=NOW
        )
        assert bursts.of_round(one, TODAY).n == 0
