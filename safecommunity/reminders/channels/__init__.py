"""The ways out: each takes an address and a text, and says how it went. None of them ever raises.

A channel is off unless the operator has set it up in the environment (settings.REMINDERS).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Send = Callable[[str, str, str], "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """How sending went. `later`: seconds, None where trying again is no use. `says` holds no address and no key."""

    sent: bool
    says: str = ""
    later: int | None = None


SENT = Outcome(True)


def later(says: str, seconds: int = 0) -> Outcome:
    """It may go well later; after so many seconds at the earliest."""
    return Outcome(False, says[:200], seconds)


def refused(says: str) -> Outcome:
    """Trying again is no use."""
    return Outcome(False, says[:200])


def known() -> Mapping[str, Send]:
    """The channels that are set up on this installation, by name: mail, sms, wecom."""
    from django.conf import settings

    from safecommunity.reminders.channels import mail, sms, wecom

    given = settings.REMINDERS
    found: dict[str, Send] = {}
    if given.mail:
        found["mail"] = mail.send
    if given.sms:
        found["sms"] = sms.send
    if given.wecom:
        found["wecom"] = wecom.send
    return found


def send(channel: str, address: str, subject: str, text: str) -> Outcome:
    """Send by a channel, whatever it does."""
    way = known().get(channel)
    if way is None:
        return later("the channel is switched off on this installation", 3600)
    if not address:
        return refused("no address")
    try:
        return way(address, subject, text)
    except Exception as reason:  # noqa: BLE001 — a reminder that fails never breaks anything; its type is kept
        return later(f"unexpected: {type(reason).__name__}")
