"""Ranks of totals: bounds by plain counting, by R's own draws, and by simulation of their coverage."""

import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.rankings import order_scores, rank_intervals
from safecommunity.epi.totals import SampledPart, TotalRanks, rank_totals

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
points = st.lists(st.integers(0, 20), min_size=1, max_size=12)


def ranks(known: list[float], missing: list[float] | None = None, **more: object) -> TotalRanks:
    given = {"missing": missing or [0.0] * len(known), "sampled": [()] * len(known), "method": "draws"} | more
    return rank_totals(known=known, **given)  # type: ignore[arg-type]


def share(cases: int, asked: int, most: float = 10.0) -> SampledPart:
    return SampledPart(cases, asked, "proportion", none=0.0, full=100.0, most=most, per=100.0)


def test_points_people_gave_have_no_bounds_but_their_ties() -> None:
    told = ranks([90, 70, 70, 60])
    assert told.rank.tolist() == [1, 2, 2, 4]
    assert told.tied.tolist() == [1, 2, 2, 1]
    assert (told.lower.tolist(), told.upper.tolist()) == ([1, 2, 2, 4], [1, 3, 3, 4])
    assert told.credibly_first.tolist() == [True, False, False, False]
    assert told.credibly_last.tolist() == [False, False, False, True]
    assert told.among_last(3).tolist() == [False, True, True, True]


@patient
@given(points)
def test_places_are_those_of_an_order_of_scores(scores: list[int]) -> None:
    told = ranks([float(one) for one in scores])
    plain = order_scores(scores=scores, filled=[0] * len(scores), due=[0] * len(scores))
    assert tuple(told.rank.tolist()) == plain.rank
    assert tuple(told.tied.tolist()) == plain.tied


@patient
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7))
def test_what_is_missing_bounds_a_place_by_plain_counting(units: list[tuple[int, int]]) -> None:
    told = ranks([float(low) for low, _gap in units], [float(gap) for _low, gap in units])
    for n, (low, gap) in enumerate(units):
        others = [one for m, one in enumerate(units) if m != n]
        surely_above = sum(other > low + gap for other, _gap in others)
        surely_below = sum(other + more < low for other, more in others)
        assert (told.lower[n], told.upper[n]) == (1 + surely_above, len(units) - surely_below)


def test_one_unit_is_neither_first_nor_last_and_none_gives_none() -> None:
    alone = ranks([5.0])
    assert (alone.rank.tolist(), alone.credibly_last.tolist()) == ([1], [False])
    assert alone.among_last(3).tolist() == [False]
    assert ranks([]).ranked == 0


def test_last_of_few_answers_only_looks_last() -> None:
    few = rank_totals(
        known=[0, 0, 0],
        missing=[0, 0, 0],
        sampled=[[share(9, 10)], [share(8, 10)], [share(7, 10)]],
        method="draws",
    )
    assert few.rank.tolist() == [1, 2, 3]
    assert not few.credibly_last.any()
    many = rank_totals(
        known=[0, 0, 0], missing=[0, 0, 0], method="draws",
        sampled=[[share(900, 1000)], [share(800, 1000)], [share(300, 1000)]],
    )  # fmt: skip
    assert many.credibly_last.tolist() == [False, False, True]


def test_one_sampled_item_alone_ranks_like_the_rates_themselves() -> None:
    # full points at rate 0: the order of the totals is that of the rates; both by Marshall and Spiegelhalter
    cases, years = [4, 9, 15, 2, 30], [1000.0, 1200.0, 900.0, 400.0, 2500.0]
    rates = rank_intervals(cases=cases, at_risk=years, kind="rate", draws=20_000, method="draws")
    parts = [
        [SampledPart(c, y, "rate", none=100.0, full=0.0, most=100.0, per=1000.0)]
        for c, y in zip(cases, years, strict=True)
    ]
    told = rank_totals(known=[0] * 5, missing=[0] * 5, sampled=parts, draws=20_000, method="draws")
    assert (
        np.abs(told.lower - rates.lower).max() <= 1
    )  # two streams of random numbers, one place apart at most
    assert np.abs(told.upper - rates.upper).max() <= 1
    assert told.rank.tolist() == rates.rank.astype(int).tolist()


def test_bounds_agree_with_draws_made_by_r() -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    script = """
    set.seed(20); n <- 200000; known <- c(40, 42, 38, 30); s <- c(18, 12, 25, 9); a <- c(30, 24, 40, 30)
    t <- sapply(1:4, function(i) known[i] + 20 * rbeta(n, s[i] + .5, a[i] - s[i] + .5))
    r <- t(apply(-t, 1, rank))
    cat(apply(r, 2, quantile, probs = c(.025, .975), type = 1))
    """
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    by_r = np.array(done.stdout.split(), dtype=float).reshape(4, 2)
    told = rank_totals(
        known=[40, 42, 38, 30], missing=[0] * 4, draws=50_000, method="draws",
        sampled=[[share(18, 30, 20)], [share(12, 24, 20)], [share(25, 40, 20)], [share(9, 30, 20)]],
    )  # fmt: skip
    assert told.lower.tolist() == by_r[:, 0].tolist()
    assert told.upper.tolist() == by_r[:, 1].tolist()


def test_intervals_hold_the_true_place_about_as_often_as_they_say() -> None:
    # true totals 20·p of five units with p well apart; 200 samples of 40 people: 95 % intervals of a place, which is
    # whole, hold it in at least about 95 %; three standard errors of 1,000 answers are 2 percentage points
    random, truth = np.random.default_rng(7), np.array([0.9, 0.8, 0.65, 0.5, 0.3])
    place, held, wide = np.arange(1, 6), 0, 0.0
    for n in range(200):
        cases = random.binomial(40, truth)
        told = rank_totals(
            known=[0] * 5, missing=[0] * 5, sampled=[[share(int(c), 40, 20)] for c in cases], draws=400, seed=n,
            method="draws",
        )  # fmt: skip
        held += int(((told.lower <= place) & (place <= told.upper)).sum())
        wide += float((told.upper - told.lower).mean())
    assert held / 1000 >= 0.93
    assert wide / 200 < 2  # and they are not the whole table


def test_a_result_is_the_same_again() -> None:
    parts = [[share(7, 10)], [share(5, 10)], [share(6, 12)]]
    once, again = (
        rank_totals(known=[1, 2, 3], missing=[0] * 3, sampled=parts, method="draws") for _n in range(2)
    )
    assert (once.lower.tolist(), once.upper.tolist()) == (again.lower.tolist(), again.upper.tolist())


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"method": "bootstrap"}, MethodError, "draws"),
        ({"missing": [0.0]}, QuantityError, "1 missing"),
        ({"missing": [-1.0, 0.0]}, QuantityError, "missing"),
        ({"known": [float("nan"), 1.0]}, QuantityError, "known"),
        ({"draws": 10, "sampled": [[SampledPart(1, 2, "proportion", 0, 1, 1)], []]}, QuantityError, "100 and more"),
        ({"sampled": [[SampledPart(3, 2, "proportion", 0, 1, 1)], []]}, QuantityError, "3 of 2"),
        ({"sampled": [[SampledPart(1, 2, "score", 0, 1, 1)], []]}, MethodError, "score"),
        ({"sampled": [[SampledPart(1, 2, "rate", 5, 5, 1)], []]}, QuantityError, "two values"),
        ({"sampled": [[SampledPart(1, 0, "rate", 0, 1, 1)], []]}, QuantityError, "at_risk"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(change: dict, error: type[Exception], says: str) -> None:
    given = {"known": [1.0, 2.0], "missing": [0.0, 0.0], "sampled": [[], []], "method": "draws"} | change
    with pytest.raises(error, match=says):
        rank_totals(**given)  # type: ignore[arg-type]
