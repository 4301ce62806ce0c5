"""Totals: quantities of records added up, on the fact of the events, whose deaths are a quantity one can check."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from safecommunity.figures.estimates import Question, figure_of
from safecommunity.indicators import catalogue
from safecommunity.indicators.catalogue import Catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import DefinitionError, FigureError
from safecommunity.indicators.period import Period

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DEATHS = replace(
    catalogue.get("event.count"), code="event.deaths", kind="total", unit="people", quantity="deaths"
)


def total(definition: Definition, counts: dict[tuple[int, ...], int]):
    return figure_of(Question(definition, "p1", Period.of_year(2026), NOW), counts, {}, 7, None, None)


def test_a_total_adds_the_quantity_of_each_record() -> None:
    """Two records of 3, one of 10, five of 0: 16 from 8 records."""
    figure = total(DEATHS, {(3,): 2, (10,): 1, (0,): 5})
    assert (figure.value, figure.n, figure.lower, figure.method) == (16.0, 8, None, "")


def test_an_unknown_quantity_adds_nothing_and_still_is_a_record() -> None:
    figure = total(DEATHS, {(-1,): 4, (2,): 1})
    assert (figure.value, figure.n) == (2.0, 5)


def test_hundredths_are_told_in_whole_units() -> None:
    """1,250 hundredths of 10,000 yuan are 12.5."""
    figure = total(replace(DEATHS, per=0.01, unit="ten_thousand_yuan"), {(1250,): 1})
    assert figure.value == 12.5


def test_a_register_without_records_says_zero_a_return_that_did_not_come_says_nothing() -> None:
    assert total(DEATHS, {}).value == 0.0
    assert total(replace(DEATHS, basis="aggregate_return"), {}).value is None


def test_only_a_total_has_a_quantity() -> None:
    with pytest.raises(DefinitionError, match=r"quantity of event\.count"):
        replace(catalogue.get("event.count"), quantity="deaths")
    with pytest.raises(DefinitionError, match=r"quantity of event\.deaths"):
        replace(DEATHS, quantity="")
    with pytest.raises(FigureError, match="value"):
        replace(total(DEATHS, {(1,): 1}), value=-1.0)


class Made:
    """A source of one definition in two versions."""

    def one(self, code: str, version: int | None) -> Definition | None:
        found = replace(DEATHS, code="made.deaths", version=version or 2)
        return found if code == found.code and found.version < 3 else None

    def every(self):
        return [replace(DEATHS, code="made.deaths", version=2)]


def test_definitions_made_from_data_are_found_by_their_subject_and_stay_out_of_the_products_own_list() -> (
    None
):
    known = Catalogue([DEATHS])
    known.register_source("made", Made())
    assert known.get("made.deaths").version == 2
    assert known.get("made.deaths", 1).version == 1
    assert [one.code for one in known] == ["event.deaths"]
    assert [one.code for one in known.everything()] == ["event.deaths", "made.deaths"]
    for code, version in (("made.hurt", None), ("made.deaths", 3), ("other.deaths", None)):
        with pytest.raises(DefinitionError):
            known.get(code, version)
