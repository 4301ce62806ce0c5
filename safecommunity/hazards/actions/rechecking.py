"""A team that looks again sees it put right: the hazard of the first look goes on, no second one is made."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.hazards import loop, queries
from safecommunity.hazards.actions import recurring
from safecommunity.hazards.actions.finding import FACT, Photos, another, attach, step, titles, turn_due
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.hazards.models import ENDED, Hazard, State
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf


@transaction.atomic
def mend_at_recheck(
    *, reader: Reader, hazard: Hazard, fixed: str, on: date, at: datetime, before: Photos = (), after: Photos = (),
) -> Hazard:  # fmt: skip
    """It waits to be accepted, by somebody else (H1); that the team may inspect there was checked by the caller."""
    row = Hazard.objects.select_for_update(of=("self",)).select_related("place", "unit").get(pk=hazard.pk)
    _may_be_mended(row, fixed, on, after)
    another(row, after, before)
    row.state, row.fixed, row.reason = State.SUBMITTED, fixed or row.fixed, ""
    row.fixed_on, row.fixed_by = on, reader.pid
    today = timezone.localdate(at)
    row.turn_due = turn_due(row, today)
    changes = [ChangeOf(FACT, row.ref), *recurring.untie_later(row)]
    row.save()
    attach(before, queries.BEFORE, row, reader.pid, at, on)
    attach(after, queries.AFTER, row, reader.pid, at, on)
    step(row, "recheck", on, reader.pid, at, row.fixed)
    journal.record(
        by=reader.pid, action="hazard_recheck", kind="hazard", ref=row.pid, place=row.place.pid, at=at,
        changes=changes, detail={"state": row.state, "files": len(before) + len(after)},
    )  # fmt: skip
    return row


def _may_be_mended(row: Hazard, fixed: str, on: date, after: Photos) -> None:
    said = titles()
    if row.state in ENDED:
        raise Refused(_("%(number)s is ended already") % {"number": row.number})
    if why := loop.lacking(row):
        raise Refused(why)
    if not after:
        says = _("%(field)s: no photo came; a rectification is shown by one")
        raise Refused(says % {"field": said["after"]}, "after")
    if len(fixed) > 300:
        says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(says % {"field": said["fixed"], "came": len(fixed), "most": 300}, "fixed")
    if on < row.found_on:
        says = _("%(number)s was found on %(found)s; it cannot be put right on %(day)s")
        raise Refused(says % {"number": row.number, "found": row.found_on, "day": on})
