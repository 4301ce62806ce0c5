"""Numerals of papers as exact values: digits, Chinese, sizes, and back again."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.indicators.reading.numerals import number, spread, step

DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """A whole number below 10^12 as one writes it: 一亿零五万三千."""
    if value == 0:
        return "零"
    parts, rest, gap = [], value, False
    for size, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, rest = divmod(rest, size)
        if part:
            if parts and (gap or part < 1000):
                parts.append("零")
            parts.append(_below_myriad(part) + word)
            gap = False
        elif parts:
            gap = True
    return "".join(parts)


def _below_myriad(value: int) -> str:
    text, gap = "", False
    for size, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + word
            gap = False
        else:
            gap = True
    return text


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_chinese_numeral_is_read_as_it_was_written(value):
    assert number(chinese(value)) == value


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=6))
def test_digits_are_read_with_and_without_thousands_commas(value, places):
    text = f"{value:,}" + ("." + "7" * places if places else "")
    expected = Fraction(text.replace(",", ""))
    assert number(text) == expected
    assert number(text.replace(",", "")) == expected


@given(
    st.integers(min_value=1, max_value=9999), st.sampled_from([("万", 10**4), ("亿", 10**8), ("千", 1000)])
)
def test_a_size_behind_digits_multiplies_them(value, size):
    word, times = size
    assert number(f"{value / 10:.1f}{word}") == Fraction(value, 10) * times


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2), ("十五", 15), ("二十万", 200_000), ("三百二", 320), ("三百零二", 302), ("一万五千", 15_000),
        ("三万四", 34_000), ("十二亿三千万", 1_230_000_000), ("1亿2000万", 120_000_000), ("二〇二五", 2025),
        ("廿五", 25), ("八点六", Fraction(43, 5)), ("万", 10_000), ("千万", 10_000_000), ("1,204", 1204),
    ],
)  # fmt: skip
def test_ways_of_writing(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "许多", "1.2.3", "点五", "八点", "1万x", "九" * 50, "-5"])
def test_what_is_no_numeral_has_no_value(text):
    assert number(text) is None


def test_neighbouring_digits_mean_from_to():
    assert spread("三四十") == (30, 40)
    assert spread("两三") == (2, 3)
    assert spread("三十") is None
    assert spread("四三") is None


def test_the_last_place_shown_says_how_far_a_number_is_rounded():
    assert step("3.4万") == 1000
    assert step("8600") == 1
    assert step("二十万") == 10_000
    assert step("45.40") == Fraction(1, 100)
