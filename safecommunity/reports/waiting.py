"""How many things wait for a reader: the number beside 待办 on every page, counted again when something was done.

Every room is asked what waits, which takes some twenty queries; what waits changes by deeds, and each deed is an audit
event. So a number is kept with the last event it was counted after, for some seconds: clocks run and drafts come
without one.
"""

import time
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language

from safecommunity.journal import queries as journal
from safecommunity.shell import slots

SECONDS = 15.0
MOST_KEPT = 3000  # readers, each in the languages he reads
MOST_SHOWN = 20


class Waiting(NamedTuple):
    """What waits for a reader: the most urgent things, how many there are and how many of them are late."""

    first: list[Any]
    total: int
    late: int


_known: dict[tuple[str, str | None], tuple[Any, float, Waiting]] = {}


def items(request: HttpRequest) -> list[Any]:
    """What waits for a reader, asked of every room; once a request."""
    found: list[Any] | None = getattr(request, "_waiting", None)
    if found is None:
        found = request._waiting = slots.collect("todo", request)  # type: ignore[attr-defined]
    return found


def told(request: HttpRequest, reader: Any, today: date) -> Waiting:
    """What waits, as it was counted after the last deed of anybody."""
    if hasattr(request, "_waiting"):
        return _counted(request, today)
    state, key = (journal.last(), today), (reader.pid, get_language())
    known = _known.get(key)
    if known is not None and known[0] == state and time.monotonic() - known[1] < SECONDS:
        return known[2]
    found = _counted(request, today)
    if state[0] is not None:
        if len(_known) >= MOST_KEPT:
            _known.clear()
        _known[key] = (state, time.monotonic(), found)
    return found


def number(request: HttpRequest, reader: Any, today: date) -> tuple[int, bool]:
    """How many things wait, and whether one of them is late."""
    found = told(request, reader, today)
    return found.total, found.late > 0


def _counted(request: HttpRequest, today: date) -> Waiting:
    found = items(request)
    ordered = sorted(found, key=lambda item: (item.due is None, item.due or today))
    late = sum(item.due is not None and item.due < today for item in found)
    return Waiting(ordered[:MOST_SHOWN], len(found), late)
