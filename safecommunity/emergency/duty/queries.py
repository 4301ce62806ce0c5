"""Duty as a reader may see it: people, the roster by day, the log, what is handed over, gaps."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from safecommunity.emergency.duty.turns import Taker, kind_of
from safecommunity.emergency.models import DutyDay, DutyEntry, DutyHandover, DutyLeave, DutyPerson, DutyTurn
from safecommunity.emergency.rights import Rights
from safecommunity.places.models import Place

LOOKED_BACK = timedelta(days=366)  # turns of a year make the balance


def people(place: Place, *, former: bool = False) -> list[DutyPerson]:
    """Who takes turns at a place, leaders first."""
    found = DutyPerson.objects.filter(place=place).select_related("named")
    return list(found if former else found.filter(ends__isnull=True))


def person_of(held: Rights, pid: str) -> DutyPerson | None:
    """Somebody of the office's lists."""
    return DutyPerson.objects.filter(held.kept(), pid=pid[:16]).select_related("place", "named").first()


def name_of(one: DutyPerson, *, opened: bool = True) -> str:
    """The name, or post and number where it is erased or not the reader's to know."""
    named = getattr(one, "named", None)
    if named is not None and opened:
        return str(named.name)
    told = _("Leader %(n)s") if one.leads else _("Person %(n)s")
    return f"{one.post or told % {'n': one.number}}"


def phone_of(one: DutyPerson, *, opened: bool = True) -> str:
    """The phone, where the reader may know it."""
    named = getattr(one, "named", None)
    return str(named.phone or "") if named is not None and opened else ""


def leaves(place: Place, since: date) -> list[DutyLeave]:
    """Leave that is not over, the latest first."""
    found = DutyLeave.objects.filter(person__place=place, last__gte=since, cancelled_at__isnull=True)
    return list(found.select_related("person__named", "person__place").order_by("-first", "pk")[:100])


def leave_of(held: Rights, pk: str) -> DutyLeave | None:
    """One leave of the office's people."""
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else 0
    found = DutyLeave.objects.filter(held.kept("person__place"), pk=number)
    return found.select_related("person__place").first()


def takers(place: Place, *, leads: bool, before: date) -> list[Taker]:
    """Those who take turns, with what they had in the year up to a day; three queries."""
    rows = list(DutyPerson.objects.filter(place=place, leads=leads).order_by("number"))
    away: dict[int, list[tuple[date, date]]] = {}
    for person, first, last in DutyLeave.objects.filter(
        person__in=rows, cancelled_at__isnull=True
    ).values_list("person_id", "first", "last"):
        away.setdefault(person, []).append((first, last))
    found = {one.pk: Taker(one.pk, one.starts, one.ends, away.get(one.pk, ())) for one in rows}
    had = DutyTurn.objects.filter(
        person__in=rows, ended_at__isnull=True, day__on__gt=before - LOOKED_BACK, day__on__lte=before
    )
    for person, on, rest in had.values_list("person_id", "day__on", "day__rest"):
        taker = found[person]
        taker.had[rest] = taker.had.get(rest, 0) + 1
        taker.last = max(taker.last, on)
    return list(found.values())


@dataclass(frozen=True)
class Shown:
    """A day of the roster as it is shown: who stands where, who is away, whether it is handed over."""

    on: date
    rest: int
    day: DutyDay | None
    turns: dict[str, DutyTurn]
    outside: bool = False

    @property
    def gap(self) -> bool:
        """Nobody on duty, or no leader."""
        return self.day is not None and not ("leader" in self.turns and "main" in self.turns)


def days(place: Place, first: date, last: date) -> dict[date, DutyDay]:
    """Days of the roster with their standing turns; a fixed number of queries."""
    standing = DutyTurn.objects.filter(ended_at__isnull=True).select_related("person__named", "person__place")
    found = DutyDay.objects.filter(place=place, on__range=(first, last))
    rows = found.prefetch_related(Prefetch("turns", standing, to_attr="standing")).select_related("handover")
    return {one.on: one for one in rows}


def month(place: Place, first: date) -> list[Shown]:
    """Whole weeks around a month."""
    last = (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    begin, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    known = days(place, begin, end)
    shown = []
    for n in range((end - begin).days + 1):
        on = begin + timedelta(days=n)
        day = known.get(on)
        turns = {turn.part: turn for turn in getattr(day, "standing", ())}
        shown.append(Shown(on, kind_of(on), day, turns, not first <= on <= last))
    return shown


def on_duty(place: Place, on: date) -> Shown:
    """Who is on duty on a day."""
    day = days(place, on, on).get(on)
    return Shown(on, kind_of(on), day, {turn.part: turn for turn in getattr(day, "standing", ())})


def gaps(held: Rights, first: date, last: date) -> list[DutyDay]:
    """Days of the office's rosters without anybody on duty or without a leader, the earliest first."""

    def stands(part: str) -> Exists:
        return Exists(DutyTurn.objects.filter(day=OuterRef("pk"), part=part, ended_at__isnull=True))

    found = DutyDay.objects.filter(held.kept(), on__range=(first, last)).exclude(
        stands("leader") & stands("main")
    )
    return list(found.select_related("place").order_by("on", "pk")[:40])


def on_leave(held: Rights, first: date, last: date) -> list[DutyTurn]:
    """Turns of people who are on leave that day: to be swapped."""
    away = DutyLeave.objects.filter(
        person=OuterRef("person"),
        cancelled_at__isnull=True,
        first__lte=OuterRef("day__on"),
        last__gte=OuterRef("day__on"),
    )
    found = DutyTurn.objects.filter(
        held.kept("day__place"), ended_at__isnull=True, day__on__range=(first, last)
    )
    return list(
        found.filter(Exists(away))
        .select_related("day__place", "person__named")
        .order_by("day__on", "pk")[:20]
    )


def rosters(held: Rights) -> list[Place]:
    """Places whose roster the reader may see: where people take turns."""
    there = DutyPerson.objects.filter(held.seen()).values("place")
    return list(Place.objects.filter(pk__in=there).order_by("level", "order", "pk")[:60])


def day_of(held: Rights, ref: str) -> DutyDay | None:
    """A day of the office's rosters."""
    return DutyDay.objects.filter(held.kept(), ref=ref[:32]).select_related("place").first()


def history(day: DutyDay) -> list[DutyTurn]:
    """Turns of a day that were swapped out or taken back."""
    found = day.turns.filter(ended_at__isnull=False).select_related("person__named", "person__place")
    return list(found.order_by("-ended_at", "-pk"))


# -- log -----------------------------------------------------------------------------------------


def entries(held: Rights) -> QuerySet[DutyEntry]:
    """Lines of the log open to the reader."""
    return DutyEntry.objects.filter(held.seen()).select_related("place", "reverses", "corrects")


def every() -> QuerySet[DutyEntry]:
    """All lines with what lists print, for who may look at the whole of a place."""
    return DutyEntry.objects.select_related("place", "reverses", "corrects")


def entry_of(held: Rights, pid: str) -> DutyEntry | None:
    """One line, if it is open to the reader."""
    return entries(held).filter(pid=pid[:16]).first()


def may_take_back(held: Rights, entry: DutyEntry) -> bool:
    """The office of the place, or who wrote it."""
    return held.keeps_of(entry.place) or (entry.by == held.reader.pid and held.works_at(entry.place))


def recent(held: Rights, most: int = 5) -> list[DutyEntry]:
    """The reader's own last lines."""
    return list(DutyEntry.objects.filter(by=held.reader.pid).select_related("place").order_by("-pk")[:most])


def last_lines(place: Place, most: int = 8) -> list[DutyEntry]:
    """The last lines of a place that stand."""
    return list(
        DutyEntry.objects.filter(place=place, state=DutyEntry.State.LIVE).order_by("-happened_at", "-pk")[
            :most
        ]
    )


def handovers(held: Rights, most: int = 20) -> list[DutyHandover]:
    """Handed over and not taken yet, where the reader may sign."""
    found = DutyHandover.objects.filter(taken_by="", day__place__pid__in=held.works_in).exclude(
        given_by=held.reader.pid
    )
    return list(found.select_related("day__place").order_by("given_at", "pk")[:most])


def handover_of(held: Rights, pk: str) -> DutyHandover | None:
    """One handing over where the reader may sign."""
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else 0
    found = DutyHandover.objects.filter(pk=number, day__place__pid__in=held.works_in)
    return found.select_related("day__place").first()


def without_log(held: Rights, today: date) -> list[DutyDay]:
    """Days of the last week with somebody on duty and no line in the log: a quiet day says so too."""
    line = DutyEntry.objects.filter(place=OuterRef("place"), on=OuterRef("on"), state=DutyEntry.State.LIVE)
    turn = DutyTurn.objects.filter(day=OuterRef("pk"), ended_at__isnull=True)
    found = DutyDay.objects.filter(
        held.kept(), on__range=(today - timedelta(days=7), today - timedelta(days=1))
    )
    return list(found.filter(Exists(turn), ~Exists(line)).select_related("place").order_by("on", "pk")[:20])


def may_open(reader: Any, ref: str) -> bool:
    """Photos are open to who may open the line."""
    return entry_of(Rights(reader), ref) is not None
