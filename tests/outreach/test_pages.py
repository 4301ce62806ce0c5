"""Pages: the queue of a phone gets its answer as JSON, bad input is told and leaves nothing, lists ask little."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.figures import stores
from safecommunity.outreach.models import Entry
from tests.outreach.conftest import START, World, enter, photo

pytestmark = [pytest.mark.django_db, pytest.mark.db]
QUICK = "/outreach/quick/"


def signed_in(role: str, place: Any) -> Client:
    user = accounts.create_user(username=f"u-{role}", display_name=role, by="t", at=timezone.now())
    accounts.grant_scope(user=user, role=role, place=place.pid, starts=START, by="t", at=timezone.now())
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def sent(world: World, **more: Any) -> dict[str, Any]:
    return {"client_id": "c1", "kind": "leaflet", "place": world.grid.pid, "quantity": "120", **more}


def test_a_queued_hand_out_gets_its_number_and_the_same_one_again(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in("grid", world.community)

    def post() -> Any:
        picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
        return client.post(QUICK, sent(world, photos=picture), headers={"X-Offline": "1"})

    first, again = post(), post()
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["number"] == Entry.objects.get().number


@pytest.mark.parametrize(
    "wrong", [{"quantity": "abc"}, {"quantity": ""}, {"place": "x"}, {"kind": "x"}, {"happened_on": "31/12"}]
)
def test_bad_input_is_told_and_leaves_nothing(world: World, wrong: dict[str, str]) -> None:
    client = signed_in("grid", world.community)
    answer = client.post(QUICK, sent(world, **wrong), headers={"X-Offline": "1"})
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert client.post(QUICK, sent(world, **wrong)).status_code == 422
    assert not Entry.objects.exists()


def test_the_list_asks_the_database_equally_little_however_long_it_is(
    world: World, tmp_path: Any, settings: Any
) -> None:
    settings.STORE = tmp_path / "store"
    stores.forget()
    client = signed_in("clerk", world.street)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/outreach/list/").status_code == 200
        return len(queries)

    enter(world.clerk, world.community)
    asked()
    few = asked()
    for number in range(60):
        enter(world.clerk, world.community, quantity=number + 1)
    asked()  # the menu counts what is to do once after every change
    assert asked() <= few + 1  # one more: the total is counted where there is a second page
    stores.forget()
