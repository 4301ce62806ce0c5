"""How one row of NEISS is read: labels and numbers, three ways of dates, ages in years and months, bad cells."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from safecommunity.injuries.neiss.convert import Converter, Taken, Wrong
from safecommunity.injuries.neiss.reading import Line, survey
from tests.injuries.neiss_files import LABELS, labelled, write

CHINA = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)


def read(tmp_path: Path, cells: tuple[str, ...], headings: tuple[str, ...] = LABELS) -> Taken | list[Wrong]:
    """One row through a file of its own."""
    source = survey(write(tmp_path / "one.csv", [cells], headings))
    return Converter(source, "place", TODAY, CHINA).convert(next(source.rows()))


def taken(tmp_path: Path, cells: tuple[str, ...], headings: tuple[str, ...] = LABELS) -> Taken:
    found = read(tmp_path, cells, headings)
    assert isinstance(found, Taken), found
    return found


def wrong(tmp_path: Path, **cells: str) -> list[Wrong]:
    found = read(tmp_path, labelled(**cells))
    assert isinstance(found, list), found
    return found


def test_a_row_in_labels_becomes_a_report_without_cause_or_intent(tmp_path: Path) -> None:
    """Codes by the federal formats: elbow 32, laceration 59, floors 1807, home 1."""
    row = taken(tmp_path, labelled())
    assert dict(row.values) == {
        "injury_time": datetime(2017, 1, 1, tzinfo=CHINA), "precision": "date", "age_years": 96, "sex": 1,
        "body_part": 2, "nature": 3, "place_kind": 1, "outcome": 1, "diagnosis_code": 59, "body_code": 32,
        "product_code": 1807, "product": "FLOORS OR FLOORING MATERIALS", "residence": "place",
        "case_no": "170102921", "weight": 87.0904, "narrative": "96YOM SLIPPED ON A FLOOR",
    }  # fmt: skip
    assert row.key == "neiss:place:170102921"
    assert row.as_written == {"sex": 1, "disposition": 1, "location": 1}


def test_the_same_row_in_numbers_written_as_decimals_is_the_same_report(tmp_path: Path) -> None:
    numbers = labelled(
        CPSC_Case_Number="170102921.0", Treatment_Date="01/01/2017", Age="96", Sex="1.0", Body_Part="32.0",
        Diagnosis="59.0", Disposition="1.0", Location="1.0", Product_1="1807.0", Alcohol="0.0",
    )  # fmt: skip
    assert taken(tmp_path, numbers) == taken(tmp_path, labelled())


@pytest.mark.parametrize(
    ("column", "spelling", "field", "code"),
    [
        ("Body_Part", "Neck ", "body_code", 89),
        ("Body_Part", "25-50'%' of Body", "body_code", 84),
        ("Body_Part", "All Parts of Body", "body_code", 85),
        ("Body_Part", "0", "body_code", 0),
        ("Body_Part", "87 - NOT STATED/UNK", "body_code", 87),
        ("Diagnosis", "STRAIN, SPRAIN", "diagnosis_code", 64),
        ("Diagnosis", "Strain or Sprain", "diagnosis_code", 64),
        ("Diagnosis", "Burns, thermal (from flames or hot surface)", "diagnosis_code", 51),
        ("Diagnosis", "Burns, electrical 46 Burns, not specified", "diagnosis_code", 47),
        ("Diagnosis", "OTHER", "diagnosis_code", 71),
        ("Disposition", "Treated and Admitted/Hospitalized ", "outcome", 2),
        ("Disposition", "FATALITY INCL. DOA, DIED IN ER", "outcome", 3),
        ("Disposition", "Left Without Being Seen", "outcome", 4),
        ("Disposition", "Unknown, Not Stated ", "outcome", None),
        ("Disposition", "", "outcome", None),
        ("Location", "Place of Recreation or Sports", "place_kind", 4),
        ("Location", "STREET", "place_kind", 5),
        ("Location", "UNK", "place_kind", 99),
        ("Location", "PUBLIC", "place_kind", None),
        ("Location", "", "place_kind", None),
        ("Sex", "M", "sex", 1),
        ("Sex", "2.0", "sex", 2),
        ("Sex", "", "sex", None),
        ("Sex", "UNKNOWN", "sex", None),
        ("Sex", "3", "sex", None),
        ("Alcohol", "Yes", "alcohol", 1),
        ("Alcohol", "No/Unk", "alcohol", None),
        ("Product_1", "UTILITY VEHICLES UTV", "product_code", 5044),
        ("Product_1", "0", "product_code", None),
        ("Product_1", "9998", "product_code", 9998),
    ],
)
def test_every_spelling_finds_its_code_and_unknown_stays_unknown(
    tmp_path: Path, column: str, spelling: str, field: str, code: int | None
) -> None:
    assert taken(tmp_path, labelled(**{column: spelling})).values.get(field) == code


def test_a_title_two_products_share_goes_by_the_year(tmp_path: Path) -> None:
    """Files with numbers have 1329 up to 2019 and 5023 from 2020."""
    for day, code in (("2019-12-31", 1329), ("2020-01-01", 5023)):
        row = taken(tmp_path, labelled(Treatment_Date=day, Product_1="SCOOTERS, UNPOWERED"))
        assert row.values["product_code"] == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017-01-31", (2017, 1, 31)),
        ("2017-01-31 00:00:00", (2017, 1, 31)),
        ("1/7/03", (2003, 1, 7)),
        ("10/06/2020", (2020, 10, 6)),
        ("2/29/2016", (2016, 2, 29)),
        ("11/23/26", (2026, 11, 23)),
        ("11/23/99", (1999, 11, 23)),
    ],
)
def test_dates_of_each_style_put_the_month_first(
    tmp_path: Path, text: str, day: tuple[int, int, int]
) -> None:
    assert taken(tmp_path, labelled(Treatment_Date=text)).values["injury_time"] == datetime(
        *day, tzinfo=CHINA
    )


@pytest.mark.parametrize(
    ("text", "years", "months"),
    [
        ("0", None, None),
        ("0.0", None, None),
        ("", None, None),
        ("1", 1, None),
        ("39", 39, None),
        ("120", 120, None),
        ("201", 0, 1),
        ("212", 1, 12),
        ("223", 1, 23),
        ("0.083", 0, 1),
        ("0.916666667", 0, 11),
        ("1.833", 1, 22),
    ],
)
def test_ages_are_years_coded_months_or_parts_of_a_year(
    tmp_path: Path, text: str, years: int | None, months: int | None
) -> None:
    """NEISS: 0 is unknown, 2xx is xx months."""
    values = taken(tmp_path, labelled(Age=text)).values
    assert (values.get("age_years"), values.get("age_months")) == (years, months)


@pytest.mark.parametrize("text", ["121", "200", "224", "300", "-1", "45.5", "0.3", "abc", "1e2", "９"])
def test_impossible_ages_are_refused_with_what_is_allowed(tmp_path: Path, text: str) -> None:
    (reason,) = wrong(tmp_path, Age=text)
    assert (reason.column, reason.came) == ("Age", text)
    assert "201" in reason.allowed
    assert "120" in reason.allowed


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2017-13-01", "2017-02-29", "31/1/2017", "2026-11-24", "1969-12-31", "20170101"]
)
def test_days_that_cannot_be_are_refused(tmp_path: Path, text: str) -> None:
    (reason,) = wrong(tmp_path, Treatment_Date=text)
    assert (reason.column, reason.came) == ("Treatment_Date", text)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Sex", "4"),
        ("Sex", "X"),
        ("Diagnosis", ""),
        ("Diagnosis", "43"),
        ("Diagnosis", "FLU"),
        ("Diagnosis", "57 - LACERATION"),
        ("Body_Part", ""),
        ("Body_Part", "TAIL"),
        ("Disposition", "3"),
        ("Disposition", "SENT HOME <b>&\U0001f600𠮷"),
        ("CPSC_Case_Number", "1.7E+08"),
        ("CPSC_Case_Number", "9" * 41),
    ],
)
def test_unknown_codes_and_labels_are_refused_by_name(tmp_path: Path, column: str, text: str) -> None:
    (reason,) = wrong(tmp_path, **{column: text})
    assert reason.column == column
    assert reason.came == (text if len(text) <= 40 else text[:40] + "…")
    assert reason.allowed


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    reasons = wrong(tmp_path, Age="300", Sex="X", Diagnosis="FLU", Treatment_Date="never")
    assert {reason.column for reason in reasons} == {"Age", "Sex", "Diagnosis", "Treatment_Date"}


def test_a_row_with_a_cell_too_few_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, labelled()[:-1])
    assert isinstance(found, list)
    assert "15" in found[0].allowed


def test_an_internal_injury_is_the_brain_in_the_head_an_organ_in_the_trunk_and_nothing_certain_elsewhere(
    tmp_path: Path,
) -> None:
    def nature(body: str) -> int | None:
        return taken(tmp_path, labelled(Diagnosis="62", Body_Part=body)).values.get("nature")

    assert (nature("75"), nature("31"), nature("89")) == (6, 7, None)


def test_a_place_or_product_nobody_knows_leaves_the_injury_and_a_word_about_it(tmp_path: Path) -> None:
    row = labelled(Location="MOON", Product_1="WARP DRIVES", Weight="heavy")
    source = survey(write(tmp_path / "a.csv", [row]))
    converter = Converter(source, "place", TODAY, CHINA)
    found = converter.convert(next(source.rows()))
    assert isinstance(found, Taken)
    assert {"place_kind", "product_code", "weight"}.isdisjoint(found.values)
    said = " ".join(converter.notices())
    assert all(word in said for word in ("Location", "MOON", "Product_1", "WARP DRIVES", "Weight", "heavy"))


def test_two_rows_alike_to_the_letter_are_two_injuries_with_keys_that_come_again(tmp_path: Path) -> None:
    row = labelled()[1:]
    source = survey(write(tmp_path / "a.csv", [row, row, labelled(Age="39")[1:]], LABELS[1:]))

    def keys() -> list[str]:
        converter = Converter(source, "place", TODAY, CHINA)
        return [one.key for line in source.rows() if isinstance(one := converter.convert(line), Taken)]

    assert len(set(keys())) == 3
    assert keys() == keys()


def test_control_characters_in_a_narrative_become_blanks(tmp_path: Path) -> None:
    source = survey(write(tmp_path / "a.csv", [labelled()]))
    line = Line(2, labelled(Narrative="FELL\x00DOWN"))
    found = Converter(source, "place", TODAY, CHINA).convert(line)
    assert isinstance(found, Taken)
    assert found.values["narrative"] == "FELL DOWN"
