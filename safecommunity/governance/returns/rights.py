"""Whose a return is: who fills, checks, signs, receives and re-opens it. Levels above see what was handed in, no more.

Rights are held at the very place: a clerk of the street does the street's returns and receives those it asked for;
his district does not reach into them, and he not into a village's draft.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Return
from safecommunity.governance.returns import forms_known, transitions
from safecommunity.governance.returns.transitions import CHECKER, FILLER, RECEIVER, REOPENER, SIGNER
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place

ROOM = "governance"
VILLAGE = (Level.COMMUNITY, Level.GRID)
Roles = tuple[str, ...]

# Who does what in the office of a place, by its level; a level that is not named works like a district.
AT_VILLAGE: dict[str, Roles] = {
    FILLER: (Role.GRID, Role.CLERK), CHECKER: (), SIGNER: (Role.GRID, Role.CLERK),
    RECEIVER: (Role.GRID, Role.CLERK), REOPENER: (Role.GRID, Role.CLERK),
}  # fmt: skip
AT_STREET: dict[str, Roles] = {
    FILLER: (Role.CLERK,), CHECKER: (Role.CLERK, Role.CHIEF), SIGNER: (Role.CHIEF,),
    RECEIVER: (Role.CLERK, Role.CHIEF), REOPENER: (Role.CHIEF,),
}  # fmt: skip
ABOVE: dict[str, Roles] = {
    FILLER: (Role.CLERK, Role.SUPERVISOR), CHECKER: (Role.CLERK, Role.CHIEF, Role.SUPERVISOR),
    SIGNER: (Role.CHIEF, Role.SUPERVISOR), RECEIVER: (Role.SUPERVISOR, Role.CHIEF, Role.CLERK),
    REOPENER: (Role.SUPERVISOR, Role.CHIEF),
}  # fmt: skip
OF_UNIT: Roles = (Role.FACILITY, Role.UNIT)
EVERY_OFFICE: Roles = (Role.GRID, Role.CLERK, Role.CHIEF, Role.SUPERVISOR)
USES: Roles = (*EVERY_OFFICE, *OF_UNIT, Role.AGENCY)


def office(level: str) -> dict[str, Roles]:
    """Who does what in the office of a place of this level."""
    return AT_VILLAGE if level in VILLAGE else AT_STREET if level == Level.STREET else ABOVE


def is_checked(one: Return) -> bool:
    """Whether a second person checks and a third signs: the form says so, and the filler is an office with people."""
    return (
        bool(one.form.spec.get("checked"))
        and one.filler == Return.Filler.PLACE
        and one.place.level not in VILLAGE
    )


@dataclass(frozen=True)
class Hands:
    """What a reader's rights give him of returns, unfolded once a request."""

    reader: Reader

    @cached_property
    def _agencies(self) -> tuple[tuple[str, str], ...]:
        """(place, sector) an agency's person works for without naming his organisation; "" is every sector."""
        return tuple(
            (s.place, s.sector) for s in self.reader.scopes
            if s.role == Role.AGENCY and s.in_room(ROOM) and s.place and not s.unit
        )  # fmt: skip

    def at(self, place: Place, roles: Iterable[str]) -> bool:
        """Whether one of these roles is held at this very place."""
        roles = tuple(roles)
        return bool(roles) and place.pid in self.reader.place_scopes(ROOM, *roles)

    def units(self, *roles: str) -> tuple[str, ...]:
        """Organisations the reader works for by any of these roles."""
        return self.reader.unit_scopes(ROOM, *roles)

    @cached_property
    def agency_reach(self) -> dict[str, frozenset[str]]:
        """By sector ("" is every one) the places beneath those, once a request."""
        trees = places.subtrees(pid for pid, _sector in self._agencies) if self._agencies else {}
        found: dict[str, frozenset[str]] = {}
        for pid, sector in self._agencies:
            found[sector] = found.get(sector, frozenset()) | trees[pid]
        return found

    def _agency(self, one: Return) -> bool:
        if one.unit is not None:
            return one.unit.pid in self.units(Role.AGENCY, Role.UNIT)
        return any(
            one.place.pid in reach
            for sector, reach in self.agency_reach.items()
            if not sector or sector == forms_known.sector_of(one.form)
        )

    def is_filler(self, one: Return) -> bool:
        """Whether this return is the reader's own to fill."""
        if one.filler == Return.Filler.UNIT:
            return one.unit is not None and one.unit.pid in self.units(*OF_UNIT)
        if one.filler == Return.Filler.AGENCY:
            return self._agency(one)
        return self.at(one.place, office(one.place.level)[FILLER])

    def is_own_side(self, one: Return) -> bool:
        """Whether the reader belongs to who fills: he sees drafts."""
        if one.filler != Return.Filler.PLACE:
            return self.is_filler(one)
        own = office(one.place.level)
        return self.at(one.place, (*own[FILLER], *own[CHECKER], *own[SIGNER]))

    def is_receiver(self, one: Return) -> bool:
        """Whether the return comes to the reader's office."""
        return self.at(one.issuer, office(one.issuer.level)[RECEIVER])

    def types_in(self, one: Return) -> bool:
        """The receiving office may type in a paper that came stamped, where the filler has not begun himself."""
        untouched = one.state in transitions.WORKED_ON
        mine = not one.filled_by or one.filled_by == self.reader.pid
        return untouched and mine and self.is_receiver(one) and not self.is_filler(one)

    def is_who(self, one: Return, who: str) -> bool:
        """Whether the reader is one of those a transition belongs to."""
        if who == FILLER:
            return self.is_filler(one) or self.types_in(one)
        if who == RECEIVER:
            return self.is_receiver(one)
        if who == REOPENER:
            return self.at(one.issuer, office(one.issuer.level)[REOPENER])
        return self.at(one.place, office(one.place.level)[who])

    def may(self, one: Return, deed: str) -> bool:
        """Whether this reader may do a deed to a return as it stands.

        Nobody checks what he filled himself: four eyes.
        """
        line = transitions.find(deed, one.state, checked=is_checked(one))
        if line is None or not any(self.is_who(one, who) for who in line.who):
            return False
        return not (deed == "pass" and one.filled_by == self.reader.pid)

    def deeds(self, one: Return) -> list[str]:
        """What this reader may do now."""
        return [deed for deed in transitions.DEEDS if self.may(one, deed)]

    def sees(self, one: Return) -> bool:
        """Whether a return exists for this reader."""
        return self.is_own_side(one) or self.is_receiver(one)

    def sees_draft(self, one: Return) -> bool:
        """Whether unfinished work is shown: to who does it, and to who typed it in himself."""
        return self.is_own_side(one) or self.types_in(one)

    @cached_property
    def owes(self) -> Q:
        """Condition on returns that are the reader's own side."""
        found = Q(pk__in=[])
        for levels, own in ((VILLAGE, AT_VILLAGE), ((Level.STREET,), AT_STREET), (_HIGHER, ABOVE)):
            held = self.reader.place_scopes(ROOM, *own[FILLER], *own[CHECKER], *own[SIGNER])
            if held:
                found |= Q(filler=Return.Filler.PLACE, place__pid__in=held, place__level__in=levels)
        if units := self.units(*OF_UNIT):
            found |= Q(filler=Return.Filler.UNIT, unit__pid__in=units)
        if units := self.units(Role.AGENCY, Role.UNIT):
            found |= Q(filler=Return.Filler.AGENCY, unit__pid__in=units)
        for sector in dict.fromkeys(sector for _pid, sector in self._agencies):
            paths = places.open_paths(pid for pid, its in self._agencies if its == sector).values()
            mine = Q(
                filler=Return.Filler.AGENCY, unit__isnull=True, place_id__in=places.keys_under(tuple(paths))
            )
            if sector:
                mine &= Q(form__spec__sector=sector) | Q(form__key__in=forms_known.keys_of_sector(sector))
            found |= mine
        return found

    @cached_property
    def receives(self) -> Q:
        """Condition on returns that come to the reader's office."""
        found = Q(pk__in=[])
        for levels, own in ((VILLAGE, AT_VILLAGE), ((Level.STREET,), AT_STREET), (_HIGHER, ABOVE)):
            held = self.reader.place_scopes(ROOM, *own[RECEIVER])
            if held:
                found |= Q(issuer__pid__in=held, issuer__level__in=levels)
        return found

    @cached_property
    def receiving(self) -> tuple[int, ...]:
        """Keys of the places whose office's returns come to the reader."""
        found = Q(pk__in=[])
        for levels, own in ((VILLAGE, AT_VILLAGE), ((Level.STREET,), AT_STREET), (_HIGHER, ABOVE)):
            if held := self.reader.place_scopes(ROOM, *own[RECEIVER]):
                found |= Q(pid__in=held, level__in=levels)
        return tuple(Place.objects.filter(found).values_list("pk", flat=True))

    @property
    def sends_down(self) -> bool:
        """Whether this is an office that asks others for returns."""
        return bool(self.reader.place_scopes(ROOM, *(role for role in EVERY_OFFICE if role != Role.GRID)))

    @cached_property
    def issuing(self) -> tuple[Place, ...]:
        """Places whose office the reader may send forms down from."""
        held = self.reader.place_scopes(ROOM, *EVERY_OFFICE)
        found = Place.objects.filter(pid__in=held).order_by("order", "pk") if held else Place.objects.none()
        return tuple(one for one in found if self.at(one, office(one.level)[RECEIVER]))


_HIGHER = tuple(level for level in Level.values if level not in (*VILLAGE, Level.STREET))
