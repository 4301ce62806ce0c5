"""What New Year changes by itself: whatever stands goes on standing, so the next year has its facts."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from safecommunity.governance.models import Agency, Body, Membership
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent
from safecommunity.places.actions import year_ref
from safecommunity.places.models import SocialUnit

STANDING = (("unit", SocialUnit), ("agency", Agency), ("body", Body), ("membership", Membership))
KIND = "year"


@transaction.atomic
def open_year(*, by: str, at: datetime) -> int:
    """Once a year: the facts of all that stands for years reach one year further. How many there are.

    A record tells its facts up to the next year when it is written; a register nobody touches would end there.
    """
    year = timezone.localdate(at).year
    if AuditEvent.objects.filter(kind=KIND, ref=str(year)).exists():
        return 0
    changes = [
        ChangeOf(fact, year_ref(ref, year + 1))
        for fact, model in STANDING
        for ref in model.objects.filter(ends__isnull=True).values_list("ref", flat=True)
    ]
    journal.record(by=by, action="open_year", kind=KIND, ref=str(year), at=at, changes=changes)
    return len(changes)
