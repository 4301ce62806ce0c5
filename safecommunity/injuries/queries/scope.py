"""Which records a list looks at, asked so that a million of them take the time of a thousand.

A record belongs to a place by where the injured person lives, where it happened and where it was recorded: three
columns, and no index orders their union by day. So there are two ways, and one small question chooses:

- few records (up to some thousand entries of the three indexes): their keys are looked up by place, at once;
- many: the index of the list's own order is walked from the newest on and each entry is tested for its places, which
  stand in the same index; of many, a page of fifty is found soon.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Func, Q, QuerySet
from django.db.models.lookups import Exact, In

from safecommunity.accounts.models import Role
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries.rights import OFFICE, Rights
from safecommunity.places import queries as places
from safecommunity.places.models import SocialUnit

FEW = 3000  # entries of the indexes by place up to which a scope is looked up, not walked
PLACED = ("place_id", "occurrence_id", "residence_id")


class Aside(Func):
    """A number that is tested, not searched for: no index by it is entered."""

    template = "+%(expressions)s"
    arity = 1
    output_field = BigIntegerField()


class AsideText(Aside):
    """The same for a text."""

    template = "(%(expressions)s || '')"
    output_field = CharField()  # type: ignore[assignment]


@dataclass(frozen=True)
class Ground:
    """Where a reader may look by some of his rights: places by path, facilities, his own quick reports."""

    paths: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    own: str = ""

    def __bool__(self) -> bool:
        return bool(self.paths or self.units or self.own)

    def holds(self, path: str) -> bool:
        """Whether all records of a place lie on this ground."""
        return any(path.startswith(above) for above in self.paths)

    def branches(self) -> list[Q]:
        """One condition for each index that finds records of this ground."""
        found = [Q(**{f"{name}__in": places.keys_under(self.paths)}) for name in PLACED if self.paths]
        if self.units:
            found.append(Q(unit_id__in=self.units))
        if self.own:
            found.append(Q(entered_by=self.own, source=Report.Source.QUICK))
        return found

    def tested(self) -> Q:
        """The same as one condition that leaves every index alone."""
        found = Q(pk__in=[])
        if self.paths:
            for name in PLACED:
                found |= Q(In(Aside(F(name)), places.keys_under(self.paths)))
        if self.units:
            found |= Q(In(Aside(F("unit_id")), list(self.units)))
        if self.own:
            found |= Q(Exact(AsideText(F("entered_by")), self.own), source=Report.Source.QUICK)
        return found


def ground_of(held: Rights, *, sensitive: bool = False) -> Ground:
    """What a reader's rights open; with `sensitive`, what they open of violence, self-harm and sexual assault."""
    kept = True if sensitive else None
    units = {scope.unit for scope in held.scopes([Role.FACILITY], kept) if scope.unit}
    return Ground(
        tuple(held.paths(OFFICE, kept)),
        tuple(SocialUnit.objects.filter(pid__in=units).values_list("pk", flat=True)) if units else (),
        held.reader.pid if held.scopes([Role.GRID], kept) else "",
    )


@dataclass(frozen=True)
class Listed:
    """The records of a list: those a reader may open, of a place and of some days where these are chosen."""

    found: QuerySet[Report]
    few: bool


def listed(held: Rights, path: str = "", days: tuple[date, date] | None = None) -> Listed:
    """Reports a reader may open that touch a place (by its path; "" is everywhere) in some days."""
    opened, delicate = ground_of(held), ground_of(held, sensitive=True)
    within = Report.objects.filter(injury_on__range=days) if days else Report.objects.all()
    here = Ground((path,)) if path else opened
    within = within.filter(_rest(opened, delicate, path))
    keys = _few(here.branches(), days)
    return Listed(
        within.filter(here.tested()) if keys is None else within.filter(pk__in=keys), keys is not None
    )


def _rest(opened: Ground, delicate: Ground, path: str) -> Q:
    """What is left to test once the place is: nothing more than a flag, where the rights reach all of it."""
    if path and not opened.holds(path):
        plain = opened.tested() & Q(sensitive=False)
        return plain | delicate.tested() if delicate else plain
    if delicate.holds(path) if path else delicate == opened:
        return Q()
    return Q(sensitive=False) | delicate.tested() if delicate else Q(sensitive=False)


def _few(branches: Iterable[Q], days: tuple[date, date] | None) -> list[int] | None:
    """The keys of the records of some branches, or None where there are too many to look up. One query."""
    asked: list[QuerySet[Any, Any]] = []
    for branch in branches:
        rows = Report.objects.filter(branch).order_by()
        asked.append((rows.filter(injury_on__range=days) if days else rows).values_list("pk", flat=True))
    if not asked:
        return []
    entries = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    keys = list(entries[: FEW + 1])
    return None if len(keys) > FEW else sorted(set(keys))
