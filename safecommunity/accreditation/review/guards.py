"""Who may open and add files of a review: photos at a reviewer's own note, papers of what was put right."""

from typing import Any

from safecommunity.accreditation.models import Panel, PanelMember, Rectification, ReviewNote
from safecommunity.accreditation.review import queries
from safecommunity.accreditation.review.actions.findings import KIND as RECTIFIED
from safecommunity.accreditation.review.actions.findings import PHOTOS as FOUND
from safecommunity.accreditation.review.rights import Rights

NOTES = "review_note"


def may_open_note(reader: Any, ref: str) -> bool:
    """A note's photos are as closed as its grades: his own, and those who see marks once they are open."""
    found = ReviewNote.objects.select_related("member__panel__place").filter(pid=ref).first()
    if found is None:
        return False
    rights, panel = Rights(reader), found.member.panel
    seat = rights.member(panel)
    return (seat is not None and seat.pk == found.member_id) or rights.sees_marks(panel, seat)


def place_for_note(reader: Any, ref: str) -> str | None:
    """Photos are added by who wrote the note, while he scores."""
    found = ReviewNote.objects.select_related("member__panel__place").filter(pid=ref).first()
    if found is None:
        return None
    panel = found.member.panel
    seat = Rights(reader).member(panel)
    mine = seat is not None and seat.pk == found.member_id and seat.state == PanelMember.State.ACCEPTED
    scoring = panel.state == Panel.State.SCORING and found.member.handed_in_on is None
    return panel.place.pid if mine and scoring else None


def may_open_rectification(reader: Any, ref: str) -> bool:
    """Who sees the finding."""
    found = Rectification.objects.select_related("finding").filter(pid=ref).first()
    return found is not None and queries.finding(Rights(reader), found.finding.pid) is not None


def may_open_finding(reader: Any, ref: str) -> bool:
    """Photos of what was found: who sees the finding."""
    return queries.finding(Rights(reader), ref) is not None


__all__ = [
    "FOUND",
    "NOTES",
    "RECTIFIED",
    "may_open_finding",
    "may_open_note",
    "may_open_rectification",
    "place_for_note",
]
