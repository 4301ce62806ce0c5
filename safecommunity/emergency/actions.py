"""What the clock changes by itself: facts that say overdue, current or covered are told again once a day."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from safecommunity.emergency.duty.actions import open_months
from safecommunity.emergency.models import Drill, DrillFinding, DutyDay, EmergencyPlan, Resource
from safecommunity.emergency.publishing import yearly_changes
from safecommunity.emergency.resources import cover
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent

KIND = "emergency_clock"
LONGEST = timedelta(days=400)

__all__ = ["open_months", "tell_day"]


@transaction.atomic
def tell_day(*, by: str, at: datetime) -> int:
    """Once a day: records whose day passed since the last time have new facts; days of this month stand on every
    roster. How many facts there are."""
    today = timezone.localdate(at)
    if AuditEvent.objects.filter(kind=KIND, ref=today.isoformat()).exists():
        return 0
    last = AuditEvent.objects.filter(kind=KIND).order_by("-pk").values_list("ref", flat=True).first()
    since = date.fromisoformat(last) if last else today - LONGEST
    open_months(by=by, at=at)
    passed = Q(on__gte=since, on__lt=today)
    changes = [
        ChangeOf("drill", ref)
        for ref in Drill.objects.filter(passed, state="planned").values_list("ref", flat=True)
    ]
    late = DrillFinding.objects.filter(due__gte=since, due__lt=today, closed_on__isnull=True)
    changes += [ChangeOf("drill_finding", ref) for ref in late.values_list("ref", flat=True)]
    days = DutyDay.objects.filter(on__gt=since - timedelta(days=1), on__lte=today)
    changes += [ChangeOf("duty_day", ref) for ref in days.values_list("ref", flat=True)]
    for plan in EmergencyPlan.objects.filter(review_due__gte=since, review_due__lt=today, ends__isnull=True):
        changes += yearly_changes("emergency_plan", plan, today.year)
    for one in Resource.objects.filter(due__gte=since, due__lt=today, ends__isnull=True):
        changes += yearly_changes("emergency_resource", one, today.year)
    if Resource.objects.filter(kind="shelter", ends__isnull=True).exists():
        changes += cover.everything(today.year)
    journal.record(by=by, action="tell_overdue", kind=KIND, ref=today.isoformat(), at=at, changes=changes)
    return len(changes)
