"""Whose places are whose to keep: people and facilities by office and CDC, the tree by chief and administrator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.places import queries, scopes
from safecommunity.places.models import Place, PlaceCode, PlacePath, SocialUnit

ROOM = "places"
KEEPS = (Role.CLERK, Role.CHIEF, Role.CDC, Role.ADMIN)
SHAPES = (Role.CHIEF, Role.ADMIN)


@dataclass(frozen=True)
class Office:
    """What a reader may keep, unfolded once a request."""

    reader: Reader
    roles: tuple[str, ...] = KEEPS

    @cached_property
    def everywhere(self) -> bool:
        """An administrator without a place looks after the whole installation."""
        return any(
            scope.role == Role.ADMIN and not scope.place and scope.in_room(ROOM)
            for scope in self.reader.scopes
            if scope.role in self.roles
        )

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """The places the rights are held at."""
        return self.reader.place_scopes(ROOM, *self.roles)

    @cached_property
    def reach(self) -> frozenset[str]:
        """Permanent ids of all places kept."""
        if self.everywhere:
            return frozenset(PlacePath.objects.filter(ends__isnull=True).values_list("place__pid", flat=True))
        found = queries.subtrees(self.tops)
        return frozenset().union(*found.values()) if found else frozenset()

    @property
    def any(self) -> bool:
        """Whether anything is kept at all."""
        return self.everywhere or bool(self.tops)

    @cached_property
    def book(self) -> "Book":
        """The places by code and name."""
        return Book.of(self.reach)


@dataclass(frozen=True)
class Book:
    """Places as lists name them: by code, by permanent id, by a name only one of them bears."""

    places: dict[str, Place]
    named: dict[str, str]
    codes: dict[str, str]

    @classmethod
    def of(cls, pids: Iterable[str]) -> "Book":
        """Read in two queries; of several codes of a place the first of its systems is shown."""
        found = {one.pid: one for one in Place.objects.filter(pid__in=set(pids)).select_related("parent")}
        named: dict[str, str] = {pid: pid for pid in found}
        names = [one.name for one in found.values()]
        named |= {one.name: one.pid for one in found.values() if names.count(one.name) == 1}
        codes: dict[str, str] = {}
        rows = PlaceCode.objects.filter(place__pid__in=found, ends__isnull=True).order_by("system", "starts")
        for code, pid in rows.values_list("code", "place__pid"):
            named[code] = pid
            codes.setdefault(pid, code)
        return cls(found, named, codes)

    def find(self, text: str) -> Place | None:
        """The place a cell names, or None."""
        pid = self.named.get(text)
        return self.places[pid] if pid else None

    def code(self, pid: str) -> str:
        """How lists name it: its code, else its permanent id."""
        return self.codes.get(pid, pid)


def in_order(found: Iterable[Place]) -> list[Place]:
    """Places along their tree, each below its parent."""
    everyone = list(found)
    known = {one.pk for one in everyone}
    below: dict[int | None, list[Place]] = {}
    for one in sorted(everyone, key=lambda p: (p.order, p.pk)):
        below.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    ordered, stack = [], list(reversed(below.get(None, [])))
    while stack:
        one = stack.pop()
        ordered.append(one)
        stack.extend(reversed(below.get(one.pk, [])))
    return ordered


def open_places(office: Office, today: date) -> list[Place]:
    """Places that are still there, along the tree."""
    return [one for one in in_order(office.book.places.values()) if one.ends is None or one.ends > today]


def units(office: Office, *, reporting: bool | None = None) -> list[SocialUnit]:
    """The organisations of the places kept: those that report first, then by place."""
    found = (
        SocialUnit.objects.filter(place__pid__in=office.reach)
        .select_related("place")
        .prefetch_related("safety")
    )
    if reporting is not None:
        found = found.filter(reports_injuries=reporting)
    return list(found.order_by("-reports_injuries", "place__order", "order", "pk"))


def listed(office: Office) -> scopes.Within:
    """The same for a list of any length."""
    roots = ["/"] if office.everywhere else queries.open_paths(office.tops).values()
    return scopes.Within(SocialUnit.objects.select_related("place"), roots)


def unit(office: Office, pid: str) -> SocialUnit | None:
    """One of them; others do not exist here."""
    found = SocialUnit.objects.filter(place__pid__in=office.reach, pid=pid)
    return found.select_related("place").first()
