"""The published files themselves, counted once by the import and once by the csv module and a table made by hand.

Nothing of the product's reading is used for the second count: dates are cut up here, diagnoses come from the federal
format file or from the table below, which lists the words of two files by their codes in the NEISS coding manual.
"""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.models import Count

from safecommunity.injuries import facts, neiss
from safecommunity.injuries.models import Report
from safecommunity.injuries.neiss.convert import Converter, Taken
from safecommunity.injuries.neiss.reading import survey
from safecommunity.places import actions as places
from safecommunity.places.models import Place
from tests.injuries.conftest import NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SAMPLE = "neiss_all_products_sample_2017_2020.csv.gz"
SPINE = "neiss_cervical_spine_2003_2017.csv.gz"
FIREWORKS = "neiss_fireworks_2016_2019.csv.gz"
PEDESTRIANS = "neiss_pedestrian_hand_labelled_2014_2021.csv.gz"
INFANTS = "neiss_infants_2002_2016.parquet"

WORDS = {
    "Fracture": 57, "Nerve Damage": 61, "Burns, thermal (from flames or hot surface)": 51,
    "Contusions, Abrasions": 53, "Other/Not Stated": 71, "Laceration": 59, "Amputation": 50,
    "Internal organ injury": 62, "Foreign body": 56, "Strain or Sprain": 64, "Anoxia": 65, "Avulsion": 72,
    "Dermatitis, Conjunctivitis": 74, "Puncture": 63, "Concussions": 52, "Poisoning": 68,
    "Burns, chemical (caustics, etc.)": 49, "Hematoma": 58, "Dental injury": 60,
    "Burns, scald (from hot liquids or steam)": 48, "Dislocation": 55, "Ingested foreign object": 41,
    # the names of 46 and 47 run together in that file
    "Burns, electrical 46 Burns, not specified": 47,
}  # fmt: skip

Diagnosis = Callable[[str], int]
Cell = tuple[int, int, int]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "neiss"


@pytest.fixture
def diagnoses(folder: Path) -> dict[str, Diagnosis]:
    """How each file writes its diagnoses."""
    formats = {}
    with (folder / "neiss_code_text_mapping.csv").open(encoding="utf-8", newline="") as file:
        for name, number, _last, text in csv.reader(file):
            if name == "DIAG":
                formats[re.sub(r"^\d+ - ", "", text)] = int(number)  # OTHER: 71 comes after 70
    return {
        SAMPLE: formats.__getitem__,
        SPINE: WORDS.__getitem__,
        FIREWORKS: WORDS.__getitem__,
        PEDESTRIANS: lambda text: int(float(text)),
    }


def year_and_month(text: str) -> tuple[int, int]:
    if "-" in text:
        return int(text[:4]), int(text[5:7])
    month, _day, year = text.split("/")
    return int(year) + (2000 if len(year) == 2 else 0), int(month)


def counted_by_hand(folder: Path, names: list[str], diagnoses: dict[str, Diagnosis]) -> Counter[Cell]:
    """(year, month, diagnosis) of every case, once a case number."""
    found: Counter[Cell] = Counter()
    met: set[str] = set()
    for name in names:
        for row in rows_of(folder / name):
            case = row.get("CPSC_Case_Number", "").split(".")[0]
            if case and case in met:
                continue
            met.add(case)
            found[*year_and_month(row["Treatment_Date"]), diagnoses[name](row["Diagnosis"])] += 1
    return found


@pytest.fixture
def place() -> Place:
    return places.create_place(name="NEISS", level="street", by="t", at=NOW, starts=START, label="real")


def test_the_four_files_give_the_counts_of_an_independent_reading(
    folder: Path, diagnoses: dict[str, Diagnosis], place: Place
) -> None:
    """Rows by README of the data: 8,038, 7,464, 1,092, 285. Case numbers met before: 5 and 1, compared by hand."""
    names = [SAMPLE, SPINE, FIREWORKS, PEDESTRIANS]
    outcomes = [
        neiss.import_file(path=folder / name, place=place, by="operator", at=NOW, batch=4000)
        for name in names
    ]
    assert [one.read for one in outcomes] == [8038, 7464, 1092, 285]
    assert [one.duplicates for one in outcomes] == [0, 5, 0, 1]
    assert [one.rejected for one in outcomes] == [0, 0, 0, 0]
    wanted = counted_by_hand(folder, names, diagnoses)
    rows = list(facts.all_rows())
    assert Counter((row["year"], row["month"], row["diagnosis"]) for row in rows) == wanted
    stored = (
        Report.objects.values("diagnosis_code").annotate(n=Count("pk")).values_list("diagnosis_code", "n")
    )
    assert dict(stored) == by_diagnosis(wanted)
    assert {row["residence"] for row in rows} == {place.pid}
    assert {row["cause"] for row in rows} == {row["intent"] for row in rows} == {-1}


def by_diagnosis(cells: Counter[Cell]) -> Counter[int]:
    found: Counter[int] = Counter()
    for (_year, _month, code), count in cells.items():
        found[code] += count
    return found


def test_sexes_ages_weights_and_places_survive_the_reading(folder: Path) -> None:
    """Compared cell by cell with the file: weights summed, ages in their own notation, sexes by their first letter."""
    source = survey(folder / SAMPLE)
    converter = Converter(source, "p", NOW.date(), NOW.tzinfo)  # type: ignore[arg-type]
    made = [one.values for line in source.rows() if isinstance(one := converter.convert(line), Taken)]
    raw = list(rows_of(folder / SAMPLE))
    assert [one["sex"] for one in made] == [{"M": 1, "F": 2}[row["Sex"][0]] for row in raw]
    assert sum(one["weight"] for one in made) == pytest.approx(
        sum(float(row["Weight"]) for row in raw), rel=1e-12
    )
    for one, row in zip(made, raw, strict=True):
        age = float(row["Age"])
        if age == 0:
            assert "age_years" not in one
        elif age == int(age):
            assert one["age_years"] == age
        else:
            assert one["age_months"] == pytest.approx(age * 12, abs=0.01)
    kinds = {"HOME": 1, "MOBILE": 1, "UNK": 99, "SPORTS": 4, "SCHOOL": 3, "STREET": 5, "FARM": 8, "INDST.": 7}
    assert [one.get("place_kind") for one in made] == [kinds.get(row["Location"]) for row in raw]
    assert converter.notices() == []


def test_every_product_label_of_the_sample_finds_a_code(folder: Path) -> None:
    source = survey(folder / SAMPLE)
    converter = Converter(source, "p", NOW.date(), NOW.tzinfo)  # type: ignore[arg-type]
    made = [one.values for line in source.rows() if isinstance(one := converter.convert(line), Taken)]
    assert len(made) == 8038
    assert all(one["product_code"] > 0 for one in made)


def test_the_fireworks_file_is_known_to_have_places_made_from_dispositions(
    folder: Path, place: Place
) -> None:
    outcome = neiss.import_file(path=folder / FIREWORKS, place=place, by="operator", at=NOW)
    assert len(outcome.notices) == 1
    assert "Incident Locale" in outcome.notices[0]


@pytest.mark.long
def test_infants_come_from_parquet_with_their_age_in_months(folder: Path) -> None:
    """338,488 rows by README of the data; ages 1 to 23 months, 59 without sex: read with pyarrow alone."""
    pq = pytest.importorskip("pyarrow.parquet")
    source = survey(folder / INFANTS)
    assert source.lines == 338_488
    converter = Converter(source, "p", NOW.date(), NOW.tzinfo)  # type: ignore[arg-type]
    ages: Counter[int] = Counter()
    sexes: Counter[int | None] = Counter()
    for line in source.rows():
        one = converter.convert(line)
        assert isinstance(one, Taken)
        ages[one.values["age_months"]] += 1
        sexes[one.values.get("sex")] += 1
    table = pq.read_table(folder / INFANTS, columns=["age", "sex"])
    assert ages == Counter(table["age"].to_pylist())
    assert sexes == Counter({"M": 1, "F": 2, None: None}[text] for text in table["sex"].to_pylist())
