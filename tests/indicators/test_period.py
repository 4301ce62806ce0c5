"""Periods: whole months, read from a text, cut at today, told in three languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.engine.predicate import compile_predicate
from safecommunity.indicators.errors import IndicatorError, PeriodError
from safecommunity.indicators.period import Period, index

periods = st.tuples(st.integers(1900 * 12, 2199 * 12 + 11), st.integers(0, 40)).map(
    lambda drawn: Period(drawn[0], min(drawn[0] + drawn[1], 2199 * 12 + 11))
)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "months", "first"),
        [
            ("2026", 12, index(2026, 1)),
            ("2026-05", 1, index(2026, 5)),
            ("2026-01..2026-10", 10, index(2026, 1)),
            ("2025-11..2026-02", 4, index(2025, 11)),
        ],
    )
    def test_the_three_forms(self, text, months, first):
        period = Period.parse(text)
        assert period.months == tuple(range(first, first + months))
        assert str(period) == text

    @pytest.mark.parametrize(
        ("long", "short"), [("2026-01..2026-12", "2026"), ("2026-05..2026-05", "2026-05")]
    )
    def test_is_written_in_its_shortest_form(self, long, short):
        assert str(Period.parse(long)) == short

    @pytest.mark.parametrize(
        "text",
        ["", "26", "2026-5", "2026-13", "2026-00", "2026-01..2025-12", "2026-01..2026-13", "2026..2027",
         "2026-01-01", " 2026", "2026\n", "２０２６", "1899", "2200", "今年", None, 2026],
    )  # fmt: skip
    def test_anything_else_is_refused_with_what_is_allowed(self, text):
        with pytest.raises(PeriodError, match=r"allowed are 2026, 2026-05 and 2026-01\.\.2026-10") as told:
            Period.parse(text)
        assert repr(text) in str(told.value)
        assert isinstance(told.value, IndicatorError)

    @given(periods)
    def test_what_is_written_is_read_back(self, period):
        assert Period.parse(str(period)) == period


class TestDays:
    @pytest.mark.parametrize(
        ("text", "days"), [("2026", 365), ("2024", 366), ("2024-02", 29), ("2026-01..2026-10", 304)]
    )
    def test_of_the_whole_period(self, text, days):
        assert Period.parse(text).days() == days

    @pytest.mark.parametrize(
        ("today", "days"),
        [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (date(2026, 3, 1), 60), (date(2027, 1, 1), 365)],
    )
    def test_to_the_end_of_a_day(self, today, days):
        assert Period.parse("2026").days(today) == days

    def test_a_year_is_one_year_whether_leap_or_not(self):
        assert Period.parse("2024").years() == 1.0
        assert Period.parse("2026").years() == 1.0
        assert Period.parse("2024-01..2026-12").years() == pytest.approx(3.0)

    def test_half_a_year_by_its_days(self):
        # 1 January to 30 June 2026: 31 + 28 + 31 + 30 + 31 + 30 = 181 days.
        assert Period.parse("2026").years(date(2026, 6, 30)) == pytest.approx(181 / 365)

    def test_before_it_begins_no_time_has_passed(self):
        assert Period.parse("2026").years(date(2025, 6, 1)) == 0.0

    @given(periods)
    def test_shares_of_calendar_years_add_up(self, period):
        years = range(period.start.year, period.end.year + 1)
        assert sum(period.share_of_year(year) for year in years) == pytest.approx(period.years())

    def test_a_year_it_does_not_touch_has_no_share(self):
        assert Period.parse("2026").share_of_year(2025) == 0.0
        assert Period.parse("2026").share_of_year(2027) == 0.0


class TestToday:
    def test_cuts_to_the_months_that_have_begun(self):
        assert str(Period.parse("2026").to_date(date(2026, 11, 23))) == "2026-01..2026-11"

    def test_leaves_a_past_period_alone(self):
        assert Period.parse("2025").to_date(date(2026, 11, 23)) == Period.parse("2025")

    def test_leaves_nothing_of_a_future_period(self):
        assert Period.parse("2027").to_date(date(2026, 12, 31)) is None

    def test_lies_in_its_month(self):
        assert date(2026, 5, 31) in Period.of_month(date(2026, 5, 1))
        assert date(2026, 6, 1) not in Period.of_month(date(2026, 5, 1))


class TestComparing:
    @pytest.mark.parametrize(
        ("text", "previous", "year_before"),
        [
            ("2026", "2025", "2025"),
            ("2026-05", "2026-04", "2025-05"),
            ("2026-01", "2025-12", "2025-01"),
            ("2026-01..2026-10", "2025-01..2025-10", "2025-01..2025-10"),
            ("2025-11..2026-02", "2024-11..2025-02", "2024-11..2025-02"),
            ("2024-01..2025-12", "2022-01..2023-12", "2023-01..2024-12"),
        ],
    )
    def test_previous_and_the_year_before(self, text, previous, year_before):
        assert str(Period.parse(text).previous()) == previous
        assert str(Period.parse(text).year_before()) == year_before


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("2026", "2026 年", "2026"),
        ("2026-05", "2026 年 5 月", "May 2026"),
        ("2026-01..2026-10", "2026 年 1—10 月", "January–October 2026"),
        ("2025-11..2026-02", "2025 年 11 月—2026 年 2 月", "November 2025 – February 2026"),
    ],
)
def test_label_in_each_language(text, chinese, english):
    period = Period.parse(text)
    assert period.label("zh-hans") == period.label("zh-hant") == chinese
    assert period.label("en") == english


@given(periods, st.integers(1899, 2200), st.integers(1, 12))
def test_condition_chooses_exactly_the_months_of_the_period(period, year, month):
    chosen = compile_predicate(period.condition())({"year": year, "month": month})
    assert chosen == (index(year, month) in period.months)


def test_condition_leaves_an_unknown_month_out_unless_the_whole_year_is_asked_for():
    row = {"year": 2026, "month": -1}
    assert compile_predicate(Period.parse("2026").condition())(row)
    assert not compile_predicate(Period.parse("2026-01..2026-10").condition())(row)
