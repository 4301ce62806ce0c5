"""Lists of volunteers and opinions ask the database as often for twelve rows as for two."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safecommunity.accounts.models import Scope, User
from safecommunity.governance import actions as governance
from safecommunity.governance.models import Agency
from safecommunity.governance.opinions import actions as opinions
from safecommunity.governance.volunteers import actions
from tests.governance.conftest import DAY, NOW, Street

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PAGES = (
    "/volunteers/", "/volunteers/hours/list/", "/volunteers/roster/?view=month&on=2026-11-20", "/volunteers/hours/",
    "/opinions/", "/reminders/",
)  # fmt: skip


def lay(street: Street, first: int, many: int) -> None:
    agency = Agency.objects.filter(sector="police").first()
    for n in range(first, first + many):
        say: dict[str, Any] = {"reader": street.clerk, "at": NOW}
        team = actions.form_team(
            place=street.east, kind="peace", name=f"协会{n}", starts=DAY, leader="模拟甲", **say
        )
        on = date(2026, 11, 2) + timedelta(days=n)
        who = list(team.members.all())
        actions.plan_shifts(team=team, on=on, begins=time(20), ends=time(21), who=who, **say)
        actions.record_service(team=team, on=on, begins=time(8), ends=time(9), what="patrol", who=who, **say)
        one = opinions.record_opinion(
            place=street.east, channel="phone", received_on=on, text=f"第 {n} 条意见", **say
        )
        opinions.sort_opinion(opinion=one, agency=agency, **say)


def counted(client: Client) -> dict[str, int]:
    found = {}
    for page in PAGES:
        client.get(page)  # what is read once a process is read now
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        found[page] = len(asked)
    return found


def test_no_page_asks_more_often_for_more_rows(street: Street) -> None:
    user = User.objects.create(pid="p-clerk", username="clerk", display_name="演示内勤", created_at=NOW)
    Scope.objects.create(user=user, role="clerk", place=street.place.pid, starts=DAY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    governance.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    lay(street, 0, 2)
    few = counted(client)
    lay(street, 2, 8)
    many = counted(client)
    assert {page: many[page] - few[page] for page in PAGES} == dict.fromkeys(PAGES, 0)
