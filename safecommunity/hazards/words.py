"""What codes of hazards are called on screens."""

from django.utils.translation import gettext as _


def states() -> dict[str, str]:
    """States in the order of the loop."""
    return {
        "found": _("found, to be assessed"), "assessed": _("assessed, to be assigned"), "assigned": _("assigned"),
        "rectifying": _("being put right"), "submitted": _("to be accepted"), "returned": _("sent back, again"),
        "transferred": _("transferred to an agency"), "accepted": _("accepted, to be closed"),
        "closed": _("closed loop"), "no_hazard": _("not a hazard"),
        "duplicate": _("entered twice"),
    }  # fmt: skip


def deed(code: str) -> str:
    """A deed as a button."""
    return {
        "assess": _("Assess the risk"), "no_hazard": _("Not a hazard"), "assign": _("Assign it"),
        "duplicate": _("It was entered twice"), "new_day": _("Give it a new day"),
        "transfer": _("Transfer to an agency"), "receive": _("Enter the receipt"), "start": _("Start putting it right"),
        "submit": _("Submit what was put right"), "accept": _("Accept it"), "send_back": _("Send it back"),
        "answer": _("Enter the agency's answer"), "hand_back": _("Hand it back to the office"),
        "five": _("Fill in the five commitments"), "list": _("List it for supervision"),
        "lift": _("Strike it off the list"),
        "close": _("Close the loop"), "ask": _("Ask for more time"), "grant": _("Grant more time"),
        "refuse": _("Refuse more time"),
    }[code]  # fmt: skip


def step(code: str) -> str:
    """A step of its history."""
    return {
        "found": _("found"), "fixed": _("put right on the spot"), "assess": _("risk assessed"),
        "no_hazard": _("judged to be no hazard"), "assign": _("was assigned"), "transfer": _("was transferred"),
        "receive": _("receipt came"), "start": _("putting right began"), "submit": _("putting right was submitted"),
        "answer": _("the agency answered"), "hand_back": _("was handed back by the agency"),
        "five": _("five commitments filled in"), "list": _("was listed for supervision"),
        "lift": _("was struck off the list"), "remind": _("reminded"), "notice": _("notice of rectification issued"),
        "climb_1": _("climbed to the clerk"), "climb_2": _("climbed to the chief"),
        "climb_3": _("climbed to the district"), "copied": _("copied from a list"),
        "duplicate": _("ended as entered twice"), "doubled": _("turned out to be entered again"),
        "new_day": _("was given a new day"), "recheck": _("put right at the recheck"),
        "accept": _("was accepted"), "send_back": _("was sent back"), "close": _("loop closed"),
        "ask": _("more time was asked for"), "grant": _("more time was granted"), "refuse": _("more time was refused"),
    }.get(code, code)  # fmt: skip


def step_says(what: str, says: str) -> str:
    """What a step of its history says beside its name; the clock's steps count working days."""
    if not says.isdigit():
        return says
    if what.startswith("climb_"):
        return _("%(days)s working days overdue") % {"days": says}
    if what == "remind":
        return _("%(days)s working days left") % {"days": says} if int(says) else _("due today")
    return says


def turn(state: str) -> str:
    """What the clock of a state runs for."""
    return {
        "found": _("Assess it by"), "assessed": _("Assign it by"), "transferred": _("Receipt by"),
        "submitted": _("Accept it by"), "accepted": _("Close it by"),
    }.get(state, "")  # fmt: skip
