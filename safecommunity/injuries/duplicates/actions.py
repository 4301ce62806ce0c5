"""Writing the queue: pairs found, joined, kept apart, and each decision taken back."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.injuries.actions.linking import link_reports, unlink_reports
from safecommunity.injuries.actions.recording import NotYours
from safecommunity.injuries.checks import Refused
from safecommunity.injuries.duplicates import matching, searching
from safecommunity.injuries.models import DuplicatePair, DuplicateSearch
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import actions as journal
from safecommunity.journal.models import Change

AT_ONCE = 50_000  # changes read in one go: a list in any order is compared day by day, not again and again
CHUNK = 2_000
FACT = "injury"
State = DuplicatePair.State
Key = tuple[int, int]


def find_pairs(*, refs: Iterable[str], by: str, at: datetime) -> int:
    """Compare the reports of these injuries with all others; answers how many new pairs were put into the queue.

    Looking again finds nothing new, leaves decisions alone, and drops open pairs that no longer agree.
    """
    ordered = searching.by_day(dict.fromkeys(refs))
    return sum(_keep(*searching.pairs(chunk), by=by, at=at)[0] for chunk in _chunks(ordered))


def compare_run(
    *, run: str, by: str, at: datetime, say: Callable[[int, int], None] = lambda _done, _all: None
) -> int:
    """Compare what an import run brought with all other reports; answers how many pairs of its rows wait.

    Counts a pair whoever found it: beside a running server its keeper may have been faster.
    """
    refs = searching.refs_of_run(run)
    waiting: set[Key] = set()
    for done, chunk in enumerate(_chunks(refs)):
        say(done * CHUNK, len(refs))
        waiting |= _keep(*searching.pairs(chunk), by=by, at=at)[1]
    return len(waiting)


def _chunks(refs: Iterable[str]) -> Iterator[list[str]]:
    left = iter(refs)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _keep(
    looked_at: set[int], found: list[searching.Found], *, by: str, at: datetime
) -> tuple[int, set[Key]]:
    """Put what is new into the queue and take out what no longer agrees; writes nothing where nothing changed.

    How many are new, and which of those that agree wait.
    """
    known = {
        (pair.first_id, pair.second_id): pair
        for pair in DuplicatePair.objects.filter(searching.touching(looked_at))
    }
    agree = {(one.first, one.second) for one in found}
    new = [one for one in found if (one.first, one.second) not in known]
    gone = [pair.pk for key, pair in known.items() if pair.state == State.OPEN and key not in agree]
    wait = {key for key in agree if key not in known or known[key].state == State.OPEN}
    if not new and not gone:
        return 0, wait
    with transaction.atomic():
        DuplicatePair.objects.filter(pk__in=gone, state=State.OPEN).delete()
        DuplicatePair.objects.bulk_create(
            [
                DuplicatePair(
                    first_id=one.first, second_id=one.second, reasons=list(one.reasons), injury_on=one.day,
                    strength=matching.strength(one.reasons), found_at=at,
                )
                for one in new
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        journal.record(
            by=by, action="find_pairs", kind="duplicate_search", ref=at.isoformat(timespec="seconds"), at=at,
            detail={"found": len(new), "dropped": len(gone)},
        )  # fmt: skip
    return len(new), wait


def search(*, by: str, at: datetime) -> int:
    """Look at what changed since the last search; answers how many changes were read, 0 when there is nothing more.

    The keeper calls this beside the pages, so that saving a card never waits for it.
    """
    mark, _made = DuplicateSearch.objects.get_or_create(pk=1)
    changed = list(
        Change.objects.filter(fact=FACT, seq__gt=mark.seq)
        .order_by("seq")
        .values_list("seq", "ref")[:AT_ONCE]
    )  # fmt: skip
    if changed:
        find_pairs(refs=[ref for _seq, ref in changed], by=by, at=at)
        DuplicateSearch.objects.filter(pk=1, seq=mark.seq).update(seq=changed[-1][0])
    return len(changed)


@transaction.atomic
def join_pair(*, reader: Reader, pair: DuplicatePair, at: datetime, by: str = "") -> DuplicatePair:
    """They are one injury: figures count it once from now on. The event is that of joining the reports."""
    locked = _decidable(reader, pair)
    if locked.state == State.JOINED:
        return locked
    sides = Q(first__injury=locked.first.injury, second__injury=locked.second.injury)
    turned = Q(first__injury=locked.second.injury, second__injury=locked.first.injury)
    if DuplicatePair.objects.filter(sides | turned, state=State.APART).exclude(pk=locked.pk).exists():
        raise Refused.because(
            _("Other reports of these two injuries were kept apart. Take that back first"), "state"
        )
    if locked.state == State.APART:
        raise Refused.because(_("These two were kept apart. Take that back first"), "state")
    link_reports(reader=reader, injury=locked.first.injury, report=locked.second, at=at, by=by)
    return DuplicatePair.objects.get(pk=locked.pk)


@transaction.atomic
def keep_apart(*, reader: Reader, pair: DuplicatePair, at: datetime, by: str = "") -> DuplicatePair:
    """They are two injuries; this pair is not proposed again."""
    locked = _decidable(reader, pair)
    if locked.state == State.APART:
        return locked
    if locked.state == State.JOINED:
        raise Refused.because(_("These two are joined. Take that back first"), "state")
    locked.state, locked.decided_by, locked.decided_at = State.APART, by or reader.pid, at
    return _saved(locked, "keep_apart", by or reader.pid, at)


@transaction.atomic
def reopen_pair(*, reader: Reader, pair: DuplicatePair, at: datetime, by: str = "") -> DuplicatePair:
    """Take a decision back: joined reports get their own injuries again, and the pair waits as before."""
    locked = _decidable(reader, pair)
    if locked.state == State.OPEN:
        return locked
    if locked.state == State.JOINED:
        one, other = locked.first, locked.second
        guest = (
            one if one.injury_id != one.own_injury_id and other.injury_id == other.own_injury_id else other
        )
        unlink_reports(reader=reader, report=guest, at=at, by=by)
        return DuplicatePair.objects.get(pk=locked.pk)
    locked.state, locked.decided_by, locked.decided_at = State.OPEN, "", None
    return _saved(locked, "reopen_pair", by or reader.pid, at)


def _decidable(reader: Reader, pair: DuplicatePair) -> DuplicatePair:
    locked = (
        DuplicatePair.objects.select_for_update(of=("self",))
        .select_related(
            "first__injury", "first__own_injury", "first__place",
            "second__injury", "second__own_injury", "second__place",
        )
        .get(pk=pair.pk)
    )  # fmt: skip
    held = rights(reader)
    if not (held.may_link(locked.first) and held.may_link(locked.second)):
        raise NotYours.because(_("Deciding is for the CDC and the office of both places"), "rights")
    return locked


def _saved(pair: DuplicatePair, action: str, by: str, at: datetime) -> DuplicatePair:
    pair.save()
    journal.record(
        by=by, action=action, kind="duplicate_pair", ref=pair.pid, place=pair.first.place.pid, at=at,
        detail={"reports": [pair.first.pid, pair.second.pid]},
    )  # fmt: skip
    return pair
