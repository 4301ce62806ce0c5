"""What every write about dwellings does: the row locked, the state told anew, the log and the facts."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures.sources import yearly_changes
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.housing import judging, words
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.models import Dwelling
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT, WORK_FACT = "dwelling", "retrofit"
KIND = "dwelling"
EARLIEST = date(2000, 1, 1)
DEAREST = 100_000_000


def locked(rights: Rights, dwelling: Dwelling, *, confirms: bool = False) -> Dwelling:
    """The dwelling as it stands, for who enters there; with `confirms` for who confirms there."""
    found = Dwelling.objects.select_for_update(of=("self",)).select_related("place").get(pk=dwelling.pk)
    if not (rights.may_confirm(found) if confirms else rights.may_enter(found)):
        raise NotYours(f"{found.pid}: not a dwelling of this reader's places")
    if found.ends is not None:
        says = _("%(number)s left the register on %(day)s")
        raise Refused(says % {"number": found.number, "day": found.ends})
    return found


def retell(dwelling: Dwelling, today: date) -> None:
    """State and grade of today beside the row, for lists."""
    now = judging.judged(dwelling.ratings.all(), dwelling.retrofits.all(), today)
    dwelling.state, dwelling.grade = now.state, now.grade
    dwelling.save(update_fields=["state", "grade"])


def log(action: str, dwelling: Dwelling, by: str, at: datetime, *more: ChangeOf, **detail: Any) -> None:
    """One event of the log with the facts that changed."""
    changes = [*yearly_changes(FACT, dwelling, timezone.localdate(at).year), *more]
    journal.record(
        by=by, action=action, kind=KIND, ref=dwelling.pid, place=dwelling.place.pid, at=at, detail=detail,
        changes=changes,
    )  # fmt: skip


def code(came: Any, listed: str, title: str, field: str, *, empty: bool = False) -> str:
    """One code of a list."""
    found = str(came or "")
    if not (words.CODES.knows(listed, found) or (empty and not found)):
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": title, "came": found[:30] or "—"}, field)
    return found


def whole(came: Any, low: int, high: int, title: str, field: str) -> int:
    """A whole number in a range."""
    if not isinstance(came, int) or isinstance(came, bool) or not low <= came <= high:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        shown = str(came)[:20] if came not in (None, "") else "—"
        raise Refused(says % {"field": title, "came": shown, "first": low, "last": high}, field)
    return came


def whole_or_none(came: Any, low: int, high: int, title: str, field: str) -> int | None:
    """The same, or nothing where nothing was said."""
    return None if came in (None, "") else whole(came, low, high, title, field)


def day(came: Any, first: date, last: date, title: str, field: str) -> date:
    """A day between two others."""
    if not isinstance(came, date) or not first <= came <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": title, "came": came or "—", "first": first, "last": last}, field)
    return came


def text(came: Any, most: int, title: str, field: str, *, least: int = 0) -> str:
    """One line of words."""
    found = " ".join(str(came or "").replace("\x00", "").split())
    if not least <= len(found) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": title, "came": len(found), "first": least, "last": most}, field)
    return found
