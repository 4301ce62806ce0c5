"""Saying that two lines tell of one event, that they do not, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.outreach.checks import NotYours, Refused
from safecommunity.outreach.models import Double, Entry
from safecommunity.outreach.queries.rights import rights

FACT = "outreach"


def _locked(double: Double, reader: Reader) -> Double:
    found = Double.objects.select_for_update(of=("self",)).select_related("first__place", "second__place")
    known = found.get(pk=double.pk)
    office = rights(reader).office
    if known.first.place.pid not in office or known.second.place.pid not in office:
        raise NotYours.because(_("Both lines must belong to your office"))
    return known


@transaction.atomic
def join_double(*, reader: Reader, double: Double, keep: str, at: datetime, by: str = "") -> Double:
    """They are one event: `keep` (a ref of the two) counts, the other stays readable and counts no more."""
    known = _locked(double, reader)
    if keep not in (known.first.ref, known.second.ref):
        raise Refused.because(_("Choose which of the two lines counts"), "keep")
    if known.state == Double.State.JOINED:
        raise Refused.because(_("They are joined already; take it back first"))
    counts, other = (known.first, known.second) if keep == known.first.ref else (known.second, known.first)
    counts = Entry.objects.select_for_update().get(pk=counts.pk)
    other = Entry.objects.select_for_update().get(pk=other.pk)
    for line in (counts, other):
        if line.state != Entry.State.LIVE:
            raise Refused.because(_("%(number)s does not count any more") % {"number": line.number})
    if other.joined.exists():
        says = _(
            "%(number)s already counts for another line; let it count here too, or take that apart first"
        )
        raise Refused.because(says % {"number": other.number}, "keep")
    other.state, other.counted_with = Entry.State.JOINED, counts
    other.save(update_fields=["state", "counted_with"])
    return _decided(known, Double.State.JOINED, by or reader.pid, at, [ChangeOf(FACT, other.ref, "delete")])


@transaction.atomic
def keep_apart(*, reader: Reader, double: Double, at: datetime, by: str = "") -> Double:
    """They are two events; both count."""
    known = _locked(double, reader)
    if known.state == Double.State.JOINED:
        raise Refused.because(_("They are joined already; take it back first"))
    return _decided(known, Double.State.APART, by or reader.pid, at, [])


@transaction.atomic
def reopen_double(*, reader: Reader, double: Double, at: datetime, by: str = "") -> Double:
    """Take a decision back: joined lines count by themselves again."""
    known = _locked(double, reader)
    changes = []
    for line, other in ((known.first, known.second), (known.second, known.first)):
        if known.state == Double.State.JOINED and line.counted_with_id == other.pk:
            line.state, line.counted_with = Entry.State.LIVE, None
            line.save(update_fields=["state", "counted_with"])
            changes.append(ChangeOf(FACT, line.ref))
    return _decided(known, Double.State.OPEN, by or reader.pid, at, changes)


def _decided(double: Double, state: str, by: str, at: datetime, changes: list[ChangeOf]) -> Double:
    double.state = state
    double.decided_by, double.decided_at = ("", None) if state == Double.State.OPEN else (by, at)
    double.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record(
        by=by, action=f"outreach_double_{state}", kind="outreach", ref=double.first.ref, place=double.first.place.pid,
        at=at, detail={"pair": double.pid, "with": double.second.ref}, changes=changes,
    )  # fmt: skip
    return double
