"""EARS, CUSUM, Bayes and the Robert Koch rule: against R's surveillance, by hand, and at the edges."""

import numpy as np
import pytest

from safecommunity.epi.detection.cusum import TRANSFORMATIONS, cusum
from safecommunity.epi.detection.ears import ears
from safecommunity.epi.detection.outcome import Alarms, Reason, Series
from safecommunity.epi.detection.recent import bayes, robert_koch
from safecommunity.epi.errors import MethodError, QuantityError
from tests.epi.agreement import holds
from tests.epi.detecting import controls, expected, needs_reference, series

TOLD = [
    "EARS_C1",
    "EARS_C2",
    "EARS_C3",
    "EARS_C2_b28_ms1",
    "cusum_rossi",
    "cusum_standard",
    "cusum_glm",
    "bayes",
    "rki",
]


def as_asked(name: str, data_set: str) -> Alarms:
    """The method with the settings the reference was made with."""
    asked, data, weeks = controls()["controls"][name], series()[data_set], expected()[data_set, name]["t"]
    years = min(2, controls()["b_by_dataset"][data_set])
    if name.startswith("EARS"):
        return ears(series=data, weeks=weeks, method=asked["method"], baseline=asked["baseline"],
                    least_deviation=asked["minSigma"], alpha=asked["alpha"])  # fmt: skip
    if name.startswith("cusum"):
        return cusum(series=data, first=int(weeks[0]), method=asked["trans"], reference=asked["k"],
                     limit=asked["h"], mean="harmonic" if asked["m"] == "glm" else "earlier")  # fmt: skip
    if name == "bayes":
        return bayes(series=data, weeks=weeks, half_width=asked["w"], years=years, this_year=asked["actY"],
                     alpha=asked["alpha"])  # fmt: skip
    return robert_koch(series=data, weeks=weeks, half_width=asked["w"], years=years, this_year=asked["actY"])


@needs_reference
@pytest.mark.parametrize("name", TOLD)
def test_bounds_and_alarms_agree_with_surveillance_on_every_series(name: str) -> None:
    for data_set in series():
        want, found = expected()[data_set, name], as_asked(name, data_set)
        holds(
            found.upper[0], want["upperbound"], rel=1e-9, near=1e-12, file="aberration/aberration_expected.csv",
            what=f"{name}: upper bound; alarms identical", note=data_set,
        )  # fmt: skip
        np.testing.assert_array_equal(found.alarm[0], want["alarm"] == 1, err_msg=data_set)


# The seven weeks 1, 2, 3, 4, 5, 6, 7 have the mean 4 and the standard deviation √(28/6) = 2.160247.
SEVEN = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_ears_by_hand() -> None:
    found = ears(series=Series([*SEVEN, 11.0]), weeks="latest", method="C1")
    assert found.expected[0, 0] == 4.0
    assert found.upper[0, 0] == pytest.approx(4 + 3.0902323 * 2.1602469)  # 10.68
    assert found.score[0, 0] == pytest.approx(7 / 2.1602469)
    assert found.alarm[0, 0]
    assert not ears(series=Series([*SEVEN, 10.0]), weeks="latest", method="C1").alarm[0, 0]


def test_c2_leaves_out_the_two_weeks_before() -> None:
    found = ears(series=Series([*SEVEN, 30.0, 30.0, 11.0]), weeks="latest", method="C2")
    assert found.expected[0, 0] == 4.0
    assert found.alarm[0, 0]


def test_c3_carries_what_the_two_weeks_before_had_above_one_deviation() -> None:
    # every baseline is 4, 5, 6, 4, 5, 6, 5 or a shift of it, so three weeks of 6 are an excess only together
    calm = [4.0, 5.0, 6.0, 5.0] * 6
    alone, lasting = Series([*calm, 5.0, 5.0, 6.6]), Series([*calm, 6.6, 6.6, 6.6])
    assert not ears(series=alone, weeks="latest", method="C3").alarm[0, 0]
    assert ears(series=lasting, weeks="latest", method="C3").alarm[0, 0]


def test_a_baseline_all_alike_has_no_deviation() -> None:
    data = Series([[5.0] * 12, [5.0] * 11 + [6.0]])
    for method in ("C1", "C2"):
        found = ears(series=data, weeks="latest", method=method)
        assert (found.upper[:, 0].tolist(), found.alarm[:, 0].tolist()) == ([5.0, 5.0], [False, True])
    assert (ears(series=data, weeks="latest", method="C3").reason == Reason.NO_SPREAD).all()
    floored = ears(series=data, weeks="latest", method="C3", least_deviation=1.0)
    assert floored.reason.tolist() == [[Reason.BOUND], [Reason.BOUND]]


def test_missing_weeks_leave_a_baseline_and_too_many_end_it() -> None:
    nan = np.nan
    found = ears(
        series=Series([[1, 2, nan, 4, nan, 6, 7, 11], [1, 2, nan, nan, nan, nan, nan, 11], [*SEVEN, nan]]),
        weeks="all",
        method="C1",
    )
    assert found.expected[0, -1] == 4.0  # (1 + 2 + 4 + 6 + 7) / 5
    assert found.reason[:, -1].tolist() == [Reason.BOUND, Reason.FEW_REFERENCE_WEEKS, Reason.NOT_REPORTED]
    assert (found.reason[:, :7] == Reason.SHORT_HISTORY).all()


def test_ears_alarms_about_as_often_as_asked() -> None:
    # Normal-like counts, 20,000 weeks at alpha 0.05: a baseline of 28 known only by its own mean and deviation gives
    # P(t₂₇ > 1.645 / √(1 + 1/28)) = 0.059.
    draw = np.random.default_rng(3)
    data = Series(draw.poisson(400, size=(100, 231)).astype(float))
    found = ears(series=data, weeks=range(31, 231), method="C1", baseline=28, alpha=0.05)
    assert found.alarm.mean() == pytest.approx(0.059, abs=0.006)


def test_cusum_by_hand() -> None:
    # mean 4, root 2: standardised (8 − 4) / 2 = 2 a week, less 1.04: 0.96, 1.92, 2.88; the limit 2.26 is passed third
    found = cusum(series=Series([[4.0, 4.0, 8.0, 8.0, 8.0, 0.0]]), first=2, method="standard", mean="earlier")
    assert found.score[0].tolist() == pytest.approx([0.96, 1.92, 2.88, 0.0])
    assert found.alarm[0].tolist() == [False, False, True, False]
    assert found.upper[0, 0] == 11.0  # 4 + 2 × 3.3 = 10.6, a whole number


@pytest.mark.parametrize("method", ["rossi", "anscombe", "anscombe2nd", "negative_binomial", "none"])
def test_a_count_at_the_bound_brings_the_sum_to_the_limit(method: str) -> None:
    forward, back = TRANSFORMATIONS[method]
    mean, wanted = np.array([0.5, 4.0, 90.0]), np.full(3, 3.3)
    assert forward(back(wanted, mean, 0.1), mean, 0.1) == pytest.approx(wanted)


def test_cusum_goes_on_over_a_missing_week_and_stops_no_other_series() -> None:
    nan = np.nan
    rows = [[4.0, 4.0, 8.0, nan, 8.0, 8.0], [0.0, 0.0, 1.0, 2.0, 1.0, 0.0], [nan, nan, 1.0, 2.0, 1.0, 0.0]]
    found = cusum(series=Series(rows), first=2, method="standard", mean="earlier")
    assert found.score[0, [0, 2, 3]].tolist() == pytest.approx([0.96, 1.92, 2.88])
    assert found.reason[0].tolist() == [Reason.BOUND, Reason.NOT_REPORTED, Reason.BOUND, Reason.BOUND]
    assert (found.reason[1:] == Reason.NO_SPREAD).all()
    harmonic = cusum(series=Series(rows), first=2, method="standard", mean="harmonic")
    assert (harmonic.reason[:, 0] == Reason.NOT_CONVERGED).all()  # two weeks cannot hold three coefficients
    assert cusum(series=Series(rows), first=2, method="rossi", mean=3.0).expected[0, 0] == 3.0


def test_bayes_by_hand() -> None:
    # six weeks of 2: (12 + ½) / 6; the predictive distribution is negative binomial of size 12.5, probability 6/7
    from scipy.stats import nbinom

    found = bayes(series=Series([[2.0] * 6 + [6.0]]), weeks="latest")
    assert found.expected[0, 0] == pytest.approx(12.5 / 6)
    assert found.upper[0, 0] == nbinom.ppf(0.95, 12.5, 6 / 7)
    assert found.alarm[0, 0]


def test_robert_koch_by_hand() -> None:
    small = robert_koch(series=Series([[2.0, 4.0, 3.0, 3.0, 9.0]]), weeks="latest", years=0, this_year=True)
    assert small.upper[0, 0] == 8.102  # a mean of 3: the upper limit of three cases
    large = robert_koch(
        series=Series([[20.0, 40.0, 30.0, 30.0, 47.0]]), weeks="latest", years=0, this_year=True
    )
    assert large.upper[0, 0] == pytest.approx(30 + 2 * np.sqrt(200 / 3))
    assert large.alarm[0, 0]


def test_rules_without_a_reference_week_give_no_bound() -> None:
    data = Series([[np.nan] * 6 + [3.0], [1.0] * 6 + [np.nan]])
    for found in (
        bayes(series=data, weeks="all"),
        robert_koch(series=data, weeks="all", years=0, this_year=True),
    ):
        assert found.reason[:, -1].tolist() == [Reason.FEW_REFERENCE_WEEKS, Reason.NOT_REPORTED]
        assert (found.reason[:, :4] == Reason.SHORT_HISTORY).all()
        assert np.isnan(found.upper[:, -1]).all()


def test_what_cannot_be_is_refused_with_what_came() -> None:
    data = Series([SEVEN])
    with pytest.raises(MethodError, match="got 'C4', allowed are C1, C2, C3"):
        ears(series=data, weeks="latest", method="C4")
    with pytest.raises(QuantityError, match="baseline: got 2, allowed is a whole number from 3 up"):
        ears(series=data, weeks="latest", method="C1", baseline=2)
    with pytest.raises(QuantityError, match=r"alpha: got 0\.6"):
        ears(series=data, weeks="latest", method="C1", alpha=0.6)
    with pytest.raises(MethodError, match="got 'log', allowed are standard"):
        cusum(series=data, first=2, method="log", mean="earlier")
    with pytest.raises(MethodError, match="got 'median', allowed are earlier, harmonic, or a number"):
        cusum(series=data, first=2, method="rossi", mean="median")
    with pytest.raises(QuantityError, match="first: got 7, allowed is a position from 1 to 6"):
        cusum(series=data, first=7, method="rossi", mean="earlier")
    with pytest.raises(QuantityError, match="alpha: got 1"):
        bayes(series=data, weeks="latest", alpha=1)
    with pytest.raises(QuantityError, match="years: got 0"):
        robert_koch(series=data, weeks="latest", years=0)
