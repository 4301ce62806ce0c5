"""What somebody who looks after people may give, and the passwords made for them."""

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import queries
from safecommunity.accounts.models import ALPHABET, Role, Scope, User
from safecommunity.accounts.reader import reader_of
from safecommunity.shell import slots


class Reach:
    """What this reader may give: roles, and the places and units other rooms say lie in his reach."""

    def __init__(self, request: HttpRequest) -> None:
        self.reader = reader_of(request)
        self.roles = queries.manageable_roles(self.reader)
        if not self.roles:
            raise PermissionDenied(_("Only an administrator or a chief looks after people."))
        self.places: list[tuple[str, str]] = slots.collect("place.choices", request)
        self.units: list[tuple[str, str]] = slots.collect("unit.choices", request)
        self.sectors: list[tuple[str, str]] = slots.collect("sector.choices", request)
        # indented as choices of a list; as the name of somebody's place they stand by themselves
        self.labels = {pid: label.strip() for pid, label in (*self.places, *self.units)}

    def people(self) -> Any:
        """Everybody this reader looks after."""
        return queries.users_within(
            self.reader,
            places=[pid for pid, _label in self.places],
            units=[pid for pid, _label in self.units],
            today=timezone.localdate(),
        )

    def person(self, pid: str) -> User:
        """One of them; anybody else does not exist here."""
        return get_object_or_404(self.people(), pid=pid)

    def choices(self) -> dict[str, Any]:
        """For the forms."""
        return {
            "roles": self.roles,
            "places": self.places,
            "units": self.units,
            "sectors": self.sectors,
            "gives_sensitive": self.reader.has(Role.ADMIN),
        }

    def row(self, user: User) -> dict[str, Any]:
        """A person as a line of the list."""
        today = timezone.localdate()
        held = [self.scope(scope) for scope in user.scopes.all() if scope.ends is None or today < scope.ends]
        phones = [device for device in user.devices.all() if device.revoked_at is None]
        return {"user": user, "scopes": held, "phones": phones}

    def scope(self, scope: Scope) -> dict[str, Any]:
        """A scope in words; a place out of reach keeps its id."""
        where = self.labels.get(scope.unit or scope.place, scope.unit or scope.place)
        role = scope.get_role_display()
        if scope.sector:
            role = f"{role} · {dict(self.sectors).get(scope.sector, scope.sector)}"
        return {"scope": scope, "role": role, "where": where}


def new_password() -> str:
    """Sixteen characters in groups of four (80 bits), easy to read out."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(4))
