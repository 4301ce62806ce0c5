"""Standardised rates: against published and computed values, in the decided cases, and by coverage."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, gamma

from safecommunity.epi.amounts import amounts
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantiles import gamma_quantile
from safecommunity.epi.rates import crude_rate
from safecommunity.epi.standardised import (
    METHODS,
    direct_rate,
    direct_rates,
    expected_by_population,
    stratum_rates,
)
from tests.conftest import SHARED
from tests.epi.agreement import holds

RATES = SHARED / "reference" / "rates"

# Down's syndrome by maternal age, first births, Michigan 1950-1964: the example of Fay and Feuer 1997 (data of
# Stark and Mantel 1966). Limits computed by epitools 0.5-10.1 (ageadjust.direct) in R 4.2.2.
BIRTHS = {
    "cases": (107, 141, 60, 40, 39, 25),
    "person_years": (230061, 329449, 114920, 39487, 14208, 3052),
    "standard_population": (63986.6, 186263.6, 157302.2, 97647.0, 47572.6, 12262.6),
}


def rate(**given):
    asked = {
        "cases": (3, 4),
        "person_years": (1000.0, 500.0),
        "standard_population": (3, 1),
        "method": "fay_feuer",
    }
    return direct_rate(**{**asked, **given})


def test_the_rate_is_the_weighted_mean_of_the_strata():
    # 3/4 of 3/1000 and 1/4 of 4/500: by hand 0.00225 + 0.002 = 0.00425
    assert rate().estimate == pytest.approx(425.0)
    assert rate(standard_population=(300, 100)).estimate == pytest.approx(425.0)
    assert rate(per=1000).estimate == pytest.approx(4.25)


def test_fay_and_feuer_s_own_example():
    found = direct_rate(**BIRTHS, method="fay_feuer")
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (92.3045255331995, 80.4417498507043, 105.763345749261), rel=1e-6
    )


@pytest.mark.skipif(not RATES.is_dir(), reason="no shared reference data")
def test_every_reference_value_to_nine_digits():
    strata: dict[tuple[str, str], list[dict[str, str]]] = {}
    with (RATES / "rates_inputs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            strata.setdefault((row["dataset"], row["group"]), []).append(row)
    with (RATES / "direct_standardised_expected.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 47
    for one in expected:
        rows = strata[one["dataset"], one["group"]]
        given = {
            "cases": [int(float(row["count"])) for row in rows],
            "person_years": [float(row["pop"]) for row in rows],
            "standard_population": [float(row["std"]) for row in rows],
            "per": 1,
        }
        gammas, exact = direct_rate(**given, method="fay_feuer"), direct_rate(**given, method="dobson")
        file = "rates/direct_standardised_expected.csv"
        holds(
            [gammas.estimate, gammas.lower, gammas.upper],
            [float(one[name]) for name in ("dsr", "gamma_lci", "gamma_uci")],
            rel=1e-9, file=file, what="rate with Fay and Feuer's limits",
        )  # fmt: skip
        # R finds Dobson's Poisson limits by searching for a root, to about six digits
        holds(
            [exact.lower, exact.upper], [float(one[name]) for name in ("dobson_exact_lci", "dobson_exact_uci")],
            rel=1e-6, file=file, what="Dobson's limits (root found by R)",
        )  # fmt: skip
        normal = direct_rate(**given, method="normal")
        holds(
            [normal.lower, normal.upper], [float(one[name]) for name in ("normal_lci", "normal_uci")],
            rel=1e-9, file=file, what="normal limits",
        )  # fmt: skip
        crude = {"cases": int(one["count"]), "person_years": float(one["pop"]), "per": 1}
        for method, name, rel in (("garwood", "exact", 1e-6), ("byar_mid_p", "byar", 1e-9)):
            # epitools writes Byar's limits with half a case on both sides, and searches for the exact ones
            told = crude_rate(**crude, method=method)
            holds(
                [told.estimate, told.lower, told.upper],
                [float(one[key]) for key in ("crude", f"crude_{name}_lci", f"crude_{name}_uci")],
                rel=rel, near=1e-4 / crude["person_years"] if name == "exact" else 0.0, file=file,
                what=f"crude rate with {'exact' if name == 'exact' else 'Byar’s'} limits",
            )  # fmt: skip


class TestDecidedCases:
    def test_zero_cases_have_an_upper_limit_by_the_heaviest_weight(self):
        found = rate(cases=(0, 0))
        # weights 0.75/1000 and 0.25/500; -ln(0.025) cases at the larger one
        assert (found.estimate, found.lower) == (0.0, 0.0)
        assert found.upper == pytest.approx(-math.log(0.025) * 0.75 / 1000 * 100_000)

    def test_zero_cases_have_no_limits_by_dobson(self):
        found = rate(cases=(0, 0), method="dobson")
        assert (found.estimate, found.lower, found.upper) == (0.0, None, None)

    @pytest.mark.parametrize("cases", [1, 7, 400])
    @pytest.mark.parametrize("method", [name for name in METHODS if name != "normal"])
    def test_one_stratum_is_the_crude_rate_with_garwood_s_limits(self, cases, method):
        found = direct_rate(cases=[cases], person_years=[1234.5], standard_population=[7], method=method)
        crude = crude_rate(cases=cases, person_years=1234.5, method="garwood")
        assert (found.estimate, found.lower, found.upper) == pytest.approx(
            (crude.estimate, crude.lower, crude.upper)
        )

    def test_a_stratum_without_people_and_cases_is_left_out(self):
        found = rate(cases=(3, 0, 4), person_years=(1000, 0, 500), standard_population=(3, 50, 1))
        assert (found.estimate, found.strata, found.strata_empty) == (pytest.approx(425.0), 2, 1)

    def test_cases_where_nobody_lives_give_no_rate(self):
        found = rate(cases=(3, 1), person_years=(1000, 0))
        assert (found.estimate, found.lower, found.upper, found.cases) == (None, None, None, 4)

    def test_no_people_at_all_or_no_standard_give_no_rate(self):
        assert rate(cases=(0, 0), person_years=(0, 0)).estimate is None
        assert rate(standard_population=(0, 0)).estimate is None

    def test_a_stratum_the_standard_does_not_have_counts_for_nothing(self):
        assert rate(standard_population=(1, 0)).estimate == pytest.approx(300.0)


class TestRefusals:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"cases": (3, -1)}, {"cases": (3, 1.5)}, {"cases": (3,)}, {"person_years": (1000, float("nan"))},
            {"person_years": (1000, None)}, {"standard_population": (1, -1)}, {"per": 0}, {"confidence": 1},
            {"cases": (), "person_years": (), "standard_population": ()},
        ],
    )  # fmt: skip
    def test_numbers_out_of_range_or_of_unequal_length(self, wrong):
        with pytest.raises(QuantityError, match=r"got .* allowed is"):
            rate(**wrong)

    def test_a_method_nobody_knows(self):
        with pytest.raises(MethodError, match="got 'wald', allowed are fay_feuer, tiwari, dobson, normal"):
            rate(method="wald")


def test_the_interval_holds_the_estimate_and_widens_with_confidence():
    for cases in ((0, 1), (1, 0), (5, 90), (2000, 1)):
        narrow, wide = rate(cases=cases, confidence=0.8), rate(cases=cases, confidence=0.99)
        assert wide.lower <= narrow.lower <= narrow.estimate <= narrow.upper <= wide.upper


@pytest.mark.parametrize("shape", [0.02, 0.5, 1, 3.3, 41.7, 1e3, 1e6])
def test_a_gamma_quantile_is_where_the_distribution_reaches_its_probability(shape):
    for probability in (0.005, 0.025, 0.5, 0.975, 0.995):
        reached = gamma.cdf(gamma_quantile(probability, shape), shape)
        assert reached == pytest.approx(probability, rel=1e-8)


def test_tiwari_s_upper_limit_adds_an_average_stratum():
    # Tiwari, Clegg and Zou 2006, equation 10, by SciPy's chi-square: F = v / 2y × chi2(2y² / v); the lower
    # limit is Fay and Feuer's
    found, fay = (
        direct_rate(**BIRTHS, per=1, method="tiwari"),
        direct_rate(**BIRTHS, per=1, method="fay_feuer"),
    )
    standard = np.array(BIRTHS["standard_population"])
    weights = standard / standard.sum() / BIRTHS["person_years"]
    y = (weights * BIRTHS["cases"]).sum() + weights.mean()
    v = (weights**2 * BIRTHS["cases"]).sum() + (weights**2).mean()
    assert found.upper == pytest.approx(v / (2 * y) * chi2.ppf(0.975, 2 * y * y / v), rel=1e-10)
    assert found.lower == fay.lower
    assert found.estimate < found.upper < fay.upper


class TestManyAtOnce:
    CASES = np.random.default_rng(7).poisson([0.05, 0.3, 2, 9], (5, 3, 4))
    YEARS = np.random.default_rng(8).uniform(10, 900, (5, 1, 4))
    STANDARD = (4, 3, 2, 1)

    @pytest.mark.parametrize("method", METHODS)
    def test_each_is_the_single_rate(self, method):
        years = self.YEARS.copy()
        years[2, 0, 0] = (
            0  # nobody at this age: no rate where there are cases, three strata where there are none
        )
        cases = self.CASES.copy()
        cases[3] = 0
        many = direct_rates(
            cases=cases, person_years=years, standard_population=self.STANDARD, method=method, confidence=0.9
        )
        for at in np.ndindex(5, 3):
            one = direct_rate(
                cases=cases[at], person_years=years[at[0], 0], standard_population=self.STANDARD,
                method=method, confidence=0.9,
            )  # fmt: skip
            told = [float(array[at]) for array in (many.estimate, many.lower, many.upper)]
            expected = [
                math.nan if value is None else value for value in (one.estimate, one.lower, one.upper)
            ]
            assert told == pytest.approx(expected, rel=1e-13, nan_ok=True)
            assert (many.cases[at], many.strata_empty[at]) == (one.cases, one.strata_empty)
            assert many.person_years[at] == pytest.approx(one.person_years)

    def test_something_missing_leaves_that_rate_out_and_no_other(self):
        cases = self.CASES.astype(float)
        cases[1, 2, 0] = np.nan
        years = self.YEARS.copy()
        years[4, 0, 3] = np.nan
        found = direct_rates(
            cases=cases, person_years=years, standard_population=self.STANDARD, method="fay_feuer"
        )
        missing = np.zeros((5, 3), bool)
        missing[1, 2] = missing[4] = True
        assert (np.isnan(found.estimate) == missing).all()
        assert (np.isnan(found.upper) == missing).all()

    @pytest.mark.parametrize(
        "wrong", [{"person_years": np.ones((5, 1, 3))}, {"person_years": np.ones((4, 1, 4))},
                  {"standard_population": (1, 2, 3)}, {"standard_population": 1}, {"cases": 3}],
    )  # fmt: skip
    def test_shapes_that_do_not_fit_are_refused(self, wrong):
        given = {
            "cases": self.CASES,
            "person_years": self.YEARS,
            "standard_population": self.STANDARD,
            **wrong,
        }
        with pytest.raises(QuantityError, match=r"got shapes? .* allowed"):
            direct_rates(**given, method="fay_feuer")

    @given(
        st.lists(
            st.tuples(st.integers(0, 500), st.floats(0.5, 1e6), st.floats(0, 1e6)), min_size=1, max_size=20
        )
    )
    def test_the_order_of_strata_and_the_unit_of_the_standard_do_not_matter(self, strata):
        cases, years, standard = zip(*strata, strict=True)
        if not sum(standard) > 1e-3:
            return
        given = {"cases": cases, "person_years": years, "standard_population": standard}
        turned = {name: values[::-1] for name, values in given.items()}
        turned["standard_population"] = [7 * weight for weight in turned["standard_population"]]
        for method in ("fay_feuer", "tiwari"):
            one, other = direct_rates(**given, method=method), direct_rates(**turned, method=method)
            assert [one.estimate, one.lower, one.upper] == pytest.approx(
                [other.estimate, other.lower, other.upper], rel=1e-9
            )
            assert one.lower <= one.estimate * (1 + 1e-12)
            assert one.estimate <= one.upper


def test_rates_of_strata_are_crude_rates():
    found = stratum_rates(cases=(3, 0, 2), person_years=(100, 50, 0), method="garwood")
    assert found[0] == crude_rate(cases=3, person_years=100, method="garwood")
    assert (found[1].estimate, found[2].estimate) == (0.0, None)
    with pytest.raises(QuantityError, match="got 1 cases and 2 person_years"):
        stratum_rates(cases=(1,), person_years=(1, 2), method="garwood")


def test_expected_numbers_share_the_cases_out_by_people():
    # 40 cases over 1,000, 3,000 and 0 people
    assert expected_by_population(cases=40, people=(1000, 3000, 0)) == (10.0, 30.0, 0.0)
    assert expected_by_population(cases=40, people=(0, 0)) == (None, None)
    assert expected_by_population(cases=0, people=(5,)) == (0.0,)


def test_amounts_say_their_total_and_their_middle():
    # 10, 20, 20, 50, 1000 by hand: total 1,100, median 20, quartiles 20 and 50 (ranks 2 and 4 of 5)
    found = amounts(counts={1000: 1, 20: 2, 10: 1, 50: 1})
    assert (found.n, found.total, found.lower_quartile, found.median, found.upper_quartile) == (
        5,
        1100,
        20,
        20,
        50,
    )
    assert amounts(counts={10: 1, 30: 1}).median == 20
    assert amounts(counts={}).median is None
    for values in ([1], [1, 2, 3, 4], list(range(11))):
        told, numpy = amounts(counts=dict.fromkeys(values, 1)), np.quantile
        assert [told.lower_quartile, told.median, told.upper_quartile] == numpy(
            values, [0.25, 0.5, 0.75], method="averaged_inverted_cdf"
        ).tolist()
    with pytest.raises(QuantityError):
        amounts(counts={-5: 1})
