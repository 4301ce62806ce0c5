"""Checking a list and importing it, batch by batch; what it found, for pages, workbooks and the command line."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from safecommunity.injuries import checks
from safecommunity.injuries.actions.lists import BATCH, Packed, known_keys, pack, record_list_batch
from safecommunity.injuries.importing.ground import Ground, Target
from safecommunity.injuries.importing.plan import Batch, Originals, Plan, Wrong
from safecommunity.injuries.importing.reading import Row, Table
from safecommunity.injuries.importing.rows import RowReader
from safecommunity.injuries.importing.stored import listed
from safecommunity.injuries.models import Injury, Report
from safecommunity.intake import actions as intake
from safecommunity.intake import statistics
from safecommunity.intake.models import ImportRun, RowError
from safecommunity.journal import turns

KIND = "injuries"
ATTEMPTS = 3
MOST_EXAMPLES = 20
STEP = 2500  # rows read and stored as one batch
TOGETHER = 8  # batches in one transaction, as long as nobody else wants to write

Clock = Callable[[], datetime]
Sink = Callable[[Sequence[Row], Sequence[Wrong]], None]
"""hears the rows a batch cannot take, and why"""


@dataclass
class Found:
    """What a list holds. `read` = `good` + `rejected` + `duplicates`."""

    total: int = 0
    read: int = 0
    good: int = 0
    rejected: int = 0
    duplicates: int = 0
    errors: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Any]] = field(default_factory=dict)
    """rule → [message of the first row, rows]"""

    def as_data(self) -> dict[str, Any]:
        """For a run's preview."""
        asked = [
            {"rule": rule, "rows": rows, "says": self.examples[rule][0], "first": self.examples[rule][1]}
            for rule, rows in sorted(self.asked.items())
        ]
        return {
            "total": self.total, "read": self.read, "good": self.good, "rejected": self.rejected,
            "duplicates": self.duplicates, "errors": self.errors, "asked": asked,
        }  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """Rows start … stop of a list, ready to be stored, and what is wrong with the others."""

    start: int
    stop: int
    rows: Packed
    wrong: list[Wrong]
    rejected: int
    repeated: int
    turned_down: list[Row]


class Lists:
    """One list with its plan and its target."""

    def __init__(
        self, table: Table, plan: Plan, target: Target, *, now: datetime, originals: Originals | None = None,
        batch: int = STEP, ground: Ground | None = None,
    ) -> None:  # fmt: skip
        if not 1 <= batch <= BATCH:
            raise ValueError(f"batch: got {batch}, allowed: 1 to {BATCH}")
        self.table, self.plan, self.batch, self.now, self.originals = table, plan, batch, now, originals
        self.ground = ground or Ground(target)
        self.reader = RowReader(plan, self.ground, now=now, originals=originals)
        self.total = max(0, table.length - plan.skip)

    def batches(self, cut: int = 0) -> Iterator[tuple[list[Row], Batch]]:
        """The list from the top; the reader remembers keys, so no batch may be left out. A batch ends at `cut`."""
        rows, start = islice(self.table.rows(), self.plan.skip, None), 0
        while some := list(islice(rows, min(self.batch, cut - start) if start < cut else self.batch)):
            yield some, self.reader.read(some, start)
            start += len(some)

    def ready(self, cut: int = 0) -> Iterator[Ready]:
        """The batches behind row `cut`; those before it were stored, and are read for the keys of their rows only."""
        for rows, batch in self.batches(cut):
            if batch.stop > cut:
                yield Ready(
                    batch.start, batch.stop, pack(listed(batch, self.plan, self.ground)), batch.wrong, batch.rejected,
                    len(batch.repeated), batch.turned_down(rows),
                )  # fmt: skip

    def check(self, say: Callable[[Found, list[Wrong]], None], sink: Sink | None = None) -> Found:
        """Everything but storing; `say` hears after each batch how far it is and what was wrong in it."""
        found, met = Found(total=self.total), Met()
        for rows, batch in self.batches():
            keys = [batch.keys[at] for at in batch.good]
            there = known_keys(keys)
            duplicates = len(batch.repeated)
            for key in keys:
                duplicates += key in there or met.again(key)
            found.read += len(rows)
            found.duplicates += duplicates
            found.rejected += batch.rejected
            found.good = found.read - found.duplicates - found.rejected
            found.errors += len(batch.wrong)
            self._count_questions(found, batch)
            if sink:
                sink(batch.turned_down(rows), batch.wrong)
            say(found, batch.wrong)
        return found

    def _count_questions(self, found: Found, batch: Batch) -> None:
        at_row = {number: at for at, number in enumerate(batch.numbers)}
        for one in batch.asked:
            found.asked[one.rule] += 1
            known = found.examples.get(one.rule)
            if known is None:
                values = self.reader.values_of(batch.values, at_row[one.row])
                said = [f.message for f in checks.cross_checks(values) if f.rule == one.rule]
                known = found.examples[one.rule] = [said[0] if said else one.rule, []]
            if len(known[1]) < MOST_EXAMPLES:
                known[1].append(one.row)


class Met:
    """Keys met in this list, remembered in a few bytes each."""

    def __init__(self) -> None:
        self.marks: set[int] = set()

    def again(self, key: str) -> bool:
        """Whether a key has been met before; now it has."""
        mark = hash(key)
        if mark in self.marks:
            return True
        self.marks.add(mark)
        return False


def check_run(run: ImportRun, lists: Lists, clock: Clock) -> ImportRun:
    """Check an uploaded list: counts and row errors are kept with the run."""
    worker = secrets.token_hex(8)
    intake.take_over(run=run, state=ImportRun.State.CHECKING, worker=worker, at=clock())
    intake.clear_errors(run=run)
    kept = 0

    def say(found: Found, wrong: list[Wrong]) -> None:
        nonlocal kept
        intake.beat(run=run, worker=worker, preview=found.as_data(), at=clock())
        some = wrong[: max(0, intake.MOST_ERRORS - kept)]
        kept += len(some)
        intake.keep_errors(run=run, errors=as_errors(run, some))

    found = lists.check(say)
    intake.end_check(run=run, worker=worker, preview=found.as_data(), at=clock())
    return run


def import_run(
    run: ImportRun,
    lists: Lists,
    clock: Clock,
    *,
    sink: Sink | None = None,
    say: Callable[[ImportRun], None] | None = None,
) -> ImportRun:
    """Import the good rows of a list, going on where its last stored batch ended. Raises Overtaken."""
    worker = secrets.token_hex(8)
    from safecommunity.injuries.importing import ahead  # it reads what is written here

    intake.take_over(run=run, state=ImportRun.State.RUNNING, worker=worker, at=clock())
    kept = run.errors.count()
    most = TOGETHER if ahead.helps(lists, run.position) else 1
    with _many_pages():
        for some in _together(ahead.ready(lists, run.position), most):
            told: list[tuple[Ready, list[Wrong]]] = []
            for one in some:
                if sink:
                    sink(one.turned_down, one.wrong)
                wrong = [] if run.preview.get("total") else one.wrong[: max(0, intake.MOST_ERRORS - kept)]
                kept += len(wrong)
                told.append((one, wrong))
            while told:
                turns.give_way()
                told = told[_store(run, worker, lists, told, clock) :]
            if say:
                run.refresh_from_db()
                say(run)
    intake.end_run(run=run, done=True, at=clock())
    if run.accepted >= statistics.MANY:
        statistics.learn(Injury, Report)
    return run


def _together(found: Iterator[Ready], most: int) -> Iterator[list[Ready]]:
    """Batches that may be stored in one transaction; they are waited for before it begins, so it holds nobody up.

    Each batch stays what it is, with an audit event of its own. But keys of a long list fall anywhere in large indexes,
    and a page that several batches change is written to SQLite's log once.
    """
    if connection.vendor != "sqlite":
        most = 1
    while some := list(islice(found, most)):
        yield some


@contextmanager
def _many_pages() -> Iterator[None]:
    """SQLite keeps 2 MB of pages by itself; random keys fall anywhere in large indexes: 128 MB are kept.

    The log is copied back at every 64 MB, between two transactions and before anybody else's small write would have to.
    """
    if connection.vendor != "sqlite":
        yield
        return
    _pragmas("cache_size = -131072", "wal_autocheckpoint = 16384", "journal_size_limit = 67108864")
    try:
        yield
    finally:
        _pragmas("cache_size = -2000", "wal_autocheckpoint = 32768")


def _pragmas(*settings: str) -> None:
    with connection.cursor() as cursor:
        for one in settings:
            cursor.execute(" ".join(("PRAGMA", one)))


def _store(
    run: ImportRun, worker: str, lists: Lists, batches: Sequence[tuple[Ready, list[Wrong]]], clock: Clock
) -> int:
    """Batches that stand or fall together; returns how many. Fewer than came where somebody else waits to write."""
    for attempt in range(ATTEMPTS):
        stored = 0
        try:
            with transaction.atomic():
                for batch, wrong in batches:
                    record_list_batch(
                        run=run, worker=worker, start=batch.start, stop=batch.stop, rows=batch.rows,
                        errors=as_errors(run, wrong), rejected=batch.rejected, repeated=batch.repeated,
                        place=lists.ground.target.place, by=run.by, at=clock(),
                    )  # fmt: skip
                    stored += 1
                    if turns.wanted():
                        break
            return stored
        except IntegrityError:
            # Another import of the same rows was faster. Its rows are duplicates now: do these batches again.
            if attempt == ATTEMPTS - 1:
                raise
    return 0


def as_errors(run: ImportRun, wrong: Sequence[Wrong]) -> list[RowError]:
    """Row errors as they are kept."""
    return [
        RowError(
            run=run, row=one.row, column=one.heading[:60], letter=one.letter, field=one.field, came=one.came[:120],
            allowed=one.allowed[:300], fix=one.fix[:120],
        )
        for one in wrong
    ]  # fmt: skip


def told(wrong: Wrong) -> str:
    """An error in one line, for a remarks column."""
    if not wrong.came:
        return _("%(column)s (%(letter)s): empty; %(allowed)s") % {
            "column": wrong.heading, "letter": wrong.letter, "allowed": wrong.allowed,
        }  # fmt: skip
    says = _("%(column)s (%(letter)s): got “%(came)s”; allowed: %(allowed)s")
    return says % {
        "column": wrong.heading, "letter": wrong.letter, "came": wrong.came, "allowed": wrong.allowed,
    }  # fmt: skip
