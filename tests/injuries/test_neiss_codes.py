"""The codes of NEISS as shipped: whole, named in three languages, and mapped to answers the card has."""

import csv
import re
from pathlib import Path

import pytest

from safecommunity.injuries import codes
from safecommunity.injuries.neiss import label_of, tables

CARD = {
    "sex": "sex", "diagnosis": "nature", "body": "body_part", "disposition": "outcome", "location": "place",
    "alcohol": "alcohol",
}  # fmt: skip


@pytest.mark.parametrize("dimension", CARD)
def test_every_code_has_a_name_in_three_languages(dimension: str) -> None:
    for entry in tables.table(dimension).entries.values():
        assert set(entry.label) == {"zh-Hans", "zh-Hant", "en"}
        assert all(entry.label.values())


@pytest.mark.parametrize("dimension", CARD)
def test_what_a_code_means_on_the_card_is_an_option_of_the_card(dimension: str) -> None:
    allowed = codes.card().codes(CARD[dimension])
    for entry in tables.table(dimension).entries.values():
        assert {entry.card, *entry.card_by_body.values()} - {None} <= allowed


def test_labels_follow_the_language_and_products_stay_english() -> None:
    assert label_of("diagnosis", 57, "zh-hans") == "骨折"
    assert label_of("body", 92, "zh-hant") == "手指"
    assert label_of("diagnosis", 57, "en") == "Fracture"
    assert label_of("product", 1807, "zh-hans") == "Floors or flooring materials"


def test_codes_nobody_knows_are_shown_as_numbers_and_missing_ones_as_nothing() -> None:
    assert label_of("product", 9998, "en") == "9998"
    assert label_of("diagnosis", 43, "en") == "43"
    assert label_of("diagnosis", -1, "en") == ""


def test_a_dimension_neiss_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(tables.UnknownDimension, match="cause"):
        label_of("cause", 1)


def test_every_code_of_the_federal_formats_is_shipped(shared: Path) -> None:
    """neiss_code_text_mapping.csv: formats DIAG, BDYPT, DISP, LOC and PROD, number by number and title by title."""
    formats = {
        "DIAG": "diagnosis",
        "BDYPT": "body",
        "DISP": "disposition",
        "LOC": "location",
        "GENDER": "sex",
    }
    wrong = []
    with (shared / "data/neiss/neiss_code_text_mapping.csv").open(encoding="utf-8", newline="") as file:
        for name, number, _last, text in list(csv.reader(file))[1:]:
            title = re.sub(r"^\d+ - ", "", text)
            if name == "PROD" and tables.products().titles.get(int(number)) != title:
                wrong.append((name, number, text))
            # OTHER names two codes, 70 and 71
            if (
                name in formats
                and title != "OTHER"
                and tables.table(formats[name]).find(title) != int(number)
            ):
                wrong.append((name, number, text))
    assert not wrong
