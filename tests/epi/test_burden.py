"""Years, severity and shares: held against hand calculation."""

import math

import numpy as np
import pytest

from safecommunity.epi.burden import (
    Years,
    completeness,
    disability_adjusted_years,
    severity_index,
    timeliness,
    years_lived_with_disability,
    years_of_life_lost,
)
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.standardised import direct_rate


def test_years_lost_are_deaths_times_years_left() -> None:
    told = years_of_life_lost(deaths=[2, 0, 3], years_left=[80.0, 50.0, 10.5], method="fay_feuer")
    assert told.estimate == pytest.approx(2 * 80 + 3 * 10.5)
    assert told.events == 5


def test_a_discounted_year_ahead_counts_less() -> None:
    # Murray 1994: (1 - e^(-0.03 * 80)) / 0.03 = 30.3094
    told = years_of_life_lost(deaths=[1], years_left=[80.0], discount=0.03, method="dobson")
    assert told.estimate == pytest.approx(30.3094, abs=1e-4)


@pytest.mark.parametrize("method", ["fay_feuer", "dobson"])
def test_chance_in_deaths_is_told_as_for_a_standardised_rate(method: str) -> None:
    """A weighted sum of counts is a standardised rate with weights w = standard / person-years."""
    deaths, left = [3, 7, 12], [70.0, 40.0, 9.0]
    same = direct_rate(
        cases=deaths, person_years=[1 / w for w in left], standard_population=[1, 1, 1], per=3, method=method
    )
    told = years_of_life_lost(deaths=deaths, years_left=left, method=method)
    assert (told.estimate, told.lower, told.upper) == pytest.approx((same.estimate, same.lower, same.upper))


def test_no_deaths_are_no_years_with_an_upper_limit_that_says_how_sure_that_is() -> None:
    told = years_of_life_lost(deaths=[0, 0], years_left=[60.0, 20.0], method="fay_feuer")
    assert (told.estimate, told.lower) == (0, 0)
    assert told.upper == pytest.approx(3.688879 * 60, rel=1e-6)  # Garwood's upper limit of zero
    assert years_of_life_lost(deaths=[0], years_left=[60.0], method="dobson").upper is None
    assert years_of_life_lost(deaths=[], years_left=[], method="fay_feuer").estimate == 0


def test_disability_weights_are_shares_of_health() -> None:
    told = years_lived_with_disability(
        cases=[10, 1], disability_weights=[0.1, 0.5], years=[0.25, 30.0], method="fay_feuer"
    )
    assert told.estimate == pytest.approx(10 * 0.1 * 0.25 + 0.5 * 30)
    with pytest.raises(QuantityError, match=r"disability_weight: got 1\.2, allowed is 0 to 1"):
        years_lived_with_disability(cases=[1], disability_weights=[1.2], years=[1], method="dobson")


def test_adjusted_years_add_and_their_limits_are_narrower_than_the_sum_of_limits() -> None:
    lost = Years(100.0, 80.0, 130.0, 4, 0.0, 0.95, "dobson")
    lived = Years(50.0, 35.0, 90.0, 40, 0.0, 0.95, "dobson")
    told = disability_adjusted_years(lost=lost, lived=lived)
    assert told.estimate == 150
    assert told.lower == pytest.approx(150 - math.sqrt(20**2 + 15**2))
    assert told.upper == pytest.approx(150 + math.sqrt(30**2 + 40**2))
    with pytest.raises(QuantityError, match=r"discount: got 0\.0 and 0\.03"):
        disability_adjusted_years(lost=lost, lived=Years(1, None, None, 1, 0.03, 0.95, "dobson"))


def test_severity_is_the_mean_weight_of_the_known() -> None:
    told = severity_index(cases=[6, 3, 1], weights=[0, 0.5, 1], unknown=4, method="multinomial")
    values = np.repeat([0, 0.5, 1], [6, 3, 1])
    half = 1.959964 * values.std(ddof=1) / math.sqrt(10)
    assert told.estimate == pytest.approx(0.25)
    assert (told.lower, told.upper) == pytest.approx((0.25 - half, 0.25 + half), abs=1e-6)
    assert (told.known, told.unknown) == (10, 4)
    assert severity_index(cases=[0, 0], weights=[0, 1], unknown=9, method="multinomial").estimate is None
    one = severity_index(cases=[0, 1], weights=[0, 1], method="multinomial")
    assert (one.estimate, one.lower) == (1, None)


def test_shares_of_what_was_due_have_no_interval_and_nothing_due_has_no_share() -> None:
    assert timeliness(in_time=9, due=12).estimate == 0.75
    assert timeliness(in_time=0, due=0).estimate is None
    assert completeness(filled=[10, 5], required=[10, 10]).estimate == 0.75
    with pytest.raises(QuantityError, match="in_time: got 3 of 2"):
        timeliness(in_time=3, due=2)
    with pytest.raises(QuantityError, match="field 1: got 4 filled of 3"):
        completeness(filled=[1, 4], required=[1, 3])


def test_unknown_methods_are_refused() -> None:
    with pytest.raises(MethodError, match="allowed are fay_feuer, dobson"):
        years_of_life_lost(deaths=[1], years_left=[1], method="normal")
