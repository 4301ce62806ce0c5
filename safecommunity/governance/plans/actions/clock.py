"""What the clock changes by itself: facts that say "overdue" are told again once the day has passed."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from safecommunity.governance.models import Improvement, PlanItem
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent

KIND = "clock"
LONGEST = timedelta(days=400)  # after a longer sleep every due record of that time is told again


@transaction.atomic
def tell_overdue(*, by: str, at: datetime) -> int:
    """Once a day: records whose day passed since the last time have new facts. How many there are.

    Overdue is never stored; only the fact, which is a copy for counting, has to be made again.
    """
    today = timezone.localdate(at)
    if AuditEvent.objects.filter(kind=KIND, ref=today.isoformat()).exists():
        return 0
    last = AuditEvent.objects.filter(kind=KIND).order_by("-pk").values_list("ref", flat=True).first()
    since = date.fromisoformat(last) if last else today - LONGEST
    # due yesterday or before is late today; what was due before `since` was told then
    passed = Q(due__gte=since, due__lt=today)
    first = passed | Q(first_due__gte=since, first_due__lt=today)
    items = PlanItem.objects.filter(passed, dropped_on__isnull=True)
    found = Improvement.objects.filter(first, dropped_on__isnull=True)
    changes = [
        *(ChangeOf("plan_item", ref) for ref in items.values_list("ref", flat=True)),
        *(ChangeOf("improvement", ref) for ref in found.values_list("ref", flat=True)),
    ]
    journal.record(by=by, action="tell_overdue", kind=KIND, ref=today.isoformat(), at=at, changes=changes)
    return len(changes)
