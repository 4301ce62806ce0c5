"""Interrupted series and differences in differences, against R (see shared/reference/README.md) and by simulation."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safecommunity.epi import differences, interrupted
from safecommunity.epi.differences import controlled_before_after, difference_in_differences
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.interrupted import interrupted_series
from tests.epi.agreement import holds

SERIES = ("seatbelts_drivers_killed", "seatbelts_front", "sicily_smoking_ban")
MODELS: dict[str, dict[str, Any]] = {
    "poisson": {"method": "poisson", "season": "harmonic"},
    "poisson_HC0": {"method": "poisson", "season": "harmonic", "errors": "robust"},
    "quasipoisson": {"method": "quasi_poisson", "season": "harmonic"},
    "quasipoisson_steponly": {"method": "quasi_poisson", "season": "harmonic", "slope": False},
    "quasipoisson_monthfactor": {"method": "quasi_poisson", "season": "periods"},
    "negbin": {"method": "negative_binomial", "season": "harmonic"},
    "ols_lograte": {"method": "log_rate", "season": "harmonic"},
    "ols_lograte_NeweyWest_lag12_noprewhite_noadj": {
        "method": "log_rate", "season": "harmonic", "errors": "newey_west", "lags": 12,
    },
}  # fmt: skip
NAMES = {"(Intercept)": "level", "t": "trend", "x": "step", "tx": "slope", "s1": "sin1", "c1": "cos1",
         "s2": "sin2", "c2": "cos2"}  # fmt: skip


def given(shared: Path, name: str) -> dict[str, Any]:
    folder = shared / "reference/its"
    rows = list(csv.DictReader((folder / f"its_input_{name}.csv").open()))
    summary = json.loads((folder / "its_summary_expected.json").read_text())[name]
    return {
        "cases": [int(row["y"]) for row in rows],
        "person_years": [float(row["pop"]) for row in rows],
        "start": summary["first_post_t"] - 1,
        "first_season": int(rows[0]["month"]),
    }


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", SERIES)
def test_every_coefficient_and_error_is_that_of_r(shared: Path, name: str, model: str) -> None:
    told = interrupted_series(**given(shared, name), **MODELS[model])
    rows = csv.DictReader((shared / "reference/its/its_expected.csv").open())
    mine = [row for row in rows if (row["dataset"], row["model"]) == (name, model)]
    assert len(mine) == len(told.terms)
    for row in mine:
        term = told.term(NAMES.get(row["term"]) or "season" + row["term"].split(")")[1])
        right = [float(row[key]) for key in ("estimate", "se", "rr_lci", "rr_uci")]
        holds(
            (term.coefficient, term.error, term.lower, term.upper), right, rel=1e-6, file="its/its_expected.csv",
            what=f"{model}: coefficient, error, limits", note=f"{name} {row['term']}",
        )  # fmt: skip


@pytest.mark.parametrize("name", SERIES)
def test_counterfactual_dispersion_and_theta_are_those_of_r(shared: Path, name: str) -> None:
    right = json.loads((shared / "reference/its/its_summary_expected.json").read_text())[name]
    poisson = interrupted_series(**given(shared, name), **MODELS["quasipoisson"])
    assert poisson.observed == right["observed_post"]
    file = "its/its_summary_expected.json"
    both = (right["counterfactual_post"], right["averted"])
    holds(
        (poisson.counterfactual, poisson.averted),
        both,
        rel=1e-6,
        file=file,
        what="counterfactual and averted cases",
    )
    # R stops at a deviance change of 1e-8: its Sicilian totals are off by 2e-8 where a Poisson fit has none
    holds(
        poisson.dispersion, right["dispersion_quasi"], rel=3e-6, file=file, what="dispersion (R stops early)"
    )
    holds(poisson.deviance, right["deviance_poisson"], rel=1e-6, file=file, what="deviance")
    negative = interrupted_series(**given(shared, name), **MODELS["negbin"])
    holds(negative.theta, right["nb_theta"], rel=1e-6, file=file, what="theta")
    holds(negative.log_likelihood, right["nb_loglik"], rel=1e-6, file=file, what="log likelihood")


def series(size: int = 48, start: int = 24, step: float = 0.7, seed: int = 1) -> dict[str, Any]:
    t = np.arange(size)
    mean = 50 * np.exp(0.2 * np.sin(2 * math.pi * (t + 1) / 12)) * np.where(t >= start, step, 1.0)
    return {"cases": np.random.default_rng(seed).poisson(mean).tolist(), "start": start}


def test_a_flat_series_cut_in_half_by_hand() -> None:
    # ten periods of 20, ten of 10: ratio ½, 200 expected, 100 averted; error of the log ratio √(1/200 + 1/100)
    told = interrupted_series(
        cases=[20, 20] * 5 + [10, 10] * 5, start=10, season="none", slope=False, method="poisson"
    )
    assert told.term("step").ratio == pytest.approx(0.5)
    assert told.counterfactual == pytest.approx(200)
    assert told.averted == pytest.approx(100)
    assert told.averted_share == pytest.approx(0.5)
    assert told.warnings == ()


def test_a_missing_month_is_left_out_and_never_a_fall() -> None:
    full, gap = series(), series()
    gap["cases"][30] = None
    one = interrupted_series(**full, season="harmonic", method="poisson")
    two = interrupted_series(**gap, season="harmonic", method="poisson")
    assert (two.left_out, two.after) == (1, 23)
    assert math.isnan(two.fitted[30])
    assert two.term("step").ratio == pytest.approx(one.term("step").ratio, rel=0.1)


def test_doubts_are_said() -> None:
    short = interrupted_series(cases=[9, 8, 9, 7, 9, 5, 6, 4], start=5, season="none", method="poisson")
    assert interrupted.FEW_POINTS in short.warnings
    flat = interrupted_series(cases=[10] * 40, start=20, season="none", method="negative_binomial")
    assert interrupted.NOT_OVERDISPERSED in flat.warnings
    assert math.isinf(flat.theta)
    wave = [round(50 + 30 * math.sin(i / 4)) for i in range(60)]
    assert (
        interrupted.CORRELATED
        in interrupted_series(cases=wave, start=30, season="none", method="quasi_poisson").warnings
    )
    twice = interrupted_series(
        cases=[5, 4, 6, 5, 4, 6, 5, 4, 6], start=8, season="none", method="poisson"
    )  # one period after: step and slope are one
    assert interrupted.REDUNDANT in twice.warnings


@pytest.mark.parametrize("method", ["poisson", "quasi_poisson", "negative_binomial"])
def test_no_cases_on_a_side_leave_a_ratio_without_limits_and_say_so(method: str) -> None:
    ask: dict[str, Any] = {"start": 12, "season": "none", "slope": False, "method": method}
    after = interrupted_series(cases=[5] * 12 + [0] * 12, **ask)
    step = after.term("step")
    assert (step.ratio, step.coefficient) == (0, -math.inf)
    assert np.isnan([step.error, step.lower, step.upper]).all()
    assert after.averted == pytest.approx(60)
    assert after.averted_lower < 60 < after.averted_upper
    before = interrupted_series(cases=[0] * 12 + [5] * 12, **ask)
    assert (before.term("step").ratio, before.counterfactual) == (math.inf, 0)
    assert before.averted == pytest.approx(-60)
    assert np.isnan([before.term("step").upper, before.averted_upper, before.averted_share]).all()
    nothing = interrupted_series(cases=[0] * 24, **ask)
    assert (nothing.observed, nothing.counterfactual) == (0, 0)
    assert np.isnan([nothing.term("step").ratio, nothing.averted_lower]).all()
    for told in (after, before, nothing):
        assert interrupted.NO_CASES in told.warnings


def test_a_season_without_a_case_has_no_limits_and_spoils_no_other_term() -> None:
    cases = [0 if month % 12 == 5 else 9 + month % 3 for month in range(48)]
    told = interrupted_series(cases=cases, start=24, season="periods", slope=False, method="poisson")
    assert told.term("season6").ratio == 0
    assert math.isnan(told.term("season6").upper)
    assert told.term("step").lower < 1 < told.term("step").upper < 1.6
    assert interrupted.NO_CASES in told.warnings


@pytest.mark.parametrize("gap", [slice(0, 12), slice(12, 24), slice(0, 24)])
def test_a_side_without_any_report_is_refused(gap: slice) -> None:
    cases: list[Any] = [5] * 24
    cases[gap] = [None] * len(cases[gap])
    with pytest.raises(QuantityError, match="allowed is at least one on each side"):
        interrupted_series(cases=cases, start=12, season="none", slope=False, method="poisson")


def test_lags_are_counted_by_the_calendar_over_a_missing_month() -> None:
    # by hand: an intercept alone (no trend in the sum) is not to be had; so the same months with and without a gap of
    # a whole number of lags must differ, and a lag longer than the series changes nothing
    full, gap = series(seed=3), series(seed=3)
    gap["cases"][30] = gap["cases"][31] = None
    ask: dict[str, Any] = {"season": "none", "slope": False, "method": "poisson", "errors": "newey_west"}
    closed = [count for count in gap["cases"] if count is not None]
    apart = interrupted_series(**gap, lags=2, **ask)
    near = interrupted_series(cases=closed, start=24, lags=2, **ask)
    assert apart.term("step").error != pytest.approx(near.term("step").error, rel=1e-3)
    assert interrupted_series(**gap, lags=0, **ask).term("step").error == pytest.approx(
        interrupted_series(**gap, **{**ask, "errors": "robust"}).term("step").error
    )
    # 4 (48 / 100)^(2/9) = 3.4: three lags where none are named
    assert interrupted_series(**full, **ask).term("step").error == pytest.approx(
        interrupted_series(**full, lags=3, **ask).term("step").error
    )


def fatalities(shared: Path) -> dict[str, list[Any]]:
    rows = list(csv.DictReader((shared / "reference/its/did_input_Fatalities.csv").open()))
    return {name: [row[name] for row in rows] for name in rows[0]}


def expected(shared: Path, dataset: str) -> dict[str, dict[str, float]]:
    rows = csv.DictReader((shared / "reference/its/did_expected.csv").open())
    return {
        row["term"]: {name: float(row[name]) for name in ("estimate", "se_ols", "se_cluster_HC1", "df_resid")}
        for row in rows
        if row["dataset"] == dataset
    }


@pytest.mark.parametrize("dataset", ["Fatalities", "Fatalities_full", "Fatalities_poisson_FE"])
def test_differences_are_those_of_r(shared: Path, dataset: str) -> None:
    data, right = fatalities(shared), expected(shared, dataset)
    controls = {}
    if dataset == "Fatalities_full":
        controls = {
            "drinkage": [float(v) for v in data["drinkage"]],
            "unemp": [float(v) for v in data["unemp"]],
            "jail": [float(v == "yes") for v in data["jail"]],
            "income": [math.log(float(v)) for v in data["income"]],
        }
    counts = dataset == "Fatalities_poisson_FE"
    told = difference_in_differences(
        outcome=[float(v) for v in data["fatal" if counts else "frate"]],
        unit=data["state"], time=data["year"], exposure=[float(v) for v in data["beertax"]],
        controls=controls, person_years=[float(v) for v in data["pop"]] if counts else None,
        method="poisson" if counts else "linear",
    )  # fmt: skip
    for at, effect in enumerate(told.effects):
        row = right.get("beertax" if effect.name == "exposure" else effect.name)
        if row is None:
            continue
        holds(
            (effect.estimate, effect.error, told.error_model[at]),
            [row[key] for key in ("estimate", "se_cluster_HC1", "se_ols")], rel=1e-6, file="its/did_expected.csv",
            what=f"{dataset}: effect, clustered and model error",
        )  # fmt: skip
        assert told.free == row["df_resid"]


def two_by_two() -> dict[str, Any]:
    # programme 20 → 12, control 10 → 9 cases per unit and time: (12 - 20) - (9 - 10) = -7
    return {
        "outcome": [20, 12, 20, 12, 10, 9, 10, 9], "unit": ["a", "a", "b", "b", "c", "c", "d", "d"],
        "time": [0, 1] * 4, "exposure": [0, 1, 0, 1, 0, 0, 0, 0],
    }  # fmt: skip


def test_two_places_two_times_by_hand() -> None:
    told = difference_in_differences(**two_by_two(), method="linear")
    assert told.effects[0].estimate == pytest.approx(-7)
    assert "fewer_than_20_clusters" in told.warnings
    counts = difference_in_differences(**two_by_two(), method="poisson")
    assert counts.effects[0].ratio == pytest.approx((12 / 20) / (9 / 10))


def test_an_exposure_that_never_changes_is_refused() -> None:
    with pytest.raises(QuantityError, match="exposure: got a column that units and times already explain"):
        difference_in_differences(**{**two_by_two(), "exposure": [1, 1, 1, 1, 0, 0, 0, 0]}, method="linear")


def test_units_without_cases_say_nothing_in_a_poisson_model() -> None:
    more = two_by_two()
    more = {
        "outcome": [*more["outcome"], 0, 0], "unit": [*more["unit"], "e", "e"],
        "time": [*more["time"], 0, 1], "exposure": [*more["exposure"], 0, 1],
    }  # fmt: skip
    told = difference_in_differences(**more, method="poisson")
    assert (told.observations, told.clusters) == (8, 4)


@pytest.mark.parametrize(
    ("outcome", "ratio"),
    [
        ([5, 0, 6, 0, 5, 4, 6, 5], 0),  # none under the exposure
        ([4, 3, 5, 4, 4, 0, 3, 0], math.inf),  # none elsewhere in its time
        ([0, 3, 0, 4, 0, 4, 0, 5], math.nan),  # none before: nothing to compare with
    ],
)
def test_cells_without_cases_leave_a_ratio_without_limits_and_say_so(
    outcome: list[int], ratio: float
) -> None:
    told = difference_in_differences(**{**two_by_two(), "outcome": outcome}, method="poisson")
    effect = told.effects[0]
    assert effect.ratio == pytest.approx(ratio, nan_ok=True)
    assert np.isnan([effect.error, effect.lower, effect.upper, told.error_model[0]]).all()
    assert differences.NO_CASES in told.warnings


def test_no_case_at_all_and_no_observations_are_refused() -> None:
    with pytest.raises(QuantityError, match="outcome: got no case in 8 observations"):
        difference_in_differences(**{**two_by_two(), "outcome": [0] * 8}, method="poisson")
    with pytest.raises(QuantityError, match="observations: got none"):
        difference_in_differences(outcome=[], unit=[], time=[], exposure=[], method="linear")
    with pytest.raises(QuantityError, match="already explain"):
        difference_in_differences(outcome=[5, 3], unit="aa", time=[0, 1], exposure=[0, 1], method="linear")
    flat = difference_in_differences(**{**two_by_two(), "outcome": [3] * 8}, method="linear")
    assert (flat.effects[0].estimate, flat.effects[0].error) == pytest.approx((0, 0), abs=1e-12)


def test_a_controlled_comparison_by_hand() -> None:
    told = controlled_before_after(
        programme_before=(200, 1000.0), programme_after=(140, 1000.0),
        control_before=(100, 500.0), control_after=(95, 500.0), method="log_normal",
    )  # fmt: skip
    half = 1.959964 * math.sqrt(1 / 200 + 1 / 140 + 1 / 100 + 1 / 95)
    assert told.estimate == pytest.approx(0.7 / 0.95)
    assert told.lower == pytest.approx(0.7 / 0.95 * math.exp(-half), rel=1e-6)
    assert told.upper == pytest.approx(0.7 / 0.95 * math.exp(half), rel=1e-6)
    none = controlled_before_after(
        programme_before=(3, 10.0), programme_after=(0, 10.0), control_before=(2, 10.0),
        control_after=(2, 10.0), method="log_normal",
    )  # fmt: skip
    assert none.estimate is None
    assert none.programme == 0


def test_refusals_name_what_came_and_what_is_allowed() -> None:
    with pytest.raises(MethodError, match="got 'arima', allowed are poisson"):
        interrupted_series(cases=[1] * 20, start=5, season="none", method="arima")
    with pytest.raises(QuantityError, match="start: got 20, allowed is 1 to 19"):
        interrupted_series(cases=[1] * 20, start=20, season="none", method="poisson")
    with pytest.raises(QuantityError, match="method log_rate allows counts above 0"):
        interrupted_series(cases=[0] * 20, start=5, season="none", method="log_rate")
    with pytest.raises(QuantityError, match="whole numbers from 0 up"):
        interrupted_series(cases=[1.5] * 20, start=5, season="none", method="poisson")
    with pytest.raises(QuantityError, match="allowed is more periods than terms"):
        interrupted_series(cases=[1, 2, 3], start=1, season="none", method="poisson")
