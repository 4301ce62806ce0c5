"""Reading the responsibility map of an office's place: what is held on a day, and where nobody answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Answerable
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, SocialUnit

ROOM = "governance"
KEEPS = (Role.CLERK, Role.CHIEF)
LOOKS = (*KEEPS, Role.GRID)
# organisations that need somebody of the office: not clinics, schools and public bodies, which have their own above
ENTERPRISES = (SocialUnit.Kind.FIRM, SocialUnit.Kind.SHOP, SocialUnit.Kind.SITE, SocialUnit.Kind.VENUE)
Kind = Answerable.Kind


@dataclass(frozen=True)
class Ground:
    """What an office looks after: its place and everything beneath."""

    top: Place
    pids: frozenset[str]
    keeps: bool


def ground(reader: Reader, asked: str = "") -> Ground | None:
    """The reader's ground: the place asked for, or his first; None where he has none."""
    held = reader.place_scopes(ROOM, *LOOKS)
    pid = asked or next(iter(held), "")
    top = Place.objects.filter(pid=pid).first() if pid in held else None
    if top is None:
        return None
    keeps = pid in reader.place_scopes(ROOM, *KEEPS)
    return Ground(top, places.subtrees([pid])[pid], keeps)


def has_any(reader: Reader) -> bool:
    """Whether the map has something for this reader: an office keeps it, a worker reads what it says of his place."""
    if reader.place_scopes(ROOM, *KEEPS):
        return True
    paths = places.open_paths(reader.place_scopes(ROOM, *LOOKS)).values()
    return bool(paths) and Answerable.objects.filter(place_id__in=places.keys_under(tuple(paths))).exists()


def held(ground_: Ground, day: date) -> QuerySet[Answerable]:
    """Responsibilities that hold on a day."""
    found = Answerable.objects.filter(place__pid__in=ground_.pids, starts__lte=day)
    return (
        found.filter(Q(ends__isnull=True) | Q(ends__gt=day))
        .select_related("place", "unit")
        .order_by("kind", "place__order", "unit__order", "label", "pk")
    )


def one(ground_: Ground, pid: str) -> Answerable | None:
    """A responsibility of this ground."""
    found = Answerable.objects.filter(place__pid__in=ground_.pids, pid=pid)
    return found.select_related("place", "unit").first()


def communities(ground_: Ground, day: date) -> list[Place]:
    """The communities and villages of the ground that are there."""
    found = Place.objects.filter(pid__in=ground_.pids, level=Level.COMMUNITY).exclude(ends__lte=day)
    return list(found.order_by("order", "pk"))


def enterprises(ground_: Ground, day: date) -> list[SocialUnit]:
    """The enterprises of the ground that are there."""
    found = SocialUnit.objects.filter(place__pid__in=ground_.pids, kind__in=ENTERPRISES, starts__lte=day)
    return list(found.exclude(ends__lte=day).select_related("place").order_by("place__order", "order", "pk"))


@dataclass(frozen=True)
class Gaps:
    """Where nobody answers."""

    communities: tuple[Place, ...]
    enterprises: tuple[SocialUnit, ...]
    all_communities: int
    all_enterprises: int


def gaps(ground_: Ground, rows: Iterable[Answerable], day: date) -> Gaps:
    """Communities and enterprises without anybody on a day; lanes and lots have no register to be missing from."""
    kept = list(rows)
    have = {row.place_id for row in kept if row.kind == Kind.COMMUNITY}
    units = {row.unit_id for row in kept if row.kind == Kind.ENTERPRISE}
    there, firms = communities(ground_, day), enterprises(ground_, day)
    return Gaps(
        tuple(place for place in there if place.pk not in have),
        tuple(unit for unit in firms if unit.pk not in units),
        len(there),
        len(firms),
    )


def history(row: Answerable) -> list[Answerable]:
    """Everybody who has answered for the same thing, newest first."""
    same = Answerable.objects.filter(kind=row.kind, place=row.place, unit=row.unit, label=row.label)
    return list(same.order_by("-starts", "-pk"))
