"""Comparing units: what is expected here is computed by other means (SciPy's distributions, plain counting)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.rankings import funnel_limits, order_scores, rank_intervals

counts = st.lists(st.integers(0, 40), min_size=1, max_size=12)


def test_a_large_unit_has_the_normal_limits_of_the_textbook() -> None:
    # target 0.1 of 10,000 people: 0.1 ± 1.96·√(0.09 / 10,000) = 0.09412, 0.10588
    told = funnel_limits(
        cases=[1000, 1000], at_risk=[10_000, 10_000], target=0.1, levels=[0.95], method="binomial_exact"
    )
    assert told.limits_lower[0] == pytest.approx([0.09412, 0.09412], abs=5e-5)
    assert told.limits_upper[0] == pytest.approx([0.10588, 0.10588], abs=5e-5)


@given(st.floats(0.05, 60), st.sampled_from([0.8, 0.95, 0.998]))
def test_exact_limits_lie_within_one_case_of_the_quantile(expected: float, share: float) -> None:
    told = funnel_limits(cases=[3], at_risk=[expected], target=1, levels=[share], method="poisson_exact")
    quantile = stats.poisson(expected).ppf((1 + share) / 2)
    assert quantile - 1 <= told.limits_upper[0, 0] * expected + 1e-9 <= quantile + 1e-6
    assert told.limits_lower[0, 0] <= 1 <= told.limits_upper[0, 0] + 1 / expected


def test_units_beyond_one_and_two_limits_are_told_apart() -> None:
    told = funnel_limits(
        cases=[100, 125, 140, 65], at_risk=[100] * 4, target=1, method="poisson_exact"
    )  # √100 = 10: two and three standard deviations
    assert told.outside.tolist() == [0, 1, 2, -2]


def test_nobody_at_risk_has_no_limits_and_a_target_of_zero_has_zero_width() -> None:
    told = funnel_limits(cases=[0, 4], at_risk=[0, 50], method="poisson_exact")
    assert math.isnan(told.limits_upper[0, 0])
    assert math.isnan(told.estimates[0])
    assert told.outside[0] == 0
    empty = funnel_limits(cases=[0, 0], at_risk=[10, 20], method="poisson_exact")
    assert empty.limits_upper.tolist() == [[0, 0], [0, 0]]
    assert funnel_limits(cases=[0], at_risk=[0], method="poisson_exact").outside.tolist() == [0]


def test_common_differences_widen_the_limits_and_chance_alone_does_not() -> None:
    random = np.random.default_rng(5)
    chance = random.poisson(200, 60)
    apart = random.poisson(200 * random.gamma(20, 1 / 20, 60))  # 22 % between units beyond chance
    size = [200.0] * 60

    def outside(found: np.ndarray, widened: str) -> tuple[int, float]:
        told = funnel_limits(
            cases=found.tolist(), at_risk=size, overdispersion=widened, method="poisson_exact"
        )
        return int((told.outside != 0).sum()), told.dispersion

    assert outside(chance, "winsorised")[1] == 1
    assert outside(apart, "none")[0] > 25
    more, dispersion = outside(apart, "winsorised")
    assert dispersion > 3
    assert more < 15


@pytest.mark.parametrize("method", ["draws", "joint"])
@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_units_far_apart_have_certain_ranks_and_equal_ones_none(method: str, kind: str) -> None:
    told = rank_intervals(cases=[10, 500, 3000], at_risk=[10_000, 10_000, 10_000], kind=kind, method=method)
    assert told.lower.tolist() == told.upper.tolist() == [1, 2, 3]
    assert told.credibly_last.tolist() == [False, False, True]
    equal = rank_intervals(cases=[20] * 5, at_risk=[1000] * 5, kind=kind, method=method)
    assert equal.rank.tolist() == [3] * 5
    assert equal.lower.tolist() == [1] * 5
    assert equal.upper.tolist() == [5] * 5
    assert not equal.credibly_last.any()


def test_highest_first_turns_the_order_round() -> None:
    ask = {"cases": [1, 50, 900], "at_risk": [1000] * 3, "kind": "proportion", "method": "joint"}
    up, down = rank_intervals(**ask), rank_intervals(**ask, lowest_first=False)
    assert down.rank.tolist() == up.rank.tolist()[::-1] == [3, 2, 1]
    assert down.lower.tolist() == [3, 2, 1]
    assert down.credibly_last.tolist() == [True, False, False]


@given(counts, st.sampled_from(["draws", "joint"]))
def test_an_interval_of_ranks_stays_on_the_ladder(found: list[int], method: str) -> None:
    told = rank_intervals(cases=found, at_risk=[50.0] * len(found), kind="rate", draws=200, method=method)
    assert (told.lower >= 1).all()
    assert (told.lower <= told.upper).all()
    assert (told.upper <= len(found)).all()
    if method == "joint":
        assert (told.lower <= told.rank).all()
        assert (told.rank <= told.upper).all()


def test_a_unit_without_people_is_not_ranked() -> None:
    told = rank_intervals(cases=[0, 5, 1], at_risk=[0, 100, 100], kind="rate", method="joint")
    assert math.isnan(told.rank[0])
    assert told.ranked == 2
    assert not told.credibly_last[0]
    nobody = rank_intervals(cases=[0], at_risk=[0], kind="rate", method="draws")
    assert nobody.ranked == 0
    assert not nobody.credibly_last.any()


def test_scores_share_a_place_and_leave_the_next_free() -> None:
    told = order_scores(
        scores=[90, 95, 90, None, 70], filled=[10, 10, 5, 0, 10], due=[10, 10, 10, 10, 0 + 10]
    )
    assert told.rank == (2, 1, 2, None, 4)
    assert told.tied == (2, 1, 2, 0, 1)
    assert told.completeness == (1, 1, 0.5, 0, 1)
    low = order_scores(scores=[3, 1, 2], filled=[0] * 3, due=[0] * 3, highest_first=False)
    assert low.rank == (3, 1, 2)
    assert low.completeness == (None, None, None)


def test_refusals_name_what_came_and_what_is_allowed() -> None:
    with pytest.raises(MethodError, match="got 'guess', allowed are draws, joint"):
        rank_intervals(cases=[1], at_risk=[1], kind="rate", method="guess")
    with pytest.raises(MethodError, match="kind: got 'count'"):
        rank_intervals(cases=[1], at_risk=[1], kind="count", method="joint")
    with pytest.raises(QuantityError, match="got 3 of 2"):
        rank_intervals(cases=[3], at_risk=[2], kind="proportion", method="joint")
    with pytest.raises(QuantityError, match="1 cases and nobody at risk"):
        funnel_limits(cases=[1], at_risk=[0], method="poisson_exact")
    with pytest.raises(QuantityError, match="no more than is due"):
        order_scores(scores=[1], filled=[3], due=[2])


@pytest.mark.parametrize("method", ["draws", "joint"])
def test_one_unit_alone_is_neither_credibly_first_nor_last(method: str) -> None:
    told = rank_intervals(cases=[3, 0], at_risk=[10, 0], kind="rate", method=method)
    assert (told.rank[0], told.lower[0], told.upper[0], told.ranked) == (1, 1, 1, 1)
    assert not told.credibly_first.any()
    assert not told.credibly_last.any()
