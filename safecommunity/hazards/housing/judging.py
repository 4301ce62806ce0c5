"""What grade a dwelling has on a day, by its judgements and accepted works. Reads nothing, writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from safecommunity.hazards.housing.words import CODES
from safecommunity.hazards.models import Dwelling, Rating, Retrofit

Event = tuple[date, int, int, str, str]


@dataclass(frozen=True)
class Judged:
    """The state and grade of a dwelling on a day; screened and retrofitted say whether it ever was by then."""

    state: str
    grade: str
    screened: bool
    retrofitted: bool
    confirmed: bool
    """whether the grade that stands is a qualified person's"""


def judged(ratings: Iterable[Rating], works: Iterable[Retrofit], on: date) -> Judged:
    """The last word of a qualified person by a day counts, else the screening.

    A screening after it has to be confirmed again; until then it never makes the grade better, and a worse one stands.
    Of one day a confirmation counts before a screening, an acceptance before both.
    """
    events: list[Event] = []
    for one in ratings:
        if one.on <= on:
            state = "confirmed" if one.kind == Rating.Kind.CONFIRM else "screened"
            events.append((one.on, int(state == "confirmed"), one.pk, state, one.grade))
    screened, retrofitted = bool(events), False
    for work in works:
        if work.withdrawn_on is None and work.accepted_on is not None and work.accepted_on <= on:
            events.append((work.accepted_on, 2, work.pk, "retrofitted", work.grade_after))
            retrofitted = True
    if not events:
        return Judged(Dwelling.State.UNSCREENED, "", False, False, False)
    last = max(events)
    qualified = max((one for one in events if one[1]), default=None)
    sure = qualified is not None and qualified[4] >= last[4]
    grade = max(last[4], qualified[4]) if qualified is not None else last[4]
    return Judged(last[3], grade, screened, retrofitted, sure)


def sheet_grade(sheet: dict[str, str]) -> str:
    """The grade a filled screening sheet gives: that of its worst answer. Raises KeyError for what is not on it."""
    listed = CODES.all("sheet")
    return max(str(listed[code]["answers"][answer]["grade"]) for code, answer in sheet.items())
