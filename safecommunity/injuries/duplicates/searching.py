"""Finding candidates without comparing everything with everything: by identity digest, and by day and hour."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from safecommunity.injuries.duplicates import matching
from safecommunity.injuries.duplicates.matching import Area, Side
from safecommunity.injuries.models import Report
from safecommunity.journal.models import AuditEvent, Change
from safecommunity.places.models import Level, Place

HOME = 1
FACT = "injury"
ASKED = 5_000  # refs of one question
READ = (
    "pk", "injury_id", "source", "unit_id", "person__id_digest", "sex", "age_years", "injury_time", "precision",
    "injury_on", "residence_id", "occurrence_id", "place_kind", "cause",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Two reports by their keys, the earlier written first, and why they are proposed."""

    first: int
    second: int
    reasons: tuple[str, ...]
    day: date


def pairs(refs: Iterable[str]) -> tuple[set[int], list[Found]]:
    """The live reports of these injuries, and the pairs they make with any other; a handful of queries."""
    new = _sides(_live().filter(injury__ref__in=list(refs)))
    found: dict[tuple[int, int], Found] = {}
    for one, other in (*_by_identity(new), *_by_time(new)):
        first, second = sorted((one, other), key=lambda side: side.pk)
        if (first.pk, second.pk) in found or first.pk == second.pk:
            continue
        if why := matching.reasons(first, second):
            found[first.pk, second.pk] = Found(first.pk, second.pk, why, max(first.day, second.day))
    return {side.pk for side in new}, list(found.values())


def by_day(refs: Iterable[str]) -> list[str]:
    """These injuries in the order of their days, so that a chunk of them has few days to look at."""
    wanted = list(refs)
    if len(wanted) <= 1:
        return wanted
    return [ref for _day, ref in sorted(_days(wanted, Q()))]


def refs_of_run(run: str) -> list[str]:
    """Injuries an import run brought that can be compared at all (an identity number, or hour, sex and age), by day."""
    events = AuditEvent.objects.filter(kind="injury_batch", detail__run=run)
    refs = list(Change.objects.filter(event__in=events, fact=FACT).values_list("ref", flat=True))
    told = Q(precision=Report.Precision.HOUR, sex__isnull=False, age_years__isnull=False)
    return [ref for _day, ref in sorted(_days(refs, told | Q(person__id_digest__gt="")))]


def _days(refs: list[str], only: Q) -> set[tuple[date, str]]:
    found: set[tuple[date, str]] = set()
    for start in range(0, len(refs), ASKED):
        some = _live().filter(only, injury__ref__in=refs[start : start + ASKED])
        found.update(some.values_list("injury_on", "injury__ref"))
    return found


def _live() -> QuerySet[Report]:
    return Report.objects.filter(state=Report.State.LIVE)


def _sides(found: QuerySet[Report]) -> list[Side]:
    rows = list(found.values_list(*READ))
    areas = _areas({pk for row in rows for pk in (row[10], row[11]) if pk})
    return [_side(row, areas) for row in rows]


def _side(row: tuple, areas: dict[int, Area]) -> Side:
    pk, injury, source, unit, digest, sex, age, time, precision, day, home, where, kind, cause = row
    # A card often leaves open where it happened when that was at home.
    where = where or (home if kind == HOME else None)
    return Side(
        pk=pk, injury=injury, source=source, unit=unit, digest=digest or "", sex=sex, age=age, time=time,
        hour_known=precision == Report.Precision.HOUR, day=day, cause=cause,
        residence=areas.get(home or 0), occurrence=areas.get(where or 0),
    )  # fmt: skip


def _areas(pks: set[int]) -> dict[int, Area]:
    """Places no finer than the community."""
    rows = Place.objects.filter(pk__in=pks).values_list("pk", "level", "parent_id", "parent__parent_id")
    return {
        pk: Area(parent, above) if level == Level.GRID and parent else Area(pk, parent)
        for pk, level, parent, above in rows
    }


def _by_identity(new: list[Side]) -> Iterator[tuple[Side, Side]]:
    known = {side.digest for side in new if side.digest}
    same: dict[str, list[Side]] = {}
    for side in _sides(_live().filter(person__id_digest__in=known)) if known else ():
        same.setdefault(side.digest, []).append(side)
    for side in new:
        for other in same.get(side.digest, ()) if side.digest else ():
            yield side, other


def _by_time(new: list[Side]) -> Iterator[tuple[Side, Side]]:
    """New reports beside all whose hour is near: one query for each stretch of days."""
    sought = [side for side in new if side.comparable]
    near = matching.within()
    for first, last in _stretches(sorted({side.day for side in sought})):
        about = _live().filter(
            injury_on__range=(first - timedelta(days=1), last + timedelta(days=1)),
            precision=Report.Precision.HOUR,
            sex__in={side.sex for side in sought},
            age_years__isnull=False,
        )
        near_by = _Near(_sides(about))
        for side in (one for one in sought if first <= one.day <= last):
            for other in near_by.to(side, near):
                yield side, other


class _Near:
    """Reports by sex and age in the order of their time: a crowded hour is not compared with everybody of it."""

    def __init__(self, sides: list[Side]) -> None:
        self.groups: dict[tuple[int | None, int | None], list[Side]] = {}
        for side in sorted(sides, key=lambda side: side.time):
            self.groups.setdefault((side.sex, side.age), []).append(side)
        self.times = {key: [side.time for side in group] for key, group in self.groups.items()}

    def to(self, side: Side, near: timedelta) -> Iterator[Side]:
        """Those of the same sex and an age within a year that are near in time and not of the same source."""
        for age in range((side.age or 0) - 1, (side.age or 0) + 2):
            key = (side.sex, age)
            group, times = self.groups.get(key, []), self.times.get(key, [])
            for other in group[bisect_left(times, side.time - near) : bisect_right(times, side.time + near)]:
                if other.source != side.source or other.unit != side.unit:
                    yield other


def _stretches(days: list[date]) -> Iterator[tuple[date, date]]:
    """Days in runs without long gaps."""
    if not days:
        return
    first = last = days[0]
    for day in days[1:]:
        if day - last > timedelta(days=3):
            yield first, last
            first = day
        last = day
    yield first, last


def touching(pks: set[int]) -> Q:
    """Pairs that hold one of these reports."""
    return Q(first_id__in=pks) | Q(second_id__in=pks)
