"""The way of a return as a table: which deed leads from where to where, whose it is, whether it needs a reason."""

from dataclasses import dataclass
from typing import Final

from safecommunity.governance.models import Return

S = Return.State
FILLER, CHECKER, SIGNER, RECEIVER, REOPENER = "filler", "checker", "signer", "receiver", "reopener"
SAME: Final = ""
WORKED_ON: Final = (S.OPEN, S.DRAFT, S.RETURNED, S.REOPENED)
STANDING: Final = (S.SUBMITTED, S.LOCKED)
NOT_IN: Final = (S.OPEN, S.DRAFT, S.FOR_CHECK, S.CHECKED, S.RETURNED, S.REOPENED)


@dataclass(frozen=True)
class Transition:
    """One line of the table. `checked` None: of every form; True or False: only of forms with or without a check."""

    deed: str
    before: tuple[str, ...]
    after: str
    who: tuple[str, ...]
    reason: bool = False
    checked: bool | None = None


TABLE: Final = (
    Transition("fill", WORKED_ON, SAME, (FILLER,)),
    Transition("to_check", (S.DRAFT, S.RETURNED, S.REOPENED), S.FOR_CHECK, (FILLER,), checked=True),
    Transition("pass", (S.FOR_CHECK,), S.CHECKED, (CHECKER,), checked=True),
    Transition("reject", (S.FOR_CHECK,), S.DRAFT, (CHECKER,), reason=True, checked=True),
    Transition("reject", (S.CHECKED,), S.DRAFT, (SIGNER,), reason=True, checked=True),
    Transition("submit", (S.CHECKED,), S.SUBMITTED, (SIGNER,), checked=True),
    Transition("submit", (S.DRAFT, S.RETURNED, S.REOPENED), S.SUBMITTED, (FILLER,), checked=False),
    Transition("return", (S.SUBMITTED,), S.RETURNED, (RECEIVER,), reason=True),
    Transition("lock", (S.SUBMITTED,), S.LOCKED, (RECEIVER,)),
    Transition("reopen", (S.LOCKED,), S.REOPENED, (REOPENER,), reason=True),
    Transition("urge", NOT_IN, SAME, (RECEIVER,)),
)
DEEDS: Final = tuple(dict.fromkeys(one.deed for one in TABLE))


def find(deed: str, state: str, *, checked: bool) -> Transition | None:
    """The line for a deed in a state; None where it is not allowed there."""
    for one in TABLE:
        if one.deed == deed and state in one.before and one.checked in (None, checked):
            return one
    return None


def open_from(state: str, *, checked: bool) -> list[Transition]:
    """Everything that could be done in a state, by whoever may."""
    return [one for one in TABLE if state in one.before and one.checked in (None, checked)]
