"""What codes of the appraisal are called on screens."""

from django.utils.translation import gettext as _


def kind(code: str) -> str:
    """What is appraised."""
    return {
        "agency": _("Departments"), "community": _("Villages and communities"), "unit": _("Social units"),
    }.get(code, code)  # fmt: skip


def by(code: str) -> str:
    """What answers an item."""
    return {
        "figure": _("a figure"), "records": _("records"), "judgement": _("judgement"), "bonus": _("bonus"),
        "veto": _("veto"),
    }.get(code, code)  # fmt: skip


def records(code: str) -> str:
    """Which records answer an item."""
    return {
        "tasks": _("tasks done in time"), "returns": _("returns in time"), "letters": _("letters signed"),
        "requests": _("requests answered in time"),
    }.get(code, code)  # fmt: skip


def state(code: str) -> str:
    """How far an appraisal is."""
    return {
        "open": _("being scored"), "handed_in": _("waits for the chief"),
        "published": _("published, open to objection"), "final": _("closed and final"),
    }.get(code, code)  # fmt: skip


def step(code: str) -> str:
    """What happened to an appraisal."""
    return {
        "opened": _("opened"), "renewed": _("parties taken from the registers again"),
        "handed_in": _("handed in to the chief"),
        "sent_back": _("sent back by the chief"), "published": _("published"),
        "corrected": _("corrected after an objection"),
        "closed": _("closed, final"), "dropped": _("not appraised"),
    }.get(code, code)  # fmt: skip
