"""What every deed of this room begins and ends with."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.actions import year_ref
from safecommunity.programmes.actions.refusal import NotYours, Refused
from safecommunity.programmes.models import Project, State
from safecommunity.programmes.rights import Rights

FACT, KIND = "project", "project"
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
LONGEST_YEARS = 20


def locked(project: Project, reader: Reader, *, ended: bool = False) -> Project:
    """The project, held for this transaction, for somebody who keeps it. One that ended is changed no more."""
    row = Project.objects.select_for_update(of=("self",)).select_related("place").get(pk=project.pk)
    if not Rights(reader).keeps(row):
        raise NotYours(f"{row.pid}: not a project of this reader")
    if not ended and row.state in (State.FINISHED, State.STOPPED):
        raise Refused(_("“%(project)s” has ended; take it up again first") % {"project": row.title})
    return row


def years_of(project: Project, this_year: int) -> list[int]:
    """The years in which a project stands, the next one included while it has not ended; none it rested all through."""
    first = min(one.year for one in (project.starts, project.started_on) if one is not None)
    last = project.ended_on.year if project.ended_on else max(this_year + 1, first)
    span = range(max(first, EARLIEST.year), min(max(first, last), LATEST.year) + 1)
    return [year for year in span if not project.rested_all(year)]


def changes_of(project: Project, this_year: int) -> list[ChangeOf]:
    """The facts of a project in each of its years are new."""
    return [ChangeOf(FACT, year_ref(project.ref, year)) for year in years_of(project, this_year)]


def note(
    project: Project, action: str, *, by: str, at: datetime, changes: Iterable[ChangeOf] = (),
    detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """The one audit event of a deed."""
    journal.record(
        by=by, action=action, kind=KIND, ref=project.pid, place=project.place.pid, at=at, changes=changes,
        detail=detail,
    )  # fmt: skip


def text(came: Any, title: str, least: int, most: int, field: str = "") -> str:
    """Words of a length that may be. Raises Refused."""
    found = " ".join(str(came or "").replace("\x00", "").split())
    if not least <= len(found) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"field": title, "came": len(found), "least": least, "most": most}, field)
    return found


def within(came: Any, title: str, first: date, last: date, field: str = "") -> date:
    """A day that may be. Raises Refused."""
    if not isinstance(came, date) or not first <= came <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": title, "came": came or "—", "first": first, "last": last}, field)
    return came


def one_of(came: Any, title: str, allowed: dict[str, str], field: str = "") -> str:
    """A code of a list. Raises Refused with the words of what is allowed."""
    if str(came) not in allowed:
        says = _("%(field)s: got “%(came)s”; allowed: %(allowed)s")
        words = ", ".join(list(allowed.values())[:20])
        raise Refused(says % {"field": title, "came": str(came)[:30], "allowed": words}, field)
    return str(came)


def whole(came: Any, title: str, least: int, most: int, field: str = "") -> int:
    """A whole number that may be. Raises Refused."""
    if not isinstance(came, int) or not least <= came <= most:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        shown = {
            "field": title,
            "came": came if came is not None else "—",
            "first": f"{least:,}",
            "last": f"{most:,}",
        }
        raise Refused(says % shown, field)
    return came


def today_of(at: datetime) -> date:
    """The local day of a moment."""
    return timezone.localdate(at)
