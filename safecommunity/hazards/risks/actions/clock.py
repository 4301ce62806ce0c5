"""What the clock changes by itself: facts that say "due" are told again once the day has passed."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from safecommunity.hazards.models import Risk, RiskAssessment
from safecommunity.hazards.risks.actions.entries import DUE, FACT
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent
from safecommunity.places.actions import year_ref

KIND = "risk_clock"
LONGEST = timedelta(days=800)


@transaction.atomic
def tell_due_risks(*, by: str, at: datetime) -> int:
    """Once a day: risks whose day passed since the last time have new facts. How many facts there are."""
    today = timezone.localdate(at)
    if AuditEvent.objects.filter(kind=KIND, ref=today.isoformat()).exists():
        return 0
    last = AuditEvent.objects.filter(kind=KIND).order_by("-pk").values_list("ref", flat=True).first()
    since = date.fromisoformat(last) if last else today - LONGEST
    late = Risk.objects.filter(ends__isnull=True, due__gte=since, due__lt=today).values_list("ref", flat=True)
    fell = RiskAssessment.objects.filter(done_on__isnull=True, next_due__gte=since, next_due__lt=today)
    changes = [ChangeOf(FACT, year_ref(ref, today.year)) for ref in late]
    changes += [ChangeOf(DUE, ref) for ref in fell.values_list("ref", flat=True)]
    journal.record(by=by, action="tell_due_risks", kind=KIND, ref=today.isoformat(), at=at, changes=changes)
    return len(changes)
