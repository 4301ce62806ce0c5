"""Identity numbers: GB 11643 check digit, a day of the calendar, sex and age; the old fifteen digits too."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.injuries.checks import identity

TODAY = date(2026, 11, 23)

days = st.dates(min_value=date(1907, 1, 1), max_value=TODAY)
areas = st.integers(110000, 659004)
serials = st.integers(0, 999)


def number(area: int, born: date, serial: int) -> str:
    """A valid number, its check digit computed the long way round."""
    first = f"{area}{born:%Y%m%d}{serial:03d}"
    # ISO 7064 MOD 11-2 by definition: weights are powers of two mod 11, read from the right
    total = sum(int(digit) * 2**power for power, digit in zip(range(17, 0, -1), first, strict=True))
    return first + "0123456789X"[(12 - total) % 11]


@given(areas, days, serials)
def test_every_valid_number_tells_sex_and_birth(area: int, born: date, serial: int) -> None:
    known = identity.read(number(area, born, serial), TODAY)
    assert known.born == born
    assert known.sex == (1 if serial % 2 else 2)


@given(areas, days, serials, st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_is_always_noticed(area: int, born: date, serial: int, at: int, more: int) -> None:
    right = number(area, born, serial)
    wrong = right[:at] + str((int(right[at]) + more) % 10) + right[at + 1 :]
    with pytest.raises(identity.IdentityRefused):
        identity.read(wrong, TODAY)


@given(areas, days, serials, st.sampled_from("0123456789X"))
def test_a_wrong_check_digit_is_refused_and_named(area: int, born: date, serial: int, last: str) -> None:
    right = number(area, born, serial)
    if last == right[17]:
        return
    with pytest.raises(identity.IdentityRefused, match=f"末位是 {last}|last character is {last}"):
        identity.read(right[:17] + last, TODAY)


def test_the_example_of_the_standard() -> None:
    # GB 11643-1999, annex: 11010519491231002X
    known = identity.read("11010519491231002X", TODAY)
    assert (known.sex, known.born) == (2, date(1949, 12, 31))


@pytest.mark.parametrize(
    "typed", ["１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002x", " 11010519491231002x "]
)
def test_full_width_blanks_and_small_x_are_read(typed: str) -> None:
    assert identity.read(typed, TODAY).number == "11010519491231002X"


def test_fifteen_digits_are_read_as_born_in_the_twentieth_century() -> None:
    known = identity.read("110105491231002", TODAY)
    assert (known.sex, known.born) == (2, date(1949, 12, 31))


@pytest.mark.parametrize(
    "typed", ["1", "1101051949123100", "11010519491231002XX", "ABCDEFGHIJKLMNOPQR", "²²0105194912310021"]
)
def test_other_lengths_and_letters_are_refused(typed: str) -> None:
    with pytest.raises(identity.IdentityRefused):
        identity.read(typed, TODAY)


def test_a_day_that_does_not_exist_is_refused() -> None:
    first = "11010519490230002"
    with pytest.raises(identity.IdentityRefused, match="19490230"):
        identity.read(first + identity.check_digit(first), TODAY)


@pytest.mark.parametrize("born", [TODAY + timedelta(days=1), date(1905, 1, 1)])
def test_births_in_the_future_and_121_years_ago_are_refused(born: date) -> None:
    with pytest.raises(identity.IdentityRefused, match=born.isoformat()):
        identity.read(number(110105, born, 2), TODAY)


@pytest.mark.parametrize(
    ("born", "on", "years", "months"),
    [
        (date(1948, 11, 23), date(2026, 11, 22), 77, 935),  # the day before the 78th birthday
        (date(1948, 11, 23), date(2026, 11, 23), 78, 936),
        (date(2026, 10, 24), date(2026, 11, 23), 0, 0),  # a month less a day
        (date(2024, 2, 29), date(2025, 2, 28), 0, 11),
        (date(2024, 2, 29), date(2025, 3, 1), 1, 12),
    ],
)
def test_age_on_a_day(born: date, on: date, years: int, months: int) -> None:
    known = identity.Identity("", 1, born)
    assert (known.age(on), known.months(on)) == (years, months)
