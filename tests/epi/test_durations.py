"""How long things take: held against R's survival (survfit, quantile), by hand at the edges, and by simulation."""

import math
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.epi.durations import DURATION_METHODS, Duration, durations
from safecommunity.epi.errors import MethodError, QuantityError

PLAIN, LOG_LOG = DURATION_METHODS
# the acute myelogenous leukaemia data of Miller (1981), in R's survival as `aml`: weeks, and whether it came back
MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_MAINTAINED = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])


def half(days: list[float], finished: list[int] | list[bool], method: str = LOG_LOG) -> Duration:
    (found,) = durations(days=days, finished=finished, shares=[0.5], method=method)
    return found


# R 4 with survival 3.5-3: quantile(survfit(Surv(d, f) ~ 1, conf.type = "plain" or "log-log"), c(.25, .5, .75))
@pytest.mark.parametrize(
    ("data", "method", "estimate", "lower", "upper"),
    [
        (MAINTAINED, PLAIN, (18, 31, 48), (9, 18, 31), (34, 48, None)),
        (MAINTAINED, LOG_LOG, (18, 31, 48), (9, 13, 31), (34, None, None)),
        (NOT_MAINTAINED, PLAIN, (8, 23, 33), (5, 8, 23), (27, 33, None)),
        (NOT_MAINTAINED, LOG_LOG, (8, 23, 33), (5, 5, 23), (23, 33, None)),
        (([1, 2, 3, 4], [1] * 4), PLAIN, (1.5, 2.5, 3.5), (1, 1, 2), (3, None, None)),
        (([1, 2, 3, 4], [1] * 4), LOG_LOG, (1.5, 2.5, 3.5), (1, 1, 1), (3, None, None)),
        (([3, 9], [1, 1]), LOG_LOG, (3, 6, 9), (3, 3, 3), (None, None, None)),
        (([5], [1]), PLAIN, (5, 5, 5), (None,) * 3, (None,) * 3),
    ],
)
def test_the_numbers_are_those_of_r(data, method, estimate, lower, upper):  # type: ignore[no-untyped-def]
    told = durations(days=data[0], finished=data[1], method=method)
    assert tuple(one.estimate for one in told) == estimate
    assert tuple(one.lower for one in told) == lower
    assert tuple(one.upper for one in told) == upper


def test_random_tasks_have_the_numbers_of_r(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Whole days with ties and zeros, from none to nearly all still open."""
    if shutil.which("Rscript") is None:
        pytest.skip("no R on this machine")
    dice, lines, ours = np.random.default_rng(3), [], []
    for number in range(60):
        size = int(dice.integers(1, 40))
        days = dice.geometric(dice.uniform(0.02, 0.5), size) - 1
        ended = dice.random(size) < dice.choice([1.0, 0.8, 0.4])
        lines += [f"{number},{day},{int(end)}" for day, end in zip(days, ended, strict=True)]
        for method in DURATION_METHODS:
            for one in durations(days=days.tolist(), finished=ended.tolist(), method=method):
                ours.append((one.estimate, one.lower, one.upper))
    (tmp_path / "in.csv").write_text("set,days,ended\n" + "\n".join(lines))
    script = """library(survival); d <- read.csv("in.csv")
    for (s in unique(d$set)) for (ct in c("plain", "log-log")) { one <- d[d$set == s, ]
      q <- quantile(survfit(Surv(days, ended) ~ 1, data = one, conf.type = ct))
      for (i in 1:3) cat(q$quantile[i], q$lower[i], q$upper[i], "\\n") }"""
    asked = subprocess.run(
        ["Rscript", "-e", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if "no package called" in asked.stderr:
        pytest.skip("R without its package survival")
    theirs = [
        tuple(None if word == "NA" else float(word) for word in line.split())
        for line in asked.stdout.splitlines()
    ]
    assert theirs == ours


def test_nothing_at_all_has_no_time_and_one_that_ended_has_its_own() -> None:
    nothing = half([], [])
    assert (nothing.estimate, nothing.lower, nothing.upper, nothing.followed) == (None,) * 4
    assert (nothing.done, nothing.still_open) == (0, 0)
    one = half([3], [True])
    assert (one.estimate, one.lower, one.upper, one.done) == (3, None, None, 1)


def test_one_that_is_open_and_all_that_are_open_say_only_how_long_they_were_followed() -> None:
    assert (half([7], [False]).estimate, half([7], [False]).followed) == (None, 7)
    all_open = half([1, 4, 9], [False] * 3)
    assert (all_open.estimate, all_open.lower, all_open.upper, all_open.followed) == (None, None, None, 9)
    assert (all_open.done, all_open.still_open) == (0, 3)


def test_all_put_right_on_the_first_day_took_no_day() -> None:
    told = half([0] * 50, [True] * 50)
    assert told.estimate == 0


def test_leaving_things_open_makes_nobody_faster() -> None:
    # by hand: 5 tasks, left after 2 = .8, 4 = .6, 9 = .3
    assert half([2, 4, 6, 9, 30], [True, True, False, True, False]).estimate == 9
    assert half([2, 4, 9], [True] * 3).estimate == 4  # what leaving the open ones out would say


def test_fewer_than_half_done_has_no_median_but_a_first_quarter() -> None:
    told = durations(days=[1, 2, 5, 5, 5], finished=[True, True, False, False, False], method=LOG_LOG)
    assert [one.estimate for one in told] == [2, None, None]
    assert told[1].followed == 5


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_with_all_done_it_is_the_usual_median(days: list[int]) -> None:
    told = half(days, [True] * len(days))
    assert told.estimate == float(np.median(days))
    if told.lower is not None and told.upper is not None:
        assert told.lower <= told.estimate <= told.upper


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 4)), max_size=12),
    st.sampled_from(DURATION_METHODS),
)
def test_counts_are_as_many_lines(rows: list[tuple[int, bool, int]], method: str) -> None:
    told = durations(
        days=[day for day, _end, _n in rows], finished=[end for _day, end, _n in rows],
        counts=[n for *_rest, n in rows], method=method,
    )  # fmt: skip
    lines = [(day, end) for day, end, n in rows for _ in range(n)]
    assert told == durations(
        days=[day for day, _end in lines], finished=[end for _day, end in lines], method=method
    )


@given(
    st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40),
    st.sampled_from(DURATION_METHODS),
)
def test_limits_lie_around_the_time_they_bound(rows: list[tuple[int, bool]], method: str) -> None:
    for one in durations(days=[r[0] for r in rows], finished=[r[1] for r in rows], method=method):
        low = -math.inf if one.lower is None else one.lower
        high = math.inf if one.upper is None else one.upper
        assert low <= (high if one.estimate is None else one.estimate) <= high


def test_the_interval_of_a_median_holds_as_often_as_it_says() -> None:
    """400 rounds of 60 exponential delays, a quarter still open; 95 % promised, below 91 % has p < 1e-3."""
    random, good, true = np.random.default_rng(8), 0, math.log(2) * 10
    for _ in range(400):
        real, until = random.exponential(10, 60), random.exponential(30, 60)
        told = half(np.minimum(real, until).tolist(), (real <= until).tolist())
        good += (told.lower or 0) <= true <= (math.inf if told.upper is None else told.upper)
    assert good >= 364


def test_what_is_asked_wrongly_is_refused() -> None:
    with pytest.raises(MethodError, match="allowed are brookmeyer_crowley, brookmeyer_crowley_log_log"):
        durations(days=[1], finished=[True], method="mean")
    with pytest.raises(QuantityError, match="days: got -1"):
        durations(days=[-1], finished=[True], method=PLAIN)
    with pytest.raises(QuantityError, match="lines: got 2 days, 1 finished, 2 counts"):
        durations(days=[1, 2], finished=[True], method=PLAIN)
    with pytest.raises(QuantityError, match="share: got 1, allowed is more than 0 and less than 1"):
        durations(days=[1], finished=[True], shares=[1.0], method=PLAIN)
