"""What codes of talks are called on screens, and the order of their steps."""

from typing import Final

from django.utils.translation import gettext as _

from safecommunity.governance.models import TalkStep

W = TalkStep.What
LADDER: Final = (W.TALK, W.EDUCATION, W.ADVISED, W.REMOVED)  # D10.6: one after the other
PURPOSES: Final = ("decide", "prepare", "appeal", "audit")


def step(code: str) -> str:
    """What was done."""
    return {
        "named": _("named by the chief"), "talk": _("talk"), "education": _("education"),
        "advised": _("advised to resign"), "removed": _("removed by law"), "answer": _("answer"),
        "appeal": _("appeal"), "decided": _("appeal decided"), "closed": _("ended"),
    }.get(code, code)  # fmt: skip


def purpose(code: str) -> str:
    """What the words are opened for."""
    return {
        "prepare": _("to prepare a talk"), "decide": _("to decide the next step"),
        "appeal": _("to deal with an appeal"),
        "audit": _("to check how it was done"),
    }.get(code, code)  # fmt: skip
