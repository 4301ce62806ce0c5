"""The shared counter of sign-in attempts.

Django's file cache tests for a key and writes it in two steps, so two web processes could both take
allauth's lock and count two guesses as one. Here taking a key is one step for the whole machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class AttemptsCache(FileBasedCache):
    """A file cache whose `add` succeeds in exactly one process and whose `incr` counts every call."""

    def add(self, key: str, value: Any, timeout: Any = ..., version: int | None = None) -> bool:
        """Set the key unless it is there; True if this call set it."""
        extra = {} if timeout is ... else {"timeout": timeout}
        with self._alone():
            return super().add(key, value, version=version, **extra)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count on; no call of another process in between is lost."""
        with self._alone():
            return int(super().incr(key, delta, version=version))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folder = Path(self._dir)  # type: ignore[attr-defined]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / ".taking").open("ab") as gate:
            locks.lock(gate, locks.LOCK_EX)
            try:
                yield
            finally:
                locks.unlock(gate)
