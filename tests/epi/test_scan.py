"""The scan statistic against the exact formula's reference, two tools' Monte Carlo p-values, and itself."""

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safecommunity.epi.compiled import use
from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.scan import circles, listed_zones, scan
from tests.epi.agreement import holds

PLACES = ("ny_leukemia_0.15", "ny_leukemia_0.5", "penn_lung_0.5_crude", "penn_lung_0.5_strataadj",
          "scotland_lip_0.5", "smerc_nydf_0.1")  # fmt: skip


@pytest.fixture(params=["compiled", "plain"])
def path(request: pytest.FixtureRequest) -> Iterator[str]:
    before = use(request.param)
    yield request.param
    use(before)


def table(file: Path) -> dict[str, np.ndarray]:
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "county"}


def asked(shared: Path, name: str, share: float) -> dict[str, Any]:
    given = table(shared / f"reference/scan/scan_input_{name}.csv")
    zones = circles(x=given["x_km"], y=given["y_km"], population=given["population"], share=share)
    return {"zones": zones, "cases": given["cases"], "expected": given["expected"]}


@pytest.mark.parametrize("name", PLACES)
def test_clusters_are_those_of_the_exact_formula(shared: Path, name: str) -> None:
    """LLR to 1e-9, members identical, as shared/reference/README.md asks."""
    wanted = json.loads((shared / "reference/scan/scan_exact_formula_expected.json").read_text())[name]
    told = scan(
        **asked(shared, name, wanted["max_population_share"]), replications=0, method="poisson_population"
    )
    assert told.zones == wanted["zones_before_dedup"]
    clusters = wanted["non_overlapping_clusters"]
    for found, right in zip(told.clusters[: len(clusters)], clusters, strict=True):
        holds(
            (found.log_likelihood_ratio, found.relative_risk, found.expected),
            [right[key] for key in ("llr", "relative_risk", "expected")], rel=1e-9,
            file="scan/scan_exact_formula_expected.json", what=f"{name}: ratio, risk, expected; members identical",
        )  # fmt: skip
        assert sorted(place + 1 for place in found.members) == right["locids"]
        assert found.p_value is None


@pytest.mark.parametrize("name", ["ny_leukemia_0.15", "scotland_lip_0.5"])
def test_p_values_agree_with_other_tools_within_their_chance(shared: Path, name: str, path: str) -> None:
    """SpatialEpi, 999 replications: within twice the standard error of either run."""
    wanted = json.loads((shared / "reference/scan/scan_expected.json").read_text())[name]
    share = float(name.rsplit("_", 1)[1])
    told = scan(
        **asked(shared, name, share), replications=999 if path == "compiled" else 199,
        method="poisson_population",
    )  # fmt: skip
    assert told.clusters[0].p_value is not None
    assert told.clusters[0].p_value <= 0.006
    for right in wanted["SpatialEpi_poisson_secondary"]:
        same = [c for c in told.clusters if sorted(m + 1 for m in c.members) == sorted(right["locids"])]
        p, runs = right["p_value"], told.replications
        assert same[0].p_value == pytest.approx(
            p, abs=2 * math.sqrt(p * (1 - p) * (1 / 1000 + 1 / runs)) + 0.002
        )


@pytest.mark.parametrize("name", ["NM_1973_1991", "NM_1986_1991"])
@pytest.mark.parametrize("kind", ["pb_poisson", "eb_poisson"])
def test_space_and_time_together_as_the_reference_has_them(shared: Path, name: str, kind: str) -> None:
    """R scanstatistics 1.0.2 on its New Mexico data, zones as given there, alive until the last year."""
    folder = shared / "reference/scan"
    wanted = json.loads((folder / "spacetime_expected.json").read_text())[name][kind]

    def grid(what: str) -> np.ndarray:
        rows = list(csv.reader((folder / f"spacetime_{what}_{name}.csv").open()))[1:]
        return np.array([[float(value) for value in row[1:]] for row in rows])

    members: dict[int, list[int]] = {}
    for row in csv.DictReader((folder / f"spacetime_zones_{name}.csv").open()):
        members.setdefault(int(row["zone"]), []).append(int(row["location"]) - 1)
    counts, people = grid("counts"), grid("population")
    told = scan(
        zones=listed_zones(zones=list(members.values()), places=counts.shape[1]),
        cases=counts,
        # that tool expects as many cases every year, shared out by the people of the year
        expected=people / people.sum(axis=1, keepdims=True) * counts.sum() / len(counts),
        method="poisson_population" if kind == "pb_poisson" else "poisson_expectation",
    )
    first = told.clusters[0]
    holds(
        first.log_likelihood_ratio, wanted["MLC_score"], rel=1e-9, file="scan/spacetime_expected.json",
        what=f"{name}, {kind}: ratio; members and years identical",
    )  # fmt: skip
    assert sorted(place + 1 for place in first.members) == wanted["MLC_locations"]
    assert first.last - first.first + 1 == wanted["MLC_duration"]
    assert first.last == len(counts) - 1
    p = wanted["MC_pvalue"]
    assert first.p_value == pytest.approx(p, abs=2 * math.sqrt(2 * p * (1 - p) / 1000) + 0.002)


def small() -> dict[str, Any]:
    """Five places in a row, a hundred people each; the third has most cases."""
    zones = circles(x=[0, 1, 2, 3, 4], y=[0] * 5, population=[100] * 5, share=0.5)
    return {"zones": zones, "cases": [1, 2, 20, 2, 1], "expected": [1, 1, 1, 1, 1]}


def test_a_pinned_value_worked_by_hand() -> None:
    # C = 26, e = 26/5 = 5.2: 20·ln(20/5.2) + 6·ln(6/20.8)
    told = scan(**small(), replications=99, method="poisson_population").clusters[0]
    assert told.members == (2,)
    assert told.log_likelihood_ratio == pytest.approx(20 * math.log(20 / 5.2) + 6 * math.log(6 / 20.8))
    assert told.relative_risk == pytest.approx((20 / 5.2) / (6 / 20.8))
    assert told.radius == 0
    assert told.p_value == 0.01


def test_expectation_based_ratio_by_hand() -> None:
    told = scan(**small(), replications=99, method="poisson_expectation").clusters[0]
    assert told.log_likelihood_ratio == pytest.approx(20 * math.log(20 / 1) - 19)


def test_places_at_one_distance_enter_together() -> None:
    zones = circles(x=[0, 1, -1, 5], y=[0, 0, 0, 0], population=[1, 1, 1, 1], share=0.75)
    around_first = zones.centre == 0
    assert zones.radius[around_first].tolist() == [0, 1]  # one alone, then the three together
    less = circles(x=[0, 1, -1, 5], y=[0, 0, 0, 0], population=[1, 1, 1, 1], share=0.5)
    assert less.radius[less.centre == 0].tolist() == [0]  # the pair would break the limit


def test_both_paths_tell_the_same_and_the_seed_fixes_them() -> None:
    random = np.random.default_rng(4)
    x, y = random.random((2, 40))
    people = random.integers(50, 500, 40)
    cases = random.poisson(people / 40, (6, 40))
    ask = {
        "zones": circles(x=x, y=y, population=people, share=0.3), "cases": cases,
        "expected": np.tile(people, (6, 1)), "replications": 49,
    }  # fmt: skip
    for more in ({"method": "poisson_population"}, {"method": "poisson_expectation", "looks_for": "both"},
                 {"method": "poisson_population", "looks_for": "low", "windows": "any", "longest": 2}):  # fmt: skip
        compiled = scan(**{**ask, "expected": ask["expected"] / 40, **more})
        before = use("plain")
        try:
            plain = scan(**{**ask, "expected": ask["expected"] / 40, **more})
        finally:
            use(before)
        assert compiled.clusters == plain.clusters
        assert compiled.greatest == pytest.approx(plain.greatest, rel=1e-9)


def test_few_cases_are_found_when_few_are_looked_for() -> None:
    given = {**small(), "cases": [20, 20, 1, 20, 20]}
    assert scan(**given, replications=0, looks_for="low", method="poisson_population").clusters[
        0
    ].members == (2,)
    assert 2 not in scan(**given, replications=0, method="poisson_population").clusters[0].members


def test_no_cases_one_place_and_all_cases_in_one_cell() -> None:
    nothing = scan(**{**small(), "cases": [0] * 5}, method="poisson_population")
    assert nothing.clusters == ()
    assert nothing.replications == 0
    alone = circles(x=[0], y=[0], population=[5], share=1)
    assert scan(zones=alone, cases=[5], expected=[5], method="poisson_population").clusters == ()
    one = scan(**{**small(), "cases": [0, 9, 0, 0, 0]}, replications=19, method="poisson_population")
    assert one.clusters[0].members == (1,)
    assert one.clusters[0].log_likelihood_ratio == pytest.approx(9 * math.log(5))
    assert one.clusters[0].relative_risk == math.inf
    nobody = circles(x=[0, 1], y=[0, 0], population=[0, 0], share=0.5)
    assert scan(zones=nobody, cases=[0, 0], expected=[0, 0], method="poisson_population").clusters == ()


@pytest.mark.parametrize("method", ["poisson_population", "poisson_expectation"])
def test_under_chance_alone_p_is_below_a_tenth_one_time_in_ten(method: str) -> None:
    """200 maps without clusters: 20 expected below 0.1; 8 to 36 holds in all but 1 of 1,000 such tests."""
    random, low = np.random.default_rng(11), 0
    x, y = random.random((2, 20))
    zones = circles(x=x, y=y, population=np.ones(20), share=0.5)
    for seed in range(200):
        cases = random.poisson(3, 20)
        told = scan(
            zones=zones, cases=cases, expected=np.full(20, 3.0), replications=39, seed=seed,
            most_clusters=1, method=method,
        )  # fmt: skip
        low += bool(told.clusters) and (told.clusters[0].p_value or 1) <= 0.1
    assert 8 <= low <= 36


def test_a_planted_cluster_is_found() -> None:
    random = np.random.default_rng(6)
    x, y = random.random((2, 200))
    near = np.hypot(x - 0.5, y - 0.5) < 0.15
    cases = random.poisson(np.where(near, 12, 4))
    zones = circles(x=x, y=y, population=np.full(200, 100), share=0.3)
    told = scan(
        zones=zones, cases=cases, expected=np.full(200, 4.0), replications=99, method="poisson_population"
    )
    assert told.clusters[0].p_value == 0.01
    found = np.zeros(200, dtype=bool)
    found[list(told.clusters[0].members)] = True
    assert (found & near).sum() / (found | near).sum() > 0.7


def test_degrees_become_kilometres() -> None:
    # one degree of latitude on a sphere of 6371.0088 km: 111.195 km
    zones = circles(x=[114, 114], y=[22, 23], population=[1, 1], share=1, distance="great_circle")
    assert zones.radius.max() == pytest.approx(111.195, abs=1e-3)


def test_refusals_name_what_came_and_what_is_allowed() -> None:
    with pytest.raises(MethodError, match="got 'bernoulli', allowed are poisson_population"):
        scan(**small(), method="bernoulli")
    with pytest.raises(QuantityError, match=r"cell \[0, 0\]|cell \[0\]: got cases where none are expected"):
        scan(**{**small(), "expected": [0, 1, 1, 1, 1]}, method="poisson_population")
    with pytest.raises(QuantityError, match=r"allowed is \(5,\) or \(periods, 5\)"):
        scan(**{**small(), "cases": [1, 2]}, method="poisson_population")
    with pytest.raises(QuantityError, match="finite numbers not below 0"):
        scan(**{**small(), "cases": [1, -2, 3, 4, 5]}, method="poisson_population")
    with pytest.raises(QuantityError, match="longest: got 3, allowed is 1 to 1 periods"):
        scan(**small(), longest=3, method="poisson_population")
    with pytest.raises(QuantityError, match="zone 1: got"):
        listed_zones(zones=[[0], [0, 0]], places=2)
    with pytest.raises(QuantityError, match="share: got 2"):
        circles(x=[0], y=[0], population=[1], share=2)


def test_no_places_no_zones_and_places_too_large_for_any_circle() -> None:
    nowhere = circles(x=[], y=[], population=[])
    assert (nowhere.places, len(nowhere.member)) == (0, 0)
    none = listed_zones(zones=[], places=3)
    assert scan(zones=none, cases=[1, 2, 3], expected=[1, 1, 1], method="poisson_population").clusters == ()
    town = circles(x=[0, 1, 2], y=[0, 0, 0], population=[90, 5, 5], share=0.1)
    assert 0 not in town.member.tolist()
