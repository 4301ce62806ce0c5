"""Writing targets: set, changed with the version it was read at, assigned down, dropped with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Target
from safecommunity.governance.targets import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.errors import IndicatorError
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

YEARS = (1949, 2199)
AGAIN = timedelta(minutes=2)
FIELDS = (
    "title",
    "sense",
    "low",
    "high",
    "unit",
    "firmness",
    "words",
    "figure",
    "starts",
    "deadline",
    "paper",
    "livelihood",
    "adds_up",
    "base",
    "base_number",
    "base_source",
    "note",
)
# what a part takes over from the target it is assigned of
HANDED_DOWN = (
    "title", "unit", "firmness", "words", "figure", "starts", "deadline", "paper", "livelihood", "adds_up", "base",
)  # fmt: skip


class Refused(Exception):
    """What cannot be promised, in words."""


class NotYours(Refused):
    """Another office sets this."""


@transaction.atomic
def set_target(
    *, reader: Reader, place: Place, values: Mapping[str, Any], at: datetime, by: str = ""
) -> Target:
    """Set a target of one's own place. The same sent twice, by a second click, is one target."""
    if not queries.sets_for(reader, place):
        raise NotYours(_("Targets of %(place)s are set by its own office") % {"place": place.name})
    made = Target(place=place, issuer=place, by=by or reader.pid, at=at, **_known(values))
    _check(made)
    sent = Target.objects.filter(
        place=place, parent__isnull=True, title=made.title, low=made.low, high=made.high, deadline=made.deadline,
        by=made.by, at__gt=at - AGAIN, dropped_on__isnull=True,
    ).first()  # fmt: skip
    if sent is not None:
        return sent
    made.save(force_insert=True)
    _note("set_target", made, by or reader.pid, at, {"low": str(made.low), "high": str(made.high or "")})
    return made


@transaction.atomic
def change_target(
    *, reader: Reader, target: Target, values: Mapping[str, Any], revision: int, at: datetime, by: str = ""
) -> Target:
    """Correct a target; refused where somebody changed it since it was read."""
    row = Target.objects.select_for_update(of=("self",)).select_related("place", "issuer").get(pk=target.pk)
    if not queries.may_change(reader, row):
        raise NotYours(_("Targets of %(place)s are set by its own office") % {"place": row.issuer.name})
    if row.revision != revision:
        raise Refused(_("Somebody else changed this target meanwhile; look at it again"))
    before = {name: getattr(row, name) for name in FIELDS}
    for name, value in _known(values).items():
        setattr(row, name, value)
    _check(row)  # it may empty the end of what is no range any more
    changed = [name for name, value in before.items() if getattr(row, name) != value]
    if changed:
        row.revision += 1
        row.save(update_fields=[*changed, "revision"])
        _note("change_target", row, by or reader.pid, at, {"fields": changed})
    return row


@dataclass(frozen=True)
class Pilots:
    """Who tries first, until when: the others follow after that day."""

    places: frozenset[str]
    until: date | None


@transaction.atomic
def assign(
    *,
    reader: Reader,
    target: Target,
    shares: Mapping[str, tuple[Decimal, Decimal | None] | None],
    at: datetime,
    by: str = "",
    pilots: Pilots | None = None,
    revisions: Mapping[str, int] | None = None,
) -> list[Target]:
    """Assign a target to the places beneath: (low, high) by place id, None takes an assignment back.

    Whether they add up is shown, not forced: the page says by how much not. With pilots, theirs fall due on the day the
    trials end, and the others begin then. ``revisions`` are those the form was filled beside, 0 where nothing was
    assigned: what somebody else assigned meanwhile is refused, not overwritten.
    """
    row = Target.objects.select_for_update(of=("self",)).select_related("place").get(pk=target.pk)
    if not queries.may_assign(reader, row):
        raise NotYours(_("This target is assigned further by the office that is to reach it"))
    _check_pilots(row, pilots, shares)
    under = {place.pid: place for place in Place.objects.filter(parent=row.place)}
    known = {
        part.place.pid: part for part in row.assigned.filter(dropped_on__isnull=True).select_related("place")
    }
    made: list[Target] = []
    for pid, share in shares.items():
        if pid not in under:
            raise Refused(_("One of the chosen is not beneath %(place)s") % {"place": row.place.name})
        part = known.get(pid)
        if revisions is not None and revisions.get(pid, 0) != (part.revision if part else 0):
            _nobody_between(under[pid], part, share, pilots)
        if share is not None:
            made.append(
                _part(row, part or Target(place=under[pid], by=by or reader.pid, at=at), share, pilots)
            )
        elif part is not None:
            part.dropped_on, part.reason = timezone.localdate(at), _("taken back")
            part.save(update_fields=["dropped_on", "reason"])
    tried = sorted(pilots.places) if pilots else []
    _note("assign_target", row, by or reader.pid, at, {"places": len(made), "pilots": len(tried)})
    return made


def _nobody_between(
    place: Place, part: Target | None, share: tuple[Decimal, Decimal | None] | None, pilots: Pilots | None
) -> None:
    """Refuse what was changed since the form was read, unless it stands as sent: a second click is no quarrel."""
    stands = (part.low, part.high) if part is not None else None
    tries = part is not None and part.wave == Target.Wave.PILOT
    wanted = pilots is not None and place.pid in pilots.places
    until = part.deadline == pilots.until if part is not None and pilots is not None and wanted else True
    if stands != share or tries != wanted or not until:
        says = _(
            "%(place)s: the assignment was changed by somebody else meanwhile; look at it and send yours again"
        )
        raise Refused(says % {"place": place.name})


def _part(row: Target, part: Target, share: tuple[Decimal, Decimal | None], pilots: Pilots | None) -> Target:
    """What one place is assigned, written."""
    part.parent, part.issuer = row, row.place
    for name in HANDED_DOWN:
        setattr(part, name, getattr(row, name))
    if row.base == Target.Base.STATED:
        part.base = Target.Base.NONE  # the number stated is the whole's
    part.low, part.high = share
    part.sense = (
        Target.Sense.RANGE if share[1] is not None else (row.sense if row.sense != "range" else "exact")
    )
    part.wave = Target.Wave.NONE
    if pilots is not None and pilots.until is not None:
        tries = part.place.pid in pilots.places
        part.wave = Target.Wave.PILOT if tries else Target.Wave.ROLL_OUT
        part.starts, part.deadline = (row.starts, pilots.until) if tries else (pilots.until, row.deadline)
    part.revision += 1
    _check(part)
    part.save()
    return part


def _check_pilots(row: Target, pilots: Pilots | None, shares: Mapping[str, Any]) -> None:
    """Pilots end between beginning and deadline, are assigned something, and leave somebody to follow."""
    if pilots is None:
        return
    if pilots.until is None or not row.starts < pilots.until < row.deadline:
        says = _("Pilots until: got %(came)s; allowed: a day between %(starts)s and %(deadline)s")
        raise Refused(says % {"came": pilots.until or "—", "starts": row.starts, "deadline": row.deadline})
    assigned = {pid for pid, share in shares.items() if share is not None}
    if not pilots.places <= assigned:
        raise Refused(_("A pilot needs a number of its own"))
    if pilots.places == assigned:
        raise Refused(_("Pilots: all places were chosen; allowed: fewer, so that somebody follows"))


@transaction.atomic
def drop_target(
    *, reader: Reader, target: Target, reason: str, on: date, at: datetime, by: str = ""
) -> Target:
    """Give a target up, with a reason; it stays readable, and so does what was assigned of it."""
    row = Target.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=target.pk)
    if not queries.may_change(reader, row):
        raise NotYours(_("Targets of %(place)s are set by its own office") % {"place": row.issuer.name})
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Refused(_("Reason: nothing came; allowed: a sentence the other side can act on"))
    row.dropped_on, row.reason = on, reason
    row.save(update_fields=["dropped_on", "reason"])
    _note("drop_target", row, by or reader.pid, at, {})
    return row


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FIELDS if name in values}


def _check(row: Target) -> None:
    """Refuse what a target cannot be, in words."""
    if not row.title.strip():
        raise Refused(_("A target needs a title."))
    if row.unit not in UNITS:
        raise Refused(
            _("Unit of measure: got %(came)s; allowed: one of the list") % {"came": row.unit[:30] or "—"}
        )
    if row.sense == Target.Sense.RANGE and (row.high is None or row.high < row.low):
        raise Refused(
            _("Range: got %(low)s to %(high)s; allowed: an end that is not below its beginning")
            % {
                "low": row.low,
                "high": row.high if row.high is not None else "—",
            }
        )
    if row.sense != Target.Sense.RANGE:
        row.high = None
    if not YEARS[0] <= row.starts.year <= row.deadline.year <= YEARS[1] and row.deadline >= row.starts:
        says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
        came = row.starts.year if row.starts.year < YEARS[0] else row.deadline.year
        raise Refused(says % {"came": came, "first": YEARS[0], "last": YEARS[1]})
    if row.deadline < row.starts:
        says = _("Deadline: got %(came)s; allowed: not before %(starts)s")
        raise Refused(says % {"came": row.deadline, "starts": row.starts})
    _check_base(row)
    if row.figure:
        try:
            catalogue.get(row.figure)
        except IndicatorError as reason:
            raise Refused(
                _("Figure: got %(came)s; allowed: one of the list") % {"came": row.figure[:60]}
            ) from reason


def _check_base(row: Target) -> None:
    """A share is of something that is counted or stated, in percent; a stated number says where it stands."""
    if row.base != Target.Base.STATED:
        row.base_number, row.base_source = None, ""
    if not row.base:
        return
    if row.base not in Target.Base.values:
        raise Refused(_("A share of: got %(came)s; allowed: one of the list") % {"came": row.base[:30]})
    if row.unit != "percent":
        says = _("A share of something is told in %%; got the unit %(came)s")
        raise Refused(says % {"came": row.unit})
    if row.base == Target.Base.STATED and not (row.base_number and row.base_number > 0):
        raise Refused(_("Stated number: nothing came; allowed: a number above 0, and where it stands"))
    if row.base == Target.Base.STATED and not row.base_source.strip():
        raise Refused(_("A stated number needs its source: the paper it stands in"))


def _note(action: str, row: Target, by: str, at: datetime, detail: dict[str, Any]) -> None:
    journal.record(
        by=by, action=action, kind="target", ref=row.pid, place=row.place.pid, at=at, detail=detail
    )
