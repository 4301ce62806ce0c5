"""The crude rate and its exact Poisson interval."""

import csv
import math
import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import chi2, poisson

from safecommunity.epi.errors import EpiError, MethodError, QuantityError
from safecommunity.epi.quantiles import computed_limits, poisson_limits, table
from safecommunity.epi.rates import crude_rate
from tests.conftest import SHARED
from tests.epi.agreement import holds

EXPECTED = SHARED / "reference" / "rates" / "poisson_ci_expected.csv"


def rate(**given):
    return crude_rate(**{"cases": 3, "person_years": 1000.0, "method": "garwood", **given})


class TestTheEstimate:
    def test_is_cases_per_hundred_thousand_person_years(self):
        assert rate(cases=37, person_years=18_500).estimate == pytest.approx(200.0)

    def test_is_told_for_the_size_asked_for(self):
        assert rate(cases=37, person_years=18_500, per=1000).estimate == pytest.approx(2.0)

    def test_names_what_it_was_made_from(self):
        found = rate(cases=37, person_years=18_500)
        assert (found.cases, found.person_years, found.per) == (37, 18_500, 100_000)
        assert (found.confidence, found.method) == (0.95, "garwood")


class TestDecidedCases:
    def test_zero_cases_have_an_upper_limit(self):
        # Garwood 1936, table: 0 observed, 97.5 % limit 3.6889; closed form -ln(0.025).
        found = rate(cases=0, person_years=1.0, per=1)
        assert (found.estimate, found.lower) == (0.0, 0.0)
        assert found.upper == pytest.approx(-math.log(0.025), rel=1e-12)

    def test_one_case(self):
        # Lower limit in closed form: P(X >= 1) = 0.025, so -ln(0.975).
        found = rate(cases=1, person_years=1.0, per=1)
        assert found.lower == pytest.approx(-math.log(0.975), rel=1e-12)
        assert found.upper == pytest.approx(5.571643, abs=1e-6)

    @pytest.mark.parametrize("cases", [0, 5])
    def test_zero_person_years_have_no_rate(self, cases):
        found = rate(cases=cases, person_years=0)
        assert (found.estimate, found.lower, found.upper) == (None, None, None)
        assert found.cases == cases

    def test_more_cases_than_person_years_is_a_rate_like_any_other(self):
        assert rate(cases=3, person_years=1.5, per=1).estimate == 2.0

    def test_a_numpy_count_is_a_count(self):
        assert rate(cases=np.int64(3)) == rate(cases=3)
        assert type(rate(cases=np.int64(3)).cases) is int


class TestRefusals:
    @pytest.mark.parametrize("cases", [-1, 2.5, 3.0, float("nan"), None, "3", True])
    def test_cases_that_are_no_count(self, cases):
        with pytest.raises(QuantityError, match=f"cases: got {cases!r}, allowed is a whole number from 0 up"):
            rate(cases=cases)

    @pytest.mark.parametrize("years", [-1, float("nan"), float("inf"), None, "many", True])
    def test_person_years_that_are_no_time(self, years):
        with pytest.raises(QuantityError, match=f"person_years: got {years!r}, allowed is a finite number"):
            rate(person_years=years)

    @pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan")])
    def test_a_level_outside_0_and_1(self, confidence):
        with pytest.raises(QuantityError, match=f"confidence: got {confidence!r}, allowed is"):
            rate(confidence=confidence)

    @pytest.mark.parametrize("per", [0, -1000])
    def test_a_size_that_is_not_above_zero(self, per):
        with pytest.raises(QuantityError, match=f"per: got {per!r}, allowed is a finite number above 0"):
            rate(per=per)

    def test_an_unknown_method_is_told_the_known_ones(self):
        with pytest.raises(MethodError, match="method of crude_rate: got 'wald', allowed are garwood"):
            rate(method="wald")

    def test_all_belong_to_one_family(self):
        assert issubclass(QuantityError, EpiError)
        assert issubclass(MethodError, EpiError)

    def test_the_method_must_be_named(self):
        with pytest.raises(TypeError):
            crude_rate(cases=3, person_years=10.0)


class TestTheLimits:
    @pytest.mark.parametrize("cases", [1, 2, 7, 100, 10_000, 10_001, 250_000])
    @pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
    def test_put_half_the_error_into_each_tail(self, cases, confidence):
        # The definition of the interval, by SciPy's Poisson distribution instead of gamma quantiles.
        found = rate(cases=cases, person_years=1.0, per=1, confidence=confidence)
        tail = (1 - confidence) / 2
        assert poisson.sf(cases - 1, found.lower) == pytest.approx(tail, rel=1e-8)
        assert poisson.cdf(cases, found.upper) == pytest.approx(tail, rel=1e-8)

    def test_table_is_scipys_chi_square_for_every_count_it_holds(self):
        cases = np.arange(len(table()))
        assert table().shape == (10_001, 2)
        assert table()[0, 0] == 0.0
        np.testing.assert_allclose(table()[1:, 0], chi2.ppf(0.025, 2 * cases[1:]) / 2, rtol=1e-12)
        np.testing.assert_allclose(table()[:, 1], chi2.isf(0.025, 2 * cases + 2) / 2, rtol=1e-12)

    def test_table_goes_over_into_computed_limits_without_a_step(self):
        for cases in (0, 1, 9_999, 10_000):
            assert poisson_limits(cases, 0.95) == pytest.approx(computed_limits(cases, 0.95), rel=1e-13)
        assert poisson_limits(10_001, 0.95)[0] > poisson_limits(10_000, 0.95)[0]

    @pytest.mark.parametrize("mean", [0.3, 1.0, 4.0, 25.0, 400.0])
    def test_cover_the_true_rate_at_least_as_often_as_promised(self, mean):
        # Exact intervals are conservative: never below 95 %, up to 100 % for small means.
        drawn = np.random.default_rng(20_061_101).poisson(mean, 20_000)
        lower, upper = table()[drawn].T
        covered = ((lower <= mean) & (mean <= upper)).mean()
        noise = 3 * math.sqrt(0.95 * 0.05 / len(drawn))
        assert covered >= 0.95 - noise


@pytest.fixture(scope="module")
def expected():
    """Counts with limits by several tools in R (epitools 0.5-10.1 and closed forms, R 4.2.2)."""
    if not EXPECTED.exists():
        pytest.skip(f"reference results are absent: {EXPECTED.name}")
    with EXPECTED.open(encoding="utf-8") as handle:
        return [
            {name: float(value or "nan") for name, value in line.items()} for line in csv.DictReader(handle)
        ]


class TestAgainstR:
    def test_the_file_has_the_counts_we_expect(self, expected):
        assert len(expected) == 15
        assert {0, 1, 1000, 12_345} <= {int(line["count"]) for line in expected}

    def test_95_percent_closed_form(self, expected):
        # Daly's limits are the same gamma quantiles, except that zero cases get a one-sided limit.
        for line in expected:
            if line["count"]:
                found = rate(cases=int(line["count"]), person_years=1, per=1)
                assert (found.lower, found.upper) == pytest.approx((line["daly_l"], line["daly_u"]), rel=1e-9)

    def test_99_percent_closed_form(self, expected):
        assert expected, "no rows: nothing would be compared"
        for line in expected:
            found = rate(cases=int(line["count"]), person_years=1, per=1, confidence=0.99)
            holds(
                (found.lower, found.upper), (line["garwood99_l"], line["garwood99_u"]), rel=1e-9,
                file="rates/poisson_ci_expected.csv", what="Garwood limits of 99 %, closed form",
            )  # fmt: skip

    def test_95_percent_root_found(self, expected):
        # epitools' pois.exact stops its search early: about 3e-5 of a case from the closed form.
        for line in expected:
            found = rate(cases=int(line["count"]), person_years=1, per=1)
            assert found.lower == pytest.approx(line["exact_l"], abs=1e-4, rel=1e-6)
            assert found.upper == pytest.approx(line["exact_u"], abs=1e-4, rel=1e-6)


def test_table_is_what_its_script_makes(tmp_path):
    from safecommunity.epi import quantiles

    script = quantiles.TABLE.parent.parent.parent / "scripts" / "make_quantiles.py"
    target, curves = tmp_path / "made.npy", tmp_path / "curves.npy"
    code = (
        "import runpy, pathlib, sys\n"
        "from safecommunity.epi import quantiles\n"
        "quantiles.TABLE = pathlib.Path(sys.argv[2])\n"
        "quantiles.CURVES = pathlib.Path(sys.argv[3])\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')\n"
    )
    root = script.parent.parent
    subprocess.run([sys.executable, "-c", code, str(script), str(target), str(curves)], check=True, cwd=root)
    np.testing.assert_allclose(np.load(target), table(), rtol=1e-12)
    np.testing.assert_allclose(np.load(curves), np.load(quantiles.CURVES), rtol=0, atol=1e-13)
