"""Codes of this subject and what they are called."""

from django.utils.translation import gettext as _

from safecommunity.governance import codes


def channels() -> tuple[str, ...]:
    """The channels in the order facts know them by."""
    return tuple(str(one["id"]) for one in codes.load("opinions")["channels"])


def channel(code: str) -> str:
    """A channel in the reader's language."""
    found = {str(one["id"]): one for one in codes.load("opinions")["channels"]}
    return codes.said(found[code]["title"]) if code in found else code


def reply_days() -> int:
    """Working days for a reply unless the office says otherwise."""
    return int(codes.load("opinions")["reply_days"])


def most_days() -> int:
    """The longest time an office may give itself."""
    return int(codes.load("opinions")["most_days"])


def settings() -> list[tuple[str, str]]:
    """The twelve settings as topics."""
    return [(code, codes.said(title)) for code, title in codes.settings().items()]


def step(code: str) -> str:
    """What happened."""
    return {
        "received": _("Received"), "sorted": _("Sorted"), "answered": _("Answered"), "satisfied": _("Satisfied"),
        "unsatisfied": _("Not satisfied"), "reopened": _("Opened again"), "published": _("Made public"),
        "hidden": _("Taken off the public page"), "withdrawn": _("Withdrawn"), "task": _("Became a task"),
        "redacted": _("Blacked out"), "erased": _("Contact erased"),
    }.get(code, code)  # fmt: skip
