"""Farrington's method, original and improved: against R's surveillance, and what was decided where it is silent."""

import json
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from safecommunity.epi.compiled import available, use
from safecommunity.epi.detection._fit_plain import Rows, _iterated
from safecommunity.epi.detection._quantiles import _by_search, _summed, _upper_quantiles
from safecommunity.epi.detection._reference import Window, _patterns
from safecommunity.epi.detection.farrington import farrington, improved_farrington
from safecommunity.epi.detection.outcome import Alarms, Reason, Series, weekly_series
from safecommunity.epi.errors import MethodError, QuantityError
from tests.epi.agreement import holds
from tests.epi.detecting import ABERRATION, controls, expected, needs_reference, series, simulated

FILE = "aberration/aberration_expected.csv"
PATHS = ["plain", pytest.param("compiled", marks=pytest.mark.skipif(not available(), reason="no Numba"))]
METHODS = {"delta": "delta", "nbPlugin": "nb_plugin", "muan": "muan"}
IMPROVED = ["ff_nbPlugin", "ff_delta", "ff_muan", "ff_notrend_nb", "ff_noPeriods1_delta_origlike",
            "ff_p05trend_nb_alpha001"]  # fmt: skip


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways to the same numbers."""
    before = use(request.param)
    yield request.param
    use(before)


def improved(data: Series, weeks: object = "latest", **given: object) -> Alarms:
    return improved_farrington(series=data, weeks=weeks, **{"method": "nb_plugin", **given})  # type: ignore[arg-type]


def as_asked(name: str, data_set: str) -> Alarms:
    """The method with the settings the reference was made with."""
    asked, found = controls()["controls"][name], expected()[data_set, name]
    common = {
        "series": series()[data_set],
        "weeks": found["t"],
        "alpha": asked["alpha"],
        "half_width": asked["w"],
        "years": controls()["b_by_dataset"][data_set],
        "trend": asked["trend"],
        "fewest_cases": tuple(asked["limit54"]),
    }
    if name.startswith("farrington"):
        return farrington(**common, method=asked["powertrans"])
    return improved_farrington(
        **common,
        method=METHODS[asked["thresholdMethod"]],
        seasons=asked["noPeriods"],
        skipped_weeks=asked["pastWeeksNotIncluded"],
        trend_alpha=asked["pThresholdTrend"],
        reweight_above=asked["weightsThreshold"],
    )


@needs_reference
@pytest.mark.parametrize("name", IMPROVED)
def test_the_improved_method_agrees_with_surveillance_on_every_series(name: str, path: str) -> None:
    for data_set in series():
        want, found = expected()[data_set, name], as_asked(name, data_set)
        asked = {"file": FILE, "rel": 1e-9, "note": data_set}
        holds(found.upper[0], want["upperbound"], what=f"{name}: upper bound; alarms identical", **asked)
        holds(found.expected[0], want["expected"], what=f"{name}: expected", **asked)
        np.testing.assert_array_equal(found.alarm[0], want["alarm"] == 1, err_msg=data_set)
        judged = found.reason[0] == Reason.BOUND
        assert (judged == ~np.isnan(want["upperbound"])).all()
        np.testing.assert_array_equal(found.trend[0][judged], want["trend"][judged] == 1)
        holds(found.dispersion[0][judged], want["phi"][judged], what=f"{name}: dispersion", **asked)
        if name == "ff_delta":  # the other methods' score mixes scales there: count − log expected
            np.testing.assert_allclose(found.score[0][judged], want["score"][judged], rtol=1e-9)


@needs_reference
@pytest.mark.parametrize("name", ["farrington", "farrington_alpha01_noTrans"])
def test_the_original_method_agrees_with_surveillance_on_every_series(name: str, path: str) -> None:
    for data_set in series():
        want, found = expected()[data_set, name], as_asked(name, data_set)
        few = found.reason[0] == Reason.FEW_CASES  # the tool writes a bound of 0 there
        assert (want["upperbound"][few] == 0).all()
        assert (found.reason[0][~few] == Reason.BOUND).all()
        bounds = f"{name}: upper bound; alarms identical"
        holds(found.upper[0][~few], want["upperbound"][~few], file=FILE, what=bounds, rel=1e-9, note=data_set)
        np.testing.assert_array_equal(found.alarm[0], want["alarm"] == 1, err_msg=data_set)


@needs_reference
@pytest.mark.parametrize("week", [399, 499])
def test_reference_weeks_seasons_and_first_fit_are_those_of_the_trace(week: int) -> None:
    lines = (ABERRATION / f"trace_salmNewport_k{week + 1}_design.csv").read_text(encoding="utf-8").split("\n")
    rows = [line.split(",") for line in lines[1:] if line]
    data, window = series()["salmNewport"], Window(4, 3, 10, 26)
    trace = json.loads((ABERRATION / "trace_expected.json").read_text())[f"salmNewport_k{week + 1}"]
    assert (trace["b"], trace["w"], trace["noPeriods"], trace["pastWeeksNotIncluded"]) == (4, 3, 10, 26)
    offsets, groups = _patterns(data, np.array([week]), window).pattern(0)
    assert [data.day(week + back) for back in offsets.tolist()] == [
        date.fromisoformat(row[4]) for row in rows
    ]
    assert [number or 10 for number in groups.tolist()] == [int(row[3]) for row in rows]
    counts = data.counts[:, week + offsets]
    np.testing.assert_array_equal(counts[0], [float(row[0]) for row in rows])
    member = (groups[:, None] == np.arange(10)).astype(float)
    fit = _iterated(
        Rows(counts, np.ones_like(counts), np.ones_like(counts), offsets.astype(float), member), True
    )
    slope = trace["first_fit_coefficients"]["wtime"]
    holds(
        fit.slope[0],
        slope,
        file="aberration/trace_expected.json",
        what="first fit, slope; design identical",
        rel=1e-9,
    )


def test_without_dates_the_seasons_share_the_weeks_between_anniversaries() -> None:
    # 52 − 2×3 − 1 = 45 weeks between two windows of 7, in 9 groups of 5; the last 26 weeks are not used
    found = _patterns(Series(np.ones((1, 320))), np.array([300, 310]), Window(5, 3, 10, 26))
    offsets, groups = found.pattern(0)
    assert found.of_week.tolist() == [0, 0]
    assert (offsets[0], offsets[-1], len(offsets)) == (-263, -27, 237)
    assert groups[:17].tolist() == [0] * 7 + [1] * 5 + [2] * 5


def test_by_date_the_anniversary_is_the_nearest_day_of_the_same_weekday() -> None:
    # Monday 2024-03-04: 2023-03-04 is a Saturday, so Monday 6 March, 52 weeks back; 2022: Friday, Monday 7, 104;
    # 2018-03-04 is a Sunday, so Monday 5 March: 313 weeks back, one more than six times 52.
    data = Series(np.ones((1, 400)), first_day=date(2017, 1, 2))
    week = (date(2024, 3, 4) - date(2017, 1, 2)).days // 7
    offsets, _ = _patterns(data, np.array([week]), Window(6, 0, 1, 0)).pattern(0)
    assert offsets.tolist() == [-313, -261, -209, -157, -104, -52]


def test_a_leap_day_has_its_anniversary_on_the_first_of_march() -> None:
    data = Series(np.ones((1, 200)), first_day=date(2021, 3, 4))  # Thursdays; 2024-02-29 is one
    offsets, _ = _patterns(data, np.array([156]), Window(1, 0, 1, 0)).pattern(0)
    assert data.day(156) == date(2024, 2, 29)
    assert data.day(156 + int(offsets[0])) == date(2023, 3, 2)  # the Thursday nearest to 2023-03-01


def test_one_series_without_a_solution_stops_no_other(path: str) -> None:
    counts = simulated(many=9)
    alone = improved(Series(counts[:1]), weeks=range(300, 330))
    counts[1] = 0.0  # never a case
    counts[2], counts[2, -1] = 0.0, 6.0  # the first cases ever
    counts[3, 100:300] = np.nan  # a long gap
    counts[4, -1] = np.nan  # not reported
    counts[5], counts[5, 20] = 7.0, 7.0  # constant
    counts[6] *= 1e8  # huge
    counts[7], counts[7, 150], counts[7, -4:] = 0.0, 1.0, 2.0  # one case in six years
    counts[8, :] = np.nan
    found = improved(Series(counts), weeks=range(300, 330))
    for name in ("expected", "upper", "alarm", "dispersion", "reason"):
        np.testing.assert_allclose(getattr(found, name)[0], getattr(alone, name)[0], rtol=1e-12)
    assert [Reason(int(code)).name for code in found.reason[:, -1]] == [
        "BOUND", "FEW_CASES", "BOUND", "BOUND", "NOT_REPORTED", "BOUND", "BOUND", "BOUND", "NOT_REPORTED",
    ]  # fmt: skip
    assert (found.expected[2, -1], found.upper[2, -1], bool(found.alarm[2, -1])) == (0.0, 0.0, True)
    assert found.expected[5, -1] == pytest.approx(7.0)
    assert found.dispersion[5, -1] == 1.0
    assert found.upper[5, -1] == 14.0  # the 0.99 quantile of a Poisson count of mean 7
    assert np.isfinite(found.upper[6]).all()
    assert found.alarm[7, -1]
    assert np.isnan(found.upper[found.reason != Reason.BOUND]).all()
    assert not found.alarm[found.reason != Reason.BOUND].any()


def test_both_paths_give_the_same_numbers_on_sparse_wild_and_gappy_series() -> None:
    if not available():
        pytest.skip("Numba is not installed")
    draw = np.random.default_rng(11)
    levels = np.exp(draw.uniform(-3, 8, size=(30, 1)))
    counts = draw.negative_binomial(0.7, 0.7 / (0.7 + levels), size=(30, 320)).astype(float)
    counts[draw.random(counts.shape) < 0.05] = np.nan
    data, found = Series(counts, population=draw.integers(0, 5, counts.shape).astype(float)), {}
    for name in ("plain", "compiled"):
        before = use(name)
        found[name] = [
            improved(data, range(270, 320, 7), method="delta", offset=offset, trend_alpha=share, fewest_cases=(0, 4))
            for offset in (False, True) for share in (1.0, 0.05)
        ]  # fmt: skip
        use(before)
    for plain, compiled in zip(found["plain"], found["compiled"], strict=True):
        np.testing.assert_array_equal(plain.reason, compiled.reason)
        np.testing.assert_array_equal(plain.trend, compiled.trend)
        np.testing.assert_allclose(plain.upper, compiled.upper, rtol=1e-8)
        np.testing.assert_allclose(plain.expected, compiled.expected, rtol=1e-8)
    assert {Reason.BOUND, Reason.NO_POPULATION, Reason.NOT_REPORTED} <= {*np.unique(found["plain"][2].reason)}


@pytest.mark.parametrize("method", ["nb_plugin", "muan", "delta"])
def test_the_first_cases_ever_are_an_alarm_by_every_method(method: str, path: str) -> None:
    counts = np.zeros((1, 320))
    counts[0, -1] = 5.0
    found = improved(Series(counts), method=method)
    assert (found.expected[0, 0], found.upper[0, 0], bool(found.alarm[0, 0])) == (0.0, 0.0, True)


def test_a_history_too_short_for_every_reference_week_gives_no_bound(path: str) -> None:
    data = Series(simulated(weeks=300))
    found = improved(data, "all")
    first = 5 * 52 + 3  # the oldest window begins three weeks before the fifth anniversary
    assert (found.reason[:, :first] == Reason.SHORT_HISTORY).all()
    assert (found.reason[:, first:] == Reason.BOUND).all()
    assert (improved(Series(simulated(weeks=5))).reason == Reason.SHORT_HISTORY).all()


def test_the_latest_week_alone_is_the_last_of_all_weeks(path: str) -> None:
    data = Series(simulated())
    latest, every = improved(data), improved(data, "all")
    assert latest.weeks.tolist() == [329]
    assert latest.upper[:, 0].tolist() == every.upper[:, -1].tolist()


def test_fewer_than_five_cases_in_four_weeks_are_not_judged(path: str) -> None:
    counts = simulated(many=2)
    counts[:, -4:] = [[1, 1, 1, 1], [1, 1, 1, 2]]
    found = improved(Series(counts))
    assert found.reason[:, 0].tolist() == [Reason.FEW_CASES, Reason.BOUND]
    assert improved(Series(counts), fewest_cases=(0, 4)).reason[0, 0] == Reason.BOUND


def test_a_population_that_doubles_doubles_what_is_expected(path: str) -> None:
    counts = simulated(many=1)
    people = np.full(counts.shape, 1000.0)
    before = improved(Series(counts, population=people), offset=True, trend=False)
    people[:, -1] *= 2
    after = improved(Series(counts, population=people), offset=True, trend=False)
    assert after.expected[0, 0] == pytest.approx(2 * before.expected[0, 0])
    people[:, -1] = 0
    none = improved(Series(counts, population=people), offset=True)
    assert none.reason[0, 0] == Reason.NO_POPULATION


def test_a_trend_is_used_only_where_it_is_clear_and_leads_no_higher_than_ever_seen(path: str) -> None:
    weeks = np.arange(330)
    draw = np.random.default_rng(2)
    falling = draw.poisson(60 * np.exp(-0.004 * weeks)).astype(float)
    rising = np.round(10 * np.exp(0.01 * weeks))
    level = draw.poisson(30, 330).astype(float)
    found = improved(Series(np.stack([falling, rising, level])), trend_alpha=0.001)
    assert found.trend[:, 0].tolist() == [True, False, False]
    assert found.slope[0, 0] == pytest.approx(-0.004, abs=0.0005)
    assert not improved(Series(falling), years=2, skipped_weeks=26).trend.any()  # two years are too few


def test_an_old_outbreak_counts_less(path: str) -> None:
    counts = np.round(20 + 3 * np.sin(np.arange(330)))[None]
    calm = improved(Series(counts), trend=False, seasons=1, skipped_weeks=3, reweight_above=1.0)
    counts[0, 329 - 52] = 300.0
    weighted = improved(Series(counts), trend=False, seasons=1, skipped_weeks=3, reweight_above=1.0)
    plain = improved(Series(counts), trend=False, seasons=1, skipped_weeks=3, reweight=False)
    assert calm.expected[0, 0] < weighted.expected[0, 0] < plain.expected[0, 0] - 3


def test_false_alarms_come_about_as_often_as_asked(path: str) -> None:
    # 400 series × 5 weeks without any outbreak, level 0.05: standard error 0.5 points, more as weeks of a series
    # share a model. The plug-in bound takes the fitted mean for the true one and so alarms a little too often.
    data, weeks = Series(simulated(many=400, seed=8)), range(310, 330, 4)
    plug_in = improved(data, weeks, alpha=0.05).alarm.mean()
    safer = improved(data, weeks, alpha=0.05, method="muan").alarm.mean()
    assert 0.04 < plug_in < 0.09
    assert 0.03 < safer < plug_in
    assert 0.04 < farrington(series=data, weeks=weeks, method="2/3", alpha=0.1).alarm.mean() < 0.13


def test_an_outbreak_is_found(path: str) -> None:
    counts = simulated(many=20)
    counts[:, -1] += 60  # about eight times the level
    assert improved(Series(counts)).alarm.all()


@pytest.mark.parametrize("phi", [1.0, 1.0 + 1e-9, 1.3, 4.0, 300.0])
def test_quantiles_are_those_of_the_distribution(phi: float) -> None:
    from scipy.stats import nbinom, poisson

    mean = np.array([1e-7, 0.01, 0.7, 5.0, 33.3, 800.0, 12345.6])
    want = poisson.ppf(0.99, mean) if phi < 1.1 else nbinom.ppf(0.99, mean / (phi - 1), 1 / phi)
    for one in (_summed, _by_search):
        found = np.empty(mean.size)
        one(mean, np.full(mean.size, phi), 0.99, found)
        assert found.tolist() == want.tolist()


def test_quantiles_at_the_edges() -> None:
    mean = np.array([0.0, np.nan, np.inf, 1e13, 1e9])
    found = _upper_quantiles(mean, np.array([1.0, 1.0, 1.0, 2.0, 1e6]), 0.95)
    assert found[0] == 0.0
    assert np.isnan(found[1:4]).all()
    # a gamma-like tail: mean 1e9, standard deviation √(1e9 × 1e6) ≈ 3.2e7, 1.645 of them above
    assert found[4] == pytest.approx(1e9 + 1.645 * np.sqrt(1e15), rel=2e-3)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"method": "gauss"}, "got 'gauss', allowed are delta, nb_plugin, muan"),
        ({"method": "delta", "power": "3/4"}, "got '3/4', allowed are 2/3, 1/2, none"),
        ({"alpha": 0.7}, "alpha: got 0.7, allowed is more than 0 and less than 0.5"),
        ({"years": 0}, "years: got 0, allowed is a whole number from 1 up"),
        ({"seasons": 60}, "seasons: got 60, allowed are at most 46"),
        ({"trend_alpha": 2.0}, "trend_alpha: got 2.0"),
        ({"weeks": "last"}, "weeks: got 'last', allowed are 'latest', 'all' or positions"),
        ({"weeks": [5, 4]}, "allowed are positions from 0 to 329, ascending"),
        ({"offset": True}, "population: got none"),
    ],
)
def test_what_cannot_be_is_refused_with_what_came(given: dict, words: str) -> None:
    with pytest.raises((QuantityError, MethodError), match=words):
        improved(Series(simulated(many=1)), **given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"counts": [[1.0, -2.0]]}, "counts: got -2"),
        ({"counts": [[1.0, np.inf]]}, "counts: got inf"),
        ({"counts": [[[1.0]]]}, r"counts: got shape \(1, 1, 1\)"),
        ({"counts": ["a"]}, "counts: got list"),
        ({"counts": [[1.0, 2.0]], "population": [[1.0]]}, r"population: got shape \(1, 1\)"),
        ({"counts": [[1.0]], "period": 1}, "period: got 1"),
        ({"counts": [[1.0]], "period": 12, "first_day": date(2024, 1, 1)}, "only weeks are found by date"),
    ],
)
def test_series_that_are_none_are_refused(given: dict, words: str) -> None:
    with pytest.raises(QuantityError, match=words):
        Series(**given)


def test_a_plain_row_is_one_series_and_months_are_found_by_counting_back() -> None:
    months = np.tile([3.0, 9.0, 30.0, 9.0, 3.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0], 7)
    data = weekly_series(counts=months, period=12)
    assert data.counts.shape == (1, 84)
    found = improved(data, [74], seasons=4, half_width=1, skipped_weeks=6, trend=False)
    assert 10 < found.expected[0, 0] < 25  # March with its neighbours, 9, 30 and 9


@pytest.mark.parametrize(
    ("offset", "week", "upper", "mean", "phi"),
    [
        (False, 417, 24.1435241872823, 12.5711486112183, 1.54472994550964),
        (False, 582, 28.1366578389698, 14.573876948395, 1.82572966292056),
        (True, 417, 23.8228808190449, 12.3260768483876, 1.55123000650959),
        (True, 582, 27.3595530869606, 13.973432430307, 1.84505302349653),
    ],
)
def test_a_leap_day_and_a_population_as_surveillance_has_them(
    offset: bool, week: int, upper: float, mean: float, phi: float, path: str
) -> None:
    # R: farringtonFlexible(new("sts", observed = matrix(y), freq = 52, epoch = as.numeric(d), epochAsDate = TRUE,
    # populationFrac = matrix(p)), list(range = k, b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
    # thresholdMethod = "delta", alpha = .01, pThresholdTrend = 1, weightsThreshold = 2.58, populationOffset = offset));
    # d are Thursdays from 2013-01-03; week 582 begins on 2024-02-29, week 417 on 2020-12-31 (a year of 53 weeks).
    i = np.arange(600)
    counts = (i * 7919) % 13 + (i * 104729) % 7 + np.where(i % 52 < 20, 6, 0)
    data = weekly_series(counts=counts, first_day=date(2013, 1, 3), population=1000 + (i * 31) % 97)
    found = improved(data, [week], method="delta", offset=offset)
    assert found.upper[0, 0] == pytest.approx(upper, rel=1e-12)
    assert found.expected[0, 0] == pytest.approx(mean, rel=1e-12)
    assert found.dispersion[0, 0] == pytest.approx(phi, rel=1e-12)
    assert found.trend[0, 0]
