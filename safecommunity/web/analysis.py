"""The analysis process: draws charts (and later runs what needs SciPy), started when first asked, ended when idle.

It listens on a socket in the data folder. One request, one answer: four bytes of length, then JSON.
"""

import base64
import contextlib
import fcntl
import json
import os
import socket
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from safecommunity.epi import compiled
from safecommunity.shell.charts import NoRenderer
from safecommunity.shell.papers import Paper
from safecommunity.shell.papers.own.faults import Fault, FaultyError, refuse
from safecommunity.shell.papers.sheet import Sheets
from safecommunity.web import environment

IDLE = 900.0
START_PATIENCE = 12.0
LARGEST = 64 * 1024 * 1024  # a paper with its pictures


class Unavailable(NoRenderer):
    """The analysis process cannot be reached or refused; the page shows the table instead."""


def socket_path() -> Path:
    """Where it listens; socket names are limited to about a hundred bytes, so long folders get a short stand-in."""
    folder = environment.home() / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "analysis.sock"
    if len(os.fsencode(path)) < 100:
        return path
    short = (
        Path(tempfile.gettempdir())
        / f"safecommunity-{os.getuid()}-{sha256(os.fsencode(folder)).hexdigest()[:12]}"
    )
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid():
        raise Unavailable(f"{short} belongs to somebody else")
    return short / "analysis.sock"


def _send(connection: socket.socket, message: dict[str, Any]) -> None:
    content = json.dumps(message).encode()
    connection.sendall(struct.pack(">I", len(content)) + content)


def _receive(connection: socket.socket) -> dict[str, Any]:
    head = _exactly(connection, 4)
    (length,) = struct.unpack(">I", head)
    if length > LARGEST:
        raise Unavailable(f"message of {length} bytes; allowed: {LARGEST}")
    return json.loads(_exactly(connection, length))


def _exactly(connection: socket.socket, wanted: int) -> bytes:
    parts = bytearray()
    while len(parts) < wanted:
        part = connection.recv(wanted - len(parts))
        if not part:
            raise Unavailable("the connection ended early")
        parts += part
    return bytes(parts)


def ask(message: dict[str, Any], timeout: float = 15.0) -> dict[str, Any]:
    """Send one request, starting the process if it does not run. Raises Unavailable."""
    for attempt in (1, 2):
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(timeout)
                connection.connect(str(socket_path()))
                _send(connection, message)
                answer = _receive(connection)
            break
        except (FileNotFoundError, ConnectionRefusedError) as reason:
            if attempt == 2:
                raise Unavailable(str(reason)) from reason
            start()
        except OSError as reason:
            raise Unavailable(str(reason)) from reason
    if "error" in answer:
        raise Unavailable(str(answer["error"]))
    return answer


def start() -> None:
    """Start the process once, however many web processes ask at the same time."""
    path = socket_path()
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _listens(path):
            return
        command = [sys.executable, "-m", "safecommunity.web.analysis"]
        subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 — our own module
        until = time.monotonic() + START_PATIENCE
        while time.monotonic() < until:
            if _listens(path):
                return
            time.sleep(0.05)
    raise Unavailable("the analysis process did not start in time")


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, contextlib.suppress(OSError):
        probe.settimeout(1.0)
        probe.connect(str(path))
        return True
    return False


def draw(spec: dict[str, Any]) -> bytes:
    """A chart as SVG; given to shell.charts as its renderer."""
    return str(ask({"do": "chart", "spec": spec})["svg"]).encode()


def make_paper(
    paper: Paper | Sheets, form: str, dense: bool, marks: bool, own: Mapping[str, Any] | None = None
) -> bytes:
    """A paper, or forms to write on, as a file; given to shell.papers as its printer.

    Raises FaultyError for an office's template that cannot be filled.
    """
    if isinstance(paper, Sheets):
        told = {"do": "sheets", "sheets": paper.as_data(), "form": form}
        return base64.b64decode(ask(told, timeout=120)["file"])
    asked = {
        "do": "paper",
        "paper": paper.as_data(),
        "form": form,
        "dense": dense,
        "marks": marks,
        "own": own,
    }
    made = ask(asked, timeout=120)
    refuse(Fault.from_data(one) for one in made.get("faults", ()))
    return base64.b64decode(made["file"])


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(Unavailable, OSError):
            self.request.settimeout(30)
            message = _receive(self.request)
            self.server.last = time.monotonic()  # type: ignore[attr-defined]
            _send(self.request, answer(message))


def answer(message: dict[str, Any]) -> dict[str, Any]:
    """Do one request; errors travel back as text, they do not end the process."""
    if message.get("do") == "ping":
        return {"pid": os.getpid()}
    if message.get("do") == "chart":
        from safecommunity.shell import chart_engine

        try:
            return {"svg": chart_engine.svg(message["spec"]).decode()}
        except (KeyError, TypeError, ValueError) as reason:
            return {"error": f"chart: {reason}"}
    if message.get("do") == "paper":
        return _paper(message)
    if message.get("do") == "sheets":
        return _sheets(message)
    return {"error": f"asked for {message.get('do')!r}; known: ping, chart, paper, sheets"}


def _paper(message: dict[str, Any]) -> dict[str, Any]:
    from safecommunity.shell.papers import Paper, engine

    try:
        paper = Paper.from_data(message["paper"])
        own = message.get("own")
        made = engine.made(paper, message["form"], dense=message["dense"], marks=message["marks"], own=own)
    except FaultyError as reason:
        return {"faults": [one.as_data() for one in reason.faults]}
    except (KeyError, TypeError, ValueError, RuntimeError) as reason:  # the engine of PDF raises RuntimeError
        return {"error": f"paper: {reason}"}
    return {"file": base64.b64encode(made).decode()}


def _sheets(message: dict[str, Any]) -> dict[str, Any]:
    from safecommunity.shell.papers import engine

    try:
        made = engine.made(Sheets.from_data(message["sheets"]), message["form"])
    except (KeyError, TypeError, ValueError, RuntimeError) as reason:
        return {"error": f"sheets: {reason}"}
    return {"file": base64.b64encode(made).decode()}


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    last = 0.0


def _leave_when_idle(server: _Server) -> None:
    from safecommunity.web.processes import supervisor_alive

    while time.monotonic() - server.last < IDLE and supervisor_alive():
        time.sleep(2.0)
    server.shutdown()


def main() -> None:
    """Listen until idle or orphaned."""
    environment.kernels()
    compiled.use("soon")  # nobody waits for a compiler
    path = socket_path()
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with _Server(str(path), _Handler) as server:
        path.chmod(0o600)
        server.last = time.monotonic()
        threading.Thread(target=_leave_when_idle, args=(server,), daemon=True).start()
        server.serve_forever(poll_interval=0.5)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()


if __name__ == "__main__":
    main()
