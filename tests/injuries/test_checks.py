"""The checks of a card: each names what came and what is allowed; errors refuse, questions ask."""

from typing import Any

import pytest

from safecommunity.injuries import checks, codes
from tests.injuries.conftest import NOW, hour

GOOD: dict[str, Any] = {
    "sex": 2, "age_years": 78, "injury_time": hour(22, 21), "visit_time": hour(22, 22), "cause": 3, "place_kind": 1,
    "activity": 6, "intent": 1, "nature": 1, "body_part": 3, "severity": 2, "outcome": 1,
}  # fmt: skip


def look(source: str = "card", **other: Any) -> checks.Checked:
    return checks.check({**GOOD, **other}, source=source, now=NOW)


def rules(checked: checks.Checked) -> list[tuple[str, str]]:
    return [(finding.rule, finding.level) for finding in checked.findings]


def test_a_complete_card_raises_nothing() -> None:
    assert look().findings == ()


@pytest.mark.parametrize(
    ("rule", "level", "change", "shown"),
    [
        ("Q1", "error", {"visit_time": hour(22, 20)}, "2026-11-22 20:00"),
        ("Q2", "ask", {"injury_time": hour(20, 9, month=10), "visit_time": hour(22, 22)}, "34"),
        ("Q3", "error", {"cause": 12}, "1 非故意"),
        ("Q4", "ask", {"cause": 9, "severity": 3, "outcome": 3, "place_kind": 99}, "99 不清楚"),
        ("Q5", "error", {"age_years": 2, "intent": 2}, "2"),
        ("Q6", "ask", {"cause": 1}, "1 家中"),
        ("Q6", "ask", {"activity": 7}, "1 家中"),
        ("Q7", "ask", {"nature": 6}, "3 下肢"),
        ("Q8", "error", {"severity": 1, "outcome": 3}, "1 轻度"),
        ("S1", "ask", {"cause": 7}, "1 骨折"),
    ],
)
def test_each_rule_speaks_and_shows_what_came(
    rule: str, level: str, change: dict[str, Any], shown: str
) -> None:
    found = look(**change)
    assert rules(found) == [(rule, level)]
    assert shown in found.findings[0].message


@pytest.mark.parametrize(
    "change",
    [
        {"visit_time": hour(22, 21)},  # Q1: the same hour
        {"injury_time": hour(23, 22, month=10), "visit_time": hour(22, 22)},  # Q2: exactly 30 days
        {"cause": 12, "intent": 3},
        {"cause": 9, "severity": 3, "outcome": 3, "place_kind": 9},
        {"age_years": 3, "intent": 2},
        {"cause": 1, "place_kind": 5},
        {"nature": 6, "body_part": 1},
        {"nature": 6, "body_part": 5},
        {"severity": 2, "outcome": 3},
        {"cause": 7, "nature": 5},
    ],
)
def test_each_rule_is_silent_at_its_edge(change: dict[str, Any]) -> None:
    assert look(**change).findings == ()


def test_a_confirmed_question_no_longer_stands_in_the_way() -> None:
    found = look(nature=6)
    with pytest.raises(checks.AsksAgain):
        found.insist([])
    found.insist(["Q7"])


def test_an_error_cannot_be_confirmed_away() -> None:
    with pytest.raises(checks.Refused):
        look(severity=1, outcome=3).insist(["Q8"])


def test_the_first_button_of_a_question_repairs_it() -> None:
    found = look(nature=6)
    assert look(nature=6, **found.findings[0].fix).findings == ()


@pytest.mark.parametrize("name", [name for name in codes.LISTS if name not in ("household", "education")])
@pytest.mark.parametrize("value", [-1, 0, 98, 10**6, "3", 3.0, True, None])
def test_a_number_that_is_not_on_the_list_is_refused_with_the_list(name: str, value: Any) -> None:
    found = [finding for finding in look(**{name: value}).findings if finding.field == name]
    if value is None:
        assert [finding.rule for finding in found] in ([], ["required"])
        return
    assert [finding.rule for finding in found] == ["option"]
    assert str(max(codes.card().codes(codes.LISTS[name]))) in found[0].message


@pytest.mark.parametrize("value", [-1, 121, 3.5, "78", True])
def test_ages_out_of_range_are_refused(value: Any) -> None:
    assert [finding.field for finding in look(age_years=value).errors] == ["age_years"]


@pytest.mark.parametrize(
    ("years", "months", "good"), [(0, 11, True), (1, 12, True), (2, 35, True), (0, 12, False), (3, 36, False)]
)
def test_months_must_agree_with_years(years: int, months: int, good: bool) -> None:
    assert (look(age_years=years, age_months=months).errors == ()) is good


def test_months_alone_give_the_years() -> None:
    assert look(age_years=None, age_months=14).values["age_years"] == 1


@pytest.mark.parametrize("name", ["injury_time", "visit_time"])
@pytest.mark.parametrize(
    "value", [hour(23, 10), hour(22, 1).replace(year=1948), "2026-11-22", hour(22, 1).replace(tzinfo=None)]
)
def test_future_ancient_and_shapeless_times_are_refused(name: str, value: Any) -> None:
    assert name in [finding.field for finding in look(**{name: value}).errors]


@pytest.mark.parametrize("name", ["name", "address", "product", "diagnosis"])
def test_over_long_text_is_refused_by_its_length(name: str) -> None:
    found = look(**{name: "字" * 100_000}).errors
    assert [finding.field for finding in found] == [name]
    assert "100000" in found[0].message


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800"])
def test_control_characters_are_refused(text: str) -> None:
    assert [finding.rule for finding in look(product=text).errors] == ["characters"]


@pytest.mark.parametrize("text", ["👨‍👩‍👧 𠮷野家 㐂", "<script>alert(1)</script>", "é ü ş", "第一行\n第二行"])
def test_emoji_rare_characters_and_markup_are_kept_as_typed(text: str) -> None:
    checked = look(product=text)
    assert checked.findings == ()
    assert checked.values["product"] == text


def test_an_unknown_field_is_refused_by_name() -> None:
    assert [finding.field for finding in look(blood_type="A").errors] == ["blood_type"]


@pytest.mark.parametrize("value", ["W47", "S72.0", "W18.123", "W1", "W18 OR 1", "Y87"])
def test_malformed_icd10_is_refused(value: str) -> None:
    assert [finding.field for finding in look(icd10=value).errors] == ["icd10"]


def test_the_identity_number_fills_sex_and_age_on_the_day_of_the_injury() -> None:
    # born 1949-12-31, hurt 2026-11-22: 76 years
    checked = look(sex=None, age_years=None, id_number="11010519491231002X")
    assert (checked.values["sex"], checked.values["age_years"], checked.findings) == (2, 76, ())


def test_the_identity_number_gives_months_to_an_infant() -> None:
    from safecommunity.injuries.checks.identity import check_digit

    first = "11010520260401002"
    checked = look(age_years=None, id_number=first + check_digit(first))
    assert (checked.values["age_years"], checked.values["age_months"]) == (0, 7)


def test_contradictions_with_the_identity_number_ask_and_offer_the_repair() -> None:
    found = look(sex=1, age_years=70, id_number="11010519491231002X").findings
    assert [(f.rule, f.level, dict(f.fix)) for f in found] == [
        ("ID_SEX", "ask", {"sex": 2}),
        ("ID_AGE", "ask", {"age_years": 76}),
    ]


def test_a_birth_after_the_injury_is_refused() -> None:
    from safecommunity.injuries.checks.identity import check_digit

    first = "11010520261123002"
    assert [f.rule for f in look(id_number=first + check_digit(first)).errors] == ["ID"]


def test_a_refusal_of_an_identity_number_never_repeats_it() -> None:
    found = look(id_number="110105194912310021").errors
    assert "110105194912310021" not in found[0].message


@pytest.mark.parametrize("missing", ["sex", "age_years", "cause", "outcome", "visit_time"])
def test_what_a_card_must_have_is_named_when_it_is_missing(missing: str) -> None:
    assert [finding.field for finding in look(**{missing: None}).errors] == [missing]


def test_a_quick_report_needs_less() -> None:
    quick = {name: GOOD[name] for name in ("sex", "age_years", "injury_time", "cause", "place_kind")}
    assert checks.check(quick, source="quick", now=NOW).findings == ()
