"""People for the tests of this room, and a clean counter of sign-in attempts."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from safecommunity.accounts import actions
from safecommunity.accounts import slots as ours
from safecommunity.accounts.models import Role, User
from safecommunity.shell import slots

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PASSWORD = "示例 pass-phrase 42"
NEEDS_UNIT = {Role.FACILITY, Role.UNIT}


@pytest.fixture(autouse=True)
def _fresh_attempts(settings: Any) -> Iterator[None]:
    # scrypt is slow on purpose; that it is the product's choice has a test of its own
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _only_this_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """What upper rooms put into our pages is theirs to test."""
    monkeypatch.setattr(slots, "_providers", {})
    slots.register("front.accounts", ours.front_accounts)
    slots.register("menu", ours.menu)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a person with a role: person("nurse", "facility")."""

    def make(username: str = "nurse", *roles: str, **more: Any) -> User:
        user = actions.create_user(
            username=username, display_name=f"示例{username}", password=PASSWORD, by="setup", at=NOW, **more
        )
        actions.set_password(user=user, password=PASSWORD, by=user.pid, at=NOW)
        for role in roles:
            where = {"unit": "unit-1"} if role in NEEDS_UNIT else {"place": "place-1"}
            actions.grant_scope(user=user, role=role, starts=date(2026, 1, 1), by="setup", at=NOW, **where)
        return user

    return make


@pytest.fixture
def enter() -> Callable[..., Client]:
    """A client whose session was made in a given way."""

    def make(user: User, how: str = "totp", **session: Any) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        stored = client.session
        stored.update({"signed_in_by": how, **session})
        stored.save()
        return client

    return make
