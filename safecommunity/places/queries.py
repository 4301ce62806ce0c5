"""Reading the place tree: subtrees by dated path, children, people, facilities, and what a reader may choose."""

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from os.path import commonpath
from typing import NamedTuple, Protocol

from django.db import connection
from django.db.models import Q, QuerySet

from safecommunity.places.models import Level, Place, PlaceCode, PlacePath, Population, SocialUnit


class ReadsPlaces(Protocol):
    """What this room needs to know of a reader: the places his rights reach."""

    def place_scopes(self, room: str = "", *roles: str) -> tuple[str, ...]: ...


def place(pid: str) -> Place | None:
    """A place by its permanent id."""
    return Place.objects.filter(pid=pid).select_related("parent").first()


def by_code(code: str, system: str | None = None, on: date | None = None) -> Place | None:
    """The place that bears a code now (or on a day); a permanent id is accepted too."""
    if system is None and not code.isdigit() and (named := place(code)) is not None:
        return named
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
    return tuple(_paths(on).filter(_under(root)).order_by("path").values_list("place__pid", flat=True))


@dataclass
class _Tree:
    """What was read of the tree of now for one request: every room asks where its reader's places lie."""

    paths: dict[str, str | None] = field(default_factory=dict)
    beneath: dict[str, frozenset[str]] = field(default_factory=dict)


_tree: ContextVar[_Tree | None] = ContextVar("tree of a request", default=None)


def remember(remembering: bool = True) -> None:
    """From here on (a request begins) what is read of the tree of now is read once; False ends it."""
    _tree.set(_Tree() if remembering else None)


def forget() -> None:
    """Said by whoever changes a path: what was read before is read again."""
    if _tree.get() is not None:
        remember()


def subtrees(pids: Iterable[str], on: date | None = None) -> dict[str, frozenset[str]]:
    """Several subtrees in two queries, for tables of subordinate places; those of now once a request."""
    wanted, tree = dict.fromkeys(pids), _tree.get()
    if tree is None or on is not None:
        return _subtrees(wanted, on)
    if lacking := [pid for pid in wanted if pid not in tree.beneath]:
        tree.beneath |= _subtrees(lacking, None)
    return {pid: tree.beneath[pid] for pid in wanted}


def _subtrees(pids: Iterable[str], on: date | None) -> dict[str, frozenset[str]]:
    wanted = set(pids)
    roots = dict(_paths(on).filter(place__pid__in=wanted).values_list("place__pid", "path"))
    found: dict[str, set[str]] = {pid: set() if pid in roots else {pid} for pid in wanted}
    if roots:
        asked = set(roots)
        for path, inner in _paths(on).filter(_covering(roots.values())).values_list("path", "place__pid"):
            for above in asked.intersection(path.split("/")):
                found[above].add(inner)
    return {pid: frozenset(inner) for pid, inner in found.items()}


MOST_ROOTS = 50  # more prefixes than this are read as the one prefix they share: a database limits its terms


def _covering(roots: Iterable[str]) -> Q:
    """Paths at or beneath any of the roots; perhaps some beside them, where there are many."""
    tops: list[str] = []
    for root in sorted(roots):
        if not tops or not root.startswith(tops[-1]):
            tops.append(root)
    if len(tops) > MOST_ROOTS:
        tops = [f"{commonpath(tops).rstrip('/')}/"]
    return under(tops)


def under(roots: Iterable[str]) -> Q:
    """Condition on dated paths: at or beneath any of these."""
    found = Q(pk__in=[])
    for root in roots:
        found |= _under(root)
    return found


def _under(root: str) -> Q:
    """A prefix, said so that each database finds it by index: "/a/b/" is followed by everything up to "/a/b0"."""
    if connection.vendor == "sqlite":
        return Q(path__gte=root, path__lt=f"{root[:-1]}0")
    return Q(path__startswith=root)


def keys_under(roots: Iterable[str]) -> QuerySet[PlacePath, int]:
    """Database keys of all places at or beneath these paths, as a subquery: short, however many they are."""
    return PlacePath.objects.filter(under(roots), ends__isnull=True).values_list("place_id", flat=True)


def units_under(roots: Iterable[str]) -> QuerySet[SocialUnit, int]:
    """The same of all organisations there."""
    found = SocialUnit.objects.filter(place_id__in=keys_under(roots))
    return found.order_by().values_list("pk", flat=True)


def open_paths(pids: Iterable[str]) -> dict[str, str]:
    """The present path of each of these places, one query, and none for what the request asked before."""
    wanted, tree = dict.fromkeys(pids), _tree.get() or _Tree()
    if lacking := {pid for pid in wanted if pid not in tree.paths}:
        found = dict(_paths(None).filter(place__pid__in=lacking).values_list("place__pid", "path"))
        tree.paths |= {pid: found.get(pid) for pid in lacking}
    return {pid: path for pid in wanted if (path := tree.paths[pid]) is not None}


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


def widest_first(pids: Iterable[str], most: int = 600) -> list[Place]:
    """Places a form offers, the widest level first, each level in its own order; not more than `most`."""
    wide = {level: n for n, level in enumerate(Level.values)}
    found = Place.objects.filter(pid__in=list(pids))[:most]
    return sorted(found, key=lambda place: (wide.get(place.level, len(wide)), place.order, place.pk))


def street_above(pids: Sequence[str]) -> Place | None:
    """The street or town the first of these places lies in or is; where there is none, the place itself."""
    above = ancestors(pids[0]) if pids else []
    return next((one for one in reversed(above) if one.level == Level.STREET), above[-1] if above else None)


def paths_of(pids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each place the permanent ids from the root down to itself, one query."""
    found = _paths(None).filter(place__pid__in=set(pids)).values_list("place__pid", "path")
    return {pid: tuple(part for part in path.split("/") if part) for pid, path in found}


def names(pids: Iterable[str]) -> dict[str, str]:
    """Names by permanent id, one query."""
    return dict(Place.objects.filter(pid__in=set(pids)).values_list("pid", "name"))


def unit_names(pids: Iterable[str]) -> dict[str, str]:
    """Names of social units by permanent id, one query."""
    return dict(SocialUnit.objects.filter(pid__in=set(pids)).values_list("pid", "name"))


Ages = tuple[int, int | None]


@dataclass(frozen=True)
class People:
    """Residents of a place (sex and ages as asked) with where the number comes from."""

    count: int
    year: int
    source: str
    version: int
    households: int | None = None


@dataclass(frozen=True)
class PeopleByAge:
    """Residents of a place by age group, all from one table."""

    counts: tuple[int, ...]
    year: int
    source: str
    version: int


Cell = tuple[int, int, int | None, int, str, int | None]  # sex, ages from, to, count, source, households
Table = dict[tuple[int, int], list[Cell]]  # by (year, version)


@dataclass(frozen=True)
class PopulationTables:
    """The population tables of some places, read at once and asked as often as needed, without further queries.

    A place without a usable table of its own is the sum of its children, if every child has one of the same year.
    """

    tables: dict[str, Table]
    children: dict[str, tuple[str, ...]]

    def people(self, pid: str, year: int, *, sex: int = 0, ages: Ages | None = None) -> People | None:
        """Residents in a year, or in the latest earlier year that has a table; None where nobody knows."""
        found = self._answer(pid, year, (ages or (0, None),), sex)
        if found is None:
            return None
        counts, (of_year, version), source, households = found
        return People(counts[0], of_year, source, version, households)

    def by_ages(self, pid: str, year: int, groups: Iterable[Ages], *, sex: int = 0) -> PeopleByAge | None:
        """The same for several age groups of one table; None where a group is not known."""
        found = self._answer(pid, year, tuple(groups), sex)
        return PeopleByAge(found[0], found[1][0], found[2], found[1][1]) if found else None

    def _answer(
        self, pid: str, year: int, groups: tuple[Ages, ...], sex: int
    ) -> tuple[tuple[int, ...], tuple[int, int], str, int | None] | None:
        own = _read(self.tables.get(pid, {}), year, groups, sex)
        if own is not None:
            return own
        kids = self.children.get(pid, ())
        found = [_read(self.tables.get(kid, {}), year, groups, sex) for kid in kids]
        known = [one for one in found if one is not None]
        if not known or len(known) != len(kids) or len({one[1][0] for one in known}) != 1:
            return None
        counts = tuple(sum(column) for column in zip(*(one[0] for one in known), strict=True))
        return counts, known[0][1], known[0][2], None


def population_tables(pids: Iterable[str], year: int) -> PopulationTables:
    """Population tables of many places up to a year; two queries."""
    wanted = set(pids)
    children: dict[str, tuple[str, ...]] = {}
    last = date(year, 12, 31)
    # who was there at the end of that year: not what had ended by then, not what a merger or split made later
    there = (
        Place.objects.filter(parent__pid__in=wanted).exclude(ends__lte=last).exclude(came_from__on__gt=last)
    )
    for parent, kid in there.values_list("parent__pid", "pid"):
        children[parent] = (*children.get(parent, ()), kid)
    everyone = wanted.union(*children.values())
    rows = Population.objects.filter(place__pid__in=everyone, year__lte=year).values_list(
        "place__pid", "year", "version", "sex", "age_low", "age_high", "count", "source", "households"
    )
    tables: dict[str, Table] = {}
    for pid, of_year, version, sex, low, high, count, source, households in rows:
        cell = (sex, low, high, count, source, households)
        tables.setdefault(pid, {}).setdefault((of_year, version), []).append(cell)
    return PopulationTables(tables, children)


def population(pid: str, year: int, *, sex: int = 0, ages: Ages | None = None) -> People | None:
    """Residents in a year; the latest earlier year stands in where that year has no table. None: no population known.

    A place without a table of its own is the sum of its children, if every child has one of the same year.
    """
    return population_tables([pid], year).people(pid, year, sex=sex, ages=ages)


def populations(
    pids: Iterable[str], year: int, *, sex: int = 0, ages: Ages | None = None
) -> dict[str, People]:
    """Residents of many places at once; constant in queries."""
    wanted = list(pids)
    known = population_tables(wanted, year)
    return {
        pid: people for pid in wanted if (people := known.people(pid, year, sex=sex, ages=ages)) is not None
    }


def _read(
    table: Table, year: int, groups: tuple[Ages, ...], sex: int
) -> tuple[tuple[int, ...], tuple[int, int], str, int | None] | None:
    """One number for each group from the newest usable table; cells must tile the asked sex and ages exactly."""
    for of_year, version in sorted(table, reverse=True):
        if of_year > year:
            continue
        cells = table[of_year, version]
        chosen = [_cells(cells, sex, ages) for ages in groups]
        if chosen and all(chosen):
            households = next((c[5] for c in cells if c[5] is not None), None)
            counts = tuple(sum(c[3] for c in group or ()) for group in chosen)
            return counts, (of_year, version), cells[0][4], households
    return None


def _cells(cells: list[Cell], sex: int, ages: Ages) -> list[Cell] | None:
    return _exact_cells(cells, sex, ages) or (_both_sexes(cells, ages) if sex == 0 else None)


def _exact_cells(cells: list[Cell], sex: int, ages: Ages) -> list[Cell] | None:
    low, high = ages
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


def _both_sexes(cells: list[Cell], ages: Ages) -> list[Cell] | None:
    men, women = _exact_cells(cells, 1, ages), _exact_cells(cells, 2, ages)
    return men + women if men and women else None


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


def every_unit_within(pids: Iterable[str]) -> list[SocialUnit]:
    """All organisations that lie in these very places, whether they report injuries or not."""
    found = SocialUnit.objects.filter(place__pid__in=set(pids)).select_related("place")
    return list(found.order_by("place__order", "order", "id"))


def unit(pid: str) -> SocialUnit | None:
    """A social unit by its permanent id."""
    return SocialUnit.objects.filter(pid=pid).select_related("place").first()


def within(reader: ReadsPlaces, pid: str, room: str = "", *roles: str) -> bool:
    """Whether a reader's rights (in a room, by any of these roles) reach a place."""
    allowed = set(reader.place_scopes(room, *roles))
    return bool(allowed) and not allowed.isdisjoint(open_paths([pid]).get(pid, "").split("/"))


def reach(reader: ReadsPlaces, room: str = "", *roles: str) -> frozenset[str]:
    """All places a reader's rights reach, subtree included; two queries."""
    found = subtrees(reader.place_scopes(room, *roles))
    return frozenset().union(*found.values()) if found else frozenset()


class Choice(NamedTuple):
    """A place as lists of places need it: a district has a thousand, and every page lists them."""

    pk: int
    pid: str
    name: str
    level: str
    parent_id: int | None


def choices(reader: ReadsPlaces, room: str = "", *roles: str) -> list[Choice]:
    """Places a reader may look at, ordered along the tree; two queries."""
    roots = open_paths(reader.place_scopes(room, *roles))
    if not roots:
        return []
    return _along_the_tree(Place.objects.filter(pk__in=keys_under(roots.values())))


def choices_of_all(most: int) -> list[Choice]:
    """Places of the whole installation that are still there, ordered along the tree, the first `most` of them."""
    return _along_the_tree(Place.objects.filter(ends__isnull=True))[:most]


def _along_the_tree(places: QuerySet[Place]) -> list[Choice]:
    rows = places.order_by("order", "pk").values_list("pk", "pid", "name", "level", "parent_id")
    found = [Choice(*row) for row in rows]
    known, by_parent = {one.pk for one in found}, {}  # type: tuple[set[int], dict[int | None, list[Choice]]]
    for one in found:
        by_parent.setdefault(one.parent_id, []).append(one)
    ordered, stack = [], [one for one in reversed(found) if one.parent_id not in known]
    while stack:
        one = stack.pop()
        ordered.append(one)
        stack.extend(reversed(by_parent.get(one.pk, ())))
    return ordered


def label_of(pid: str) -> tuple[str, str]:
    """("simulated" | "real" | "", source) of a place, taken from the nearest ancestor that says so."""
    for above in reversed(ancestors(pid)):
        if above.label:
            return above.label, above.source
    return "", ""
