"""The processes of one installation: web workers, the keeper (sealer, compaction, jobs), analysis when first needed.

The supervisor starts the first two, restarts the keeper if it dies, and ends everything together.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 8.0


def python(*arguments: str) -> list[str]:
    """A command line of this very interpreter."""
    return [sys.executable, "-X", "frozen_modules=on", *arguments]


@dataclass
class Supervisor:
    """Runs child processes until one of the vital ones ends or the operator stops us."""

    port: int
    address: str = "127.0.0.1"
    workers: int = 1
    say: Callable[[str], None] = lambda _text: None
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: bool = False

    def start(self, name: str) -> None:
        """Start one child; its environment is ours."""
        module = {"web": "safecommunity.web.server", "keeper": "safecommunity.web.keeper"}[name]
        env = {
            **os.environ,
            "SAFECOMMUNITY_SUPERVISOR": str(os.getpid()),
            "PORT": str(self.port),
            "SAFECOMMUNITY_ADDRESS": self.address,
            "SAFECOMMUNITY_WORKERS": str(self.workers),
        }
        self.children[name] = subprocess.Popen(python("-m", module), env=env)  # noqa: S603 — our own module

    def run(self) -> int:
        """Start everything and stay until the end; returns the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in ("web", "keeper"):
            self.start(name)
        status = 0
        while not self.stopping:
            time.sleep(0.2)
            if self.children["web"].poll() is not None:
                status = self.children["web"].returncode or 1
                break
            if self.children["keeper"].poll() is not None and not self.stopping:
                self.say("keeper ended; starting it again")
                time.sleep(1.0)
                self.start("keeper")
        self._end_children()
        return 0 if self.stopping else status

    def _stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _end_children(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + PATIENCE
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()


def supervisor_alive() -> bool:
    """Whether the process that started us still lives; orphans end themselves."""
    pid = os.environ.get("SAFECOMMUNITY_SUPERVISOR")
    if not pid:
        return True
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return os.getppid() != 1 or Path("/proc", pid).exists()
