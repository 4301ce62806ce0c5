"""What is no number is refused by name everywhere, never half-read: words, lists of unequal length, the infinite."""

import math

import numpy as np
import pytest

from safecommunity.epi import (
    agreement,
    areas,
    burden,
    comparison,
    interrupted,
    poisson,
    printed,
    proportions,
    rankings,
    scan,
    standardised,
)
from safecommunity.epi.errors import QuantityError
from safecommunity.epi.survey.design import Drawn, design
from safecommunity.epi.survey.estimates import totals
from safecommunity.epi.survey.quantile import quantile

NO_NUMBERS = ["abc", ["a", "b", "c", "d"], [[1, 2], [3]], 1j, {}, object(), [10**400] * 4]
CHAIN = areas.neighbours(links=[(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)], areas=4, style="binary")
ZONES = scan.circles(x=[0, 1, 2], y=[0, 0, 1], population=[10, 20, 30])
SAMPLE = design(weights=[1.0, 2, 3, 4], stages=[Drawn()], single_unit="refuse")

ASKED = {
    "gwet_coefficient": lambda bad: agreement.gwet_coefficient(ratings=bad, categories=4, method="jackknife"),
    "count_interval": lambda bad: poisson.count_interval(cases=bad, method="garwood"),
    "proportion": lambda bad: proportions.proportion(events=bad, n=10, method="wilson"),
    "proportion of": lambda bad: proportions.proportion(events=1, n=bad, method="wilson"),
    "moran": lambda bad: areas.moran(values=bad, near=CHAIN, method="normality"),
    "hot_spots": lambda bad: areas.hot_spots(values=bad, near=CHAIN, itself=True, method="normal"),
    "smoothed_rates": lambda bad: areas.smoothed_rates(cases=bad, population=[1, 2, 3, 4], method="global"),
    "nearest": lambda bad: areas.nearest(x=bad, y=[0, 0, 0, 0], count=1, style="binary"),
    "neighbours": lambda bad: areas.neighbours(links=[(0, 1)], areas=2, style="binary", weights=bad),
    "circles": lambda bad: scan.circles(x=bad, y=[0, 0, 1], population=[1, 2, 3]),
    "scan": lambda bad: scan.scan(zones=ZONES, cases=bad, expected=[2.0, 3, 3], method="poisson_population"),
}


LISTS = {
    "direct_rate": lambda bad: standardised.direct_rate(
        cases=bad, person_years=[9.0], standard_population=[1], method="tiwari"
    ),
    "direct_rate of": lambda bad: standardised.direct_rate(
        cases=[1], person_years=bad, standard_population=[1], method="fay_feuer"
    ),
    "direct_rate to": lambda bad: standardised.direct_rate(
        cases=[1], person_years=[9.0], standard_population=bad, method="dobson"
    ),
    "years_of_life_lost": lambda bad: burden.years_of_life_lost(
        deaths=bad, years_left=[4.0], method="dobson"
    ),
    "severity_index": lambda bad: burden.severity_index(cases=[1], weights=bad, method="multinomial"),
    "completeness": lambda bad: burden.completeness(filled=bad, required=[1]),
    "funnel_limits": lambda bad: rankings.funnel_limits(cases=bad, at_risk=[9.0], method="poisson_exact"),
    "order_scores": lambda bad: rankings.order_scores(scores=bad, filled=[1], due=[1]),
    "expected_by_population": lambda bad: standardised.expected_by_population(cases=1, people=bad),
    "interrupted_series": lambda bad: interrupted.interrupted_series(
        cases=bad, start=1, season="none", method="poisson"
    ),
}


@pytest.mark.parametrize(
    "bad", [3, 2.5, None, "12", {1: 2}, object()], ids=lambda bad: f"{type(bad).__name__}"
)
@pytest.mark.parametrize("name", LISTS)
def test_what_is_no_list_is_refused_where_a_list_is_wanted(name, bad):
    with pytest.raises(QuantityError, match="a list of numbers"):
        LISTS[name](bad)


@pytest.mark.parametrize("bad", NO_NUMBERS, ids=lambda bad: f"{type(bad).__name__} {bad!r:.12}")
@pytest.mark.parametrize("name", ASKED)
def test_what_is_no_number_is_refused(name, bad):
    with pytest.raises(QuantityError, match="got"):
        ASKED[name](bad)


@pytest.mark.parametrize("bad", ["word", ["1", "x"]])
def test_words_are_no_series(bad):
    with pytest.raises(QuantityError, match="cases"):
        interrupted.interrupted_series(cases=bad, start=1, season="none", method="poisson")


@pytest.mark.parametrize("bad", [math.inf, -math.inf, math.nan])
def test_points_without_end_have_no_nearest(bad):
    with pytest.raises(QuantityError, match="finite"):
        areas.nearest(x=[0, bad, 2], y=[0, 0, 0], count=1, style="binary")


@pytest.mark.parametrize("bad", [-1, 0.5, "1", None, True])
def test_chance_needs_a_seed_that_can_be_said_again(bad):
    with pytest.raises(QuantityError, match="seed"):
        areas.moran(values=[1, 2, 3, 5], near=CHAIN, seed=bad, replications=9, method="permutation")
    with pytest.raises(QuantityError, match="seed"):
        scan.scan(
            zones=ZONES,
            cases=[5, 2, 1],
            expected=[2.0, 3, 3],
            replications=9,
            seed=bad,
            method="poisson_population",
        )
    with pytest.raises(QuantityError, match="seed"):
        rankings.rank_intervals(cases=[1, 2], at_risk=[10, 20], kind="rate", seed=bad, method="draws")


def test_one_text_is_no_list_of_percentages():
    # "45" was read as "4" and "5"
    with pytest.raises(QuantityError, match="a list"):
        printed.smallest_n(percentages="45", rounding="either")


def test_nobody_prints_a_million_decimals():
    with pytest.raises(QuantityError, match="percentage"):
        printed.possible_numerators(percentage="1E-9999999", n=10, rounding="either")


def test_a_domain_of_a_quantile_is_one_flag_a_row():
    for bad in (np.array([True]), [1, 0, 1, 1], "yes"):
        with pytest.raises(QuantityError, match="domain"):
            quantile(SAMPLE, values=[1.0, 2, 3, 4], probability=0.5, domain=bad, method="woodruff")


def test_no_group_is_infinite():
    # infinity passed as a whole number and became some other group
    for bad in (math.inf, math.nan, 1e300):
        with pytest.raises(QuantityError, match="by"):
            totals(SAMPLE, values=[1.0, 2, 3, 4], by=[1.0, 2.0, bad, 1.0], interval="t")


def test_exact_tests_of_huge_counts_answer_or_refuse_and_never_fill_the_memory():
    # k = 10^9 of n = 2 × 10^9 + 10^5 at p = ½: z = 50,000 / (√n / 2) = 2.23601, two-sided normal p = 0.025350
    found = comparison.rate_ratio(
        cases=10**9,
        person_years=1.0,
        reference_cases=10**9 + 10**5,
        reference_person_years=1.0,
        method="exact",
    )
    assert found.p_value == pytest.approx(0.02535, abs=1e-5)
    few = proportions.proportion_test(
        events=3, n=10**9, reference_events=9, reference_n=10**9, method="fisher"
    )
    # 12 events, each as likely on either side: 2 × (1 + 12 + 66 + 220) / 4096
    assert few.p_value == pytest.approx(598 / 4096, rel=1e-6)
    with pytest.raises(QuantityError, match="allowed are up to 10,000,000"):
        proportions.proportion_test(
            events=10**8, n=10**9, reference_events=10**8, reference_n=10**9, method="fisher"
        )
