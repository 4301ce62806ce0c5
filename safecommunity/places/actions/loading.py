"""Storing a list of places: made, renamed, moved, ended, merged or split, with their days; one event for the list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.journal import actions as journal
from safecommunity.places.actions import tree
from safecommunity.places.actions.tree import Refused
from safecommunity.places.models import Lineage, Place, PlaceCode


@dataclass(frozen=True)
class PlaceRow:
    """One place as a list gives it. `becomes`: codes with the share of the people that went there."""

    number: int
    code: str
    name: str
    level: str
    parent: str = ""
    starts: date | None = None
    ends: date | None = None
    label: str = ""
    area_km2: float | None = None
    becomes: tuple[tuple[str, float], ...] = ()
    known: str = ""
    """permanent id of the place that bears the code already"""
    changes: tuple[str, ...] = field(default=())
    """new, renamed, moved, ended, became; nothing where it stands so already"""


@transaction.atomic
def load_places(
    *, rows: Iterable[PlaceRow], system: str, source: str, file_name: str, top: str, by: str, at: datetime
) -> dict[str, int]:
    """Carry out what a checked list says, higher levels first. Returns how many were new, renamed, moved, ended, same.

    Raises Refused, and nothing is stored, where a row no longer fits what stands.
    """
    wanted = list(rows)
    done = dict.fromkeys(("new", "renamed", "moved", "ended", "became", "same"), 0)
    touched = []
    for row in wanted:
        place = _made(row, system, source, by, at) if "new" in row.changes else _found(row)
        if "renamed" in row.changes:
            place.name = row.name
            place.save(update_fields=["name"])
        if "moved" in row.changes and row.starts is not None:
            tree.move_place(place=place, parent=_by_code(row.parent), on=row.starts, by=by, at=at)
        if "ended" in row.changes and row.ends is not None:
            _end(place, row.ends)
        for one in row.changes or ("same",):
            done[one] += 1
        if row.changes:
            touched.append([place.pid, *row.changes])
    for row in wanted:
        if row.becomes and row.ends is not None and set(row.changes) & {"became", "new"}:
            _follow(row, by, at)
    if touched:
        journal.record(
            by=by, action="load_places", kind="place", ref=top or "list", place=top, at=at,
            detail={"file": file_name[:150], "places": touched[:1000], **done},
        )  # fmt: skip
    return done


def _made(row: PlaceRow, system: str, source: str, by: str, at: datetime) -> Place:
    if row.starts is None:
        raise Refused(_("A new place needs the day it begins: %(code)s") % {"code": row.code})
    parent = _by_code(row.parent) if row.parent else None
    return tree.create_place(
        name=row.name, level=row.level, parent=parent, starts=row.starts, label=row.label, source=source,
        area_km2=row.area_km2, codes=[(system, row.code)], order=_order(row.code), by=by, at=at,
    )  # fmt: skip


def _order(code: str) -> int:
    """Code order where codes are numbers that fit; else the order they came in."""
    return int(code) if code.isascii() and code.isdigit() and len(code) < 10 else 0


def _found(row: PlaceRow) -> Place:
    place = Place.objects.select_for_update(of=("self",)).filter(pid=row.known).first()
    if place is None:
        raise Refused(_("%(code)s is not known any more; read the list again") % {"code": row.code})
    return place


def _by_code(code: str) -> Place:
    found = (
        PlaceCode.objects.filter(code=code, ends__isnull=True)
        .select_related("place")
        .order_by("-starts")
        .first()
    )
    place = found.place if found else Place.objects.filter(pid=code).first()
    if place is None:
        raise Refused(_("%(code)s is not known any more; read the list again") % {"code": code})
    return place


def _end(place: Place, on: date) -> None:
    """Its path stays, so that its records still count above it; no new ones are offered."""
    place.ends = on
    place.save(update_fields=["ends"])


def _follow(row: PlaceRow, by: str, at: datetime) -> None:
    older, on = _by_code(row.code), row.ends
    if on is None:
        return
    for code, share in row.becomes:
        newer = _by_code(code)
        if not Lineage.objects.filter(older=older, newer=newer, on=on).exists():
            tree.merge_or_split(older=older, newer=newer, on=on, share=share, by=by, at=at)
