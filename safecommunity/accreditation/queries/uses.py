"""Evidence as a round sees it: of its place and edition, from its period, and as it stood when it was handed in."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from safecommunity.accreditation.models import EvidenceUse, Round


def of_round(one: Round) -> QuerySet[EvidenceUse]:
    """Uses that count for a round: a piece used for the same sheet in a later year proves nothing of an earlier one.

    A round that was handed in keeps the evidence it had then, whatever is brought in or taken off afterwards.
    """
    last = date(one.year, 12, 31)
    found = EvidenceUse.objects.filter(
        sheet=one.sheet_id, evidence__place=one.place_id, evidence__happened_on__lte=last,
        evidence__effective_from__lte=last,
    )  # fmt: skip
    if one.handed_in_on is None:
        return found.filter(ended_on__isnull=True, evidence__withdrawn_on__isnull=True)
    after = timezone.make_aware(datetime.combine(one.handed_in_on + timedelta(days=1), time.min))
    return found.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=one.handed_in_on), at__lt=after)
