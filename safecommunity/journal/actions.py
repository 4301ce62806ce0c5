"""Writing the log. `record` goes into the caller's transaction; `seal` numbers and chains what has been committed."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, Min

from safecommunity.journal import chain
from safecommunity.journal.models import AuditEvent, Change, Head

CHUNK = 500
log = logging.getLogger("safecommunity.journal")


@dataclass(frozen=True)
class ChangeOf:
    """A fact row touched by an action."""

    fact: str
    ref: str
    op: str = Change.Op.UPSERT


@dataclass(frozen=True)
class ChangesOf:
    """Rows of one fact touched by an action in one way: an import touches five thousand at once."""

    fact: str
    refs: Sequence[str]
    op: str = Change.Op.UPSERT

    def __iter__(self) -> Iterator[ChangeOf]:
        return (ChangeOf(self.fact, ref, self.op) for ref in self.refs)


def record(
    *,
    by: str,
    action: str,
    kind: str,
    ref: str,
    at: datetime,
    place: str = "",
    detail: dict | None = None,
    changes: Iterable[ChangeOf] | ChangesOf = (),
) -> AuditEvent:
    """Write one audit event and its changes inside the caller's transaction.

    `detail` is kept for ever and read by auditors: it must not hold names, identity numbers or phones.
    Raises RuntimeError outside a transaction, because an event without its deed (or a deed without
    its event) must not be possible.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"journal.record({action!r}) was called outside a transaction")
    touched = changes if isinstance(changes, ChangesOf) else list(changes)
    event = AuditEvent.objects.create(
        by=by,
        action=action,
        kind=kind,
        ref=ref,
        place=place,
        at=at,
        detail=detail or {},
        facts=chain.root_of_changes(_lines(touched)),
    )
    _write_changes(event, touched)
    return event


def _lines(touched: Sequence[ChangeOf] | ChangesOf) -> Iterable[tuple[str, str, str]]:
    """Changes as their digest takes them."""
    if isinstance(touched, ChangesOf):
        return zip(repeat(touched.fact), touched.refs, repeat(str(touched.op)))
    return ((c.fact, c.ref, str(c.op)) for c in touched)


SPREAD = "SELECT %s, %s, value, %s FROM json_each(%s) ORDER BY key"
SPREAD_POSTGRES = (
    "SELECT %s, %s, ref, %s FROM unnest(%s::text[]) WITH ORDINALITY AS touched (ref, at) ORDER BY at"
)


def _write_changes(event: AuditEvent, touched: Sequence[ChangeOf] | ChangesOf) -> None:
    """One prepared statement for all rows; of one fact in one way, one statement that spreads the refs."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in ("event_id", "fact", "ref", "op"))
    into = ("INSERT INTO", quote(Change._meta.db_table), "(", columns, ")")
    number = event.pk
    if isinstance(touched, ChangesOf):
        sqlite, refs = connection.vendor == "sqlite", list(touched.refs)
        statement = " ".join((*into, SPREAD if sqlite else SPREAD_POSTGRES))
        with connection.cursor() as cursor:
            cursor.execute(
                statement, [number, touched.fact, str(touched.op), json.dumps(refs) if sqlite else refs]
            )
        return
    if not touched:
        return
    statement = " ".join((*into, "VALUES (%s, %s, %s, %s)"))
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(number, c.fact, c.ref, str(c.op)) for c in touched])


def seal(*, now: datetime, limit: int = 5000) -> int:
    """Number, chain and anchor committed events; returns how many. One sealer at a time: the head row is the lock.

    On PostgreSQL ids are drawn before commit, so a later id may commit first; numbers are given only to
    rows already committed, hence `seq` is in commit order there too.
    """
    if not AuditEvent.objects.filter(number__isnull=True).exists():
        return 0
    with transaction.atomic():
        head = _locked_head()
        events = list(AuditEvent.objects.filter(number__isnull=True).order_by("id")[:limit])
        for event in events:
            head.number += 1
            event.number, event.previous = head.number, head.hash or chain.GENESIS
            event.hash = head.hash = chain.link(event, head.number, event.previous)
        AuditEvent.objects.bulk_update(events, ["number", "previous", "hash"], batch_size=CHUNK)
        head.seq = _number_changes([event.pk for event in events], head.seq)
        head.save()
    if events:
        anchor(now=now)
    return len(events)


def anchor(*, now: datetime) -> None:
    """Write the committed head outside the database, unless the log contradicts what stands there.

    A log that was cut or rewritten goes on growing. Anchoring it anew would make the forgery the truth with
    the next deed of anybody; so the old anchor stays, and `verify` goes on reporting, until somebody has looked.
    """
    with transaction.atomic():
        head = _locked_head()
        if problem := _contradiction():
            log.error("the audit log is not anchored: %s", problem)
            return
        chain.write_anchor(
            settings.AUDIT_ANCHOR,
            settings.ANCHOR_KEY.encode(),
            number=head.number,
            hash=head.hash,
            seq=head.seq,
            now=now,
        )


def _contradiction() -> str:
    """What in the log does not fit the anchor that stands; "" where it fits or there is none."""
    try:
        seen = chain.read_anchor(settings.AUDIT_ANCHOR, settings.ANCHOR_KEY.encode())
    except chain.AnchorBroken as reason:
        return str(reason)
    if seen is None or not seen.number:
        return ""
    now = AuditEvent.objects.filter(number=seen.number).values_list("hash", flat=True).first()
    return "" if now == seen.hash else f"event {seen.number} is not the one the anchor saw"


def _locked_head() -> Head:
    Head.objects.get_or_create(id=1)
    return Head.objects.select_for_update().get(id=1)


def _number_changes(event_ids: list[int], seq: int) -> int:
    """Number the changes of these events after `seq`; one statement an event, gaps allowed, order kept."""
    for start in range(0, len(event_ids), CHUNK):
        spans = (
            Change.objects.filter(event_id__in=event_ids[start : start + CHUNK])
            .values("event_id")
            .annotate(first=Min("id"), last=Max("id"))
            .order_by("event_id")
        )
        for span in list(spans):
            offset = seq + 1 - span["first"]
            Change.objects.filter(event_id=span["event_id"]).update(seq=F("id") + offset)
            seq = span["last"] + offset
    return seq
