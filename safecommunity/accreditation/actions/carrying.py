"""Evidence goes on from one edition of a standard to the next, to the items that carry its text on."""

from datetime import datetime

from safecommunity.accreditation import standards
from safecommunity.accreditation.models import EvidenceUse, Sheet
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.standards import Standard
from safecommunity.places.models import Place


def carry(
    *, old: Sheet, new: Sheet, by: str, at: datetime, place: Place | None = None, before: Standard | None = None
) -> int:  # fmt: skip
    """Uses of an edition, of one place or of all, at the next edition. Answers how many are new. Inside the caller's
    transaction; what is used there already is not used twice."""
    after = sheets.of_sheet(new)
    moved = standards.carried(before or sheets.of_sheet(old), after)
    parts = set(after.part_codes)
    found = EvidenceUse.objects.filter(sheet=old, ended_on__isnull=True, evidence__withdrawn_on__isnull=True)
    there = EvidenceUse.objects.filter(sheet=new, ended_on__isnull=True)
    if place is not None:
        found, there = found.filter(evidence__place=place), there.filter(evidence__place=place)
    known = set(there.values_list("evidence_id", "item", "part"))
    uses = [
        EvidenceUse(evidence_id=use.evidence_id, sheet=new, item=moved[use.item], part=use.part, carried=True, by=by,
                    at=at)
        for use in found
        if use.item in moved and use.part in parts
        and (use.evidence_id, moved[use.item], use.part) not in known
    ]  # fmt: skip
    EvidenceUse.objects.bulk_create(uses, batch_size=1000)
    return len(uses)
