"""What codes of projects are called on screens."""

from django.utils.translation import gettext as _

from safecommunity.programmes.models import Project, ProjectAim, ProjectPlace, Review


def states() -> dict[str, str]:
    """States in the order of a project's life."""
    return {
        "idea": _("idea"), "approved": _("approved"), "running": _("being carried out"), "finished": _("finished"),
        "stopped": _("called off"),
    }  # fmt: skip


def tone(state: str) -> str:
    """The colour of a state's tag."""
    return {"idea": "ask", "running": "ok", "stopped": "bad"}.get(state, "")


def deed(code: str) -> str:
    """A move as a button."""
    return {
        "approve": _("Approve the project"), "send_back": _("Send it back as an idea"), "start": _("Start the project"),
        "finish": _("Finish the project"), "stop": _("Stop the project"), "take_up": _("Take it up again"),
    }[code]  # fmt: skip


def step(code: str) -> str:
    """A move in the history."""
    return {
        "enter": _("entered as an idea"), "bring": _("copied from an old binder"), "change": _("corrected"),
        "approve": _("was approved"), "send_back": _("sent back as an idea"), "start": _("was started"),
        "finish": _("was finished"), "stop": _("was stopped"), "take_up": _("was taken up again"),
    }.get(code, code)  # fmt: skip


def after(code: str) -> str:
    """What follows from a review."""
    return {"continue": _("go on"), "adjust": _("change it"), "stop": _("stop it")}.get(code, code)


def stage(code: str) -> str:
    """Tried out or rolled out."""
    return {"pilot": _("pilot"), "rollout": _("roll-out")}.get(code, code)


def aim(code: str) -> str:
    """What a group is told by."""
    return {
        "age": _("Age groups"), "sex": _("Sex"), "role": _("Roles"), "environment": _("High-risk environments"),
        "vulnerable": _("Vulnerable groups"), "situation": _("Situations"),
    }[code]  # fmt: skip


QUALIFIERS = ("gt", "near", "approx", "ge")


def qualifier(code: str) -> str:
    """How exactly a number was told."""
    return {
        "": "",
        "gt": _("a little more"),
        "near": _("nearly"),
        "approx": _("about"),
        "ge": _("at least"),
    }.get(code, code)


AFTERS, STAGES = tuple(Review.After.values), tuple(ProjectPlace.Stage.values)
AIMS = tuple(ProjectAim.What.values)


def lead(one: Project, names: dict[str, str]) -> str:
    """Who leads it: the agency by its present name, and the working group."""
    agency = names.get(one.agency, "")
    return " · ".join(part for part in (agency, one.body.name if one.body else "") if part)
