"""How the store asks for facts. The store knows no database: whoever opens it brings a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a fact. `refs` were sealed after the number asked for, up to `seq`;
    `pending` are committed but not numbered yet and will come again under `refs`."""

    seq: int
    refs: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()


class Feed(Protocol):
    """Anything that tells changes as `Changes` does."""

    @property
    def seq(self) -> int: ...
    @property
    def refs(self) -> Sequence[str]: ...
    @property
    def pending(self) -> Sequence[str]: ...


class Reader(Protocol):
    """Reads the facts of one installation."""

    def changes(self, fact: str, after: int) -> Feed:
        """Changes of the fact sealed after `after`; `seq` is never below `after`."""

    def rows(self, fact: str, refs: Sequence[str]) -> Mapping[str, Row]:
        """The present rows of these refs; a ref that is missing was deleted."""

    def all_rows(self, fact: str) -> Iterator[Row]:
        """Every present row, in any order."""
