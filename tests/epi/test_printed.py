"""Printed percentages (GRIM): by counting every numerator, and the percentages one town's report prints without n."""

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.printed import percentage_possible, possible_numerators, smallest_n

# Correct answers among employees (first three) and residents before and after a programme, in percent, as a report of
# 2011 prints them without any n; the smallest n that prints each was found by counting up, by another program.
REPORT = {
    ("45.4", "81.5"): (97, 27), ("35", "77"): (17, 13), ("38", "86.3"): (8, 51), ("69", "86"): (13, 7),
    ("32", "54"): (19, 13), ("48", "62"): (21, 8), ("72", "90"): (18, 10), ("40.64", "80.53"): (187, 113),
    ("45.2", "86"): (31, 7), ("52", "86"): (21, 7), ("46.5", "69"): (43, 13), ("45", "64"): (11, 11),
    ("51", "26"): (35, 19),
}  # fmt: skip
ROUNDED = {
    "half_up": (decimal.ROUND_HALF_UP,),
    "half_even": (decimal.ROUND_HALF_EVEN,),
    "down": (decimal.ROUND_DOWN,),
    "either": (decimal.ROUND_HALF_UP, decimal.ROUND_HALF_DOWN),
}


def counted(printed: Decimal, n: int, rounding: str) -> tuple[int, ...]:
    """Every numerator tried, in decimals of fifty digits."""
    with decimal.localcontext(prec=50):
        return tuple(
            k for k in range(n + 1)
            if any((Decimal(100) * k / n).quantize(printed, rounding=how) == printed for how in ROUNDED[rounding])
        )  # fmt: skip


@pytest.mark.parametrize("both", REPORT)
def test_every_percentage_of_the_report_needs_at_least_so_many_answers(both: tuple[str, str]) -> None:
    for printed, least in zip(both, REPORT[both], strict=True):
        found = smallest_n(percentages=[printed], rounding="either")
        assert found.n == least
        assert found.numerators[0] == counted(Decimal(printed), least, "either")


@pytest.mark.parametrize(
    ("printed", "n", "rounding", "numerators"),
    [
        # the worked case: 25 answers make steps of 4 points; 36 is one of them, 35 is none
        ("36", 25, "half_up", (9,)), ("35", 25, "half_up", ()),
        # 1 of 8 is 12.5: up it prints 13, to the even number 12, cut off 12
        ("13", 8, "half_up", (1,)), ("12", 8, "half_up", ()), ("12", 8, "half_even", (1,)),
        ("13", 8, "half_even", ()), ("12", 8, "down", (1,)), ("13", 8, "either", (1,)), ("12", 8, "either", (1,)),
        # a trailing zero is a decimal that was printed: 5 of 11 is 45.45
        ("45.4", 11, "down", (5,)), ("45.40", 11, "down", ()), ("45.5", 11, "half_up", (5,)),
        # large n: several numerators print the same
        ("50", 1000, "half_up", tuple(range(495, 505))),
        ("0", 3, "half_up", (0,)), ("100", 3, "half_up", (3,)), ("100", 3, "down", (3,)), ("0", 300, "down", (0, 1, 2)),
        ("99.9", 999, "either", (998,)), ("100", 1, "half_even", (1,)), ("50", 1, "either", ()),
        (36, 25, "half_up", (9,)), (Decimal("36.0"), 25, "half_up", (9,)),
    ],
)  # fmt: skip
def test_numerators_by_hand(printed, n, rounding, numerators) -> None:
    assert possible_numerators(percentage=printed, n=n, rounding=rounding) == numerators
    assert percentage_possible(percentage=printed, n=n, rounding=rounding) == bool(numerators)


@given(st.integers(1, 400), st.integers(0, 10_000), st.integers(0, 2), st.sampled_from(sorted(ROUNDED)))
def test_numerators_are_those_found_by_trying_every_one(
    n: int, digits: int, places: int, rounding: str
) -> None:
    printed = Decimal(digits).scaleb(-2).quantize(Decimal(1).scaleb(-places))
    assert possible_numerators(percentage=printed, n=n, rounding=rounding) == counted(printed, n, rounding)


@given(st.integers(1, 900), st.integers(0, 900), st.integers(0, 3))
def test_what_was_printed_of_n_answers_is_always_possible(n: int, k: int, places: int) -> None:
    share = Decimal(100) * min(k, n) / n
    printed = share.quantize(Decimal(1).scaleb(-places), rounding=decimal.ROUND_HALF_EVEN)
    assert min(k, n) in possible_numerators(percentage=printed, n=n, rounding="half_even")
    assert min(k, n) in possible_numerators(percentage=printed, n=n, rounding="either")


def test_several_percentages_of_the_same_people() -> None:
    # A8 of the report: both percentages of one panel would need 529 people
    both = smallest_n(percentages=["40.64", "80.53"], rounding="either")
    assert both.n == 529
    assert [tuple(len(counted(Decimal(p), n, "either")) for p in ("40.64", "80.53")) for n in (529,)] == [
        (1, 1)
    ]
    assert not any(all(counted(Decimal(p), n, "either") for p in ("40.64", "80.53")) for n in range(1, 529))
    assert smallest_n(percentages=["0", "100"], rounding="down").n == 1


def test_any_n_from_a_hundred_times_the_decimals_up_prints_everything() -> None:
    for n in (100, 101, 137, 1000):
        assert all(percentage_possible(percentage=p, n=n, rounding="half_up") for p in range(101))


def test_nobody_asked_prints_nothing_and_a_search_may_end_without_finding() -> None:
    assert possible_numerators(percentage="0", n=0, rounding="either") == ()
    none = smallest_n(percentages=["40.64"], rounding="either", largest=186)
    assert (none.n, none.numerators, none.largest) == (None, (), 186)
    assert smallest_n(percentages=["50"], rounding="either", least=3).n == 4


@pytest.mark.parametrize("wrong", [-1, 101, "100.1", "many", "", 45.4, True, None, "NaN", "Infinity"])
def test_what_is_no_printed_percentage_is_refused(wrong: object) -> None:
    with pytest.raises(QuantityError, match=r"percentage: got .*allowed is 0 to 100 as printed"):
        possible_numerators(percentage=wrong, n=10, rounding="either")  # type: ignore[arg-type]


def test_other_refusals_name_what_came_and_what_is_allowed() -> None:
    with pytest.raises(MethodError, match="rounding: got 'up', allowed are either, half_up, half_even, down"):
        percentage_possible(percentage="50", n=2, rounding="up")
    with pytest.raises(QuantityError, match=r"n: got 2\.5, allowed is a whole number"):
        percentage_possible(percentage="50", n=2.5, rounding="either")  # type: ignore[arg-type]
    with pytest.raises(QuantityError, match="percentages: got none"):
        smallest_n(percentages=[], rounding="either")
