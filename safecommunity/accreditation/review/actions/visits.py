"""The schedule of a visit day: stops that clash with nobody's and no place's other stop."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.refusal import Refused
from safecommunity.accreditation.models import Panel, PanelMember, VisitStop
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review.actions.common import (
    LIVE,
    in_state,
    lead,
    locked,
    log,
    on_sheet,
    plain,
)
from safecommunity.places.models import SocialUnit
from safecommunity.places.queries import subtree

S = Panel.State
AHEAD, MOST_STOPS = timedelta(days=400), 60


@transaction.atomic
def add_stop(
    *, reader: Reader, panel: Panel, day: date, starts: time, ends: time, members: Sequence[str], items: Sequence[str],
    at: datetime, unit: SocialUnit | None = None, spot: str = "", note: str = "",
) -> VisitStop:  # fmt: skip
    """The lead sets a stop. Refused where a reviewer, or the unit, is at another stop at that time."""
    held = locked(panel)
    lead(reader, held)
    in_state(held, S.FORMING, S.SCORING)
    today = timezone.localdate(at)
    if not today <= day <= today + AHEAD:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": _("Day"), "came": day, "first": today, "last": today + AHEAD}
        raise Refused(says % told, "day")
    if ends <= starts:
        says = _("Until: got %(came)s; allowed: after %(first)s")
        raise Refused(says % {"came": f"{ends:%H:%M}", "first": f"{starts:%H:%M}"}, "ends")
    on_sheet(held, items, sheets.of_sheet(held.round.sheet).by_id)
    where = plain(spot, _("Place to see"), 80)
    if unit is None and not where:
        raise Refused(_("Choose a unit or name a place"), "spot")
    if unit is not None and unit.place.pid not in subtree(held.place.pid):
        raise Refused(_("Unit: allowed are units of %(place)s") % {"place": held.place.name}, "unit")
    going = list(held.members.filter(pid__in=members, state__in=LIVE))
    if not going or len(going) != len(set(members)):
        raise Refused(_("Who goes: choose reviewers of the panel"), "members")
    _clashes(held, day, starts, ends, going, unit, where)
    made = VisitStop.objects.create(
        panel=held, day=day, starts=starts, ends=ends, spot="" if unit else where, unit=unit,
        items=list(dict.fromkeys(items)), note=plain(note, _("Note"), 200), by=reader.pid, at=at,
    )  # fmt: skip
    made.members.set(going)
    log("add_stop", held, reader.pid, at, stop=made.pid, day=day.isoformat())
    return made


def _clashes(
    held: Panel,
    day: date,
    starts: time,
    ends: time,
    going: list[PanelMember],
    unit: SocialUnit | None,
    where: str,
) -> None:
    """One reviewer is in one place at a time, over all his panels; a place receives one group at a time."""
    same = VisitStop.objects.filter(day=day, dropped_on__isnull=True, starts__lt=ends, ends__gt=starts)
    if VisitStop.objects.filter(panel=held, dropped_on__isnull=True).count() >= MOST_STOPS:
        raise Refused(_("Stops: allowed are %(most)s") % {"most": MOST_STOPS})
    users = [one.user for one in going]
    for stop in same.filter(members__user__in=users).select_related("unit").distinct()[:1]:
        busy = stop.members.filter(user__in=users).values_list("user", flat=True)
        says = _("%(who)s is at %(where)s from %(starts)s to %(ends)s")
        where = stop.where if stop.panel_id == held.pk else _("another visit")
        told = {"who": "、".join(people.names(busy).values()), "where": where,
                "starts": f"{stop.starts:%H:%M}", "ends": f"{stop.ends:%H:%M}"}  # fmt: skip
        raise Refused(says % told, "members")
    there = same.filter(unit=unit) if unit is not None else same.filter(panel=held, spot=where)
    for stop in there.select_related("unit")[:1]:
        says = _("%(where)s is seen from %(starts)s to %(ends)s already")
        told = {"where": stop.where, "starts": f"{stop.starts:%H:%M}", "ends": f"{stop.ends:%H:%M}"}
        raise Refused(says % told, "unit" if unit is not None else "spot")


@transaction.atomic
def drop_stop(*, reader: Reader, stop: VisitStop, at: datetime) -> None:
    """The lead takes a stop out; the log keeps it."""
    held = locked(stop.panel)
    lead(reader, held)
    in_state(held, S.FORMING, S.SCORING)
    found = held.stops.select_for_update().get(pk=stop.pk)
    if found.dropped_on is None:
        found.dropped_on = timezone.localdate(at)
        found.save(update_fields=["dropped_on"])
        log("drop_stop", held, reader.pid, at, stop=found.pid)
