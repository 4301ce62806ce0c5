"""A reviewer marks items alone, by sheets kept on a tablet and sent once, and hands in when all are marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.refusal import Refused
from safecommunity.accreditation.models import Panel, PanelMember, ReviewMark, ReviewNote, ReviewSheet
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review.actions.common import (
    LIVE,
    in_state,
    locked,
    log,
    on_sheet,
    plain,
    seat,
)
from safecommunity.accreditation.review.actions.consensus import opened
from safecommunity.accreditation.standards import Standard
from safecommunity.places.models import new_pid

S = Panel.State


@dataclass(frozen=True)
class Seen:
    """What a reviewer saw of one item: a grade a part, a note; what is empty is left as it is."""

    grades: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def keep_marks(
    *, reader: Reader, panel: Panel, seen: Mapping[str, Seen], at: datetime, client_id: str = ""
) -> tuple[PanelMember, bool]:
    """(seat, new): the same sheet sent twice is one. What is graded or noted stands before what was there.

    Refused whole where one line is not sound, so that a sheet is stored as it was filled in or not at all.
    """
    held = locked(panel)
    mine = seat(reader, held)
    if client_id and mine.sheets.filter(client_id=client_id[:64]).exists():
        return mine, False
    in_state(held, S.SCORING)
    if mine.handed_in_on is not None:
        raise Refused(_("Your marks were handed in; what was handed in is not changed"))
    standard = sheets.of_sheet(held.round.sheet)
    on_sheet(held, seen, standard.by_id)
    for item, told in seen.items():
        _check(standard, item, told)
    for item, told in seen.items():
        for part, grade in told.grades.items():
            ReviewMark.objects.update_or_create(
                member=mine, item=item, part=part, defaults={"grade": grade, "at": at}
            )
        if told.note.strip():
            ReviewNote.objects.update_or_create(
                member=mine, item=item, defaults={"note": " ".join(told.note.split()), "at": at}
            )
    said = {item: {"grades": dict(told.grades), "note": told.note} for item, told in seen.items()}
    ReviewSheet.objects.create(member=mine, client_id=(client_id or new_pid())[:64], said=said, at=at)
    mine.marked = mine.marks.count()
    mine.save(update_fields=["marked"])
    log("keep_marks", held, reader.pid, at, items=list(seen))
    return mine, True


def _check(standard: Standard, item: str, told: Seen) -> None:
    """Only grades of the sheet; a note has its length."""
    for part, grade in told.grades.items():
        if part not in standard.part_codes or grade not in standard.grade_codes:
            says = _("Item %(item)s: got grade “%(came)s”; allowed: %(allowed)s")
            came, allowed = f"{part[:20]} {grade[:20]}", ", ".join(standard.grade_codes)
            raise Refused(says % {"item": item, "came": came, "allowed": allowed})
    plain(told.note, _("Note"), 500)


@transaction.atomic
def hand_in_marks(*, reader: Reader, panel: Panel, at: datetime) -> Panel:
    """A reviewer hands his marks in whole. With the last of the panel the marks are open to all of it."""
    held = locked(panel)
    mine = seat(reader, held)
    in_state(held, S.SCORING)
    if mine.handed_in_on is not None:
        raise Refused(_("Your marks were handed in; what was handed in is not changed"))
    standard = sheets.of_sheet(held.round.sheet)
    left = len(standard.by_id) * len(standard.part_codes) - mine.marks.count()
    if left > 0:
        raise Refused(_("%(left)s grades are lacking; marks are handed in whole") % {"left": left})
    mine.handed_in_on = timezone.localdate(at)
    mine.save(update_fields=["handed_in_on"])
    log("hand_in_marks", held, reader.pid, at)
    if not held.members.filter(state__in=LIVE, handed_in_on__isnull=True).exists():
        opened(held, reader.pid, at)
    return held
