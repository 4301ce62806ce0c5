"""Printed percentages: can they come from n answers at all, and from how many at least?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantities import whole

ROUNDINGS = ("either", "half_up", "half_even", "down")
MOST_DECIMALS = 15  # nobody prints more


@dataclass(frozen=True, slots=True)
class SmallestN:
    """The smallest `n` that prints every percentage, with the `numerators` that print each; None within `largest`."""

    n: int | None
    numerators: tuple[tuple[int, ...], ...]
    largest: int
    rounding: str


def possible_numerators(*, percentage: str | int | Decimal, n: int, rounding: str) -> tuple[int, ...]:
    """All numbers of n whose share, rounded as printed, is this percentage; empty where it is impossible (GRIM).

    percentage: as printed, as text ("45.40" has two decimals, "45.4" one), a whole number or a Decimal, from 0
    to 100. n: how many answered. rounding: how it was printed: "half_up" (0.5 up), "half_even" (as R and Python
    do), "down" (cut off), or "either", where a half may have gone up or down and nobody knows: use it to judge others.

    Decided cases: n of 0 prints nothing: empty; more than 15 decimals are refused. Computed in whole
    numbers, without rounding of its own.

    Limits: it tells of unweighted shares of one n; weighted percentages and those of answers left out differ.
    Source: Brown N.J.L., Heathers J.A.J. (2017) The GRIM test. Soc Psychol Personal Sci 8:363-369,
    doi:10.1177/1948550616673876. Raises QuantityError, and MethodError for an unknown rounding.
    """
    number, scale = _printed(percentage)
    return tuple(_numerators(number, scale, whole("n", n), _known(rounding)))


def percentage_possible(*, percentage: str | int | Decimal, n: int, rounding: str) -> bool:
    """Can this percentage be printed of n answers? Arguments and source: as in `possible_numerators`.

    Decided cases: n of 0 prints no percentage: False. Limits: True says that it can be, never that it is right; from
    n of 100 × 10^decimals up everything can be. Weighted percentages are not of one n. Source: Brown and Heathers
    (2017), as there. Raises QuantityError and MethodError.
    """
    return bool(possible_numerators(percentage=percentage, n=n, rounding=rounding))


def smallest_n(
    *, percentages: Sequence[str | int | Decimal], rounding: str, least: int = 1, largest: int = 100_000
) -> SmallestN:
    """The smallest n of which all these percentages can have been printed.

    percentages: as printed, of the same people, at least one; each as in `possible_numerators`. rounding: as there.
    least, largest: where to look. A report that prints percentages and no n came from at least so many answers,
    if from one n at all; any n from 100 × 10^decimals up prints every percentage. Limits: it proves too small an n
    wrong, never a large one right.

    Source: Brown and Heathers (2017), as in `possible_numerators`, solved for n. Raises QuantityError and MethodError.
    """
    if isinstance(percentages, str):
        raise QuantityError(f"percentages: got {percentages!r}, allowed is a list of them")
    asked = [_printed(one) for one in percentages]
    known, start, end = _known(rounding), whole("least", least), whole("largest", largest)
    if not asked:
        raise QuantityError("percentages: got none, allowed is one or more")
    for n in range(max(start, 1), end + 1):
        found = [_numerators(number, scale, n, known) for number, scale in asked]
        if all(found):
            return SmallestN(n, tuple(tuple(one) for one in found), end, known)
    return SmallestN(None, (), end, known)


def _printed(percentage: object) -> tuple[int, int]:
    """The printed digits as a whole number, and what 100 % would be in it."""
    refused = QuantityError(
        f"percentage: got {percentage!r}, allowed is 0 to 100 as printed: text like '45.4', a whole number or a Decimal"
    )
    if isinstance(percentage, bool) or not isinstance(percentage, str | int | Decimal):
        raise refused
    try:
        value = Decimal(percentage)
    except InvalidOperation:
        raise refused from None
    if not value.is_finite() or not 0 <= value <= 100:
        raise refused
    decimals = max(0, -int(value.as_tuple().exponent))
    if decimals > MOST_DECIMALS:
        raise refused
    return int(value.scaleb(decimals)), 100 * 10**decimals


def _known(rounding: str) -> str:
    if rounding not in ROUNDINGS:
        raise MethodError(f"rounding: got {rounding!r}, allowed are {', '.join(ROUNDINGS)}")
    return rounding


def _numerators(number: int, scale: int, n: int, rounding: str) -> range:
    """Whole k with k / n × scale rounding to number; every bound is a fraction with denominator 2 × scale."""
    if not n:
        return range(0)
    if rounding == "down":
        low, high, closed_low, closed_high = 2 * number, 2 * number + 2, True, False
    else:
        low, high = 2 * number - 1, 2 * number + 1
        even = rounding == "either" or (rounding == "half_even" and number % 2 == 0)
        closed_low, closed_high = even or rounding == "half_up", even
    first = -(-low * n // (2 * scale)) if closed_low else low * n // (2 * scale) + 1
    last = high * n // (2 * scale) if closed_high else -(-high * n // (2 * scale)) - 1
    return range(max(first, 0), min(last, n) + 1)
