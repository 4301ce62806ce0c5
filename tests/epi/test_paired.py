"""The same people asked twice, at the edges: one person, everybody changed, nobody, very many; and against R."""

import math

import numpy as np
import pytest

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.paired import DIFFERENCE_METHODS, TESTS, mcnemar, paired_difference


def changed(lost: int, gained: int, method: str) -> float:
    return float(mcnemar(only_before=lost, only_after=gained, method=method).p_value)


def test_p_values_of_r() -> None:
    # R 4.2.2: mcnemar.test(matrix(c(36, 12, 2, 0), 2)), correct = FALSE; binom.test(2, 14), (0, 9), (4700, 10000)
    assert changed(2, 12, "chi_square_corrected") == pytest.approx(0.0161569312611813, rel=1e-9)
    assert changed(2, 12, "chi_square") == pytest.approx(0.00752631516645789, rel=1e-9)
    assert changed(2, 12, "exact") == pytest.approx(0.012939453125, rel=1e-12)
    assert changed(0, 9, "exact") == pytest.approx(0.00390625, rel=1e-12)
    assert changed(4700, 5300, "exact") == pytest.approx(2.07603369592074e-09, rel=1e-9)


def test_one_person_who_changed_says_nothing() -> None:
    # two-sided, one change: p is 1; mid-P halves what was seen on either side
    assert changed(0, 1, "exact") == changed(1, 0, "exact") == 1
    assert changed(0, 1, "mid_p") == pytest.approx(0.5)
    assert changed(1, 1, "exact") == 1
    found = paired_difference(both=0, only_before=0, only_after=1, neither=0, method="newcombe")
    assert (found.estimate, found.before, found.after) == (1, 0, 1)
    assert -1 <= found.lower < found.upper == 1


@pytest.mark.parametrize("method", TESTS)
def test_the_test_does_not_know_which_side_is_which(method: str) -> None:
    for lost, gained in ((0, 5), (3, 8), (40, 61)):
        assert changed(lost, gained, method) == changed(gained, lost, method)
        assert 0 < changed(lost, gained, method) <= 1


@pytest.mark.parametrize("method", DIFFERENCE_METHODS)
def test_everybody_changed_and_nobody_did(method: str) -> None:
    every = paired_difference(both=0, only_before=0, only_after=20, neither=0, method=method)
    assert (every.estimate, every.upper) == (1, 1)
    assert every.lower == (1 if method == "wald" else pytest.approx(0.7723, abs=1e-3))
    back = paired_difference(both=0, only_before=20, only_after=0, neither=0, method=method)
    assert (back.estimate, back.lower) == (-1, -1)
    for both, neither in ((20, 0), (0, 20), (10, 10)):
        same = paired_difference(both=both, only_before=0, only_after=0, neither=neither, method=method)
        assert same.estimate == 0
        assert (same.lower, same.upper) == (0, 0) if method == "wald" else same.lower < 0 < same.upper
    split = paired_difference(both=0, only_before=10, only_after=10, neither=0, method=method)
    assert split.lower == -split.upper


def test_many_pairs_at_once_are_the_single_ones() -> None:
    answers = {"both": [36, 1, 0], "only_before": [2, 7, 0], "only_after": [12, 1, 0], "neither": [0, 12, 0]}
    found = paired_difference(**answers, method="newcombe")
    for at in range(2):
        one = paired_difference(**{name: values[at] for name, values in answers.items()}, method="newcombe")
        assert (found.lower[at], found.upper[at]) == (one.lower, one.upper)
    assert math.isnan(found.estimate[2])
    assert found.n.tolist() == [50, 21, 0]
    told = mcnemar(only_before=[0, 2, None], only_after=[0, 12, 3], method="exact")
    assert np.isnan(told.p_value).tolist() == [False, False, True]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(QuantityError, match="only_after: got -1"):
        mcnemar(only_before=1, only_after=-1, method="exact")
    with pytest.raises(QuantityError, match=r"both: got 1\.5"):
        paired_difference(both=1.5, only_before=1, only_after=1, neither=1, method="newcombe")
    with pytest.raises(QuantityError, match="only_before and only_after: got shapes"):
        mcnemar(only_before=[1, 2], only_after=[1, 2, 3], method="exact")
    with pytest.raises(MethodError, match="got 'exact', allowed are newcombe, wald"):
        paired_difference(both=1, only_before=1, only_after=1, neither=1, method="exact")
