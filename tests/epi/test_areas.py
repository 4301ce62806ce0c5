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


def same(found: np.ndarray, right: np.ndarray, known: np.ndarray | None = None) -> None:
    known = ~np.isnan(right) if known is None else known
    assert found[known] == pytest.approx(right[known], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", MAPS)
def test_smoothed_rates_are_those_of_r(shared: Path, name: str) -> None:
    table, near = given(shared, name)
    ask = {"cases": table["cases"], "population": table["population"]}
    same(smoothed_rates(**ask, method="global").rates, table["EB_global"])
    linked = np.isin(np.arange(near.areas), near.source)
    same(
        smoothed_rates(**ask, near=near, method="local").rates,
        table["EB_local"],
        linked & ~np.isnan(table["EB_local"]),
    )
    same(chance_of_counts(**ask, method="choynowski"), table["choynowski"])


@pytest.mark.parametrize("name", MAPS)
def test_global_measures_are_those_of_r(shared: Path, name: str) -> None:
    table, near = given(shared, name)
    right = json.loads((shared / "reference/spatial/spatial_global_expected.json").read_text())[name]
    told = moran(values=table["raw"], near=near, method="randomisation")
    assert told.estimate == pytest.approx(right["moran_I"], rel=1e-9)
    assert told.expected == pytest.approx(right["moran_E"], rel=1e-9)
    assert told.variance == pytest.approx(right["moran_var_randomisation"], rel=1e-9)
    assert told.z == pytest.approx(right["moran_z"], rel=1e-9)
    assert told.p_value == pytest.approx(right["moran_p_greater"], rel=1e-9)
    normal = moran(values=table["raw"], near=near, method="normality")
    assert normal.variance == pytest.approx(right["moran_var_normality"], rel=1e-9)
    other = geary(values=table["raw"], near=near, method="randomisation")
    assert other.estimate == pytest.approx(right["geary_C"], rel=1e-9)
    if not told.islands:  # three areas without neighbours: spdep mixes two values of n there
        assert other.variance == pytest.approx(right["geary_var"], rel=1e-9)
    rates = moran_of_rates(
        cases=table["cases"],
        population=table["population"],
        near=near,
        replications=199,
        method="permutation",
    )
    assert rates.estimate == pytest.approx(right["EB_Moran_I"], rel=1e-9)
    assert rates.p_value < 0.05  # its rank is 998 to 1,000 of 1,000 there


@pytest.mark.parametrize("name", MAPS)
def test_local_measures_are_those_of_r(shared: Path, name: str) -> None:
    table, near = given(shared, name)
    linked = np.isin(np.arange(near.areas), near.source)
    told = local_moran(values=table["raw"], near=near, method="conditional")
    for mine, theirs in ((told.estimates, "localI"), (told.expected, "localI_E"), (told.variance, "localI_var"),
                         (told.z, "localI_z"), (told.p_values, "localI_p")):  # fmt: skip
        same(mine, table[theirs], linked & ~np.isnan(table[theirs]))
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
        linked & ~np.isnan(table["Gi"]),
    )
    # an area without neighbours is its own neighbourhood there and left out here
    same(hot_spots(values=table["raw"], near=near, itself=True, method="normal").z, table["GiStar"], linked)


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


@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_permutations_agree_with_pysal_within_their_chance() -> None:
    """z-scores of 999 draws on either side: two independent standard errors of about 0.06 at |z| near 2."""
    pytest.importorskip("libpysal")
    esda = pytest.importorskip("esda")
    libpysal = pytest.importorskip("libpysal")
    random = np.random.default_rng(2)
    values = np.add.outer(np.arange(8), np.arange(8)).ravel() + random.normal(0, 2, 64)
    theirs_near = libpysal.weights.lat2W(8, 8, rook=False)
    theirs_near.transform = "r"
    mine_near = contiguity(rings=squares(8), style="row_standardised", kind="queen")
    theirs = esda.Moran_Local(values, theirs_near, permutations=999, seed=3)
    mine = local_moran(values=values, near=mine_near, method="permutation")
    # PySAL divides by n - 1 where Anselin divides by n
    assert mine.estimates == pytest.approx(theirs.Is * 64 / 63, rel=1e-9)
    assert mine.z == pytest.approx(theirs.z_sim, abs=0.6)
    assert np.mean(np.abs(mine.z - theirs.z_sim)) < 0.15
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
