"""A gateway on this machine that answers as it is told, and people with something to do."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from safecommunity.accounts.models import Scope, User
from safecommunity.accounts.reader import Reader
from safecommunity.reminders.channels import wecom
from safecommunity.shell import slots
from safecommunity.shell.slots import WorkLine
from safecommunity.web.environment import Reminders

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
TODAY = date(2026, 11, 23)


@dataclass
class Gateway:
    """What was asked, and what is answered next: (status, headers, body) or a number of seconds to say nothing."""

    url: str = ""
    answers: list[Any] = field(default_factory=list)
    asked: list[tuple[str, Any, dict[str, str]]] = field(default_factory=list)

    def says(self, *answers: Any) -> None:
        """The answers to come; a dict is a 200."""
        self.answers[:] = [
            (200, {}, json.dumps(one).encode()) if isinstance(one, dict) else one for one in answers
        ]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """The stub; it listens on loopback."""
    made = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            made.asked.append((self.path, body, dict(self.headers)))
            answer = made.answers.pop(0) if made.answers else (500, {}, b"")
            if isinstance(answer, float):
                time.sleep(answer)
                return
            status, headers, content = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 — the name http.server calls

        def log_message(self, *_given: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    wecom._token.clear()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def on(settings: Any, gateway: Gateway) -> Gateway:
    """Every channel set up, mail into memory."""
    settings.REMINDERS = Reminders(True, gateway.url, "k-sms", gateway.url, "corp", 7, "s-wecom")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "office@example.org"
    settings.PUBLIC_ADDRESS = "https://safe.example.org"
    return gateway


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[WorkLine]:
    """What waits for everybody: one matter overdue, one due in two days, one without a day."""
    found = [
        WorkLine("任务", "签订责任书", "/t/1", "办理", date(2026, 11, 20), missing=True, place="east"),
        WorkLine("报表", "填报隐患月报", "/t/2", "填报", date(2026, 11, 25), missing=True, place="west"),
        WorkLine("草稿", "一张没写完的卡", "/t/3", "继续"),
    ]
    monkeypatch.setitem(slots._providers, "todo", [(0, 0, lambda _request, **_context: found)])
    return found


@pytest.fixture
def clerk(db: None) -> Reader:
    """A clerk with a role that holds."""
    user = User.objects.create(username="clerk", display_name="演示内勤", created_at=NOW)
    Scope.objects.create(user=user, role="clerk", place="street", starts=date(2020, 1, 1))
    return Reader.of(user, TODAY)
