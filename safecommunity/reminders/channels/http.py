"""One HTTP question to a gateway: JSON in and out, a time limit, no redirects, no answer longer than 64 kB."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from safecommunity.reminders.channels import Outcome, later, refused

SECONDS = 5.0
MOST = 64 * 1024
LONGEST_WAIT = 6 * 3600


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key sent to one host is not carried to another."""

    def redirect_request(self, *_given: Any) -> None:
        """Redirects are answers like others, and not followed."""
        return


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def ask(
    url: str, body: Any = None, *, headers: dict[str, str] | None = None, seconds: float = SECONDS
) -> dict[str, Any] | Outcome:
    """Put a question (POST where there is a body); the answer as a dict, or how it failed."""
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8")
    sent = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    request = urllib.request.Request(url, data=data, headers=sent)  # noqa: S310 — http(s) only, checked at the start
    try:
        with _opener.open(request, timeout=seconds) as answer:
            raw = answer.read(MOST + 1)
    except urllib.error.HTTPError as reason:
        with reason:
            return _failed(reason.code, reason.headers.get("Retry-After", ""))
    except TimeoutError:
        return later("no answer in time")
    except (OSError, ValueError) as reason:  # URLError is an OSError; a broken status line a ValueError
        inner = getattr(reason, "reason", reason)
        return later("no answer in time" if isinstance(inner, TimeoutError) else "cannot be reached")
    except Exception as reason:  # noqa: BLE001 — http.client's own errors
        return later(f"broken answer: {type(reason).__name__}")
    return _read(raw)


def _read(raw: bytes) -> dict[str, Any] | Outcome:
    if len(raw) > MOST:
        return later("answer longer than 64 kB")
    try:
        found = json.loads(raw.decode("utf-8"))
    except ValueError:
        return later("answer is not JSON")
    return found if isinstance(found, dict) else later("answer is not an object")


def _failed(code: int, wait: str) -> Outcome:
    if code == 429 or code >= 500:
        seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else 0
        return later(f"HTTP {code}", min(seconds, LONGEST_WAIT))
    return refused(f"HTTP {code}")
