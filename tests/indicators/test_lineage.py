"""From definitions to columns and back, and formulas as people who check them read them."""

import pytest

from safecommunity.engine.conditions import EVERYTHING, AllOf, AnyOf, Not, Where
from safecommunity.indicators import lineage
from safecommunity.indicators.catalogue import CATALOGUE, get


def test_a_definition_names_what_it_reads_each_column_for():
    falls = lineage.columns_by_role(get("injury.fall.home.65plus"))
    assert falls["numerator"] == ("age_years", "cause", "place_kind", "resident")
    assert falls["place"] == ("residence",)
    assert falls["period"] == ("year", "month")
    assert "denominator" not in falls  # people are no column of the fact
    assert lineage.columns_by_role(get("report.timeliness"))["denominator"] == ("settled",)


def test_a_column_names_the_definitions_that_read_it():
    found = {one.code: roles for one, roles in lineage.using(CATALOGUE, "injury", "outcome").items()}
    assert found["injury.deaths"] == ("numerator", "dimension")
    assert found["injury.count"] == ("dimension",)
    assert "event.count" not in found


def test_a_fact_names_its_definitions():
    found = lineage.using(CATALOGUE, "facility_month")
    assert {one.code for one in found} == {one.code for one in CATALOGUE.of_fact("facility_month")}


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        (EVERYTHING, "⊤"),
        (AnyOf(()), "⊥"),
        (Where("cause", "eq", (3,)), "cause = 3"),
        (Where("cause", "known"), "cause known"),
        (Where("age_years", "between", (5, 14)), "5 ≤ age_years ≤ 14"),
        (Where("kind", "in", (1, 2)), "kind ∈ {1, 2}"),
        (Not(Where("sex", "eq", (1,))), "¬sex = 1"),
        (AllOf((Where("cause", "eq", (3,)), AnyOf((Where("sex", "eq", (1,)), Where("age_years", "ge", (65,)))))),
         "cause = 3 ∧ (sex = 1 ∨ age_years ≥ 65)"),
    ],
)  # fmt: skip
def test_a_condition_is_written_as_a_formula(condition, line):
    assert lineage.formula(condition) == line
