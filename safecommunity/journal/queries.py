"""Reading the log: a record's history, the change feed, and the verdict on the chain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import TruncDate

from safecommunity.journal import chain
from safecommunity.journal.models import AuditEvent, Change, Head


@dataclass(frozen=True)
class Feed:
    """Refs changed after a sequence number, plus those committed but not numbered yet."""

    seq: int
    refs: tuple[str, ...]
    pending: tuple[str, ...]


def changes(fact: str, after: int) -> Feed:
    """What changed in a fact table since `after`; one query however long the log is."""
    rows = Change.objects.filter(fact=fact).filter(Q(seq__gt=after) | Q(seq__isnull=True)).order_by("id")
    seq = after
    sealed: dict[str, None] = {}
    pending: dict[str, None] = {}
    for number, ref in rows.values_list("seq", "ref").iterator(chunk_size=5000):
        if number is None:
            pending[ref] = None
        else:
            sealed[ref] = None
            seq = max(seq, number)
    return Feed(seq, tuple(sealed), tuple(pending))


def last() -> tuple[int, str] | None:
    """The last deed on record, sealed or not: what was computed after it holds until there is another."""
    return AuditEvent.objects.order_by("-id").values_list("id", "ref").first()


def head() -> int:
    """The number of the last sealed event; 0 before the first."""
    return Head.objects.filter(id=1).values_list("number", flat=True).first() or 0


def touched_since(number: int, kinds: Iterable[str]) -> bool:
    """Whether anything was done to records of these kinds after a sealed event; what is not sealed yet counts."""
    later = Q(number__gt=number) | Q(number__isnull=True)
    return AuditEvent.objects.filter(later, kind__in=list(kinds)).exists()


def places_of(records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The place of some records as their last deed says it, by (kind, public id); one query for each kind."""
    wanted: dict[str, set[str]] = {}
    for kind, ref in records:
        wanted.setdefault(kind, set()).add(ref)
    found: dict[tuple[str, str], str] = {}
    for kind, refs in wanted.items():
        rows = AuditEvent.objects.filter(kind=kind, ref__in=refs).exclude(place="").order_by("id")
        found |= {(kind, ref): place for ref, place in rows.values_list("ref", "place")}
    return found


def days_done(kind: str, actions: Iterable[str], since: date) -> dict[str, date]:
    """The local day on which a deed of these was first done to each record, of those done since a day; one query."""
    rows = AuditEvent.objects.filter(kind=kind, action__in=list(actions), at__date__gte=since)
    found: dict[str, date] = {}
    for ref, on in rows.order_by("id").values_list("ref", TruncDate("at")):
        found.setdefault(ref, on)
    return found


def digests(kind: str, action: str) -> dict[str, str]:
    """The last checksum that deeds of one sort left in the log (`detail.digest`), by the record they were about."""
    rows = AuditEvent.objects.filter(kind=kind, action=action).order_by("id").values_list("ref", "detail")
    return {
        ref: str(detail["digest"]) for ref, detail in rows.iterator(chunk_size=5000) if detail.get("digest")
    }


def history(kind: str, ref: str, limit: int = 200) -> list[AuditEvent]:
    """What was done to one record, newest first."""
    return list(AuditEvent.objects.filter(kind=kind, ref=ref).order_by("-id")[:limit])


def deeds(kind: str, refs: Iterable[str], action: str) -> list[AuditEvent]:
    """Every time one thing was done to some records, newest first."""
    return list(AuditEvent.objects.filter(kind=kind, ref__in=list(refs), action=action).order_by("-id"))


@dataclass
class Verdict:
    """The result of checking the whole log."""

    sealed: int = 0
    unsealed: int = 0
    head: str = ""
    anchored: int | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.problems


def verify(most: int = 20) -> Verdict:
    """Walk the chain from the first event: content, order, gaps, the head row, and the anchor outside.

    Unsealed events are reported as a number: they are protected only once the sealer has been by.
    """
    verdict = Verdict(unsealed=AuditEvent.objects.filter(number__isnull=True).count())
    previous, expected = chain.GENESIS, 1
    hashes: dict[int, str] = {}
    anchor = _anchor(verdict)
    events = AuditEvent.objects.filter(number__isnull=False).order_by("number")
    for event in events.iterator(chunk_size=2000):
        number = event.number or 0
        if len(verdict.problems) >= most:
            break
        if number != expected:
            verdict.problems.append(f"events {expected}–{number - 1} are missing")
        if event.previous != previous:
            verdict.problems.append(f"event {number}: does not follow the event before it")
        if chain.link(event, number, event.previous) != event.hash:
            verdict.problems.append(f"event {number}: its content was changed")
        if anchor and number == anchor.number:
            hashes[number] = event.hash
        previous, expected = event.hash, number + 1
        verdict.sealed += 1
    verdict.head = previous if verdict.sealed else ""
    if len(verdict.problems) < most:
        _check_ends(verdict, expected - 1, anchor, hashes)
        _check_changes(verdict, most)
        _check_numbers(verdict)
    return verdict


def _anchor(verdict: Verdict) -> chain.Anchor | None:
    try:
        found = chain.read_anchor(settings.AUDIT_ANCHOR, settings.ANCHOR_KEY.encode())
    except chain.AnchorBroken as reason:
        verdict.problems.append(f"anchor: {reason}")
        return None
    verdict.anchored = found.number if found else None
    return found


def _check_ends(verdict: Verdict, last: int, anchor: chain.Anchor | None, hashes: dict[int, str]) -> None:
    head = Head.objects.filter(id=1).first()
    if head and (head.number != last or (last and head.hash != verdict.head)):
        verdict.problems.append(f"the log ends at event {last}, its head says {head.number}")
    if last and head is None:
        verdict.problems.append("the head of the log was removed")
    broken_anchor = any(problem.startswith("anchor") for problem in verdict.problems)
    if anchor is None:
        if (last or (head and head.number)) and not broken_anchor:
            verdict.problems.append("anchor: the file outside the database is missing")
        return
    if anchor.number > last:
        verdict.problems.append(
            f"the log is truncated: it ends at event {last}, the anchor saw {anchor.number}"
        )
    elif anchor.number and hashes.get(anchor.number) != anchor.hash:
        verdict.problems.append(f"event {anchor.number}: differs from what the anchor saw")


def _check_changes(verdict: Verdict, most: int) -> None:
    """The change feed belongs to its events: each event carries a digest of its own changes."""
    rows = Change.objects.order_by("event_id", "id").values_list("event_id", "fact", "ref", "op")
    promised = AuditEvent.objects.exclude(facts="").order_by("id").values_list("id", "number", "facts")
    groups = _grouped(rows.iterator(chunk_size=5000))
    owner, items = next(groups, (None, []))
    for event_id, number, facts in promised.iterator(chunk_size=5000):
        while owner is not None and owner < event_id:
            verdict.problems.append("changes were added to an event that recorded none")
            owner, items = next(groups, (None, []))
        mine: list[tuple[str, str, str]] = items if owner == event_id else []
        if chain.root_of_changes(mine) != facts:
            verdict.problems.append(f"event {number or 'unsealed'}: its changes were altered")
        if owner == event_id:
            owner, items = next(groups, (None, []))
        if len(verdict.problems) >= most:
            return
    if owner is not None:
        verdict.problems.append("changes were added to an event that recorded none")


def _check_numbers(verdict: Verdict) -> None:
    """Changes are numbered in the order of their events; a number set back would hide a row from the figures."""
    rows = Change.objects.filter(event__number__isnull=False).order_by("event__number", "id")
    last = 0
    for number, seq in rows.values_list("event__number", "seq").iterator(chunk_size=5000):
        if seq is None or seq <= last:
            verdict.problems.append(f"event {number}: the number of one of its changes was altered")
            return
        last = seq
    head = Head.objects.filter(id=1).first()
    if head and last > head.seq:
        verdict.problems.append(f"changes are numbered up to {last}, the head of the log says {head.seq}")


def _grouped(
    rows: Iterable[tuple[int, str, str, str]],
) -> Iterator[tuple[int | None, list[tuple[str, str, str]]]]:
    for event_id, group in groupby(rows, key=itemgetter(0)):
        yield event_id, [(fact, ref, op) for _event, fact, ref, op in group]
