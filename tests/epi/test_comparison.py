"""Indirectly standardised ratios, rate ratios and differences, lost years: against R, decided, properties."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from safecommunity.epi.comparison import DIFFERENCE_METHODS, RATIO_METHODS, rate_difference, rate_ratio
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.indirect import TESTS, expected_cases, standardised_ratio, standardised_ratio_test
from safecommunity.epi.lost_years import years_of_potential_life_lost
from tests.conftest import SHARED
from tests.epi.agreement import holds

RATES = SHARED / "reference" / "rates"
needs_reference = pytest.mark.skipif(not RATES.is_dir(), reason="no shared reference data")


def rows(name):
    with (RATES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def column(table, name):
    return np.array([float(row[name] or "nan") for row in table])


class TestStandardisedRatio:
    @needs_reference
    def test_every_ratio_of_the_reference_by_all_its_methods(self):
        table = rows("smr_expected.csv")
        assert len(table) == 47
        given_numbers = {"cases": column(table, "observed"), "expected": column(table, "expected")}
        for method in ("byar", "rothman_greenland", "ury_wiggins", "vandenbroucke"):
            found = standardised_ratio(**given_numbers, method=method)
            name = method.replace("_", ".")
            asked = {
                "file": "rates/smr_expected.csv",
                "what": f"ratio, {name.replace('.', ' ')}",
                "rel": 1e-9,
            }
            holds(found.estimate, column(table, "smr"), **asked)
            holds(found.lower, column(table, f"{name}_lower"), **asked)
            holds(found.upper, column(table, f"{name}_upper"), **asked)
        # R takes its p-values from 1, so that the smallest lose their digits
        square = standardised_ratio_test(**given_numbers, method="chi_square")
        asked = {"file": "rates/smr_expected.csv", "what": "tests, statistic", "rel": 1e-9}
        by_chance = {"file": "rates/smr_expected.csv", "what": "tests, p-value", "rel": 0.0, "near": 1e-9}
        holds(square.statistic, column(table, "chi2_test.statistic"), **asked)
        holds(square.p_value, column(table, "chi2_p.value"), **by_chance)
        byar = standardised_ratio_test(**given_numbers, method="byar")
        holds(abs(byar.statistic), abs(column(table, "byar_test.statistic")), **asked)
        holds(byar.p_value, column(table, "byar_p.value"), **by_chance)

    @needs_reference
    def test_what_is_expected_comes_from_the_rates_of_all_groups_together(self):
        strata = [row for row in rows("rates_inputs.csv") if row["dataset"] == "fay_feuer_1997"]
        cases, people = (column(strata, name).reshape(5, 6) for name in ("count", "pop"))
        rates = cases.sum(axis=0) / people.sum(axis=0)
        expected = [row for row in rows("smr_expected.csv") if row["dataset"] == "fay_feuer_1997"]
        found = expected_cases(person_years=people, reference_rates=rates, per=1)
        holds(
            found,
            column(expected, "expected"),
            rel=1e-12,
            file="rates/smr_expected.csv",
            what="expected cases",
        )

    def test_by_hand(self):
        # 2,000 × 50 + 500 × 400 per 100,000 = 1 + 2 expected; 6 seen
        wanted = expected_cases(person_years=(2000, 500), reference_rates=(50, 400))
        assert wanted == pytest.approx(3.0)
        found = standardised_ratio(cases=6, expected=wanted, method="garwood")
        # Garwood's limits of 6 are 2.2019 and 13.0595 (Breslow and Day 1987, table 2.10)
        assert (found.estimate, found.lower, found.upper) == pytest.approx(
            (2, 2.2019 / 3, 13.0595 / 3), abs=1e-4
        )

    def test_nothing_expected_or_something_missing_gives_no_ratio(self):
        found = standardised_ratio(cases=[3, 0, None, 4], expected=[0, 0, 2, None], method="byar")
        assert np.isnan([found.estimate, found.lower, found.upper]).all()

    def test_zero_cases(self):
        found = standardised_ratio(cases=0, expected=2, method="garwood")
        assert (found.estimate, found.lower, found.upper) == pytest.approx((0, 0, -math.log(0.025) / 2))
        for method in TESTS:
            p_value = standardised_ratio_test(cases=0, expected=2, method=method).p_value
            assert math.isnan(p_value) if method == "byar" else 0 < p_value <= 1
        # twice exp(-2); mid-P counts half of it
        assert standardised_ratio_test(cases=0, expected=2, method="exact").p_value == pytest.approx(
            2 * math.exp(-2)
        )
        assert standardised_ratio_test(cases=0, expected=2, method="mid_p").p_value == pytest.approx(
            math.exp(-2)
        )

    @given(st.integers(0, 200), st.floats(0.1, 300))
    def test_the_exact_test_and_the_exact_interval_agree(self, cases, expected):
        for interval, test in (("garwood", "exact"), ("mid_p", "mid_p")):
            found = standardised_ratio(cases=cases, expected=expected, method=interval)
            p_value = standardised_ratio_test(cases=cases, expected=expected, method=test).p_value
            if abs(p_value - 0.05) > 1e-9:
                assert (p_value < 0.05) == (not found.lower <= 1 <= found.upper)

    def test_unknown_methods_are_refused(self):
        with pytest.raises(MethodError, match="got 'poisson', allowed are garwood, mid_p, byar"):
            standardised_ratio(cases=1, expected=1, method="poisson")
        with pytest.raises(MethodError, match="got 'garwood', allowed are exact"):
            standardised_ratio_test(cases=1, expected=1, method="garwood")


def ratio(x1, t1, x0, t0, **asked):
    return rate_ratio(
        cases=x1,
        person_years=t1,
        reference_cases=x0,
        reference_person_years=t0,
        **{"method": "exact", **asked},
    )


def difference(x1, t1, x0, t0, **asked):
    given_numbers = {"cases": x1, "person_years": t1, "reference_cases": x0, "reference_person_years": t0}
    return rate_difference(**given_numbers, **{"method": "miettinen_nurminen", "per": 1, **asked})


class TestRateRatio:
    @needs_reference
    def test_every_ratio_of_the_reference(self):
        table = rows("rate_ratio_expected.csv")
        assert len(table) == 4
        given_numbers = [column(table, name) for name in ("x1", "t1", "x0", "t0")]
        exact = ratio(*given_numbers)
        asked = {"file": "rates/rate_ratio_expected.csv", "what": "exact ratio, limits, p", "rel": 1e-9}
        for ours, theirs in (("estimate", "exact_cond_rr"), ("lower", "exact_l"), ("upper", "exact_u"),
                             ("p_value", "exact_p")):  # fmt: skip
            holds(getattr(exact, ours), column(table, theirs), **asked)
        # epitools searches for these roots with a tolerance of 1.2e-4 of the share
        mid = ratio(*given_numbers, method="mid_p")
        asked = {
            "file": "rates/rate_ratio_expected.csv",
            "what": "mid-P (root found by epitools)",
            "rel": 2e-4,
        }
        for ours, theirs in (("median_unbiased", "midp_rr"), ("lower", "midp_l"), ("upper", "midp_u")):
            holds(getattr(mid, ours), column(table, theirs), **asked)
        wald = ratio(*given_numbers, method="log_normal")
        both = given_numbers[0] > 0  # no limits on a logarithm without cases; R gives 0 and none
        asked = {"file": "rates/rate_ratio_expected.csv", "what": "log-normal limits", "rel": 1e-9}
        holds(wald.lower[both], column(table, "wald_l")[both], **asked)
        holds(wald.upper[both], column(table, "wald_u")[both], **asked)
        assert np.isnan([wald.lower[~both], wald.upper[~both]]).all()

    def test_pinned_from_r(self):
        # R 4.2.2: poisson.test(c(13, 5), c(2163, 3349))
        found = ratio(13, 2163, 5, 3349)
        assert (found.estimate, found.lower, found.upper, found.p_value) == pytest.approx(
            (4.02561257512714, 1.34680123009616, 14.4220340944657, 0.00634266618021414), rel=1e-9
        )

    def test_mid_p_limits_are_where_the_mid_p_tail_is_half_the_error(self):
        found = ratio(13, 2163, 5, 3349, method="mid_p")
        for limit, tail in ((found.lower, 0.025), (found.median_unbiased, 0.5), (found.upper, 0.975)):
            share = limit * 2163 / (limit * 2163 + 3349)
            as_many, more = (binomtest(k, 18, share, alternative="greater").pvalue for k in (13, 14))
            assert (as_many + more) / 2 == pytest.approx(tail, rel=1e-9)

    @pytest.mark.parametrize("method", RATIO_METHODS)
    def test_decided_cases(self, method):
        none, only_ours, only_theirs = (
            ratio(*numbers, method=method) for numbers in ((0, 10, 0, 10), (4, 10, 0, 10), (0, 10, 4, 10))
        )
        assert math.isnan(none.estimate)
        assert (only_ours.estimate, only_theirs.estimate) == (math.inf, 0)
        if method == "log_normal":
            assert np.isnan([only_ours.lower, only_theirs.upper, none.lower]).all()
        else:
            assert (none.lower, none.upper) == (0, math.inf)
            assert only_ours.upper == math.inf
            assert only_theirs.lower == 0
            assert only_ours.lower == pytest.approx(1 / only_theirs.upper)
            # both exact tests of 4 of 4 at one half: 2/16, mid-P half of it
            assert only_ours.p_value == pytest.approx(0.125 if method == "exact" else 0.0625)
        for missing in ((None, 10, 4, 10), (3, 0, 4, 10), (3, 10, 4, None)):
            found = ratio(*missing, method=method)
            assert np.isnan([found.estimate, found.lower, found.upper, found.p_value]).all()

    @settings(max_examples=40)
    @given(st.integers(0, 60), st.floats(1, 500), st.integers(0, 60), st.floats(1, 500))
    def test_swapping_sides_turns_the_ratio_over(self, x1, t1, x0, t0):
        for method in RATIO_METHODS:
            one, other = ratio(x1, t1, x0, t0, method=method), ratio(x0, t0, x1, t1, method=method)
            with np.errstate(divide="ignore"):
                turned = [1 / np.float64(value) for value in (other.upper, other.lower)]
            assert [one.lower, one.upper] == pytest.approx(turned, rel=1e-6, nan_ok=True)
            assert one.p_value == pytest.approx(other.p_value, rel=1e-6, nan_ok=True)
            if x1 and x0:
                assert one.lower < one.estimate < one.upper


class TestRateDifference:
    # statsmodels 0.15.0, confint_poisson_2indep(x1, t1, x0, t0, method="score" and "wald", compare="diff")
    PINNED = {
        (13, 2163, 5, 3349): ((0.0014350584334330398, 0.008908204340337417),
                              (0.0009977415789539585, 0.008036634578487481)),
        (25, 1000, 40, 1100): ((-0.02688283448762229, 0.0038595141634581672),
                               (-0.026297719688540357, 0.0035704469612676364)),
        (3, 200, 7, 180): ((-0.06687163867948642, 0.010295222131813934), (-0.057326206641545856, 0.009548428863768076)),
        (120, 4000, 80, 4100): ((0.0036725118942923843, 0.017523336204618625),
                                (0.0036253912942724948, 0.017350218461825065)),
        (1, 10, 9, 30): ((-0.49164980196882363, 0.27703582256292136), (-0.47718076486993566, 0.07718076486993566)),
    }  # fmt: skip

    @pytest.mark.parametrize("numbers", PINNED)
    def test_pinned(self, numbers):
        for method, limits in zip(("miettinen_nurminen", "wald"), self.PINNED[numbers], strict=True):
            found = difference(*numbers, method=method)
            # its roots are found to an absolute 1e-8
            assert (found.lower, found.upper) == pytest.approx(limits, rel=1e-9, abs=1e-8)

    def test_score_limits_of_no_cases_at_all_in_closed_form(self):
        # under a difference of d all of it is one rate, z² = d × person-years: limits -z²/t0 and z²/t1
        found = difference(0, 40, 0, 100)
        z = 1.959963984540054
        assert (found.estimate, found.lower, found.upper) == pytest.approx((0, -z * z / 100, z * z / 40))
        assert (difference(0, 40, 0, 100, method="wald").lower) == 0

    def test_mover_joins_the_exact_limits_of_both(self):
        # Garwood: 5 → 1.6235 to 11.6683, 10 → 4.7954 to 18.3904
        found = difference(10, 1, 5, 1, method="mover")
        assert found.lower == pytest.approx(5 - math.hypot(10 - 4.7954, 11.6683 - 5), abs=1e-3)
        assert found.upper == pytest.approx(5 + math.hypot(18.3904 - 10, 5 - 1.6235), abs=1e-3)

    @pytest.mark.parametrize("method", DIFFERENCE_METHODS)
    def test_missing_numbers_and_nobody_give_none(self, method):
        for missing in ((None, 10, 4, 10), (3, 0, 4, 10), (3, 10, 4, None)):
            found = difference(*missing, method=method)
            assert np.isnan([found.estimate, found.lower, found.upper]).all()

    @settings(max_examples=40)
    @given(st.integers(0, 90), st.floats(1, 500), st.integers(0, 90), st.floats(1, 500))
    def test_swapping_sides_turns_the_sign(self, x1, t1, x0, t0):
        for method in DIFFERENCE_METHODS:
            one, other = difference(x1, t1, x0, t0, method=method), difference(x0, t0, x1, t1, method=method)
            assert one.lower <= one.estimate <= one.upper
            assert [one.lower, one.upper] == pytest.approx([-other.upper, -other.lower], rel=1e-6, abs=1e-12)

    def test_the_limits_are_where_the_score_is_z(self):
        # Miettinen and Nurminen 1985: the rates fitted under the difference, found here by SciPy
        from scipy.optimize import minimize_scalar

        x1, t1, x0, t0 = 13, 2163, 5, 3349
        found = difference(x1, t1, x0, t0)
        for limit, z in ((found.lower, 1.959964), (found.upper, -1.959964)):
            least = max(0.0, -limit) + 1e-12

            def against(rate, limit=limit):
                return (rate + limit) * t1 + rate * t0 - x1 * math.log(rate + limit) - x0 * math.log(rate)

            rate = minimize_scalar(
                against, bounds=(least, 0.05), method="bounded", options={"xatol": 1e-12}
            ).x
            score = (x1 / t1 - x0 / t0 - limit) / math.sqrt((rate + limit) / t1 + rate / t0)
            assert score == pytest.approx(z, abs=1e-4)


class TestLostYears:
    @needs_reference
    def test_every_year_of_the_reference(self):
        table, strata = rows("ypll_expected.csv"), rows("rates_inputs.csv")
        assert len(table) == 12
        strata = [row for row in strata if row["dataset"] == "testis_dk_1985on"]
        ages = column(strata[:18], "stratum")
        deaths, people = (column(strata, name).reshape(12, 18) for name in ("count", "pop"))
        found = years_of_potential_life_lost(
            deaths=deaths, ages=ages, people=people, limit=75, method="group_midpoints"
        )
        for ours, theirs in (
            (found.years, "ypll75"), (found.people, "pop_under75"), (found.deaths, "deaths_under75"),
            (found.rate, "ypll75_per100k"),
        ):  # fmt: skip
            holds(
                ours,
                column(table, theirs),
                rel=1e-9,
                file="rates/ypll_expected.csv",
                what="lost years, deaths, rate",
            )

    def test_by_hand(self):
        # groups 0-, 1-, 5-, 15-65, 65-: limit 65; 2 at 3, 1 at 10, 4 at 40
        given_numbers = {"deaths": (1, 2, 1, 4, 9), "ages": (0, 1, 5, 15, 65), "limit": 65}
        found = years_of_potential_life_lost(**given_numbers, method="group_midpoints")
        assert (found.years, found.deaths) == (64.5 + 2 * 62 + 55 + 4 * 25, 8)
        assert found.mean == pytest.approx(343.5 / 8)
        assert math.isnan(found.rate)
        textbook = years_of_potential_life_lost(
            **given_numbers, first_age=1, people=(10, 20, 30, 40, 50), per=1000, method="group_midpoints"
        )
        assert (textbook.years, textbook.people) == (279, 90)
        assert textbook.rate == pytest.approx(3100)

    def test_single_ages_lose_what_is_left(self):
        found = years_of_potential_life_lost(deaths=(1, 2, 3), ages=(20, 69.5, 70), limit=70, method="ages")
        assert (found.years, found.deaths) == (51, 3)

    def test_nobody_died_or_something_is_missing(self):
        found = years_of_potential_life_lost(
            deaths=[[0, 0], [None, 1]], ages=(10, 20), people=[[5, 0], [5, 5]], limit=70, method="ages"
        )
        assert found.years[0] == found.rate[0] == 0
        assert np.isnan([found.mean[0], found.years[1], found.rate[1]]).all()

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [({"limit": 67}, "limit: got 67, allowed are the ages"), ({"ages": (0, 5)}, "allowed is one age for each"),
         ({"ages": (5, 0, 65)}, "rising"), ({"first_age": 3}, "first_age: got 3")],
    )  # fmt: skip
    def test_ages_that_do_not_fit_are_refused(self, wrong, told):
        given_numbers = {
            "deaths": (1, 1, 1),
            "ages": (0, 5, 65),
            "limit": 65,
            "method": "group_midpoints",
            **wrong,
        }
        with pytest.raises(QuantityError, match=told):
            years_of_potential_life_lost(**given_numbers)
