"""The fact `shelter_cover`: for each community and year, how many people its shelters hold and how many live there.

A street whose communities have no numbers stands for itself. A shelter in a grid counts for its community, one of the
street for the street.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.emergency.models import Resource
from safecommunity.emergency.publishing import FIRST_YEAR, schema
from safecommunity.emergency.rights import Rights
from safecommunity.engine.conditions import AnyOf, Where
from safecommunity.figures.registry import Fact, Opening, Rows, RowView
from safecommunity.figures.sources import as_at
from safecommunity.journal.actions import ChangeOf
from safecommunity.places import queries as places
from safecommunity.places.actions import year_ref
from safecommunity.places.models import Place
from safecommunity.shell.numbers import number

FACT = "shelter_cover"
SCHEMA = schema(FACT, "capacity residents", "", "", version=2)  # capacity as it was in the year
LEVELS = ("street", "community")


def ref_of(pid: str) -> str:
    """The name of a place's rows, but for the year."""
    return hashlib.sha256(f"{FACT} {pid}".encode()).hexdigest()[:28] + "0000"


def changes(place: Place, first: int, this_year: int) -> list[ChangeOf]:
    """The rows that a shelter at a place may change."""
    pids = [one.pid for one in places.ancestors(place.pid) if one.level in LEVELS]
    years = range(max(FIRST_YEAR, first), this_year + 2)
    return [ChangeOf(FACT, year_ref(ref_of(pid), year)) for pid in pids for year in years]


def everything(this_year: int) -> list[ChangeOf]:
    """All rows of this year and the next: populations come and change without a word to this room."""
    pids = Place.objects.filter(level__in=LEVELS, ends__isnull=True).values_list("pid", flat=True)
    return [
        ChangeOf(FACT, year_ref(ref_of(pid), year)) for pid in pids for year in (this_year, this_year + 1)
    ]


def _rows(found: list[Place], year: int) -> Iterator[dict[str, Any]]:
    """Rows of some streets and communities in one year; a fixed number of queries."""
    day = min(date(year, 12, 31), max(timezone.localdate(), date(year, 1, 1)))
    streets = [one.pid for one in found if one.level == "street"]
    below: dict[str, list[str]] = {}
    for pid, parent in Place.objects.filter(parent__pid__in=streets).values_list("pid", "parent__pid"):
        below.setdefault(str(parent), []).append(pid)
    wanted = {one.pid for one in found}.union(*below.values())
    people = places.populations(wanted, year)
    held = _held(found, day)
    for one in found:
        parted = any(pid in people for pid in below.get(one.pid, ()))
        known = people.get(one.pid) if not parted else None
        capacity = held.get(one.pid, 0)
        if known is not None or capacity:
            yield {
                "ref": year_ref(ref_of(one.pid), year), "year": year, "month": day.month, "place": one.pid,
                "capacity": capacity, "residents": known.count if known is not None else 0,
            }  # fmt: skip


def _held(found: list[Place], day: date) -> dict[str, int]:
    """People the shelters hold, by the community or street they count for."""
    there = Resource.objects.filter(Q(ends__isnull=True) | Q(ends__gt=day), kind="shelter", starts__lte=day)
    kept = there.select_related("place")
    rows = [(str(as_at(one, "place", day)), as_at(one, "capacity", day)) for one in kept]
    ways = places.paths_of({pid for pid, _n in rows})
    levels = dict(
        Place.objects.filter(pid__in={one for way in ways.values() for one in way}).values_list(
            "pid", "level"
        )
    )
    counted: dict[str, int] = {}
    for pid, capacity in rows:
        for above in reversed(ways.get(pid, ())):
            if levels.get(above) in LEVELS:
                counted[above] = counted.get(above, 0) + (capacity or 0)
                break
    return counted


def rows(refs: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """Present rows of these refs."""
    years: dict[int, set[str]] = {}
    for ref in refs:
        years.setdefault(int(ref[28:], 16), set()).add(f"{ref[:28]}0000")
    known = {ref_of(one.pid): one for one in Place.objects.filter(level__in=LEVELS)}
    found: dict[str, Mapping[str, Any]] = {}
    for year, wanted in years.items():
        there = [known[ref] for ref in wanted if ref in known]
        found |= {row["ref"]: row for row in _rows(there, year)}
    return found


def all_rows() -> Iterator[Mapping[str, Any]]:
    """Every row, year by year."""
    everywhere = list(Place.objects.filter(level__in=LEVELS).order_by("pk"))
    for year in range(FIRST_YEAR, timezone.localdate().year + 2):
        yield from _rows(everywhere, year)


def rows_by_refs(reader: Any, refs: list[str]) -> Rows:
    """The places behind the figure."""
    headings = (_("Place"), _("Year"), _("People shelters hold"), _("Residents"))
    found, inside = rows(refs), Rights(reader).looks_in
    names = places.names({str(row["place"]) for row in found.values()})
    lines = []
    for ref in refs:
        row = found.get(ref)
        if row is None:
            continue
        if row["place"] not in inside:
            lines.append(RowView(ref, (_("not open to you"), "", "", "")))
            continue
        cells = (
            names.get(str(row["place"]), ""),
            str(row["year"]),
            number(row["capacity"]),
            number(row["residents"]),
        )
        lines.append(RowView(ref, cells, f"{reverse('resources')}?kind=shelter&place={row['place']}"))
    return Rows(headings, tuple(lines))


def opening(reader: Any) -> Opening:
    """What a reader may open, told by the place."""
    inside = tuple(sorted(Rights(reader).looks_in))
    return Opening(Where("place", "in", inside) if inside else AnyOf(()))


def publish() -> Fact:
    """The fact with its doors."""
    return Fact(
        schema=SCHEMA, rows=rows, all_rows=all_rows, rows_by_refs=rows_by_refs, opening=opening,
        tables=("emergency.Resource", "places.Population"), screens=((lazy("Resources"), "resources"),),
    )  # fmt: skip
