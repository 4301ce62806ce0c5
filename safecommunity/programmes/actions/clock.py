"""What the clock changes by itself: facts that say "overdue" are told again once the day has passed."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent
from safecommunity.programmes.actions.milestones import FACT
from safecommunity.programmes.models import Milestone

KIND = "project_clock"
LONGEST = timedelta(days=400)


@transaction.atomic
def tell_overdue(*, by: str, at: datetime) -> int:
    """Once a day: open milestones whose day passed since the last time have new facts. How many there are."""
    today = timezone.localdate(at)
    if AuditEvent.objects.filter(kind=KIND, ref=today.isoformat()).exists():
        return 0
    last = AuditEvent.objects.filter(kind=KIND).order_by("-pk").values_list("ref", flat=True).first()
    since = date.fromisoformat(last) if last else today - LONGEST
    passed = Q(due__gte=since, due__lt=today) | Q(first_due__gte=since, first_due__lt=today)
    refs = Milestone.objects.filter(passed, done_on__isnull=True, dropped_on__isnull=True).values_list(
        "ref", flat=True
    )
    changes = [ChangeOf(FACT, ref) for ref in refs]
    journal.record(by=by, action="tell_overdue", kind=KIND, ref=today.isoformat(), at=at, changes=changes)
    return len(changes)
