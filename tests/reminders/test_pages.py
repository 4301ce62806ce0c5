"""The pages: channels are chosen, refusals stand beside their fields, the text to urge is the reader's own."""

from typing import Any

import pytest
from django.test import Client

from safecommunity.accounts.models import Scope, User
from safecommunity.accounts.reader import Reader
from safecommunity.places import actions as places
from safecommunity.reminders.models import Message, Wish
from safecommunity.shell.slots import WorkLine
from tests.reminders.conftest import NOW, TODAY, Gateway

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def client(clerk: Reader) -> Client:
    made = Client(HTTP_ACCEPT_LANGUAGE="en")
    made.force_login(User.objects.get(pid=clerk.pid), "allauth.account.auth_backends.AuthenticationBackend")
    return made


def test_without_a_channel_the_page_says_so_and_still_shows_what_waits(
    client: Client, lines: list[WorkLine]
) -> None:
    page = client.get("/reminders/").content.decode()
    assert "没有开通提醒方式" in page
    assert "签订责任书" in page


def test_a_channel_is_chosen_and_a_slip_is_refused_at_its_field(
    client: Client, clerk: Reader, lines: list[WorkLine], on: Gateway
) -> None:
    sent = {"by_mail": "on", "mail": "nobody", "hour": "7", "days": "work"}
    refused = client.post("/reminders/", sent)
    assert refused.status_code == 422
    assert "不是邮件地址" in refused.content.decode()
    assert not Wish.objects.exists()
    assert client.post("/reminders/", {**sent, "mail": "me@example.org"}).status_code == 302
    assert Wish.objects.get().mail == "me@example.org"
    page = client.get("/reminders/").content.decode()
    assert "me@example.org" not in page  # what is kept sealed is not shown again
    assert client.post("/reminders/", {"hour": "7", "days": "work", "erase_mail": "on"}).status_code == 302
    assert Wish.objects.get().mail == ""


@pytest.mark.parametrize("wrong", [{"hour": "99"}, {"days": "x"}, {"hour": ""}, {"mail": "a" * 300}])
def test_odd_answers_are_refused(
    client: Client, on: Gateway, lines: list[WorkLine], wrong: dict[str, str]
) -> None:
    assert client.post("/reminders/", {"hour": "7", "days": "work", **wrong}).status_code == 422


def test_what_was_sent_is_seen_by_whom_it_was_sent_to(
    client: Client, clerk: Reader, lines: list[WorkLine]
) -> None:
    say: dict[str, Any] = {
        "channel": "mail", "day": TODAY, "lines": 1, "late": 0, "digest": "x", "next_at": NOW, "made_at": NOW,
    }  # fmt: skip
    Message.objects.create(user=clerk.pid, subject="给我的", text="内容", **say)
    Message.objects.create(user="other", subject="给别人的", text="内容", **say)
    page = client.get("/reminders/").content.decode()
    assert "给我的" in page
    assert "给别人的" not in page


def test_the_text_to_urge_is_of_a_place_of_the_reader(
    client: Client, clerk: Reader, lines: list[WorkLine]
) -> None:
    street = places.create_place(name="示例街道", level="street", parent=None, by="t", at=NOW, starts=TODAY)
    Scope.objects.update(place=street.pid)
    page = client.get("/reminders/overdue/").content.decode()
    assert "【催报】示例街道" in page
    assert client.get("/reminders/overdue/", {"at": "nowhere"}).status_code == 404
    assert client.get("/reminders/overdue/", {"ahead": "10000"}).status_code == 200
    Scope.objects.update(role="grid")
    assert client.get("/reminders/overdue/").status_code == 403
