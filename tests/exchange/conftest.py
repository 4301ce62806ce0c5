"""The world of the injury tests, with tokens, a store of its own, and a client that is a program."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.exchange import actions
from safecommunity.exchange.models import ApiToken
from safecommunity.figures import stores
from tests.injuries.conftest import World, record, world  # noqa: F401 - fixtures used here

START = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Any, settings: Any) -> Iterator[None]:
    """Counts of this test only, and nobody's requests counted before."""
    settings.STORE = tmp_path / "store"
    stores.forget()
    cache.clear()
    yield
    stores.forget()
    cache.clear()


@dataclass
class Program:
    """A program with a token."""

    secret: str
    token: ApiToken
    owner: User

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en", **more}

    def get(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Any:
        return Client().get(f"/api/v1/{path}", data, headers=self.headers(**headers))

    def post(self, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        return Client().post(
            "/api/v1/injuries", raw, content_type="application/json", headers=self.headers(**headers)
        )


Maker = Callable[..., Program]


@pytest.fixture
def program(world: World) -> Maker:  # noqa: F811
    """A person with one role, and a program with that person's token."""
    made = iter(range(1000))

    def make(
        role: str, *, place: str = "", unit: str = "", may: tuple[str, ...] = ("figures",), within: str = ""
    ) -> Program:
        now, number = timezone.now(), next(made)
        owner = accounts.create_user(username=f"{role}{number}", display_name=role, by="t", at=now)
        accounts.grant_scope(user=owner, role=role, place=place, unit=unit, starts=START, by="t", at=now)
        reader = Reader.of(owner, timezone.localdate(now), "demo")
        found, secret = actions.make_token(
            reader=reader, owner=owner, name="HIS", may=may, days=30, by=owner.pid, at=now, place=within
        )
        return Program(secret, found, owner)

    return make


def card(world: World, client_id: str = "c1", **values: Any) -> dict[str, Any]:  # noqa: F811
    """A complete card without questions, of the day before now; a value None is left out."""
    visit = timezone.localtime(timezone.now() - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    plain = {
        "unit": world.hospital.pid, "name": "吴某", "sex": 2, "age_years": 78, "household": 1, "education": 3,
        "occupation": 5, "injury_time": (visit - timedelta(hours=1)).isoformat(),
        "visit_time": visit.isoformat(), "cause": 3, "place_kind": 1, "activity": 6, "intent": 1, "alcohol": 2,
        "nature": 1, "body_part": 3, "system": 5, "severity": 2, "outcome": 1,
        "residence": world.community.pid, "occurrence": world.community.pid, **values,
    }  # fmt: skip
    return {"client_id": client_id, "values": {name: v for name, v in plain.items() if v is not None}}
