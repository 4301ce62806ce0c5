"""Cells of lists: days in five styles, hours, ages, options. Expected values are what a person reads from the cell."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.injuries import codes
from safecommunity.injuries.importing import values
from safecommunity.injuries.importing.values import Bad, Moment

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
STYLES = ("{0}-{1}-{2}", "{0}/{1}/{2}", "{0}.{1}.{2}", "{0}年{1}月{2}日", "{0}-{1:02d}-{2:02d}")


@given(DAYS, st.sampled_from(STYLES))
def test_a_day_is_read_in_each_style(day: date, style: str) -> None:
    assert values.moment(style.format(day.year, day.month, day.day)) == Moment(day, None)


@given(
    DAYS,
    st.sampled_from(STYLES),
    st.integers(0, 23),
    st.sampled_from(["{}时", "{:02d}:30", "{}点", "{:02d}", "{}时15分"]),
)
def test_the_hour_is_read_behind_the_day(day: date, style: str, at: int, clock: str) -> None:
    text = f"{style.format(day.year, day.month, day.day)} {clock.format(at)}"
    assert values.moment(text) == Moment(day, at)


@given(DAYS, st.integers(1, 23))
def test_a_spreadsheets_serial_is_the_same_day_and_hour(day: date, at: int) -> None:
    # 1 = 1900-01-01 and 1900 is wrongly a leap year there, so from March 1900 on day n is 1899-12-30 plus n
    serial = (day - date(1899, 12, 30)).days
    assert values.moment(float(serial)) == Moment(day, None)
    assert values.moment(str(serial)) == Moment(day, None)
    assert values.moment(serial + at / 24) == Moment(day, at)


def test_a_published_serial() -> None:
    assert values.moment(40607.875) == Moment(date(2011, 3, 5), 21)  # LibreOffice shows 2011-03-05 21:00


def test_real_dates_of_a_workbook_are_taken_as_they_are() -> None:
    assert values.moment(datetime(2011, 3, 5, 21, 30)) == Moment(date(2011, 3, 5), 21)
    assert values.moment(datetime(2011, 3, 5)) == Moment(date(2011, 3, 5), None)
    assert values.moment(date(2011, 3, 5)) == Moment(date(2011, 3, 5), None)


@pytest.mark.parametrize(
    "text",
    [
        "2011-13-05",
        "2011-02-30",
        "05/03/2011",
        "昨天",
        "2011-3",
        "2011年",
        "3月5日",
        "0",
        "-1",
        "2011-3-5 25时",
        "2011-3-5 9:75",
    ],
)
def test_what_is_no_day_is_refused_with_what_is_allowed(text: str) -> None:
    found = values.moment(text)
    assert isinstance(found, Bad)
    assert found.allowed


@given(
    st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.none(),
    )
)
def test_no_cell_whatever_breaks_a_reader(cell: object) -> None:
    for read in (values.moment, values.hour, values.day, values.age, values.months, values.money):
        read(cell)  # type: ignore[operator]
    values.option("cause", cell)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "at"),
    [("21", 21), ("21时", 21), ("21:30", 21), ("21：30", 21), ("晚上9点", 21), ("上午9点半", 9), ("9pm", 21),
     ("中午1点", 13), ("凌晨12点", 0), (time(7, 15), 7), (timedelta(hours=7), 7), (0.875, 21), (21.0, 21), (0, 0)],
)  # fmt: skip
def test_hours_as_people_write_them(cell: object, at: int) -> None:
    assert values.hour(cell) == at  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "years", "months"),
    [("78", 78, None), ("78岁", 78, None), ("78周岁", 78, None), (78.0, 78, None), ("8月", 0, 8), ("8个月", 0, 8),
     ("1岁3个月", 1, 15), ("20天", 0, 0), ("０", 0, None), ("5岁2月", 5, None), ("120", 120, None)],
)  # fmt: skip
def test_ages_as_people_write_them(cell: object, years: int, months: int | None) -> None:
    assert values.age(cell) == (years, months)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["200", "121", "-3", "七十", "62.5", "36月", "约60"])
def test_ages_that_cannot_be_are_refused(cell: str) -> None:
    assert isinstance(values.age(cell), Bad)


def test_a_half_year_is_offered_as_the_whole_one() -> None:
    found = values.age("62岁半")
    assert isinstance(found, Bad)
    assert found.fix == "62"


@pytest.mark.parametrize("name", sorted(set(codes.LISTS.values())))
def test_every_option_is_read_from_number_label_both_and_english(name: str) -> None:
    labels = [
        label
        for option in codes.card().options(name)
        for label in {str(v) for v in option.label.by_tag.values()}
    ]
    for option in codes.card().options(name):
        tags = option.label.by_tag
        for cell in (
            option.code,
            float(option.code),
            f"{option.code:02d}",
            f"{option.code} {tags['zh-Hans']}",
            f"{option.code}.{tags['zh-Hans']}",
        ):
            assert values.option(name, cell) == option.code, cell
        for label in set(tags.values()):
            if labels.count(label) == 1:
                assert values.option(name, label) == option.code, label


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [("sex", "男性", 1), ("sex", "女性", 2), ("sex", "M", 1), ("sex", "female", 2), ("cause", "跌倒", 3),
     ("cause", "３ 跌倒/坠落", 3), ("cause", "3、跌倒坠落", 3), ("outcome", "住院", 2), ("alcohol", "否", 2)],
)  # fmt: skip
def test_certain_spellings_are_taken(name: str, cell: str, code: int) -> None:
    assert values.option(name, cell) == code


def test_a_number_against_its_label_is_refused() -> None:
    assert isinstance(values.option("cause", "3 溺水"), Bad)
    assert isinstance(values.option("cause", "77"), Bad)


def test_an_everyday_word_is_offered_not_taken() -> None:
    found = values.option("cause", "滑倒")
    assert isinstance(found, Bad)
    assert found.fix == "3 跌倒/坠落"


def test_a_word_that_may_mean_two_things_is_not_offered() -> None:
    found = values.option("cause", "交通")  # motor vehicle or not
    assert isinstance(found, Bad)
    assert found.fix == ""
