"""What every write of a review begins with: the panel held, who asks, texts within their length, one audit event.

No event holds a grade or a note: whoever reads the log learns that something was marked, never how.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Panel, PanelMember
from safecommunity.accreditation.review import words
from safecommunity.accreditation.review.rights import SITS, Rights
from safecommunity.journal import actions as journal

LIVE = tuple(SITS)


def locked(panel: Panel) -> Panel:
    """The panel, held until the transaction ends: two deciding at once come one after the other."""
    found = Panel.objects.select_for_update(of=("self",)).select_related("place", "round__sheet")
    return found.get(pk=panel.pk)


def in_state(panel: Panel, *states: str) -> None:
    """Refuse what does not go with how far the panel has come."""
    if panel.state not in states:
        says = _("This is not possible now: %(state)s")
        raise Refused(says % {"state": words.panel(panel.state)})


def seat(reader: Reader, panel: Panel, *, accepted: bool = True) -> PanelMember:
    """The reader's own seat, held; refused with the rule's name where he works for the place."""
    rights = Rights(reader)
    mine = (
        PanelMember.objects.select_for_update().filter(panel=panel, user=reader.pid, state__in=LIVE).first()
        if rights.reviews
        else None
    )
    if mine is None or (accepted and mine.state != PanelMember.State.ACCEPTED):
        raise NotYours(f"{panel.pid}: not on this panel")
    if rights.works_for(panel.place):
        raise Refused(own_place(reader.pid, panel))
    return mine


def own_place(user: str, panel: Panel) -> str:
    """The refusal of who holds a role at the place reviewed."""
    says = _("Rule of recusal “%(rule)s”: %(who)s holds a role at %(place)s and cannot review it")
    who = people.names([user]).get(user, "")
    return says % {"rule": words.tie("works_there"), "who": who, "place": panel.place.name}


def lead(reader: Reader, panel: Panel) -> PanelMember:
    """The reader's seat, where he leads."""
    mine = seat(reader, panel)
    if not mine.lead:
        raise NotYours(f"{panel.pid}: the lead's")
    return mine


def appointer(reader: Reader, panel: Panel) -> None:
    """Refuse who does not appoint for this place."""
    if not Rights(reader).appoints(panel.place):
        raise NotYours(f"{panel.pid}: the appointing office's")


def plain(value: str, name: str, most: int, least: int = 0) -> str:
    """A text on one line within its length."""
    text = " ".join(value.split())
    if not least <= len(text) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"field": name, "came": len(text), "least": least, "most": most})
    return text


def on_sheet(panel: Panel, items: Iterable[str], known: Iterable[str]) -> None:
    """Refuse items the sheet has not."""
    wrong = [one for one in items if one not in set(known)]
    if wrong:
        says = _("Item: got “%(came)s”; allowed: an item of the sheet")
        raise Refused(says % {"came": ", ".join(wrong)[:60]}, "items")


def log(action: str, panel: Panel, by: str, at: datetime, **detail: Any) -> None:
    """One audit event."""
    journal.record(
        by=by, action=action, kind="panel", ref=panel.pid, place=panel.place.pid, at=at, detail=detail
    )
