"""The loop as a table: each deed, the states it starts from, the state it leads to, and whose turn it is."""

from dataclasses import dataclass

from safecommunity.hazards.models import Hazard, State
from safecommunity.hazards.rights import Rights

JUDGE, MEND = "judge", "mend"


@dataclass(frozen=True)
class Deed:
    """One step. `to` empty: the state stays. `other`: not by the person who did the work or asked."""

    starts: tuple[str, ...]
    to: str
    turn: str
    other: bool = False


GOING = (State.ASSIGNED, State.RECTIFYING, State.RETURNED, State.TRANSFERRED)
DEEDS: dict[str, Deed] = {
    "assess": Deed((State.FOUND, State.ASSESSED), State.ASSESSED, JUDGE),
    "no_hazard": Deed((State.FOUND, State.ASSESSED), State.NO_HAZARD, JUDGE),
    "assign": Deed((State.ASSESSED,), State.ASSIGNED, JUDGE),
    "transfer": Deed((State.ASSESSED, State.ASSIGNED), State.TRANSFERRED, JUDGE),
    "receive": Deed((State.TRANSFERRED,), "", JUDGE),
    "start": Deed((State.ASSIGNED, State.RETURNED), State.RECTIFYING, MEND),
    "submit": Deed((State.RECTIFYING, State.TRANSFERRED), State.SUBMITTED, MEND),
    "accept": Deed((State.SUBMITTED,), State.ACCEPTED, JUDGE, other=True),
    "send_back": Deed((State.SUBMITTED, State.TRANSFERRED), State.RETURNED, JUDGE),
    "close": Deed((State.ACCEPTED,), State.CLOSED, JUDGE),
    "ask": Deed(GOING, "", MEND),
    "grant": Deed(GOING, "", JUDGE, other=True),
    "refuse": Deed(GOING, "", JUDGE, other=True),
}


def blocked(one: Hazard, deed: str) -> bool:
    """What the state alone does not say: an extension is asked for once and answered once; a receipt comes once."""
    if deed == "ask":
        return one.asked_until is not None
    if deed in ("grant", "refuse"):
        return one.asked_until is None
    return deed == "receive" and bool(one.receipt)


def may(rights: Rights, one: Hazard, deed: str) -> bool:
    """Whether the reader's rights allow this deed on this hazard, whatever its state."""
    told = DEEDS[deed]
    if not (rights.judges(one) if told.turn == JUDGE else rights.mends(one)):
        return False
    if not told.other:
        return True
    did = one.fixed_by if deed == "accept" else one.asked_by
    return did != rights.reader.pid


def open_deeds(rights: Rights, one: Hazard) -> list[str]:
    """What this reader can do next."""
    return [
        name
        for name, deed in DEEDS.items()
        if one.state in deed.starts and may(rights, one, name) and not blocked(one, name)
    ]


def main_of(one: Hazard, open_now: list[str]) -> str:
    """The deed that moves a hazard on; a question for more time comes first. Empty where it waits for others."""
    if "grant" in open_now:
        return "grant"
    onward = [deed for deed in open_now if DEEDS[deed].to not in ("", one.state, State.NO_HAZARD)]
    return onward[0] if onward else ""
