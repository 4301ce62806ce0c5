"""One digest a person and day: made when its hour has come, sent at most once, tried again more and more slowly."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.journal.models import AuditEvent
from safecommunity.reminders import actions, channels, digest, queries
from safecommunity.reminders.models import Message, Wish
from safecommunity.shell.slots import WorkLine
from tests.reminders.conftest import NOW, TODAY, Gateway

pytestmark = [pytest.mark.django_db, pytest.mark.db]
WISHES = {"mail": "clerk@example.org", "by_mail": True, "hour": 8, "days": "work"}


def keep(clerk: Reader, **more: Any) -> Wish:
    return actions.set_wishes(reader=clerk, values={**WISHES, **more}, at=NOW)


def make(after: timedelta = timedelta(0)) -> int:
    return actions.make_digests(by="keeper", at=NOW + after)


def out(after: timedelta = timedelta(0)) -> dict[str, int]:
    return actions.deliver(by="keeper", at=NOW + after)


def test_a_digest_tells_what_is_overdue_and_soon_due(clerk: Reader, lines: list[WorkLine]) -> None:
    told = digest.digest_of(User.objects.get(pid=clerk.pid), TODAY)
    assert told is not None
    assert (told.lines, told.late) == (3, 1)
    assert "1. 任务：签订责任书（" in told.text
    only = digest.digest_of(User.objects.get(pid=clerk.pid), TODAY, late_only=True)
    assert only is not None
    assert only.lines == 1
    assert "月报" not in only.text
    del lines[:]
    assert digest.digest_of(User.objects.get(pid=clerk.pid), TODAY) is None


def test_it_comes_once_a_day_at_its_hour_and_is_in_the_log(
    clerk: Reader, lines: list[WorkLine], on: Gateway
) -> None:
    keep(clerk, hour=11)
    assert make() == 0  # it is ten
    assert make(timedelta(hours=1)) == 1
    assert make(timedelta(hours=1)) == 0
    assert out(timedelta(hours=1)) == {"sent": 1, "later": 0, "given_up": 0}
    assert out(timedelta(hours=2)) == {"sent": 0, "later": 0, "given_up": 0}
    assert [one.to for one in mail.outbox] == [["clerk@example.org"]]
    logged = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert logged == ["set_reminders", "make_reminder", "reminder_sent"]
    assert "clerk@example.org" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_the_same_is_not_told_again_before_a_week_and_something_new_is(
    clerk: Reader, lines: list[WorkLine], on: Gateway
) -> None:
    keep(clerk)
    assert make() == 1
    lines[1:] = []  # what is left says the same of its one line on both days
    day = timedelta(days=1)
    assert (make(day), make(day * 2)) == (1, 0)
    assert make(day * 8) == 1
    lines.append(WorkLine("任务", "新任务", "/t/4", "办理", TODAY, missing=True))
    assert make(day * 9) == 1


def test_no_reminder_on_a_sunday_unless_wished(clerk: Reader, lines: list[WorkLine], on: Gateway) -> None:
    keep(clerk)
    sunday = timedelta(days=6)
    assert make(sunday) == 0
    keep(clerk, days="every")
    assert make(sunday) == 1


def test_a_server_that_fails_is_asked_more_and_more_slowly_then_given_up(
    clerk: Reader, lines: list[WorkLine], on: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(channels, "send", lambda *_given: (tried.append("x"), channels.later("HTTP 503"))[1])
    keep(clerk)
    make()
    for minutes in range(0, 14 * 60, 5):
        out(timedelta(minutes=minutes))
    message = Message.objects.get()
    assert len(tried) == actions.MOST_TRIES == 5  # at 0, 5, 20, 80 and 260 minutes
    assert (message.state, message.error, message.tries) == ("given_up", "HTTP 503", 5)
    assert queries.by_state(TODAY) == {"given_up": 1}


def test_a_gateway_may_ask_for_more_patience_than_ours(
    clerk: Reader, lines: list[WorkLine], on: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "send", lambda *_given: channels.later("HTTP 429", 1800))
    keep(clerk)
    make()
    assert out()["later"] == 1
    assert Message.objects.get().next_at == NOW + timedelta(seconds=1800)


def test_what_was_cut_off_while_sending_is_not_sent_twice(
    clerk: Reader, lines: list[WorkLine], on: Gateway
) -> None:
    keep(clerk)
    make()
    Message.objects.update(state="sending", next_at=NOW)
    assert out(timedelta(minutes=1)) == {"sent": 0, "later": 0, "given_up": 0}
    assert Message.objects.get().state == "unknown"
    assert mail.outbox == []


def test_somebody_who_switches_off_or_leaves_gets_nothing(
    clerk: Reader, lines: list[WorkLine], on: Gateway
) -> None:
    keep(clerk)
    make()
    keep(clerk, by_mail=False)
    assert out()["given_up"] == 1
    Message.objects.all().delete()
    keep(clerk)
    User.objects.update(is_active=False)
    assert make() == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"mail": "not an address"}, "mail"),
        ({"mail": ""}, "mail"),
        ({"sms": "12345", "by_sms": True}, "sms"),
        ({"by_sms": True}, "sms"),
        ({"wecom": "张 三", "by_wecom": True}, "wecom"),
        ({"hour": 24}, "hour"),
        ({"hour": "8"}, "hour"),
        ({"days": "never"}, "days"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_at_its_field_and_nothing_is_kept(
    clerk: Reader, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(actions.Refused) as refused:
        keep(clerk, **wrong)
    assert list(refused.value.findings) == [field]
    assert not Wish.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_address_is_sealed_stays_when_not_named_and_goes_when_erased(clerk: Reader) -> None:
    from django.db import connection

    keep(clerk, sms="+86 139-0000-1111", by_sms=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mail, sms FROM reminders_wish")
        kept = str(cursor.fetchall())
    assert "example.org" not in kept
    assert "1390000" not in kept
    actions.set_wishes(reader=clerk, values={"by_mail": True, "hour": 9, "days": "every"}, at=NOW)
    wish = Wish.objects.get()
    assert (wish.mail, wish.sms, wish.by_sms, wish.hour) == ("clerk@example.org", "13900001111", False, 9)
    actions.set_wishes(reader=clerk, values={"mail": "", "hour": 9, "days": "every"}, at=NOW)
    assert Wish.objects.get().mail == ""


def test_the_text_to_urge_names_what_is_overdue_and_on_request_what_comes(lines: list[WorkLine]) -> None:
    text = digest.overdue_text("示例街道", lines, TODAY)
    assert "示例街道" in text
    assert "签订责任书" in text
    assert "月报" not in text
    assert "草稿" not in text
    ahead = digest.overdue_text("示例街道", lines, TODAY, ahead=3)
    assert "填报隐患月报" in ahead
    assert digest.of_place(lines, frozenset({"west"})) == lines[1:]
    assert len(digest.overdue_text("示例街道", [], TODAY).splitlines()) == 2
