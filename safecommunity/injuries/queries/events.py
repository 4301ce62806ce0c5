"""Events as a reader may see them; what follows from an event's steps: its state and its clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import Exact, In
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.models import Event, EventStep, Report
from safecommunity.injuries.queries.rights import OFFICE, Rights
from safecommunity.injuries.queries.scope import FEW, Aside, AsideText
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place

GRADED = tuple(kind.id for kind in codes.kinds().values() if kind.graded)
WITHDRAWN = "withdrawn"
FOUND = 20


def visible(held: Rights) -> Q:
    """The office sees the events of its places, a grid worker his own entries."""
    paths = held.paths(OFFICE)
    seen = Q(place_id__in=places.keys_under(paths)) if paths else Q(pk__in=[])
    return seen | Q(entered_by=held.reader.pid) if held.reader.has(Role.GRID) else seen


def reads(held: Rights) -> bool:
    """Whether the register is open to this reader at all."""
    return held.reader.has(Role.GRID, *OFFICE)


def in_office(held: Rights, event: Event) -> bool:
    """Steps, links and every correction are for the office of the place and the district CDC."""
    return event.place.pid in held.office_reach


def may_record(held: Rights, kind: str, place: Place) -> bool:
    """The office enters events of its places; a grid worker near misses of his."""
    if place.pid in held.office_reach:
        return True
    return kind == Event.Kind.NEAR_MISS and place.pid in held.grid_reach


def may_amend(held: Rights, event: Event) -> bool:
    """The office, or whoever entered a near miss himself."""
    own = event.entered_by == held.reader.pid and may_record(held, event.kind, event.place)
    return own or in_office(held, event)


def kinds_to_record(held: Rights) -> tuple[str, ...]:
    """Kinds this reader may enter somewhere."""
    if held.office_reach:
        return tuple(Event.Kind.values)
    return (Event.Kind.NEAR_MISS.value,) if held.grid_reach else ()


@dataclass(frozen=True)
class Listed:
    """The events of a list: those a reader may open, of a place and of a span of time where these are chosen."""

    found: QuerySet[Event]
    few: bool


def listed(held: Rights, path: str = "", span: tuple[datetime, datetime] | None = None) -> Listed:
    """Events of a place (by its path; "" is everywhere) from a moment up to another, as `scope.listed` finds cards.

    Few are looked up by place; of many, the index of the list's order is walked from the newest on.
    """
    own = held.reader.pid if held.reader.has(Role.GRID) else ""
    opened = Ground(tuple(held.paths(OFFICE)), own)
    here = Ground((path,)) if path else opened
    within = (
        Event.objects.filter(happened__gte=span[0], happened__lt=span[1]) if span else Event.objects.all()
    )
    keys = _few(within, here)
    within = within.filter(here.tested()) if keys is None else within.filter(pk__in=keys)
    if path and not any(path.startswith(root) for root in opened.paths):
        within = within.filter(opened.tested())
    return Listed(within, keys is not None)


@dataclass(frozen=True)
class Ground:
    """Where a reader may look: places by path, and what he entered himself."""

    paths: tuple[str, ...] = ()
    own: str = ""

    def branches(self) -> list[Q]:
        """One condition for each index that finds events of this ground."""
        found = [Q(place_id__in=places.keys_under(self.paths))] if self.paths else []
        return [*found, Q(entered_by=self.own)] if self.own else found

    def tested(self) -> Q:
        """The same as one condition that leaves every index alone."""
        found = Q(pk__in=[])
        if self.paths:
            found |= Q(In(Aside(F("place_id")), places.keys_under(self.paths)))
        return found | Q(Exact(AsideText(F("entered_by")), self.own)) if self.own else found


def _few(within: QuerySet[Event], ground: Ground) -> list[int] | None:
    """The keys of the events of a ground, or None where there are too many to look up."""
    keys: set[int] = set()
    for branch in ground.branches():
        keys |= set(within.filter(branch).order_by().values_list("pk", flat=True)[: FEW + 1])
        if len(keys) > FEW:
            return None
    return sorted(keys)


def printed(keys: list[int]) -> QuerySet[Event]:
    """The events of these keys as lists print them; whoever asks has found them within his rights."""
    return Event.objects.filter(pk__in=keys).select_related("place", "unit")


def waiting(held: Rights, most: int) -> list[Event]:
    """Events of the reader's office whose first report is not noted yet, the longest waiting first."""
    ground = Ground(tuple(held.paths(OFFICE)))
    found = Event.objects.filter(ground.tested(), state=Event.State.DUE).select_related("place", "unit")
    return list(found.order_by("happened", "pk")[:most])


def event_of(held: Rights, ref: str) -> Event | None:
    """One event, if it is open to the reader."""
    return Event.objects.filter(visible(held), ref=ref).select_related("place", "unit").first()


class Grave(NamedTuple):
    """A graded event without what it tells of people: for rules that hold whoever looks."""

    ref: str
    kind: str
    on: date
    grade: int
    dead: int


def grave(paths: Iterable[str], first: date, last: date) -> list[Grave]:
    """Accidents and fires under some paths that happened on these days with a death or above the lowest grade."""
    rows = Event.objects.filter(
        Q(dead__gt=0) | Q(grade__lt=codes.grades()[-1].code), place_id__in=places.keys_under(paths), kind__in=GRADED,
        withdrawn_at__isnull=True, happened__gte=_begin(first), happened__lt=_begin(last + timedelta(days=1)),
    )  # fmt: skip
    told = rows.order_by("happened", "pk").values_list("ref", "kind", "happened", "grade", "dead")
    return [
        Grave(ref, kind, timezone.localtime(at).date(), grade, dead)
        for ref, kind, at, grade, dead in told
        if grade is not None  # the database keeps one for every accident and fire
    ]


def any_until(paths: Iterable[str], last: date) -> bool:
    """Whether the register holds anything of some paths until a day: an empty one proves nothing."""
    found = Event.objects.filter(
        place_id__in=places.keys_under(paths), happened__lt=_begin(last + timedelta(days=1)),
        withdrawn_at__isnull=True,
    )  # fmt: skip
    return found.exists()


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def states() -> dict[str, str]:
    """States in words."""
    return {
        "due": _("to be reported"), "running": _("being handled"), "closed": _("case closed"),
        "withdrawn": _("withdrawn"),
    }  # fmt: skip


def state_after(kind: str, steps: Iterable[str]) -> str:
    """The state that follows from the kinds of an event's steps, for one that was not withdrawn."""
    done = set(steps)
    if "closed" in done:
        return Event.State.CLOSED
    return Event.State.DUE if kind in GRADED and "report" not in done else Event.State.RUNNING


@dataclass(frozen=True)
class Clock:
    """A limit set by the regulation, and when the step was done. Late is computed, never stored."""

    name: str
    title: str
    due: datetime
    done: datetime | None
    now: datetime
    window: bool = False  # until when a change may still be reported: nothing is owed

    @property
    def late(self) -> bool:
        return not self.window and (self.done or self.now) > self.due

    @property
    def pending(self) -> bool:
        return self.done is None and not self.window


def begins(event: Event) -> datetime:
    """Where the first clock begins: when the unit learned of it, else the beginning of the recorded hour."""
    return event.known_at or event.happened


def in_time(event: Event, steps: Iterable[EventStep]) -> bool | None:
    """Whether the first report came within its limit; None for kinds that owe none."""
    if event.kind not in GRADED:
        return None
    told = _first(steps, "report")
    return told is not None and told <= codes.first_report_due(begins(event))


def _first(steps: Iterable[EventStep], kind: str) -> datetime | None:
    return min((step.at for step in steps if step.kind == kind), default=None)


def clocks(event: Event, steps: list[EventStep], now: datetime) -> list[Clock]:
    """Every limit that has begun to run for an event."""
    if event.kind not in GRADED or event.withdrawn_at is not None:
        return []
    told, handed_in = _first(steps, "report"), _first(steps, "investigation")
    found = [
        Clock("report", _("Report to the authority"), codes.first_report_due(begins(event)), told, now),
    ]
    if told is not None:
        found.append(
            Clock(
                "upward", _("Report to the level above"), codes.upward_due(told), _first(steps, "upward"), now
            )
        )
    until = codes.casualties_due(event.kind, event.gb_version, event.gb_type, event.happened)
    found.append(
        Clock(
            "casualties",
            _("Report changes of casualties until"),
            until,
            _first(steps, "casualties"),
            now,
            True,
        )
    )
    due = codes.investigation_due(event.happened)
    found.append(Clock("investigation", _("Investigation report"), due, handed_in, now))
    if handed_in is not None and event.grade:
        due = codes.reply_due(event.grade, handed_in)
        found.append(Clock("reply", _("Reply of the government"), due, _first(steps, "reply"), now))
    return found


def grade_reason(event: Event) -> str:
    """How the grade came about, in a sentence."""
    grade = next((one for one in codes.grades() if one.code == event.grade), None)
    if grade is None:
        return ""
    numbers = {"deaths": event.dead, "serious": event.serious, "loss": f"{event.loss or 0:,.0f}"}
    measure = grade.reached_by(event.dead, event.serious, event.loss or Decimal(0))
    words = {
        "deaths": _("%(came)s dead reach the threshold of %(limit)s"),
        "serious": _("%(came)s seriously hurt reach the threshold of %(limit)s"),
        "loss": _("a direct loss of %(came)s yuan reaches the threshold of %(limit)s"),
    }
    if grade.deaths == grade.serious == 0:
        return _("no measure reaches the threshold of the next grade")
    return words[measure] % {"came": numbers[measure], "limit": f"{getattr(grade, measure):,.0f}"}


def injuries_of(held: Rights, event: Event) -> tuple[list[Report], int]:
    """The injuries that belong to an event as far as the reader may open them, and how many there are."""
    standing = Report.objects.filter(injury__event=event, is_primary=True, state=Report.State.LIVE)
    found = standing.filter(held.visible).select_related("injury", "unit", "occurrence")
    return list(found.order_by("-injury_time", "-pk")), standing.count()


def candidates(held: Rights, event: Event) -> list[Report]:
    """Injuries of the same day and place that belong to no event yet, the nearest hour first.

    Cards ask for the place no finer than the community, so an event of a grid looks in its community too.
    """
    around = set(places.subtree(event.place.pid))
    around |= {above.pid for above in places.ancestors(event.place.pid) if above.level == Level.COMMUNITY}
    found = Report.objects.filter(
        held.visible, is_primary=True, state=Report.State.LIVE, injury__event__isnull=True,
        injury_on=timezone.localtime(event.happened).date(), occurrence__pid__in=around,
    ).select_related("injury", "unit", "occurrence")  # fmt: skip
    near = sorted(found[:200], key=lambda report: (abs(report.injury_time - event.happened), report.pk))
    return near[:FOUND]
