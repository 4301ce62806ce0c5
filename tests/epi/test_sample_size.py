"""Sample sizes: against R's power.prop.test, tables in print, and by simulating the surveys they plan."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.paired import mcnemar
from safecommunity.epi.proportions import proportion_test
from safecommunity.epi.sample_size import before_after_size, paired_size, survey_size

HALF_AND_FIVE = {"proportion": 0.5, "margin": 0.05, "method": "normal"}


class TestOneSurvey:
    def test_three_hundred_and_eighty_five_of_every_textbook(self):
        # z² × 0.25 / 0.05²: R 4.2.2 qnorm(0.975)^2 * 0.25 / 0.05^2 = 384.145882069412
        found = survey_size(**HALF_AND_FIVE)
        assert found.simple == pytest.approx(384.145882069412, rel=1e-12)
        assert (found.answers, found.invited, found.reachable) == (385, 385, True)

    def test_a_small_population_needs_fewer(self):
        # Cochran 1977, 4.2: 384.146 / (1 + 383.146 / 1000) = 277.74
        assert survey_size(**HALF_AND_FIVE, population=1000).answers == 278

    def test_clusters_and_those_who_do_not_answer_ask_for_more(self):
        # 384.146 × 1.5 = 576.2; of them eight in ten answer: 720.3
        found = survey_size(**HALF_AND_FIVE, design_effect=1.5, response_rate=0.8)
        assert (found.answers, found.invited) == (577, 721)

    def test_a_population_that_is_too_small_says_so(self):
        found = survey_size(**HALF_AND_FIVE, design_effect=2, response_rate=0.5, population=300)
        assert (found.answers, found.invited, found.reachable) == (300, 300, False)
        nobody = survey_size(**HALF_AND_FIVE, population=0)
        assert (nobody.answers, nobody.invited, nobody.reachable) == (0, 0, True)
        assert survey_size(**HALF_AND_FIVE, population=1).answers == 1

    @given(st.floats(0.01, 0.99), st.floats(0.005, 0.3), st.integers(1, 10**6))
    def test_never_more_than_there_are_and_more_for_a_smaller_margin(self, share, margin, people):
        asked = {"proportion": share, "method": "normal"}
        found = survey_size(**asked, margin=margin, population=people)
        assert 1 <= found.answers <= people
        assert found.answers <= survey_size(**asked, margin=margin).answers
        assert found.answers <= survey_size(**asked, margin=margin / 2, population=people).answers

    def test_the_interval_is_as_wide_as_planned(self):
        # the normal interval of 0.5 of 385: half width 1.96 × √(0.25 / 385)
        n = survey_size(**HALF_AND_FIVE).answers
        assert 1.959964 * math.sqrt(0.25 / n) <= 0.05 < 1.959964 * math.sqrt(0.25 / (n - 1))


class TestBeforeAndAfter:
    @pytest.mark.parametrize(
        ("given_numbers", "n"),
        [
            ({"before": 0.454, "after": 0.815}, 26.7244509061471),
            ({"before": 0.5, "after": 0.6, "power": 0.9}, 518.0371692998071),
            ({"before": 0.05, "after": 0.02, "confidence": 0.99}, 875.1315338609662),
        ],
    )
    def test_pooled_is_r_s(self, given_numbers, n):
        # R 4.2.2: power.prop.test(p1, p2, power = 0.8 or 0.9, sig.level = 0.05 or 0.01, tol = 1e-12)$n
        found = before_after_size(**given_numbers, method="pooled")
        assert found.simple == pytest.approx(n, rel=1e-9)
        assert found.answers == math.ceil(n)

    def test_unpooled_by_hand(self):
        # (1.959964 + 0.841621)² × (0.25 + 0.24) / 0.01 = 384.6
        found = before_after_size(before=0.5, after=0.6, method="unpooled")
        assert found.simple == pytest.approx((1.959964 + 0.8416212) ** 2 * 49, rel=1e-6)
        assert found.answers == 385

    def test_the_corrected_one_solves_its_equation(self):
        # Fleiss, Levin and Paik 2003, 4.19 and its approximation: n + 2 / |change|, here 387.3 + 20
        plain = before_after_size(before=0.5, after=0.6, method="pooled").simple
        corrected = before_after_size(before=0.5, after=0.6, method="pooled_corrected").simple
        assert corrected == pytest.approx(plain / 4 * (1 + math.sqrt(1 + 4 / (plain * 0.1))) ** 2)
        assert corrected == pytest.approx(plain + 2 / 0.1, rel=0.01)

    # Correct answers before and after, in percent, as a report prints them without n; the fewest answers a wave with
    # which the change would pass |z| 1.96, found by counting up: at that n the power is one half.
    @pytest.mark.parametrize(
        ("before", "after", "least"),
        [(45.4, 81.5, 14), (35, 77, 11), (38, 86.3, 8), (69, 86, 47), (32, 54, 39), (48, 62, 98), (72, 90, 37),
         (40.64, 80.53, 12), (45.2, 86, 11), (52, 86, 15), (46.5, 69, 38), (45, 64, 53), (51, 26, 30)],
    )  # fmt: skip
    def test_with_power_one_half_it_is_the_fewest_that_can_pass_the_test(self, before, after, least):
        found = before_after_size(before=before / 100, after=after / 100, power=0.5, method="pooled")
        assert found.answers == least

    def test_direction_and_side_do_not_matter(self):
        for method in ("unpooled", "pooled", "pooled_corrected"):
            sizes = {
                before_after_size(before=a, after=b, method=method).answers
                for a, b in ((0.2, 0.3), (0.3, 0.2), (0.8, 0.7))
            }
            assert len(sizes) == 1

    def test_everything_that_makes_a_survey_dearer(self):
        plain = before_after_size(before=0.5, after=0.6, method="pooled")
        dear = before_after_size(before=0.5, after=0.6, design_effect=2, response_rate=0.7, method="pooled")
        assert dear.answers == math.ceil(plain.simple * 2)
        assert dear.invited == math.ceil(plain.simple * 2 / 0.7)

    def test_the_change_is_found_as_often_as_planned(self):
        # 4,000 pairs of surveys with 80 % power: standard error 0.6 points; whole answers and the normal
        # approximation move it by another point
        dice, n = np.random.default_rng(5), before_after_size(before=0.4, after=0.55, method="pooled").answers
        found = proportion_test(
            events=dice.binomial(n, 0.55, 4000), n=n, reference_events=dice.binomial(n, 0.4, 4000),
            reference_n=n, method="chi_square",
        )  # fmt: skip
        assert (found.p_value < 0.05).mean() == pytest.approx(0.8, abs=0.03)


class TestTheSamePeopleTwice:
    def test_by_hand(self):
        # Connor 1987, equation 3: (1.959964 √0.3 + 0.841621 √(0.3 - 0.01))² / 0.01
        found = paired_size(only_before=0.1, only_after=0.2, method="connor")
        wanted = (1.959964 * math.sqrt(0.3) + 0.8416212 * math.sqrt(0.29)) ** 2 / 0.01
        assert found.simple == pytest.approx(wanted, rel=1e-6)
        assert found.answers == 234

    def test_the_change_is_found_as_often_as_planned(self):
        n = paired_size(only_before=0.1, only_after=0.2, method="connor").answers
        drawn = np.random.default_rng(6).multinomial(n, [0.1, 0.2, 0.7], 4000)
        found = mcnemar(only_before=drawn[:, 0], only_after=drawn[:, 1], method="chi_square")
        assert (found.p_value < 0.05).mean() == pytest.approx(0.8, abs=0.03)

    def test_everybody_changing_one_way_needs_few(self):
        # all change to yes: (z √1 + 0)²
        assert paired_size(only_before=0, only_after=1, method="connor").answers == 4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: survey_size(**{**HALF_AND_FIVE, "proportion": 0}), "proportion: got 0, allowed is a finite number"),
        (lambda: survey_size(**{**HALF_AND_FIVE, "proportion": 1}), "proportion: got 1, allowed is more than 0"),
        (lambda: survey_size(**{**HALF_AND_FIVE, "margin": 0}), "margin: got 0"),
        (lambda: survey_size(**HALF_AND_FIVE, response_rate=1.2), "response_rate: got 1.2, allowed is more than 0"),
        (lambda: survey_size(**HALF_AND_FIVE, response_rate=0), "response_rate: got 0"),
        (lambda: survey_size(**HALF_AND_FIVE, design_effect=0), "design_effect: got 0"),
        (lambda: survey_size(**HALF_AND_FIVE, population=-1), "population: got -1"),
        (lambda: before_after_size(before=0.5, after=0.5, method="pooled"), "after: got 0.5, allowed is a share other"),
        (lambda: before_after_size(before=0.5, after=0.6, power=1, method="pooled"), "power: got 1"),
        (lambda: paired_size(only_before=0.6, only_after=0.5, method="connor"), "together at most 1"),
        (lambda: paired_size(only_before=0.2, only_after=0.2, method="connor"), "allowed are different shares"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused(call, words):
    with pytest.raises(QuantityError, match=words):
        call()


def test_methods_nobody_knows():
    for call in (
        lambda: survey_size(**{**HALF_AND_FIVE, "method": "exact"}),
        lambda: before_after_size(before=0.5, after=0.6, method="exact"),
        lambda: paired_size(only_before=0.1, only_after=0.2, method="exact"),
    ):
        with pytest.raises(MethodError, match="got 'exact', allowed are"):
            call()
