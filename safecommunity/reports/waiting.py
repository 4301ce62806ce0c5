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
from django.utils.translation import get_language

from safecommunity.journal import queries as journal
from safecommunity.shell import slots

SECONDS = 15.0
MOST_READERS = 1000
_known: dict[str, tuple[Any, float, tuple[int, bool]]] = {}
_urgent: dict[tuple[str, int], tuple[Any, float, tuple[list[Any], int, int]]] = {}


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


def urgent(request: HttpRequest, reader: Any, today: date, most: int) -> tuple[list[Any], int, int]:
    """The most urgent things, how many there are and how many are late; kept like the number."""
    state, key = (journal.last(), today, get_language()), (reader.pid, most)
    known = _urgent.get(key)
    if known is not None and known[0] == state and time.monotonic() - known[1] < SECONDS:
        return known[2]
    found = sorted(items(request), key=lambda item: (item.due is None, item.due or today))
    told = (found[:most], len(found), sum(item.due is not None and item.due < today for item in found))
    if state[0] is not None:
        if len(_urgent) >= MOST_READERS:
            _urgent.clear()
        _urgent[key] = (state, time.monotonic(), told)
    return told


def _told(found: Sequence[Any], today: date) -> tuple[int, bool]:
    return len(found), any(item.due is not None and item.due < today for item in found)
