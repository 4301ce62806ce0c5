"""Hours on a phone without network: queued, sent again and again, stored once; no name is kept on the phone."""

from datetime import time
from typing import Any

import pytest
from django.test import Client

from safecommunity.accounts.models import Scope, User
from safecommunity.governance.models import Service, VolunteerTeam
from safecommunity.governance.volunteers import actions
from tests.governance.conftest import DAY as FIRST
from tests.governance.conftest import NOW, Street

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PAGE = "/volunteers/hours/"
QUEUED = {"X-Offline": "1"}


@pytest.fixture
def watch(street: Street) -> VolunteerTeam:
    team = actions.form_team(
        reader=street.clerk, place=street.east, kind="night_watch", name="打更队", starts=FIRST, at=NOW
    )
    actions.add_members(reader=street.clerk, team=team, names=["模拟甲"], starts=FIRST, at=NOW)
    return team


def signed_in(role: str, pid: str, street: Street) -> Client:
    user = User.objects.create(pid=pid, username=pid, display_name="演示", created_at=NOW)
    Scope.objects.create(user=user, role=role, place=street.east.pid, starts=FIRST)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def sent(team: VolunteerTeam, **more: Any) -> dict[str, Any]:
    return {
        "client_id": "a" * 32, "team": team.pid, "on": "2026-11-20", "begins": "20:00", "ends": "22:00", "people": "6",
        "what": "patrol", **more,
    }  # fmt: skip


def test_the_form_is_queued_on_the_phone(street: Street, watch: VolunteerTeam) -> None:
    page = signed_in("grid", "p-g", street).get(PAGE).content.decode()
    assert f'data-offline="{PAGE}"' in page
    assert "data-queue " in page
    assert "shell/offline" in page


def test_queued_hours_sent_twice_are_one_line(street: Street, watch: VolunteerTeam) -> None:
    client = signed_in("grid", "p-g", street)
    first = client.post(PAGE, sent(watch), headers=QUEUED)
    again = client.post(PAGE, sent(watch), headers=QUEUED)
    assert (first.status_code, first.json()) == (201, {"number": "打更队 2026-11-20 20:00–22:00"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert (Service.objects.get().begins, Service.objects.get().people) == (time(20), 6)


def test_a_form_of_somebody_else_is_refused_in_words(street: Street, watch: VolunteerTeam) -> None:
    signed_in("grid", "p-g", street).post(PAGE, sent(watch), headers=QUEUED)
    answer = signed_in("clerk", "p-c", street).post(PAGE, sent(watch), headers=QUEUED)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1
    assert Service.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"team": ""}, {"team": "x"}, {"on": "9999-12-31"}, {"on": "x"}, {"begins": "25:00"}, {"ends": ""},
              {"what": "x"}, {"people": "0"}, {"people": "", "who": "x"}, {"note": "\x00"}, {"note": "长" * 201},
              {"shift": "x" * 17}],
)  # fmt: skip
def test_bad_input_is_told_and_leaves_nothing(
    street: Street, watch: VolunteerTeam, wrong: dict[str, Any]
) -> None:
    answer = signed_in("grid", "p-g", street).post(PAGE, {**sent(watch), **wrong}, headers=QUEUED)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not Service.objects.exists()


def test_the_copy_kept_for_work_without_network_names_nobody(street: Street, watch: VolunteerTeam) -> None:
    client = signed_in("clerk", "p-c", street)
    assert "模拟甲" in client.get(PAGE).content.decode()
    kept = client.get(PAGE, headers={"X-Keep": "1"}).content.decode()
    assert "模拟甲" not in kept
    assert f'value="{watch.members.get().pid}"' in kept
