"""The shipped divisions of the country, read into the place tree; safe to repeat."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from safecommunity.journal import actions as journal
from safecommunity.places import queries
from safecommunity.places.actions.tree import Refused
from safecommunity.places.models import Place, PlaceCode, PlacePath, new_pid

FOLDER = Path(__file__).resolve().parent.parent / "codes"
SYSTEM, AS_OF = "stats", date(2023, 6, 30)
SOURCE = "statistical codes of divisions, 2023-06-30"
# file, level, column naming the parent's code
TABLES = (
    ("provinces", "province", ""),
    ("cities", "city", "provinceCode"),
    ("areas", "district", "cityCode"),
    ("streets", "street", "areaCode"),
)


def rows(table: str) -> Iterator[dict[str, str]]:
    """One shipped table."""
    with gzip.open(FOLDER / f"{table}.csv.gz", "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def load(*, within: str, by: str, at: datetime) -> int:
    """Make the places whose code begins with `within` and all above them; returns how many were new."""
    if within and not (within.isascii() and within.isdigit()):
        raise Refused(f"--within: got {within!r}; allowed: the first digits of a code, e.g. 51")
    wanted = [
        (level, row["code"], row["name"], row.get(parent, "") if parent else "")
        for table, level, parent in TABLES
        for row in rows(table)
        if row["code"].startswith(within) or within.startswith(row["code"])
    ]
    if not wanted:
        raise Refused(f"--within: got {within!r}; no shipped code begins with it")
    with transaction.atomic():
        made = _make(wanted)
        if made:
            journal.record(
                by=by,
                action="load_divisions",
                kind="place",
                ref="divisions",
                at=at,
                detail={"within": within, "made": made, "source": SOURCE},
            )
    return made


def _make(wanted: list[tuple[str, str, str, str]]) -> int:
    known = {
        code: (place_id, path)
        for code, place_id, path in PlaceCode.objects.filter(
            system=SYSTEM, ends__isnull=True, place__paths__ends__isnull=True
        ).values_list("code", "place_id", "place__paths__path")
    }
    before = len(known)
    for level in dict.fromkeys(level for level, *_rest in wanted):
        new = [(code, name, above) for lev, code, name, above in wanted if lev == level and code not in known]
        places = [
            Place(
                pid=new_pid(),
                name=name,
                level=level,
                order=int(code),
                source=SOURCE,
                parent_id=known[above][0] if above in known else None,
            )
            for code, name, above in new
        ]
        Place.objects.bulk_create(places, batch_size=500)
        paths = [
            (known[above][1] if above in known else "/") + f"{place.pid}/"
            for place, (_code, _name, above) in zip(places, new, strict=True)
        ]
        PlacePath.objects.bulk_create(
            [PlacePath(place=p, path=path, starts=AS_OF) for p, path in zip(places, paths, strict=True)],
            batch_size=500,
        )
        queries.forget()
        PlaceCode.objects.bulk_create(
            [
                PlaceCode(place=p, system=SYSTEM, code=code, starts=AS_OF)
                for p, (code, *_r) in zip(places, new, strict=True)
            ],
            batch_size=500,
        )
        known.update({code: (p.pk, path) for p, path, (code, *_r) in zip(places, paths, new, strict=True)})
    return len(known) - before
