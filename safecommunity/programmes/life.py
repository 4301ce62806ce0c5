"""The life of a project as a table: each deed, the states it starts from, where it leads, whose turn it is."""

from dataclasses import dataclass

from safecommunity.programmes.models import Project, State
from safecommunity.programmes.rights import Rights

KEEP, DECIDE = "keep", "decide"


@dataclass(frozen=True)
class Deed:
    """One move. `other`: not by the person who entered the project. `says`: a reason or result is needed."""

    starts: tuple[str, ...]
    to: str
    turn: str
    other: bool = False
    says: bool = False


DEEDS: dict[str, Deed] = {
    "approve": Deed((State.IDEA,), State.APPROVED, DECIDE, other=True),
    "send_back": Deed((State.APPROVED,), State.IDEA, DECIDE, says=True),
    "start": Deed((State.APPROVED,), State.RUNNING, KEEP),
    "finish": Deed((State.RUNNING,), State.FINISHED, DECIDE, says=True),
    "stop": Deed((State.IDEA, State.APPROVED, State.RUNNING), State.STOPPED, DECIDE, says=True),
    "take_up": Deed((State.FINISHED, State.STOPPED), State.RUNNING, DECIDE, says=True),
}
ENDED = (State.FINISHED, State.STOPPED)
MAIN = ("approve", "start", "finish", "take_up")


def may(rights: Rights, one: Project, deed: str) -> bool:
    """Whether the reader's rights allow this deed on this project, whatever its state."""
    told = DEEDS[deed]
    if not (rights.decides(one) if told.turn == DECIDE else rights.keeps(one)):
        return False
    return not (told.other and one.by == rights.reader.pid)


def blocked(one: Project, deed: str) -> bool:
    """What never began cannot be taken up again; it is entered anew."""
    return deed == "take_up" and one.started_on is None


def open_deeds(rights: Rights, one: Project) -> list[str]:
    """What this reader can do next with it."""
    return [
        name
        for name, deed in DEEDS.items()
        if one.state in deed.starts and may(rights, one, name) and not blocked(one, name)
    ]


def main_of(open_now: list[str]) -> str:
    """The deed that moves it on; empty where it waits for others."""
    return next((deed for deed in MAIN if deed in open_now), "")
