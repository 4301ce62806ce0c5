"""Writing who lives where: a table at a time, or the tables of a whole list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.journal import actions as journal
from safecommunity.places.actions.tree import Refused, Residents
from safecommunity.places.models import Place, Population


@dataclass(frozen=True)
class PopulationTable:
    """Residents of one place at the end of one year, as a list gives them."""

    place: Place
    year: int
    source: str
    cells: tuple[Residents, ...]


@transaction.atomic
def set_population(
    *, place: Place, year: int, cells: Iterable[Residents], source: str, by: str, at: datetime
) -> int:
    """Store a year's population table as a new version, which is returned; older reports keep theirs (N15)."""
    table = PopulationTable(place, year, source.strip(), tuple(cells))
    version = _store(table, at)
    journal.record(
        by=by,
        action="set_population",
        kind="place",
        ref=place.pid,
        place=place.pid,
        at=at,
        detail={"year": year, "version": version, "cells": len(table.cells)},
    )
    return version


@transaction.atomic
def import_populations(
    *, tables: Iterable[PopulationTable], file_name: str, top: str, asked: int, by: str, at: datetime
) -> tuple[int, int]:
    """Store the tables of a list: (new versions, tables that were there just so). One event for all of them.

    `asked`: how many sums did not agree when somebody chose to store it all the same.
    """
    wanted = list(tables)
    if not wanted:
        raise Refused(_("A population table needs at least one number and its source."))
    # locked in one order, so that two lists at once number their versions one after the other
    list(Place.objects.select_for_update().filter(pk__in={t.place.pk for t in wanted}).order_by("pk"))
    new = [table for table in wanted if not _is_there(table)]
    stored = [[table.place.pid, table.year, _store(table, at)] for table in new]
    if stored:
        journal.record(
            by=by, action="import_populations", kind="population", ref=top, place=top, at=at,
            detail={"file": file_name[:150], "tables": stored[:500], "count": len(stored), "asked": asked},
        )  # fmt: skip
    return len(stored), len(wanted) - len(stored)


def _is_there(table: PopulationTable) -> bool:
    """Whether the newest version holds these very numbers from this source."""
    rows = Population.objects.filter(place=table.place, year=table.year).order_by("-version")
    newest = rows.values_list("version", flat=True).first()
    if newest is None:
        return False
    fields = ("count", "sex", "age_low", "age_high", "households", "source")
    there = {tuple(row) for row in rows.filter(version=newest).values_list(*fields)}
    source = table.source.strip()
    return there == {(c.count, c.sex, c.age_low, c.age_high, c.households, source) for c in table.cells}


def _store(table: PopulationTable, at: datetime) -> int:
    if not table.cells or not table.source.strip():
        raise Refused(_("A population table needs at least one number and its source."))
    if not 1949 <= table.year <= at.year + 1:
        raise Refused(
            _("Year: got %(came)s; allowed: 1949 to %(last)s") % {"came": table.year, "last": at.year + 1}
        )
    newest = Population.objects.filter(place=table.place, year=table.year).order_by("-version").first()
    version = newest.version + 1 if newest else 1
    Population.objects.bulk_create(
        [
            Population(
                place=table.place,
                year=table.year,
                version=version,
                source=table.source.strip(),
                sex=cell.sex,
                count=cell.count,
                age_low=cell.age_low,
                age_high=cell.age_high,
                households=cell.households,
            )
            for cell in table.cells
        ]
    )
    return version
