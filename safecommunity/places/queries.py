"""Reading the place tree: subtrees by dated path, children, people, facilities, and what a reader may choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet

from safecommunity.places.models import Place, PlaceCode, PlacePath, Population, SocialUnit


class ReadsPlaces(Protocol):
    """What this room needs to know of a reader: the places his rights reach."""

    def place_scopes(self, room: str = "", *roles: str) -> tuple[str, ...]: ...


def place(pid: str) -> Place | None:
    """A place by its permanent id."""
    return Place.objects.filter(pid=pid).select_related("parent").first()


def by_code(code: str, system: str | None = None, on: date | None = None) -> Place | None:
    """The place that bears a code now (or on a day); a permanent id is accepted too."""
    codes = PlaceCode.objects.filter(code=code).select_related("place")
    if system:
        codes = codes.filter(system=system)
    if on:
        codes = codes.filter(Q(ends__isnull=True) | Q(ends__gt=on), starts__lte=on)
    found = codes.order_by("-starts").first()
    return found.place if found else place(code)


def subtree(pid: str, on: date | None = None) -> tuple[str, ...]:
    """Permanent ids of a place and all beneath it, on the map of a day (by default the map of now)."""
    root = _paths(on).filter(place__pid=pid).values_list("path", flat=True).first()
    if root is None:
        return (pid,)
    return tuple(
        _paths(on).filter(path__startswith=root).order_by("path").values_list("place__pid", flat=True)
    )


def subtrees(pids: Iterable[str], on: date | None = None) -> dict[str, frozenset[str]]:
    """Several subtrees in two queries, for tables of subordinate places."""
    wanted = list(pids)
    roots = dict(_paths(on).filter(place__pid__in=wanted).values_list("place__pid", "path"))
    prefixes = Q()
    for path in roots.values():
        prefixes |= Q(path__startswith=path)
    below = list(_paths(on).filter(prefixes).values_list("path", "place__pid")) if roots else []
    return {
        pid: frozenset(inner for path, inner in below if path.startswith(roots[pid]))
        if pid in roots
        else frozenset((pid,))
        for pid in wanted
    }


def _paths(on: date | None) -> QuerySet[PlacePath]:
    if on is None:
        return PlacePath.objects.filter(ends__isnull=True)
    return PlacePath.objects.filter(Q(ends__isnull=True) | Q(ends__gt=on), starts__lte=on)


def children(pid: str) -> list[Place]:
    """The places directly beneath, in code order."""
    return list(Place.objects.filter(parent__pid=pid).order_by("order", "id"))


def ancestors(pid: str) -> list[Place]:
    """From the root down to the place itself."""
    path = _paths(None).filter(place__pid=pid).values_list("path", flat=True).first()
    pids = [part for part in (path or "").split("/") if part]
    found = {place.pid: place for place in Place.objects.filter(pid__in=pids)}
    return [found[pid] for pid in pids if pid in found]


def names(pids: Iterable[str]) -> dict[str, str]:
    """Names by permanent id, one query."""
    return dict(Place.objects.filter(pid__in=set(pids)).values_list("pid", "name"))


def unit_names(pids: Iterable[str]) -> dict[str, str]:
    """Names of social units by permanent id, one query."""
    return dict(SocialUnit.objects.filter(pid__in=set(pids)).values_list("pid", "name"))


@dataclass(frozen=True)
class People:
    """Residents of a place (sex and ages as asked) with where the number comes from."""

    count: int
    year: int
    source: str
    version: int
    households: int | None = None


def population(
    pid: str, year: int, *, sex: int = 0, ages: tuple[int, int | None] | None = None
) -> People | None:
    """Residents in a year; the latest earlier year stands in where that year has no table. None: no population known.

    A place without a table of its own is the sum of its children, if every child has one of the same year.
    """
    return populations([pid], year, sex=sex, ages=ages).get(pid)


def populations(
    pids: Iterable[str], year: int, *, sex: int = 0, ages: tuple[int, int | None] | None = None
) -> dict[str, People]:
    """Residents of many places at once; constant in queries."""
    wanted = list(pids)
    rows = Population.objects.filter(
        Q(place__pid__in=wanted) | Q(place__parent__pid__in=wanted), year__lte=year
    ).values_list(
        "place__pid",
        "place__parent__pid",
        "year",
        "version",
        "sex",
        "age_low",
        "age_high",
        "count",
        "source",
        "households",
    )
    tables: dict[str, dict[tuple[int, int], list[tuple]]] = {}
    parents: dict[str, str] = {}
    for pid, parent, table_year, version, *cell in rows:
        tables.setdefault(pid, {}).setdefault((table_year, version), []).append(tuple(cell))
        parents[pid] = parent
    own = {pid: _read(table, sex, ages) for pid, table in tables.items()}
    answer = {pid: people for pid in wanted if (people := own.get(pid)) is not None}
    for pid in wanted:
        if pid not in answer and (summed := _sum_of_children(pid, own, parents)) is not None:
            answer[pid] = summed
    return answer


def _read(
    table: dict[tuple[int, int], list[tuple]], sex: int, ages: tuple[int, int | None] | None
) -> People | None:
    """One number from the newest usable table; cells must tile the asked sex and ages exactly."""
    for year, version in sorted(table, reverse=True):
        cells = table[year, version]
        chosen = _exact_cells(cells, sex, ages) or (_both_sexes(cells, ages) if sex == 0 else None)
        if chosen:
            households = next((c[5] for c in cells if c[5] is not None), None)
            return People(sum(c[3] for c in chosen), year, chosen[0][4], version, households)
    return None


def _exact_cells(cells: list[tuple], sex: int, ages: tuple[int, int | None] | None) -> list[tuple] | None:
    low, high = ages or (0, None)
    same = [c for c in cells if c[0] == sex]
    whole = [c for c in same if c[1] == low and c[2] == high]
    if whole:
        return whole[:1]
    tiles, reach = [], low
    for cell in sorted(same, key=lambda c: (c[1], c[2] is None, c[2] or 0)):
        if cell[1] != reach or (high is not None and (cell[2] is None or cell[2] > high)):
            continue
        tiles.append(cell)
        if cell[2] == high:
            return tiles
        if cell[2] is None:
            return None
        reach = cell[2] + 1
    return None


def _both_sexes(cells: list[tuple], ages: tuple[int, int | None] | None) -> list[tuple] | None:
    men, women = _exact_cells(cells, 1, ages), _exact_cells(cells, 2, ages)
    return men + women if men and women else None


def _sum_of_children(pid: str, own: dict[str, People | None], parents: dict[str, str]) -> People | None:
    kids = [child for child, parent in parents.items() if parent == pid]
    if not kids or len(kids) != Place.objects.filter(parent__pid=pid).count():
        return None
    found = [own.get(kid) for kid in kids]
    if any(p is None for p in found) or len({p.year for p in found if p}) != 1:
        return None
    known = [p for p in found if p]
    return People(sum(p.count for p in known), known[0].year, known[0].source, known[0].version)


def facilities(pid: str, on: date | None = None) -> list[SocialUnit]:
    """Units that owe monthly injury reports within a place."""
    units = SocialUnit.objects.filter(place__pid__in=subtree(pid), reports_injuries=True)
    if on:
        units = units.filter(Q(ends__isnull=True) | Q(ends__gt=on), starts__lte=on)
    return list(units.select_related("place").order_by("order", "id"))


def units_within(pids: Iterable[str]) -> list[SocialUnit]:
    """Reporting facilities that lie in these very places."""
    found = SocialUnit.objects.filter(place__pid__in=set(pids), reports_injuries=True)
    return list(found.select_related("place").order_by("place__order", "order", "id"))


def unit(pid: str) -> SocialUnit | None:
    """A social unit by its permanent id."""
    return SocialUnit.objects.filter(pid=pid).select_related("place").first()


def within(reader: ReadsPlaces, pid: str, room: str = "", *roles: str) -> bool:
    """Whether a reader's rights (in a room, by any of these roles) reach a place."""
    allowed = reader.place_scopes(room, *roles)
    return bool(allowed) and any(above.pid in allowed for above in ancestors(pid))


def reach(reader: ReadsPlaces, room: str = "", *roles: str) -> frozenset[str]:
    """All places a reader's rights reach, subtree included; two queries."""
    found = subtrees(reader.place_scopes(room, *roles))
    return frozenset().union(*found.values()) if found else frozenset()


def choices(reader: ReadsPlaces, room: str = "", *roles: str) -> list[Place]:
    """Places a reader may look at, ordered along the tree."""
    pids = reach(reader, room, *roles)
    rows = (
        PlacePath.objects.filter(place__pid__in=pids, ends__isnull=True)
        .select_related("place")
        .order_by("path")
    )
    found = {row.place.pid: row.place for row in rows}
    ordered: list[Place] = []
    tops = [p for p in found.values() if p.parent_id not in {q.pk for q in found.values()}]
    _walk(sorted(tops, key=lambda p: (p.order, p.pk)), list(found.values()), ordered)
    return ordered


def _walk(level: list[Place], everyone: list[Place], ordered: list[Place]) -> None:
    by_parent: dict[int | None, list[Place]] = {}
    for one in everyone:
        by_parent.setdefault(one.parent_id, []).append(one)
    stack = list(reversed(level))
    while stack:
        one = stack.pop()
        ordered.append(one)
        stack.extend(sorted(by_parent.get(one.pk, []), key=lambda p: (p.order, p.pk), reverse=True))


def label_of(pid: str) -> tuple[str, str]:
    """("simulated" | "real" | "", source) of a place, taken from the nearest ancestor that says so."""
    for above in reversed(ancestors(pid)):
        if above.label:
            return above.label, above.source
    return "", ""
