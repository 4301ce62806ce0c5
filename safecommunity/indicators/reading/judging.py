"""A stated number beside a computed one: confirmed within its rounding and its word, or by how much it differs."""

from dataclasses import dataclass
from fractions import Fraction

from safecommunity.indicators.reading.quantity import Quantity

APPROX = Fraction(1, 10)  # 近 and 约: up to a tenth beside it


@dataclass(frozen=True)
class Judgement:
    """`low` to `high` are what the paper's number may mean (None: no limit); `difference` is stated minus computed."""

    confirmed: bool
    low: Fraction | None
    high: Fraction | None
    difference: Fraction


def meaning(one: Quantity, approx: Fraction = APPROX) -> tuple[Fraction | None, Fraction | None]:
    """What a stated number may mean: its rounding, 余 to the next step, 近 and 约 a tenth, 以上 without a limit.

    A number told in 万 is rounded to its last place: 3.4万 is 33,500 to 34,500. A whole number is itself.
    """
    half = one.step / 2
    if one.qualifier == "range":
        return one.value, one.upper
    if one.qualifier == "ge":
        return one.value, None
    if one.qualifier == "gt":
        open_end = one.step if "余" in one.printed or one.step > 1 else None
        return one.value, (one.value + open_end if open_end else None)
    if one.qualifier in ("le", "lt"):
        return None, one.value
    if one.qualifier == "approx":
        room = max(half, abs(one.value) * approx)
        return one.value - room, one.value + room
    return one.value - half, one.value + half


def judge(one: Quantity, computed: Fraction, approx: Fraction = APPROX) -> Judgement:
    """Hold it against a computed value in the same unit."""
    low, high = meaning(one, approx)
    if one.qualifier == "lt" and high is not None:
        inside = computed < high
    else:
        inside = (low is None or computed >= low) and (high is None or computed <= high)
    return Judgement(inside, low, high, one.value - computed)
