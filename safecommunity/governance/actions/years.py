"""What New Year changes by itself: whatever stands goes on standing, so the next year has its facts."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from safecommunity.figures import registry
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent

KIND = "year"


@transaction.atomic
def open_year(*, by: str, at: datetime) -> int:
    """Once a year: the facts of all that stands for years, in every room, reach one year further. How many there are.

    A record tells its facts up to the next year when it is written; a register nobody touches would end there. This
    year's are told with them: a room that came later was not asked a year ago.
    """
    year = timezone.localdate(at).year
    if AuditEvent.objects.filter(kind=KIND, ref=str(year)).exists():
        return 0
    changes = [
        ChangeOf(fact.schema.name, ref)
        for fact in registry.facts()
        if fact.standing_in is not None
        for standing in (year, year + 1)
        for ref in fact.standing_in(standing)
    ]
    journal.record(by=by, action="open_year", kind=KIND, ref=str(year), at=at, changes=changes)
    return len(changes)
