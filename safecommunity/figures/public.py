"""A table of a figure for everybody: on the grid, with small counts and what would give them away hidden.

The counts come from the store for all places in one pass; what was told before is taken into account: `figures.told`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from django.utils import timezone

from safecommunity.epi.rates import crude_rate
from safecommunity.figures import queries, registry, stores, told
from safecommunity.figures.estimates import AGES, Question, people_of
from safecommunity.figures.models import PublicTable
from safecommunity.indicators import disclosure
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import ReleaseError
from safecommunity.indicators.period import Period
from safecommunity.indicators.released import Axis, Cell, Release
from safecommunity.places import queries as places
from safecommunity.places.models import Place

TOTAL = "*"
COUNTED, OTHERS = "counted", "others"
MOST_AXES = 2


@dataclass(frozen=True)
class Table:
    """What was asked, and the answer as it may be told."""

    definition: Definition
    place: Place
    period: Period
    by: tuple[str, ...]
    protected: disclosure.Protected
    seq: int
    computed_at: datetime
    beside: tuple[PublicTable, ...] = ()
    """what it was protected together with, oldest first"""

    @property
    def released(self) -> PublicTable | None:
        """The release that says just this; None where the table was not told to anybody."""
        latest = next((one for one in reversed(self.beside) if one.place == self.place.pid), None)
        if latest is None:
            return None
        said = disclosure.from_data(latest.content)
        same = (said.release.counts, said.status) == (self.protected.release.counts, self.protected.status)
        return latest if same else None


def table(
    definition: Definition, place: Place, period: Period, by: Iterable[str] = (), *, now: datetime
) -> Table:
    """The table of a place, those beneath it on the grid, and some dimensions. Raises IndicatorError for what is off
    the grid or cannot be told to everybody."""
    names = tuple(by)
    _check(definition, place, period, names, now)
    names = tuple(
        sorted(names, key=definition.dimensions.index)
    )  # one order: "cause,sex" is the table "sex,cause"
    told.check(definition, place, period, names)
    release, seq = _release(definition, place, period, names, now)
    beside = told.beside(definition, place, period, names)
    protected = disclosure.protect(
        release, disclosure.rule(), [disclosure.from_data(one.content) for one in beside]
    )
    return Table(definition, place, period, names, protected, seq, now, tuple(beside))


def kept(one: PublicTable, definition: Definition, place: Place) -> Table:
    """A release as it was told."""
    by = tuple(name for name in one.by.split(",") if name)
    content = disclosure.from_data(one.content)
    return Table(definition, place, Period.parse(one.period), by, content, one.seq, one.released_at, (one,))


def _check(definition: Definition, place: Place, period: Period, by: tuple[str, ...], now: datetime) -> None:
    rule = disclosure.rule()
    rule.check_place(place.level)
    rule.check_period(period)
    if definition.kind not in ("count", "proportion", "rate") or definition.standard or definition.quantity:
        raise ReleaseError(
            f"figure for everybody: got {definition.code}, a {definition.kind}; "
            "allowed are counts of records, shares of them and crude rates"
        )
    allowed = [
        name for name in definition.dimensions if name not in ("year", "month", definition.place_column)
    ]
    numeric = [name for name in allowed if registry.fact(definition.fact).schema.column(name).numeric]
    if len(by) > MOST_AXES or len(set(by)) != len(by) or not set(by) <= set(numeric):
        raise ReleaseError(
            f"split for everybody: got {', '.join(by)}; allowed are up to {MOST_AXES} of {', '.join(numeric)}"
        )
    if period.last >= Period.of_month(timezone.localdate(now)).first:
        raise ReleaseError(f"period for everybody: got {period}, allowed are years that have ended")


def _release(
    definition: Definition, place: Place, period: Period, by: tuple[str, ...], now: datetime
) -> tuple[Release, int]:
    """Counts of every leaf: finest places of the grid, values of each dimension, and of a share its two parts."""
    parents, leaf_of = _places(place)
    view = stores.store(definition.fact).refresh()
    columns = (definition.place_column, *by)
    counted = view.counts(queries.condition_of(definition, leaf_of, period), columns)
    whole = (
        view.counts(queries.whole_of(definition, leaf_of, period), columns)
        if definition.kind == "proportion"
        else counted
    )
    values = [sorted({str(key[at + 1]) for key in whole}) for at in range(len(by))]
    axes = [Axis("place", parents), *(Axis.flat(name, found) for name, found in zip(by, values, strict=True))]
    leaves: dict[Cell, int] = {}
    if definition.kind == "proportion":
        axes.append(Axis.flat("part", (COUNTED, OTHERS)))
        for key, n in whole.items():
            cell, part = _cell(key, leaf_of), int(counted.get(key, 0))
            for name, number in ((COUNTED, part), (OTHERS, int(n) - part)):
                leaves[*cell, name] = leaves.get((*cell, name), 0) + number
    else:
        for key, n in counted.items():
            cell = _cell(key, leaf_of)
            leaves[cell] = leaves.get(cell, 0) + int(n)
    return Release.of_leaves(axes, leaves), view.seq


def _cell(key: Any, leaf_of: Mapping[str, str]) -> Cell:
    return (leaf_of[str(key[0])], *(str(value) for value in key[1:]))


def _places(place: Place) -> tuple[dict[str, str], dict[str, str]]:
    """Places of the grid with the one each adds up to, and for every place beneath its finest place on the grid.

    What lies at a place itself and at none beneath it is a leaf of its own, so that parents are sums of children.
    """
    levels = disclosure.rule().levels
    beneath = places.subtree(place.pid)
    level_of = dict(Place.objects.filter(pid__in=beneath).values_list("pid", "level"))
    shown = {pid for pid, level in level_of.items() if level in levels or pid == place.pid}
    parents, leaf_of = {}, {}
    for pid, path in places.paths_of(beneath).items():
        known = [one for one in path if one in shown]
        leaf_of[pid] = known[-1] if known else place.pid
        if pid in shown:
            parents[pid] = "" if pid == place.pid else known[-2]
    for pid in set(parents.values()) - {""}:
        own = f"{pid}.own"
        parents[own] = pid
        for one, leaf in leaf_of.items():
            if leaf == pid:
                leaf_of[one] = own
    return parents, leaf_of


def rows(table: Table) -> list[dict[str, Any]]:
    """The table as lines: never a value whose count, or the rest of whose people, is hidden."""
    axes = table.protected.release.axes
    share = table.definition.kind == "proportion"
    names = places.names([node for node in axes[0].parents if "." not in node])
    ground = queries.ground_of(table.place.pid, table.period.start.year, also=names)
    found = []
    for cell in product(*(axis.parents for axis in (axes[:-1] if share else axes))):
        place = cell[0].partition(".")[0]
        line: dict[str, Any] = {
            "place": place, "place_name": names.get(place, ""), "own_only": "." in cell[0],
            "period": str(table.period), **dict(zip(table.by, cell[1:], strict=True)),
        }  # fmt: skip
        line |= _share(table, cell) if share else _numbers(table, cell, place, ground)
        if line["n"] != 0 or not line["own_only"]:  # nothing lies at a place itself: no line of its own
            found.append(line)
    return found


def _share(table: Table, cell: Cell) -> dict[str, Any]:
    part, whole = (table.protected.told((*cell, name)) for name in (COUNTED, TOTAL))
    value = None if part is None or not whole else table.definition.per * part / whole
    return {"n": whole, "numerator": part, "value": value, "hidden": part is None or whole is None}


def _numbers(table: Table, cell: Cell, place: str, ground: queries.Ground) -> dict[str, Any]:
    n = table.protected.told(cell)
    bare: dict[str, Any] = {"n": n, "value": None, "hidden": n is None}
    if n is None or table.definition.kind == "count":
        return {**bare, "value": n}
    dimensions = tuple(
        (name, int(node)) for name, node in zip(table.by, cell[1:], strict=True) if node != TOTAL
    )
    if "." in cell[0] or any(value < 0 for name, value in dimensions if name in (*AGES, "sex")):
        return bare  # nobody is said to live there, or to be of an age or sex that was not recorded
    question = Question(table.definition, place, table.period, table.computed_at, dimensions)
    people = people_of(question, ground)
    years = people.count * question.years if people else 0.0
    if not years:
        return bare
    rate = crude_rate(cases=n, person_years=years, per=table.definition.per, method=table.definition.interval)
    return {**bare, "value": rate.estimate, "lower": rate.lower, "upper": rate.upper, "denominator": years}
