"""Writing the responsibility map: somebody takes over, somebody ends. What was stays readable."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Answerable
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place, SocialUnit

Kind = Answerable.Kind
LONGEST = 120
EARLIEST, AHEAD = date(1949, 10, 1), timedelta(days=366)


@transaction.atomic
def take_over(
    *,
    kind: str,
    place: Place,
    who: str,
    holder: str,
    starts: date,
    by: str,
    at: datetime,
    unit: SocialUnit | None = None,
    label: str = "",
    user: str = "",
) -> Answerable:
    """Somebody answers from a day on; whoever did before ends on that day. The same again changes nothing."""
    who, label = " ".join(who.split()), " ".join(label.split())
    _check(kind, place, who, holder, unit, label)
    _check_day(_("From"), starts, at)
    same = Answerable.objects.select_for_update().filter(kind=kind, place=place, unit=unit, label=label)
    now = same.filter(ends__isnull=True).first()
    if now is not None and now.who == who and now.holder == holder:
        return now
    if now is not None:
        if starts < now.starts:
            says = _("From: got %(came)s; allowed: not before %(starts)s, when %(who)s took it over")
            raise Refused(says % {"came": starts, "starts": now.starts, "who": now.who})
        now.ends = starts
        now.save(update_fields=["ends"])
    made = Answerable.objects.create(
        kind=kind,
        place=place,
        unit=unit,
        label=label,
        who=who,
        holder=holder,
        user=user,
        starts=starts,
        by=by,
        at=at,
    )
    journal.record(
        by=by,
        action="take_over_duty",
        kind="answerable",
        ref=made.pid,
        place=place.pid,
        at=at,
        detail={"kind": kind, "unit": unit.pid if unit else "", "holder": holder},
    )
    return made


@transaction.atomic
def end_duty(*, row: Answerable, on: date, by: str, at: datetime) -> Answerable:
    """Nobody answers for it from a day on: a gap that shows."""
    row = Answerable.objects.select_for_update(of=("self",)).select_related("place").get(pk=row.pk)
    if row.ends is not None:
        return row
    _check_day(_("Ends"), on, at)
    if on < row.starts:
        raise Refused(
            _("Ends: got %(came)s; allowed: not before %(starts)s") % {"came": on, "starts": row.starts}
        )
    row.ends = on
    row.save(update_fields=["ends"])
    journal.record(by=by, action="end_duty", kind="answerable", ref=row.pid, place=row.place.pid, at=at)
    return row


@transaction.atomic
def import_duties(
    *, rows: Iterable[dict[str, Any]], file_name: str, top: Place, by: str, at: datetime
) -> int:
    """Enter a list; repeatable: what holds already stays. One event more for the list."""
    before = Answerable.objects.count()
    for row in rows:
        same = {name: row[name] for name in ("kind", "place", "unit", "label")}
        held = Answerable.objects.filter(**same, who=row["who"], ends__isnull=True).first()
        take_over(by=by, at=at, **{**row, "holder": held.holder if held else row["holder"]})
    new = Answerable.objects.count() - before
    journal.record(
        by=by,
        action="import_duties",
        kind="answerable",
        ref=top.pid,
        place=top.pid,
        at=at,
        detail={"file": file_name[:150], "new": new},
    )
    return new


def _check_day(name: str, came: date, at: datetime) -> None:
    """A slip in the year would hold a place for decades: nothing before it ends could be entered any more."""
    last = timezone.localdate(at) + AHEAD
    if not EARLIEST <= came <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": name, "came": came, "first": EARLIEST, "last": last})


def _check(kind: str, place: Place, who: str, holder: str, unit: SocialUnit | None, label: str) -> None:
    if kind not in Kind.values or holder not in Answerable.Holder.values:
        raise Refused(_("Kind: got %(came)s; allowed: one of the list") % {"came": f"{kind} {holder}"[:40]})
    if not 1 <= len(who) <= LONGEST or not who.isprintable():
        raise Refused(_("Who: allowed are 1 to 120 characters"))
    if len(label) > LONGEST or not label.isprintable():
        raise Refused(_("Lane or lot: allowed are 1 to 120 characters"))
    if kind == Kind.ENTERPRISE and (unit is None or unit.place_id != place.pk):
        raise Refused(_("Enterprise: nothing was chosen"))
    if kind == Kind.COMMUNITY and place.level != "community":
        raise Refused(_("Community: %(place)s is none") % {"place": place.name})
    if kind in (Kind.LANE, Kind.LOT) and not label:
        raise Refused(_("Lane or lot: allowed are 1 to 120 characters"))
