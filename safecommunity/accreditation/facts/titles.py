"""The fact `title_place`: what a place that ever filed for a title stood at in each year, every title on its own.

One row a place and year, so that a place with two titles is counted once. A title is held from the day its certificate
was issued until its term ended, it was withdrawn or it lapsed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.models import Application, Certificate
from safecommunity.accreditation.models.applications import LEVELS
from safecommunity.accreditation.rights import Rights
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Fact, Rows, RowView
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.importing.levels import level_name
from safecommunity.places.models import Level, Place

PLACE_LEVELS = tuple(Level.values)
FIRST_YEAR = 2002  # the first safe communities of the country
CHUNK = 2000
SCHEMA = FactSchema(
    name="title_place", version=1,
    columns=(
        Column("year", "int"), Column("month", "int"), Column("place_level", "code"), Column("begun", "code"),
        Column("named", "code"), *(Column(one, "code") for one in LEVELS), Column("place", "place"),
    ),
    count_columns=("year", "place", "place_level", "begun", "named", *LEVELS),
)  # fmt: skip
Span = tuple[date, date | None]  # the first day, and the first day it is no more


def ref_of(pid: str, year: int) -> str:
    """The name of the row of a place and year: the place's permanent id in hexadecimal, then the year."""
    return f"{pid.encode().hex():0>28}{year:04x}"


def told_by(ref: str) -> tuple[str, int]:
    """The place and year a name stands for."""
    return bytes.fromhex(ref[:28]).lstrip(b"\0").decode(), int(ref[28:], 16)


def of_place(pid: str, first: int, last: int) -> list[ChangeOf]:
    """The rows of a place from one year to another are new."""
    return [ChangeOf(SCHEMA.name, ref_of(pid, year)) for year in range(max(FIRST_YEAR, first), last + 1)]


def day_of(year: int, today: date) -> date:
    """The day a year is told for: its last one, of this year today, of a later one its first."""
    return min(date(year, 12, 31), max(today, date(year, 1, 1)))


def spans(places: Iterable[Place] | None = None) -> dict[int, tuple[list[Span], dict[str, list[Span]]]]:
    """By place: since when it was on its way to any title, and the terms of each title. Two queries."""
    filed = Application.objects.filter(filed_on__isnull=False).order_by()
    terms = Certificate.objects.filter(application__filed_on__isnull=False).order_by()
    if places is not None:
        keys = [one.pk for one in places]
        filed, terms = filed.filter(place__in=keys), terms.filter(application__place__in=keys)
    found: dict[int, tuple[list[Span], dict[str, list[Span]]]] = defaultdict(lambda: ([], defaultdict(list)))
    for place, since, until in filed.values_list("place_id", "filed_on", "closed_on"):
        if since is not None:
            found[place][0].append((since, until))
    held = terms.values_list("application__place_id", "level", "issued_on", "valid_until", "ended_on")
    for place, level, since, last, ended in held:
        over = last + timedelta(days=1)
        found[place][1][level].append((since, min(over, ended) if ended is not None else over))
    return dict(found)


def covers(some: Iterable[Span], on: date) -> bool:
    """Whether any of these holds on a day."""
    return any(since <= on and (until is None or on < until) for since, until in some)


def row(
    place: Place, year: int, way: list[Span], terms: Mapping[str, list[Span]], today: date
) -> dict[str, Any]:
    """A place at the end of a year, or now."""
    on = day_of(year, today)
    held = {level: int(covers(terms.get(level, ()), on)) for level in LEVELS}
    return {
        "ref": ref_of(place.pid, year), "year": year, "month": on.month,
        "place_level": PLACE_LEVELS.index(place.level), "begun": int(covers(way, on) or any(held.values())),
        "named": int(any(held.values())), **held, "place": place.pid,
    }  # fmt: skip


def _first(way: list[Span]) -> int:
    return max(FIRST_YEAR, min(since.year for since, _until in way))


def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Present rows of these names; a place that never filed has none."""
    wanted, today = list(refs), timezone.localdate()
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), CHUNK):
        asked = {ref: told_by(ref) for ref in wanted[start : start + CHUNK]}
        places = {
            one.pid: one for one in Place.objects.filter(pid__in={pid for pid, _year in asked.values()})
        }
        known = spans(places.values())
        for ref, (pid, year) in asked.items():
            place = places.get(pid)
            if place is None or place.pk not in known or year < _first(known[place.pk][0]):
                continue
            found[ref] = row(place, year, *known[place.pk], today)
    return found


def all_rows() -> Iterator[dict[str, Any]]:
    """Every year of every place that filed, until next year."""
    today, known = timezone.localdate(), spans()
    places = Place.objects.filter(pk__in=list(known)).order_by("pk")
    for place in places:
        for year in range(_first(known[place.pk][0]), today.year + 2):
            yield row(place, year, *known[place.pk], today)


def _open_to(reader: Any, refs: Iterable[str]) -> set[str]:
    """Those of places whose filed applications the reader sees."""
    rights = Rights(reader)
    may = rights.looks_in | rights.above
    return {ref for ref in refs if told_by(ref)[0] in may}


def rows_by_refs(reader: Any, refs: list[str]) -> Rows:
    """The places behind a figure in the order asked."""
    headings = (_("Place"), _("Year"), _("Titles held"), _("On the way"))
    may, found = _open_to(reader, refs), rows(refs)
    names = dict(Place.objects.filter(pid__in={told_by(ref)[0] for ref in refs}).values_list("pid", "name"))
    closed = (_("not open to you"), *("" for _n in headings[1:]))
    lines = []
    for ref in refs:
        if ref not in found:
            continue
        pid, year = told_by(ref)
        held = "、".join(words.title_of(level) for level in LEVELS if found[ref][level]) or "—"
        cells = (names.get(pid, ""), str(year), held, _("yes") if found[ref]["begun"] else _("no"))
        url = reverse("programme") + f"?place={pid}"
        lines.append(RowView(ref, cells, url) if ref in may else RowView(ref, closed))
    return Rows(headings, tuple(lines))


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "place_level":
        return level_name(PLACE_LEVELS[value]) if 0 <= value < len(PLACE_LEVELS) else str(value)
    return _("yes") if value else _("no")


def fact(tables: tuple[str, ...], screens: tuple[tuple[Any, str], ...]) -> Fact:
    """The fact with its doors."""
    return Fact(
        schema=SCHEMA, rows=rows, all_rows=all_rows, rows_by_refs=rows_by_refs,
        openable=lambda reader, refs: len(_open_to(reader, refs)), option_label=label, handed_in=True, tables=tables,
        screens=screens,
    )  # fmt: skip
