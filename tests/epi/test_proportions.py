"""Proportions, their comparison, paired answers: against statsmodels and R, in the decided cases, and as properties."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecommunity.epi import paired, proportions
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.paired import mcnemar, paired_difference
from safecommunity.epi.proportions import (
    proportion,
    proportion_difference,
    proportion_ratio,
    proportion_test,
)
from tests.conftest import SHARED
from tests.epi.agreement import holds

SURVEY = SHARED / "reference" / "survey"
TWO = "survey/two_proportions_expected.csv"
needs_reference = pytest.mark.skipif(not SURVEY.is_dir(), reason="no shared reference data")


def columns(name):
    with (SURVEY / name).open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    return {key: np.array([float(row[key] or "nan") for row in table]) for key in table[0]}


@pytest.fixture(scope="module")
def table():
    """Computed by statsmodels 0.15.0; differences are the second share less the first."""
    return columns("two_proportions_expected.csv")


def sides(table):
    return {
        "events": table["x2"], "n": table["n2"], "reference_events": table["x1"], "reference_n": table["n1"],
    }  # fmt: skip


@needs_reference
class TestAgainstTheReference:
    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [("wilson", "wilson"), ("clopper_pearson", "beta"), ("jeffreys", "jeffreys"),
         ("agresti_coull", "agresti_coull")],
    )  # fmt: skip
    def test_intervals_of_one_share(self, table, ours, theirs):
        assert len(table["x1"]) == 12
        for side in "12":
            events, n = table[f"x{side}"], table[f"n{side}"]
            found = proportion(events=events, n=n, method=ours)
            lower, upper = table[f"p{side}_{theirs}_l"], table[f"p{side}_{theirs}_u"]
            if ours == "jeffreys":  # Brown, Cai and DasGupta set the ends to 0 and 1, statsmodels does not
                lower, upper = np.where(events == 0, 0, lower), np.where(events == n, 1, upper)
            asked = {"file": TWO, "what": f"one share, {theirs}", "rel": 1e-8, "near": 1e-15}
            holds(found.lower, lower, **asked)
            holds(found.upper, upper, **asked)

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [("newcombe", "newcomb"), ("agresti_caffo", "agresti_caffo"), ("wald", "wald")],
    )  # fmt: skip
    def test_differences(self, table, ours, theirs):
        found = proportion_difference(**sides(table), method=ours)
        np.testing.assert_allclose(found.estimate, table["diff"], rtol=1e-12)
        for limit, name in ((found.lower, "l"), (found.upper, "u")):
            expected = np.clip(table[f"{theirs}_{name}"], -1, 1)  # a difference cannot pass them
            holds(limit, expected, file=TWO, what=f"difference, {ours}", rel=1e-8, near=1e-12)

    def test_score_differences_but_for_a_slip_of_the_tool(self, table, monkeypatch):
        """statsmodels 0.15.0 has the reference's events for its n in one coefficient of Miettinen and Nurminen's cubic
        equation. With that slip put in, ours are its limits; without, those of the paper (see below)."""

        def slipped(sides, difference):
            part, whole, other, base = sides
            total = whole + base
            c2 = (whole + 2 * base) * difference - total - part - other
            c1 = (
                (other * difference - total - 2 * other) * difference + part + other
            )  # base × difference, rightly
            c0 = other * difference * (1 - difference)
            q = (c2 / (3 * total)) ** 3 - c1 * c2 / (6 * total**2) + c0 / (2 * total)
            p = np.sign(q) * np.sqrt((c2 / (3 * total)) ** 2 - c1 / (3 * total))
            return 2 * p * np.cos((np.pi + np.arccos(q / p**3)) / 3) - c2 / (3 * total)

        known = ~np.isnan(table["score_l"])  # the file has none where the slip leaves no root
        assert known.sum() == 9
        given_sides = {name: values[known] for name, values in sides(table).items()}
        ours = proportion_difference(**given_sides, method="miettinen_nurminen")
        monkeypatch.setattr(proportions, "_fitted", slipped)
        found = proportion_difference(**given_sides, method="miettinen_nurminen")
        asked = {"file": TWO, "what": "difference, score, with the tool's slip put in", "rel": 1e-8}
        holds(found.lower, table["score_l"][known], **asked)
        holds(found.upper, table["score_u"][known], **asked)
        np.testing.assert_allclose(ours.lower, found.lower, atol=0.006)
        assert (abs(ours.lower - found.lower) > 3e-5).all()

    def test_ratios(self, table):
        for ours, theirs in (("log_normal", "ratio_log"), ("miettinen_nurminen", "ratio_score")):
            found = proportion_ratio(**sides(table), method=ours)
            for limit, name in ((found.lower, "l"), (found.upper, "u")):
                expected = table[f"{theirs}_{name}"]
                known = np.isfinite(expected) & (table["x1"] > 0) & (table["x2"] > 0)
                assert known.sum() == 10
                holds(limit[known], expected[known], file=TWO, what=f"ratio, {ours}", rel=1e-8)

    def test_tests_of_equal_shares(self, table):
        for ours, statistic, p_value in (
            ("chi_square", "chi2_nocorr", "p_nocorr"), ("yates", "chi2_yates", "p_yates"), ("fisher", None, "p_fisher"),
        ):  # fmt: skip
            found = proportion_test(**sides(table), method=ours)
            holds(found.p_value, table[p_value], file=TWO, what=f"test, {ours}, p", rel=1e-8)
            if statistic:
                holds(found.statistic, table[statistic], file=TWO, what=f"test, {ours}, statistic", rel=1e-8)

    def test_mcnemar(self):
        expected = columns("mcnemar_expected.csv")
        assert len(expected["b"]) == 3
        asked = {"only_before": expected["b"], "only_after": expected["c"]}
        held = {"file": "survey/mcnemar_expected.csv", "what": "McNemar, statistics and p", "rel": 1e-8}
        holds(mcnemar(**asked, method="exact").p_value, expected["exact_p"], **held)
        for method, statistic, p_value in (
            ("chi_square", "chi2", "p"),
            ("chi_square_corrected", "chi2_corr", "p_corr"),
        ):
            found = mcnemar(**asked, method=method)
            holds(found.statistic, expected[statistic], **held)
            holds(found.p_value, expected[p_value], **held)


class TestPinnedValues:
    def test_newcombe_s_own_example(self):
        # Newcombe 1998, Stat Med 17:873, table II (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339
        found = proportion_difference(events=56, n=70, reference_events=48, reference_n=80, method="newcombe")
        assert (found.estimate, found.lower, found.upper) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)

    @pytest.mark.parametrize(
        ("numbers", "limits"),
        [((56, 70, 48, 80), (0.0528, 0.3382)), ((9, 10, 3, 10), (0.1700, 0.8406)),
         ((6, 7, 2, 7), (0.0342, 0.8534)), ((5, 56, 0, 29), (-0.0326, 0.1933))],
    )  # fmt: skip
    def test_miettinen_and_nurminen_as_newcombe_prints_them(self, numbers, limits):
        # Newcombe 1998, Stat Med 17:873, table II, method 6, columns a to d
        found = proportion_difference(
            **dict(zip(("events", "n", "reference_events", "reference_n"), numbers, strict=True)),
            method="miettinen_nurminen",
        )
        assert (found.lower, found.upper) == pytest.approx(limits, abs=6e-5)

    @pytest.mark.parametrize("numbers", [(56, 70, 48, 80), (9, 10, 3, 10), (0, 20, 4, 22), (5, 56, 0, 29)])
    def test_score_limits_are_where_the_score_is_z(self, numbers):
        # shares fitted under the difference by SciPy's search of the likelihood
        from scipy.optimize import minimize_scalar
        from scipy.special import xlogy

        x, n, y, m = numbers
        found = proportion_difference(
            events=x, n=n, reference_events=y, reference_n=m, method="miettinen_nurminen"
        )
        for limit, z in ((found.lower, 1.959964), (found.upper, -1.959964)):

            def against(q, d=limit):
                p = q + d
                return -(xlogy(x, p) + xlogy(n - x, 1 - p) + xlogy(y, q) + xlogy(m - y, 1 - q))

            ends = (max(0.0, -limit) + 1e-12, min(1.0, 1 - limit) - 1e-12)
            q = minimize_scalar(against, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
            variance = ((q + limit) * (1 - q - limit) / n + q * (1 - q) / m) * (n + m) / (n + m - 1)
            assert (x / n - y / m - limit) / math.sqrt(variance) == pytest.approx(z, abs=1e-4)

    def test_exact_limits_as_r_has_them(self):
        # R 4.2.2: binom.test(7, 31)
        found = proportion(events=7, n=31, method="clopper_pearson")
        assert (found.lower, found.upper) == pytest.approx((0.0959421683458, 0.4109638661387), rel=1e-9)

    def test_wilson_by_hand(self):
        # 7 of 31 at z² = 3.841459: (8.920729 ± 1.959964 √(7·24/31 + 0.960365)) / 34.841459
        found = proportion(events=7, n=31, method="wilson")
        step = 1.959964 * math.sqrt(168 / 31 + 0.960365)
        assert (found.lower, found.upper) == pytest.approx(
            ((8.920729 - step) / 34.841459, (8.920729 + step) / 34.841459), abs=1e-6
        )

    def test_paired_answers_of_published_examples(self):
        # Newcombe 1998, Stat Med 17:2635, method 10 for 36, 12, 2, 0
        found = paired_difference(both=36, only_before=2, only_after=12, neither=0, method="newcombe")
        assert (found.estimate, found.lower, found.upper) == pytest.approx((0.2, 0.0569, 0.3404), abs=5e-5)
        # Fagerland et al. 2014, Stat Med 33:2850 (airway reactivity 1, 1, 7, 12): -0.507 to -0.026
        found = paired_difference(both=1, only_before=7, only_after=1, neither=12, method="newcombe")
        assert (found.lower, found.upper) == pytest.approx((-0.507, -0.026), abs=5e-4)

    @pytest.mark.parametrize(
        ("answers", "limits"),
        [((14, 0, 5, 22), (0.01148324138303, 0.22649268435121)),
         ((20, 12, 30, 99), (0.03333406134636, 0.18910488485237)),
         ((45, 12, 30, 113), (0.02674895536312, 0.15230143293553))],
    )  # fmt: skip
    def test_paired_answers_by_the_paper_s_formula_in_r(self, answers, limits):
        # the equations of method 10 typed into R 4.2.2; both, only before, only after, neither
        a, b, c, d = answers
        found = paired_difference(both=a, only_before=b, only_after=c, neither=d, method="newcombe")
        assert (found.lower, found.upper) == pytest.approx(limits, rel=1e-9)

    def test_mcnemar_s_four_p_values_of_one_example(self):
        # Fagerland et al. 2013, BMC Med Res Methodol 13:91, table 1 and text: 1 and 7 changes
        for method, p_value in (
            ("exact", 0.070), ("mid_p", 0.039), ("chi_square", 0.034), ("chi_square_corrected", 0.077),
        ):  # fmt: skip
            found = mcnemar(only_before=1, only_after=7, method=method)
            assert found.p_value == pytest.approx(p_value, abs=5e-4)
        # by hand: 2 × (1 + 8) / 256, less 8 / 256
        assert mcnemar(only_before=1, only_after=7, method="mid_p").p_value == pytest.approx(10 / 256)


class TestDecidedCases:
    @pytest.mark.parametrize("method", proportions.PROPORTION_METHODS)
    def test_none_and_all_of_n(self, method):
        none, everything = (
            proportion(events=0, n=15, method=method),
            proportion(events=15, n=15, method=method),
        )
        assert (none.estimate, none.lower, everything.upper) == (0, 0, 1)
        assert none.upper == pytest.approx(1 - everything.lower)
        assert (none.upper == 0) == (method == "wald")

    @pytest.mark.parametrize("method", proportions.PROPORTION_METHODS)
    def test_nobody_asked_or_something_missing(self, method):
        found = proportion(events=[0, None, 3], n=[0, 5, None], method=method)
        assert np.isnan([found.estimate, found.lower, found.upper]).all()

    def test_more_events_than_people_are_refused(self):
        with pytest.raises(QuantityError, match="events: got 6 of 5, allowed are 0 to n"):
            proportion(events=[1, 6], n=5, method="wilson")
        with pytest.raises(QuantityError, match="reference_events: got 6 of 5"):
            proportion_difference(events=1, n=5, reference_events=6, reference_n=5, method="wald")

    @pytest.mark.parametrize("function", [proportion_difference, proportion_ratio, proportion_test])
    def test_a_side_without_people_compares_with_nothing(self, function):
        for method in METHODS_OF[function]:
            found = function(
                events=[0, 1], n=[0, 2], reference_events=[1, 0], reference_n=[3, 0], method=method
            )
            names = ("p_value",) if function is proportion_test else ("estimate", "lower", "upper")
            assert np.isnan([getattr(found, name) for name in names]).all()

    def test_shares_that_are_equal_at_the_ends(self):
        for method in ("newcombe", "miettinen_nurminen", "agresti_caffo"):
            found = proportion_difference(events=0, n=9, reference_events=0, reference_n=12, method=method)
            assert found.lower < found.estimate == 0 < found.upper
        assert (
            proportion_test(events=0, n=9, reference_events=0, reference_n=12, method="fisher").p_value == 1
        )
        found = proportion_test(events=9, n=9, reference_events=12, reference_n=12, method="chi_square")
        assert found.p_value == 1
        assert math.isnan(found.statistic)

    def test_ratios_without_events_on_a_side(self):
        for method in proportions.RATIO_METHODS:
            none, ours, theirs = (
                proportion_ratio(events=a, n=10, reference_events=b, reference_n=10, method=method)
                for a, b in ((0, 0), (4, 0), (0, 4))
            )
            assert math.isnan(none.estimate)
            assert (ours.estimate, theirs.estimate) == (math.inf, 0)
            if method == "log_normal":
                assert np.isnan([ours.lower, ours.upper, theirs.lower, theirs.upper]).all()
            else:
                assert (ours.upper, theirs.lower) == (math.inf, 0)
                assert ours.lower == pytest.approx(1 / theirs.upper, rel=1e-6)

    def test_nobody_changed(self):
        for method in paired.TESTS:
            found = mcnemar(only_before=0, only_after=0, method=method)
            assert found.p_value == 1
            assert math.isnan(found.statistic)
        found = paired_difference(both=5, only_before=0, only_after=0, neither=7, method="newcombe")
        assert found.lower < found.estimate == 0 < found.upper
        nobody = paired_difference(both=0, only_before=0, only_after=0, neither=0, method="newcombe")
        assert np.isnan([nobody.estimate, nobody.lower, nobody.upper]).all()

    def test_missing_answers_give_nothing_there(self):
        assert np.isnan(mcnemar(only_before=[None, 2], only_after=[2, None], method="exact").p_value).all()
        found = paired_difference(both=None, only_before=1, only_after=2, neither=3, method="newcombe")
        assert math.isnan(found.lower)

    def test_unknown_methods_are_told_the_known_ones(self):
        with pytest.raises(MethodError, match="got 'exact', allowed are wilson, clopper_pearson"):
            proportion(events=1, n=2, method="exact")
        with pytest.raises(MethodError, match="method of mcnemar: got 'yates', allowed are exact, mid_p"):
            mcnemar(only_before=1, only_after=2, method="yates")


METHODS_OF = {
    proportion_difference: proportions.DIFFERENCE_METHODS,
    proportion_ratio: proportions.RATIO_METHODS,
    proportion_test: proportions.TESTS,
}
counted = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


class TestProperties:
    @given(counted, st.sampled_from(["wilson", "clopper_pearson", "jeffreys", "agresti_coull"]))
    def test_an_interval_holds_its_share_grows_with_it_and_mirrors(self, one, method):
        events, n = one
        found = proportion(events=events, n=n, method=method)
        assert 0 <= found.lower <= found.estimate <= found.upper <= 1
        mirrored = proportion(events=n - events, n=n, method=method)
        assert (found.lower, found.upper) == pytest.approx((1 - mirrored.upper, 1 - mirrored.lower), abs=1e-9)
        wide = proportion(events=events, n=n, method=method, confidence=0.99)
        assert wide.lower <= found.lower
        assert found.upper <= wide.upper
        if events < n:
            more = proportion(events=events + 1, n=n, method=method)
            assert found.lower <= more.lower
            assert found.upper <= more.upper

    @settings(max_examples=40)
    @given(counted, counted)
    def test_swapping_sides_turns_differences_and_ratios_over(self, one, two):
        ours = {"events": one[0], "n": one[1], "reference_events": two[0], "reference_n": two[1]}
        theirs = {"events": two[0], "n": two[1], "reference_events": one[0], "reference_n": one[1]}
        for method in proportions.DIFFERENCE_METHODS:
            there = proportion_difference(**ours, method=method)
            back = proportion_difference(**theirs, method=method)
            assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower), abs=1e-6)
            if method != "agresti_caffo":  # its middle is another than the difference
                assert there.lower - 1e-9 <= there.estimate <= there.upper + 1e-9
        for method in proportions.TESTS:
            there = proportion_test(**ours, method=method)
            assert there.p_value == pytest.approx(proportion_test(**theirs, method=method).p_value, rel=1e-6)
        if one[0] and two[0]:
            there = proportion_ratio(**ours, method="miettinen_nurminen")
            back = proportion_ratio(**theirs, method="miettinen_nurminen")
            assert (there.lower, there.upper) == pytest.approx((1 / back.upper, 1 / back.lower), rel=1e-5)
            assert there.lower <= there.estimate * (1 + 1e-9)
            assert there.estimate <= there.upper * (1 + 1e-9)

    @given(*[st.integers(0, 40)] * 4)
    def test_before_and_after_swapped_turn_the_sign(self, both, lost, gained, neither):
        there = paired_difference(
            both=both, only_before=lost, only_after=gained, neither=neither, method="newcombe"
        )
        back = paired_difference(
            both=both, only_before=gained, only_after=lost, neither=neither, method="newcombe"
        )
        assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower), nan_ok=True, abs=1e-12)
        if both + lost + gained + neither:
            assert -1 <= there.lower <= there.estimate <= there.upper <= 1
