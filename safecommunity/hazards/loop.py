"""The loop as a table: each deed, the states it starts from, the state it leads to, and whose turn it is."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.hazards import codes
from safecommunity.hazards.models import Hazard, State
from safecommunity.hazards.rights import CHIEF_RANK, CLERK_RANK, DISTRICT_RANK, Rights

JUDGE, MEND, AGENCY, CHIEF, DISTRICT, HIGHER = "judge", "mend", "agency", "chief", "district", "higher"
CLIMBED = "climbed"


@dataclass(frozen=True)
class Deed:
    """One step. `to` empty: the state stays. `turns`: any of these may. `other`: not who did the work or asked."""

    starts: tuple[str, ...]
    to: str
    turns: tuple[str, ...]
    other: bool = False


GOING = (State.ASSIGNED, State.RECTIFYING, State.RETURNED, State.TRANSFERRED)
DEEDS: dict[str, Deed] = {
    "assess": Deed((State.FOUND, State.ASSESSED), State.ASSESSED, (JUDGE,)),
    "no_hazard": Deed((State.FOUND, State.ASSESSED), State.NO_HAZARD, (JUDGE,)),
    "duplicate": Deed((State.FOUND, State.ASSESSED), State.DUPLICATE, (JUDGE,)),
    "assign": Deed((State.ASSESSED, State.RETURNED), State.ASSIGNED, (JUDGE,)),
    "transfer": Deed((State.ASSESSED, State.ASSIGNED, State.RETURNED), State.TRANSFERRED, (JUDGE,)),
    "receive": Deed((State.TRANSFERRED,), "", (AGENCY, JUDGE)),
    "answer": Deed((State.TRANSFERRED,), "", (AGENCY, JUDGE)),
    "hand_back": Deed((State.TRANSFERRED,), State.RETURNED, (AGENCY, JUDGE)),
    "five": Deed((State.ASSESSED, *GOING), "", (JUDGE, MEND, AGENCY)),
    "start": Deed((State.ASSIGNED, State.RETURNED), State.RECTIFYING, (MEND,)),
    "submit": Deed((State.RECTIFYING, State.TRANSFERRED), State.SUBMITTED, (MEND, AGENCY)),
    "accept": Deed((State.SUBMITTED,), State.ACCEPTED, (JUDGE,), other=True),
    "send_back": Deed((State.SUBMITTED,), State.RETURNED, (JUDGE,)),
    "close": Deed((State.ACCEPTED,), State.CLOSED, (JUDGE,)),
    "ask": Deed(GOING, "", (MEND, AGENCY)),
    "grant": Deed(GOING, "", (HIGHER,), other=True),
    "refuse": Deed(GOING, "", (HIGHER,), other=True),
    "new_day": Deed(GOING, "", (CLIMBED,)),
    "list": Deed((State.ASSESSED, *GOING), "", (CHIEF, DISTRICT)),
    "lift": Deed((State.ACCEPTED,), "", (CHIEF, DISTRICT)),
}
RANKS = {"": 0, "street": CHIEF_RANK, "district": DISTRICT_RANK}


def blocked(one: Hazard, deed: str, today: date | None = None) -> str:
    """What the state alone does not say, in words; empty where nothing stands in the way."""
    if deed in DATED:
        return str(DATED[deed](one, today or timezone.localdate()))
    return str(BLOCKS[deed](one)) if deed in BLOCKS else ""


def lacking(one: Hazard) -> str:
    """Which of the five a major one lacks before it is put right, in words."""
    lacking = codes.five_lacking(one.five) if one.level == Hazard.Level.MAJOR else []
    says = _("a major hazard is put right only when all five are in place; lacking: %(what)s")
    return says % {"what": "、".join(lacking)} if lacking else ""


def _submit(one: Hazard) -> str:
    if one.state == State.TRANSFERRED and not one.receipt:
        return _("the agency has not signed its receipt yet")
    return lacking(one)


def _receive(one: Hazard) -> str:
    return _("the receipt is here already") if one.receipt else ""


def _answer(one: Hazard) -> str:
    return "" if one.receipt else _("the agency has not signed its receipt yet")


def _five(one: Hazard) -> str:
    return "" if one.level == Hazard.Level.MAJOR else _("only a major hazard needs the five")


def _ask(one: Hazard, today: date) -> str:
    if one.due < today:
        return _("more time is asked for before the day; this was due on %(day)s") % {"day": one.due}
    return _asks(one)


def _new_day(one: Hazard, today: date) -> str:
    return _asks(one) if one.due < today else _("its day has not passed; more time is asked for before it")


def _asks(one: Hazard) -> str:
    return _("more time is asked for already") if one.asked_until is not None else ""


def _asked(one: Hazard) -> str:
    return "" if one.asked_until is not None else _("nobody asks for more time")


def _list(one: Hazard) -> str:
    if one.level != Hazard.Level.MAJOR:
        return _("only a major hazard is listed for supervision")
    return _("it is listed for supervision already") if one.supervised else ""


def _lift(one: Hazard) -> str:
    return "" if one.supervised else _("it is not listed for supervision")


def _unlisted(one: Hazard) -> str:
    return _("it is listed for supervision and is struck off first") if one.supervised else ""


BLOCKS = {
    "start": lacking, "submit": _submit, "receive": _receive, "answer": _answer, "five": _five,
    "grant": _asked, "refuse": _asked, "list": _list, "lift": _lift,
    "close": _unlisted, "no_hazard": _unlisted, "duplicate": _unlisted,
}  # fmt: skip
DATED = {"ask": _ask, "new_day": _new_day}


def turn(rights: Rights, one: Hazard, whose: str) -> bool:
    """Whether the reader is one of those whose turn it may be."""
    if whose == JUDGE:
        return rights.judges(one)
    if whose == MEND:
        return rights.mends(one)
    if whose == AGENCY:
        return one.state == State.TRANSFERRED and rights.serves(one)
    if whose == CHIEF:
        return one.place.pid in rights.chief and one.supervised != "district"
    if whose == DISTRICT:
        return rights.oversees(one) and one.supervised != "street"
    if whose == CLIMBED:  # past its day: not below the level it climbed to, nor below who supervises
        return rights.rank(one) >= max(CLERK_RANK, min(one.climbed, CHIEF_RANK), RANKS[one.supervised])
    return rights.rank(one) > max(one.asked_rank, RANKS[one.supervised] - 1)


def may(rights: Rights, one: Hazard, deed: str) -> bool:
    """Whether the reader's rights allow this deed on this hazard, whatever stands in its way."""
    told = DEEDS[deed]
    if not any(turn(rights, one, whose) for whose in told.turns):
        return False
    if not told.other:
        return True
    did = one.fixed_by if deed == "accept" else one.asked_by
    return did != rights.reader.pid


def open_deeds(rights: Rights, one: Hazard, today: date | None = None) -> list[str]:
    """What this reader can do next."""
    return [
        name
        for name, deed in DEEDS.items()
        if one.state in deed.starts and may(rights, one, name) and not blocked(one, name, today)
    ]


MAIN = ("grant", "lift", "receive", "five", "assess", "start", "submit", "accept", "close", "assign")


def main_of(one: Hazard, open_now: list[str]) -> str:
    """The deed that moves a hazard on; a question for more time comes first. Empty where it waits for others."""
    beside = set()
    if one.state != State.FOUND:
        beside.add("assess")
    if one.state == State.ASSESSED or not lacking(one):
        beside.add("five")
    return next((deed for deed in MAIN if deed in open_now and deed not in beside), "")
