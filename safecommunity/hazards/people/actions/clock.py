"""What the clock changes by itself: visits and consents whose day passed; entries long without consent are erased."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from safecommunity.hazards.models import VulnerablePerson
from safecommunity.hazards.people.actions.common import FACT, facts_of, log
from safecommunity.hazards.people.actions.erasing import lapsed, take_off
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent
from safecommunity.places.actions import year_ref

KIND = "vulnerable_clock"
LONGEST = timedelta(days=400)


@transaction.atomic
def tell_passed(*, by: str, at: datetime) -> int:
    """Once a day: who became overdue or lost consent since the last time has new facts. How many facts."""
    today = timezone.localdate(at)
    if AuditEvent.objects.filter(kind=KIND, ref=today.isoformat()).exists():
        return 0
    last = AuditEvent.objects.filter(kind=KIND).order_by("-pk").values_list("ref", flat=True).first()
    since = date.fromisoformat(last) if last else today - LONGEST
    for person in lapsed(at):
        take_off(person, "lapsed", by, at)
        log("lapse_consent", person, by, at, changes=facts_of(person, today))
    passed = Q(next_visit__gte=since, next_visit__lt=today) | Q(
        consent_until__gte=since, consent_until__lt=today
    )
    refs = VulnerablePerson.objects.filter(passed, ends__isnull=True).values_list("ref", flat=True)
    changes = [ChangeOf(FACT, year_ref(ref, year)) for ref in refs for year in {since.year, today.year}]
    journal.record(by=by, action="tell_passed", kind=KIND, ref=today.isoformat(), at=at, changes=changes)
    return len(changes)
