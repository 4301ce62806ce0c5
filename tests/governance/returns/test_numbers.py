"""Forms and their numbers without a database: reading, adding up, working days. Expected values are worked by hand."""

from datetime import date

import pytest

from safecommunity.governance.returns import forms_known, numbers, periods, workdays
from safecommunity.governance.returns.spec import Spec, SpecError, read
from tests.governance.returns.conftest import DATA, cells

SPEC = read(DATA)


@pytest.mark.parametrize("one", forms_known.presets(), ids=lambda one: one.key)
def test_a_shipped_form_is_sound_says_its_basis_and_speaks_three_languages(one: Spec) -> None:
    assert one.basis in ("read", "recalled")
    assert one.source
    for line in (*one.rows, *one.columns):
        assert all(line.titles[language] for language in ("zh-hans", "zh-hant", "en"))
    assert all(one.unit(cell) for cell in one.cells)  # N3
    assert read(one.to_data()) == one


def test_the_shipped_forms_are_those_the_office_hands_in() -> None:
    assert [one.key for one in forms_known.presets()] == [
        "traffic_month", "fire_month", "security_month", "work_month", "injury_month", "hazard_quarter",
        "outreach_month",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"key": "Fires!"}, "Fires!"),
        ({"period": "week"}, "week"),
        ({"rows": []}, "0"),
        ({"rows": [{"key": "a", "title": "甲"}]}, "a"),
        ({"rows": [{"key": "a", "title": "甲", "unit": "stones"}]}, "stones"),
        ({"rows": [{"key": "a", "title": "甲", "unit": "events"}] * 2}, "a × 2"),
        ({"checks": [{"left": ["total"], "op": "=", "right": ["nothing"]}]}, "nothing"),
        ({"checks": [{"left": ["total"], "op": "!", "right": ["homes"]}]}, "!"),
        ({"fills": "agency"}, "—"),
        ({"working_days": 0}, "0"),
        ({"rows": 7}, "7"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused_with_what_came(change: dict, says: str) -> None:
    with pytest.raises(SpecError) as caught:
        read({**DATA, **change})
    assert any(says in problem for problem in caught.value.problems) or says == "7"


def test_all_that_is_wrong_is_told_together() -> None:
    with pytest.raises(SpecError) as caught:
        read({**DATA, "period": "week", "fills": "nobody", "working_days": 99})
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [("", 0, None), ("  ", 0, None), ("0", 0, 0), ("1,234", 0, 1234), ("１２", 0, 12), ("12.5", 2, 1250), ("7", 2, 700),
     ("0.10", 2, 10)],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, decimals: int, value: int | None) -> None:
    assert numbers.parse(text, decimals) == value


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("-1", 0), ("1.5", 0), ("1.234", 2), ("一", 0), ("1e3", 0), ("NaN", 2), ("1.2.3", 2), (".", 2), ("9" * 30, 0),
     ("²", 0), ("=1+1", 0)],
)  # fmt: skip
def test_anything_else_is_refused(text: str, decimals: int) -> None:
    with pytest.raises(ValueError, match=r".+"):
        numbers.parse(text, decimals)


def test_missing_is_empty_and_zero_is_zero() -> None:
    assert numbers.written(None, 0) == ""
    assert numbers.written(0, 0) == "0"
    assert numbers.written(125000, 2) == "1,250.00"
    assert numbers.missing(SPEC, {"total.n": 0}) == ["homes.n", "others.n"]
    assert not numbers.is_zero(SPEC, {"total.n": 0})
    assert numbers.is_zero(SPEC, cells(0, 0, 0))


def test_a_sum_that_fails_says_by_how_much() -> None:
    """12 against 7 + 4: one apart (N2)."""
    found = numbers.findings(SPEC, cells(12, 7, 4), "zh-hans")
    assert [(one.rule, one.difference) for one in found] == [("N2", 1)]
    assert "相差 1" in found[0].says
    assert numbers.findings(SPEC, cells(11, 7, 4), "zh-hans") == []


def test_above_may_not_be_below_the_sum_beneath() -> None:
    """N4: the community's 16 drills against a district's 10 (seed, D8.16 and D8.24) are six too few."""
    spec = read({**DATA, "checks": [], "rows": [{"key": "drills", "title": "应急演练", "unit": "times"}]})
    low = numbers.against_parts(spec, {"drills.n": 10}, {"drills.n": 16}, "zh-hans")
    assert [(one.rule, one.difference) for one in low] == [("N4", -6)]
    assert "少 6" in low[0].says
    more = numbers.against_parts(spec, {"drills.n": 18}, {"drills.n": 16}, "zh-hans")
    assert [one.rule for one in more] == ["N2"]
    assert numbers.against_parts(spec, {"drills.n": 16}, {"drills.n": 16}, "zh-hans") == []


def test_decimals_of_both_sides_are_compared_in_one_step() -> None:
    data = {**DATA, "checks": [{"left": ["loss"], "op": ">=", "right": ["homes"]}]}
    assert numbers.findings(read(data), {**cells(2, 2, 0), "loss.n": 199}, "zh-hans")[0].difference == -1
    assert not numbers.findings(read(data), {**cells(2, 2, 0), "loss.n": 200}, "zh-hans")


def test_parts_are_added_and_what_no_part_has_stays_missing() -> None:
    assert numbers.summed(SPEC, [cells(1, 1, 0), {"total.n": 2}]) == {
        "total.n": 3,
        "homes.n": 1,
        "others.n": 0,
    }


def test_working_days_leave_out_weekends_and_holidays_and_count_weekends_worked() -> None:
    """September 2026: the 30th is a Wednesday, 1 to 7 October are off, Saturday the 10th is worked."""
    assert workdays.after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert workdays.after(date(2026, 10, 31), 5) == date(2026, 11, 6)
    assert workdays.between(date(2026, 11, 6), date(2026, 11, 13)) == 5
    assert workdays.between(date(2026, 11, 6), date(2026, 11, 6)) == 0
    assert not workdays.holidays_known(2031)
    assert workdays.is_working(date(2031, 10, 1))  # not known: only the weekend is off


def test_periods_begin_where_they_should() -> None:
    november = 2026 * 12 + 10
    assert periods.beginning("quarter", november) == 2026 * 12 + 9
    assert periods.beginning("half_year", november) == 2026 * 12 + 6
    assert periods.beginning("year", november) == 2026 * 12
    assert periods.until("quarter", 2026 * 12, date(2026, 11, 3)) == [2026 * 12 + n for n in (0, 3, 6, 9)]
    assert periods.label(2026 * 12 + 6, 2026 * 12 + 8).endswith("季度")
