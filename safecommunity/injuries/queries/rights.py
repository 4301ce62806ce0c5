"""Who may see or write which report. Names are rare: the reporting facility and the district CDC only."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Held, Reader
from safecommunity.injuries.models import Report
from safecommunity.places import queries as places
from safecommunity.places.models import Place, PlacePath, SocialUnit

ROOM = "injuries"
OFFICE = (Role.CDC, Role.CLERK, Role.CHIEF)
WRITES_CARDS = (Role.FACILITY, Role.CDC, Role.CLERK)


@dataclass(frozen=True)
class Rights:
    """A reader's rights in this room, unfolded over the place tree in at most three queries."""

    reader: Reader

    def scopes(self, roles: Iterable[str], sensitive: bool | None = None) -> list[Held]:
        """Scopes held in this room by any of these roles; with (or without) the sensitive right, or whichever."""
        wanted = frozenset(roles)
        return [
            scope
            for scope in self.reader.scopes
            if scope.in_room(ROOM)
            and scope.role in wanted
            and (sensitive is None or scope.sensitive == sensitive)
        ]

    @cached_property
    def roots(self) -> dict[str, str]:
        """The present path of each place a scope is held for."""
        pids = {scope.place for scope in self.reader.scopes if scope.in_room(ROOM) and scope.place}
        return places.open_paths(pids) if pids else {}

    @cached_property
    def _trees(self) -> dict[str, frozenset[str]]:
        pids = {scope.place for scope in self.reader.scopes if scope.in_room(ROOM) and scope.place}
        return places.subtrees(pids) if pids else {}

    def paths(self, roles: Iterable[str], sensitive: bool | None = None) -> list[str]:
        """Paths of the places held by any of these roles: each means itself and all beneath it."""
        pids = {scope.place for scope in self.scopes(roles, sensitive)}
        return sorted(path for pid, path in self.roots.items() if pid in pids)

    def _reach(self, scopes: Iterable[Held]) -> frozenset[str]:
        return frozenset().union(
            *(self._trees.get(scope.place, frozenset()) for scope in scopes if scope.place)
        )

    def reach(self, roles: Iterable[str], sensitive: bool | None = None) -> frozenset[str]:
        """All places held by any of these roles, each with everything beneath it."""
        return self._reach(scope for scope in self.scopes(roles, sensitive) if scope.place in self.roots)

    def _seen_by(self, sensitive: bool | None) -> Q:
        """What the scopes open, looking only at scopes with (or without regard to) the sensitive right."""
        units = [scope.unit for scope in self.scopes([Role.FACILITY], sensitive) if scope.unit]
        paths = self.paths(OFFICE, sensitive)
        seen = Q(pk__in=[])
        if units:
            seen |= Q(unit_id__in=SocialUnit.objects.filter(pid__in=units).values("pk"))
        if paths:
            inside = places.keys_under(paths)
            seen |= Q(place_id__in=inside) | Q(occurrence_id__in=inside) | Q(residence_id__in=inside)
        if self.scopes([Role.GRID], sensitive):
            seen |= Q(entered_by=self.reader.pid, source=Report.Source.QUICK)
        return seen

    @cached_property
    def visible(self) -> Q:
        """Condition on reports this reader may open, de-identified."""
        return (self._seen_by(None) & Q(sensitive=False)) | self._seen_by(True)

    @cached_property
    def _name_reach(self) -> frozenset[str]:
        return self._reach(self.scopes([Role.CDC]))

    def sees_names(self, report: Report) -> bool:
        """May the person's name and the narrative of this (visible) report be opened?"""
        if report.unit is not None and report.unit.pid in {s.unit for s in self.scopes([Role.FACILITY])}:
            return True
        if report.source == Report.Source.QUICK and report.entered_by == self.reader.pid:
            return True
        return report.place.pid in self._name_reach

    def may_name(self, unit: SocialUnit) -> bool:
        """May names be written for cards of this facility: its own recorder, or the CDC of its place."""
        return unit.pid in self.own_units or unit.place.pid in self._name_reach

    def may_amend(self, report: Report) -> bool:
        """Who wrote it, its facility, or the CDC of the district may correct or withdraw it."""
        return self.sees_names(report)

    def may_write_card(self, unit: SocialUnit) -> bool:
        """A facility recorder for his own unit; CDC and clerk for units inside their place."""
        if unit.pid in {scope.unit for scope in self.scopes([Role.FACILITY])}:
            return True
        return unit.place.pid in self.card_reach

    def may_write_quick(self, place: Place) -> bool:
        """A grid worker inside his scope; the office of the place too."""
        return place.pid in self.grid_reach

    @property
    def writes_quick(self) -> bool:
        return bool(self.scopes([Role.GRID, Role.CLERK, Role.CDC]))

    @property
    def writes_cards(self) -> bool:
        return bool(self.scopes(WRITES_CARDS))

    def may_decide_months(self, unit: SocialUnit) -> bool:
        """Accept, return and urge: CDC, clerk and chief of the place the facility stands in."""
        return unit.place.pid in self.office_reach

    def may_link(self, report: Report) -> bool:
        """Joining reports needs both ends in view of the CDC or the office."""
        return report.place.pid in self.card_reach

    @cached_property
    def card_reach(self) -> frozenset[str]:
        """Places for whose facilities this reader may write cards."""
        return self._reach(self.scopes([Role.CDC, Role.CLERK]))

    @property
    def card_places(self) -> QuerySet[PlacePath, int]:
        """Database keys of those places, as a subquery for conditions."""
        return places.keys_under(self.paths([Role.CDC, Role.CLERK]))

    @cached_property
    def own_units(self) -> tuple[str, ...]:
        """Units a facility recorder works for."""
        return tuple(dict.fromkeys(scope.unit for scope in self.scopes([Role.FACILITY]) if scope.unit))

    @cached_property
    def facilities(self) -> tuple[SocialUnit, ...]:
        """Facilities whose months this reader handles: his own, and those of his office's place."""
        inside = places.keys_under(self.paths(OFFICE))
        found = SocialUnit.objects.filter(
            Q(pid__in=self.own_units) | Q(place_id__in=inside), reports_injuries=True
        )
        return tuple(found.select_related("place").order_by("place__order", "order", "pk"))

    @cached_property
    def office_reach(self) -> frozenset[str]:
        """Places where this reader is CDC, clerk or chief."""
        return self._reach(self.scopes(OFFICE))

    @cached_property
    def grid_reach(self) -> frozenset[str]:
        """Places where this reader may hand in quick reports."""
        return self._reach(self.scopes([Role.GRID, Role.CLERK, Role.CDC]))


def rights(reader: Reader) -> Rights:
    """The rights of a reader; make it once a request."""
    return Rights(reader)
