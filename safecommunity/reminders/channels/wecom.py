"""企业微信 and 政务微信: `gettoken`, then `message/send` as text; the base address may be a private installation's.

Calls and codes are from general knowledge of the public interface (RECALLED), held against a stub only: 0 done; 40014,
42001 token no longer good; 45009, 45033 too many calls; -1 busy; 60020 this server's address is not on the list; 81013
nobody of these may be reached.
"""

import time
import urllib.parse
from typing import Any

from django.conf import settings

from safecommunity.reminders.channels import SENT, Outcome, later, refused
from safecommunity.reminders.channels.http import ask

STALE = {40014, 42001}
PATIENCE = {45009: 3600, 45033: 300, -1: 60}
LONGEST = 2000  # bytes of text
EARLY = 300.0

_token: dict[str, tuple[str, float]] = {}


def send(address: str, subject: str, text: str) -> Outcome:
    """A text message to one member; a token that went stale is asked for once more."""
    for fresh in (False, True):
        token = _token_of(fresh)
        if isinstance(token, Outcome):
            return token
        outcome, stale = _sent(token, address, text)
        if not stale:
            return outcome
    return later("the token is refused")


def _sent(token: str, address: str, text: str) -> tuple[Outcome, bool]:
    given = settings.REMINDERS
    url = f"{given.wecom}/cgi-bin/message/send?{urllib.parse.urlencode({'access_token': token})}"
    body = {
        "touser": address, "msgtype": "text", "agentid": given.wecom_agent,
        "text": {"content": text.encode("utf-8")[:LONGEST].decode("utf-8", "ignore")},
    }  # fmt: skip
    answer = ask(url, body)
    if isinstance(answer, Outcome):
        return answer, False
    code = _code(answer)
    if code in STALE:
        return later("the token went stale"), True
    if code == 0:
        missed = str(answer.get("invaliduser") or "")
        return (refused("nobody by this name in the directory") if missed else SENT), False
    return _failed(code), False


def _token_of(fresh: bool) -> str | Outcome:
    given = settings.REMINDERS
    kept = _token.get(given.wecom)
    if kept and not fresh and time.monotonic() < kept[1]:
        return kept[0]
    query = urllib.parse.urlencode({"corpid": given.wecom_corp, "corpsecret": given.wecom_secret})
    answer = ask(f"{given.wecom}/cgi-bin/gettoken?{query}")
    if isinstance(answer, Outcome):
        return answer
    token, code = answer.get("access_token"), _code(answer)
    if code != 0:
        return _failed(code)
    if not isinstance(token, str) or not token:
        return later("answer without a token")
    lasts = answer.get("expires_in")
    seconds = float(lasts) if isinstance(lasts, int) and 0 < lasts <= 86_400 else 7200.0
    _token[given.wecom] = (token, time.monotonic() + max(0.0, seconds - EARLY))
    return token


def _code(answer: dict[str, Any]) -> int | None:
    code = answer.get("errcode")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _failed(code: int | None) -> Outcome:
    if code is None:
        return later("answer without errcode")
    if code in PATIENCE:
        return later(f"errcode {code}", PATIENCE[code])
    return refused(f"errcode {code}")
