"""The programme board: who is where on the way to a title, what is due, what is stuck. Constant queries at any size."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count

from safecommunity.accounts.models import Role
from safecommunity.accreditation.models import Application, Round
from safecommunity.accreditation.models.applications import LEVELS
from safecommunity.accreditation.procedures.shape import STAGES
from safecommunity.accreditation.queries import ways
from safecommunity.accreditation.queries.ways import CLOSED, NAMED, Usual
from safecommunity.accreditation.rights import LOOKS, ROOM, Rights
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place
from safecommunity.places.queries import Choice

AHEAD = timedelta(days=30)
HOLDING = (NAMED, "reevaluation")  # stages in which a title is held
FEWEST = 8  # stays of a stage before anything is said to be longer than most
WHOLE = (Level.STREET, Level.DISTRICT, Level.CITY, Level.PROVINCE)


@dataclass(frozen=True)
class Node:
    """A place of the tree; counts are of the place and everything below it."""

    place: Choice
    depth: int
    below: int
    """places below it"""
    handed_in: int
    open: int


def tree(rights: Rights, year: int | None = None) -> list[Node]:
    """The reader's places along the tree with their self-assessments (of a year, or of all): three queries.

    Counts are rolled up here, from one count a place: a subtree is asked for nothing.
    """
    found = places.choices(rights.reader, ROOM, *LOOKS, Role.SUPERVISOR)
    rounds = Round.objects.filter(rights.seen(), kind=Round.Kind.SELF).order_by()
    if year is not None:
        rounds = rounds.filter(year=year)
    counts: dict[int, dict[str, int]] = {}
    for pk, state, n in rounds.values_list("place_id", "state").annotate(n=Count("pk")):
        counts.setdefault(pk, {})[state] = n
    return rolled_up(found, counts)


def rolled_up(found: Sequence[Choice], counts: Mapping[int, Mapping[str, int]]) -> list[Node]:
    """Counts of each place added to those above it: parents stand before their children."""
    at = {one.pk: n for n, one in enumerate(found)}
    parent = [at.get(one.parent_id, -1) if one.parent_id is not None else -1 for one in found]
    depth, below = [0] * len(found), [0] * len(found)
    for n, above in enumerate(parent):
        depth[n] = depth[above] + 1 if above >= 0 else 0
    handed = [counts.get(one.pk, {}).get(Round.State.HANDED_IN, 0) for one in found]
    still_open = [counts.get(one.pk, {}).get(Round.State.OPEN, 0) for one in found]
    for n in range(len(found) - 1, -1, -1):
        above = parent[n]
        if above >= 0:
            below[above] += below[n] + 1
            handed[above] += handed[n]
            still_open[above] += still_open[n]
    return [Node(one, depth[n], below[n], handed[n], still_open[n]) for n, one in enumerate(found)]


@dataclass(frozen=True)
class Standing:
    """One application where it stands now, by the clock and beside how long that stage usually takes."""

    pid: str
    place: str
    name: str
    child: int
    """key of the place directly beneath the board's, in which it lies"""
    level: str
    stage: str
    since: date
    due: date | None
    named: bool
    days: int
    usual: Usual | None
    today: date

    @property
    def resting(self) -> bool:
        """Held or over: nobody has to act before its day."""
        return self.stage in (NAMED, CLOSED)

    @property
    def late(self) -> bool:
        """Past its day."""
        return self.due is not None and self.due < self.today

    @property
    def soon(self) -> bool:
        """Due within a month."""
        return self.due is not None and self.today <= self.due <= self.today + AHEAD

    @property
    def slow(self) -> bool:
        """Longer in its stage than three quarters of all that passed it."""
        told = self.usual
        return not self.resting and told is not None and told.n >= FEWEST and told.most is not None and (
            self.days > told.most
        )  # fmt: skip

    @property
    def stuck(self) -> bool:
        """Longer than the clock, or than most."""
        return self.late or self.slow

    @property
    def along(self) -> int:
        """How far along its way, by the order of the stages."""
        return STAGES.index(self.stage) if self.stage in STAGES and self.stage != CLOSED else -1


@dataclass(frozen=True)
class Line:
    """A place directly beneath: the streets in it, how far they are, and its own applications where it is a street."""

    place: Place
    streets: int
    begun: int
    named: int
    stuck: int
    furthest: str
    """the stage furthest along, empty where nothing was filed"""
    middle: str
    """the stage of the middle street: half of the streets are there or further"""
    applications: tuple[Standing, ...]
    round: Round | None


@dataclass(frozen=True)
class Board:
    """What the board of one place shows."""

    place: Place
    today: date
    standing: tuple[Standing, ...]
    lines: tuple[Line, ...]
    streets: int
    lanes: tuple[tuple[str, tuple[Standing, ...]], ...]
    levels: Mapping[str, int] = field(default_factory=dict)

    @property
    def stuck(self) -> list[Standing]:
        """What is stuck, the longest past its day first."""
        some = [one for one in self.standing if one.stuck]
        return sorted(some, key=lambda one: (not one.late, one.due or one.since, one.since))

    @property
    def due(self) -> list[Standing]:
        """What falls due within a month, the next first."""
        return sorted(
            (one for one in self.standing if one.soon), key=lambda one: (one.due or self.today, one.name)
        )


def of_place(rights: Rights, place: Place, today: date, level: str = "") -> Board:
    """The board of a place: applications at or below it that are open to the reader, seven queries."""
    children = list(Place.objects.filter(parent=place, ends__isnull=True).order_by("order", "pk"))
    top = places.open_paths([place.pid]).get(place.pid, "")
    whose, streets = _beneath(top, place, children)
    standing = _standing(rights, top, place, whose, today, level)
    rounds = _rounds(rights, [one for one in children if one.level == Level.STREET] or [place])
    shown = [one for one in children if one.level in WHOLE] or [place]
    by_child: dict[int, list[Standing]] = {}
    for one in standing:
        by_child.setdefault(one.child, []).append(one)
    lines = tuple(_line(one, by_child.get(one.pk, []), streets[one.pk], rounds.get(one.pk)) for one in shown)
    lanes = tuple((stage, tuple(one for one in standing if one.stage == stage)) for stage in STAGES)
    levels = Counter(one.level for one in standing)
    return Board(place, today, tuple(standing), lines, streets.total(), lanes, levels)


def _beneath(top: str, place: Place, children: list[Place]) -> tuple[dict[int, int], Counter[int]]:
    """For every place at or below one the child it lies in (itself for the top), and the streets in each."""
    keys = {child.pid: child.pk for child in children}
    rows = Place.objects.filter(pk__in=places.keys_under([top])) if top else Place.objects.filter(pk=place.pk)
    whose: dict[int, int] = {}
    streets: Counter[int] = Counter()
    paths = rows.filter(level__in=WHOLE, paths__ends__isnull=True).values_list(
        "pk", "level", "ends", "paths__path"
    )
    for pk, level, ends, path in paths:
        rest = str(path)[len(top) :].split("/") if top else [""]
        child = keys.get(rest[0], place.pk)
        whose[pk] = child
        streets[child] += level == Level.STREET and ends is None
    return whose, streets


def _standing(
    rights: Rights, top: str, place: Place, whose: Mapping[int, int], today: date, level: str
) -> list[Standing]:
    """Applications that are going on or hold a title, the furthest along first."""
    rows = Application.objects.filter(rights.seen_applications(), closed_on__isnull=True)
    rows = rows.filter(place_id__in=places.keys_under([top])) if top else rows.filter(place=place)
    if level:
        rows = rows.filter(level=level)
    usual = ways.usual(ways.ways(), today)
    values = rows.order_by("place__order", "place_id", "level").values_list(
        "pid", "place_id", "place__pid", "place__name", "level", "stage", "entered_on", "due_on", "named_on",
        "term_ends",
    )  # fmt: skip
    found = [
        Standing(pid, place_pid, name, whose.get(key, place.pk), of, stage, since, due,
                 holds(stage, named_on, ends, today), max(0, (today - since).days), usual.get((of, stage)), today)
        for pid, key, place_pid, name, of, stage, since, due, named_on, ends in values
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.along)


def holds(stage: str, named_on: date | None, term_ends: date | None, today: date) -> bool:
    """Whether a title is held: named and not revoked since, and its term has not ended."""
    return stage in HOLDING and named_on is not None and (term_ends is None or term_ends >= today)


def _rounds(rights: Rights, streets: Iterable[Place]) -> dict[int, Round]:
    """The last round of each street that counts points, as far as it is open to the reader: one query."""
    rows = Round.objects.filter(rights.seen(), place__in=list(streets), points__gt=0)
    found: dict[int, Round] = {}
    for one in rows.order_by("year", "number", "pk"):
        found[one.place_id] = one
    return found


def _line(place: Place, some: list[Standing], streets: int, last: Round | None) -> Line:
    """A place with the furthest application of each street in it."""
    best: dict[str, Standing] = {}
    for one in some:
        if one.place not in best or (one.named, one.along) > (best[one.place].named, best[one.place].along):
            best[one.place] = one
    # a title whose term has ended, or that was revoked, is none, until it is applied for again
    stages = [
        "" if one.stage in (NAMED, CLOSED) and not one.named else NAMED if one.named else one.stage
        for one in best.values()
    ]
    stages.sort(key=lambda stage: STAGES.index(stage) if stage in STAGES else -1)
    stands = [*[""] * max(0, streets - len(stages)), *stages]
    own: list[Standing] = []
    if place.level == Level.STREET or not streets:
        own = sorted(some, key=lambda one: LEVELS.index(one.level) if one.level in LEVELS else -1)
    return Line(
        place, streets, len(best), sum(one.named for one in best.values()), sum(one.stuck for one in some),
        stages[-1] if stages else "", stands[len(stands) // 2] if stands else "", tuple(own), last,
    )  # fmt: skip
