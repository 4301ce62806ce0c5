"""Items answered by code: figures of a place, records of a party; each with what stands behind its points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q

from safecommunity.figures import queries as figures
from safecommunity.governance.appraisal.spec import Item, Spec
from safecommunity.governance.models import (
    AppraisalParty,
    HouseholdLine,
    Letter,
    Return,
    ReturnVersion,
    Task,
    UnitAnswer,
    UnitRequest,
)
from safecommunity.governance.returns import forms_known
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place

CENT = Decimal("0.01")
MOST_REFS = 300


@dataclass(frozen=True)
class Read:
    """What one item says by code; `points` is None where nothing is there to be read."""

    points: Decimal | None
    told: dict[str, Any] = field(default_factory=dict)


@dataclass
class Counted:
    """Records of a party: how many were due, how many were done as asked, and which."""

    due: int = 0
    done: int = 0
    refs: list[str] = field(default_factory=list)

    def add(self, ref: str, done: bool) -> None:
        """One more record."""
        self.due += 1
        self.done += int(done)
        if len(self.refs) < MOST_REFS:
            self.refs.append(ref)


def read(
    spec: Spec, parties: Iterable[AppraisalParty], year: int, *, now: datetime, today: date
) -> dict[tuple[int, str], Read]:
    """Every item that is answered by code, for every party: (key of the party, code of the item)."""
    rows, found = list(parties), {}
    for item in spec.items:
        if item.by == "records":
            counted = COUNTS[item.records](rows, year, today)
            for row in rows:
                found[row.pk, item.code] = of_records(item, counted.get(row.pk, Counted()))
    asked = [item for item in spec.items if item.by == "figure"]
    if asked:
        for row in rows:
            for item, told in zip(asked, _figures(asked, row, year, now, today), strict=True):
                found[row.pk, item.code] = of_figure(item, told)
    return found


def of_records(item: Item, counted: Counted) -> Read:
    """Points by the share done of what was due; nothing due gives nothing to read."""
    told = {"records": item.records, "due": counted.due, "done": counted.done, "refs": counted.refs}
    if not counted.due:
        return Read(None, told)
    return Read(_points(item, Decimal(counted.done) / Decimal(counted.due)), told)


def of_figure(item: Item, figure: Figure | None) -> Read:
    """Points by where the value lies between the one that gives none and the one that gives all."""
    if figure is None:
        return Read(None, {"figure": item.figure})
    told = {
        "figure": item.figure, "key": figure.key, "value": figure.value, "n": figure.n,
        "numerator": figure.numerator, "denominator": figure.denominator, "received": figure.received,
        "due": figure.due, "sample": item.sample or bool(figure.definition.interval),
        "kind": figure.definition.kind, "per": figure.definition.per, "unit": figure.definition.unit,
    }  # fmt: skip
    if figure.value is None:
        return Read(None, told)
    share = (Decimal(str(figure.value)) - Decimal(str(item.none))) / Decimal(str(item.full - item.none))
    return Read(_points(item, min(max(share, Decimal(0)), Decimal(1))), told)


def _points(item: Item, share: Decimal) -> Decimal:
    return (item.most * share).quantize(CENT, ROUND_HALF_UP)


def _figures(
    asked: list[Item], row: AppraisalParty, year: int, now: datetime, today: date
) -> list[Figure | None]:
    """The figures of a community for the year, up to today."""
    period = Period.of_year(year).to_date(today)
    pid = row.place.pid
    if period is None:
        return [None for _item in asked]
    known = [(n, item.definition()) for n, item in enumerate(asked)]
    there = [(n, one) for n, one in known if one is not None]
    answer: list[Figure | None] = [None for _item in asked]
    try:
        told = figures.compute_many([one for _n, one in there], pid, period, now=now)
    except IndicatorError:
        return answer
    for (n, _one), figure in zip(there, told, strict=True):
        answer[n] = figure
    return answer


Counts = dict[int, Counted]


def _tasks(rows: list[AppraisalParty], year: int, today: date) -> Counts:
    """Tasks of the year whose day has come: those of a department's sector, those of a community's place."""
    found: Counts = {}
    by_sector = {(row.place_id, row.agency.sector): row.pk for row in rows if row.agency is not None}
    by_place = _beneath(rows)
    held = Task.objects.filter(due__year=year, dropped_on__isnull=True).order_by("due", "pk")
    held = held.filter(Q(due__lt=today) | Q(done_on__isnull=False))
    places_of = {row.place_id for row in rows if row.agency is not None} | set(by_place)
    for one in held.filter(place_id__in=places_of):
        owner = by_sector.get((one.place_id, one.sector)) if by_sector else by_place.get(one.place_id)
        if owner is not None:
            found.setdefault(owner, Counted()).add(
                one.ref, one.done_on is not None and one.done_on <= one.due
            )
    return found


def _returns(rows: list[AppraisalParty], year: int, today: date) -> Counts:
    """Returns whose day came in the year, and whether their first handing-in was in time."""
    found: Counts = {}
    held = Return.objects.filter(due__year=year, due__lt=today).select_related("form").order_by("due", "pk")
    by_sector = {(row.place_id, row.agency.sector): row.pk for row in rows if row.agency is not None}
    by_place = {row.community_id: row.pk for row in rows if row.community_id is not None}
    by_unit = {row.unit_id: row.pk for row in rows if row.unit_id is not None}
    if by_sector:
        held = held.filter(filler="agency", place_id__in={place for place, _sector in by_sector})
    elif by_place:
        held = held.filter(filler="place", place_id__in=by_place)
    else:
        held = held.filter(unit_id__in=by_unit)
    returns = list(held)
    first = dict(ReturnVersion.objects.filter(of__in=returns, number=1).values_list("of_id", "at__date"))
    for one in returns:
        if by_sector:
            owner = by_sector.get((one.place_id, forms_known.sector_of(one.form)))
        else:
            owner = by_place.get(one.place_id) if by_place else by_unit.get(one.unit_id or 0)
        if owner is not None:
            came = first.get(one.pk)
            found.setdefault(owner, Counted()).add(one.pid, came is not None and came <= one.due)
    return found


def _letters(rows: list[AppraisalParty], year: int, _today: date) -> Counts:
    """Letters of the year: a unit's own; of a community those of its units and merchants, and its households."""
    found: Counts = {}
    by_place, by_unit = _beneath(rows), {row.unit_id: row.pk for row in rows if row.unit_id is not None}
    held = Letter.objects.filter(round__year=year, void_on__isnull=True).order_by("pk")
    held = held.filter(unit_id__in=by_unit) if by_unit else held.filter(place_id__in=by_place)
    for ref, place, unit, signed in held.values_list("ref", "place_id", "unit_id", "signed_on"):
        owner = by_unit.get(unit) if by_unit else by_place.get(place)
        if owner is not None:
            found.setdefault(owner, Counted()).add(ref, signed is not None and signed.year <= year)
    for line in HouseholdLine.objects.filter(round__year=year, place_id__in=by_place):
        counted = found.setdefault(by_place[line.place_id], Counted())
        counted.due += line.due
        counted.done += min(line.signed, line.due)
    return found


def _requests(rows: list[AppraisalParty], year: int, today: date) -> Counts:
    """What an office asked of units and was due in the year; in time is measured by the first answer."""
    found: Counts = {}
    by_unit = {row.unit_id: row.pk for row in rows if row.unit_id is not None}
    held = UnitRequest.objects.filter(
        unit_id__in=by_unit, due__year=year, due__lt=today, withdrawn_on__isnull=True
    )
    asked = list(held.order_by("due", "pk"))
    first: dict[int, date] = {}
    for pk, on in (
        UnitAnswer.objects.filter(request__in=asked).order_by("pk").values_list("request_id", "at__date")
    ):
        first.setdefault(pk, on)
    for one in asked:
        came = first.get(one.pk)
        found.setdefault(by_unit[one.unit_id], Counted()).add(one.pid, came is not None and came <= one.due)
    return found


def _beneath(rows: list[AppraisalParty]) -> dict[int, int]:
    """For communities: every place at or beneath each, and whose it is."""
    owners = {row.community.pid: row.pk for row in rows if row.community is not None}
    trees = places.subtrees(owners) if owners else {}
    pids = {pid: owners[top] for top, beneath in trees.items() for pid in beneath} | owners
    known = Place.objects.filter(pid__in=pids).values_list("pk", "pid")
    return {key: pids[pid] for key, pid in known}


COUNTS: dict[str, Callable[[list[AppraisalParty], int, date], Counts]] = {
    "tasks": _tasks, "returns": _returns, "letters": _letters, "requests": _requests,
}  # fmt: skip
