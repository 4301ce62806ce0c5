"""Who may open the file of a piece of evidence."""

from typing import Any

from safecommunity.accreditation.models import Paper
from safecommunity.accreditation.queries import evidence
from safecommunity.accreditation.rights import Rights


def may_open(reader: Any, ref: str) -> bool:
    """Who may look at the piece."""
    return evidence.one(Rights(reader), ref) is not None


def may_open_paper(reader: Any, ref: str) -> bool:
    """Who sees the application the paper was filed with; the file of a piece of evidence stays with its own guard."""
    found = Paper.objects.select_related("application__place").filter(pid=ref).first()
    return found is not None and Rights(reader).sees_application(found.application)
