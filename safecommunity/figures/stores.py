"""One opened store per fact and process, fed by the change feed through Django's own connection."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from safecommunity.engine.store import Store
from safecommunity.figures import registry
from safecommunity.journal import queries as journal

_opened: dict[tuple[str, str], Store] = {}
_lock = threading.Lock()


class FeedReader:
    """The engine's reader: what changed (journal) and what the rows are now (the owning room)."""

    def changes(self, fact: str, after: int) -> journal.Feed:
        return journal.changes(fact, after)

    def rows(self, fact: str, refs: Any) -> dict[str, dict[str, Any]]:
        return {ref: dict(row) for ref, row in registry.fact(fact).rows(refs).items()}

    def all_rows(self, fact: str) -> Iterator[dict[str, Any]]:
        return (dict(row) for row in registry.fact(fact).all_rows())


def store(fact: str) -> Store:
    """The store of a fact in the data folder, opened once a process."""
    root = Path(settings.STORE)
    key = (str(root), fact)
    with _lock:
        if key not in _opened:
            _opened[key] = Store(root, registry.fact(fact).schema, FeedReader())
        return _opened[key]


def forget() -> None:
    """Close what is open: after a restore, and between tests."""
    with _lock:
        _opened.clear()
