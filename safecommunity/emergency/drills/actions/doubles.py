"""Saying that two lines tell of one drill, that they do not, and taking it back (N5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency.drills import queries
from safecommunity.emergency.models import Drill, DrillDouble
from safecommunity.emergency.publishing import yearly_changes
from safecommunity.emergency.refusal import NotYours, Refused
from safecommunity.emergency.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

State = DrillDouble.State


def find_doubles(drill: Drill) -> int:
    """Put drills that may be the same into the queue; inside the caller's transaction."""
    pairs = [
        DrillDouble(
            first=min(drill, one, key=lambda row: row.pk), second=max(drill, one, key=lambda row: row.pk), on=drill.on
        )
        for one in queries.candidates(drill)
    ]  # fmt: skip
    DrillDouble.objects.bulk_create(pairs, ignore_conflicts=True)
    return len(pairs)


def _locked(double: DrillDouble, reader: Reader) -> DrillDouble:
    found = DrillDouble.objects.select_for_update(of=("self",)).select_related(
        "first__place", "second__place", "first__plan", "second__plan"
    )
    known = found.get(pk=double.pk)
    office = Rights(reader).office
    if known.first.place.pid not in office or known.second.place.pid not in office:
        raise NotYours(known.pid)
    return known


def _changes(drill: Drill, at: datetime, op: str) -> list[ChangeOf]:
    """Both the drill's own fact and those of its plan."""
    plans = yearly_changes("emergency_plan", drill.plan, at.year) if drill.plan is not None else []
    return [ChangeOf("drill", drill.ref, op), *plans]


@transaction.atomic
def join_double(*, reader: Reader, double: DrillDouble, keep: str, at: datetime) -> DrillDouble:
    """They are one drill: `keep` (a pid of the two) counts, the other stays readable and counts no more."""
    known = _locked(double, reader)
    if keep not in (known.first.pid, known.second.pid):
        raise Refused(_("Choose which of the two lines counts"))
    if known.state == State.JOINED:
        raise Refused(_("They are joined already; take it back first"))
    counts, other = (known.first, known.second) if keep == known.first.pid else (known.second, known.first)
    for one in (counts, other):
        if one.state != Drill.State.DONE:
            raise Refused(_("%(number)s does not count any more") % {"number": one.number})
    if other.joined.exists():
        says = _(
            "%(number)s already counts for another line; let it count here too, or take that apart first"
        )
        raise Refused(says % {"number": other.number})
    other.state, other.counted_with = Drill.State.JOINED, counts
    other.save(update_fields=["state", "counted_with"])
    return _decided(known, State.JOINED, reader.pid, at, _changes(other, at, "delete"))


@transaction.atomic
def keep_apart(*, reader: Reader, double: DrillDouble, at: datetime) -> DrillDouble:
    """They are two drills; both count."""
    known = _locked(double, reader)
    if known.state == State.JOINED:
        raise Refused(_("They are joined already; take it back first"))
    return _decided(known, State.APART, reader.pid, at, [])


@transaction.atomic
def reopen_double(*, reader: Reader, double: DrillDouble, at: datetime) -> DrillDouble:
    """Take a decision back: joined lines count by themselves again."""
    known = _locked(double, reader)
    changes: list[ChangeOf] = []
    for one, other in ((known.first, known.second), (known.second, known.first)):
        if known.state == State.JOINED and one.counted_with_id == other.pk:
            one.state, one.counted_with = Drill.State.DONE, None
            one.save(update_fields=["state", "counted_with"])
            changes += _changes(one, at, "upsert")
    return _decided(known, State.OPEN, reader.pid, at, changes)


def _decided(double: DrillDouble, state: str, by: str, at: datetime, changes: list[ChangeOf]) -> DrillDouble:
    double.state = state
    double.decided_by, double.decided_at = ("", None) if state == State.OPEN else (by, at)
    double.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record(
        by=by, action=f"drill_double_{state}", kind="drill", ref=double.first.pid, place=double.first.place.pid, at=at,
        detail={"pair": double.pid, "with": double.second.pid}, changes=changes,
    )  # fmt: skip
    return double
