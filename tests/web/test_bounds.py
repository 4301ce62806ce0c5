"""Requests too large are turned away before they are read, announced or not."""

import asyncio

from safecommunity.web import asgi, bounds


def asked(announced: str | None, pieces: list[bytes], most: int = 10) -> tuple[list[dict], list[int]]:
    """What is answered, and how much of the body the application saw."""
    sent: list[dict] = []
    seen: list[int] = []

    async def app(_scope, receive, send) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            seen.append(len(message["body"]))
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    left = list(pieces)

    async def receive() -> dict:
        body = left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message) -> None:
        sent.append(message)

    headers = [(b"content-length", announced.encode())] if announced else []
    asyncio.run(bounds.bounded(app, most)({"type": "http", "headers": headers}, receive, send))
    return sent, seen


def test_what_is_announced_too_large_is_refused_unread() -> None:
    sent, seen = asked("524288000", [b"x"])
    assert sent[0]["status"] == 413
    assert "MB" in sent[1]["body"].decode()
    assert seen == []


def test_what_is_not_announced_is_cut_off_where_it_grows_too_large() -> None:
    sent, seen = asked(None, [b"x" * 6, b"x" * 6, b"x" * 6])
    assert (sent, seen) == ([], [6])


def test_what_fits_passes() -> None:
    assert asked("10", [b"x" * 10])[0][0]["status"] == 200
    assert asked(None, [b"x" * 5, b"x" * 5])[1] == [5, 5]


def test_the_server_s_door_is_bounded() -> None:
    assert asgi.application.__qualname__.startswith("bounded.")
