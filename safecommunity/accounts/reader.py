"""Who is reading: one frozen value per request, made from the person's scopes that hold today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from safecommunity.accounts.models import Role, Scope, User

# Sign-ins that prove two things: password + code, phone + PIN; or the demo on this very machine.
STRONG = frozenset({"totp", "device", "demo"})
# Roles that see names or decide.
NEED_STRONG = frozenset({Role.FACILITY, Role.CDC, Role.CHIEF, Role.ADMIN, Role.AUDITOR, Role.SUPERVISOR})

# The room of a scope that opens the live figures of a street to a higher level: given, seen and ended by the street.
LIVE = "live"


@dataclass(frozen=True)
class Held:
    """A scope that holds today."""

    role: str
    place: str = ""
    unit: str = ""
    room: str = ""
    sensitive: bool = False
    sector: str = ""

    def in_room(self, room: str) -> bool:
        """Does it count in this room?"""
        return not room or self.room in ("", room)


@dataclass(frozen=True)
class Reader:
    """What the rest of the house asks about rights; queries take it and return only what it may see.

    Places are permanent ids, each meaning itself and everything below; `places.queries.within` unfolds them.
    """

    pid: str = ""
    name: str = ""
    language: str = ""
    scopes: tuple[Held, ...] = ()
    signed_in_by: str = ""

    @classmethod
    def of(cls, user: User, today: date, signed_in_by: str = "") -> "Reader":
        """The reader of a person on a day; an inactive person reads nothing."""
        if not user.is_active:
            return cls()
        held = tuple(
            Held(scope.role, scope.place, scope.unit, scope.room, scope.sensitive, scope.sector)
            for scope in Scope.objects.filter(user=user).order_by("id")
            if scope.holds_on(today)
        )
        return cls(user.pid, user.display_name, user.language, held, signed_in_by)

    @property
    def is_authenticated(self) -> bool:
        """Somebody we know?"""
        return bool(self.pid)

    @property
    def roles(self) -> frozenset[str]:
        """All roles held today."""
        return frozenset(scope.role for scope in self.scopes)

    def has(self, *roles: str) -> bool:
        """Is any of these roles held?"""
        return not self.roles.isdisjoint(roles)

    def place_scopes(self, room: str = "", *roles: str) -> tuple[str, ...]:
        """Place ids held in a room ("" = any room), by any of the roles (none given = by any role)."""
        return _once(scope.place for scope in self._held(room, roles))

    places = place_scopes

    def unit_scopes(self, room: str = "", *roles: str) -> tuple[str, ...]:
        """Unit ids held in a room, by any of the roles."""
        return _once(scope.unit for scope in self._held(room, roles))

    @property
    def units(self) -> tuple[str, ...]:
        """Units the person works for."""
        return self.unit_scopes()

    @property
    def name_units(self) -> tuple[str, ...]:
        """Units whose identified medical cards are open: a facility recorder's own."""
        return self.unit_scopes("", Role.FACILITY)

    @property
    def name_places(self) -> tuple[str, ...]:
        """Places whose identified medical cards are open: a CDC's district."""
        return self.place_scopes("", Role.CDC)

    @property
    def sees_names(self) -> bool:
        """May anything identified be opened at all? Where: `name_units`, `name_places`."""
        return bool(self.name_units or self.name_places)

    @property
    def sensitive(self) -> bool:
        """Is the separate right to suicide, violence and sexual assault held?"""
        return any(scope.sensitive for scope in self.scopes)

    @property
    def sensitive_units(self) -> tuple[str, ...]:
        """Units whose sensitive records are open."""
        return _once(scope.unit for scope in self.scopes if scope.sensitive)

    @property
    def sensitive_places(self) -> tuple[str, ...]:
        """Places whose sensitive records are open."""
        return _once(scope.place for scope in self.scopes if scope.sensitive)

    @property
    def live_places(self) -> tuple[str, ...]:
        """Streets that have opened their live figures to this supervisor; nothing else gives them."""
        return _once(s.place for s in self.scopes if s.role == Role.SUPERVISOR and s.room == LIVE)

    def sectors(self, room: str = "") -> tuple[tuple[str, str], ...]:
        """(place, sector) of an agency's person who does the work of one sector only."""
        held = self._held(room, (Role.AGENCY,))
        return tuple(dict.fromkeys((s.place, s.sector) for s in held if s.place and s.sector))

    @property
    def authority(self) -> bool:
        """May decide for others: a chief or an administrator."""
        return self.has(Role.CHIEF, Role.ADMIN)

    @property
    def is_strong(self) -> bool:
        """Did this session prove two factors (or is it the demo)?"""
        return self.signed_in_by in STRONG

    @property
    def needs_second_factor(self) -> bool:
        """A role that sees names or decides, in a session that proved only a password."""
        return not self.is_strong and not self.roles.isdisjoint(NEED_STRONG)

    def _held(self, room: str, roles: tuple[str, ...]) -> Iterable[Held]:
        return (scope for scope in self.scopes if scope.in_room(room) and (not roles or scope.role in roles))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


ANYBODY = Reader()


def reader_of(request: HttpRequest) -> Reader:
    """The reader the middleware put on the request."""
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def signed_in(request: HttpRequest) -> Reader | None:
    """The reader of a request, None where nobody is signed in."""
    found: Reader | None = getattr(request, "reader", None)
    return found if found is not None and found.is_authenticated else None
