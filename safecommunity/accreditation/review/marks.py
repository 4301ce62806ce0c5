"""Reading marks. One's own always; those of all only through `side_by_side`, which refuses while scoring is blind."""

from collections.abc import Mapping
from dataclasses import dataclass

from safecommunity.accreditation.actions.refusal import NotYours
from safecommunity.accreditation.models import Panel, PanelMember, ReviewMark, ReviewNote
from safecommunity.accreditation.review.rights import Rights

Key = tuple[str, str]


@dataclass(frozen=True)
class Opened:
    """Marks of all whose marks count, once they are open: by member, then by item and part."""

    members: tuple[PanelMember, ...]
    grades: Mapping[int, Mapping[Key, str]]
    notes: Mapping[int, Mapping[str, ReviewNote]]

    def of(self, key: Key) -> list[str]:
        """Grades of one part in the order of the members; empty where one gave none."""
        return [self.grades[one.pk].get(key, "") for one in self.members]


def counting(panel: Panel) -> list[PanelMember]:
    """Members whose marks count: accepted, not barred since, handed in."""
    return list(panel.members.filter(state=PanelMember.State.ACCEPTED, handed_in_on__isnull=False))


def given(panel: Panel) -> dict[Key, set[str]]:
    """The different grades of each part, for the actions that decide; never for a page."""
    found: dict[Key, set[str]] = {}
    told = ReviewMark.objects.filter(member__in=counting(panel)).values_list("item", "part", "grade")
    for item, part, grade in told:
        found.setdefault((item, part), set()).add(grade)
    return found


def own(seat: PanelMember) -> dict[Key, str]:
    """One's own grades by item and part."""
    return {(item, part): grade for item, part, grade in seat.marks.values_list("item", "part", "grade")}


def own_notes(seat: PanelMember) -> dict[str, ReviewNote]:
    """One's own notes by item."""
    return {one.item: one for one in seat.notes.all()}


def side_by_side(rights: Rights, panel: Panel, seat: PanelMember | None) -> Opened:
    """Marks of all: three queries. NotYours while scoring is blind, and for the place reviewed at any time."""
    if not rights.sees_marks(panel, seat):
        raise NotYours(f"{panel.pid}: marks are not open")
    members = counting(panel)
    grades: dict[int, dict[Key, str]] = {one.pk: {} for one in members}
    notes: dict[int, dict[str, ReviewNote]] = {one.pk: {} for one in members}
    for mark in ReviewMark.objects.filter(member__in=members):
        grades[mark.member_id][mark.item, mark.part] = mark.grade
    for note in ReviewNote.objects.filter(member__in=members):
        notes[note.member_id][note.item] = note
    return Opened(tuple(members), grades, notes)
