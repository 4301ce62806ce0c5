"""Estimates of a sample as figures: the arithmetic by hand and by plain NumPy, the decided cases, what the CLI says."""

import csv
import gzip
import json
import math
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safecommunity.figures import beside, queries, stores
from safecommunity.indicators import catalogue, stability
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries import neiss
from safecommunity.places import actions as places
from safecommunity.web import cli
from tests.conftest import SHARED

pytestmark = [pytest.mark.django_db]

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
YEAR = Period.parse("2019")
HEADINGS = "CPSC_Case_Number,Treatment_Date,Age,Sex,Body_Part,Diagnosis,Disposition,Stratum,PSU,Weight"
# two strata of two and three hospitals: (case, day, sex, stratum, hospital, weight)
ROWS = (
    (190100001, "2019-01-05", 1, "S", 1, "80.1234"), (190100002, "2019-02-05", 2, "S", 1, "80.1234"),
    (190100003, "2019-01-09", 1, "S", 2, "80.1234"), (190100004, "2019-05-09", 1, "V", 1, "15.5"),
    (190100005, "2019-06-09", 2, "V", 8, "15.5"), (190100006, "2019-07-09", 2, "V", 8, "16.25"),
    (190100007, "2019-08-09", 1, "V", 9, "15.5"), (180100001, "2018-08-09", 1, "V", 9, "15.5"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> Any:
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


def file_of(folder: Path, rows: Any, extra: str = "") -> Path:
    path = folder / "sample.csv"
    lines = [
        f"{case},{day},30,{sex},33,57,1,{stratum},{unit},{weight}"
        for case, day, sex, stratum, unit, weight in rows
    ]
    path.write_text("\n".join([HEADINGS, *lines, extra]).strip() + "\n", encoding="utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path) -> Any:
    made = places.create_place(
        name="NEISS (USA)", level="street", by="operator", at=NOW, starts=NOW.date(), label="real",
        source="USA, CPSC NEISS: sample.csv", codes=[("local", "NEISS")],
    )  # fmt: skip
    neiss.import_file(path=file_of(tmp_path, ROWS), place=made, by="operator", at=NOW)
    return made


def estimate(place: Any, period: str = "2019", **dimensions: int) -> Any:
    definition = catalogue.get("injury.estimate")
    key = FigureKey(
        definition.code, definition.version, place.pid, Period.parse(period), tuple(dimensions.items())
    )
    return queries.compute(key, now=NOW)


def test_an_estimate_adds_weights_and_takes_its_error_between_hospitals(place: Any) -> None:
    found = estimate(place)
    # hospitals: S 160.2468 and 80.1234; V 15.5, 31.75 and 15.5
    # between them: 2 x 2 x 40.0617^2; mean of V 20.9167: 3/2 x (2 x 5.41667^2 + 10.8333^2)
    variance = 2 * 2 * 40.0617**2 + 1.5 * (
        2 * (20.916666666666668 - 15.5) ** 2 + (31.75 - 20.916666666666668) ** 2
    )
    assert found.value == pytest.approx(303.1202)
    assert found.sampling.se == pytest.approx(math.sqrt(variance))
    assert (found.lower, found.upper) == pytest.approx(
        (
            303.1202 - 1.959963984540054 * math.sqrt(variance),
            303.1202 + 1.959963984540054 * math.sqrt(variance),
        )
    )
    assert (found.n, found.method) == (7, "linearised, normal")
    assert (found.sampling.strata, found.sampling.clusters, found.sampling.degrees_of_freedom) == (2, 5, 3)


def test_hospitals_without_the_records_asked_about_stay_in_the_design(place: Any) -> None:
    women = estimate(place, sex=2)
    # S 80.1234 and 0; V 0, 31.75 and 0
    assert women.value == pytest.approx(111.8734)
    variance = 2 * 2 * (80.1234 / 2) ** 2 + 1.5 * 31.75**2 * (1 - 1 / 3)
    assert women.sampling.se == pytest.approx(math.sqrt(variance))
    assert women.sampling.clusters == 5
    january = estimate(place, "2019-01")
    assert (january.n, january.sampling.clusters) == (2, 5)


def test_the_publisher_s_rule_says_why_an_estimate_is_unstable(place: Any) -> None:
    assert estimate(place).sampling.unstable == ("n", "estimate")
    rule = stability.get("cpsc_neiss")
    assert rule.reasons(n=20, estimate=1200, cv=0.33) == ()
    assert rule.reasons(n=19, estimate=1199.9, cv=0.3301) == ("n", "estimate", "cv")
    assert rule.reasons(n=0, estimate=0.0, cv=None) == ("n", "estimate")
    assert rule.basis == "read"


def test_none_of_the_records_is_an_estimate_of_nothing_without_limits(place: Any) -> None:
    found = estimate(place, "2019-03")
    assert (found.value, found.lower, found.upper, found.n, found.sampling.se) == (0, None, None, 0, None)
    assert found.sampling.unstable == ("n", "estimate")


def test_years_without_weights_have_no_estimate(place: Any) -> None:
    found = estimate(place, "2017")
    assert (found.value, found.n, found.sampling) == (None, 0, None)


def test_records_without_a_weight_are_counted_and_said_not_to_be_in_the_estimate(
    place: Any, tmp_path: Path
) -> None:
    path = file_of(tmp_path, [(190100009, "2019-09-09", 1, "V", 9, "")])
    neiss.import_file(path=path, place=place, by="operator", at=NOW)
    found = estimate(place)
    assert (found.n, found.sampling.without_weight) == (7, 1)


def test_an_unknown_stratum_or_unit_leaves_the_record_a_record(place: Any, tmp_path: Path) -> None:
    path = file_of(tmp_path, [(190100010, "2019-09-09", 1, "Q", "many", "3.5")])
    outcome = neiss.import_file(path=path, place=place, by="operator", at=NOW)
    assert (outcome.accepted, outcome.rejected, len(outcome.notices)) == (1, 0, 2)
    assert estimate(place).sampling.without_weight == 1


def test_the_rows_behind_are_those_it_is_made_of(place: Any) -> None:
    condition = queries.condition_behind(estimate(place, sex=2))
    assert len(stores.store("injury").refs(condition)) == 3


def test_estimates_stand_beside_counts_and_only_of_a_sample(place: Any) -> None:
    ground = queries.ground_of(place.pid, 2019)
    count = catalogue.get("injury.count")
    found = beside.estimates(count, place.pid, YEAR, ("sex",), [(1,), (2,)], now=NOW, ground=ground)
    assert {cell[0]: figure.n for cell, figure in found.items()} == {1: 4, 2: 3}
    assert found[(2,)].value == pytest.approx(estimate(place, sex=2).value)
    deaths = catalogue.get("injury.deaths")
    assert beside.estimates(deaths, place.pid, YEAR, (), [()], now=NOW, ground=ground) == {}
    other = places.create_place(name="示例街道", level="street", by="operator", at=NOW, starts=NOW.date())
    ground = queries.ground_of(other.pid, 2019)
    assert beside.estimates(count, other.pid, YEAR, (), [()], now=NOW, ground=ground) == {}


def test_the_command_line_shows_estimates_beside_counts(
    place: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    cli_show(["injury.count", "--by", "sex"])
    rows = {row["sex"]: row for row in json.loads(capsys.readouterr().out)}
    assert {"n", "estimate", "lower", "upper", "se", "cv", "design", "unstable"} <= set(rows[1])
    assert (rows[1]["n"], rows[2]["n"]) == (4, 3)
    assert rows[2]["estimate"] == pytest.approx(111.8734)
    cli_show(["injury.count"])
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["value"], row["lower"], row["weighted"]["n"]) == (7, None, 7)
    assert row["weighted"]["design"]["units"] == 5
    cli_show(["injury.estimate"], form="csv")
    (line,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert (float(line["value"]), line["design.strata"], line["unstable"]) == (303.1202, "2", "n;estimate")


def cli_show(words: list[str], form: str = "json") -> None:
    from safecommunity.web import figure_commands

    options = cli.parser().parse_args(
        ["figures", "show", words[0], "--place", "NEISS", "--period", "2019", "--format", form, *words[1:]]
    )
    figure_commands.show(options, NOW)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data")
def test_the_published_sample_by_plain_arithmetic(tmp_path: Path) -> None:
    """NEISS 2017-2020: totals and errors of 2019 by sex, computed here from the file with none of our code."""
    file = SHARED / "data" / "neiss" / "neiss_all_products_sample_2017_2020.csv.gz"
    made = places.create_place(
        name="NEISS (USA)", level="street", by="operator", at=NOW, starts=NOW.date(), label="real",
        source="USA", codes=[("local", "NEISS")],
    )  # fmt: skip
    outcome = neiss.import_file(path=file, place=made, by="operator", at=NOW)
    refused = {error["row"] for error in outcome.errors}
    hospitals: dict[tuple[str, int], float] = {}
    sums: dict[int, dict[tuple[str, int], float]] = {1: defaultdict(float), 2: defaultdict(float)}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        for number, row in enumerate(csv.DictReader(text), 2):
            if number in refused or row["Treatment_Date"][:4] != "2019":
                continue
            hospital = (row["Stratum"], int(float(row["PSU"])))
            hospitals[hospital] = 0.0
            if row["Sex"] in ("MALE", "FEMALE"):
                sums[1 if row["Sex"] == "MALE" else 2][hospital] += float(row["Weight"])
    for sex, by_hospital in sums.items():
        variance = 0.0
        for stratum in {one for one, _ in hospitals}:
            z = np.array([by_hospital.get(key, 0.0) for key in hospitals if key[0] == stratum])
            variance += len(z) / (len(z) - 1) * float(((z - z.mean()) ** 2).sum())
        found = estimate(made, sex=sex)
        assert found.value == pytest.approx(sum(by_hospital.values()), rel=1e-9)
        assert found.sampling.se == pytest.approx(math.sqrt(variance), rel=1e-9)


@pytest.mark.long
@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data")
def test_a_year_of_infants_equals_r(tmp_path: Path) -> None:
    """A year of the parquet with its design weights through the import; expected values of R's survey 4.1-1."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(SHARED / "data" / "neiss" / "neiss_infants_2002_2016.parquet")
    path = tmp_path / "infants_2010.parquet"
    pq.write_table(table.filter(pc.starts_with(table["date"], "2010")), path)
    made = places.create_place(
        name="NEISS (USA)", level="street", by="operator", at=NOW, starts=NOW.date(), label="real",
        source="USA", codes=[("local", "NEISS")],
    )  # fmt: skip
    outcome = neiss.import_file(path=path, place=made, by="operator", at=NOW)
    assert (outcome.read, outcome.accepted, outcome.rejected) == (25_240, 25_240, 0)
    with (SHARED / "reference" / "survey" / "survey_expected.csv").open() as file:
        wanted = {
            (row["estimator"], row["term"]): row
            for row in csv.DictReader(file)
            if row["dataset"] == "neiss_infants_2010"
        }
    for key, dimensions in (
        (("total", "one"), {}), (("total_by_sex", "M"), {"sex": 1}), (("total_by_sex", "F"), {"sex": 2}),
    ):  # fmt: skip
        found, row = estimate(made, "2010", **dimensions), wanted[key]
        assert found.value == pytest.approx(float(row["estimate"]), rel=1e-8)
        assert found.sampling.se == pytest.approx(float(row["se"]), rel=1e-8)
        assert (found.lower, found.upper) == pytest.approx(
            (float(row["lci_z"]), float(row["uci_z"])), rel=1e-8
        )
