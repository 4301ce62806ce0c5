"""Small areas against R (spdep 1.2-7; the neighbour lists are given), against PySAL, and by hand."""

import csv
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safecommunity.epi.areas import (
    Neighbours,
    chance_of_counts,
    contiguity,
    geary,
    hot_spots,
    local_moran,
    moran,
    moran_of_rates,
    nearest,
    neighbours,
    smoothed_rates,
)
from safecommunity.epi.errors import MethodError, QuantityError
from tests.epi.agreement import holds

MAPS = ("nc_sids74_W", "nc_sids74_B", "nc_sids74_knn4_W", "scotland_lip_W")


def given(shared: Path, name: str) -> tuple[dict[str, Any], Neighbours]:
    folder = shared / "reference/spatial"
    rows = [row for row in csv.DictReader((folder / "spatial_expected.csv").open()) if row["dataset"] == name]

    def column(key: str) -> np.ndarray:
        return np.array([math.nan if row[key] in {"", "NA", "NaN"} else float(row[key]) for row in rows])

    table: dict[str, Any] = {key: column(key) for key in rows[0] if key not in {"dataset", "lisa_quadrant"}}
    table["lisa_quadrant"] = [row["lisa_quadrant"].lower().replace("-", "_") for row in rows]
    links = list(csv.DictReader((folder / f"neighbours_{name}.csv").open()))
    near = neighbours(
        links=[(int(row["i"]) - 1, int(row["j"]) - 1) for row in links],
        weights=[float(row["w"]) for row in links],
        areas=len(rows),
        style="binary",
    )
    return table, near


def same(found: np.ndarray, right: np.ndarray, what: str, known: np.ndarray | None = None) -> None:
    known = ~np.isnan(right) if known is None else known
    holds(found[known], right[known], file="spatial/spatial_expected.csv", what=what, rel=1e-9, near=1e-12)


@pytest.mark.parametrize("name", MAPS)
def test_smoothed_rates_are_those_of_r(shared: Path, name: str) -> None:
    table, near = given(shared, name)
    ask = {"cases": table["cases"], "population": table["population"]}
    same(smoothed_rates(**ask, method="global").rates, table["EB_global"], "empirical Bayes, global")
    linked = np.isin(np.arange(near.areas), near.source)
    same(
        smoothed_rates(**ask, near=near, method="local").rates,
        table["EB_local"],
        "empirical Bayes, local",
        linked & ~np.isnan(table["EB_local"]),
    )
    same(chance_of_counts(**ask, method="choynowski"), table["choynowski"], "Choynowski's chances")


@pytest.mark.parametrize("name", MAPS)
def test_global_measures_are_those_of_r(shared: Path, name: str) -> None:
    table, near = given(shared, name)
    right = json.loads((shared / "reference/spatial/spatial_global_expected.json").read_text())[name]
    told = moran(values=table["raw"], near=near, method="randomisation")
    asked = {"file": "spatial/spatial_global_expected.json", "rel": 1e-9}
    keys = ("moran_I", "moran_E", "moran_var_randomisation", "moran_z", "moran_p_greater")
    holds(
        (told.estimate, told.expected, told.variance, told.z, told.p_value), [right[key] for key in keys],
        what="Moran’s I with moments and p", **asked,
    )  # fmt: skip
    normal = moran(values=table["raw"], near=near, method="normality")
    holds(normal.variance, right["moran_var_normality"], what="its variance under normality", **asked)
    other = geary(values=table["raw"], near=near, method="randomisation")
    holds(other.estimate, right["geary_C"], what="Geary’s C", **asked)
    if not told.islands:  # three areas without neighbours: spdep mixes two values of n there
        holds(other.variance, right["geary_var"], what="its variance (maps without islands)", **asked)
    rates = moran_of_rates(
        cases=table["cases"],
        population=table["population"],
        near=near,
        replications=199,
        method="permutation",
    )
    holds(rates.estimate, right["EB_Moran_I"], what="Moran’s I of empirical Bayes rates", **asked)
    assert rates.p_value < 0.05  # its rank is 998 to 1,000 of 1,000 there


@pytest.mark.parametrize("name", MAPS)
def test_local_measures_are_those_of_r(shared: Path, name: str) -> None:
    table, near = given(shared, name)
    linked = np.isin(np.arange(near.areas), near.source)
    told = local_moran(values=table["raw"], near=near, method="conditional")
    for mine, theirs in ((told.estimates, "localI"), (told.expected, "localI_E"), (told.variance, "localI_var"),
                         (told.z, "localI_z"), (told.p_values, "localI_p")):  # fmt: skip
        same(mine, table[theirs], "local Moran with moments, z, p", linked & ~np.isnan(table[theirs]))
    # R holds the neighbours against the mean of their sums, we against the mean of all areas, as PySAL does
    lag = near.lag(table["raw"])
    for area in np.flatnonzero(linked):
        first, second = table["lisa_quadrant"][area].split("_")
        assert first == ("high" if table["raw"][area] > table["raw"].mean() else "low")
        assert second == ("high" if lag[area] > lag.mean() else "low")
        centred = near.lag(table["raw"] - table["raw"].mean())[area]
        assert told.quadrant[area] == f"{first}_{'high' if centred > 0 else 'low'}"
    same(
        hot_spots(values=table["raw"], near=near, itself=False, method="normal").z,
        table["Gi"],
        "Getis and Ord’s G",
        linked & ~np.isnan(table["Gi"]),
    )
    # an area without neighbours is its own neighbourhood there and left out here
    same(
        hot_spots(values=table["raw"], near=near, itself=True, method="normal").z,
        table["GiStar"],
        "G*",
        linked,
    )


def squares(side: int) -> list[list[list[tuple[float, float]]]]:
    """A chessboard of side × side unit squares, closed rings."""
    return [
        [[(c, r), (c + 1.0, r), (c + 1.0, r + 1.0), (c, r + 1.0), (float(c), float(r))]]
        for r in range(side)
        for c in range(side)
    ]


@pytest.mark.parametrize("kind", ["queen", "rook"])
def test_touching_areas_are_those_of_pysal(kind: str) -> None:
    libpysal = pytest.importorskip("libpysal")
    theirs = libpysal.weights.lat2W(6, 6, rook=kind == "rook")
    mine = contiguity(rings=squares(6), style="binary", kind=kind)
    assert set(zip(mine.source.tolist(), mine.target.tolist(), strict=True)) == {
        (i, j) for i, others in theirs.neighbors.items() for j in others
    }


def test_smoothed_rates_and_their_likeness_are_those_of_pysal() -> None:
    libpysal, esda = pytest.importorskip("libpysal"), pytest.importorskip("esda")
    smoothing = pytest.importorskip("esda.smoothing")
    random = np.random.default_rng(5)
    people = random.integers(50, 4000, 64).astype(float)
    cases = random.poisson(people * 0.01 * random.gamma(4, 0.25, 64)).astype(float)
    told = smoothed_rates(cases=cases, population=people, method="global").rates
    assert told == pytest.approx(np.ravel(smoothing.Empirical_Bayes(cases, people).r), rel=1e-9)
    theirs_near = libpysal.weights.lat2W(8, 8, rook=False)
    theirs_near.transform = "r"
    mine_near = contiguity(rings=squares(8), style="row_standardised", kind="queen")
    ask: dict[str, Any] = {"cases": cases, "population": people, "near": mine_near, "replications": 9}
    right = esda.Moran_Rate(cases, people, theirs_near, permutations=0).I
    assert moran_of_rates(**ask, method="permutation").estimate == pytest.approx(right, rel=1e-9)


@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_permutations_agree_with_pysal_within_their_chance() -> None:
    """z-scores of 999 draws on either side: two independent standard errors of about 0.06 at |z| near 2.

    PySAL compiles its draws for twenty seconds: its z-scores of eight areas are pinned (esda 2.9.0, 999, seed 3).
    """
    pytest.importorskip("libpysal")
    esda = pytest.importorskip("esda")
    libpysal = pytest.importorskip("libpysal")
    random = np.random.default_rng(2)
    values = np.add.outer(np.arange(8), np.arange(8)).ravel() + random.normal(0, 2, 64)
    theirs_near = libpysal.weights.lat2W(8, 8, rook=False)
    theirs_near.transform = "r"
    mine_near = contiguity(rings=squares(8), style="row_standardised", kind="queen")
    theirs = esda.Moran_Local(values, theirs_near, permutations=0)
    picked = [0, 1, 9, 27, 36, 54, 62, 63]
    drawn = np.array([2.914137, 3.281153, 3.982537, 0.817613, -0.182977, 4.904295, 3.847358, 2.906771])
    mine = local_moran(values=values, near=mine_near, method="permutation")
    # PySAL divides by n - 1 where Anselin divides by n
    assert mine.estimates == pytest.approx(theirs.Is * 64 / 63, rel=1e-9)
    assert mine.z[picked] == pytest.approx(drawn, abs=0.6)
    assert np.mean(np.abs(mine.z[picked] - drawn)) < 0.2
    binary = contiguity(rings=squares(8), style="binary", kind="queen")
    for itself in (False, True):
        spots = esda.G_Local(values + 50, theirs_near, transform="B", permutations=0, star=itself or None)
        ours = hot_spots(values=values + 50, near=binary, itself=itself, method="normal")
        assert ours.z == pytest.approx(spots.Zs, rel=1e-9)
    theirs_near.transform = "r"
    assert geary(values=values, near=mine_near, method="randomisation").estimate == pytest.approx(
        esda.Geary(values, theirs_near, permutations=0).C, rel=1e-9
    )
    both = moran(values=values, near=mine_near, method="permutation")
    assert both.estimate == pytest.approx(esda.Moran(values, theirs_near).I, rel=1e-9)
    assert both.p_value == 0.001


def test_a_board_of_two_colours_is_as_unlike_as_can_be() -> None:
    colours = [(r + c) % 2 for r in range(6) for c in range(6)]
    near = contiguity(rings=squares(6), style="binary", kind="rook")
    assert moran(values=colours, near=near, method="randomisation").estimate == pytest.approx(-1)
    halves = [float(c >= 3) for _ in range(6) for c in range(6)]
    assert moran(values=halves, near=near, method="randomisation").p_value < 1e-6


def test_nearest_neighbours_by_hand() -> None:
    near = nearest(x=[0, 1, 3, 7], y=[0, 0, 0, 0], count=1, style="binary")
    assert near.target.tolist() == [1, 0, 1, 2]


def test_small_places_are_pulled_hardest() -> None:
    told = smoothed_rates(cases=[0, 100, 300, 5], population=[10, 10_000, 10_000, 100], method="global")
    mean = 405 / 20_110
    assert told.mean[0] == pytest.approx(mean)
    pull = np.abs(told.rates - mean) / np.abs(np.array([0, 0.01, 0.03, 0.05]) - mean)
    assert pull[0] < pull[3] < pull[1]


def test_areas_that_differ_by_chance_alone_all_get_the_mean() -> None:
    told = smoothed_rates(cases=[10, 10, 10, 10], population=[100] * 4, method="global")
    assert told.rates.tolist() == [0.1] * 4
    assert smoothed_rates(cases=[0] * 4, population=[100] * 4, method="global").rates.tolist() == [0] * 4
    empty = smoothed_rates(cases=[0, 5], population=[0, 100], method="global")
    assert math.isnan(empty.rates[0])


def chance_p(seed: int, near: Neighbours) -> float:
    values = np.random.default_rng(seed).gamma(2, 1, near.areas)
    return moran(values=values, near=near, replications=99, seed=seed, method="permutation").p_value


def test_under_chance_p_is_below_a_tenth_one_time_in_ten() -> None:
    """300 maps without pattern: 30 expected; 15 to 48 holds in all but 1 of 500 such tests."""
    near = contiguity(rings=squares(7), style="row_standardised", kind="queen")
    assert 15 <= sum(chance_p(seed, near) <= 0.1 for seed in range(300)) <= 48


def test_equal_values_and_areas_without_neighbours_say_nothing() -> None:
    near = contiguity(rings=squares(3), style="binary", kind="rook")
    assert math.isnan(moran(values=[2] * 9, near=near, method="randomisation").estimate)
    alone = neighbours(links=[(0, 1), (1, 0)], areas=5, style="row_standardised")
    told = local_moran(values=[1, 2, 3, 4, 5], near=alone, method="conditional")
    assert np.isnan(told.estimates[2:]).all()
    assert told.quadrant[2:] == ("", "", "")
    assert moran(values=[1, 2, 3, 4, 5], near=alone, method="normality").islands == 3
    none: Sequence[tuple[int, int]] = []
    assert math.isnan(
        moran(
            values=[1, 2, 3, 4], near=neighbours(links=none, areas=4, style="binary"), method="normality"
        ).estimate
    )


def test_refusals_name_what_came_and_what_is_allowed() -> None:
    near = contiguity(rings=squares(3), style="binary", kind="rook")
    with pytest.raises(MethodError, match="got 'exact', allowed are randomisation"):
        moran(values=[1] * 9, near=near, method="exact")
    with pytest.raises(QuantityError, match=r"values: got shape \(3,\)"):
        moran(values=[1, 2, 3], near=near, method="normality")
    with pytest.raises(QuantityError, match="area 0: got cases and nobody"):
        smoothed_rates(cases=[1, 2], population=[0, 10], method="global")
    with pytest.raises(QuantityError, match="different pairs of different areas"):
        neighbours(links=[(0, 0)], areas=2, style="binary")
    with pytest.raises(MethodError, match="got no neighbours"):
        smoothed_rates(cases=[1, 2], population=[10, 10], method="local")
    with pytest.raises(QuantityError, match="count: got 3 for 3 x"):
        nearest(x=[0, 1, 2], y=[0, 0, 0], count=3, style="binary")


def test_one_area_nobody_anywhere_and_everything_in_one_area() -> None:
    alone = neighbours(links=[], areas=1, style="row_standardised")
    for more in ({"method": "global"}, {"near": alone, "method": "local"}):
        assert smoothed_rates(cases=[3], population=[100], **more).rates == pytest.approx([0.03])
    pair = neighbours(links=[(0, 1), (1, 0)], areas=2, style="binary")
    for more in ({"method": "global"}, {"near": pair, "method": "local"}):
        assert np.isnan(smoothed_rates(cases=[0, 0], population=[0, 0], **more).rates).all()
    assert np.isnan(chance_of_counts(cases=[0, 0], population=[0, 0], method="choynowski")).all()
    assert chance_of_counts(cases=[0, 0], population=[5, 5], method="choynowski").tolist() == [1, 1]
    near = contiguity(rings=squares(3), style="binary", kind="rook")
    told = local_moran(values=[9] + [0] * 8, near=near, method="conditional")
    assert math.isnan(told.p_values[0])
    assert not np.isnan(told.p_values[1:]).any()
    assert math.isnan(hot_spots(values=[9] + [0] * 8, near=near, itself=False, method="normal").z[0])
    assert np.isnan(hot_spots(values=[2] * 9, near=near, itself=True, method="normal").z).all()
    none = moran_of_rates(cases=[0] * 9, population=[5] * 9, near=near, replications=9, method="permutation")
    assert math.isnan(none.estimate)
    assert nearest(x=[0, 0, 0], y=[0, 0, 0], count=1, style="binary").target.tolist() == [1, 0, 0]  # ties


def test_no_replications_give_no_p_value() -> None:
    near = contiguity(rings=squares(3), style="binary", kind="rook")
    assert math.isnan(moran(values=range(9), near=near, replications=0, method="permutation").p_value)
    told = local_moran(values=range(9), near=near, replications=0, method="permutation")
    assert np.isnan(told.p_values).all()


def test_neighbours_of_another_map_are_refused() -> None:
    other = contiguity(rings=squares(2), style="binary", kind="rook")
    with pytest.raises(QuantityError, match="near: got neighbours of 4 areas, allowed is 3"):
        smoothed_rates(cases=[1, 2, 3], population=[5, 5, 5], near=other, method="local")
    with pytest.raises(QuantityError, match="near: got neighbours of 4 areas, allowed is 3"):
        moran_of_rates(cases=[1, 2, 3], population=[5, 5, 5], near=other, method="permutation")
