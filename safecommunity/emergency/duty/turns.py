"""Who is next: turns are given in order and evenly, working days, weekends and public holidays each by itself.

Nobody stands two days running where there is anybody else, nobody on leave, nobody before or after his time. Of those
left, who has had the fewest of that kind of day; then the fewest in all; then whose last turn is longest ago; then the
order of the list. The same people, days and past turns always give the same roster.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from safecommunity.governance.returns import workdays

WORKING, WEEKEND, HOLIDAY = 0, 1, 2
NEVER = date(1, 1, 1)


def kind_of(on: date) -> int:
    """A working day, a weekend, or a public holiday (a day off in the middle of a week, or beside one)."""
    if workdays.is_working(on):
        return WORKING
    if on.weekday() < 5:
        return HOLIDAY
    near = (on - timedelta(days=1), on + timedelta(days=1), on - timedelta(days=2), on + timedelta(days=2))
    return HOLIDAY if any(day.weekday() < 5 and not workdays.is_working(day) for day in near) else WEEKEND


@dataclass
class Taker:
    """Somebody who takes turns: from when to when, days of leave, turns so far by kind of day, the last one."""

    key: int
    starts: date
    ends: date | None = None
    leaves: Sequence[tuple[date, date]] = ()
    had: dict[int, int] = field(default_factory=dict)
    last: date = NEVER

    def may(self, on: date) -> bool:
        """Whether the person is there that day."""
        there = self.starts <= on and (self.ends is None or self.ends > on)
        return there and not any(first <= on <= last for first, last in self.leaves)


def share(
    takers: Sequence[Taker], days: Sequence[date], taken: Mapping[date, Collection[int]]
) -> dict[date, int | None]:
    """Who takes each day; None where nobody can. `taken` are people who stand in another part that day already."""
    given: dict[date, int | None] = {}
    for on in days:
        there = [one for one in takers if one.may(on) and one.key not in taken.get(on, ())]
        rested = [one for one in there if one.last < on - timedelta(days=1)] or there
        if not rested:
            given[on] = None
            continue
        kind = kind_of(on)
        one = min(
            rested, key=lambda who: (who.had.get(kind, 0), sum(who.had.values()), who.last, takers.index(who))
        )
        one.had[kind] = one.had.get(kind, 0) + 1
        one.last = on
        given[on] = one.key
    return given
