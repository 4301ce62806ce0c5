"""What is too large is turned away before it is read: a file of half a gigabyte never reaches the disk."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.utils.translation import gettext as _

MOST = 128 * 1024 * 1024  # twice the largest file any page takes; pages say their own limits
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[..., Awaitable[None]]


def bounded(app: App, most: int = MOST) -> App:
    """The same application, which takes no request body above `most` bytes, announced or not."""

    async def guarded(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif _announced(scope) > most:
            await _refuse(send, most)
        else:
            await app(scope, _counted(receive, most), send)

    return guarded


def _announced(scope: MutableMapping[str, Any]) -> int:
    for name, value in scope.get("headers", ()):
        if name.lower() == b"content-length" and value.isdigit():
            return int(value[:18])
    return 0


def _counted(receive: Receive, most: int) -> Receive:
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        return message if came <= most else {"type": "http.disconnect"}

    return counted


async def _refuse(send: Send, most: int) -> None:
    body = (_("Too large: up to %(most)s MB at once.") % {"most": most >> 20}).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"),
               (b"content-length", str(len(body)).encode())]  # fmt: skip
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
