"""The grid of a place and year: its cells made once, and told anew whenever a project changes what it covers."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes as governance
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place
from safecommunity.programmes import codes
from safecommunity.programmes.actions.refusal import NotYours
from safecommunity.programmes.models import Cell, Project, ProjectAim
from safecommunity.programmes.rights import Rights

FACT = "project_cell"
Key = tuple[str, int, int]


def tell_cells(place: Place, years: Iterable[int]) -> list[ChangeOf]:
    """Count the projects of every cell of some years again; the facts that changed. In the caller's transaction."""
    changes: list[ChangeOf] = []
    projects = list(
        Project.objects.filter(place=place, started_on__isnull=False)
        .prefetch_related("aims", "rests")
        .order_by("pk")
    )
    for year in years:
        counted = _counted(projects, year)
        known = {(one.setting, one.age, one.sex): one for one in Cell.objects.filter(place=place, year=year)}
        made = [
            Cell(place=place, year=year, setting=key[0], age=key[1], sex=key[2], projects=counted[key])
            for key in every_cell()
            if key not in known
        ]
        Cell.objects.bulk_create(made)
        moved = [one for key, one in known.items() if one.projects != counted[key]]
        for one in moved:
            one.projects = counted[one.setting, one.age, one.sex]
        Cell.objects.bulk_update(moved, ["projects"])
        changes += [ChangeOf(FACT, one.ref) for one in (*made, *moved)]
    return changes


def every_cell() -> list[Key]:
    """Each setting with the ages it applies to and both sexes."""
    return [
        (setting, age, sex)
        for setting in governance.settings()
        for age in codes.ages_of(setting)
        for sex in codes.SEXES
    ]


def _counted(projects: Iterable[Project], year: int) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for one in projects:
        if not one.ran_in(year):
            continue
        aims = list(one.aims.all())
        ages = [int(aim.code) for aim in aims if aim.what == ProjectAim.What.AGE]
        sexes = [int(aim.code) for aim in aims if aim.what == ProjectAim.What.SEX]
        found.update((one.setting, age, sex) for age in ages for sex in sexes)
    return found


@transaction.atomic
def lay_year(*, reader: Reader, place: Place, year: int, at: datetime) -> int:
    """The grid of a year, for New Year and for a street without projects: how many cells changed."""
    if place.pid not in Rights(reader).office:
        raise NotYours(f"{place.pid}: not a place of this office")
    changes = tell_cells(place, [year])
    if changes:
        journal.record(
            by=reader.pid, action="lay_project_year", kind="project_year", ref=f"{place.pid}-{year}",
            place=place.pid, at=at, changes=changes, detail={"year": year, "cells": len(changes)},
        )  # fmt: skip
    return len(changes)
