"""A mail server on loopback, spoken to as a real one: taken, refused for good, busy, gone in the middle."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest

from safecommunity.reminders import channels
from safecommunity.web.environment import Reminders


class Server:
    """What it answers to RCPT and DATA, and what it was given."""

    def __init__(self) -> None:
        self.rcpt, self.data, self.hangs_up = b"250 ok", b"250 taken", False
        self.given: list[bytes] = []
        self.port = 0


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    made = Server()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 stub\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"DATA":
                    if made.hangs_up:
                        return
                    self.wfile.write(b"354 go on\r\n")
                    body = b""
                    while not body.endswith(b"\r\n.\r\n"):
                        body += self.rfile.readline()
                    made.given.append(body[:-5])
                    self.wfile.write(made.data + b"\r\n")
                elif word == b"RCPT":
                    self.wfile.write(made.rcpt + b"\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        made.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        settings.REMINDERS = Reminders(mail=True)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", made.port, 2
        settings.DEFAULT_FROM_EMAIL = "office@example.org"
        yield made
        listening.shutdown()


def go() -> channels.Outcome:
    return channels.send("mail", "a@example.org", "安全社区：超期 2 项", "一、签订责任书")


def test_a_message_arrives_in_chinese_to_one_person(server: Server) -> None:
    assert go().sent
    told = message_from_bytes(server.given[0], policy=policy.default)
    assert (told["Subject"], told["To"], told["From"]) == (
        "安全社区：超期 2 项",
        "a@example.org",
        "office@example.org",
    )
    assert told["Auto-Submitted"] == "auto-generated"
    assert told.get_content().strip() == "一、签订责任书"


@pytest.mark.parametrize(
    ("rcpt", "data", "later"),
    [
        (b"550 nobody here", b"250 ok", None),
        (b"451 try later", b"250 ok", 0),
        (b"250 ok", b"552 too big", None),
        (b"250 ok", b"421 busy", 0),
    ],
)
def test_refusals_are_told_apart(server: Server, rcpt: bytes, data: bytes, later: int | None) -> None:
    server.rcpt, server.data = rcpt, data
    outcome = go()
    assert (outcome.sent, outcome.later) == (False, later)


def test_a_server_that_hangs_up_or_is_not_there_is_tried_again(server: Server, settings: Any) -> None:
    server.hangs_up = True
    assert go().later == 0
    settings.EMAIL_PORT = 9
    assert go().later == 0
