"""One injury, several reports: joining them, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.injuries.actions import writing
from safecommunity.injuries.actions.recording import NotYours
from safecommunity.injuries.checks import Refused
from safecommunity.injuries.models import DuplicatePair, Injury, Report
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import actions as journal


@transaction.atomic
def link_reports(*, reader: Reader, injury: Injury, report: Report, at: datetime, by: str = "") -> Injury:
    """Say that a report tells of this injury; whatever else its old injury held comes along. Twice changes nothing."""
    _lock(report, injury)
    moved = Report.objects.select_related("injury", "place").get(pk=report.pk)
    if moved.injury_id == injury.pk:
        return injury
    target = Report.objects.filter(injury=injury, state=Report.State.LIVE).select_related("place").first()
    if target is None or moved.state != Report.State.LIVE:
        raise Refused.because(_("Only reports that stand can be joined; one of these was withdrawn"), "state")
    held = rights(reader)
    if not (held.may_link(moved) and held.may_link(target)):
        raise NotYours.because(_("Joining reports is for the CDC and the office of the place"), "rights")
    left = moved.injury
    Report.objects.filter(injury=left).update(injury=injury, is_primary=False)
    writing.choose_primary(injury)
    _settle(injury, by or reader.pid, at)
    journal.record(
        by=by or reader.pid, action="link_reports", kind="injury", ref=injury.ref, place=target.place.pid, at=at,
        changes=writing.changes_of(injury, left), detail={"report": moved.pid, "from": left.ref},
    )  # fmt: skip
    return injury


@transaction.atomic
def unlink_reports(*, reader: Reader, report: Report, at: datetime, by: str = "") -> Injury:
    """Give a report back to the injury it started. The injury it leaves keeps its other reports."""
    _lock(report)
    moved = Report.objects.select_related("injury", "own_injury", "place").get(pk=report.pk)
    if moved.injury_id == moved.own_injury_id:
        others = list(Report.objects.filter(injury=moved.injury).exclude(pk=moved.pk).order_by("pk"))
        if not others:
            return moved.injury
        # The report that started the joined injury cannot leave it: the others go home instead.
        for other in others:
            unlink_reports(reader=reader, report=other, at=at, by=by)
        return moved.injury
    if not rights(reader).may_link(moved):
        raise NotYours.because(_("Separating reports is for the CDC and the office of the place"), "rights")
    left, home = moved.injury, moved.own_injury
    Report.objects.filter(pk=moved.pk).update(injury=home, is_primary=False)
    writing.choose_primary(left)
    writing.choose_primary(home)
    _reopen(moved)
    journal.record(
        by=by or reader.pid, action="unlink_reports", kind="injury", ref=left.ref, place=moved.place.pid, at=at,
        changes=writing.changes_of(left, home), detail={"report": moved.pid, "to": home.ref},
    )  # fmt: skip
    return home


def _lock(report: Report, *others: Injury) -> None:
    """Hold every injury this concerns until the end: two people joining the same records take turns.

    Rows are taken in one order, so that two such deeds cannot wait for each other.
    """
    concerned = Report.objects.filter(pk=report.pk).values_list("injury_id", "own_injury_id").get()
    ids = sorted({*concerned, *(injury.pk for injury in others)})
    list(Injury.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    list(Report.objects.select_for_update().filter(injury_id__in=ids).order_by("pk").values_list("pk"))


def _settle(injury: Injury, by: str, at: datetime) -> None:
    """Pairs of the queue whose two reports now tell of one injury have been decided by that."""
    waiting = DuplicatePair.objects.filter(
        first__injury=injury, second__injury=injury, state=DuplicatePair.State.OPEN
    )
    waiting.update(state=DuplicatePair.State.JOINED, decided_by=by, decided_at=at)


def _reopen(report: Report) -> None:
    """Pairs of a report that has its own injury again wait for a decision again."""
    joined = DuplicatePair.objects.filter(
        Q(first=report) | Q(second=report), state=DuplicatePair.State.JOINED
    )
    parted = joined.exclude(first__injury=F("second__injury")).values_list("pk", flat=True)
    DuplicatePair.objects.filter(pk__in=list(parted)).update(
        state=DuplicatePair.State.OPEN, decided_by="", decided_at=None
    )
