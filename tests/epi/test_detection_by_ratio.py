"""The likelihood ratio detector: against R's surveillance, by hand, and where there is nothing to compare with."""

import math

import numpy as np
import pytest

from safecommunity.epi.compiled import available, use
from safecommunity.epi.detection.outcome import Reason, Series
from safecommunity.epi.detection.ratio import likelihood_ratio
from safecommunity.epi.errors import MethodError, QuantityError
from tests.epi.agreement import holds
from tests.epi.detecting import expected, needs_reference, series

PATHS = ["plain", pytest.param("compiled", marks=pytest.mark.skipif(not available(), reason="no Numba"))]


@needs_reference
@pytest.mark.parametrize("path", PATHS)
def test_scores_and_alarms_agree_with_surveillance_on_every_series(path: str) -> None:
    before = use(path)
    for data_set, data in series().items():
        want = expected()[data_set, "glrnb_intercept"]
        found = likelihood_ratio(series=data, first=int(want["t"][0]), method="negative_binomial")
        # the tool ends its search for the dispersion at 1e-8 of the likelihood: scores near 0 differ in the 7th place
        holds(
            found.score[0], want["upperbound"], rel=1e-6, near=3e-7, file="aberration/aberration_expected.csv",
            what="glrnb_intercept: score; alarms identical", note=data_set,
        )  # fmt: skip
        np.testing.assert_array_equal(found.alarm[0], want["alarm"] == 1, err_msg=data_set)
    use(before)


def test_the_poisson_ratio_by_hand_and_its_fresh_start_after_an_alarm() -> None:
    # Two years of 4 a week, then 8: n weeks of 8 give 8 n ln 2 − 4 n = 1.5452 n; the fourth passes 5, and the fifth
    # is a first one again.
    data = Series([[4.0] * 104 + [8.0] * 5])
    found = likelihood_ratio(series=data, first=104, method="poisson")
    one = 8 * math.log(2) - 4
    assert found.expected[0].tolist() == pytest.approx([4.0] * 5)
    assert found.score[0].tolist() == pytest.approx([one, 2 * one, 3 * one, 4 * one, one])
    assert found.alarm[0].tolist() == [False, False, False, True, False]


def test_fewer_cases_than_expected_are_no_news() -> None:
    data = Series([[4.0] * 104 + [1.0, 0.0, 2.0]])
    assert likelihood_ratio(series=data, first=104, method="negative_binomial").score.tolist() == [[0.0] * 3]


def test_series_without_a_model_stop_no_other() -> None:
    nan = np.nan
    rows = np.full((4, 107), 4.0)
    rows[1], rows[2, :104], rows[3, 105] = 0.0, nan, nan
    found = likelihood_ratio(series=Series(rows), first=104, method="negative_binomial")
    assert found.reason[0].tolist() == [Reason.BOUND] * 3
    assert (found.reason[1:3] == Reason.NOT_CONVERGED).all()
    assert found.reason[3].tolist() == [Reason.BOUND, Reason.NOT_REPORTED, Reason.BOUND]
    assert not found.alarm.any()


def test_what_cannot_be_is_refused_with_what_came() -> None:
    data = Series([[4.0] * 10])
    with pytest.raises(MethodError, match="got 'normal', allowed are negative_binomial, poisson"):
        likelihood_ratio(series=data, first=5, method="normal")
    with pytest.raises(QuantityError, match="first: got 0, allowed is a position from 1 to 9"):
        likelihood_ratio(series=data, first=0, method="poisson")
    with pytest.raises(QuantityError, match="limit: got 0"):
        likelihood_ratio(series=data, first=5, method="poisson", limit=0)
