"""Pages for everybody: made once, kept in memory, the same for whoever asks; half of all questions end in 304.

Nothing here looks at a cookie. What a page says depends on its address and on the editions of its place only, so both
stand in the key it is kept by.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from safecommunity.shell.middleware import policy

MOST_BYTES = 16 * 1024 * 1024
HOUR, FEW_MINUTES = 3600, 300
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Kept:
    """An answer as bytes. `framed`: other sites may show it in a frame."""

    body: bytes
    kind: str
    status: int = 200
    name: str = ""
    framed: bool = False
    language: str = ""
    robots: str = ""
    tag: str = ""


_kept: OrderedDict[Hashable, Kept] = OrderedDict()
_size = 0
_lock = threading.Lock()


def forget() -> None:
    """Keep nothing any more: between tests."""
    global _size
    with _lock:
        _kept.clear()
        _size = 0


def kept(key: Hashable, make: Callable[[], Kept]) -> Kept:
    """The answer of a key, made where it is not in memory; the oldest go when memory is full."""
    global _size
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = make()
    made = replace(made, tag=sha256(made.body).hexdigest()[:32])
    with _lock:
        if key not in _kept:
            _kept[key] = made
            _size += len(made.body)
        while _size > MOST_BYTES and len(_kept) > 1:
            _size -= len(_kept.popitem(last=False)[1].body)
    return made


def answer(
    request: HttpRequest, one: Kept, modified: datetime | None, *, seconds: int = HOUR
) -> HttpResponse:
    """The answer with what caches need, or 304 where the asker has it already."""
    found = HttpResponse(one.body, content_type=one.kind, status=one.status)
    found["Cache-Control"] = f"public, max-age={seconds}"
    found["ETag"] = f'"{one.tag}"'
    if modified is not None:
        found["Last-Modified"] = http_date(modified.timestamp())
    if one.status == 200:
        since = int(modified.timestamp()) if modified is not None else None
        found = get_conditional_response(request, found["ETag"], since, found) or found
    # a 304 renews the headers of what the asker has kept, so it carries the same
    found["Access-Control-Allow-Origin"] = "*"  # nothing here belongs to anybody
    found["Content-Language"] = one.language
    if one.name:
        found["Content-Disposition"] = f'attachment; filename="{one.name}"'
    if one.framed:
        found["Content-Security-Policy"] = policy().replace("frame-ancestors 'none'", "frame-ancestors *")
        found["Cross-Origin-Resource-Policy"] = "cross-origin"
        found.xframe_options_exempt = True
    if one.robots:
        found["X-Robots-Tag"] = one.robots
    found.same_for_all = True  # type: ignore[attr-defined]
    return found
