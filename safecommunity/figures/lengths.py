"""Durations: the median of how long records took, those still open counted as open until now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from safecommunity.epi.durations import durations
from safecommunity.indicators.definition import DURATION, Definition
from safecommunity.indicators.figure import Figure, Lengths

KIND = DURATION
SHARES = (0.25, 0.5, 0.75)

Elapsed = Callable[[int, date], int]


def columns(definition: Definition) -> tuple[str, ...]:
    """The columns counts are split by: the days of what ended, the first day of what is open."""
    return definition.quantity, definition.open_since


def calendar_days(first: int, today: date) -> int:
    """Days from a day (`date.toordinal`) to another."""
    return max(0, today.toordinal() - first)


def told(base: Figure, counts: Mapping[Any, int], today: date, elapsed: Elapsed | None) -> Figure:
    """The median with its quartiles; without records there is none, and where fewer than half ended it is longer than
    the longest that was looked at. `counts`: {(days, first day): records}, one of the two unknown (-1)."""
    clock = elapsed or calendar_days
    lines = [
        (int(key[0]) if int(key[0]) >= 0 else clock(int(key[1]), today), int(key[0]) >= 0, int(number))
        for key, number in counts.items()
        if int(key[0]) >= 0 or int(key[1]) > 0
    ]
    if not lines:
        return base
    first, half, last = durations(
        days=[days for days, _ended, _n in lines], finished=[ended for _days, ended, _n in lines],
        counts=[n for *_rest, n in lines], shares=SHARES, method=base.definition.interval,
    )  # fmt: skip
    both = half.estimate is not None and half.lower is not None and half.upper is not None
    return replace(
        base, value=half.estimate, lower=half.lower if both else None, upper=half.upper if both else None,
        method=half.method if both else "", numerator=float(half.done),
        lengths=Lengths(
            still_open=half.still_open, lower_quartile=first.estimate, upper_quartile=last.estimate,
            followed=half.followed, at_least=None if both else half.lower,
        ),
    )  # fmt: skip
