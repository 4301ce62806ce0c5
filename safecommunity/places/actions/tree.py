"""Writing the place tree. Paths are dated: moving a place closes one path and opens another for its whole subtree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safecommunity.journal import actions as journal
from safecommunity.places import queries
from safecommunity.places.models import (
    Level,
    Lineage,
    Place,
    PlaceCode,
    PlacePath,
    new_pid,
)

RUNGS = list(Level.values)


class Refused(Exception):
    """A place cannot be written as asked; the text is for the person who asked."""


@dataclass(frozen=True)
class Residents:
    """One cell of a population table. `age_high` is inclusive; None means and over."""

    count: int
    sex: int = 0
    age_low: int = 0
    age_high: int | None = None
    households: int | None = None


@transaction.atomic
def create_place(
    *,
    name: str,
    level: str,
    by: str,
    at: datetime,
    starts: date,
    parent: Place | None = None,
    order: int = 0,
    label: str = "",
    source: str = "",
    area_km2: float | None = None,
    codes: Iterable[tuple[str, str]] = (),
) -> Place:
    """Make a place under a parent of a higher level, with its codes (system, code)."""
    name = name.strip()
    if not name:
        raise Refused(_("A place needs a name."))
    if level not in RUNGS:
        raise Refused(
            _("Level: got %(came)s; allowed: %(allowed)s") % {"came": level, "allowed": ", ".join(RUNGS)}
        )
    if parent is not None and RUNGS.index(parent.level) >= RUNGS.index(level):
        raise Refused(
            _("%(name)s (%(level)s) cannot lie inside %(parent)s (%(parent_level)s)")
            % {"name": name, "level": level, "parent": parent.name, "parent_level": parent.level}
        )
    pid = new_pid()
    place = Place.objects.create(
        pid=pid,
        name=name,
        level=level,
        parent=parent,
        order=order,
        label=label,
        source=source,
        area_km2=area_km2,
    )
    above = path_of(parent, starts) if parent else "/"
    PlacePath.objects.create(place=place, path=f"{above}{pid}/", starts=starts)
    queries.forget()
    for system, code in codes:
        give_code(place=place, system=system, code=code, starts=starts)
    journal.record(
        by=by, action="create_place", kind="place", ref=pid, place=pid, at=at, detail={"level": level}
    )
    return place


def path_of(place: Place, on: date) -> str:
    """The path that held on a day; the earliest one for days before the place was first placed."""
    paths = list(PlacePath.objects.filter(place=place).order_by("starts"))
    if not paths:
        raise Refused(_("%(name)s stands nowhere in the tree") % {"name": place.name})
    held = [p for p in paths if p.starts <= on and (p.ends is None or on < p.ends)]
    return (held or paths)[0].path


def give_code(*, place: Place, system: str, code: str, starts: date) -> PlaceCode:
    """Attach a code; part of the caller's transaction. One code names one place at a time."""
    try:
        with transaction.atomic():
            return PlaceCode.objects.create(place=place, system=system, code=code.strip(), starts=starts)
    except IntegrityError as reason:
        raise Refused(
            _("Code %(code)s of %(system)s is already given from %(day)s")
            % {"code": code, "system": system, "day": starts}
        ) from reason


@transaction.atomic
def move_place(*, place: Place, parent: Place, on: date, by: str, at: datetime) -> None:
    """Put a place and everything under it beneath another parent from a day on; older paths stay for older maps."""
    if RUNGS.index(parent.level) >= RUNGS.index(place.level):
        raise Refused(
            _("%(name)s (%(level)s) cannot lie inside %(parent)s (%(parent_level)s)")
            % {"name": place.name, "level": place.level, "parent": parent.name, "parent_level": parent.level}
        )
    old, new = path_of(place, on), f"{path_of(parent, on)}{place.pid}/"
    if old == new:
        return
    for path in list(PlacePath.objects.select_for_update().filter(path__startswith=old, ends__isnull=True)):
        if path.starts >= on:
            raise Refused(
                _("%(name)s was already moved on %(day)s") % {"name": path.place.name, "day": path.starts}
            )
        path.ends = on
        path.save(update_fields=["ends"])
        PlacePath.objects.create(place=path.place, path=new + path.path[len(old) :], starts=on)
    queries.forget()
    place.parent = parent
    place.save(update_fields=["parent"])
    journal.record(
        by=by,
        action="move_place",
        kind="place",
        ref=place.pid,
        place=place.pid,
        at=at,
        detail={"under": parent.pid},
    )


@transaction.atomic
def merge_or_split(*, older: Place, newer: Place, on: date, share: float, by: str, at: datetime) -> Lineage:
    """Record that a share of one place became (part of) another."""
    if older == newer or not 0 < share <= 1:
        raise Refused(
            _("Share: got %(came)s; allowed: above 0 up to 1, between two places") % {"came": share}
        )
    line = Lineage.objects.create(older=older, newer=newer, on=on, share=share)
    journal.record(
        by=by,
        action="record_lineage",
        kind="place",
        ref=older.pid,
        place=older.pid,
        at=at,
        detail={"newer": newer.pid, "share": share, "on": on.isoformat()},
    )
    return line
