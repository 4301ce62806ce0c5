"""The roster: a month is made from people in turn, turns are swapped, days of months nobody made stand empty."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency.duty import queries, turns
from safecommunity.emergency.models import DutyDay, DutyPerson, DutyTurn
from safecommunity.emergency.refusal import Refused, need, one_of, text
from safecommunity.emergency.rights import Rights
from safecommunity.indicators.period import Period
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT, KIND = "duty_day", "duty"
AHEAD, BACK = 13, 12  # months
PARTS = ("leader", "main", "second")


def log(
    action: str, place: Place, ref: str, by: str, at: datetime, days: Sequence[DutyDay], **detail: Any
) -> None:
    """One audit event with the facts of the days it changes."""
    changes = [ChangeOf(FACT, one.ref) for one in days]
    journal.record(
        by=by, action=action, kind=KIND, ref=ref, place=place.pid, at=at, detail=detail, changes=changes
    )


def _month(first: date, at: datetime) -> tuple[date, date]:
    """The first and last day of a month near today. Raises Refused."""
    now = timezone.localdate(at)
    asked, here = first.year * 12 + first.month - 1, now.year * 12 + now.month - 1
    if not here - BACK <= asked <= here + AHEAD:
        says = _("Month: got %(came)s; allowed: from a year ago to a year ahead")
        raise Refused(says % {"came": f"{first:%Y-%m}"}, "month")
    return first.replace(day=1), Period(asked, asked).end


def _days(place: Place, first: date, last: date) -> list[DutyDay]:
    """The days of a span, made where they lack."""
    known = set(DutyDay.objects.filter(place=place, on__range=(first, last)).values_list("on", flat=True))
    wanted = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    made = [DutyDay(place=place, on=on, rest=turns.kind_of(on)) for on in wanted if on not in known]
    DutyDay.objects.bulk_create(made)
    return list(DutyDay.objects.filter(place=place, on__range=(first, last)).order_by("on"))


@transaction.atomic
def make_month(*, reader: Reader, place: Place, month: date, at: datetime, second: bool = False) -> int:
    """Fill what is empty of a month from those who take turns, fairly; turns that stand already stay. Days that came
    before today are not filled. Returns how many turns are new."""
    need(Rights(reader).keeps_of(place), place.pid)
    first, last = _month(month, at)
    today = timezone.localdate(at)
    if last < today:
        raise Refused(_("This month is over; days that are over are not filled afterwards"), "month")
    if not DutyPerson.objects.filter(place=place, ends__isnull=True).exists():
        raise Refused(_("Nobody takes turns yet; enter people first"), "month")
    days = _days(place, first, last)
    made: list[DutyTurn] = []
    for part in PARTS if second else PARTS[:2]:
        made += _filled(place, [one for one in days if one.on >= today], part, reader.pid, at)
    DutyTurn.objects.bulk_create(made)
    log("make_duty_month", place, f"{first:%Y-%m}", reader.pid, at, days, turns=len(made))
    return len(made)


def _filled(place: Place, days: Sequence[DutyDay], part: str, by: str, at: datetime) -> list[DutyTurn]:
    standing = DutyTurn.objects.filter(day__in=days, ended_at__isnull=True)
    filled = set(standing.filter(part=part).values_list("day_id", flat=True))
    empty = {one.on: one for one in days if one.pk not in filled}
    if not empty:
        return []
    beside: dict[date, set[int]] = {}
    for on, person in standing.exclude(part=part).values_list("day__on", "person_id"):
        beside.setdefault(on, set()).add(person)
    takers = queries.takers(place, leads=part == "leader", before=max(empty))
    given = turns.share(takers, sorted(empty), beside)
    return [
        DutyTurn(day=empty[on], person_id=key, part=part, by=by, at=at)
        for on, key in given.items()
        if key is not None
    ]


@transaction.atomic
def swap_turn(
    *, reader: Reader, day: DutyDay, part: str, person: DutyPerson, says: str, at: datetime
) -> DutyTurn:
    """Somebody else takes it, with reason; who stood there before stays readable. Empty turns are filled so too."""
    found = DutyDay.objects.select_for_update(of=("self",)).select_related("place").get(pk=day.pk)
    need(Rights(reader).keeps_of(found.place), found.ref)
    part = one_of(part, _("Part"), PARTS, "part")
    who = DutyPerson.objects.get(pk=person.pk)
    if who.place_id != found.place_id or who.leads != (part == "leader"):
        raise Refused(_("This person does not take turns of that kind here"), "person")
    if who.starts > found.on or (who.ends is not None and who.ends <= found.on):
        raise Refused(_("This person takes no turns on %(day)s") % {"day": found.on}, "person")
    if found.turns.filter(person=who, ended_at__isnull=True).exists():
        raise Refused(_("This person is on duty that day already"), "person")
    says = text(says, _("Reason"), 120, field="says")
    last = found.turns.filter(part=part, ended_at__isnull=True).first()
    if last is not None:
        if not says:
            raise Refused(_("Swapping a turn needs a reason"), "says")
        last.ended_at, last.says = at, says
        last.save(update_fields=["ended_at", "says"])
    made = DutyTurn.objects.create(day=found, person=who, part=part, says=says, by=reader.pid, at=at)
    log("swap_turn", found.place, found.ref, reader.pid, at, [found], part=part, on=found.on.isoformat())
    return made


@transaction.atomic
def clear_month(*, reader: Reader, place: Place, month: date, at: datetime) -> int:
    """Take back the turns of a month that are still to come: they end and stay readable. How many there were."""
    need(Rights(reader).keeps_of(place), place.pid)
    first, last = _month(month, at)
    begin = max(first, timezone.localdate(at) + timedelta(days=1))
    days = list(DutyDay.objects.filter(place=place, on__range=(begin, last)))
    rows = DutyTurn.objects.filter(day__in=days, ended_at__isnull=True)
    n = rows.count()
    rows.update(ended_at=at, says=_("the month was taken back"))
    log("clear_duty_month", place, f"{first:%Y-%m}", reader.pid, at, days, turns=n)
    return n


@transaction.atomic
def open_months(*, by: str, at: datetime) -> int:
    """Every day up to the end of this month stands on the roster of a place that once had one, so that gaps show."""
    today = timezone.localdate(at)
    index = today.year * 12 + today.month - 1
    end, made = Period(index, index).end, list[DutyDay]()
    for place in Place.objects.filter(pk__in=DutyDay.objects.filter(on__lte=today).values("place")):
        last = DutyDay.objects.filter(place=place).order_by("-on").values_list("on", flat=True).first()
        if last is not None and last < end:
            known = {one.pk for one in DutyDay.objects.filter(place=place, on__gt=last)}
            made += [one for one in _days(place, last + timedelta(days=1), end) if one.pk not in known]
    if made:
        changes = [ChangeOf(FACT, one.ref) for one in made]
        journal.record(
            by=by, action="open_duty_days", kind=KIND, ref=f"{today:%Y-%m}", at=at, detail={"days": len(made)},
            changes=changes,
        )  # fmt: skip
    return len(made)
