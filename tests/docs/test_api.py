"""The page about the interface: its examples run as printed, and its table names every address."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.architecture import house
from tests.exchange.conftest import Maker, own_store, program  # noqa: F401 - fixtures used here
from tests.injuries.conftest import World, world  # noqa: F401

DOCS = house.ROOT / "docs"


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_page_run_as_printed(live_server: Any, world: World, program: Maker) -> None:  # noqa: F811
    page = (DOCS / "how-to" / "use-the-api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    assert len(blocks) == 4
    both = program("cdc", place=world.district.pid, may=("figures", "cards"))
    day = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%d")
    told = {
        "http://127.0.0.1:8000": live_server.url, "sc_…": both.secret, "UNIT": world.hospital.pid, "2026-11-22": day,
        "period=2026": f"period={day[:4]}",
    }  # fmt: skip
    said: dict[str, Any] = {}
    for block in blocks:
        for printed, real in told.items():
            block = block.replace(printed, real)
        exec(compile(block, "use-the-api.md", "exec"), said)  # noqa: S102 - our own page
    assert said["figure"]["value"] == 0
    assert said["figure"]["label"] == "simulated"
    assert said["rows"]["total"] == 0
    assert said["done"]["recorded"] == 1, said["done"]
    assert said["again"]["repeated"] == 1
    error = said["refused"]["items"][0]["errors"][0]
    assert (error["field"], error["came"], said["status"]) == ("cause", "98", 422)


def test_the_reference_names_every_address() -> None:
    page = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([A-Z]+ /api/v1/\S+)`", page, re.MULTILINE))
    paths = Client().get("/api/openapi.json").json()["paths"]
    assert told == {f"{method.upper()} {path}" for path, found in paths.items() for method in found}
