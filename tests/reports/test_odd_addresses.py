"""Addresses nobody's page leads to: a clear answer on both databases, and nothing spoilt for the next page."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from safecommunity.accounts.models import Scope
from safecommunity.figures import stores
from safecommunity.intake.models import Draft
from tests.injuries.conftest import NOW, START, World, world  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


def enter(world: World, who: str) -> Client:  # noqa: F811
    held = getattr(world, who)
    user = get_user_model().objects.create(
        pid=held.pid, username=held.pid, display_name=held.pid, created_at=NOW
    )
    scope = held.scopes[0]
    Scope.objects.create(user=user, role=scope.role, place=scope.place, unit=scope.unit, starts=START)
    client = Client()
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


@pytest.mark.parametrize("period", ["1900", "1903", "2199", "1900-01", "1900-01..2199-12"])
def test_the_first_and_the_last_year_one_may_ask_for_have_pages(world, period):  # noqa: F811
    clerk = enter(world, "clerk")
    assert clerk.get(f"/overview/?period={period}").status_code == 200
    assert clerk.get("/overview/").status_code == 200  # the choice is kept; it must not lock the reader out
    assert clerk.get(f"/figures/injury.rate@1~{world.street.pid}~{period}/").status_code == 200


@pytest.mark.parametrize(
    "tail",
    [
        "injury.count@1~{}~2026~age_band=9999",
        "injury.count@1~{}~2026~cause=99999999999999999999999",
        "injury.rate@" + "9" * 5000 + "~{}~2026",
        "injury.rate@1~{}~1899",
    ],
)
def test_a_key_that_names_no_figure_is_not_found(world, tail):  # noqa: F811
    assert enter(world, "clerk").get(f"/figures/{tail.format(world.street.pid)}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/overview/?place=%00",
        "/injuries/card/?draft=%00",
        "/injuries/card/?saved=%00",
        "/injuries/quick/?saved=%00",
        "/files/%00/",
        "/people/%00/",
        "/account/enrolments/%00/",
    ],
)
def test_a_null_character_in_an_address_is_refused(world, address):  # noqa: F811
    assert enter(world, "clerk").get(address).status_code == 400


def test_null_characters_in_the_ids_of_forms_name_nothing(world):  # noqa: F811
    clerk = enter(world, "clerk")
    assert clerk.post("/injuries/card/draft/drop/", {"key": "\x00"}).status_code == 302
    assert clerk.post("/injuries/card/draft/", {"client_id": "\x00", "product": "刀"}).status_code == 204
    assert "\x00" not in Draft.objects.get().key


def test_a_draft_too_long_is_refused_with_the_limit_and_nothing_is_kept(world):  # noqa: F811
    answer = enter(world, "clerk").post("/injuries/card/draft/", {"client_id": "a", "product": "伤" * 70_000})
    assert answer.status_code == 400
    assert "64 kB" in answer.content.decode()
    assert not Draft.objects.exists()


def test_pages_of_a_signed_in_reader_are_not_kept_by_the_browser(world):  # noqa: F811
    assert enter(world, "clerk").get("/injuries/")["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get("/")
