"""Agreement between judges: against R and published tables, and at the edges: all agree, one category, two things."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.special import stdtrit

from safecommunity.epi.agreement import (
    AGREEMENT_METHODS,
    Agreement,
    benchmark,
    cohen_kappa,
    fleiss_kappa,
    gwet_coefficient,
    krippendorff_alpha,
    percent_agreement,
)
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantiles import student_quantile

N = None
# Krippendorff's four coders and twelve units with gaps (Content Analysis, 2nd edition, 11.3.2), also Gwet's raw4raters
CODERS = [
    [0, 0, N, 0], [1, 1, 2, 1], [2, 2, 2, 2], [2, 2, 2, 2], [1, 1, 1, 1], [0, 1, 2, 3], [3, 3, 3, 3], [0, 0, 1, 0],
    [1, 1, 1, 1], [N, 4, 4, 4], [N, N, 0, 0], [N, N, 2, N],
]  # fmt: skip
# ten things, three judges, four grades, nothing missing
WHOLE = [
    [0, 0, 1],
    [0, 0, 0],
    [1, 1, 2],
    [2, 1, 1],
    [3, 3, 3],
    [1, 1, 1],
    [0, 1, 2],
    [2, 2, 2],
    [1, 0, 0],
    [3, 2, 3],
]
TABLE = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]  # two judges, three categories
FIRST = [i for i, j in product(range(3), repeat=2) for _ in range(TABLE[i][j])]
SECOND = [j for i, j in product(range(3), repeat=2) for _ in range(TABLE[i][j])]
ALPHA = {"none": "nominal", "linear": "ordinal", "quadratic": "interval"}


def alpha(*, weights: str = "none", **more: Any) -> Agreement:
    return krippendorff_alpha(difference=ALPHA[weights], **more | {"method": "jackknife"})


MANY = {
    "percent": percent_agreement, "fleiss": fleiss_kappa, "gwet": gwet_coefficient, "alpha": alpha,
}  # fmt: skip
ASK: Any = pytest.mark.parametrize("name", MANY)


def ask(name: str, ratings: Any, categories: int = 4, **more: Any) -> Agreement:
    return MANY[name](ratings=ratings, categories=categories, **{"method": "linearised", **more})


class TestAgainstEstablishedTools:
    @pytest.mark.parametrize(
        ("weights", "gwet", "fleiss"),
        # R package irrCAC 1.3 (Gwet): gwet.ac1.raw, fleiss.kappa.raw on the same table
        [("none", 0.77544, 0.76117), ("linear", 0.85874, 0.81794), ("quadratic", 0.914, 0.86494)],
    )
    def test_judges_who_are_missing_here_and_there(self, weights: str, gwet: float, fleiss: float) -> None:
        assert ask("gwet", CODERS, 5, weights=weights).estimate == pytest.approx(gwet, abs=5e-6)
        assert ask("fleiss", CODERS, 5, weights=weights).estimate == pytest.approx(fleiss, abs=5e-6)

    @pytest.mark.parametrize(
        ("difference", "right"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
    )
    def test_the_worked_example_of_krippendorff(self, difference: str, right: float) -> None:
        # printed in Krippendorff K. (2011) Computing Krippendorff's alpha-reliability, section D
        found = krippendorff_alpha(ratings=CODERS, categories=5, difference=difference, method="jackknife")
        assert found.estimate == pytest.approx(right, abs=5e-4)
        assert (found.things, found.judges) == (11, 4)  # the last unit was judged once

    @pytest.mark.parametrize(
        ("name", "weights", "estimate", "error", "lower", "upper"),
        # R package irrCAC 1.3: estimate, standard error, 95 % limits
        [
            ("percent", "none", 0.56667, 0.12222, 0.290, 0.843),
            ("gwet", "none", 0.42591, 0.16015, 0.064, 0.788),
            ("fleiss", "none", 0.41088, 0.17435, 0.016, 0.805),
            ("gwet", "linear", 0.63647, 0.10810, 0.392, 0.881),
            ("fleiss", "linear", 0.59381, 0.14981, 0.255, 0.933),
            ("gwet", "quadratic", 0.79684, 0.07283, 0.632, 0.962),
            ("fleiss", "quadratic", 0.75232, 0.12213, 0.476, 1.0),
        ],
    )
    def test_errors_and_limits_of_r(
        self, name: str, weights: str, estimate: float, error: float, lower: float, upper: float
    ) -> None:
        found = ask(name, WHOLE, weights=weights)
        assert (found.estimate, found.error) == pytest.approx((estimate, error), abs=6e-6)
        assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=6e-4)

    @pytest.mark.parametrize(
        ("weights", "estimate", "variance"),
        # R package vcd 1.4-11: Kappa(table, weights = "Equal-Spacing" / "Fleiss-Cohen"), ASE squared
        [
            ("none", 0.49152542372881, 0.00260118519206),
            ("linear", 0.47368421052631, 0.00296287628241),
            ("quadratic", 0.45454545454545, 0.00441609179701),
        ],
    )
    def test_kappa_of_two_with_the_large_sample_variance(
        self, weights: str, estimate: float, variance: float
    ) -> None:
        found = cohen_kappa(first=FIRST, second=SECOND, categories=3, weights=weights, method="linearised")
        assert found.estimate == pytest.approx(estimate, rel=1e-12)
        assert found.error**2 * 199 / 200 == pytest.approx(variance, rel=1e-10)  # ours divides by n - 1

    def test_fleiss_of_two_judges_is_scott_s_pi(self) -> None:
        # Scott: chance by the mean of both habits, 0.56, 0.30, 0.14 here: expected 0.4232, observed 0.70
        habits = [(100 + 120) / 400, (60 + 60) / 400, (40 + 20) / 400]
        expected = sum(share**2 for share in habits)
        found = fleiss_kappa(ratings=list(zip(FIRST, SECOND, strict=True)), categories=3, method="linearised")
        assert found.estimate == pytest.approx((0.70 - expected) / (1 - expected), rel=1e-12)

    @pytest.mark.parametrize("degrees", [1, 2, 3, 7, 10, 49, 150])
    def test_the_quantile_of_student_is_that_of_scipy(self, degrees: int) -> None:
        for sureness in (0.5, 0.9, 0.95, 0.999):
            right = stdtrit(degrees, (1 + sureness) / 2)
            assert student_quantile(degrees, sureness) == pytest.approx(right, rel=1e-10)
        assert student_quantile(10**6, 0.95) == pytest.approx(1.959964, abs=1e-6)


class TestAtTheEdges:
    @ASK
    def test_all_agree_and_use_several_grades(self, name: str) -> None:
        found = ask(name, [[n % 4] * 3 for n in range(12)])
        assert found.estimate == pytest.approx(1)
        assert math.isnan(found.lower)
        assert math.isnan(found.upper)  # no difference was seen: how rare it is cannot be told from this

    def test_one_grade_only_says_nothing_beyond_chance(self) -> None:
        ratings = [[2, 2, 2]] * 10
        assert math.isnan(ask("fleiss", ratings).estimate)
        assert math.isnan(ask("alpha", ratings).estimate)
        assert ask("gwet", ratings).estimate == ask("percent", ratings).estimate == 1
        assert math.isnan(
            cohen_kappa(first=[1] * 5, second=[1] * 5, categories=3, method="linearised").estimate
        )

    def test_nearly_one_grade_is_the_paradox_of_kappa(self) -> None:
        # 48 of 50 agreed upon as the first grade, two judged apart: 96 % agree
        ratings = [[0, 0]] * 48 + [[0, 1], [1, 0]]
        assert ask("percent", ratings, 2).estimate == pytest.approx(0.96)
        assert ask("fleiss", ratings, 2).estimate < 0
        assert ask("gwet", ratings, 2).estimate > 0.95

    @ASK
    @pytest.mark.parametrize("method", AGREEMENT_METHODS)
    def test_two_things_have_limits_as_wide_as_they_can_be(self, name: str, method: str) -> None:
        found = ask(name, [[0, 0, 1], [3, 3, 2]], method=method)
        assert found.things == found.clusters == 2
        assert found.lower <= found.estimate <= found.upper
        assert found.clusters - 1 == 1  # 12.7 standard errors

    def test_where_leaving_one_out_leaves_one_grade_there_are_no_limits(self) -> None:
        found = ask("fleiss", [[0, 0, 1], [3, 3, 3]], method="jackknife")
        assert found.estimate > 0
        assert math.isnan(found.lower)

    @ASK
    def test_one_thing_and_none_have_no_limits(self, name: str) -> None:
        assert math.isnan(ask(name, [[0, 1, 1]]).lower)
        nothing = ask(name, np.empty((0, 3)))
        assert math.isnan(nothing.estimate)
        assert nothing.things == 0

    @ASK
    def test_what_only_one_judged_says_nothing(self, name: str) -> None:
        alone = ask(name, [[0, N, N], [N, 2, N]])
        assert math.isnan(alone.estimate)
        assert alone.things == 0

    def test_the_order_of_judges_does_not_matter(self) -> None:
        turned = [row[::-1] for row in CODERS]
        for name in MANY:
            one, two = ask(name, CODERS, 5), ask(name, turned, 5)
            assert (one.estimate, one.lower) == pytest.approx((two.estimate, two.lower), rel=1e-12)

    def test_judges_who_always_differ_are_below_chance(self) -> None:
        # two judges, two grades, never the same: kappa and pi are -1, Krippendorff allows for 8 things: -1 + 1/8
        ratings = [[0, 1], [1, 0]] * 4
        assert ask("fleiss", ratings, 2).estimate == pytest.approx(-1)
        assert ask("alpha", ratings, 2).estimate == pytest.approx(-0.875)
        assert ask("fleiss", ratings, 2).lower >= -1


class TestClusters:
    def test_parts_of_one_item_are_not_independent(self) -> None:
        ratings = WHOLE * 3  # each thing three times over: no more is known than before
        names = [n % 10 for n in range(30)]
        alone, together = ask("gwet", ratings), ask("gwet", ratings, clusters=names)
        assert alone.error < together.error == pytest.approx(ask("gwet", WHOLE).error, rel=1e-9)
        assert (together.things, together.clusters) == (30, 10)

    def test_things_of_their_own_are_clusters_of_one(self) -> None:
        for name in MANY:
            one, two = ask(name, WHOLE), ask(name, WHOLE, clusters=range(10))
            assert (one.lower, one.upper) == (two.lower, two.upper)


class TestWhatIsRefused:
    def test_what_is_no_judgement(self) -> None:
        with pytest.raises(QuantityError, match=r"got 4, allowed are whole numbers 0 to 3"):
            ask("gwet", [[0, 4]])
        with pytest.raises(QuantityError, match=r"got 1\.5"):
            ask("fleiss", [[0, 1.5]])
        with pytest.raises(QuantityError, match="two or more judges"):
            ask("percent", [[0], [1]])
        with pytest.raises(QuantityError, match="categories: got 1"):
            ask("gwet", [[0, 0]], 1)
        with pytest.raises(QuantityError, match="clusters: got 1"):
            ask("gwet", [[0, 0], [1, 1]], clusters=["a"])
        with pytest.raises(QuantityError, match="one length"):
            cohen_kappa(first=[0, 1], second=[0], categories=2, method="linearised")

    def test_a_method_nobody_knows(self) -> None:
        with pytest.raises(MethodError, match="got 'cubic'"):
            ask("gwet", WHOLE, weights="cubic")
        with pytest.raises(MethodError, match="allowed are jackknife"):
            krippendorff_alpha(ratings=WHOLE, categories=4, difference="ordinal", method="linearised")


def test_words_for_a_coefficient() -> None:
    told = {value: benchmark(value) for value in (-0.1, 0.0, 0.2, 0.21, 0.5, 0.61, 0.81, 1.0)}
    assert list(told.values()) == [
        "poor", "slight", "slight", "fair", "moderate", "substantial", "almost_perfect", "almost_perfect",
    ]  # fmt: skip
    assert benchmark(math.nan) == ""
