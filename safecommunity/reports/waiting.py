"""How many things wait for a reader: the number beside 待办 on every page, counted again when something was done.

Every room is asked what waits, which takes some twenty queries; what waits changes by deeds, and each deed is an audit
event. So a number is kept with the last event it was counted after, for some seconds: clocks run and drafts come
without one.
"""

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest

from safecommunity.journal import queries as journal
from safecommunity.shell import slots

SECONDS = 15.0
MOST_READERS = 1000
_known: dict[str, tuple[Any, float, tuple[int, bool]]] = {}


def items(request: HttpRequest) -> list[Any]:
    """What waits for a reader, asked of every room; once a request."""
    found: list[Any] | None = getattr(request, "_waiting", None)
    if found is None:
        found = request._waiting = slots.collect("todo", request)  # type: ignore[attr-defined]
    return found


def number(request: HttpRequest, reader: Any, today: date) -> tuple[int, bool]:
    """How many things wait, and whether one of them is late."""
    if hasattr(request, "_waiting"):
        return _told(items(request), today)
    state = (journal.last(), today)
    known = _known.get(reader.pid)
    if known is not None and known[0] == state and time.monotonic() - known[1] < SECONDS:
        return known[2]
    told = _told(items(request), today)
    if state[0] is not None:
        if len(_known) >= MOST_READERS:
            _known.clear()
        _known[reader.pid] = (state, time.monotonic(), told)
    return told


def _told(found: Sequence[Any], today: date) -> tuple[int, bool]:
    return len(found), any(item.due is not None and item.due < today for item in found)
