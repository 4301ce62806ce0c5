"""Addresses and methods nobody documented."""

import pytest
from django.test import Client

from tests.exchange.conftest import Maker
from tests.injuries.conftest import World


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1", "/api/v1/figures/", "/api/nothing", "/api/v1/docs"])
@pytest.mark.django_db
def test_other_addresses_are_404_in_json(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404, answer.content
    assert answer.json()["errors"][0]["rule"] == "missing"


@pytest.mark.parametrize("method", ["delete", "put", "patch", "post"])
@pytest.mark.django_db
def test_other_methods_are_405(world: World, program: Maker, method: str) -> None:
    one = program("clerk", place=world.street.pid)
    answer = getattr(Client(), method)("/api/v1/figures", headers=one.headers())
    assert answer.status_code == 405
