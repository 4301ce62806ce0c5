"""SMS by a gateway of the operator: one POST of {"to", "text"} with a bearer key.

Gateways differ; the contract here is the smallest one, so that a relay of a few lines fits any of them. The answer is
an object with `code`: 0 (or "0", "OK", "ok") is taken; 429 or "LIMIT" is too much at once; anything else is a refusal.
"""

from typing import Any

from django.conf import settings

from safecommunity.reminders.channels import SENT, Outcome, later, refused
from safecommunity.reminders.channels.http import ask

TAKEN = {"0", "OK", "ok", "200"}
TOO_MUCH = {"429", "LIMIT"}
LONGEST = 300  # characters; a message of five parts


def send(address: str, subject: str, text: str) -> Outcome:
    """Subject and the place to look; a digest of thirty lines is no text message."""
    given = settings.REMINDERS
    told = subject if not settings.PUBLIC_ADDRESS else f"{subject} {settings.PUBLIC_ADDRESS}/todo/"
    answer: dict[str, Any] | Outcome = ask(
        given.sms,
        {"to": address, "text": told[:LONGEST]},
        headers={"Authorization": f"Bearer {given.sms_key}"},
    )
    if isinstance(answer, Outcome):
        return answer
    code = str(answer.get("code", ""))
    if code in TAKEN:
        return SENT
    if code in TOO_MUCH:
        return later("the gateway asks for patience", 600)
    return refused(f"the gateway refused: code {code[:20] or '—'}")
