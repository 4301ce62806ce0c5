"""The store of one fact: counts and refs without a database, at most a refresh behind it.

A store without a base on disk reads the whole fact once through `Reader.all_rows` into a
base in memory; everything after that is a delta, as with a base on disk. So a new
installation counts at once, and a base is a matter of speed only.

Counting imports NumPy and nothing else; `compact` also imports pyarrow.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from safecommunity.engine import base as bases
from safecommunity.engine import manifest as manifests
from safecommunity.engine import snapshots
from safecommunity.engine.base import Base
from safecommunity.engine.columns import Table, encode, join
from safecommunity.engine.conditions import Condition
from safecommunity.engine.counting import Counts
from safecommunity.engine.listing import Listing
from safecommunity.engine.manifest import Manifest
from safecommunity.engine.overlay import View, moved_on, unchanged
from safecommunity.engine.reader import Changes, Reader, Row
from safecommunity.engine.schema import FactSchema
from safecommunity.engine.snapshots import Pinned

__all__ = ["Changes", "Reader", "Row", "Snapshot", "Store"]

log = logging.getLogger(__name__)
BATCH = 5000


@dataclass(frozen=True)
class Snapshot:
    """What a figure was computed from: the change number, the base's files and their SHA-256.

    `base_seq` says up to where the files count; changes from there to `seq` were added from memory.
    """

    seq: int
    files: dict[str, str] = field(default_factory=dict)
    base_seq: int = 0


class Store:
    """One fact on one machine; any number of processes may each have one on the same root.

    Safe to share between threads: questions are answered from an immutable view, and only
    `refresh` (under a lock) puts a newer one in its place.
    """

    def __init__(self, root: Path, schema: FactSchema, reader: Reader) -> None:
        self.root = root
        self.schema = schema
        self.reader = reader
        self._lock = threading.Lock()
        self._view: View | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._pinned: tuple[View, Pinned] | None = None

    def counts(self, condition: Condition, by: tuple[str, ...] = ()) -> Counts:
        """How many facts meet the condition, by the values of `by`; key () where there is no `by`.

        Combinations nobody has are left out. Raises ConditionError for a question the schema
        does not allow. Counts as of the last `refresh`.
        """
        self.schema.check(condition, by)
        return self.view().counts(condition, tuple(by))

    def listing(self, condition: Condition) -> Listing:
        """The rows that meet the condition, newest year, month and day first, then by ref; read as far as asked."""
        self.schema.check(condition)
        return self.view().listing(condition)

    def refs(self, condition: Condition) -> list[str]:
        """All the refs that meet the condition at once, for conditions that few rows meet."""
        return self.listing(condition).refs()

    def view(self) -> View:
        """The state questions are answered from; the first call reads it."""
        return self._view if self._view is not None else self.refresh()

    def refresh(self) -> View:
        """Catch up with the reader: one question for changes, rows only for what is new.

        Sealed refs are read once; pending ones again at every refresh until they are sealed,
        and once more when they vanish without being sealed (their transaction was undone).
        """
        with self._lock:
            stamp = manifests.stamp(self._folder)
            if self._view is None or stamp != self._stamp:
                self._view = self._reopened(self._view)
                self._stamp = stamp
            self._view = self._caught_up(self._view)
            return self._view

    def snapshot(self) -> Snapshot:
        """Names the state that `counts` answers from."""
        state = self.view()
        files = dict(state.base.manifest.files) if state.base.manifest else {}
        return Snapshot(state.seq, files, state.base.seq)

    def pin(self) -> Pinned:
        """Keep the state that `counts` answers from, so that it can be counted again after any change."""
        view, last = self.view(), self._pinned
        if last is None or last[0] is not view or last[1].name not in snapshots.kept(self._folder):
            last = self._pinned = (view, snapshots.pin(self._folder, view))
        return last[1]

    def pinned(self, name: str) -> View:
        """A kept state by its name. Raises FactError for one that is not kept."""
        return snapshots.read(self._folder, name)

    def unpin(self, name: str) -> None:
        """Let go of a kept state."""
        snapshots.unpin(self._folder, name)

    def verify(self, name: str) -> None:
        """Compare every file of a kept state with its digest. Raises FactError where one differs."""
        snapshots.verify(self._folder, name)

    def compact(self) -> Manifest:
        """Write a new base on disk up to the last sealed change, and let it take force in one step.

        A second process waits for the first and then finds nothing left to do. A base of another
        schema, or a broken one, is rebuilt from all rows.
        """
        from safecommunity.engine import parquet

        with manifests.lock(self._folder):
            current = self._on_disk()
            fresh = self._rebuilt() if current is None else self._merged(current)
            if fresh is current and current is not None and current.manifest is not None:
                return current.manifest

            def fill(directory: Path) -> None:
                bases.write(fresh, directory)
                parquet.write(self.schema, fresh.table, directory)

            return manifests.publish(self._folder, self.schema, fresh.seq, fresh.table.size, fill)

    @property
    def _folder(self) -> Path:
        return manifests.fact_folder(self.root, self.schema)

    def _on_disk(self) -> Base | None:
        manifest = manifests.read(self._folder, self.schema)
        if manifest is None:
            return None
        try:
            return bases.opened(self._folder, manifest, self.schema)
        except (OSError, ValueError, KeyError) as problem:
            log.warning("base of fact %s cannot be read and will be rebuilt: %s", self.schema.name, problem)
            return None

    def _reopened(self, before: View | None) -> View:
        """The base on disk where it can be used, else the one in memory we had, else a full read."""
        base = self._on_disk()
        if base is None and before is not None:
            return before
        if base is None:
            base = self._rebuilt()
        # Refs pending before may be in the base, or undone: they are looked at once more.
        return unchanged(self.schema, base, before.pending if before else frozenset())

    def _rebuilt(self) -> Base:
        # The number is taken first: what is committed while we read comes again as a change.
        seq = self.reader.changes(self.schema.name, 0).seq
        rows = iter(self.reader.all_rows(self.schema.name))
        # Encoded a batch at a time: a million rows as dicts would not fit a web process.
        tables = [encode(self.schema, [])]
        while batch := list(islice(rows, BATCH)):
            tables.append(encode(self.schema, batch))
        return bases.from_table(self.schema, join(tables), seq)

    def _merged(self, base: Base) -> Base:
        changes = self.reader.changes(self.schema.name, base.seq)
        if not changes.refs:
            return base
        refs = frozenset(changes.refs)
        state = moved_on(unchanged(self.schema, base), changes.seq, refs, (), list(self._present(refs)))
        keep = bases.everything_but(base, state.gone)
        return bases.from_table(self.schema, join([keep, state.added]), changes.seq)

    def _caught_up(self, state: View) -> View:
        changes = self.reader.changes(self.schema.name, state.seq)
        wanted = state.pending.union(changes.pending, changes.refs)
        if not wanted and changes.seq == state.seq:
            return state
        return moved_on(state, changes.seq, wanted, changes.pending, list(self._present(wanted)))

    def _present(self, refs: Iterable[str]) -> Iterator[Table]:
        """Those of the refs that exist, in batches the database can take; deleted ones are left out."""
        asked = sorted(refs)
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            rows = self.reader.rows(self.schema.name, batch)
            yield encode(self.schema, [{**rows[ref], "ref": ref} for ref in batch if ref in rows])
